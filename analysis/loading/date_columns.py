"""Columns of dates in the tables of a cohort: when each record was, and each person's day 0."""

from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from typing import Final

import numpy as np

from .calendar_dates import NO_DATE, DatesRead, read_dates
from .cells import Cells, is_missing, read_cells
from .mapping import START, Mapping
from .spellings import find_role, fold
from .text_table import TextTable

_NAMES: Final = tuple(fold(name) for name in (
    "visit date", "date of visit", "assessment date", "date of assessment", "date assessed",
    "visitdat", "visdt", "visdtc", "svstdtc", "qsdtc", "qsdt", "adt", "date", "survey date",
    "score date", "measurement date", "observation date", "interview date", "completion date",
    "date completed", "recorded date", "session date", "event date", "infusion date", "test date",
    "authored", "visit dt", "datum", "datetime",
))  # fmt: skip
"""Names of a column with the date of each record, the likeliest first."""

_MOSTLY: Final = 0.5


@dataclass(frozen=True, eq=False)
class DateColumn:
    """A column of dates of one table, with the ids of its rows."""

    table: str
    name: str
    ids: Cells
    cells: Cells
    read: DatesRead
    missing: frozenset[str]

    @property
    def ordinals(self) -> np.ndarray:
        """The date of each row, `NO_DATE` where there is none."""
        return self.read.ordinals[self.cells.codes]

    def unread(self) -> np.ndarray:
        """Rows (a mask) with something that is no date."""
        filled = self.cells.where(lambda text: not is_missing(text, self.missing))
        return filled & (self.ordinals == NO_DATE)

    def span(self) -> tuple[np.ndarray, np.ndarray]:
        """The earliest and latest date of each id (by its code), `NO_DATE` where there is none."""
        size = len(self.ids.labels)
        when, who = self.ordinals, self.ids.codes
        there = when != NO_DATE
        first = np.full(size, np.iinfo(np.int64).max)
        last = np.zeros(size, dtype=np.int64)
        np.minimum.at(first, who[there], when[there])
        np.maximum.at(last, who[there], when[there])
        return np.where(last == NO_DATE, NO_DATE, first), last


def find_date_columns(texts: Dictionary[str, TextTable], mapping: Mapping) -> list[DateColumn]:
    """The dates of the records of each table that has some and no column of days.

    A column has the role day in the mapping, or a usual name, and mostly dates in it.
    """
    found = []
    for table, text in texts.items():
        columns = _list_columns(text, mapping)
        mapped = [c for c in columns if mapping.roles.get(c) == "day"]
        named = {fold(column): column for column in reversed(columns)}
        usual = [] if mapped else [named[name] for name in _NAMES if name in named]
        counted = any(find_role(c) == "day" for c in columns if c not in mapped)
        for column in () if counted else mapped + usual:
            dates = _read_column(table, text, column, mapping)
            if dates is not None:
                found.append(dates)
                break
    return found


def find_start_columns(texts: Dictionary[str, TextTable], mapping: Mapping) -> list[DateColumn]:
    """The dates of each person's day 0, in whichever table they stand."""
    mapped = {column for column, role in mapping.roles.items() if role == START}
    return [
        dates
        for table, text in texts.items()
        for column in _list_columns(text, mapping)
        if column in mapped or (not mapped and find_role(column) == START)
        if (dates := _read_column(table, text, column, mapping)) is not None
    ]


def _list_columns(text: TextTable, mapping: Mapping) -> list[str]:
    """Columns that are not to be ignored, where the table says whose rows they are."""
    kept = [c for c in text.columns if mapping.roles.get(c) != "ignore" and c not in mapping.drop]
    return kept if _find_id(text, mapping) else []


def _find_id(text: TextTable, mapping: Mapping) -> str | None:
    mapped = [c for c in text.columns if mapping.roles.get(c) == "patient_id"]
    named = [c for c in text.columns if find_role(c) == "patient_id" and c not in mapping.roles]
    return next(iter(mapped + named), None)


def _read_column(table: str, text: TextTable, column: str, mapping: Mapping) -> DateColumn | None:
    """A column as dates; None where most of what it holds is none."""
    cells = read_cells(text.data.column(column))
    missing = frozenset(mapping.missing)
    read = read_dates(cells.labels, mapping.date_order)
    dates = DateColumn(
        table, column, read_cells(text.data.column(_find_id(text, mapping))), cells, read, missing
    )
    there = int(np.count_nonzero(dates.ordinals != NO_DATE))
    filled = there + int(np.count_nonzero(dates.unread()))
    return dates if there > _MOSTLY * filled else None


def list_labels(text: TextTable, mapping: Mapping) -> Iterator[tuple[str, Cells]]:
    """The column of visits of a table, where it has one."""
    for column in text.columns:
        role = mapping.roles.get(column) or find_role(column)
        if role == "visit":
            yield column, read_cells(text.data.column(column))
            return
