"""Dates become study days, counted from each person's first infusion; no date is kept."""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa

from analysis.core import Finding, Severity

from .calendar_dates import NO_DATE
from .date_columns import DateColumn, find_date_columns, find_start_columns, list_labels
from .mapping import DAYS, START, Mapping
from .spellings import fold
from .tables import SCORES
from .text_table import TextTable
from .visits import allocate_visits, guess_day, set_windows
from .wording import list_rows

INFUSIONS: Final = "infusions"
EARLIEST: Final = "earliest"
_DISAGREE: Final = 0.2
_FROM: Final = {
    START: "the date given for each person's day 0",
    INFUSIONS: "each person's first infusion",
    "baseline": "the date of each person's baseline visit",
    EARLIEST: "each person's earliest date, as nothing says which is day 0",
}


@dataclass(frozen=True)
class Dated:
    """Tables with study days in place of dates.

    `columns` are those of the scores that held dates and hold days; `unsure` says that day 0 or
    the order of day and month is not known, so that visits must be mapped.
    """

    texts: dict[str, TextTable]
    mapping: Mapping
    columns: frozenset[str] = frozenset()
    unsure: bool = False


@dataclass(frozen=True)
class _DayZero:
    """The date of each person's day 0, where it is from, and whether day and month are in doubt."""

    by_person: dict[str, int]
    source: str
    in_doubt: bool


def count_study_days(texts: Dictionary[str, TextTable], mapping: Mapping) -> Dated:
    """The tables with each record's date as whole days from its person's day 0.

    Day 0 is the date in a column of the role `start_date` (the first infusion), else the first of
    the infusions table, else the date of the baseline visit, else the person's earliest: then,
    and where a column leaves open which number is the month, visits must be mapped. Where visits
    are labelled, dates that contradict the labels are left out.

    Notes
    -----
    Tables without columns of dates pass untouched: only names of columns are looked at.
    """
    dates = find_date_columns(texts, mapping)
    starts = find_start_columns(texts, mapping)
    if not dates and not starts:
        return Dated(dict(texts), mapping)
    done, roles = dict(texts), dict(mapping.roles)
    for column in starts:
        done[column.table] = _remove(done[column.table], column)
        roles[column.name] = START
    zero = _find_day_zero(starts, dates, done, mapping)
    columns, unsure = set(), False
    for column in dates:
        if column.table == SCORES and len(column.ids.present()) == len(column.ids):
            continue  # one row for each person: its date says nothing of visits
        why = _why_unused(column, zero, done, mapping)
        if why:
            done[column.table] = _tell(done[column.table], [_doubt(column, why)])
            continue
        done[column.table] = _count(done[column.table], column, zero)
        if column.table == SCORES:
            columns.add(column.name)
            roles[column.name] = "day"
            unproven = zero.source == EARLIEST and not mapping.visits
            unsure = column.read.in_doubt or zero.in_doubt or unproven
    return Dated(done, replace(mapping, roles=roles), frozenset(columns), unsure)


def _find_day_zero(
    starts: list[DateColumn],
    dates: list[DateColumn],
    texts: Dictionary[str, TextTable],
    mapping: Mapping,
) -> _DayZero:
    if starts:
        found: dict[str, int] = {}
        for column in starts:
            first, last = column.span()
            pairs = zip(column.ids.labels, first, last, strict=True)
            found |= {label: int(low) for label, low, high in pairs if low == high != NO_DATE}
        return _DayZero(found, START, any(c.read.in_doubt for c in starts))
    by_table = {column.table: column for column in dates}
    if INFUSIONS in by_table:
        column = by_table[INFUSIONS]
        return _DayZero(_pair(column, column.span()[0]), INFUSIONS, column.read.in_doubt)
    scores = by_table.get(SCORES)
    if scores is None:
        return _DayZero({}, EARLIEST, False)
    baseline = _find_baseline(scores, texts[SCORES], mapping)
    if baseline:
        return _DayZero(baseline, "baseline", False)
    return _DayZero(_pair(scores, scores.span()[0]), EARLIEST, False)


def _pair(column: DateColumn, when: np.ndarray) -> dict[str, int]:
    pairs = zip(column.ids.labels, when, strict=True)
    return {label: int(day) for label, day in pairs if day != NO_DATE and label}


def _schedule(text: TextTable, mapping: Mapping) -> tuple[np.ndarray, list[tuple[str, int]]]:
    """The scheduled day of each row (a number no day has, where its label has none), and all."""
    for column, cells in list_labels(text, mapping):
        mapped = {fold(label): day for label, day in mapping.visits.items()}
        days = [mapped.get(fold(label), guess_day(label, column)) for label in cells.labels]
        known = [(x, d) for x, d in zip(cells.labels, days, strict=True) if d is not None and x]
        none = DAYS[0] - 1
        return np.array([none if d is None else d for d in days])[cells.codes], known
    return np.full(text.data.num_rows, DAYS[0] - 1), []


