"""The kit of labelled files, and a run of it by seed."""

import tempfile
from collections import Counter
from pathlib import Path

from . import (
    kit_bad_rows,
    kit_bad_tables,
    kit_exports,
    kit_formats,
    kit_hostile,
    kit_labels,
    kit_people,
    kit_refused,
    kit_text,
)
from .asking import check_here
from .labelled import GROUPS, KIT, OUTCOMES, score

SOURCES = (
    kit_text,
    kit_labels,
    kit_people,
    kit_exports,
    kit_formats,
    kit_bad_rows,
    kit_bad_tables,
    kit_refused,
    kit_hostile,
)
"""Where makers of labelled files enter themselves."""

Scored = dict[tuple[str, str], tuple[str, list[str]]]
"""Outcome and what is wrong, by group and name."""


def run_kit(seed: int, folder: Path) -> Scored:
    """Every labelled file of a seed, checked in this process and scored."""
    scored: Scored = {}
    for group, name in KIT.makers:
        label = KIT.make(group, name, seed)
        said = check_here(label.data, folder, label.name, label.mapping)
        scored[group, name] = score(said, label)
    return scored


def count(scored: Scored) -> dict[str, Counter[str]]:
    """Outcomes by group."""
    table: dict[str, Counter[str]] = {group: Counter() for group in GROUPS}
    for (group, _), (outcome, _) in scored.items():
        table[group][outcome] += 1
    return table


def list_table(scored: Scored) -> str:
    """The score table as text, and what is wrong of all that is not capable."""
    table = count(scored)
    lines = [f"{'group':12}{'files':>8}" + "".join(f"{name:>10}" for name in OUTCOMES)]
    for group, counts in [*table.items(), ("all", sum(table.values(), Counter()))]:
        lines.append(f"{group:12}{counts.total():8}" + "".join(f"{counts[o]:10}" for o in OUTCOMES))
    for (group, name), (outcome, wrong) in scored.items():
        if outcome != "capable":
            lines.append(f"{outcome:9} {group}: {name}: {'; '.join(wrong)[:240]}")
    return "\n".join(lines)


def print_kit(seed: int) -> None:
    """Run the kit of a seed and print its table."""
    with tempfile.TemporaryDirectory() as folder:
        print(list_table(run_kit(seed, Path(folder))))
