"""Observed means by visit."""

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
