"""The same row twice, and two scores for one person, instrument and time."""

import numpy as np

from .cells import Cells
from .records import Records
from .sheets import Sheet
from .timeline import NO_DAY, Timeline

_ODD = np.uint64(0x9E3779B97F4A7C15)


def reject_repeated_rows(sheet: Sheet, columns: tuple[str, ...]) -> None:
    """Reject rows that are the same as an earlier one in every column kept."""
    cells = [sheet.cells(column) for column in columns]
    later = find_repeats(cells, np.flatnonzero(sheet.kept))
    where = np.zeros(sheet.rows, dtype=bool)
    where[later] = True
    sheet.reject(where, "duplicate_exact", "", "the same row stands further up; it is kept once.",
                 "Nothing to do, or remove the copy.")  # fmt: skip


def find_repeats(cells: list[Cells], rows: np.ndarray) -> np.ndarray:
    """Rows (of those given) equal to an earlier one: by hash first, then cell by cell."""
    mixed = np.zeros(len(rows), dtype=np.uint64)
    for column in cells:
        mixed = (mixed ^ column.codes[rows].astype(np.uint64)) * _ODD
        mixed ^= mixed >> np.uint64(29)
    candidates = rows[_occurs_again(mixed)]
    if not len(candidates):
        return candidates
    table = np.column_stack([column.codes[candidates] for column in cells])
    _, first = np.unique(table, axis=0, return_index=True)
    return np.delete(candidates, first)


def _occurs_again(keys: np.ndarray) -> np.ndarray:
    """A mask of the keys that occur more than once."""
    ordered = np.sort(keys)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    return np.isin(keys, again) if len(again) else np.zeros(len(keys), dtype=bool)


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
    again = _occurs_again(key)
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
    """One number for each person, instrument and moment: the day, else the visit."""
    day = timeline.day[scored]
    visit = timeline.visit[scored].astype(np.int64)
    moment = np.where(day == NO_DAY, visit + 10**6, day + 10**5)
    many = int(instrument.max(initial=0)) + 1
    return (person.astype(np.int64) * many + instrument) * (2 * 10**6) + moment


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
