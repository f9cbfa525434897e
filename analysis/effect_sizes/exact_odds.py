"""What follows exactly from both margins of a table: Fisher's test, the conditional odds ratio."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, logsumexp

from .root_search import EPSILON, find_root
from .score_intervals import read_tables

_SAME_PROBABILITY = 1 + 1e-7
"""Tables as likely as the observed one but for rounding count as no likelier."""


class ExactOdds(NamedTuple):
    """Conditional odds ratio and its limits: 0 and infinity at an end, nan where undefined."""

    ratio: float
    low: float
    high: float
    p: float


def exact_odds_ratio(
    e_t: int, n_t: int, e_c: int, n_c: int, level: float, tolerance: float = 0.0
) -> ExactOdds:
    """Odds ratio (treatment / comparator) given both margins, with exact limits and Fisher's p.

    Parameters
    ----------
    e_t, n_t, e_c, n_c : int
        Events and people in the treatment and in the comparator arm.
    level : float
        Confidence level.
    tolerance : float
        How near the roots are found. 0 for as near as floating point goes; `R_TOLERANCE` for the
        digits R's `fisher.test` prints, which are right to about four places.

    Raises
    ------
    CannotEstimate
        "no_people", "bad_counts".

    Notes
    -----
    Given the margins the events of the treatment arm follow Fisher's noncentral hypergeometric law.
    The ratio maximises its likelihood (its mean equals the events seen); the limits put half of
    1 - level in each tail. p adds up the tables no likelier than the one observed.

    References
    ----------
    Cornfield J (1956). Proc Third Berkeley Symp 4:135-148; Fisher RA (1935). J R Stat Soc 98:39-82.
    """
    read_tables(e_t, n_t, e_c, n_c)
    law = _Law(e_t, n_t, e_c, n_c)
    tail = (1 - level) / 2
    if law.lowest == law.highest:
        return ExactOdds(math.nan, 0.0, math.inf, 1.0)
    ratio = low = 0.0
    high = math.inf
    if e_t == law.highest:
        ratio = math.inf
    elif e_t > law.lowest:
        ratio = _solve(law.mean, e_t, tolerance)
    if e_t > law.lowest:
        low = _solve(law.at_least, tail, tolerance)
    if e_t < law.highest:
        high = _solve(law.at_most, tail, tolerance, rises=False)
    return ExactOdds(ratio, low, high, law.two_sided())


class _Law:
    """Events of the treatment arm given both margins, for any odds ratio."""

    def __init__(self, e_t: int, n_t: int, e_c: int, n_c: int) -> None:
        events = e_t + e_c
        self.observed = e_t
        self.lowest, self.highest = max(0, events - n_c), min(events, n_t)
        k = np.arange(self.lowest, self.highest + 1)
        self.events = k
        self.log_central = -(
            gammaln(k + 1) + gammaln(n_t - k + 1)
            + gammaln(events - k + 1) + gammaln(n_c - events + k + 1)
        )  # fmt: skip

    def probabilities(self, ratio: float) -> np.ndarray:
        heights = self.log_central + math.log(ratio) * self.events
        return np.asarray(np.exp(heights - logsumexp(heights)))

    def mean(self, ratio: float) -> float:
        if ratio == 0:
            return float(self.lowest)
        return float(self.events @ self.probabilities(ratio))

    def at_least(self, ratio: float) -> float:
        if ratio == 0:
            return float(self.observed <= self.lowest)
        return float(self.probabilities(ratio)[self.events >= self.observed].sum())

    def at_most(self, ratio: float) -> float:
        if ratio == 0:
            return 1.0
        return float(self.probabilities(ratio)[self.events <= self.observed].sum())

    def two_sided(self) -> float:
        each = self.probabilities(1.0)
        limit = each[self.observed - self.lowest] * _SAME_PROBABILITY
        return min(1.0, float(each[each <= limit].sum()))


def _solve(
    curve: Callable[[float], float], target: float, tolerance: float, rises: bool = True
) -> float:
    """The ratio at which a monotone curve has this value, sought below 1 or as one over it."""
    at_one = curve(1.0)
    if at_one == target:
        return 1.0
    if (at_one > target) == rises:
        return find_root(lambda ratio: curve(ratio) - target, 0.0, 1.0, tolerance)
    return 1 / find_root(lambda inverse: curve(1 / inverse) - target, EPSILON, 1.0, tolerance)
