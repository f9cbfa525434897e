"""Who was seen when: patterns of missing scores, and attrition by arm and visit."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from analysis.core import CannotEstimate
from analysis.core.results import MissingPattern, MissingScores, PatternKind, VisitAttrition


def describe_missing(
    scores: np.ndarray, arms: np.ndarray, visits: Sequence[str], order: Sequence[str]
) -> MissingScores:
    """Patterns of visits seen, and people observed and lost at each visit, by arm.

    Parameters
    ----------
    scores : ndarray, shape (people, visits)
        Points, visits in order of time; NaN where a person was not seen.
    arms : ndarray, shape (people,)
        Each person's arm.
    visits : sequence of str
        Names of the columns.
    order : sequence of str
        Arms in the order in which they are listed; people of other arms are left out.

    Returns
    -------
    MissingScores
        A person is lost at a visit who has no score then or later. A pattern is monotone when
        nothing is seen after the first visit missed, intermittent when something is.

    Raises
    ------
    CannotEstimate
        "nobody" when there are no people or no visits.
    """
    scores, arms = np.asarray(scores, dtype=float), np.asarray(arms, dtype=object)
    if scores.ndim != 2 or not scores.size:
        raise CannotEstimate(
            "nobody", "There are no people or no visits to count.", "Check the columns named."
        )
    seen = np.isfinite(scores)
    gone = is_lost(seen)
    attrition = tuple(
        VisitAttrition(
            visit, arm, int(seen[there, at].sum()), int(gone[there, at].sum()), int(there.sum())
        )
        for at, visit in enumerate(visits)
        for arm, there in ((arm, arms == arm) for arm in order)
    )
    return MissingScores(tuple(visits), tuple(order), attrition, _count_patterns(seen, arms, order))


def is_lost(seen: np.ndarray) -> np.ndarray:
    """Whether a person is seen neither at a visit nor at a later one, shape as `seen`."""
    return ~np.logical_or.accumulate(seen[:, ::-1], axis=1)[:, ::-1]


def kind_of(seen: Sequence[bool]) -> PatternKind:
    """What a pattern of visits is called."""
    if all(seen):
        return "complete"
    if not any(seen):
        return "never_seen"
    first_missed = list(seen).index(False)
    return "intermittent" if any(seen[first_missed:]) else "monotone"


def _count_patterns(
    seen: np.ndarray, arms: np.ndarray, order: Sequence[str]
) -> tuple[MissingPattern, ...]:
    """Most frequent first; of equals, the one seen earlier and longer."""
    rows = [tuple(bool(x) for x in row) for row in seen]
    found = Counter((row, arm) for row, arm in zip(rows, arms, strict=True) if arm in order)
    totals: Counter[tuple[bool, ...]] = Counter()
    for (row, _), n in found.items():
        totals[row] += n
    ranked = sorted(totals, key=lambda row: (-totals[row], [not x for x in row]))
    return tuple(
        MissingPattern(row, kind_of(row), {arm: found[row, arm] for arm in order}) for row in ranked
    )
