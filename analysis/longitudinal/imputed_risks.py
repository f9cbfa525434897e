"""Imputed scores, then classified: shares by arm and their difference."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from analysis.core import CannotEstimate, Estimate
from analysis.core.formulas import upper

from .imputation import ImputedScores
from .rubin import rubin_parts

Classifier = Callable[[np.ndarray, np.ndarray | None], np.ndarray]
"""Scores at the visit (m, people) and baseline (1 or m, people) to 1, 0, or nan: not counted."""

_SOURCE = "Rubin 1987; Lott & Reiter 2020, Am Stat 74:109-115; Newcombe 1998, Stat Med 17:873-890"


class ImputedRisks(NamedTuple):
    """Shares who met the definition, of everybody who started and could."""

    treatment: Estimate
    comparator: Estimate
    difference: Estimate


class _Share(NamedTuple):
    each: np.ndarray
    value: float
    within: float
    riv: float
    df: float
    n: float
    low: float
    high: float


def pool_imputed_risks(
    imputed: ImputedScores, classify: Classifier, level: float, visit: int = -1
) -> ImputedRisks:
    """Difference between arms in the share meeting a definition, in everybody who started.

    Parameters
    ----------
    imputed : ImputedScores
        From `impute_scores`.
    classify : callable
        From scores at the visit (m, people) and baseline (1 or m, people; None where there is none)
        to an array (m, people): 1 met, 0 not met, nan not counted (e.g. no case at baseline).
    level : float
        Confidence level.
    visit : int
        Column of the visit; the last by default.

    Returns
    -------
    ImputedRisks
        Probabilities, treatment minus comparator.

    Raises
    ------
    CannotEstimate
        "nobody_counted" when in a data set nobody of an arm is counted.

    Notes
    -----
    In each data set the share p of n with variance p(1 - p)/n, pooled by Rubin's rules: value and
    standard error. Limits of a share by Wilson's equation with the variance inflated by the
    relative increase riv (Lott & Reiter 2020), so that shares of 0 and 1 have limits too; limits of
    the difference by square-and-add of these (Newcombe's method 10). Without missing scores they
    are Wilson's and Newcombe's but for t in place of the normal quantile.

    References
    ----------
    Lott A, Reiter JP (2020). Am Stat 74:109-115; Newcombe RG (1998). Stat Med 17:873-890.
    """
    met = np.asarray(classify(imputed.scores[:, :, visit], imputed.baseline), dtype=float)
    met = np.broadcast_to(met, imputed.scores.shape[:2])
    treated = imputed.is_treatment
    one, other = (_pool_share(met[:, arm], level) for arm in (treated, ~treated))
    between = (one.each - other.each).var(ddof=1)
    value = one.value - other.value
    low = value - math.hypot(one.value - one.low, other.high - other.value)
    high = value + math.hypot(one.high - one.value, other.value - other.low)
    variance = one.within + other.within + (1 + 1 / imputed.m) * float(between)
    counts = {"n_treatment": round(one.n), "n_comparator": round(other.n)}
    said = f"Multiple imputation by arm ({imputed.m} data sets), then classified; Rubin's rules; "
    return ImputedRisks(
        _share_estimate(one, level, said, "n_treatment"),
        _share_estimate(other, level, said, "n_comparator"),
        Estimate(
            "imputed_risk_difference", value, max(-1.0, low), min(1.0, high), level, counts,
            f"{said}Newcombe's square-and-add of limits after Lott and Reiter.", _SOURCE,
            "probability", math.sqrt(variance),
        ),
    )  # fmt: skip


def _share_estimate(share: _Share, level: float, said: str, counted: str) -> Estimate:
    total = share.within * (1 + share.riv)
    return Estimate(
        "imputed_share", share.value, share.low, share.high, level, {counted: round(share.n)},
        f"{said}Wilson limits after Lott and Reiter.", _SOURCE, "probability", math.sqrt(total),
        share.df,
    )  # fmt: skip


def _pool_share(met: np.ndarray, level: float) -> _Share:
    counted = (~np.isnan(met)).sum(axis=1)
    if not counted.size or counted.min() < 1:
        raise CannotEstimate(
            "nobody_counted",
            "In one arm nobody can be counted under this definition.",
            "Choose another definition or another visit.",
        )
    shares = np.nansum(met, axis=1) / counted
    variances = shares * (1 - shares) / counted
    n = float(counted.mean())
    riv, df = 0.0, max(n - 1, 1.0)
    if variances.mean() > 0:
        parts = rubin_parts(shares, variances, df)
        riv, df = float(parts.riv), float(parts.df)
    value = float(shares.mean())
    low, high = _lott_reiter(value, n, riv, float(stdtrit(df, upper(level))))
    return _Share(shares, value, float(variances.mean()), riv, df, n, low, high)


def _lott_reiter(share: float, n: float, riv: float, t: float) -> tuple[float, float]:
    """Roots p of (share - p)^2 = t^2 (1 + riv) p(1 - p)/n."""
    a = t**2 * (1 + riv) / n
    half = math.sqrt(a * (a + 4 * share * (1 - share)))
    low, high = ((2 * share + a + sign * half) / (2 * (1 + a)) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)
