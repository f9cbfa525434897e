"""How far a running mean may stray, at any time: Robbins' normal mixture."""

import math

import numpy as np
from scipy.special import lambertw

from analysis.core import CannotEstimate


def mixture_scale(tightest_at: int, level: float) -> float:
    """Scale rho of the mixture that makes the boundary narrowest after a number of people.

    Parameters
    ----------
    tightest_at : int
        People at whom the limits are to be tightest.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "tightest_at" when it is not at least 1.

    Notes
    -----
    rho^2 = (-W(-alpha^2 / e) - 1) / n*, W the lower branch of Lambert's function; near
    (-2 log alpha + log(1 - 2 log alpha)) / n*.

    References
    ----------
    Waudby-Smith I, Arbour D, Sinha R, Kennedy EH, Ramdas A (2021). arXiv:2103.06476, appendix on
    tuning rho.
    """
    if not tightest_at >= 1:
        raise CannotEstimate("tightest_at", "The people at whom the limits are tightest are at "
                             "least one.", "Give a whole number, 100 for example.")  # fmt: skip
    alpha = 1 - level
    return math.sqrt((-lambertw(-(alpha**2) / math.e, -1).real - 1) / tightest_at)


def boundary(people: np.ndarray, rho: float, level: float) -> np.ndarray:
    """Half-width of the confidence sequence in standard deviations, after each number of people.

    Parameters
    ----------
    people : ndarray
        People so far, at least 1.
    rho : float
        Scale of the mixture.
    level : float
        Confidence level.

    Notes
    -----
    sqrt(2 (t rho^2 + 1) / (t^2 rho^2) log(sqrt(t rho^2 + 1) / alpha)).

    References
    ----------
    Waudby-Smith et al. (2021), arXiv:2103.06476, theorem on Gaussian-mixture asymptotic confidence
    sequences; Robbins H (1970). Ann Math Stat 41:1397-1409.
    """
    t = np.asarray(people, dtype=float)
    grown = t * rho**2 + 1
    return np.sqrt(2 * grown / (t * rho) ** 2 * np.log(np.sqrt(grown) / (1 - level)))
