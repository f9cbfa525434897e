"""Events per time at risk, and how two arms' rates compare."""

import math

import numpy as np
from scipy.special import betaincinv, gammaincinv

from analysis.core import CannotEstimate
from analysis.core.formulas import t_quantile, upper


def poisson_limits(events: int, level: float) -> tuple[float, float]:
    """Exact limits of a count's expected value.

    Notes
    -----
    Garwood: half the chi-squared quantiles with 2k and 2k + 2 df. Ten events: 4.795 to 18.39.

    References
    ----------
    Garwood F (1936). Biometrika 28:437-442.
    """
    _require_counts(events)
    tail = 1 - upper(level)
    low = 0.0 if events == 0 else float(gammaincinv(events, tail))
    return low, float(gammaincinv(events + 1, 1 - tail))


def zero_limit(n: int, level: float) -> float:
    """Highest share that is still likely when none of `n` people had it: one-sided.

    Notes
    -----
    1 - (1 - level)^(1/n), near 3/n at 95 % ("rule of three"): 2.95 in 100 people.

    References
    ----------
    Hanley JA, Lippman-Hand A (1983). JAMA 249:1743-1745.
    """
    if n < 1:
        raise CannotEstimate("no_people", "Nobody is counted in this arm.",
                             "Choose arms that people were in.")  # fmt: skip
    return -math.expm1(math.log1p(-level) / n)


def zero_rate_limit(time: float, level: float) -> float:
    """Highest rate that is still likely when nothing happened in `time`: one-sided, -log(a)/T."""
    return -math.log1p(-level) / require_time(time)


def rate_difference(
    events_t: int, time_t: float, events_c: int, time_c: float, level: float
) -> tuple[float, float, float]:
    """Difference of two Poisson rates (treatment - comparator) with limits.

    Returns
    -------
    tuple
        Difference, low, high, per unit of time.

    Notes
    -----
    Square-and-add of the exact limits of both rates, as Newcombe does for shares:
    low = D - sqrt((r_t - l_t)^2 + (u_c - r_c)^2).

    References
    ----------
    Zou GY, Donner A (2008). Stat Med 27:1693-1702 (MOVER).
    """
    rates, lows, highs = [], [], []
    for events, time in ((events_t, time_t), (events_c, time_c)):
        low, high = poisson_limits(events, level)
        rates.append(events / require_time(time))
        lows.append(low / time)
        highs.append(high / time)
    return _add_squares(rates, lows, highs)


def rate_ratio(
    events_t: int, time_t: float, events_c: int, time_c: float, level: float
) -> tuple[float, float, float]:
    """Ratio of two Poisson rates with exact conditional limits.

    Raises
    ------
    CannotEstimate
        "no_events" when nothing happened in the comparator arm: the ratio has no value then.

    Notes
    -----
    Given the sum, events_t is binomial with odds ratio x time_t/time_c; its Clopper-Pearson limits
    are turned into ratios. 11 in 800 against 21 in 3011: 1.971, .858 to 4.277 (R's `poisson.test`).

    References
    ----------
    Przyborowski J, Wilenski H (1940). Biometrika 31:313-323.
    """
    _require_counts(events_t, events_c)
    times = require_time(time_c) / require_time(time_t)
    if events_c == 0:
        raise CannotEstimate("no_events", "Nothing happened in the comparator arm, so there is no "
                             "ratio.", "Read the difference of rates.")  # fmt: skip
    tail = 1 - upper(level)
    low = 0.0 if events_t == 0 else float(betaincinv(events_t, events_c + 1, tail))
    high = float(betaincinv(events_t + 1, events_c, 1 - tail))
    return events_t / events_c * times, low / (1 - low) * times, high / (1 - high) * times


