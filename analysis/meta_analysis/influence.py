"""What the mean would be without each study."""

from dataclasses import dataclass

import numpy as np

from .studies import intercept, orthonormal, require_studies
from .tau2 import Tau2Estimator, climb, estimate_tau2, search_grid
from .weighted import weigh

_VALUES = 50_000
"""Numbers in one array of leave-outs estimated at once: what stays in the processor's cache."""


@dataclass(frozen=True, eq=False)
class LeaveOneOut:
    """Mean, classic standard error, tau2, I2 (from tau2, percent) and Q without each study."""

    estimate: np.ndarray
    se: np.ndarray
    tau2: np.ndarray
    i2: np.ndarray
    q: np.ndarray


def leave_one_out(y: np.ndarray, v: np.ndarray, estimator: Tau2Estimator = "REML") -> LeaveOneOut:
    """Random-effects mean with each study left out in turn.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effects and sampling variances.
    estimator : str
        Estimator of tau2, see `estimate_tau2`.

    Returns
    -------
    LeaveOneOut
        Arrays of shape (k,), in the studies' order.

    Raises
    ------
    CannotEstimate
        "too_few_studies" below three, "no_variance".

    References
    ----------
    Viechtbauer W, Cheung MWL (2010). Res Synth Methods 1:112-125.
    """
    y, v = require_studies(y, v, at_least=3)
    k = len(y)
    likelihood = estimator in ("REML", "ML")
    bracket = _enclose_peaks(y, v, estimator == "REML") if likelihood else None
    whole = estimate_tau2(y, v, estimator)
    parts = []
    rows = max(1, _VALUES // k)
    for first in range(0, k, rows):
        left_out = np.arange(first, min(first + rows, k))
        kept = np.arange(k - 1) + (np.arange(k - 1) >= left_out[:, None])
        found = None if bracket is None else (bracket[0][left_out], bracket[1][left_out])
        parts.append(_pool_each(y[kept], v[kept], estimator, found, whole))
    return LeaveOneOut(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _pool_each(
    y: np.ndarray, v: np.ndarray, estimator: Tau2Estimator,
    bracket: tuple[np.ndarray, np.ndarray] | None, near: np.ndarray,
) -> tuple[np.ndarray, ...]:  # fmt: skip
    base = orthonormal(intercept(y.shape[1]))
    if bracket is None:
        tau2 = estimate_tau2(y, v, estimator)
    else:
        tau2 = climb(y, v, base, *bracket, restricted=estimator == "REML", start=near)
    fit, plain = weigh(y, v, intercept(y.shape[1]), tau2), weigh(y, v, base, 0.0)
    typical = (y.shape[1] - 1) / plain.trace()
    se = 1 / np.sqrt(fit.weight.sum(axis=1))
    return fit.coefficients[:, 0], se, tau2, 100 * tau2 / (tau2 + typical), plain.q


def _enclose_peaks(y: np.ndarray, v: np.ndarray, restricted: bool) -> tuple[np.ndarray, np.ndarray]:
    """Values of tau2 on both sides of each leave-out's highest peak.

    All leave-outs share one grid: each one's sums are those of everybody less its own part.
    """
    k, centred = len(y), y - y.mean()
    grid = search_grid(np.asarray(np.ptp(y) ** 2 * (k - 1) / (k - 2)))
    weight = 1 / (v + grid[:, None])
    total, first, second, logs = (
        part.sum(axis=1, keepdims=True) - part
        for part in (weight, weight * centred, weight * centred**2, np.log(weight))
    )
    height = logs - second + first**2 / total - (np.log(total) if restricted else 0)
    place = height.argmax(axis=0)
    return grid[np.maximum(place - 1, 0)], grid[np.minimum(place + 1, len(grid) - 1)]