def _find_baseline(column: DateColumn, text: TextTable, mapping: Mapping) -> dict[str, int]:
    """The last date of each person's baseline visit: the last scheduled up to day 0."""
    scheduled, known = _schedule(text, mapping)
    before = [day for _, day in known if day <= 0]
    if not before:
        return {}
    dates = np.where(scheduled == max(before), column.ordinals, NO_DATE)
    last = np.zeros(len(column.ids.labels), dtype=np.int64)
    np.maximum.at(last, column.ids.codes, dates)
    return _pair(column, last)


def _why_unused(
    column: DateColumn, zero: _DayZero, texts: Dictionary[str, TextTable], mapping: Mapping
) -> str:
    """Why dates of a table are left out, where they can be or are in doubt; else ""."""
    known: list[tuple[str, int]] = []
    if column.table == SCORES:
        scheduled, known = _schedule(texts[SCORES], mapping)
        if not known or (scheduled < DAYS[0]).any():
            return ""  # nothing else says when these records were
    if column.read.in_doubt or zero.in_doubt or zero.source == EARLIEST:
        return "have no sure day 0, or leave open which number is the month"
    if not known:
        return ""
    visits = set_windows(known)
    days, there = _days(column, zero)
    place = allocate_visits(days, visits)
    own = np.array([*(visit.day for visit in visits), DAYS[0] - 2])[place]
    wrong = there & (own != scheduled)
    return "do not fit the visits' labels" if wrong.sum() > _DISAGREE * there.sum() else ""


def _doubt(column: DateColumn, why: str) -> Finding:
    return Finding("warning", "dates_not_used", column.name, (), f"Column “{column.name}”: its "
                   f"dates {why}; they were not counted as study days.",
                   "Say in the mapping which column is the start_date and what the date_order is "
                   "(dmy, mdy), or add a column of study days.", column.table)  # fmt: skip


def _days(column: DateColumn, zero: _DayZero) -> tuple[np.ndarray, np.ndarray]:
    """The study day of each row, and which rows have one."""
    anchor = np.array([zero.by_person.get(x, NO_DATE) for x in column.ids.labels], dtype=np.int64)
    starts, when = anchor[column.ids.codes], column.ordinals
    days = when - starts
    inside = (days >= DAYS[0]) & (days <= DAYS[1])
    there = (when != NO_DATE) & (starts != NO_DATE) & inside
    return np.where(there, days, DAYS[0]), there


def _count(text: TextTable, column: DateColumn, zero: _DayZero) -> TextTable:
    """A table with days in place of its dates, and findings on those that have none."""
    days, there = _days(column, zero)
    values, codes = np.unique(days, return_inverse=True)
    texts = pa.array([*map(str, values.tolist()), ""], pa.string())
    indices = pa.array(np.where(there, codes, len(values)), pa.int32())
    place = text.columns.index(column.name)
    name = column.name if column.table == SCORES else "day"
    days_column = pa.DictionaryArray.from_arrays(indices, texts)
    columns = (*text.columns[:place], name, *text.columns[place + 1 :])
    data = text.data.set_column(place, column.name, days_column).rename_columns(list(columns))
    said = [
        _say(column, text, "info", "dates_to_days", None, "dates were counted as study days from "
             f"{_FROM[zero.source]}; no date is kept.", "Nothing to do."),
        _say(column, text, "warning", "date_not_read", column.unread(), "the cell is not a date; "
             "the record has no study day.", "Write dates as 2021-04-03."),
        _say(column, text, "warning", "no_day_zero", ~there & (column.ordinals != NO_DATE), "the "
             "person has no date for day 0, or one very far away; the record has no study day.",
             "Add the date of the first infusion."),
    ]  # fmt: skip
    if column.read.in_doubt:
        said.append(_say(column, text, "warning", "date_order_doubtful", None, "nothing tells day "
                         "and month apart (03/04/2021).", "Say “date_order” (dmy or mdy) in the "
                         "mapping."))  # fmt: skip
    return _tell(replace(text, data=data, columns=columns), [one for one in said if one])


def _say(
    column: DateColumn,
    text: TextTable,
    severity: Severity,
    code: str,
    where: np.ndarray | None,
    message: str,
    mend: str,
) -> Finding | None:
    if where is not None and not where.any():
        return None
    rows = () if where is None else tuple(text.row_numbers[where].tolist())
    start = f"{list_rows(rows)}, column" if rows else "Column"
    whole = f"{start} “{column.name}”: {message}"
    return Finding(severity, code, column.name, rows, whole, mend, column.table)


def _tell(text: TextTable, said: list[Finding]) -> TextTable:
    return replace(text, findings=(*text.findings, *said))


def _remove(text: TextTable, column: DateColumn) -> TextTable:
    """A table without its column of day 0."""
    columns = tuple(name for name in text.columns if name != column.name)
    first, last = column.span()
    several = (first != last)[column.ids.codes]
    said = [
        _say(column, text, "warning", "several_day_zeros", several, "the person has more than one "
             "date of day 0; none is used.", "Keep the date of the first infusion."),
        _say(column, text, "warning", "date_not_read", column.unread(), "the cell is not a date.",
             "Write dates as 2021-04-03."),
    ]  # fmt: skip
    kept = replace(text, data=text.data.select(list(columns)), columns=columns)
    return _tell(kept, [one for one in said if one])
