"""How surely the inputs of a plan are known."""

import math

from scipy.special import chdtri

from analysis.core import settings
from analysis.core.formulas import normal_quantile, upper


def interval_of_sd(sd: float, df: int, level: float = settings.LEVEL) -> tuple[float, float]:
    """Limits of a standard deviation of normal scores, same unit.

    Parameters
    ----------
    sd : float
        Standard deviation, above zero.
    df : int
        Its degrees of freedom (people minus groups), at least 1.
    level : float
        Confidence level.

    Notes
    -----
    sd sqrt(df / chi2), at both tails of chi-square with df degrees of freedom. SD 5 with 29:
    3.98 to 6.72.
    """
    tail = 1 - upper(level)
    low, high = (math.sqrt(df / float(chdtri(df, p))) for p in (tail, 1 - tail))
    return sd * low, sd * high


def interval_of_correlation(
    r: float, people: int, level: float = settings.LEVEL
) -> tuple[float, float]:
    """Limits of a correlation by Fisher's z; -1 to 1 with fewer than four people.

    Parameters
    ----------
    r : float
        Correlation, above -1 and below 1.
    people : int
        People behind it.
    level : float
        Confidence level.

    Notes
    -----
    tanh(atanh r -+ z / sqrt(n - 3)). r = 0.5 of 28: 0.156 to 0.736.

    References
    ----------
    Fisher RA (1921). Metron 1:3-32.
    """
    if people <= 3:
        return -1.0, 1.0
    half = normal_quantile(upper(level)) / math.sqrt(people - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)