def robust_log_variance(events: np.ndarray, time: np.ndarray) -> float:
    """Variance of the log of a rate when people have events of their own pace.

    Parameters
    ----------
    events, time : ndarray, shape (people,)
        Each person's events and time at risk.

    Raises
    ------
    CannotEstimate
        "no_events" without any, "too_few" with fewer than two people.

    Notes
    -----
    n/(n - 1) sum (e_i - r t_i)^2 / (sum e_i)^2, r the rate: the sandwich of a Poisson model with
    the person as cluster, which holds however unequal people are.

    References
    ----------
    Stukel TA et al. (1994). Stat Med 13:1781-1791.
    """
    n, total = len(events), float(events.sum())
    if n < 2:
        raise CannotEstimate("too_few", "An arm has fewer than two people.",
                             "Choose arms with more people.")  # fmt: skip
    if total == 0:
        raise CannotEstimate("no_events", "Nothing happened in an arm.",
                             "Read its upper limit.")  # fmt: skip
    rate = total / require_time(float(time.sum()))
    return float(n / (n - 1) * np.square(events - rate * time).sum() / total**2)


def robust_rate(
    events: np.ndarray, time: np.ndarray, level: float
) -> tuple[float, float, float]:  # fmt: skip
    """Rate of one arm with limits that allow people their own pace: log scale, t(n - 1)."""
    rate = float(events.sum()) / float(time.sum())
    half = t_quantile(upper(level), len(events) - 1) * math.sqrt(robust_log_variance(events, time))
    return rate, rate * math.exp(-half), rate * math.exp(half)


def robust_rate_ratio(
    events_t: np.ndarray, time_t: np.ndarray, events_c: np.ndarray, time_c: np.ndarray, level: float
) -> tuple[float, float, float]:
    """Ratio of two rates with limits that allow people their own pace.

    Notes
    -----
    Log scale; the variances of both logs are added, limits t with Satterthwaite's df.
    """
    parts = [robust_log_variance(events_t, time_t), robust_log_variance(events_c, time_c)]
    total = sum(parts)
    ratio = (events_t.sum() / time_t.sum()) / (events_c.sum() / time_c.sum())
    people = (len(events_t), len(events_c))
    if total == 0:
        half = 0.0
    else:
        df = total**2 / sum(v**2 / (n - 1) for v, n in zip(parts, people, strict=True))
        half = t_quantile(upper(level), df) * math.sqrt(total)
    return float(ratio), float(ratio) * math.exp(-half), float(ratio) * math.exp(half)


def robust_rate_difference(
    events_t: np.ndarray, time_t: np.ndarray, events_c: np.ndarray, time_c: np.ndarray, level: float
) -> tuple[float, float, float]:
    """Difference of two rates from robust limits of each; a rate of zero keeps its exact ones."""
    rates, lows, highs = [], [], []
    for events, time in ((events_t, time_t), (events_c, time_c)):
        if events.sum() == 0:
            found = (0.0, 0.0, poisson_limits(0, level)[1] / require_time(float(time.sum())))
        else:
            found = robust_rate(events, time, level)
        rates.append(found[0])
        lows.append(found[1])
        highs.append(found[2])
    return _add_squares(rates, lows, highs)


def _add_squares(
    rates: list[float], lows: list[float], highs: list[float]
) -> tuple[float, float, float]:
    difference = rates[0] - rates[1]
    below = math.hypot(rates[0] - lows[0], highs[1] - rates[1])
    above = math.hypot(highs[0] - rates[0], rates[1] - lows[1])
    return difference, difference - below, difference + above


def _require_counts(*counts: int) -> None:
    if any(not (count >= 0 and math.isfinite(count)) for count in counts):
        raise CannotEstimate("bad_count", "A count is a whole number from zero.",
                             "Correct the count.")  # fmt: skip


def require_time(time: float) -> float:
    """The time at risk, refused where there is none ("no_time")."""
    if not (math.isfinite(time) and time > 0):
        raise CannotEstimate("no_time", "An arm has no time at risk.",
                             "Give follow-up above zero.")  # fmt: skip
    return time
