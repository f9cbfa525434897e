"""The same row twice, and two scores for one person, instrument and time."""

import numpy as np

from .cells import Cells, occurs_again
from .records import Records
from .shapes import Layout
from .sheets import Sheet
from .timeline import Timeline

_TELLING = ("patient_id", "visit", "day", "instrument")
"""Roles of the columns that tell most rows of a table apart."""

_ODD = np.uint64(0x9E3779B97F4A7C15)


def reject_repeated_rows(sheet: Sheet, layout: Layout) -> None:
    """Reject rows that are the same as an earlier one in every column kept.

    Records of one form each (`TextTable.of_forms`) may differ in columns that are not kept alone;
    there every column counts.
    """
    used = sheet.columns if sheet.text.of_forms else layout.used
    telling = [c for c in used if layout.roles.get(c) in _TELLING]
    later = find_repeats(
        [sheet.cells(column) for column in telling],
        [sheet.cells(column) for column in used if column not in telling],
        np.flatnonzero(sheet.kept),
    )
    where = np.zeros(sheet.rows, dtype=bool)
    where[later] = True
    sheet.reject(where, "duplicate_exact", "", "the same row stands further up; it is kept once.",
                 "Nothing to do, or remove the copy.")  # fmt: skip


def find_repeats(telling: list[Cells], others: list[Cells], rows: np.ndarray) -> np.ndarray:
    """Rows (of those given) equal to an earlier one.

    First by the columns that tell most rows apart, then by a hash of all, then cell by cell.
    """
    for columns in (telling, [*telling, *others]):
        rows = rows[occurs_again(_mix(columns, rows))]
    if not len(rows):
        return rows
    table = np.column_stack([column.codes[rows] for column in (*telling, *others)])
    _, first = np.unique(table, axis=0, return_index=True)
    return np.delete(rows, first)


def _mix(columns: list[Cells], rows: np.ndarray) -> np.ndarray:
    """One number a row: the codes side by side where they fit, else a hash of them."""
    every_row = len(columns) and len(rows) == len(columns[0])
    codes = [column.codes if every_row else column.codes[rows] for column in columns]
    mixed = np.zeros(len(rows), dtype=np.uint64)
    fits = np.prod([float(len(column.labels)) for column in columns]) < 2.0**63
    for column, code in zip(columns, codes, strict=True):
        if fits:
            mixed = mixed * np.uint64(len(column.labels)) + code.astype(np.uint64)
        else:
            mixed = (mixed ^ code.astype(np.uint64)) * _ODD
            mixed ^= mixed >> np.uint64(29)
    return mixed


def resolve_repeated_scores(
    sheet: Sheet,
    records: Records,
    person: np.ndarray,
    instrument: np.ndarray,
    timeline: Timeline,
    value: np.ndarray,
    by_row: bool,
) -> np.ndarray:
    """One score a person, instrument and time: a copy counts once, two that differ never.

    Returns
    -------
    array
        `value` with NaN where a score is not used; rows in conflict are rejected in the sheet.
    """
    scored = np.flatnonzero(~np.isnan(value))
    key = _key_moments(person[scored], instrument[scored], timeline, scored)
    again = occurs_again(key)
    if not again.any():
        return value
    candidates, key = scored[again], key[again]
    order = np.lexsort((candidates, key))
    candidates, key = candidates[order], key[order]
    starts = np.append(True, key[1:] != key[:-1])
    group = np.cumsum(starts) - 1
    first = value[candidates[starts]][group]
    conflict = np.bincount(group, weights=value[candidates] != first) > 0
    value = value.copy()
    _reject_conflicts(sheet, records, candidates[conflict[group]])
    same = candidates[~conflict[group] & ~starts]
    same = same[sheet.kept[records.row[same]]]
    _drop_copies(sheet, records, same, by_row)
    value[same] = np.nan
    value[~sheet.kept[records.row]] = np.nan
    return value


def _key_moments(
    person: np.ndarray, instrument: np.ndarray, timeline: Timeline, scored: np.ndarray
) -> np.ndarray:
    """One number for each person, instrument and moment."""
    moment = timeline.moment[scored]
    low = int(moment.min(initial=0))
    many, moments = int(instrument.max(initial=0)) + 1, int(moment.max(initial=0)) - low + 1
    return (person.astype(np.int64) * many + instrument) * moments + (moment - low)


def _reject_conflicts(sheet: Sheet, records: Records, records_in_conflict: np.ndarray) -> None:
    rows = np.zeros(sheet.rows, dtype=bool)
    rows[records.row[records_in_conflict]] = True
    column = records.columns[0] if len(records.columns) == 1 else ""
    sheet.reject(rows, "duplicate_conflict", column, "different scores for the same person, "
                 "instrument and visit; none is used.", "Keep the right one only.")  # fmt: skip


def _drop_copies(sheet: Sheet, records: Records, same: np.ndarray, by_row: bool) -> None:
    if not len(same):
        return
    message, mend = "the same score stands further up; it is kept once.", "Remove the copy."
    if by_row:
        rows = np.zeros(sheet.rows, dtype=bool)
        rows[records.row[same]] = True
        sheet.reject(rows, "duplicate_exact", records.columns[0], message, mend)
    else:
        sheet.reject_scores(records.row[same], "duplicate_exact", "", message, mend)
