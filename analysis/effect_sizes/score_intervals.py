"""Score intervals for two shares: Miettinen-Nurminen, Mee and Koopman."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from analysis.core import CannotEstimate
from analysis.core.formulas import normal_quantile, upper

from .restricted_shares import Tables, hold_difference, hold_odds_ratio, hold_ratio

_WIDEST_LOG_RATIO = 60.0
_HALVINGS = 60
_Score = Callable[[Tables, np.ndarray], np.ndarray]
_Limits = tuple[np.ndarray, np.ndarray]


def miettinen_nurminen_difference(
    e_t: ArrayLike, n_t: ArrayLike, e_c: ArrayLike, n_c: ArrayLike, level: float
) -> _Limits:
    """Limits of the difference of two shares (treatment - comparator).

    Parameters
    ----------
    e_t, n_t, e_c, n_c : int or array
        Events and people in the treatment and in the comparator arm; arrays of one shape.
    level : float
        Confidence level.

    Returns
    -------
    low, high : ndarray
        Of the shape of the tables.

    Raises
    ------
    CannotEstimate
        "no_people" when an arm has nobody; "bad_counts" when events are not between 0 and n.

    Notes
    -----
    Differences d at which |p_t - p_c - d| <= z sqrt(V), V = (p~_t q~_t / n_t + p~_c q~_c / n_c)
    N / (N - 1) with the shares p~ most likely under d. 56/70 against 48/80: 0.0528 to 0.3382.

    References
    ----------
    Miettinen O, Nurminen M (1985). Stat Med 4:213-226.
    """
    return _invert_difference(read_tables(e_t, n_t, e_c, n_c), level, corrected=True)


def mee_difference(
    e_t: ArrayLike, n_t: ArrayLike, e_c: ArrayLike, n_c: ArrayLike, level: float
) -> _Limits:
    """Limits of the difference of two shares, without the factor N / (N - 1).

    Parameters, returns and refusals as `miettinen_nurminen_difference`.

    References
    ----------
    Mee RW (1984). Biometrics 40:1175-1176.
    """
    return _invert_difference(read_tables(e_t, n_t, e_c, n_c), level, corrected=False)


def miettinen_nurminen_ratio(
    e_t: ArrayLike, n_t: ArrayLike, e_c: ArrayLike, n_c: ArrayLike, level: float
) -> _Limits:
    """Limits of the ratio of two shares (treatment / comparator).

    Infinite above where the comparator has no event, 0 below where the treatment has none, and both
    where neither has one: no ratio is then excluded. Parameters and refusals as
    `miettinen_nurminen_difference`.

    References
    ----------
    Miettinen O, Nurminen M (1985). Stat Med 4:213-226.
    """
    return _invert_ratio(read_tables(e_t, n_t, e_c, n_c), level, corrected=True)


def koopman_ratio(
    e_t: ArrayLike, n_t: ArrayLike, e_c: ArrayLike, n_c: ArrayLike, level: float
) -> _Limits:
    """Limits of the ratio of two shares, without the factor N / (N - 1).

    Parameters, returns and refusals as `miettinen_nurminen_ratio`.

    References
    ----------
    Koopman PAR (1984). Biometrics 40:513-517; Gart JJ, Nam J (1988). Biometrics 44:323-338, who
    show it to be the score interval.
    """
    return _invert_ratio(read_tables(e_t, n_t, e_c, n_c), level, corrected=False)


def miettinen_nurminen_odds_ratio(
    e_t: ArrayLike, n_t: ArrayLike, e_c: ArrayLike, n_c: ArrayLike, level: float
) -> _Limits:
    """Limits of the odds ratio of two arms (treatment / comparator).

    Infinite or 0 where a cell is empty, both where nobody or everybody has the event: no ratio is
    then excluded. Parameters and refusals as `miettinen_nurminen_difference`.

    References
    ----------
    Miettinen O, Nurminen M (1985). Stat Med 4:213-226.
    """
    tables = read_tables(e_t, n_t, e_c, n_c)
    none_t, all_t = tables.e_t == 0, tables.e_t == tables.n_t
    none_c, all_c = tables.e_c == 0, tables.e_c == tables.n_c
    low, high = _invert_log(_score_odds, tables, level)
    return np.where(none_t | all_c, 0.0, low), np.where(all_t | none_c, np.inf, high)


def read_tables(e_t: ArrayLike, n_t: ArrayLike, e_c: ArrayLike, n_c: ArrayLike) -> Tables:
    """Counts as floats of one shape, refused where they are no counts of people."""
    arrays = np.broadcast_arrays(*(np.asarray(c, dtype=float) for c in (e_t, n_t, e_c, n_c)))
    if not all(np.isfinite(c).all() and (c == np.round(c)).all() for c in arrays):
        raise CannotEstimate("bad_counts", "Counts of people are whole numbers.",
                             "Correct the counts.")  # fmt: skip
    tables = Tables(*arrays)
    if (tables.n_t < 1).any() or (tables.n_c < 1).any():
        raise CannotEstimate("no_people", "Nobody is counted in an arm.",
                             "Choose a visit with more people.")  # fmt: skip
    for events, people in (tables[:2], tables[2:]):
        if (events < 0).any() or (events > people).any():
            raise CannotEstimate("bad_counts", "Events lie between 0 and the number of people.",
                                 "Write events, people, events, people.")  # fmt: skip
    return tables


def _invert_difference(tables: Tables, level: float, corrected: bool) -> _Limits:
    observed = tables.share_t - tables.share_c

    def score(tables: Tables, d: np.ndarray) -> np.ndarray:
        p_t, p_c = hold_difference(tables, d)
        variance = p_t * (1 - p_t) / tables.n_t + p_c * (1 - p_c) / tables.n_c
        return _standardise(observed - d, variance * _factor(tables, corrected))

    ends = -np.ones_like(observed), observed, np.ones_like(observed)
    return _invert(score, tables, level, ends)


def _invert_ratio(tables: Tables, level: float, corrected: bool) -> _Limits:
    def score(tables: Tables, ratio: np.ndarray) -> np.ndarray:
        p_t, p_c = hold_ratio(tables, ratio)
        variance = p_t * (1 - p_t) / tables.n_t + ratio**2 * p_c * (1 - p_c) / tables.n_c
        distance = tables.share_t - ratio * tables.share_c
        return _standardise(distance, variance * _factor(tables, corrected))

    low, high = _invert_log(score, tables, level)
    return np.where(tables.e_t == 0, 0.0, low), np.where(tables.e_c == 0, np.inf, high)


def _score_odds(tables: Tables, ratio: np.ndarray) -> np.ndarray:
    """Score of an odds ratio, from whichever cell is expected to be smallest.

    The distance between seen and expected is the same in all four cells but for its sign; in the
    smallest one it is not lost to rounding when a share comes near to 0 or 1.
    """
    e_t, n_t, e_c, n_c = tables
    without = Tables(n_t - e_t, n_t, n_c - e_c, n_c)
    (p_t, p_c), (q_t, q_c) = hold_odds_ratio(tables, ratio), hold_odds_ratio(without, 1 / ratio)
    expected = np.stack([n_t * p_t, n_t * q_t, n_c * p_c, n_c * q_c])
    seen = np.stack(np.broadcast_arrays(e_t, without.e_t, e_c, without.e_c))
    smallest = expected.argmin(axis=0)[None]
    signs = np.array([1.0, -1.0, -1.0, 1.0])
    distance = np.take_along_axis(seen - expected, smallest, axis=0)[0] * signs[smallest[0]]
    with np.errstate(divide="ignore"):
        spread = 1 / (n_t * p_t * q_t) + 1 / (n_c * p_c * q_c)
    return _standardise(distance, _factor(tables, corrected=True) / spread)


def _factor(tables: Tables, corrected: bool) -> np.ndarray | float:
    people = tables.n_t + tables.n_c
    return people / (people - 1) if corrected else 1.0


def _standardise(distance: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Distance in standard errors: none where both are zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = distance / np.sqrt(variance)
    return np.where((distance == 0) & (variance == 0), 0.0, found)


def _invert_log(score: _Score, tables: Tables, level: float) -> _Limits:
    """`_invert` for ratios, halving on the scale of their logarithm."""

    def at_log(tables: Tables, log_ratio: np.ndarray) -> np.ndarray:
        return score(tables, np.exp(log_ratio))

    wide = np.full(tables.e_t.shape, _WIDEST_LOG_RATIO)
    z = normal_quantile(upper(level))
    limits = (_halve(at_log, tables, -wide, wide, bound) for bound in (z, -z))
    low, high = (np.exp(limit) for limit in limits)
    return low, high


def _invert(
    score: _Score, tables: Tables, level: float, ends: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> _Limits:
    lowest, observed, highest = ends
    z = normal_quantile(upper(level))
    return _halve(score, tables, lowest, observed, z), _halve(score, tables, observed, highest, -z)


def _halve(
    score: _Score, tables: Tables, low: np.ndarray, high: np.ndarray, bound: float
) -> np.ndarray:
    """Where a falling score passes `bound`, by halving; an end where it does not pass."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = score(tables, middle) > bound
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return (low + high) / 2
