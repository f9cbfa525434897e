"""The shift between two arms that makes their ranks alike, with Wilcoxon's interval."""

from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate
from analysis.core.formulas import normal_quantile, upper

from .arm_scores import require_arms
from .rank_tests import RankTest, count_arrangements, mann_whitney, rank, u_variance
from .root_search import find_root

_ROOT_TOLERANCE = 1e-4
"""That of R's wilcox.test, in points."""


@dataclass(frozen=True)
class Shift:
    """The Hodges-Lehmann shift in points, treatment - control, with its limits."""

    value: float
    low: float
    high: float


def hodges_lehmann(treatment: np.ndarray, control: np.ndarray, level: float) -> Shift:
    """Median of all differences between a treated and a control score.

    Parameters
    ----------
    treatment, control : ndarray, shapes (n_t,), (n_c,)
        Scores in points, none missing.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "too_few" with under two people in an arm, "not_finite" with a missing or infinite score,
        "no_variation" where nobody differs from the others of their arm.

    Notes
    -----
    Without ties and under 50 an arm: the median of the differences and exact limits. Else the
    shifts at which the normal statistic with tied ranks is 0 and plus or minus the normal
    quantile, found by R's root search to 1e-4 points.

    References
    ----------
    Hodges JL, Lehmann EL (1963). Ann Math Stat 34:598-611; Bauer DF (1972). JASA 67:687-690.
    """
    treatment, control = require_arms(treatment, control, least=2)
    if np.ptp(treatment) == 0 and np.ptp(control) == 0:
        raise CannotEstimate("no_variation", "No score differs from the others in its arm.",
                             "Choose another score.")  # fmt: skip
    found = mann_whitney(treatment, control)
    return _exact(treatment, control, found, level) or _approximate(treatment, control, level)


def _exact(
    treatment: np.ndarray, control: np.ndarray, found: RankTest, level: float
) -> Shift | None:
    if found.p_exact is None:
        return None
    pairs = np.sort(np.subtract.outer(treatment, control).ravel())
    counts = count_arrangements(len(treatment), len(control))
    below = np.cumsum(counts) / counts.sum()
    first = max(1, int(np.searchsorted(below, 1 - upper(level))))
    return Shift(float(np.median(pairs)), float(pairs[first - 1]), float(pairs[len(pairs) - first]))


def _approximate(treatment: np.ndarray, control: np.ndarray, level: float) -> Shift:
    lowest = float(treatment.min() - control.max())
    highest = float(treatment.max() - control.min())
    z = normal_quantile(upper(level))

    def search(wanted: float, correction: float) -> float:
        def distance(shift: float) -> float:
            return _statistic(treatment - shift, control, correction) - wanted

        at_low, at_high = distance(lowest), distance(highest)
        if at_low <= 0:
            return lowest
        return highest if at_high >= 0 else find_root(distance, lowest, highest, _ROOT_TOLERANCE)

    return Shift(search(0.0, 0.0), search(z, 0.5), search(-z, 0.5))


def _statistic(treatment: np.ndarray, control: np.ndarray, correction: float) -> float:
    n_t, n_c = len(treatment), len(control)
    ranks = rank(np.concatenate([treatment, control]))
    distance = ranks[:n_t].sum() - n_t * (n_t + 1) / 2 - n_t * n_c / 2
    sigma = np.sqrt(u_variance(ranks, n_t, n_c))
    return float((distance - correction * np.sign(distance)) / sigma) if sigma else 0.0
