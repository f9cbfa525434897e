"""Do small studies tell another story? Regression and rank tests, and their adjusted estimates."""

import math
from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate, Estimate
from analysis.core.formulas import normal_tail, t_quantile, t_tail, upper

from .moderators import MetaRegression, regress_on_moderators
from .studies import require_studies
from .tau2 import Tau2Estimator

_EXACT_UP_TO = 150
"""Studies up to which Kendall's null distribution is counted out."""


@dataclass(frozen=True)
class LineByPrecision:
    """A weighted line of effects over their standard errors (or variances).

    `limit` is the effect at a standard error of zero (PET; PEESE over variances), `slope` the
    change per unit of standard error: Egger's bias.
    """

    limit: Estimate
    slope: Estimate


def egger_line(
    y: np.ndarray, v: np.ndarray, level: float = 0.95, over_variances: bool = False
) -> LineByPrecision:
    """Egger's regression: whether effects grow with their standard errors.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effects and sampling variances.
    level : float
        Confidence level.
    over_variances : bool
        Regress on variances in place of standard errors (PEESE).

    Returns
    -------
    LineByPrecision
        With t(k - 2).

    Raises
    ------
    CannotEstimate
        "too_few_studies" below three, "same_precision" when all standard errors are equal.

    Notes
    -----
    Least squares of y on sqrt(v) with weights 1/v and a free residual variance; the slope equals
    the intercept of y / sqrt(v) on 1 / sqrt(v), Egger's own form.

    References
    ----------
    Egger M et al. (1997). BMJ 315:629-634; Stanley TD, Doucouliagos H (2014). Res Synth Methods
    5:60-78.
    """
    y, v = require_studies(y, v, at_least=3)
    _require_spread(v)
    slow = v if over_variances else np.sqrt(v)
    design = np.column_stack([np.ones(len(y)), slow / slow.max()])
    root = 1 / np.sqrt(v)
    b, *_ = np.linalg.lstsq(design * root[:, None], y * root, rcond=None)
    rest = root * (y - design @ b)
    inverse = np.linalg.inv(design.T @ (design / v[:, None]))
    df = len(y) - 2
    se = np.sqrt(np.diag(inverse) * (rest @ rest) / df)
    scale = (1.0, float(slow.max()))
    name = "variance" if over_variances else "standard error"
    limit, slope = (
        _on_t(label, b[i] / scale[i], se[i] / scale[i], df, level, len(y), name)
        for i, label in enumerate(("limit", "slope"))
    )
    return LineByPrecision(limit, slope)


def egger_mixed(
    y: np.ndarray, v: np.ndarray, estimator: Tau2Estimator = "REML", level: float = 0.95
) -> MetaRegression:
    """Egger's test as a mixed-effects meta-regression on the standard error (z).

    Raises
    ------
    CannotEstimate
        "too_few_studies" below three, "same_precision".

    References
    ----------
    Sterne JAC, Egger M (2005). In: Rothstein HR et al., Publication bias in meta-analysis, ch. 6.
    """
    y, v = require_studies(y, v, at_least=3)
    _require_spread(v)
    design = np.column_stack([np.ones(len(y)), np.sqrt(v)])
    return regress_on_moderators(y, v, design, ("intrcpt", "sei"), estimator, "z", level)


@dataclass(frozen=True)
class RankTest:
    """Kendall's tau between effects and variances, with its p-value."""

    tau: float
    p: float
    exact: bool


def begg_rank_test(y: np.ndarray, v: np.ndarray) -> RankTest:
    """Begg and Mazumdar's rank correlation of standardised effects and variances.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effects and sampling variances.

    Raises
    ------
    CannotEstimate
        "too_few_studies" below three, "same_precision".

    Notes
    -----
    Effects are centred at the fixed-effect mean and divided by sqrt(v - 1 / sum(1/v)). Exact p
    without ties (up to 150 studies), else normal with the variance for ties.

    References
    ----------
    Begg CB, Mazumdar M (1994). Biometrics 50:1088-1101.
    """
    y, v = require_studies(y, v, at_least=3)
    _require_spread(v)
    weight = 1 / v
    centred = (y - weight @ y / weight.sum()) / np.sqrt(v - 1 / weight.sum())
    return kendall(centred, v)


def kendall(x: np.ndarray, z: np.ndarray) -> RankTest:
    """Kendall's tau-b and its two-sided p-value."""
    k = len(x)
    agreement = sum(
        float((np.sign(x[i] - x[:i]) * np.sign(z[i] - z[:i])).sum()) for i in range(1, k)
    )
    pairs = k * (k - 1) / 2
    ties_x, ties_z = _tie_sizes(x), _tie_sizes(z)
    tied_x, tied_z = ((t * (t - 1) / 2).sum() for t in (ties_x, ties_z))
    whole = math.sqrt((pairs - tied_x) * (pairs - tied_z))
    if whole == 0:
        raise CannotEstimate("no_ranks", "All values are the same, so nothing can be ranked.",
                             "Leave this test out.")  # fmt: skip
    if tied_x == tied_z == 0 and k <= _EXACT_UP_TO:
        return RankTest(agreement / whole, _exact_tail(round((agreement + pairs) / 2), k), True)
    plain = k * (k - 1) * (2 * k + 5)
    each = [(t * (t - 1) * (2 * t + 5)).sum() for t in (ties_x, ties_z)]
    twos = [(t * (t - 1)).sum() for t in (ties_x, ties_z)]
    threes = [(t * (t - 1) * (t - 2)).sum() for t in (ties_x, ties_z)]
    variance = (plain - sum(each)) / 18 + twos[0] * twos[1] / (2 * k * (k - 1))
    variance += threes[0] * threes[1] / (9 * k * (k - 1) * (k - 2))
    return RankTest(agreement / whole, normal_tail(agreement / math.sqrt(variance)), False)


def _exact_tail(concordant: int, k: int) -> float:
    """Two-sided probability of as many concordant pairs, every order being equally likely."""
    share = np.ones(1)
    for size in range(2, k + 1):
        share = np.convolve(share, np.full(size, 1 / size))
    below = share[: concordant + 1].sum()
    above = share[concordant:].sum()
    return float(min(1.0, 2 * min(below, above)))


def _tie_sizes(values: np.ndarray) -> np.ndarray:
    return np.unique(values, return_counts=True)[1].astype(float)


def _require_spread(v: np.ndarray) -> None:
    if np.ptp(v) <= 1e-12 * v.max():
        raise CannotEstimate(
            "same_precision",
            "All studies have the same standard error, so small ones cannot be told from large.",
            "Leave this test out.",
        )


def _on_t(
    measure: str, value: float, se: float, df: int, level: float, k: int, over: str
) -> Estimate:
    half = t_quantile(upper(level), df) * se
    ratio = value / se if se > 0 else math.copysign(math.inf, value)
    return Estimate(
        measure=measure, value=float(value), low=float(value - half), high=float(value + half),
        level=level, counts={"k": k},
        method=f"Least squares of effects on their {over}, weights 1/v, t(k - 2).",
        source="Egger et al. 1997, BMJ 315:629-634", unit="sd", se=float(se), df=float(df),
        p=t_tail(ratio, df),
    )  # fmt: skip
