"""Intervals for two shares that are one formula each: Wald, Agresti-Caffo, Katz, Woolf, Haldane."""

import math
from typing import NamedTuple

from analysis.core.formulas import normal_quantile, upper


class LogRatio(NamedTuple):
    """A ratio, the standard error of its logarithm, and its limits."""

    ratio: float
    se: float
    low: float
    high: float


def wald_difference(
    e_t: float, n_t: float, e_c: float, n_c: float, level: float
) -> tuple[float, float]:
    """Limits of a difference of two shares, each share's variance as observed.

    Too short in small groups and of no length where both shares are 0 or 1; for comparison only.

    Notes
    -----
    D +- z sqrt(p_t q_t / n_t + p_c q_c / n_c).
    """
    p_t, p_c = e_t / n_t, e_c / n_c
    half = normal_quantile(upper(level)) * math.sqrt(p_t * (1 - p_t) / n_t + p_c * (1 - p_c) / n_c)
    return p_t - p_c - half, p_t - p_c + half


def agresti_caffo(
    e_t: float, n_t: float, e_c: float, n_c: float, level: float
) -> tuple[float, float]:
    """Limits of a difference of two shares: Wald's with one event and one without in each arm.

    Not cut at -1 and 1.

    References
    ----------
    Agresti A, Caffo B (2000). Am Stat 54:280-288.
    """
    return wald_difference(e_t + 1, n_t + 2, e_c + 1, n_c + 2, level)


def katz_ratio(e_t: float, n_t: float, e_c: float, n_c: float, level: float) -> LogRatio | None:
    """Ratio of two shares with the normal limits of its logarithm; None without events in an arm.

    Notes
    -----
    SE of the logarithm sqrt(1/e_t - 1/n_t + 1/e_c - 1/n_c).

    References
    ----------
    Katz D et al. (1978). Biometrics 34:469-474.
    """
    return None if e_t == 0 or e_c == 0 else _ratio(e_t, n_t, e_c, n_c, level)


def woolf_odds_ratio(
    e_t: float, n_t: float, e_c: float, n_c: float, level: float
) -> LogRatio | None:
    """Odds ratio with the normal limits of its logarithm; None where a cell is empty.

    Notes
    -----
    SE of the logarithm: the root of the sum of one over each cell.

    References
    ----------
    Woolf B (1955). Ann Hum Genet 19:251-253.
    """
    empty = min(e_t, n_t - e_t, e_c, n_c - e_c) == 0
    return None if empty else _odds_ratio(e_t, n_t, e_c, n_c, level)


def haldane_ratio(e_t: float, n_t: float, e_c: float, n_c: float, level: float) -> LogRatio:
    """Ratio of two shares with one half added to every cell, and Katz's limits.

    References
    ----------
    Walter SD (1975). Biometrika 62:371-374.
    """
    return _ratio(e_t + 0.5, n_t + 1, e_c + 0.5, n_c + 1, level)


def haldane_odds_ratio(e_t: float, n_t: float, e_c: float, n_c: float, level: float) -> LogRatio:
    """Odds ratio with one half added to every cell, and Woolf's limits.

    References
    ----------
    Haldane JBS (1956). Ann Hum Genet 20:309-311; Anscombe FJ (1956). Biometrika 43:461-464.
    """
    return _odds_ratio(e_t + 0.5, n_t + 1, e_c + 0.5, n_c + 1, level)


def _ratio(e_t: float, n_t: float, e_c: float, n_c: float, level: float) -> LogRatio:
    variance = 1 / e_t - 1 / n_t + 1 / e_c - 1 / n_c
    return _around((e_t / n_t) / (e_c / n_c), math.sqrt(max(variance, 0)), level)


def _odds_ratio(e_t: float, n_t: float, e_c: float, n_c: float, level: float) -> LogRatio:
    a, b, c, d = e_t, n_t - e_t, e_c, n_c - e_c
    return _around(a * d / (b * c), math.sqrt(1 / a + 1 / b + 1 / c + 1 / d), level)


def _around(ratio: float, se: float, level: float) -> LogRatio:
    half = normal_quantile(upper(level)) * se
    return LogRatio(ratio, se, ratio * math.exp(-half), ratio * math.exp(half))
