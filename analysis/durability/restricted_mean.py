"""Restricted mean survival time: the mean time without the event up to a given time."""

from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate, Estimate, say_approximate, settings
from analysis.core.formulas import normal_quantile, normal_tail, upper

from .kaplan_meier import SurvivalCurve, kaplan_meier

SMALLEST_AT_RISK = 11
"""People still followed in each arm at the last time that is compared by default."""


@dataclass(frozen=True)
class RestrictedMean:
    """Mean time without the event up to `tau` in one arm, with its standard error."""

    value: float
    se: float
    tau: float
    n: int


def restricted_mean(curve: SurvivalCurve, tau: float) -> RestrictedMean:
    """Mean time without the event within the first `tau`: the area under the curve.

    Parameters
    ----------
    curve : SurvivalCurve
    tau : float
        Last time, above zero, in the unit of the curve.

    Returns
    -------
    RestrictedMean

    Raises
    ------
    CannotEstimate
        "bad_tau" when it is not above zero, "tau_after_follow_up" when people were last seen
        without the event before it and nobody was followed to it.

    Notes
    -----
    Variance: sum over event times up to tau of (area from t to tau)**2 d / (n (n - d)); a time
    after which nobody is left adds nothing.

    References
    ----------
    Uno et al. 2014, J Clin Oncol 32:2380-2385. Royston & Parmar 2013, BMC Med Res Methodol 13:152.
    """
    if not (np.isfinite(tau) and tau > 0):
        raise CannotEstimate("bad_tau", "The last time of the mean is not above zero.",
                             "Give a --tau above zero.")  # fmt: skip
    if tau > curve.largest and curve.survival[-1] > 0:
        raise CannotEstimate(
            "tau_after_follow_up", f"Nobody was followed up to {tau:g} in one of the arms.",
            f"Give a --tau of at most {curve.largest:g}.",
        )  # fmt: skip
    kept = curve.time <= tau
    edges = np.concatenate([[0.0], curve.time[kept], [tau]])
    areas = np.diff(edges) * np.concatenate([[1.0], curve.survival[kept]])
    ahead = areas[1:][::-1].cumsum()[::-1]
    d, n = curve.events[kept], curve.at_risk[kept]
    left = n - d
    terms = np.where(left > 0, d / (n * np.maximum(left, 1)), 0.0)
    return RestrictedMean(float(areas.sum()), float(np.sqrt(ahead**2 @ terms)), tau, curve.n)


def default_tau(first: SurvivalCurve, second: SurvivalCurve) -> float:
    """Last time by which at least 11 people are still followed in both arms.

    Raises
    ------
    CannotEstimate
        "too_few_at_risk" when there is none above zero.
    """
    lasts = []
    for curve in (first, second):
        there = curve.time[curve.at_risk >= SMALLEST_AT_RISK]
        lasts.append(float(there[-1]) if len(there) else 0.0)
    if min(lasts) <= 0:
        raise CannotEstimate(
            "too_few_at_risk", f"An arm never has {SMALLEST_AT_RISK} people followed.",
            "Give a --tau that was laid down beforehand.",
        )  # fmt: skip
    return min(lasts)


def compare_restricted_means(
    control: tuple[np.ndarray, np.ndarray],
    treatment: tuple[np.ndarray, np.ndarray],
    tau: float | None = None,
    level: float = settings.LEVEL,
) -> tuple[RestrictedMean, RestrictedMean, Estimate]:
    """Difference between arms in mean time without the event, treatment - control.

    Parameters
    ----------
    control, treatment : tuple of ndarray, shape (n,)
        (time, event) of each arm; event 1 or 0.
    tau : float, optional
        Last time; by default the last with 11 people followed in both arms.
    level : float

    Returns
    -------
    control, treatment : RestrictedMean
    difference : Estimate
        In the unit of time.

    Raises
    ------
    CannotEstimate
        As `kaplan_meier` and `restricted_mean`; "no_spread" when an arm's mean has no variance
        (its zero would make the interval too narrow).

    References
    ----------
    Uno et al. 2014, J Clin Oncol 32:2380-2385.
    """
    curves = kaplan_meier(*control), kaplan_meier(*treatment)
    until = default_tau(*curves) if tau is None else tau
    first, second = (restricted_mean(curve, until) for curve in curves)
    value, se = second.value - first.value, float(np.hypot(first.se, second.se))
    if first.se == 0 or second.se == 0:
        raise CannotEstimate(
            "no_spread", f"The mean time up to {until:g} of an arm has no variance to tell "
            "(nobody had the event before, or all at once).",
            "Choose a later --tau, or compare by the log-rank test.",
        )  # fmt: skip
    half = normal_quantile(upper(level)) * se
    return first, second, Estimate(
        "rmst_difference", value, value - half, value + half, level,
        {"n_treatment": second.n, "n_comparator": first.n},
        f"Difference of restricted means up to {until:g}, Greenwood's variance, normal limits."
        + say_approximate("rmst_difference", second.n, first.n),
        "Uno et al. 2014, J Clin Oncol 32:2380-2385", se=se, p=normal_tail(value / se),
    )  # fmt: skip
