"""Intervals for one proportion and for the difference of two."""

import math

from ..errors import CannotEstimate
from .distributions import normal_quantile, upper


def wilson(events: int, n: int, level: float) -> tuple[float, float]:
    """Wilson's score interval for a proportion.

    Raises
    ------
    CannotEstimate
        When nobody is counted.

    Notes
    -----
    (2 n p + z^2 +- z sqrt(z^2 + 4 n p q)) / (2 (n + z^2)), no continuity correction.

    References
    ----------
    Wilson EB (1927). J Am Stat Assoc 22:209-212; Newcombe RG (1998). Stat Med 17:857-872,
    method 3.
    """
    _check(events, n)
    z = normal_quantile(upper(level))
    share = events / n
    middle = 2 * events + z**2
    half = z * math.sqrt(z**2 + 4 * events * (1 - share))
    # The limits at no events and at all events are 0 and 1 exactly; rounding must not say else.
    low = 0.0 if events == 0 else (middle - half) / (2 * (n + z**2))
    high = 1.0 if events == n else (middle + half) / (2 * (n + z**2))
    return low, high


def newcombe(e_t: int, n_t: int, e_c: int, n_c: int, level: float) -> tuple[float, float]:
    """Newcombe's interval for a difference of two proportions (treatment - comparator).

    Notes
    -----
    Square-and-add of the two Wilson intervals (method 10, no continuity correction):
    D - sqrt((p_t - l_t)^2 + (u_c - p_c)^2) to D + sqrt((u_t - p_t)^2 + (p_c - l_c)^2).
    56/70 against 48/80: 0.0524 to 0.3339.

    References
    ----------
    Newcombe RG (1998). Stat Med 17:873-890, method 10.
    """
    low_t, high_t = wilson(e_t, n_t, level)
    low_c, high_c = wilson(e_c, n_c, level)
    p_t, p_c = e_t / n_t, e_c / n_c
    difference = p_t - p_c
    below = math.hypot(p_t - low_t, high_c - p_c)
    above = math.hypot(high_t - p_t, p_c - low_c)
    return max(-1.0, difference - below), min(1.0, difference + above)


def _check(events: int, n: int) -> None:
    if n < 1:
        raise CannotEstimate(
            "no_people", "Nobody is counted in this arm.", "Choose a visit with more people."
        )
    if not 0 <= events <= n:
        raise CannotEstimate(
            "bad_counts", "Events lie between 0 and the number of people.", "Correct the counts."
        )
