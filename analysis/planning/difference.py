"""Power of a comparison of two means, by what it is to show."""

import math

from analysis.core import settings
from analysis.core.formulas import t_quantile, upper

from .design import Design, refuse, require_power, require_sizes
from .noncentral import chance_within, t_tail_above


def power_of_difference(design: Design, difference: float, n_t: float, n_c: float) -> float:
    """Chance that the interval leaves out zero, either way, if the true difference is this.

    Parameters
    ----------
    design : Design
        Spread, adjustment and clusters.
    difference : float
        True difference in the unit of the design's SD (points; SDs where the SD is 1). In planning
        the margin, never the effect observed.
    n_t, n_c : float
        People with the visit in each arm.

    Returns
    -------
    float
        Both tails of the t test counted, as statsmodels and R's `strict = TRUE` do.

    Raises
    ------
    CannotEstimate
        "too_few" or "infinite".

    Notes
    -----
    T is noncentral t with noncentrality difference/SE; power is P(|T| > t(1 - alpha/2, df)).
    n = 20 an arm, one SD: 0.8689528 (R's `power.t.test`).

    References
    ----------
    Cohen J (1988). Statistical Power Analysis; Borm GF, Fransen J, Lemmens WAJG (2007). J Clin
    Epidemiol 60:1234-1238 (1 - r^2).
    """
    _require_finite(difference)
    require_sizes(design, n_t, n_c)
    df = design.df(n_t, n_c)
    shift, t = difference / design.error(n_t, n_c), t_quantile(upper(design.level), df)
    return min(1.0, t_tail_above(t, df, shift) + t_tail_above(t, df, -shift))


def power_to_exclude(
    design: Design, margin: float, n_t: float, n_c: float, true: float = 0.0
) -> float:
    """Chance that the interval lies within minus the margin and the margin (equivalence).

    Parameters
    ----------
    design : Design
        Its level is the interval's: 0.95 tests each side at 2.5 %, 0.90 at 5 % (TOST).
    margin, n_t, n_c : float
        Margin above zero, in the SD's unit, and people with the visit.
    true : float
        True difference, by default none.

    Raises
    ------
    CannotEstimate
        "bad_margin", "too_few" or "infinite".

    Notes
    -----
    Exact, by Owen's Q (see `chance_within`).

    References
    ----------
    Schuirmann DJ (1987). J Pharmacokinet Biopharm 15:657-680; Phillips KF (1990), ibid. 18:137-144.
    """
    _require_finite(true)
    require_margin(margin)
    require_sizes(design, n_t, n_c)
    se, df = design.error(n_t, n_c), design.df(n_t, n_c)
    t = t_quantile(upper(design.level), df)
    return chance_within((-margin - true) / se, (margin - true) / se, t, df)


def power_not_worse(
    design: Design, margin: float, n_t: float, n_c: float, true: float = 0.0
) -> float:
    """Chance that the interval lies above minus the margin (non-inferiority).

    Raises
    ------
    CannotEstimate
        "bad_margin", "too_few" or "infinite".

    Notes
    -----
    P(T > t) with noncentrality (true + margin)/SE: one-sided at half of 1 - level.
    """
    _require_finite(true)
    require_margin(margin)
    require_sizes(design, n_t, n_c)
    se, df = design.error(n_t, n_c), design.df(n_t, n_c)
    return t_tail_above(t_quantile(upper(design.level), df), df, (true + margin) / se)


def half_width(design: Design, n_t: float, n_c: float) -> float:
    """Half-width that the interval will have on average, nearly: t SE with the true SD."""
    require_sizes(design, n_t, n_c)
    return t_quantile(upper(design.level), design.df(n_t, n_c)) * design.error(n_t, n_c)


def detectable_difference(
    design: Design, n_t: float, n_c: float, power: float = settings.PLANNED_POWER
) -> float:
    """Smallest true difference that so many people find with the wanted power.

    Parameters
    ----------
    design : Design
        Spread, adjustment and clusters.
    n_t, n_c : float
        People with the visit in each arm.
    power : float
        Chance wanted that the interval leaves out zero, above 1 - level.

    Returns
    -------
    float
        In the unit of the design's SD, above zero.

    Raises
    ------
    CannotEstimate
        "bad_power" or "too_few".

    Notes
    -----
    Unlike "power at the observed effect", which only restates the p-value (Hoenig & Heisey 2001,
    Am Stat 55:19-24), it does not look at the effect at all.
    """
    require_power(power)
    require_sizes(design, n_t, n_c)
    if power <= 1 - design.level:
        raise refuse("bad_power", "The power wanted is no more than the test's own error.",
                     "For 80 % give 0.80.")  # fmt: skip
    low, high = 0.0, design.error(n_t, n_c)
    while power_of_difference(design, high, n_t, n_c) < power:
        low, high = high, 2 * high
        if high > 1e6 * design.error(n_t, n_c):
            raise refuse("too_few", "So few people find nothing.", "Plan with more.")
    for _ in range(100):
        middle = (low + high) / 2
        enough = power_of_difference(design, middle, n_t, n_c) >= power
        low, high = (low, middle) if enough else (middle, high)
    return high


def require_margin(margin: float) -> None:
    """Refuse a margin that is none.

    Raises
    ------
    CannotEstimate
        "bad_margin" where it is not above zero.
    """
    if not (math.isfinite(margin) and margin > 0):
        raise refuse("bad_margin", "The margin is a number above zero.",
                     "Give the smallest difference that matters.")  # fmt: skip


def _require_finite(value: float) -> None:
    if not math.isfinite(value):
        raise refuse("infinite", "The difference is not a number.")
