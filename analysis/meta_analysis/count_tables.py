"""Two-by-two tables pooled as counts: Mantel-Haenszel and Peto."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from analysis.core import CannotEstimate, Estimate
from analysis.core.formulas import (
    hypergeometric_excess,
    mantel_haenszel_difference,
    mantel_haenszel_log_odds_ratio,
    mantel_haenszel_log_risk_ratio,
    normal_quantile,
    normal_tail,
    upper,
)

from .study_effects import TableMeasure, effects_from_tables, read_tables

ROBINS = "Robins, Breslow & Greenland 1986, Biometrics 42:311-323"
GREENLAND = "Greenland & Robins 1985, Biometrics 41:55-68"
SATO = "Sato, Greenland & Robins 1989, Biometrics 45:1323-1324"
PETO = "Yusuf et al. 1985, Prog Cardiovasc Dis 27:335-371"


@dataclass(frozen=True)
class PooledTables:
    """A pooled effect (ratios as logarithms), with Q over the studies, its df and p."""

    estimate: Estimate
    q: float
    df: int
    p: float


def mantel_haenszel(
    events_t: np.ndarray, n_t: np.ndarray, events_c: np.ndarray, n_c: np.ndarray,
    measure: TableMeasure, level: float = 0.95,
) -> PooledTables:  # fmt: skip
    """Mantel-Haenszel risk ratio, odds ratio (logarithms) or risk difference of all tables.

    Parameters
    ----------
    events_t, n_t, events_c, n_c : ndarray, shape (k,)
        Events and people in each arm.
    measure : {"RR", "OR", "RD"}
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "nothing_to_pool", "bad_table", or "no_events" when an arm has no events at all.

    Notes
    -----
    Nothing is added to the tables. With N = n1 + n2: RR sum(a n2 / N) / sum(c n1 / N); OR
    sum(ad / N) / sum(bc / N), variance of the logarithm by Robins, Breslow and Greenland; RD with
    the variance of Sato, Greenland and Robins. Q: studies' own effects (0.5 added to tables with
    an empty cell; for ratios, without tables that have no event, or only events) around it.

    References
    ----------
    Mantel N, Haenszel W (1959). J Natl Cancer Inst 22:719-748; Robins J et al. (1986). Biometrics
    42:311-323; Greenland S, Robins JM (1985). Biometrics 41:55-68; Sato T et al. (1989).
    Biometrics 45:1323-1324.
    """
    a, b, c, d = _whole(*read_tables(events_t, n_t, events_c, n_c))
    value, variance, source = _pool(measure, (a, a + b, c, c + d))
    each = effects_from_tables(a, a + b, c, c + d, measure)
    told = np.ones(len(a), dtype=bool)
    if measure != "RD":
        told = (a + c > 0) & (b + d > 0)
    q = float((((each.y - value) ** 2 / each.v)[told]).sum())
    estimate = _normal(value, math.sqrt(variance), level, len(a),
                       f"Mantel-Haenszel, {measure}; Wald, normal.", source)  # fmt: skip
    return _with_q(estimate, q, int(told.sum()) - 1)


def peto(
    events_t: np.ndarray, n_t: np.ndarray, events_c: np.ndarray, n_c: np.ndarray,
    level: float = 0.95,
) -> PooledTables:  # fmt: skip
    """Peto's one-step log odds ratio of all tables.

    Parameters
    ----------
    events_t, n_t, events_c, n_c : ndarray, shape (k,)
        Events and people in each arm.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "nothing_to_pool", "bad_table", or "no_events" when no table has both outcomes.

    Notes
    -----
    sum(a - E) / sum V, variance 1 / sum V, with the hypergeometric mean E and variance V.

    References
    ----------
    Yusuf S et al. (1985). Prog Cardiovasc Dis 27:335-371.
    """
    a, b, c, d = _whole(*read_tables(events_t, n_t, events_c, n_c))
    excess, spread = hypergeometric_excess(a, a + b, c, c + d)
    total = float(spread.sum())
    if total == 0:
        raise _no_events("No table has people with and people without the event.")
    told = spread > 0
    q = float((excess[told] ** 2 / spread[told]).sum() - excess[told].sum() ** 2 / total)
    estimate = _normal(float(excess.sum()) / total, math.sqrt(1 / total), level, len(a),
                       "Peto's one-step log odds ratio; Wald, normal.", PETO)  # fmt: skip
    return _with_q(estimate, max(0.0, q), int(told.sum()) - 1)


def _pool(measure: TableMeasure, tables: tuple[np.ndarray, ...]) -> tuple[float, float, str]:
    """Pooled effect (ratios as logarithms), its variance and whose that is."""
    if measure == "RD":
        return *mantel_haenszel_difference(*tables), SATO
    by_odds = measure == "OR"
    found = (mantel_haenszel_log_odds_ratio if by_odds else mantel_haenszel_log_risk_ratio)(*tables)
    if found is None:
        raise _no_events(
            "The odds ratio of all tables together is zero or infinite."
            if by_odds
            else "An arm has no event in any study."
        )
    return *found, ROBINS if by_odds else GREENLAND


def _whole(*cells: np.ndarray) -> tuple[np.ndarray, ...]:
    """The tables in which no cell is missing."""
    known = np.all([np.isfinite(cell) for cell in cells], axis=0)
    if not known.any():
        raise CannotEstimate("nothing_to_pool", "There is no table to pool.",
                             "Name the columns of events and people.")  # fmt: skip
    return tuple(cell[known] for cell in cells)


def _no_events(sentence: str) -> CannotEstimate:
    return CannotEstimate("no_events", sentence, "Use the risk difference (--measure RD).")


def _with_q(estimate: Estimate, q: float, df: int) -> PooledTables:
    return PooledTables(estimate, q, max(df, 0), float(chdtrc(df, q)) if df > 0 else 1.0)


def _normal(value: float, se: float, level: float, k: int, method: str, source: str) -> Estimate:
    if se == 0:
        raise _no_events("No table varies, so the pooled effect has no interval.")
    half = normal_quantile(upper(level)) * se
    return Estimate(
        measure="pooled", value=value, low=value - half, high=value + half, level=level,
        counts={"k": k}, method=method, source=source, unit="ratio", se=se,
        p=normal_tail(value / se),
    )  # fmt: skip
