"""Two means compared without assuming equal variances."""

import math
from typing import NamedTuple

from ..errors import CannotEstimate
from .distributions import t_quantile, t_tail, upper


class Welch(NamedTuple):
    """A difference in means with its standard error, df, limits and two-sided p."""

    difference: float
    se: float
    df: float
    low: float
    high: float
    p: float


def welch(
    mean_t: float, sd_t: float, n_t: int, mean_c: float, sd_c: float, n_c: int, level: float
) -> Welch:
    """Difference in means (treatment - comparator) with Welch's interval.

    Raises
    ------
    CannotEstimate
        When a group has fewer than two people, or nobody in either differs from its mean.

    Notes
    -----
    SE^2 = sd_t^2/n_t + sd_c^2/n_c; Satterthwaite's df.

    References
    ----------
    Welch BL (1947). Biometrika 34:28-35.
    """
    if min(n_t, n_c) < 2:
        raise CannotEstimate(
            "too_few",
            "A group has fewer than two people with scores.",
            "Choose a visit or an instrument with more people.",
        )
    part_t, part_c = sd_t**2 / n_t, sd_c**2 / n_c
    se = math.sqrt(part_t + part_c)
    if se == 0:
        raise CannotEstimate(
            "no_variation",
            "Everyone in a group has the same score, so the difference has no interval.",
            "Check that the right column is mapped, or choose another visit.",
        )
    # From shares of the variance, so that very small or large units do not underflow.
    share = part_t / (part_t + part_c)
    df = 1 / (share**2 / (n_t - 1) + (1 - share) ** 2 / (n_c - 1))
    difference = mean_t - mean_c
    half = t_quantile(upper(level), df) * se
    p = t_tail(difference / se, df)
    return Welch(difference, se, df, difference - half, difference + half, p)
