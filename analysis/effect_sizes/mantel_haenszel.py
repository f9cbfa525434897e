"""Two shares compared within strata and put together by Mantel and Haenszel's weights."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from analysis.core import CannotEstimate
from analysis.core.formulas import (
    hypergeometric_excess,
    mantel_haenszel_difference,
    mantel_haenszel_log_odds_ratio,
    mantel_haenszel_log_risk_ratio,
    normal_quantile,
    upper,
)

from .restricted_shares import Tables
from .score_intervals import read_tables


@dataclass(frozen=True)
class Pooled:
    """An estimate over strata, its standard error (of the log for a ratio) and limits."""

    value: float
    se: float
    low: float
    high: float


@dataclass(frozen=True)
class Homogeneity:
    """A chi-square test with its degrees of freedom; nan where it cannot be made."""

    statistic: float
    df: int
    p: float


def pooled_difference(tables: Tables, level: float, *, sato: bool = True) -> Pooled:
    """Risk difference (treatment - comparator) over strata.

    Parameters
    ----------
    tables : Tables
        Events and people of each stratum, shape (strata,), from `read_strata`.
    level : float
        Confidence level.
    sato : bool
        Sato's variance, consistent for few large strata and for many small ones; without it
        Greenland and Robins's, for few large ones.

    Notes
    -----
    sum(w d) / sum(w), w = n_t n_c / N.

    References
    ----------
    Greenland S, Robins JM (1985). Biometrics 41:55-68; Sato T (1989). Biometrics 45:1323-1324.
    """
    value, variance = mantel_haenszel_difference(*tables, sato=sato)
    se = math.sqrt(variance)
    half = normal_quantile(upper(level)) * se
    return Pooled(value, se, value - half, value + half)


def pooled_risk_ratio(tables: Tables, level: float) -> Pooled | None:
    """Risk ratio over strata; None where an arm has no events in any stratum.

    Parameters
    ----------
    tables, level
        As in `pooled_difference`.

    References
    ----------
    Greenland S, Robins JM (1985). Biometrics 41:55-68.
    """
    return _from_log(mantel_haenszel_log_risk_ratio(*tables), level)


def pooled_odds_ratio(tables: Tables, level: float) -> Pooled | None:
    """Odds ratio over strata; None where one of the two sums of products is nil.

    Parameters
    ----------
    tables, level
        As in `pooled_difference`.

    References
    ----------
    Mantel N, Haenszel W (1959). J Natl Cancer Inst 22:719-748; Robins J, Breslow N, Greenland S
    (1986). Biometrics 42:311-323.
    """
    return _from_log(mantel_haenszel_log_odds_ratio(*tables), level)


def cochran_mantel_haenszel(tables: Tables, *, corrected: bool) -> Homogeneity:
    """Test of no association in any stratum.

    Parameters
    ----------
    tables : Tables
        As in `pooled_difference`.
    corrected : bool
        With half a person's correction for continuity, as R's `mantelhaen.test`.

    References
    ----------
    Cochran WG (1954). Biometrics 10:417-451; Mantel N, Haenszel W (1959).
    """
    excess, spread = hypergeometric_excess(*tables)
    gap = abs(float(excess.sum()))
    if spread.sum() == 0:
        return Homogeneity(math.nan, 1, math.nan)
    gap -= min(0.5, gap) if corrected else 0.0
    statistic = gap**2 / float(spread.sum())
    return Homogeneity(statistic, 1, float(chdtrc(1, statistic)))


def breslow_day(tables: Tables, odds_ratio: float, *, tarone: bool) -> Homogeneity:
    """Test that the odds ratio is the same in all strata.

    Parameters
    ----------
    tables : Tables
        As in `pooled_difference`.
    odds_ratio : float
        Mantel and Haenszel's.
    tarone : bool
        With Tarone's correction.

    Notes
    -----
    Strata in which nobody or everybody has the event say nothing and are left out.

    References
    ----------
    Breslow NE, Day NE (1980). Statistical Methods in Cancer Research I:142; Tarone RE (1985).
    Biometrika 72:91-95.
    """
    events = tables.e_t + tables.e_c
    telling = (events > 0) & (events < tables.n_t + tables.n_c)
    a, n1, _, n2 = (counts[telling] for counts in tables)
    df = int(telling.sum()) - 1
    if df < 1:
        return Homogeneity(math.nan, max(df, 0), math.nan)
    events = events[telling]
    expected = _expect(n1, n2, events, odds_ratio)
    cells = (expected, n1 - expected, events - expected, n2 - events + expected)
    spread = 1 / np.sum([1 / cell for cell in cells], axis=0)
    statistic = float(((a - expected) ** 2 / spread).sum())
    if tarone:
        statistic -= float((a - expected).sum() ** 2 / spread.sum())
    return Homogeneity(statistic, df, float(chdtrc(df, max(statistic, 0.0))))


def read_strata(e_t: ArrayLike, n_t: ArrayLike, e_c: ArrayLike, n_c: ArrayLike) -> Tables:
    """Strata with people in both arms; the others say nothing about a comparison.

    Raises
    ------
    CannotEstimate
        "no_people" when no stratum has people in both arms; "bad_counts".
    """
    arrays = [np.atleast_1d(np.asarray(counts, dtype=float)) for counts in (e_t, n_t, e_c, n_c)]
    both = ~((arrays[1] == 0) & (arrays[0] == 0)) & ~((arrays[3] == 0) & (arrays[2] == 0))
    if not both.any():
        raise CannotEstimate("no_people", "No stratum has people in both arms.",
                             "Name a stratum with fewer levels.")  # fmt: skip
    return read_tables(*(counts[both] for counts in arrays))


def _expect(n1: np.ndarray, n2: np.ndarray, events: np.ndarray, odds: float) -> np.ndarray:
    """Treatment events of each stratum if its odds ratio were `odds`, its margins as they are."""
    middle = n2 - events + odds * (n1 + events)
    root = np.sqrt(middle**2 - 4 * odds * (odds - 1) * n1 * events)
    return np.asarray(2 * odds * n1 * events / (middle + root))


def _from_log(found: tuple[float, float] | None, level: float) -> Pooled | None:
    """A ratio from its logarithm and the variance of that."""
    if found is None:
        return None
    se = math.sqrt(found[1])
    half = normal_quantile(upper(level)) * se
    ratio = math.exp(found[0])
    return Pooled(ratio, se, ratio * math.exp(-half), ratio * math.exp(half))
