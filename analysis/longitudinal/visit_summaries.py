"""Observed means by visit, and how far individual scores spread."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.core.formulas import t_quantile


@dataclass(frozen=True)
class ObservedMean:
    """Mean of the scores observed at one visit; limits are None below two scores."""

    n: int
    mean: float | None
    low: float | None
    high: float | None


def summarise_visits(scores: np.ndarray, level: float) -> tuple[ObservedMean, ...]:
    """Mean of everyone observed at each visit, with its t interval.

    Parameters
    ----------
    scores : ndarray, shape (people, visits)
        Points of one instrument; NaN where a person was not seen.
    level : float
        Confidence level, e.g. 0.95.

    Returns
    -------
    tuple of ObservedMean
        One for each column. Different people may stand behind different visits.

    Notes
    -----
    mean +- t(n - 1) SD / sqrt(n), SD with divisor n - 1.
    """
    return tuple(_summarise(column[~np.isnan(column)], level) for column in scores.T)


def _summarise(scores: np.ndarray, level: float) -> ObservedMean:
    n = len(scores)
    if n == 0:
        return ObservedMean(0, None, None, None)
    mean = float(scores.mean())
    if n == 1:
        return ObservedMean(1, mean, None, None)
    half = t_quantile((1 + level) / 2, n - 1) * float(scores.std(ddof=1)) / np.sqrt(n)
    return ObservedMean(n, mean, mean - float(half), mean + float(half))


SPREAD = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Shares of people below the lines of a band: the middle half and the middle 80 %."""


@dataclass(frozen=True)
class ObservedSpread:
    """Quantiles of the scores observed at one visit, at `shares`; none below two scores.

    `changes` are the same of each person's score minus the baseline, of the `n_changes` people who
    have both.
    """

    n: int
    quantiles: tuple[float, ...]
    n_changes: int
    changes: tuple[float, ...]


def describe_spread(
    scores: np.ndarray, baseline: np.ndarray, shares: Sequence[float] = SPREAD
) -> tuple[ObservedSpread, ...]:
    """How individual trajectories of one arm spread at each visit, and their changes.

    Parameters
    ----------
    scores : ndarray, shape (people, visits)
        Points; NaN where a person was not seen.
    baseline : ndarray, shape (people,)
        Points; NaN where there is none.
    shares : sequence of float
        Which quantiles, each between 0 and 1.

    Returns
    -------
    tuple of ObservedSpread
        One for each column. Different people may stand behind different visits.

    Notes
    -----
    Quantiles by linear interpolation (Hyndman & Fan's type 7, as R and numpy by default).

    References
    ----------
    Hyndman RJ, Fan Y (1996). Am Stat 50:361-365.
    """
    found = []
    for column in np.asarray(scores, dtype=float).T:
        seen, changed = column[np.isfinite(column)], column - baseline
        changed = changed[np.isfinite(changed)]
        found.append(
            ObservedSpread(
                len(seen), _quantiles(seen, shares), len(changed), _quantiles(changed, shares)
            )
        )
    return tuple(found)


def _quantiles(values: np.ndarray, shares: Sequence[float]) -> tuple[float, ...]:
    return tuple(map(float, np.quantile(values, shares))) if len(values) > 1 else ()
