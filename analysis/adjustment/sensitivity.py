"""How strong something unmeasured would have to be to explain a difference away."""

import math
from dataclasses import dataclass
from typing import Literal

from analysis.core import CannotEstimate, Estimate

RatioMeasure = Literal["RR", "OR", "HR", "SMD"]

_SMD_TO_LOG_RATIO = 0.91


@dataclass(frozen=True)
class EValue:
    """E-values of an estimate and of the limit nearest to no effect (None without an interval).

    `ratio` is the estimate as an approximate risk ratio.
    """

    value: float
    limit: float | None
    ratio: float
    method: str
    source: str = "VanderWeele & Ding 2017, Ann Intern Med 167:268-274"


@dataclass(frozen=True)
class TippingPoint:
    """Effect of an unmeasured binary confounder that would bring a result to no effect.

    `for_estimate` moves the estimate to no effect, `for_limit` the limit nearest to it; None where
    no confounder with these shares could, 0 (or 1 for a ratio) where the interval holds no effect
    already. In the unit of the estimate.
    """

    share_treatment: float
    share_comparator: float
    for_estimate: float | None
    for_limit: float | None
    unit: str
    method: str
    source: str


def evalue(
    value: float, low: float | None = None, high: float | None = None, measure: RatioMeasure = "RR"
) -> EValue:
    """Least association of a confounder with both arm and outcome that explains a result away.

    Parameters
    ----------
    value : float
        Risk ratio, odds ratio, hazard ratio, or standardised mean difference.
    low, high : float, optional
        Its limits, on the same scale.
    measure : {"RR", "OR", "HR", "SMD"}
        The scale. OR and HR are of a common outcome (over 15 %); of a rare one they are an RR.

    Returns
    -------
    EValue
        On the scale of risk ratios; 1 where nothing need be explained.

    Raises
    ------
    CannotEstimate
        "not_a_ratio" when a ratio is not above 0, "limits" when they do not hold the estimate.

    Notes
    -----
    E = RR + sqrt(RR (RR - 1)), of 1/RR where RR is under 1. SMD: RR = exp(0.91 d), limits alike;
    OR: RR = sqrt(OR); HR: (1 - 0.5^sqrt(HR)) / (1 - 0.5^sqrt(1/HR)). The E-value of a limit is 1
    where the interval holds no effect.

    References
    ----------
    VanderWeele TJ, Ding P (2017). Ann Intern Med 167:268-274.
    """
    if (low is not None and low > value) or (high is not None and high < value):
        raise CannotEstimate("limits", "The limits do not hold the estimate.",
                             "Give the estimate, the lower and the upper limit.")  # fmt: skip
    ratio = _as_risk_ratio(value, measure)
    nearest = low if ratio >= 1 else high
    limit = None
    if nearest is not None:
        at = _as_risk_ratio(nearest, measure)
        limit = 1.0 if (at - 1) * (ratio - 1) <= 0 else _of_ratio(at)
    return EValue(_of_ratio(ratio), limit, ratio, f"E-value of a {_NAMES[measure]}.")


def tipping_point(
    estimate: Estimate, share_treatment: float, share_comparator: float
) -> TippingPoint:
    """Effect an unmeasured yes-or-no confounder needs to bring a difference to no effect.

    Parameters
    ----------
    estimate : Estimate
        A difference (points, SDs, probability), or a ratio when its unit is "ratio".
    share_treatment, share_comparator : float
        Shares of people with the confounder in either arm, between 0 and 1.

    Returns
    -------
    TippingPoint
        The effect of having the confounder on the outcome, within an arm: a difference in the unit
        of the estimate, or a ratio.

    Raises
    ------
    CannotEstimate
        "bad_share", or "same_share" when the confounder is as common in both arms.

    Notes
    -----
    Difference: an effect g of the confounder, the same in both arms, adds g (p1 - p0), so
    g = difference / (p1 - p0). Ratio: it multiplies by (1 + (g - 1) p1) / (1 + (g - 1) p0), so
    g = (1 - p1 - RR (1 - p0)) / (RR p0 - p1) where that is above 0.

    References
    ----------
    VanderWeele TJ, Arah OA (2011). Epidemiology 22:42-52; Lin DY, Psaty BM, Kronmal RA (1998).
    Biometrics 54:948-963.
    """
    p1, p0 = share_treatment, share_comparator
    if not (0 <= p1 <= 1 and 0 <= p0 <= 1):
        raise CannotEstimate("bad_share", "A share lies between 0 and 1.", "Write 20 % as 0.2.")
    if p1 == p0:
        raise CannotEstimate("same_share", "A confounder as common in both arms explains nothing.",
                             "Give two different shares.")  # fmt: skip
    ratio = estimate.unit == "ratio"
    none, solve = (1.0, _ratio_needed) if ratio else (0.0, _difference_needed)
    nearest = estimate.low if estimate.value >= none else estimate.high
    holds = estimate.low <= none <= estimate.high
    return TippingPoint(
        p1,
        p0,
        solve(estimate.value, p1, p0),
        none if holds else solve(nearest, p1, p0),
        estimate.unit,
        "Unmeasured binary confounder with the same effect in both arms.",
        "Lin, Psaty & Kronmal 1998, Biometrics 54:948-963"
        if ratio
        else "VanderWeele & Arah 2011, Epidemiology 22:42-52",
    )


_NAMES: dict[RatioMeasure, str] = {
    "RR": "risk ratio",
    "OR": "odds ratio of a common outcome (its square root as risk ratio)",
    "HR": "hazard ratio of a common outcome",
    "SMD": "standardised mean difference, exp(0.91 d) as risk ratio",
}


def _as_risk_ratio(value: float, measure: RatioMeasure) -> float:
    if measure == "SMD":
        found = math.exp(min(_SMD_TO_LOG_RATIO * value, 700.0)) if math.isfinite(value) else 0.0
    elif not (math.isfinite(value) and value > 0):
        found = 0.0
    elif measure == "HR":
        found = (1 - 0.5 ** math.sqrt(value)) / (1 - 0.5 ** math.sqrt(1 / value))
    else:
        found = math.sqrt(value) if measure == "OR" else value
    if not found > 0:
        raise CannotEstimate("not_a_ratio", "A ratio is a number above 0.",
                             "Give a standardised difference with measure SMD.")  # fmt: skip
    return found


def _of_ratio(ratio: float) -> float:
    above = max(ratio, 1 / ratio)
    return above + math.sqrt(above * (above - 1))


def _difference_needed(value: float, p1: float, p0: float) -> float | None:
    return value / (p1 - p0)


def _ratio_needed(value: float, p1: float, p0: float) -> float | None:
    below = value * p0 - p1
    found = (1 - p1 - value * (1 - p0)) / below if below else -1.0
    return found if found > 0 else None
