"""Clean cohort CSVs damaged by seed, and what `check` makes of them.

    python -m tests.intake.damage 3000

A reading is *whole* (every number of the clean file), *rest* (every row that was not damaged, the
damaged ones rejected by their row numbers), *flagged* (other numbers, and a warning or error on
the damaged rows or on the file), *refused*, or *silent*: other numbers and nothing says so.
"""

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from . import damage_cells, damage_encodings, damage_lines
from .asking import Said, check_here
from .bases import Base, make_base
from .damaged import KINDS, Damaged
from .judging import differs, loud_findings

OUTCOMES = ("whole", "rest", "flagged", "refused", "silent")
SOURCES = (damage_cells, damage_lines, damage_encodings)
"""Where kinds of damage enter themselves."""

_FIRST_SEED = 5000
_NEAR = 1


def damage_by_seed(seed: int) -> tuple[str, Base, Damaged]:
    """The kind of damage of a seed, the clean file and the damaged one."""
    draw = random.Random(seed)
    kind = list(KINDS)[seed % len(KINDS)]
    while True:
        base = make_base(draw)
        damaged = KINDS[kind](base, draw)
        if damaged is not None and damaged.data != base.join(base.lines).encode():
            return kind, base, damaged


def judge(base: Base, damaged: Damaged, said: Said) -> str:
    """Which of `OUTCOMES` a reading is."""
    if said["outcome"] == "refused":
        return "refused"
    if not differs(said, damaged.right or base.without(set())):
        return "whole"
    where = [set(found["rows"]) for found in loud_findings(said) if found["code"] not in _ALWAYS]  # type: ignore[call-overload]
    named = set().union(*where) if where else set()
    rests = [base.without(set(damaged.lost)), *filter(None, [damaged.rest])]
    if any(not differs(said, rest) for rest in rests) and _covers(named, damaged.rows):
        return "rest"
    told = any(not rows or not damaged.rows or _covers(rows, damaged.rows, some=True)
               for rows in where)  # fmt: skip
    return "flagged" if told else "silent"


_ALWAYS = {"needs_mapping", "missing_baseline", "free_text_column"}
"""Findings that clean files have too."""


def _covers(named: set[int], rows: frozenset[int], some: bool = False) -> bool:
    close = [any(abs(row - other) <= _NEAR for other in named) for row in rows]
    return any(close) if some else all(close)


def run(first: int, seeds: int, folder: Path) -> tuple[dict[str, Counter[str]], list[int]]:
    """Outcomes by kind, and the seeds of silent ones."""
    table: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    silent = []
    for seed in range(first, first + seeds):
        kind, base, damaged = damage_by_seed(seed)
        outcome = judge(base, damaged, check_here(damaged.data, folder))
        table[kind][outcome] += 1
        if outcome == "silent":
            silent.append(seed)
    return table, silent


def list_table(table: dict[str, Counter[str]]) -> str:
    """The table as text, with its sums and the share read exactly."""
    lines = [f"{'damage':28}" + "".join(f"{name:>9}" for name in OUTCOMES)]
    whole: Counter[str] = Counter()
    for kind, counts in table.items():
        whole += counts
        lines.append(f"{kind:28}" + "".join(f"{counts[name]:9}" for name in OUTCOMES))
    lines.append(f"{'all':28}" + "".join(f"{whole[name]:9}" for name in OUTCOMES))
    total = max(whole.total(), 1)
    exact = whole["whole"] + whole["rest"]
    lines.append(f"read whole {whole['whole'] / total:.1%}; every readable row read and every "
                 f"other named {exact / total:.1%}; silent {whole['silent']}")  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    first = int(sys.argv[2]) if len(sys.argv) > 2 else _FIRST_SEED
    with tempfile.TemporaryDirectory() as folder:
        table, silent = run(first, seeds, Path(folder))
    print(list_table(table))
    if silent:
        print("silent seeds:", *silent[:40])


if __name__ == "__main__":
    main()
