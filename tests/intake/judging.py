"""Whether what `check` says of a file is right: its decision, its numbers, its rows."""

import math
import re

from .asking import Said
from .clean import Numbers


def differs(said: Said, right: Numbers) -> list[str]:
    """What is not as it should be, in words; empty where all numbers are right."""
    found = []
    for name, wanted in (("participants", right.participants),
                         ("observations", right.observations)):  # fmt: skip
        if said[name] != wanted:
            found.append(f"{name} {said[name]} instead of {wanted}")
    cells = {(c["instrument"], _plain(c["arm"]), _plain(c["visit"])): c for c in said["cells"]}
    wanted_cells = {(i, _plain(a), _plain(v)): c for (i, a, v), c in right.cells.items()}
    for key in sorted(cells.keys() | wanted_cells.keys()):
        if key not in cells or key not in wanted_cells:
            found.append(f"cell {key} {'missing' if key in wanted_cells else 'too many'}")
            continue
        n, mean, sd = wanted_cells[key]
        cell = cells[key]
        if cell["n"] != n or not _close(cell["mean"], mean) or not _close(cell["sd"], sd):
            shown = (cell["n"], cell["mean"], cell["sd"])
            found.append(f"cell {key} {shown} instead of {(n, mean, sd)}")
    return found


def _plain(label: str) -> str:
    """Labels are compared without spaces and marks, as headings write visits without them, and
    without the arm that REDCap names with each event."""
    bare = re.sub(r"_arm_\d+$|\(arm \d+: .*\)$", "", label.casefold())
    return re.sub(r"[\s_]+", "", bare)


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def loud_findings(said: Said) -> list[dict[str, object]]:
    """Findings that a reader is bound to see: errors and warnings."""
    return [found for found in said["findings"] if found["severity"] != "info"]
