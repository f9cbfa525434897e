"""The variance between studies: eight estimators, each for one or for many sets of studies."""

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np

from .crossing import find_crossing
from .studies import intercept, orthonormal
from .weighted import Weighted, weigh, weigh_by

Tau2Estimator = Literal["DL", "REML", "PM", "ML", "EB", "SJ", "HS", "HE"]
TAU2_ESTIMATORS: tuple[Tau2Estimator, ...] = get_args(Tau2Estimator)

_POINTS = 160
"""Points of the grid on which a likelihood's highest peak is looked for."""


def estimate_tau2(
    y: np.ndarray,
    v: np.ndarray,
    estimator: Tau2Estimator = "REML",
    design: np.ndarray | None = None,
) -> np.ndarray:
    """Variance of true effects between studies (residual, with moderators), never below zero.

    Parameters
    ----------
    y, v : ndarray, shape (..., k)
        Effects and sampling variances; leading axes are sets of studies, estimated at once.
    estimator : str
        "DL" DerSimonian-Laird, "REML", "PM" Paule-Mandel, "ML", "EB" empirical Bayes (solves the
        equation of PM), "SJ" Sidik-Jonkman, "HS" Hunter-Schmidt, "HE" Hedges.
    design : ndarray, shape (k, p), optional
        Moderators with the constant; by default the constant alone.

    Returns
    -------
    ndarray, shape (...)

    Notes
    -----
    With P at the weights named: DL (y'Py - (k - p)) / tr P at 1/v; HE the same at equal weights,
    (y'Py - tr PV) / (k - p); HS (y'Py - k) / sum 1/v at 1/v; SJ t0 y'Py / (k - p) at
    1 / (v + t0), t0 the variance of y over k; PM and EB solve y'Py = k - p; REML and ML climb the
    highest peak of their likelihood: y'PPy = tr P, and = sum of weights. Nothing stops early.

    References
    ----------
    Viechtbauer W (2005). J Educ Behav Stat 30:261-293; Veroniki AA et al. (2016). Res Synth
    Methods 7:55-79.
    """
    y, v = np.asarray(y, dtype=float), np.asarray(v, dtype=float)
    y, v = np.broadcast_arrays(y, v)
    base = orthonormal(intercept(y.shape[-1]) if design is None else design)
    if y.shape[-1] <= base.shape[1]:
        return np.zeros(y.shape[:-1])
    return np.maximum(0.0, _BY_NAME[estimator](y, v, base))


def climb(
    y: np.ndarray, v: np.ndarray, base: np.ndarray, low: np.ndarray, high: np.ndarray,
    restricted: bool = True, start: np.ndarray | None = None,
) -> np.ndarray:  # fmt: skip
    """The peak of a likelihood between two values of tau2 that enclose one."""

    def score(tau2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        fit = weigh(y, v, base, tau2)
        if restricted:
            return fit.square - fit.trace(), fit.trace_square() - 2 * fit.cube
        squares = fit.weight_square.sum(axis=-1)
        return fit.square - fit.weight.sum(axis=-1), squares - 2 * fit.cube

    return find_crossing(score, low, high, start)


def search_grid(top: np.ndarray) -> np.ndarray:
    """Values of tau2 from zero to `top`, by powers so that a peak near zero is not stepped over."""
    return np.asarray(top)[..., None] * np.concatenate([[0.0], np.geomspace(1e-9, 1, _POINTS)])


def ceiling(y: np.ndarray, base: np.ndarray) -> np.ndarray:
    """A value that no estimate exceeds: the squared range, for few degrees of freedom more."""
    k, p = base.shape
    return np.asarray(np.ptp(y, axis=-1) ** 2 * (k / (k - p)))


def solve_q(
    y: np.ndarray, v: np.ndarray, base: np.ndarray, target: float, high: np.ndarray,
    start: np.ndarray | None = None,
) -> np.ndarray:  # fmt: skip
    """The tau2 at which y'Py falls to `target`; zero where it starts below."""

    def excess(tau2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        fit = weigh(y, v, base, tau2)
        return fit.q - target, -fit.square

    return find_crossing(excess, np.zeros(y.shape[:-1]), high, start)


def _height(fit: Weighted, restricted: bool) -> np.ndarray:
    logs = fit.log_determinants() if restricted else np.log(fit.weight).sum(axis=-1)
    return np.asarray(0.5 * (logs - fit.q))


def _highest_peak(y: np.ndarray, v: np.ndarray, base: np.ndarray, restricted: bool) -> np.ndarray:
    """Peaks may be several: the grid finds the highest one's neighbourhood, the score its top."""
    grid = search_grid(ceiling(y, base))
    best, place = np.full(y.shape[:-1], -np.inf), np.zeros(y.shape[:-1], dtype=int)
    for step in range(grid.shape[-1]):
        height = _height(weigh(y, v, base, grid[..., step]), restricted)
        place = np.where(height > best, step, place)
        best = np.maximum(height, best)
    low = np.take_along_axis(grid, np.maximum(place - 1, 0)[..., None], -1)[..., 0]
    above = np.minimum(place + 1, grid.shape[-1] - 1)
    high = np.take_along_axis(grid, above[..., None], -1)[..., 0]
    return climb(y, v, base, low, high, restricted)


def _by_moments(y: np.ndarray, v: np.ndarray, base: np.ndarray) -> np.ndarray:
    fit, df = weigh(y, v, base, 0.0), base.shape[0] - base.shape[1]
    return np.asarray((fit.q - df) / fit.trace())


def _by_equal_weights(y: np.ndarray, v: np.ndarray, base: np.ndarray) -> np.ndarray:
    fit = weigh_by(y, v, base, np.ones_like(v))
    return np.asarray((fit.q - fit.trace_with_v()[0]) / (base.shape[0] - base.shape[1]))


def _by_sampling_error(y: np.ndarray, v: np.ndarray, base: np.ndarray) -> np.ndarray:
    fit = weigh(y, v, base, 0.0)
    return np.asarray((fit.q - base.shape[0]) / fit.weight.sum(axis=-1))


def _by_two_steps(y: np.ndarray, v: np.ndarray, base: np.ndarray) -> np.ndarray:
    first = y.var(axis=-1)
    return np.asarray(first * weigh(y, v, base, first).q / (base.shape[0] - base.shape[1]))


def _by_matching_q(y: np.ndarray, v: np.ndarray, base: np.ndarray) -> np.ndarray:
    start = np.maximum(0.0, _by_moments(y, v, base))
    return solve_q(y, v, base, base.shape[0] - base.shape[1], ceiling(y, base), start)


_BY_NAME: dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]] = {
    "DL": _by_moments,
    "REML": lambda y, v, base: _highest_peak(y, v, base, restricted=True),
    "PM": _by_matching_q,
    "ML": lambda y, v, base: _highest_peak(y, v, base, restricted=False),
    "EB": _by_matching_q,
    "SJ": _by_two_steps,
    "HS": _by_sampling_error,
    "HE": _by_equal_weights,
}
