"""Standardised mean differences: the small-sample factor, the pooled SD, noncentral limits."""

import math

from scipy.special import gammaln, nctdtr, nctdtrinc

from ..errors import CannotEstimate
from ..estimate import Estimate
from .distributions import t_quantile, t_tail, upper

_MISS = 1e-9
"""How far the noncentral tail at a limit may be from the one asked for."""


def small_sample_factor(m: float) -> float:
    """Factor J(m) that removes the bias of d, exactly.

    Parameters
    ----------
    m : float
        Degrees of freedom of the standardiser, above 1.

    Notes
    -----
    J(m) = Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)); J(8) = .902703, J(38) = .980110.

    References
    ----------
    Hedges LV (1981). J Educ Stat 6:107-128.
    """
    if m <= 1:
        raise CannotEstimate(
            "too_few",
            "Too few people to correct a standardised effect for small samples.",
            "Choose a visit or an instrument with more people.",
        )
    return math.exp(gammaln(m / 2) - gammaln((m - 1) / 2)) / math.sqrt(m / 2)


def pooled_sd(sd1: float | None, n1: int, sd2: float | None, n2: int) -> float:
    """SD within two groups, weighted by their degrees of freedom.

    Raises
    ------
    CannotEstimate
        When a group has no SD (fewer than two people, or none published).
    """
    if sd1 is None or sd2 is None or n1 + n2 <= 2:
        raise CannotEstimate(
            "no_sd",
            "A group has no standard deviation: it needs at least two people.",
            "Choose a visit or an instrument with more people.",
        )
    return math.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / (n1 + n2 - 2))


def require_positive(sd: float) -> float:
    """The SD, refused where it is zero: nothing can be expressed in units of it."""
    if not (math.isfinite(sd) and sd > 0):
        raise CannotEstimate(
            "no_variation",
            "Everyone has the same score, so a difference cannot be put in standard deviations.",
            "Check that the right column is mapped, or choose another visit.",
        )
    return sd


def smd(mean_t: float, sd_t: float, n_t: int, mean_c: float, sd_c: float, n_c: int) -> float:
    """Difference in means in units of the pooled SD (Cohen's d), treatment - comparator."""
    return (mean_t - mean_c) / require_positive(pooled_sd(sd_t, n_t, sd_c, n_c))


def standardise_difference(
    difference: Estimate, sd_t: float | None, n_t: int, sd_c: float | None, n_c: int,
    measure: str, method: str, standardiser: str,
) -> Estimate:  # fmt: skip
    """A modelled difference in units of the pooled SD at baseline, corrected for small samples.

    Parameters
    ----------
    difference : Estimate
        In points, with its standard error and df.
    sd_t, n_t, sd_c, n_c : float and int
        SD at baseline and people in the treatment and in the comparator arm.
    measure, method, standardiser : str
        What the estimate is called, how it was got, and what the SD is of.

    Raises
    ------
    CannotEstimate
        When an arm has no SD, or everyone has the same baseline.
    ValueError
        When the difference has no standard error or no df.

    Notes
    -----
    J(m) b / S, m = n_t + n_c - 2; SE = J sqrt(SE^2 / S^2 + (b/S)^2 / (2m)), limits t with the df
    of the difference. The second term is the error of S itself. Conservative with about 12 an arm.

    References
    ----------
    Delta method on b / S; Hedges LV (1981). J Educ Stat 6:107-128 for J.
    """
    if difference.se is None or difference.df is None:
        raise ValueError("a difference is standardised with its standard error and df")
    s, m = require_positive(pooled_sd(sd_t, n_t, sd_c, n_c)), n_t + n_c - 2
    factor, ratio = small_sample_factor(m), difference.value / s
    value = factor * ratio
    se = factor * math.sqrt((difference.se / s) ** 2 + ratio**2 / (2 * m))
    half = t_quantile(upper(difference.level), difference.df) * se
    return Estimate(
        measure=measure, value=value, low=value - half, high=value + half,
        level=difference.level, counts=difference.counts, method=method,
        source="delta method on J(m) b / S; J: Hedges 1981, J Educ Stat 6:107-128",
        unit="sd", se=se, df=difference.df, p=t_tail(value / se, difference.df),
        standardiser=standardiser,
    )  # fmt: skip


def noncentral_t_interval(t: float, df: float, scale: float, level: float) -> tuple[float, float]:
    """Limits of a noncentrality parameter times `scale`, by inverting the noncentral t.

    Parameters
    ----------
    t : float
        Observed t statistic.
    df : float
        Its degrees of freedom.
    scale : float
        What turns the noncentrality into the effect: sqrt(1/n_t + 1/n_c) for d.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        When the noncentral t cannot be inverted so far out.

    Notes
    -----
    The low limit is the noncentrality at which P(T <= t) = (1 + level)/2, the high one that at
    which it is (1 - level)/2. Both are computed for |t|, where the inversion is stable, and
    mirrored; each is checked by putting it back.

    References
    ----------
    Steiger JH, Fouladi RT (1997). In Harlow et al., What if there were no significance tests?
    """
    low, high = (_noncentrality(abs(t), df, p) for p in (upper(level), 1 - upper(level)))
    if t == 0:
        low = -high
    if t < 0:
        low, high = -high, -low
    return low * scale, high * scale


def _noncentrality(t: float, df: float, p: float) -> float:
    """The noncentrality at which P(T <= t) = p: scipy's answer, good to 1e-7, made exact."""
    found, step = float(nctdtrinc(df, p, t)), 1e-3
    for _ in range(3):
        slope = (nctdtr(df, found + step, t) - nctdtr(df, found - step, t)) / (2 * step)
        if not slope < 0:
            break
        found -= float((nctdtr(df, found, t) - p) / slope)
    if not math.isfinite(found) or not abs(float(nctdtr(df, found, t)) - p) < _MISS:
        raise CannotEstimate(
            "effect_too_large",
            "The groups are so far apart that the standardised effect has no reliable limits.",
            "Read the difference in points.",
        )
    return found
