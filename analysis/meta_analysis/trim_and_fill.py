"""Trim and fill: how many studies one side of the funnel lacks, and the mean with them."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.core import CannotEstimate, Estimate

from .moderators import regress_on_moderators
from .random_effects import pool_fixed, pool_studies
from .studies import require_studies
from .tau2 import Tau2Estimator

CountEstimator = Literal["L0", "R0"]
Pooling = Tau2Estimator | Literal["FE"]
_ROUNDS = 100


@dataclass(frozen=True, eq=False)
class TrimAndFill:
    """`missing` studies on `side`, and the mean (classic standard error) with them filled in.

    `filled_y`, `filled_v` are the studies invented, shape (missing,).
    """

    missing: int
    side: Literal["left", "right"]
    estimate: Estimate
    tau2: float
    filled_y: np.ndarray
    filled_v: np.ndarray


def trim_and_fill(
    y: np.ndarray, v: np.ndarray, count: CountEstimator = "L0", pooling: Pooling = "REML",
    level: float = 0.95, side: Literal["left", "right"] | None = None,
) -> TrimAndFill:  # fmt: skip
    """Duval and Tweedie's trim-and-fill.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effects and sampling variances.
    count : {"L0", "R0"}
        Estimator of the number missing.
    pooling : str
        Estimator of tau2, or "FE".
    level : float
        Confidence level.
    side : {"left", "right"}, optional
        Where studies are missing; by default right where effects fall with their standard error
        (meta-regression by the same pooling), else left.

    Raises
    ------
    CannotEstimate
        "too_few_studies" below three, "same_precision", "no_spread", or "not_settled" when the
        count goes round in circles.

    Notes
    -----
    The largest k0 effects on the other side are trimmed, the mean is taken again, and signed ranks
    of |y - mu| over all k studies give k0 anew: L0 = (4 T - k (k + 1)) / (2k - 1), T the sum of
    positive ranks; R0 = k - (largest rank on the missing side) - 1. Rounded, half to even.

    References
    ----------
    Duval S, Tweedie R (2000). Biometrics 56:455-463.
    """
    y, v = require_studies(y, v, at_least=3)
    if np.ptp(y) == 0:
        raise CannotEstimate("no_spread", "All effects are the same, so none can be trimmed.",
                             "Leave trim-and-fill out.")  # fmt: skip
    side = _find_side(y, v, pooling) if side is None else side
    sign = -1.0 if side == "right" else 1.0
    order = np.argsort(sign * y, kind="stable")
    ordered, variances = sign * y[order], v[order]
    missing, centre = _settle(ordered, variances, count, pooling)
    filled = sign * (2 * centre - ordered[len(y) - missing :]) if missing else np.zeros(0)
    filled_v = variances[len(y) - missing :] if missing else np.zeros(0)
    estimate, tau2 = _pool(
        np.concatenate([y, filled]), np.concatenate([v, filled_v]), pooling, level
    )
    return TrimAndFill(missing, side, estimate, tau2, filled, filled_v)


def _settle(
    y: np.ndarray, v: np.ndarray, count: CountEstimator, pooling: Pooling
) -> tuple[int, float]:
    k, missing = len(y), 0
    for _ in range(_ROUNDS):
        centre = _pool(y[: k - missing], v[: k - missing], pooling, 0.95)[0].value
        found = _count_missing(y - centre, count)
        if found == missing:
            return missing, centre
        missing = min(found, k - 1)
    raise CannotEstimate("not_settled", "Trim-and-fill goes round in circles.",
                         "Use the other count (L0 or R0), or leave it out.")  # fmt: skip


def _count_missing(centred: np.ndarray, count: CountEstimator) -> int:
    k = len(centred)
    rank = np.empty(k)
    rank[np.argsort(np.abs(centred), kind="stable")] = np.arange(1, k + 1)
    if count == "R0":
        below = rank[centred < 0]
        found = k - (below.max() if len(below) else 0) - 1
    else:
        found = (4 * rank[centred > 0].sum() - k * (k + 1)) / (2 * k - 1)
    return max(0, int(np.round(found)))


def _find_side(y: np.ndarray, v: np.ndarray, pooling: Pooling) -> Literal["left", "right"]:
    if np.ptp(v) <= 1e-12 * v.max():
        raise CannotEstimate("same_precision", "All studies have the same standard error, so no "
                             "side is known.", "Name the side.")  # fmt: skip
    design = np.column_stack([np.ones(len(y)), np.sqrt(v)])
    slope = regress_on_moderators(y, v, design, ("intrcpt", "sei"), pooling).coefficients["sei"]
    return "right" if slope.value < 0 else "left"


def _pool(y: np.ndarray, v: np.ndarray, pooling: Pooling, level: float) -> tuple[Estimate, float]:
    if pooling == "FE" or len(y) == 1:
        return pool_fixed(y, v, level), 0.0
    found = pool_studies(y, v, pooling, level)
    return found.wald, found.tau2
