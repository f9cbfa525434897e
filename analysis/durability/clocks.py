"""From when time is counted, and which clocks may compare arms."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from analysis.core import CannotEstimate, Cohort

Clock = Literal["first_infusion", "last_infusion", "last_integration_session"]

CLOCK_LABELS: Final[dict[Clock, str]] = {
    "first_infusion": "days since the first infusion",
    "last_infusion": "days since the last infusion of the first course",
    "last_integration_session": "days since the last integration session",
}
COMMON_CLOCKS: Final[tuple[Clock, ...]] = ("first_infusion", "last_infusion")
"""Clocks that every arm has."""


@dataclass(frozen=True, eq=False)
class Restarted:
    """Times counted from an origin; `kept` is who was still without the event at it.

    `before` counts people with the event, or last seen, before the origin, and `without_origin`
    those whose clock never started. Times of all of these are nan.
    """

    time: np.ndarray
    kept: np.ndarray
    before: int
    without_origin: int


def find_origins(cohort: Cohort, clock: Clock) -> np.ndarray:
    """Study day on which each person's clock starts.

    Parameters
    ----------
    cohort : Cohort
    clock : {"first_infusion", "last_infusion", "last_integration_session"}
        The last infusion is that of the first course: maintenance goes on only while things go
        well, so counting from it would look into the future.

    Returns
    -------
    ndarray, shape (n,)
        Day 0 is the first infusion; nan where the person has no such moment.

    Raises
    ------
    CannotEstimate
        "bad_clock"; "clock_not_recorded" when the cohort has no table that tells.
    """
    people = len(cohort.participants)
    if clock not in get_args(Clock):
        raise CannotEstimate("bad_clock", "This is not a clock.",
                             f"Choose one of: {', '.join(get_args(Clock))}.")  # fmt: skip
    if clock == "first_infusion":
        return np.zeros(people)
    table, column, value = (
        (cohort.infusions, "purpose", "initial")
        if clock == "last_infusion"
        else (cohort.therapy_sessions, "type", "integration")
    )
    chosen = table[table[column].astype(str) == value]
    if not len(chosen):
        raise CannotEstimate(
            "clock_not_recorded", f"The file does not tell the {CLOCK_LABELS[clock][5:]}.",
            "Add the table of infusions or of therapy sessions, or count from the first infusion.",
        )  # fmt: skip
    last = np.full(people, -np.inf)
    rows = chosen["participant"].to_numpy(dtype=np.int64)
    np.maximum.at(last, rows, chosen["day"].to_numpy(dtype=float))
    return np.where(np.isfinite(last), last, np.nan)


def require_common_clock(clock: Clock) -> None:
    """Refuse to compare arms by a clock that one of them does not have.

    Raises
    ------
    CannotEstimate
        "clock_of_one_arm".
    """
    if clock not in COMMON_CLOCKS:
        raise CannotEstimate(
            "clock_of_one_arm",
            "The last integration session describes the psychotherapy arm alone, so arms cannot be "
            "compared by it.",
            "Count from the first infusion, or from the last one of the first course.",
        )


def restart(time: np.ndarray, origin: np.ndarray) -> Restarted:
    """Times since an origin, in people still without the event at it.

    Parameters
    ----------
    time : ndarray, shape (n,)
        Study day of the event or when last seen without it; nan where unknown.
    origin : ndarray, shape (n,)
        Study day on which the clock starts; nan where it never does.

    Returns
    -------
    Restarted

    Raises
    ------
    CannotEstimate
        "bad_length"; "nobody" when no one is left.

    Notes
    -----
    The event before the origin is not an event at zero: whoever had it is not at risk and is left
    out, counted. An event on the day of the origin has time 0.
    """
    time, origin = np.asarray(time, float), np.asarray(origin, float)
    if time.shape != origin.shape:
        raise CannotEstimate("bad_length", "Times and origins differ in number.",
                             "Give one of each for every person.")  # fmt: skip
    known = np.isfinite(origin) & ~np.isnan(time)
    kept = known & (time >= origin)
    if not kept.any():
        raise CannotEstimate("nobody", "Nobody was still followed when this clock started.",
                             "Count from the first infusion.")  # fmt: skip
    since = np.where(kept, time - np.where(known, origin, 0.0), np.nan)
    return Restarted(since, kept, int((known & ~kept).sum()), int((~np.isfinite(origin)).sum()))
