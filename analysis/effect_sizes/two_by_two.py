"""Two shares as ratios and numbers needed to treat: infinite or undefined where a cell is nil."""

import math

from .score_intervals import read_tables

Limits = tuple[float, float]


def risk_ratio(e_t: int, n_t: int, e_c: int, n_c: int) -> float:
    """Ratio of two shares (treatment / comparator): infinite without comparator events, nan without
    any."""
    read_tables(e_t, n_t, e_c, n_c)
    return _divide(e_t / n_t, e_c / n_c)


def odds_ratio(e_t: int, n_t: int, e_c: int, n_c: int) -> float:
    """Odds ratio of two arms (treatment / comparator): infinite or nan where products are nil."""
    read_tables(e_t, n_t, e_c, n_c)
    return _divide(e_t * (n_c - e_c), e_c * (n_t - e_t))


def number_needed(difference: float, limits: Limits) -> tuple[float, Limits, bool]:
    """Number needed to treat from a risk difference and its limits.

    Parameters
    ----------
    difference : float
        Of two shares.
    limits : tuple of float
        Of the difference.

    Returns
    -------
    value : float
        1 / difference, infinite where there is none.
    limits : tuple of float
        Its limits: in order of size; or, where `through_infinity`, the reciprocals of the lower
        and of the upper limit, between which no number lies in the interval.
    through_infinity : bool
        Whether the difference may be zero.

    References
    ----------
    Altman DG (1998). BMJ 317:1309-1312.
    """
    low, high = limits
    value = 1 / difference if difference else math.inf
    if low <= 0 <= high:
        return value, (1 / low if low else -math.inf, 1 / high if high else math.inf), True
    return value, (1 / high, 1 / low), False


def _divide(top: float, bottom: float) -> float:
    if bottom:
        return top / bottom
    return math.inf if top else math.nan
