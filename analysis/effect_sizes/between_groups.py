"""Two arms at one visit, not adjusted: points, Hedges g, d with the average variance."""

import math

from analysis.core import ArmSummary, Estimate
from analysis.core.formulas import (
    noncentral_t_interval,
    normal_quantile,
    require_positive,
    small_sample_factor,
    smd,
    upper,
    welch,
)

from .arm_summaries import count_arms, require_spread


def mean_difference(treatment: ArmSummary, comparator: ArmSummary, level: float) -> Estimate:
    """Difference in mean score at the visit, in points, not adjusted for baseline.

    Parameters
    ----------
    treatment, comparator : ArmSummary
        Both arms; the difference is treatment - comparator.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        When an arm has too few people, or nobody's score differs from the others'.

    Notes
    -----
    Welch's interval: SE^2 = sd_t^2/n_t + sd_c^2/n_c, Satterthwaite's df.

    References
    ----------
    Welch BL (1947). Biometrika 34:28-35.
    """
    found = welch(*require_spread(treatment), *require_spread(comparator), level)
    return Estimate(
        measure="mean_difference",
        value=found.difference,
        low=found.low,
        high=found.high,
        level=level,
        counts=count_arms(treatment, comparator),
        method="Difference in means at the visit, not adjusted; Welch's t interval.",
        source="Welch 1947, Biometrika 34:28-35",
        unit="points",
        se=found.se,
        df=found.df,
        p=found.p,
    )


def hedges_g(treatment: ArmSummary, comparator: ArmSummary, level: float) -> Estimate:
    """Difference in mean score at the visit in pooled visit SDs, without small-sample bias.

    Parameters
    ----------
    treatment, comparator : ArmSummary
        Both arms; the difference is treatment - comparator.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        When an arm has too few people, or nobody's score differs from the others'.

    Notes
    -----
    g = J(m) d, d = difference / pooled SD, m = n_t + n_c - 2,
    J(m) = Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)). Limits: J times the noncentral-t limits of d.
    SE = J sqrt(1/n_t + 1/n_c + d^2 / (2 (n_t + n_c))). Assumes equal variances: with unequal n and
    unequal SD read d with the average variance beside it.

    References
    ----------
    Hedges LV (1981). J Educ Stat 6:107-128; Steiger JH, Fouladi RT (1997), noncentrality interval.
    """
    (mean_t, sd_t, n_t), (mean_c, sd_c, n_c) = require_spread(treatment), require_spread(comparator)
    d = smd(mean_t, sd_t, n_t, mean_c, sd_c, n_c)
    m, scale = n_t + n_c - 2, math.sqrt(1 / n_t + 1 / n_c)
    factor = small_sample_factor(m)
    low, high = noncentral_t_interval(d / scale, m, scale, level)
    return Estimate(
        measure="hedges_g",
        value=factor * d,
        low=factor * low,
        high=factor * high,
        level=level,
        counts=count_arms(treatment, comparator),
        method="Difference in means at the visit over the pooled SD at the visit, times J; "
        "J times the noncentral-t limits.",
        source="Hedges 1981, J Educ Stat 6:107-128: g = J(m) d",
        unit="sd",
        se=factor * math.sqrt(scale**2 + d**2 / (2 * (n_t + n_c))),
        df=m,
        standardiser="pooled SD at the visit",
    )


def d_average_variance(treatment: ArmSummary, comparator: ArmSummary, level: float) -> Estimate:
    """Difference in mean score at the visit over the root of the two arms' mean variance.

    Parameters
    ----------
    treatment, comparator : ArmSummary
        Both arms; the difference is treatment - comparator.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        When an arm has too few people, or nobody's score differs from the others'.

    Notes
    -----
    d = difference / s, s^2 = (sd_t^2 + sd_c^2)/2, with
    var = d^2 (sd_t^4/(n_t-1) + sd_c^4/(n_c-1)) / (8 s^4) + (sd_t^2/(n_t-1) + sd_c^2/(n_c-1)) / s^2
    and normal limits. Unlike g it does not assume equal variances; it has no small-sample factor.

    References
    ----------
    Bonett DG (2008). Psychol Methods 13:99-109.
    """
    (mean_t, sd_t, n_t), (mean_c, sd_c, n_c) = require_spread(treatment), require_spread(comparator)
    s = require_positive(math.sqrt((sd_t**2 + sd_c**2) / 2))
    d = (mean_t - mean_c) / s
    ratio_t, ratio_c = (sd_t / s) ** 2, (sd_c / s) ** 2
    from_sd = d**2 * (ratio_t**2 / (n_t - 1) + ratio_c**2 / (n_c - 1)) / 8
    se = math.sqrt(from_sd + ratio_t / (n_t - 1) + ratio_c / (n_c - 1))
    half = normal_quantile(upper(level)) * se
    return Estimate(
        measure="d_average_variance",
        value=d,
        low=d - half,
        high=d + half,
        level=level,
        counts=count_arms(treatment, comparator),
        method="Difference in means at the visit over the root of the mean of the two variances; "
        "Bonett's interval, variances not assumed equal.",
        source="Bonett 2008, Psychol Methods 13:99-109: independent groups, unequal variances",
        unit="sd",
        se=se,
        standardiser="root of the mean of both arms' variances at the visit",
    )
