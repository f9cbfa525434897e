"""What was measured during infusions, minute by minute, arm by arm."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from analysis.core import Cohort, settings
from analysis.core.formulas import t_quantile, upper
from analysis.core.results import MinuteMean

from .session_measures import WATCHED, Watched

STEP: Final = 20
"""Minutes: measurements are gathered about every 20th minute; 0 is all before the start."""


def describe_course(
    cohort: Cohort, arms: Mapping[str, np.ndarray], level: float = settings.LEVEL
) -> tuple[MinuteMean, ...]:
    """Mean of what was watched before the start and about every 20 minutes after it.

    Parameters
    ----------
    cohort : Cohort
        Its session measures.
    arms : mapping of str to ndarray of bool, shape (participants,)
        Who is in each arm.
    level : float
        Confidence level.

    Returns
    -------
    tuple of MinuteMean
        By measure, arm, minute. What is told by its last minute (time to discharge) has no course.

    Notes
    -----
    A person counts once a minute with the mean of their sessions, so that those with more infusions
    do not weigh more; t interval over people, None for one.
    """
    rows = cohort.session_measures
    names = rows["measure"].astype(str).str.lower().str.strip().to_numpy()
    participant = rows["participant"].to_numpy(dtype=np.int64)
    minutes = rows["minutes_after_start"].to_numpy(dtype=float)
    values = rows["value"].to_numpy(dtype=float)
    known = ~np.isnan(values) & ~np.isnan(minutes)
    found = []
    for watched in WATCHED:
        chosen = known & np.isin(names, watched.names) & (watched.worst != "last")
        for arm, there in arms.items():
            inside = chosen & there[participant]
            found += _course(watched, arm, participant[inside], minutes[inside], values[inside],
                             level)  # fmt: skip
    return tuple(found)


def _course(
    watched: Watched, arm: str, participant: np.ndarray, minutes: np.ndarray, values: np.ndarray,
    level: float,
) -> list[MinuteMean]:  # fmt: skip
    near = np.where(minutes <= 0, 0, np.maximum(STEP, STEP * np.round(minutes / STEP)))
    found = []
    for minute in np.unique(near):
        there = near == minute
        people, place = np.unique(participant[there], return_inverse=True)
        means = np.bincount(place, values[there]) / np.bincount(place)
        low, high = _limits(means, level)
        found.append(MinuteMean(watched.code, watched.label, watched.unit, arm, int(minute),
                                len(people), float(means.mean()), low, high))  # fmt: skip
    return found


def _limits(means: np.ndarray, level: float) -> tuple[float | None, float | None]:
    n = len(means)
    if n < settings.SMALLEST_ARM:
        return None, None
    half = t_quantile(upper(level), n - 1) * float(means.std(ddof=1)) / np.sqrt(n)
    return float(means.mean()) - half, float(means.mean()) + half
