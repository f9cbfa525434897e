"""The two arms compared among their responders: shares by a day, mean time, hazards."""

from typing import Literal

import numpy as np

from analysis.core import CannotEstimate, Estimate, settings
from analysis.core.formulas import normal_quantile, normal_tail, upper
from analysis.core.results import LossComparison, LossTests
from analysis.durability import (
    check_proportional_hazards,
    compare_incidence,
    compare_restricted_means,
    cumulative_incidence,
    default_tau,
    fit_cox,
    kaplan_meier,
    log_rank,
    robust_se,
)

from .loss_curves import FIXED_STEP
from .response_ends import LOST, RETREATED, ResponseEnds

_COX = "Cox 1972, J R Stat Soc B 34:187-220; Lin & Wei 1989, J Am Stat Assoc 84:1074-1078"
_KINDS: tuple[tuple[Literal["lost", "retreated"], int], ...] = (
    ("lost", LOST), ("retreated", RETREATED),
)  # fmt: skip


def find_last_day(comparator: ResponseEnds, treatment: ResponseEnds, at_fixed_days: bool) -> float:
    """Last day with 11 people still followed in both arms; of the fixed days where so wanted.

    Raises
    ------
    CannotEstimate
        "too_few_at_risk" when there is none after the clock's start.
    """
    curves = [kaplan_meier(one.time, one.ended) for one in (comparator, treatment)]
    day = default_tau(curves[0], curves[1])
    if not at_fixed_days:
        return day
    fixed = float(day // FIXED_STEP * FIXED_STEP)
    if fixed <= 0:
        raise CannotEstimate("too_few_at_risk", "Too few people were followed for four weeks.",
                             "Look at the share in response instead.")  # fmt: skip
    return fixed


def compare_losses(
    comparator: ResponseEnds, treatment: ResponseEnds, day: float
) -> tuple[LossComparison, ...]:
    """Share of responders who lost response, and who were retreated first, by a day, by arm."""
    found = []
    for what, cause in _KINDS:
        arms = ((comparator.time, comparator.kind), (treatment.time, treatment.kind))
        try:
            (difference,) = compare_incidence(*arms, cause, [day], settings.LEVEL)
        except CannotEstimate:  # nobody had it in an arm by then: the shares still stand
            continue
        shares = [_share(one, cause, day) for one in (treatment, comparator)]
        events = tuple(int(((one.kind == cause) & (one.time <= day)).sum())
                       for one in (treatment, comparator))  # fmt: skip
        found.append(LossComparison(what, day, shares[0], shares[1], difference, events))
    return tuple(found)


def _share(ends: ResponseEnds, cause: int, day: float) -> Estimate:
    read = cumulative_incidence(ends.time, ends.kind, cause, np.array([day]), settings.LEVEL)
    low, high = float(read.low[0]), float(read.high[0])
    value = float(read.share[0])
    return Estimate(
        "cumulative_incidence", value, value if np.isnan(low) else low,
        value if np.isnan(high) else high, settings.LEVEL, {"n": ends.n},
        f"Aalen-Johansen by day {day:g}, log-log limits.",
        "Aalen & Johansen 1978, Scand J Stat 5:141-150", "probability", float(read.se[0]),
    )  # fmt: skip


def compare_mean_days(
    comparator: ResponseEnds, treatment: ResponseEnds, day: float
) -> LossComparison:
    """Mean days still in response and not retreated within the first `day` days, by arm."""
    less, more, difference = compare_restricted_means(
        (comparator.time, comparator.ended), (treatment.time, treatment.ended), day, settings.LEVEL
    )
    z = normal_quantile(upper(settings.LEVEL))
    sides = [
        Estimate(
            "restricted_mean_days", one.value, one.value - z * one.se, one.value + z * one.se,
            settings.LEVEL, {"n": one.n}, f"Area under Kaplan-Meier up to day {day:g}.",
            difference.source, se=one.se,
        )
        for one in (more, less)
    ]  # fmt: skip
    events = tuple(int(one.ended[one.time <= day].sum()) for one in (treatment, comparator))
    return LossComparison("restricted_mean", day, sides[0], sides[1], difference, events)


def judge_hazards(comparator: ResponseEnds, treatment: ResponseEnds) -> LossTests:
    """Cox's hazard ratio of ending response, whether it is constant, and the log-rank test."""
    time = np.concatenate([treatment.time, comparator.time])
    event = np.concatenate([treatment.ended, comparator.ended])
    arm = np.repeat([1.0, 0.0], [treatment.n, comparator.n])
    events = (int(treatment.ended.sum()), int(comparator.ended.sum()))
    try:
        ranks = log_rank(time, event, np.where(arm == 1, "treatment", "comparator"))
        fit = fit_cox(time, event.astype(bool), arm[:, None])
        (constant,), _ = check_proportional_hazards(fit, time, event, [[0]])
    except CannotEstimate:
        return LossTests(None, None, None, None, events)
    log, se = float(fit.coefficients[0]), float(robust_se(fit)[0])
    half = normal_quantile(upper(settings.LEVEL)) * se
    ratio = Estimate(
        "hazard_ratio", float(np.exp(log)), float(np.exp(log - half)), float(np.exp(log + half)),
        settings.LEVEL, {"n_treatment": treatment.n, "n_comparator": comparator.n},
        "Cox's model, Efron's ties, robust error; treatment over comparator.", _COX, "ratio",
        p=normal_tail(log / se),
    )  # fmt: skip
    return LossTests(ratio, ranks.chisq, ranks.p, constant.p, events)
