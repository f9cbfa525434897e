"""Log-rank test and its Peto-Peto weighting, stratified where wanted."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from analysis.core import CannotEstimate
from analysis.core.formulas import level_order

from .follow_up import follow, require_events


@dataclass(frozen=True)
class LogRank:
    """Whether groups differ in their hazard; `observed` and `expected` (weighted) by group."""

    groups: tuple[str, ...]
    n: tuple[int, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    chisq: float
    df: int
    p: float


def log_rank(
    time: np.ndarray,
    event: np.ndarray,
    labels: np.ndarray,
    strata: np.ndarray | None = None,
    rho: float = 0.0,
) -> LogRank:
    """Test of one hazard for all groups at every time.

    Parameters
    ----------
    time : ndarray, shape (n,)
        Time from the start; nan is left out.
    event : ndarray, shape (n,)
        1 the event, 0 last seen without it.
    labels : ndarray of str, shape (n,)
        Group of each.
    strata : ndarray of str, shape (n,), optional
        People are compared within strata only.
    rho : float
        Weight S(t-)**rho: 0 the log-rank test, 1 Peto and Peto's modification of Gehan's test.

    Returns
    -------
    LogRank

    Raises
    ------
    CannotEstimate
        "nobody", "one_group", "no_events", "not_comparable" when no event came while two groups
        were at risk, or what `follow` refuses.

    References
    ----------
    Peto & Peto 1972, J R Stat Soc A 135:185-207. Harrington & Fleming 1982, Biometrika 69:553-566.
    """
    seen = follow(time, event, labels, strata)
    groups = level_order(seen.labels)
    if len(groups) < 2:
        raise CannotEstimate("one_group", "There is one group only, so nothing to compare.",
                             "Name a column of the arm with two levels or more.")  # fmt: skip
    require_events(seen.event)
    inside = np.array([seen.labels == group for group in groups]).T
    k = len(groups)
    observed, expected, variance = np.zeros(k), np.zeros(k), np.zeros((k, k))
    for stratum in level_order(seen.strata):
        rows = seen.strata == stratum
        o, e, v = _sum_stratum(seen.time[rows], seen.event[rows], inside[rows], rho)
        observed, expected, variance = observed + o, expected + e, variance + v
    used = expected > 0
    chisq, df = _chi_square((observed - expected)[used], variance[np.ix_(used, used)])
    return LogRank(tuple(groups), tuple(inside.sum(axis=0).tolist()), tuple(observed.tolist()),
                   tuple(expected.tolist()), chisq, df, float(chdtrc(df, chisq)))  # fmt: skip


def _chi_square(difference: np.ndarray, variance: np.ndarray) -> tuple[float, int]:
    df = len(difference) - 1
    free = variance[1:, 1:]
    if df < 1 or np.linalg.matrix_rank(free) < df:
        raise CannotEstimate(
            "not_comparable",
            "No event came while people of every group were still followed.",
            "Leave out the group without follow-up, or do not compare.",
        )
    return float(difference[1:] @ np.linalg.solve(free, difference[1:])), df


def _sum_stratum(
    time: np.ndarray, event: np.ndarray, inside: np.ndarray, rho: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Observed, expected and their covariance over the event times of one stratum."""
    k = inside.shape[1]
    times = np.unique(time[event])
    if not len(times):
        return np.zeros(k), np.zeros(k), np.zeros((k, k))
    ends = np.searchsorted(times, time, side="right")
    leaving = np.zeros((len(times) + 1, k))
    np.add.at(leaving, ends, inside.astype(float))
    at_risk = leaving[::-1].cumsum(axis=0)[::-1][1:]
    died = np.zeros((len(times), k))
    np.add.at(died, ends[event] - 1, inside[event].astype(float))
    n, d = at_risk.sum(axis=1), died.sum(axis=1)
    before = np.concatenate([[1.0], np.cumprod(1 - d / n)[:-1]])
    weight = before**rho
    share = at_risk / n[:, None]
    spread = weight**2 * d * (n - d) / np.maximum(n - 1, 1)
    variance = np.diag(spread @ share) - (share * spread[:, None]).T @ share
    return weight @ died, (weight * d) @ share, variance
