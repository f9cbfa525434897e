"""When each record was: labels to scheduled days, days to windows, one visit a record."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.core import NOT_RECORDED, Visit

from .cells import Cells, is_missing, read_number
from .mapping import DAYS, Mapping
from .records import Records
from .shapes import Layout
from .sheets import Sheet
from .spellings import fold
from .trial_data import start_from_zero
from .visits import DEFAULT_SCHEDULE, allocate_visits, guess_day, name_days, set_windows

NO_DAY: Final = -(2**31)
"""In integer arrays of study days: there is none."""


@dataclass(frozen=True, eq=False)
class Timeline:
    """The visits of a file and the place of each record in them.

    `labels` are the visits as recognised, in order. `schedule` gives days by the file's labels;
    `visits` is empty while `needs_mapping`. `visit` is the position in `labels` of each record
    (-1 outside every window), `day` its study day or NO_DAY, `moment` the same number for records
    of the same time: the day where the file has days, else the visit.
    """

    labels: tuple[str, ...]
    visits: tuple[Visit, ...]
    schedule: dict[str, int]
    visit: np.ndarray
    day: np.ndarray
    moment: np.ndarray
    needs_mapping: bool = False


def place_records(
    records: Records, layout: Layout, sheet: Sheet, mapping: Mapping, kept: np.ndarray
) -> Timeline:
    """Give every record a visit and a day; rows with no usable time are rejected.

    Parameters
    ----------
    kept : array of bool
        Records still in use, from which schedules are made.
    """
    if _is_timeless(layout):
        return _place_nowhere(len(records))
    column = layout.column("day") or ""
    day, bad = _read_days(records.day, sheet, column)
    _reject(records, sheet, kept & bad, "day_not_whole", column, "the study day is not a whole "
            "number.", "Write days from the first infusion (-7, 0, 84).")  # fmt: skip
    merged, names = _merge_labels(records.visit, sheet.missing)
    kept = kept & sheet.kept[records.row]
    days = _schedule(names, merged, day, kept, layout, mapping)
    _reject_unplaced(records, sheet, mapping, kept, merged, day, days, layout)
    kept = kept & sheet.kept[records.row]
    if not (merged[kept] >= 0).any():
        return _place_by_day(day, kept, mapping, sheet)
    return _place_by_label(names, days, merged, day, kept, sheet.text.visits_given)


def _is_timeless(layout: Layout) -> bool:
    """Whether neither a column nor a heading says when."""
    by_heading = any(part.visit for part in layout.score_columns)
    return not by_heading and not (layout.column("visit") or layout.column("day"))


def _place_nowhere(records: int) -> Timeline:
    """All scores at one time nobody named."""
    visit = np.zeros(records, dtype=np.int16)
    day = np.full(records, NO_DAY)
    return Timeline((NOT_RECORDED,), (), {}, visit, day, visit, needs_mapping=True)


def _read_days(cells: Cells, sheet: Sheet, column: str) -> tuple[np.ndarray, np.ndarray]:
    """Study days (NO_DAY where blank) and a mask of cells that hold no whole number."""
    values = np.full(len(cells.labels), NO_DAY, dtype=np.int64)
    bad = np.zeros(len(cells.labels), dtype=bool)
    for position, label in enumerate(cells.labels):
        if is_missing(label, sheet.missing):
            continue
        number = read_number(label, sheet.decimal)
        bad[position] = not (number == np.floor(number) and DAYS[0] <= number <= DAYS[1])
        values[position] = NO_DAY if bad[position] else int(number)
    values = start_from_zero(sheet, column, cells, values)
    return values[cells.codes], bad[cells.codes]


def _reject(
    records: Records,
    sheet: Sheet,
    where: np.ndarray,
    code: str,
    column: str,
    message: str,
    mend: str,
) -> None:
    rows = np.zeros(sheet.rows, dtype=bool)
    rows[records.row[where]] = True
    sheet.reject(rows, code, column, message, mend)


def _merge_labels(cells: Cells, missing: frozenset[str]) -> tuple[np.ndarray, list[str]]:
    """A visit number a record (-1 blank) and each visit's first spelling, in order of the file."""
    places: dict[str, int] = {}
    names: list[str] = []
    numbers = np.full(len(cells.labels), -1, dtype=np.int32)
    code_of = {label: code for code, label in enumerate(cells.labels)}
    for label in cells.present():
        if is_missing(label, missing):
            continue
        # A minus sign counts in a visit's name: day -7 is not day 7.
        key = fold(label) + ("-" if " -" in f" {label}" else "")
        if key not in places:
            places[key] = len(names)
            names.append(label)
        numbers[code_of[label]] = places[key]
    return numbers[cells.codes], names


