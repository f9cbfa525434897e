"""A file's own totals against the sums of their items: agreed, filled in, or both reported."""

from dataclasses import dataclass, replace

import numpy as np

from analysis.core import Finding

from ..cells import MISSING_NUMBERS, Cells, is_missing, read_number
from ..item_rules import ItemRule
from ..text_table import TextTable
from .item_sums import Answers
from .making import read_rows, tell

_DROP = "Correct the one that is wrong; or drop the total, or the items, in the mapping."


@dataclass(frozen=True, eq=False)
class Compared:
    """Totals given and totals worked out: where they differ, and where one stands in for none."""

    differs: np.ndarray
    filled: np.ndarray
    given: np.ndarray


def compare_totals(
    own: Cells, sums: np.ndarray, rule: ItemRule, decimal: str, missing: frozenset[str]
) -> Compared:
    """The file's totals, a cell each, against the sums of their items (NaN where there is none)."""
    low, high = (len(rule.summed) * score for score in (rule.lowest, rule.highest))
    numbers = [read_number(label, decimal) for label in own.labels]
    none = [is_missing(label, missing) or (n in MISSING_NUMBERS and not low <= n <= high)
            for label, n in zip(own.labels, numbers, strict=True)]  # fmt: skip
    given = np.array(numbers)[own.codes]
    blank = np.array(none, dtype=bool)[own.codes]
    known = ~np.isnan(sums)
    differs = known & ~blank & ~np.isnan(given) & (np.abs(given - sums) > 1e-9)
    return Compared(differs, known & blank, given)


def settle_totals(
    text: TextTable, answers: Answers, rule: ItemRule, own: str | None, found: Compared | None
) -> tuple[TextTable, list[str]]:
    """A column of totals: the sums, or the file's own with the sums where it has none.

    Where the two differ neither is used; both are said.
    """
    sums = answers.sum_by(rule)
    if own is None or found is None:
        said = tell("info", "totals_from_items", "", (), f"{rule.instrument}: {write_count(sums)} "
                    f"totals are the sum of {len(rule.summed)} items ({rule.source}).",
                    "Nothing to do.")  # fmt: skip
        return add_findings(text, [said]), [write_sum(total) for total in sums]
    said_all = [*say_differences(text, sums, rule, own, found)]
    if found.filled.any():
        rows = tuple(text.row_numbers[found.filled].tolist())
        said_all.append(tell("info", "totals_from_items", own, rows, "the total was blank and "
                             f"is the sum of its items ({rule.source}).",
                             "Nothing to do."))  # fmt: skip
    left_out = dict(text.scores_left_out)
    if found.differs.any():
        code = "total_disagrees"
        left_out[code] = left_out.get(code, 0) + int(found.differs.sum())
    text = replace(add_findings(text, said_all), scores_left_out=left_out)
    cells = read_rows(text, own)
    return text, [
        "" if gone else write_sum(total) if filled else cell
        for cell, total, gone, filled in zip(cells, sums, found.differs, found.filled, strict=True)
    ]


def say_differences(
    text: TextTable, sums: np.ndarray, rule: ItemRule, column: str, found: Compared
) -> list[Finding]:
    """One finding that names every row whose total is not its items' sum, and both of the first."""
    if not found.differs.any():
        return []
    first = int(np.argmax(found.differs))
    return [
        tell("error", "total_disagrees", column, tuple(text.row_numbers[found.differs].tolist()),
             f"the total is not the sum of the {len(rule.summed)} items (first "
             f"{found.given[first]:g} against {sums[first]:g}); neither is used.", _DROP)
    ]  # fmt: skip


def write_sum(total: float) -> str:
    """A sum as text, blank where there is none."""
    return "" if np.isnan(total) else f"{total:g}"


def write_count(sums: np.ndarray) -> int:
    """How many sums there are."""
    return int((~np.isnan(sums)).sum())


def add_findings(text: TextTable, findings: list[Finding]) -> TextTable:
    """The table with more said of it."""
    return replace(text, findings=(*text.findings, *findings)) if findings else text


def say_incomplete(
    text: TextTable, answers: Answers, rule: ItemRule, rows: np.ndarray, visit: str = ""
) -> TextTable:
    """Say where an item is missing or has a score it cannot have, so that there is no sum.

    Parameters
    ----------
    rows : array of int
        Row number of each record of the answers.
    """
    when = f" at {visit}" if visit else ""
    places = [answers.items.index(item) for item in rule.summed]
    wrong = answers.wrong[:, places].any(axis=1)
    missing = answers.incomplete(rule) & ~wrong
    said = []
    if missing.any():
        said.append(tell("warning", "item_missing", "", tuple(rows[missing].tolist()),
                         f"{rule.instrument}{when} lacks an item, so no total is made of its "
                         "items.", "Fill in the item if it was answered."))  # fmt: skip
    if wrong.any():
        said.append(tell("error", "item_out_of_range", "", tuple(rows[wrong].tolist()),
                         f"{rule.instrument}{when} has an item outside {rule.lowest:g} to "
                         f"{rule.highest:g} or answered twice, so no total is made of its items.",
                         "Correct the item, or leave it blank."))  # fmt: skip
    return add_findings(text, said)
