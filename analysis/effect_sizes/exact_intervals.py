"""Exact limits of one share."""

import math

from scipy.special import betaincinv

from analysis.core import CannotEstimate


def clopper_pearson(events: int, n: int, level: float) -> tuple[float, float]:
    """A share: Clopper and Pearson's exact interval.

    Parameters
    ----------
    events, n : int
        People with the event, people.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "no_people", or "bad_counts" when events are not between 0 and n.

    Notes
    -----
    Quantiles of Beta(x, n - x + 1) and Beta(x + 1, n - x).

    References
    ----------
    Clopper CJ, Pearson ES (1934). Biometrika 26:404-413.
    """
    _check(events, n)
    tail = (1 - level) / 2
    low = 0.0 if events == 0 else float(betaincinv(events, n - events + 1, tail))
    high = 1.0 if events == n else float(betaincinv(events + 1, n - events, 1 - tail))
    return low, high


def rule_of_three(n: int, level: float) -> float:
    """Upper limit (one-sided) of a share when none of `n` people had the event.

    Parameters
    ----------
    n : int
        People.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "no_people".

    Notes
    -----
    1 - (1 - level)^(1 / n), near 3 / n at 95 %.

    References
    ----------
    Hanley JA, Lippman-Hand A (1983). JAMA 249:1743-1745.
    """
    _check(0, n)
    return -math.expm1(math.log1p(-level) / n)


def _check(events: int, n: int) -> None:
    if n < 1:
        raise CannotEstimate("no_people", "Nobody is counted.", "Choose a visit with more people.")
    if not 0 <= events <= n:
        raise CannotEstimate("bad_counts", "Events lie between 0 and the number of people.",
                             "Write events, people.")  # fmt: skip
