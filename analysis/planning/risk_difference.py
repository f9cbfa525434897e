"""Power and people for a difference between two shares."""

import math

import numpy as np
from scipy.special import bdtr, ndtr

from analysis.core import settings
from analysis.core.formulas import newcombe, normal_quantile, upper
from analysis.core.results import ArmSizes

from .design import refuse, require_power
from .sizes import inflate_for_dropout

_TAIL = 1e-9
"""Counts rarer than this are left out of the exact sum."""


def power_of_shares(
    share_t: float, share_c: float, n_t: float, n_c: float, level: float = settings.LEVEL
) -> float:
    """Chance that two shares are told apart, by the normal approximation.

    Parameters
    ----------
    share_t, share_c : float
        True shares, between 0 and 1: the comparator's, and that plus the margin.
    n_t, n_c : float
        People with the visit.
    level : float
        Confidence level, two-sided; the far tail is left out, as in R's `power.prop.test`.

    Raises
    ------
    CannotEstimate
        "bad_share" or "too_few".

    Notes
    -----
    Phi((|p_t - p_c| - z SE_0) / SE_1), SE_0 pooled under no difference, SE_1 unpooled.
    50 an arm, .50 and .75: 0.7401659 (R).

    References
    ----------
    Fleiss JL, Levin B, Paik MC (2003). Statistical Methods for Rates and Proportions, ch. 4.
    """
    _require_shares(share_t, share_c)
    if not (n_t >= 1 and n_c >= 1 and math.isfinite(n_t + n_c)):
        raise refuse("too_few", "Each arm needs people.", "Plan with more.")
    pooled = (n_t * share_t + n_c * share_c) / (n_t + n_c)
    under_none = math.sqrt(pooled * (1 - pooled) * (1 / n_t + 1 / n_c))
    apart = math.sqrt(share_t * (1 - share_t) / n_t + share_c * (1 - share_c) / n_c)
    z = normal_quantile(upper(level))
    return float(ndtr((abs(share_t - share_c) - z * under_none) / apart))


def exact_power_of_shares(
    share_t: float, share_c: float, n_t: int, n_c: int, level: float = settings.LEVEL
) -> float:
    """Chance that Newcombe's interval, the one shown, leaves out zero.

    Raises
    ------
    CannotEstimate
        "bad_share" or "too_few".

    Notes
    -----
    The sum of both binomial probabilities over all pairs of counts whose interval leaves out zero;
    counts rarer than one in 1e9 are left out.
    """
    _require_shares(share_t, share_c)
    if n_t < 1 or n_c < 1:
        raise refuse("too_few", "Each arm needs people.", "Plan with more.")
    found = 0.0
    counts_t, mass_t = _likely_counts(n_t, share_t)
    counts_c, mass_c = _likely_counts(n_c, share_c)
    for e_t, m_t in zip(counts_t, mass_t, strict=True):
        for e_c, m_c in zip(counts_c, mass_c, strict=True):
            low, high = newcombe(int(e_t), n_t, int(e_c), n_c, level)
            if low > 0 or high < 0:
                found += m_t * m_c
    return float(found)


def people_for_shares(
    share_t: float, share_c: float, power: float = settings.PLANNED_POWER, *, ratio: float = 1.0,
    dropout_treatment: float = 0.0, dropout_comparator: float = 0.0, level: float = settings.LEVEL,
) -> ArmSizes:  # fmt: skip
    """Fewest people who tell two shares apart with the wanted power.

    Parameters
    ----------
    share_t, share_c : float
        True shares: the comparator's, and that plus the margin.
    power : float
        Chance wanted.
    ratio : float
        People in the comparator arm for each in the treatment arm.
    dropout_treatment, dropout_comparator : float
        Share expected to have no visit.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "bad_share", "bad_power", "bad_ratio", "bad_dropout", "never" (equal shares).

    Notes
    -----
    .50 against .75 at 90 %: 76.7 an arm in R's `power.prop.test`, so 77.
    """
    require_power(power)
    _require_shares(share_t, share_c)
    if share_t == share_c:
        raise refuse("never", "Equal shares are never told apart.", "Give a margin above zero.")
    if not (math.isfinite(ratio) and ratio > 0):
        raise refuse("bad_ratio", "People in one arm for each in the other: above zero.")

    def power_at(n: int) -> float:
        return power_of_shares(share_t, share_c, n, max(1, math.ceil(n * ratio - 1e-9)), level)

    low, high = 0, 1
    while power_at(high) < power:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power_at(middle) >= power else (middle, high)
    n_c = max(1, math.ceil(high * ratio - 1e-9))
    return ArmSizes(high, n_c, inflate_for_dropout(high, dropout_treatment),
                    inflate_for_dropout(n_c, dropout_comparator), None, power_at(high))  # fmt: skip


def detectable_share(
    share_c: float, n_t: float, n_c: float, power: float = settings.PLANNED_POWER,
    level: float = settings.LEVEL,
) -> float:  # fmt: skip
    """Smallest rise above the comparator's share that so many people find with the wanted power.

    Raises
    ------
    CannotEstimate
        "bad_share", "bad_power", "too_few", or "never" where even a share of one is not found.
    """
    require_power(power)
    low, high = share_c, 1 - 1e-9
    _require_shares(high, share_c)
    if power_of_shares(high, share_c, n_t, n_c, level) < power:
        raise refuse("never", "So few people find no rise of the share.", "Plan with more.")
    for _ in range(100):
        middle = (low + high) / 2
        enough = power_of_shares(middle, share_c, n_t, n_c, level) >= power
        low, high = (low, middle) if enough else (middle, high)
    return high - share_c


def _require_shares(*shares: float) -> None:
    if not all(0 < share < 1 for share in shares):
        raise refuse("bad_share", "A share lies between 0 and 1.", "For 30 % give 0.30.")


def _likely_counts(n: int, share: float) -> tuple[np.ndarray, np.ndarray]:
    counts = np.arange(n + 1)
    below = np.concatenate([[0.0], bdtr(counts, n, share)])
    mass = np.diff(below)
    kept = mass > _TAIL
    return counts[kept], mass[kept]
