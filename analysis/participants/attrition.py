"""Who was still being followed."""

import numpy as np

from analysis.core import ARMS, Cohort
from analysis.core.results import FOLLOWED_UP, Count


def count_followed_up(cohort: Cohort) -> tuple[Count, ...]:
    """People of each planned arm with any score at each visit.

    Returns
    -------
    tuple of Count
        `category` is the visit's label; `of` is everyone who started in the arm.
    """
    seen = _seen_at_visits(cohort)
    arm = cohort.participants["arm"].to_numpy()
    counts = []
    for position, visit in enumerate(cohort.visits):
        for name in ARMS:
            there = arm == name
            if there.any():
                n = int(seen[there, position].sum())
                counts.append(Count(FOLLOWED_UP, visit.label, name, n, int(there.sum())))
    return tuple(counts)


def _seen_at_visits(cohort: Cohort) -> np.ndarray:
    """Participants x visits: whether any instrument has a score there."""
    seen = np.zeros((len(cohort.participants), len(cohort.visits)), dtype=bool)
    visit = cohort.scores["visit"].to_numpy()
    scored = (visit >= 0) & cohort.scores["score"].notna().to_numpy()
    seen[cohort.scores["participant"].to_numpy()[scored], visit[scored]] = True
    return seen