def _schedule(
    names: list[str],
    merged: np.ndarray,
    day: np.ndarray,
    kept: np.ndarray,
    layout: Layout,
    mapping: Mapping,
) -> list[int | None]:
    """The scheduled day of each label: mapped, else guessed, else the median day seen."""
    mapped = {fold(label): value for label, value in mapping.visits.items()}
    mapped |= {fold(p.visit): p.day for p in layout.score_columns if p.day is not None}
    column = layout.column("visit") or ""
    days: list[int | None] = []
    for number, name in enumerate(names):
        exact = mapping.visits.get(name, mapped.get(fold(name)))
        found = exact if exact is not None else guess_day(name, column)
        if found is None:
            seen = day[kept & (merged == number) & (day != NO_DAY)]
            found = round(float(np.median(seen))) if len(seen) else None
        days.append(found)
    return days


def _reject_unplaced(
    records: Records,
    sheet: Sheet,
    mapping: Mapping,
    kept: np.ndarray,
    merged: np.ndarray,
    day: np.ndarray,
    days: list[int | None],
    layout: Layout,
) -> None:
    column = layout.column("visit") or layout.column("day") or ""
    if layout.shape != "wide":
        blank = kept & (merged < 0) & (day == NO_DAY)
        _reject(records, sheet, blank, "unknown_visit", column, "there is neither a visit nor a "
                "study day.", "Fill in the visit or the day.")  # fmt: skip
    unknown = np.array([value is None for value in days] + [False])[merged] & (day == NO_DAY)
    if not mapping.visits or not (kept & unknown).any():
        return
    text, mend = "the visit has no study day in the mapping.", "Map the visit to a study day."
    if layout.shape != "wide":
        _reject(records, sheet, kept & unknown, "unknown_visit", column, text, mend)


def _place_by_label(
    names: list[str],
    days: list[int | None],
    merged: np.ndarray,
    day: np.ndarray,
    kept: np.ndarray,
    given: bool,
) -> Timeline:
    used = np.bincount(merged[kept & (merged >= 0)], minlength=len(names)) > 0
    known = [(n, d) for n, d, u in zip(names, days, used, strict=True) if u and d is not None]
    actual = day != NO_DAY
    unplaced = [n for n, d, u in zip(names, days, used, strict=True) if u and d is None]
    if unplaced:
        return _keep_labels(names, days, used, merged, day)
    visits = set_windows(known)
    position = {visit.day: number for number, visit in enumerate(visits)}
    by_label = np.array([position.get(d, -1) if d is not None else -1 for d in days] + [-1])[merged]
    scheduled = np.array([NO_DAY if d is None else d for d in days] + [NO_DAY])[merged]
    labels = tuple(visit.label for visit in visits)
    if not actual.any():
        visit = by_label.astype(np.int16)
        return Timeline(labels, visits, dict(known), visit, scheduled, visit)
    day = np.where(actual, day, scheduled)
    baseline = max((number for number, v in enumerate(visits) if v.day <= 0), default=0)
    # What the file calls screening stays screening, however near to day 0 it was.
    windowed = actual & ~((by_label >= 0) & (given | (by_label < baseline)))
    visit = np.where(windowed, allocate_visits(day, visits), by_label).astype(np.int16)
    return Timeline(labels, visits, dict(known), visit, day, day)


def _keep_labels(
    names: list[str], days: list[int | None], used: np.ndarray, merged: np.ndarray, day: np.ndarray
) -> Timeline:
    """The file's own labels and order, until somebody says which day each one was."""
    shown = [number for number in range(len(names)) if used[number]]
    places = np.full(len(names) + 1, -1, dtype=np.int16)
    places[shown] = np.arange(len(shown))
    schedule = {n: d for n, d in zip(names, days, strict=True) if d is not None}
    labels = tuple(names[number] for number in shown)
    visit = places[merged]
    # Days and numbers of visits must not meet: visits stand far after any day.
    moment = np.where(day == NO_DAY, visit.astype(np.int64) + DAYS[1] + 1, day)
    return Timeline(labels, (), schedule, visit, day, moment, needs_mapping=True)


def _place_by_day(day: np.ndarray, kept: np.ndarray, mapping: Mapping, sheet: Sheet) -> Timeline:
    seen = day[kept & (day != NO_DAY)]
    schedule = mapping.visits or name_days(seen)
    if mapping.visits and min(mapping.visits.values()) > 0 and (seen <= 0).any():
        # A mapping of the later visits only: the baseline is where it always is.
        schedule = {"baseline": 0} | mapping.visits
    needs = schedule is None
    if schedule is None:
        schedule = DEFAULT_SCHEDULE
        sheet.note("info", "visits_proposed", "", None, "The file has study days and no visits; "
                   "a usual schedule is proposed.", "Confirm or change the visits.")  # fmt: skip
    visits = set_windows(list(schedule.items()))
    visit = allocate_visits(day, visits)
    labels = tuple(v.label for v in visits)
    if not len(seen):
        return Timeline((), (), {}, np.full(len(day), -1, dtype=np.int16), day, day, True)
    return Timeline(labels, () if needs else visits, dict(schedule), visit, day, day, needs)
