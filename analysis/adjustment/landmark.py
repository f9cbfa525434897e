"""Where only therapy received is known: the arm read at a fixed day, among those still there."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate, settings


@dataclass(frozen=True, eq=False)
class Landmark:
    """Who may be compared from a landmark day on, and in which arm; masks of shape (n,).

    `followed` is who was still followed and had not been retreated by then; `had_therapy` who of
    them had a first session by then. `excluded` counts everybody else by why, once each.
    """

    day: float
    followed: np.ndarray
    had_therapy: np.ndarray
    excluded: Mapping[str, int]

    @property
    def had_none(self) -> np.ndarray:
        """Followed, and without a session by the landmark (even if one came later)."""
        return np.asarray(self.followed & ~self.had_therapy)


def choose_landmark(
    first_session_day: np.ndarray,
    retreatment_day: np.ndarray,
    last_seen_day: np.ndarray,
    day: float = settings.ARM_LANDMARK_DAY,
) -> Landmark:
    """Arms as received by a landmark day, in people still followed and unretreated then.

    Parameters
    ----------
    first_session_day : ndarray, shape (n,)
        Study day of the first therapy session; nan or infinite without one.
    retreatment_day : ndarray, shape (n,)
        Study day of the first retreatment; nan or infinite without one.
    last_seen_day : ndarray, shape (n,)
        Last study day with any record; nan where unknown.
    day : float
        The landmark.

    Returns
    -------
    Landmark

    Raises
    ------
    CannotEstimate
        "nobody_followed" when no one is left, "one_arm" when all of them are in one arm.

    Notes
    -----
    Outcomes are to be counted from the landmark. Someone seen for the last time on the landmark day
    counts as followed; someone retreated on it does not. Those retreated are counted as such even
    if they were lost as well.

    References
    ----------
    Anderson JR, Cain KC, Gelber RD (1983). J Clin Oncol 1:710-719; Dafni U (2011). Circ Cardiovasc
    Qual Outcomes 4:363-371.
    """
    first, again, last = (
        np.asarray(days, dtype=float)
        for days in (first_session_day, retreatment_day, last_seen_day)
    )
    retreated = again <= day
    unknown = np.isnan(last) & ~retreated
    lost = (last < day) & ~retreated
    followed = ~(retreated | unknown | lost)
    had_therapy = followed & (first <= day)
    excluded = {
        "retreated by the landmark": int(retreated.sum()),
        "last seen before the landmark": int(lost.sum()),
        "last day seen not recorded": int(unknown.sum()),
    }
    _require_arms(followed, had_therapy, day)
    return Landmark(day, followed, had_therapy, excluded)


def _require_arms(followed: np.ndarray, had_therapy: np.ndarray, day: float) -> None:
    if not followed.any():
        raise CannotEstimate(
            "nobody_followed",
            f"Nobody was followed and unretreated on day {day:g}.",
            "Choose an earlier landmark.",
        )
    if had_therapy.sum() in (0, followed.sum()):
        raise CannotEstimate(
            "one_arm",
            f"By day {day:g} everyone followed was in the same arm.",
            "Choose another landmark.",
        )
