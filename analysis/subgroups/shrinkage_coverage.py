"""How often shrunken intervals hold the truth: on average, and for the one that stands apart."""

from typing import Final, NamedTuple

import numpy as np
from scipy.special import ndtr

from analysis.core import settings
from analysis.core.formulas import upper

from .shrinkage import condition_posterior, weigh_tau

SHIFTS: Final = (0.3, 0.5, 0.8, 1.2)
"""How far one condition is put apart, in the unit of the effects; the worst is told."""

_NODES: Final = 60
"""Coverage needs the grid less fine than an interval that is shown."""

_BATCH: Final = 500


class ShrinkageCoverage(NamedTuple):
    """Shares of intervals that held the truth, with their Monte Carlo errors.

    `average` over all conditions with effects drawn from the model itself; `apart` of the one
    condition that differs by `shift` from all others, which are alike; `others` of these.
    """

    average: float
    average_error: float
    apart: float
    apart_error: float
    others: float
    shift: float


def measure_coverage(
    v: np.ndarray,
    shifts: tuple[float, ...] = SHIFTS,
    level: float = settings.LEVEL,
    scale: float = settings.SHRINKAGE_SCALE,
    replicates: int = 2000,
    seed: int = 1,
) -> ShrinkageCoverage:
    """Share of shrunken intervals that hold the truth, on average and at worst.

    Parameters
    ----------
    v : ndarray, shape (k,)
        Sampling variances of the k effects; the one with the largest stands apart in turn for the
        worst case, since it is pulled the most.
    shifts : tuple of float
        How far the condition apart is from all others, in the unit of the effects; the shift with
        the lowest coverage is told.
    level : float
        Probability of the intervals.
    scale : float
        Scale of tau's half-normal prior.
    replicates, seed : int
        Simulated sets of effects, and the seed.

    Notes
    -----
    Average: tau half-normal(scale), theta_i ~ N(0, tau^2), y_i ~ N(theta_i, v_i), every condition.
    Apart: theta = 0 for all but the one of the largest variance, `shift` for that one. An interval
    holds the truth where the posterior probability below it is between the two tails.
    """
    rng, v = np.random.default_rng(seed), np.asarray(v, dtype=float)
    tau = np.abs(rng.standard_normal(replicates)) * scale
    theta = rng.standard_normal((replicates, len(v))) * tau[:, None]
    average = holds_truth(_draw(rng, theta, v), v, theta, level, scale)
    mean, error = _share(average.mean(axis=1))
    worst = ShrinkageCoverage(mean, error, 1.0, 0.0, 1.0, 0.0)
    for shift in shifts:
        single = np.zeros(len(v))
        single[v.argmax()] = shift
        apart = np.broadcast_to(single, (replicates, len(v)))
        held = holds_truth(_draw(rng, apart, v), v, apart, level, scale)
        one, one_error = _share(held[:, v.argmax()])
        if one < worst.apart:
            others = float(np.delete(held, v.argmax(), axis=1).mean())
            worst = ShrinkageCoverage(mean, error, one, one_error, others, shift)
    return worst


def _share(held: np.ndarray) -> tuple[float, float]:
    """A mean and its Monte Carlo error."""
    return float(held.mean()), float(held.std(ddof=1) / np.sqrt(len(held)))


def holds_truth(
    y: np.ndarray, v: np.ndarray, theta: np.ndarray, level: float, scale: float
) -> np.ndarray:
    """Whether each central interval holds its truth, shape (sets, k).

    Parameters
    ----------
    y, theta : ndarray, shape (sets, k)
        Estimated and true effects.
    v : ndarray, shape (k,)
        Sampling variances.
    level, scale : float
        Of the interval and of the prior.
    """
    p, parts = upper(level), []
    for start in range(0, len(y), _BATCH):
        seen, true = y[start : start + _BATCH], theta[start : start + _BATCH]
        grid = weigh_tau(seen, v, scale, _NODES)
        below = np.empty_like(seen)
        for place in range(len(v)):
            mean, variance = condition_posterior(seen, v, grid, place)
            tail = ndtr((true[:, place, None] - mean) / np.sqrt(variance))
            below[:, place] = (grid.weight * tail).sum(axis=1)
        parts.append((below >= 1 - p) & (below <= p))
    return np.concatenate(parts)


def _draw(rng: np.random.Generator, theta: np.ndarray, v: np.ndarray) -> np.ndarray:
    return theta + rng.standard_normal(theta.shape) * np.sqrt(v)
