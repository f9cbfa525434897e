"""A cohort at the landmark: who is still followed and not retreated, in which arm by then."""

from dataclasses import dataclass, replace
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from analysis.adjustment import choose_landmark
from analysis.core import ARMS, NOT_RECORDED, Cohort, settings
from analysis.participants import last_days
from analysis.privacy import is_small, minimum_group, round_count

NO_THERAPY, WITHOUT_THERAPIST, PSYCHOTHERAPY = 0, 1, 2
"""Places in `ARMS`."""

_WITHOUT_THERAPIST: Final = ("journaling", "nurse_debrief")
"""Types of session that make no one a person with psychotherapy."""


@dataclass(frozen=True, eq=False)
class AtLandmark:
    """The cohort with everyone in the arm received by the landmark day, or in none; masks (n,).

    `dated` says whether therapy was read from sessions with their days; `told_retreatments`
    whether retreatment is recorded at all.
    """

    cohort: Cohort
    day: float
    followed: np.ndarray
    retreated: np.ndarray
    dated: bool
    told_retreatments: bool
    was_randomised: bool

    def say(self, people: np.ndarray) -> tuple[str, ...]:
        """What is said of the landmark: the people, their arms, and how many are left out.

        Parameters
        ----------
        people : ndarray of bool, shape (participants,)
            Whom the comparison would be about without a landmark.

        Notes
        -----
        Numbers are safe in every view: to the nearest 5, small ones not told.
        """
        day = f"day {self.day:g}"
        arms = (
            f"Arms are read from the therapy sessions up to {day}."
            if self.dated
            else "Arms are the therapy received as the file has it: sessions with their days are "
            f"not recorded, so therapy that began after {day} counts too."
        )
        notes = [
            f"Landmark: only people still followed and not retreated at {day}, in the arm of "
            f"the therapy they had received by then; only later scores are compared. {arms}"
        ]
        lost = people & ~self.followed & ~self.retreated
        counts = [f"{_count(who)} {why}" for who, why in
                  ((people & self.retreated, f"retreated by {day}"),
                   (lost, f"last seen before {day}")) if who.any()]  # fmt: skip
        if counts:
            notes.append(f"Left out at the landmark (to the nearest 5): {'; '.join(counts)}.")
        if not self.told_retreatments:
            notes.append("Retreatment is not recorded, so nobody was left out for it.")
        if self.was_randomised:
            notes.append("Arms were assigned at random, but who is compared at the landmark was "
                         "not: the arms are weighted as if chosen.")  # fmt: skip
        return tuple(notes)


_KEPT: Final[WeakKeyDictionary[Cohort, AtLandmark]] = WeakKeyDictionary()


def offers_landmark(cohort: Cohort) -> bool:
    """Whether the therapy received can be told: from the arms themselves, or from sessions."""
    return cohort.arm_basis == "received" or len(cohort.therapy_sessions) > 0


def read_landmark(cohort: Cohort) -> AtLandmark:
    """A cohort at `settings.ARM_LANDMARK_DAY`, worked out once a cohort.

    Psychotherapy is any session by that day other than journaling or a nurse's debrief; where no
    sessions are recorded, the arm received.

    Raises
    ------
    CannotEstimate
        When nobody is followed until then, or everyone is in one arm.
    """
    if cohort not in _KEPT:
        _KEPT[cohort] = _read(cohort)
    return _KEPT[cohort]


def _read(cohort: Cohort) -> AtLandmark:
    day, dated = float(settings.ARM_LANDMARK_DAY), len(cohort.therapy_sessions) > 0
    rank = _rank_by_sessions(cohort, day) if dated else _rank_by_arm(cohort)
    again = cohort.first_retreatments
    retreatments = np.full(len(rank), np.inf) if again is None else again
    first = np.where(rank > NO_THERAPY, day, np.inf)
    found = choose_landmark(first, retreatments, last_days(cohort), day)
    arms = np.where(found.followed & (rank >= 0), np.array(ARMS)[rank], NOT_RECORDED)
    people = cohort.participants.assign(arm=pd.Categorical(arms, categories=[*ARMS, NOT_RECORDED]))
    # Who is compared depends on what happened after day 0, so chance no longer formed the arms.
    derived = replace(cohort, participants=people, randomised=False)
    return AtLandmark(derived, day, found.followed, retreatments <= day, dated, again is not None,
                      cohort.randomised)  # fmt: skip


def _rank_by_sessions(cohort: Cohort, day: float) -> np.ndarray:
    sessions = cohort.therapy_sessions
    early = sessions[sessions["day"].to_numpy(dtype=float) <= day]
    without = early["type"].astype(str).isin(_WITHOUT_THERAPIST).to_numpy()
    rank = np.full(len(cohort.participants), NO_THERAPY)
    kinds = np.where(without, WITHOUT_THERAPIST, PSYCHOTHERAPY)
    np.maximum.at(rank, early["participant"].to_numpy(dtype=np.int64), kinds)
    return rank


def _rank_by_arm(cohort: Cohort) -> np.ndarray:
    """Place of the arm received in `ARMS` (of the arm itself where that is not told), or -1."""
    received, arm = (cohort.participants[c].astype(str).to_numpy() for c in ("arm_received", "arm"))
    told = np.where(np.isin(received, ARMS), received, arm)
    place = {name: rank for rank, name in enumerate(ARMS)}
    return np.array([place.get(name, -1) for name in told], dtype=np.int64)


def _count(people: np.ndarray) -> str:
    n, minimum = int(people.sum()), minimum_group()
    return f"fewer than {minimum}" if is_small(n, minimum) else f"about {round_count(n, minimum)}"
