"""The variance between studies, by restricted maximum likelihood."""

import numpy as np

_POINTS, _ROUNDS, _POLISH = 41, 12, 8


def reml_tau2(y: np.ndarray, v: np.ndarray) -> float:
    """REML estimate of the variance of true effects between studies, never below zero.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effects and their sampling variances.

    Notes
    -----
    The restricted likelihood may have more than one peak, so it is searched on a grid from zero to
    the squared range of the effects, closer and closer around its highest point, and the answer
    is made exact by Fisher scoring.

    References
    ----------
    Viechtbauer W (2005). J Educ Behav Stat 30:261-293.
    """
    low, high = 0.0, float(np.ptp(y)) ** 2
    if len(y) < 2 or high == 0:
        return 0.0
    # First by powers, so that a peak near zero is not stepped over.
    grid = np.concatenate([[0.0], np.geomspace(1e-8 * high, high, 8 * _POINTS)])
    for _ in range(_ROUNDS):
        best = int(restricted_log_likelihood(grid, y, v).argmax())
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
        grid = np.linspace(low, high, _POINTS)
    tau2 = float(grid[int(restricted_log_likelihood(grid, y, v).argmax())])
    return _polish(tau2, y, v)


def restricted_log_likelihood(tau2: np.ndarray, y: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Restricted log likelihood (less a constant) at each value of tau2."""
    weight = 1 / (v + np.asarray(tau2)[:, None])
    total = weight.sum(axis=1)
    mu = (weight * y).sum(axis=1) / total
    spread = (weight * (y - mu[:, None]) ** 2).sum(axis=1)
    return np.asarray(0.5 * (np.log(weight).sum(axis=1) - np.log(total) - spread))


def _polish(tau2: float, y: np.ndarray, v: np.ndarray) -> float:
    """Fisher scoring from a start next to the peak: tau2 + (y'PPy - tr P) / tr PP."""
    for _ in range(_POLISH):
        weight = 1 / (v + tau2)
        share = weight / weight.sum()
        residual = weight * (y - share @ y)
        trace = weight.sum() - (weight * share).sum()
        trace_squared = (
            (weight**2).sum() - 2 * (weight**2 * share).sum() + (weight * share).sum() ** 2
        )
        tau2 = max(0.0, tau2 + float((residual @ residual - trace) / trace_squared))
    return tau2
