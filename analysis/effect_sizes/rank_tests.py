"""Wilcoxon's two tests as R computes them: exact without ties, else normal with tied ranks."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from analysis.core import CannotEstimate

from .arm_scores import require_arms

_EXACT_BELOW = 50


@dataclass(frozen=True)
class RankTest:
    """A rank statistic and its two-sided p-values; `p_exact` None where ties leave none."""

    statistic: float
    p: float
    p_corrected: float
    p_exact: float | None
    ties: bool


def rank(values: np.ndarray) -> np.ndarray:
    """Ranks from 1, ties sharing their mean."""
    order = np.argsort(values, kind="stable")
    _, inverse, counts = np.unique(values[order], return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks = np.empty(len(values))
    ranks[order] = (last - (counts - 1) / 2)[inverse]
    return ranks


def mann_whitney(treatment: np.ndarray, control: np.ndarray) -> RankTest:
    """Whether one arm's scores tend to be higher: pairs with the treated person higher, ties half.

    Parameters
    ----------
    treatment, control : ndarray, shapes (n_t,), (n_c,)
        Scores, none missing.

    Raises
    ------
    CannotEstimate
        "too_few" with nobody in an arm, "not_finite" with a missing or infinite score,
        "no_variation" where everybody has the same score.

    Notes
    -----
    U = (rank sum of the treated) - n_t (n_t + 1) / 2. Normal with the variance of tied ranks,
    with and without a continuity correction of 0.5; exact with no ties and under 50 an arm.

    References
    ----------
    Mann HB, Whitney DR (1947). Ann Math Stat 18:50-60; Hollander M, Wolfe DA (1999), ch. 4.
    """
    treatment, control = require_arms(treatment, control)
    n_t, n_c = len(treatment), len(control)
    ranks = rank(np.concatenate([treatment, control]))
    u = float(ranks[:n_t].sum() - n_t * (n_t + 1) / 2)
    sigma = np.sqrt(u_variance(ranks, n_t, n_c))
    ties = len(np.unique(ranks)) < len(ranks)
    exact = None if ties or max(n_t, n_c) >= _EXACT_BELOW else _exact_p(u, n_t, n_c)
    return RankTest(u, *_normal_p(u - n_t * n_c / 2, sigma), exact, ties)


def u_variance(ranks: np.ndarray, n_t: int, n_c: int) -> float:
    """Variance of U under equal distributions, given the ranks with their ties."""
    counts = np.unique(ranks, return_counts=True)[1].astype(float)
    n = n_t + n_c
    tied = (counts**3 - counts).sum() / (n * (n - 1))
    return float(n_t * n_c / 12 * (n + 1 - tied))


def signed_rank(change: np.ndarray) -> RankTest:
    """Whether changes tend to be positive: the sum of the ranks of the positive changes.

    Changes of zero are left out, as in R. Notes and tails as in `mann_whitney`.

    Parameters
    ----------
    change : ndarray, shape (n,)
        After - before of each person, none missing.

    Raises
    ------
    CannotEstimate
        "not_finite" with a missing or infinite change, "no_variation" where nobody changed.

    References
    ----------
    Wilcoxon F (1945). Biometrics Bulletin 1:80-83.
    """
    if not np.isfinite(change).all():
        raise CannotEstimate("not_finite", "A change is missing or infinite.",
                             "Leave such rows out, or mend them.")  # fmt: skip
    kept = change[change != 0]
    if not len(kept):
        raise CannotEstimate("no_variation", "Nobody changed.", "Choose another visit.")
    n, ranks = len(kept), rank(np.abs(kept))
    v = float(ranks[kept > 0].sum())
    counts = np.unique(ranks, return_counts=True)[1].astype(float)
    variance = n * (n + 1) * (2 * n + 1) / 24 - (counts**3 - counts).sum() / 48
    ties = len(np.unique(ranks)) < n or n < len(change)
    return RankTest(v, *_normal_p(v - n * (n + 1) / 4, np.sqrt(variance)), None, ties)


def _normal_p(distance: float, sigma: float) -> tuple[float, float]:
    """Two-sided p without and with the continuity correction."""
    if sigma == 0:
        return 1.0, 1.0
    corrected = distance - 0.5 * np.sign(distance)
    plain, cautious = (float(min(1.0, 2 * ndtr(-abs(z) / sigma))) for z in (distance, corrected))
    return plain, cautious


def count_arrangements(n_t: int, n_c: int) -> np.ndarray:
    """How many arrangements give each U from 0 to n_t n_c (floats: the counts are large)."""
    counts = np.zeros(n_t * n_c + 1)
    counts[0] = 1.0
    for i in range(1, n_t + 1):  # generating function: prod (1 - q^(n_c + i)) / (1 - q^i)
        step = n_c + i
        if step <= n_t * n_c:
            counts[step:] -= counts[:-step].copy()
        for place in range(i, len(counts)):
            counts[place] += counts[place - i]
    return counts


def _exact_p(u: float, n_t: int, n_c: int) -> float:
    counts = count_arrangements(n_t, n_c)
    share = np.cumsum(counts) / counts.sum()
    low = round(min(u, n_t * n_c - u))
    return float(min(1.0, 2 * share[low]))
