"""The table of single answers of a cohort: each with its person and study day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from ..cells import Cells, read_number, relabel
from ..mapping import DAYS, Mapping
from ..roles import assign_roles
from ..spellings import fold
from ..text_table import TextTable
from ..visits import guess_day
from .making import read_column

NO_DAY: Final = -(2**31)


@dataclass(frozen=True)
class When:
    """The columns of a table of scores that say whose a row is and when it was."""

    person: str | None
    visit: str | None
    day: str | None


def find_when(text: TextTable, mapping: Mapping) -> When:
    """Those columns, as they will be recognised."""
    roles = assign_roles(text.columns, lambda column: read_column(text, column), mapping)
    found = {role: column for column, role in reversed(roles.items())}
    return When(found.get("patient_id"), found.get("visit"), found.get("day"))


def count_days(text: TextTable, when: When, visit: str, mapping: Mapping) -> np.ndarray:
    """The study day of each row: its own, else the scheduled day of its visit, else NO_DAY."""
    rows = text.data.num_rows
    if visit:
        return np.full(rows, _schedule(visit, "", mapping), dtype=np.int64)
    days = np.full(rows, NO_DAY, dtype=np.int64)
    if when.visit:
        cells = read_column(text, when.visit)
        days = _look_up(cells, [_schedule(x, when.visit, mapping) for x in cells.labels])
    if when.day:
        cells = read_column(text, when.day)
        own = [_read_day(label, text.decisions.decimal or ".") for label in cells.labels]
        if fold(when.day) == "ady" and 0 not in own:
            own = [day - 1 if day > 0 else day for day in own]  # Day 1 is the first dose.
        taken = _look_up(cells, own)
        days = np.where(taken == NO_DAY, days, taken)
    return days


def _look_up(cells: Cells, days: Sequence[int]) -> np.ndarray:
    return np.asarray(np.array(days, dtype=np.int64)[cells.codes])


def _schedule(label: str, column: str, mapping: Mapping) -> int:
    if not label:
        return NO_DAY
    mapped = {fold(name): day for name, day in mapping.visits.items()}
    found = mapping.visits.get(label, mapped.get(fold(label)))
    guessed = guess_day(label, column) if found is None else found
    return NO_DAY if guessed is None else guessed


def _read_day(text: str, decimal: str) -> int:
    number = read_number(text, decimal)
    whole = number == np.floor(number) and DAYS[0] <= number <= DAYS[1]
    return int(number) if whole else NO_DAY


@dataclass(frozen=True, eq=False)
class Given:
    """Answers given, one entry each: the row they stand in, whose, when, and to which item."""

    row: np.ndarray
    person: Cells
    day: np.ndarray
    family: Cells
    item: Cells
    answer: Cells


def make_items(text: TextTable, given: Given, rows_total: int, made: bool) -> TextTable:
    """The cohort's table of items.

    Parameters
    ----------
    text : TextTable
        The table they stand in, whose row numbers and decisions hold.
    rows_total : int
        Rows of the file that are now rows of this table alone, those without a day among them.
    made : bool
        The answers stood in columns, so that no row of this table is a row of the file.
    """
    timed = np.flatnonzero(given.day != NO_DAY)
    days, codes = np.unique(given.day[timed], return_inverse=True)
    columns = {
        "patient_id": given.person.take(timed),
        "day": Cells(codes.astype(np.int32), tuple(str(day) for day in days.tolist())),
        "instrument": given.family.take(timed),
        "item": given.item.take(timed),
        "answer": given.answer.take(timed),
    }
    return TextTable(
        name="items",
        columns=tuple(columns),
        data=pa.table({name: as_text(cells) for name, cells in columns.items()}),
        row_numbers=text.row_numbers[given.row[timed]],
        rows_total=rows_total,
        rejected=(),
        decisions=text.decisions,
        findings=(),
        made=len(timed) if made else 0,
    )


def as_text(cells: Cells) -> pa.ChunkedArray:
    """Cells as a column of a table of text."""
    merged = relabel(cells, cells.labels)
    labels = merged.labels or ("",)
    return pa.chunked_array([
        pa.DictionaryArray.from_arrays(pa.array(merged.codes, pa.int32()),
                                       pa.array(labels, pa.string()))
    ])  # fmt: skip
