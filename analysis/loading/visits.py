"""Visits: labels to study days, windows around scheduled days, one record a visit."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from analysis.core import Visit, settings

from .cells import occurs_again
from .mapping import DAYS

MONTH_DAYS: Final = 30.4
"""Mean length of a month (365.25 / 12 = 30.4)."""

DEFAULT_SCHEDULE: Final = {
    "baseline": 0, "week 1": 7, "week 2": 14, "week 4": 28, "week 6": 42, "week 12": 84,
    "week 26": 182, "week 52": 364,
}  # fmt: skip
"""Proposed (never used unasked) where a file has study days and no visits."""

MOST_DISTINCT_DAYS: Final = 20
"""With no visit labels, up to this many distinct days are the visits themselves."""

_BASELINE: Final = {
    "baseline", "base", "bl", "pre", "pretreatment", "prebaseline", "intake", "t0", "visit0", "v0",
    "preinfusion", "pretx", "before", "start",
}  # fmt: skip
_UNITS: Final = {
    "day": 1.0, "days": 1.0, "d": 1.0, "week": 7.0, "weeks": 7.0, "wk": 7.0, "wks": 7.0, "w": 7.0,
    "month": MONTH_DAYS, "months": MONTH_DAYS, "mo": MONTH_DAYS, "mth": MONTH_DAYS,
    "mths": MONTH_DAYS, "m": MONTH_DAYS, "year": 365.25, "years": 365.25, "yr": 365.25,
    "y": 365.25,
}  # fmt: skip
_UNIT: Final = "|".join(sorted(_UNITS, key=len, reverse=True))
_UNIT_FIRST: Final = re.compile(rf"({_UNIT})(-?\d{{1,4}}(?:\.\d{{1,4}})?)")
_NUMBER_FIRST: Final = re.compile(rf"(-?\d{{1,4}}(?:\.\d{{1,4}})?)({_UNIT})(?:post|followup|fu)?")
_ORDINAL: Final = re.compile(r"(visit|time|timepoint|tp|t|v|wave|session|assessment|screening|"
                             r"screen|scr|post|posttreatment|end|eot|discharge|followup|fu)"
                             r"\d*")  # fmt: skip
_TIMED_COLUMNS: Final = {"week": 7.0, "weeks": 7.0, "month": MONTH_DAYS, "months": MONTH_DAYS}


def guess_day(label: str, column: str = "") -> int | None:
    """The study day a well-known visit label means ("wk2" is 14), or None.

    A bare number is a day only where the column says in which unit ("week"). "Day-3" may be day 3
    or day -3 and is not guessed; "day -3" is.
    """
    # REDCap ends the names of events so.
    text = re.sub(r"_arm_\d+$", "", label.strip().casefold())
    if re.search(r"[a-z]-\d", text):
        return None
    text = re.sub(r"[\s_.]+(?!\d+$)|[\s_]+|(?<=[a-z])\.|(?<=[a-z\d])-(?=[a-z])", "", text)
    if text in _BASELINE:
        return 0
    found = _UNIT_FIRST.fullmatch(text)
    if found:
        return _bound(_UNITS[found[1]] * float(found[2]))
    found = _NUMBER_FIRST.fullmatch(text)
    if found:
        return _bound(_UNITS[found[2]] * float(found[1]))
    unit = _TIMED_COLUMNS.get(column.strip().casefold())
    if unit and re.fullmatch(r"\d{1,4}(\.\d{1,4})?", text):
        return _bound(unit * float(text))
    return None


def _bound(days: float) -> int | None:
    """A study day, or None where nobody is followed so long."""
    return round(days) if DAYS[0] <= days <= DAYS[1] else None


def names_a_visit(text: str) -> bool:
    """Whether a text reads as a visit, with or without a known day ("visit1", "T2", "wk2")."""
    plain = re.sub(r"[\W_]+", "", text.casefold())
    return guess_day(text) is not None or _ORDINAL.fullmatch(plain) is not None


def set_windows(schedule: Sequence[tuple[str, int]]) -> tuple[Visit, ...]:
    """Visits with a window each, at the midpoints between scheduled days.

    Parameters
    ----------
    schedule : sequence of (label, study day)
        One entry a visit; the first label of a day names it.

    Returns
    -------
    tuple of Visit
        In order of day. The baseline, the last visit up to day 0, has the window
        `settings.BASELINE_DAYS`; a day at a midpoint belongs to the earlier visit; the last
        window ends as far after its day as it begins before it.
    """
    labels: dict[int, str] = {}
    for label, day in schedule:
        labels.setdefault(day, label)
    days = sorted(labels)
    baseline = max((day for day in days if day <= 0), default=None)
    visits = []
    for position, day in enumerate(days):
        before = days[position - 1] if position else None
        after = days[position + 1] if position + 1 < len(days) else None
        visits.append(Visit(labels[day], day, *_window(day, before, after, baseline)))
    return tuple(visits)


def _window(
    day: int, before: int | None, after: int | None, baseline: int | None
) -> tuple[int, int]:
    first, last = settings.BASELINE_DAYS
    if day == baseline:
        return min(first, day), max(last, day)
    if day <= 0:
        low = day - 14 if before is None else (before + day) // 2 + 1
        return min(low, day), max(day, min(first - 1, ((day + (after or 0)) // 2)))
    low = 1 if before is None else max(1, (max(before, 0) + day) // 2 + 1)
    high = day + max(day - low, 0) if after is None else (day + after) // 2
    return low, high


def name_days(days: np.ndarray) -> dict[str, int] | None:
    """Visits of a file that has study days only: one a distinct day, all of baseline as one.

    None where there are too many distinct days to be a schedule.
    """
    first, last = settings.BASELINE_DAYS
    distinct = np.unique(days)
    baseline = distinct[(distinct >= first) & (distinct <= last)]
    later = distinct[distinct > last]
    if len(later) > MOST_DISTINCT_DAYS:
        return None
    named = {"baseline": 0} if len(baseline) else {}
    return named | {f"day {day}": int(day) for day in later}


def allocate_visits(days: np.ndarray, visits: tuple[Visit, ...]) -> np.ndarray:
    """The visit whose window holds each study day; -1 outside every window."""
    allocated = np.full(len(days), -1, dtype=np.int16)
    for position, visit in enumerate(visits):
        allocated[(days >= visit.low) & (days <= visit.high)] = position
    return allocated


def keep_closest(
    person: np.ndarray,
    instrument: np.ndarray,
    visit: np.ndarray,
    day: np.ndarray,
    visits: tuple[Visit, ...],
) -> np.ndarray:
    """Which records stand for their visit: the closest to its day, ties earlier, baseline last.

    Parameters
    ----------
    person, instrument, visit, day : integer arrays of one length
        `visit` is the position in `visits`, or -1.

    Returns
    -------
    array of bool
        True for one record of each person, instrument and visit.
    """
    key = (person.astype(np.int64) * (int(instrument.max(initial=0)) + 1) + instrument) * len(
        visits
    ) + visit
    inside = visit >= 0
    kept = inside.copy()
    crowded = np.flatnonzero(inside)
    crowded = crowded[occurs_again(key[crowded])]
    if len(crowded):
        scheduled = np.array([v.day for v in visits])[visit[crowded]]
        is_baseline = np.array([v.day <= 0 and v.high == 0 for v in visits])[visit[crowded]]
        distance = np.where(is_baseline, -day[crowded], np.abs(day[crowded] - scheduled))
        order = np.lexsort((day[crowded], distance, key[crowded]))
        ordered = key[crowded][order]
        first = np.append(True, ordered[1:] != ordered[:-1])
        kept[crowded] = False
        kept[crowded[order[first]]] = True
    return kept


def nearest_primary(visits: tuple[Visit, ...]) -> tuple[Visit | None, bool]:
    """The follow-up visit nearest `settings.PRIMARY_DAY`, the earlier of two, and if two tied."""
    later = [visit for visit in visits if visit.day > 0]
    if not later:
        return None, False
    distances = [abs(visit.day - settings.PRIMARY_DAY) for visit in later]
    nearest = [v for v, d in zip(later, distances, strict=True) if d == min(distances)]
    return nearest[0], len(nearest) > 1
