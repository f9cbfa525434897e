"""Cox's proportional hazards model by Newton's method."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from analysis.core import CannotEstimate

from .follow_up import require_events
from .risk_sets import RiskSets, RiskSums, Ties, gather_risk_sets, sum_risk_sets

_STEPS = 40
_LARGEST = 15.0
"""A coefficient this many SDs of its covariate from zero (log hazard) has run away to infinity."""

_EXPONENT = 300.0
"""Beyond it a person's hazard cannot be held in a number."""


@dataclass(frozen=True, eq=False)
class CoxFit:
    """A fitted model: log hazard ratios, their covariance, and tests of all of them together.

    `x` (centred), `risk` and `sets` are in the order of `sets.order`; `loglik` is at zero and at
    the estimate.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    loglik: tuple[float, float]
    score: float
    wald: float
    n: int
    events: int
    ties: Ties
    x: np.ndarray
    risk: np.ndarray
    sets: RiskSets

    @property
    def se(self) -> np.ndarray:
        return np.sqrt(np.diag(self.covariance))

    @property
    def lrt(self) -> float:
        return 2 * (self.loglik[1] - self.loglik[0])

    def tail(self, chisq: float) -> float:
        """p-value of a chi-square with as many degrees of freedom as there are coefficients."""
        return float(chdtrc(len(self.coefficients), chisq))


def fit_cox(
    time: np.ndarray,
    event: np.ndarray,
    x: np.ndarray,
    strata: np.ndarray | None = None,
    ties: Ties = "efron",
) -> CoxFit:
    """Log hazard ratio of each covariate, the others held equal.

    Parameters
    ----------
    time : ndarray, shape (n,)
        Time from the start, not below zero, nothing missing.
    event : ndarray of bool, shape (n,)
    x : ndarray, shape (n, p)
        Covariates without a constant, nothing missing.
    strata : ndarray of str, shape (n,), optional
        Each stratum has its own baseline hazard.
    ties : {"efron", "breslow"}

    Returns
    -------
    CoxFit

    Raises
    ------
    CannotEstimate
        "no_events"; "no_covariates"; "collinear" when a covariate is constant among people at risk
        or follows from others; "separation" when the likelihood has no maximum.

    Notes
    -----
    The partial likelihood is maximised by Newton's method with halved steps.

    References
    ----------
    Cox 1972, J R Stat Soc B 34:187-220. Efron 1977, J Am Stat Assoc 72:557-565.
    """
    require_events(event)
    if x.ndim != 2 or not x.shape[1]:
        raise CannotEstimate("no_covariates", "There is nothing whose hazard ratio is wanted.",
                             "Name --group or --covariates.")  # fmt: skip
    blocks = np.full(len(time), "all", object) if strata is None else strata
    sets = gather_risk_sets(time, event.astype(bool), blocks, ties)
    centred = (x - x.mean(axis=0))[sets.order]
    beta, sums, logs = _climb(sets, centred)
    covariance = np.linalg.inv(sums[1].spread.sum(axis=0))
    gradient = _gradient(sets, centred, sums[0])
    score = float(gradient @ np.linalg.solve(sums[0].spread.sum(axis=0), gradient))
    wald = float(beta @ np.linalg.solve(covariance, beta))
    return CoxFit(beta, covariance, logs, score, wald, len(time), len(sets.dead), ties, centred,
                  np.exp(centred @ beta), sets)  # fmt: skip


def _climb(
    sets: RiskSets, x: np.ndarray
) -> tuple[np.ndarray, tuple[RiskSums, RiskSums], tuple[float, float]]:
    """The estimate, the sums at zero and at it, and the log likelihood at both."""
    beta = np.zeros(x.shape[1])
    sums = start = sum_risk_sets(sets, x, np.ones(len(x)))
    value = first = _log_likelihood(sets, x, beta, sums)
    spread = x.std(axis=0)
    _require_information(sums, spread)
    for _ in range(_STEPS):
        step = np.linalg.solve(sums.spread.sum(axis=0), _gradient(sets, x, sums))
        for _ in range(30):
            tried = beta + step
            if (np.abs(tried * spread) > _LARGEST).any() or np.abs(x @ tried).max() > _EXPONENT:
                raise _separated()
            after = sum_risk_sets(sets, x, np.exp(x @ tried))
            reached = _log_likelihood(sets, x, tried, after)
            if reached >= value - 1e-10 * abs(value):
                break
            step = step / 2
        beta, sums, value = tried, after, reached
        if np.abs(step * spread).max() < 1e-10:
            return beta, (start, sums), (first, value)
        _require_maximum(sums, start)
    raise _separated()


def _gradient(sets: RiskSets, x: np.ndarray, sums: RiskSums) -> np.ndarray:
    return np.asarray((x[sets.dead] - sums.mean).sum(axis=0))


def _log_likelihood(sets: RiskSets, x: np.ndarray, beta: np.ndarray, sums: RiskSums) -> float:
    return float((x[sets.dead] @ beta).sum() - np.log(sums.total).sum())


def _require_information(sums: RiskSums, spread: np.ndarray) -> None:
    scale = np.where(spread > 0, spread, 1.0)
    information = sums.spread.sum(axis=0) / np.outer(scale, scale)
    if (spread <= 0).any() or np.linalg.cond(information) > 1e10 or information.max() < 1e-10:
        raise CannotEstimate(
            "collinear", "A covariate is the same for all people compared, or follows from others.",
            "Leave it out of --covariates.",
        )  # fmt: skip


def _require_maximum(sums: RiskSums, start: RiskSums) -> None:
    """Information that has all but gone means that the likelihood rises for ever."""
    now, then = (np.diag(one.spread.sum(axis=0)) for one in (sums, start))
    if (now < 1e-7 * then).any() or np.linalg.cond(sums.spread.sum(axis=0)) > 1e15:
        raise _separated()


def _separated() -> CannotEstimate:
    return CannotEstimate(
        "separation",
        "A covariate tells the order of the events completely, so its hazard ratio has no end.",
        "Leave it out, or join its rare levels; the log-rank test still compares the arms.",
    )


def robust_se(fit: CoxFit, cluster: np.ndarray | None = None) -> np.ndarray:
    """Standard errors that hold without proportional hazards, or with people in clusters.

    Parameters
    ----------
    fit : CoxFit
    cluster : ndarray, shape (n,), optional
        Cluster of each person in the order given to `fit_cox`; by default each person alone.

    Returns
    -------
    ndarray, shape (p,)

    Raises
    ------
    CannotEstimate
        "few_clusters" when there are not more clusters than coefficients.

    Notes
    -----
    Sums of squares of dfbeta = score residual times covariance, summed within clusters first.

    References
    ----------
    Lin & Wei 1989, J Am Stat Assoc 84:1074-1078.
    """
    influence = _score_residuals(fit) @ fit.covariance
    if cluster is not None:
        _, place = np.unique(np.asarray(cluster)[fit.sets.order].astype(str), return_inverse=True)
        summed = np.zeros((place.max() + 1, influence.shape[1]))
        np.add.at(summed, place, influence)
        influence = summed
    if len(influence) <= influence.shape[1]:
        raise CannotEstimate("few_clusters", "There are no more clusters than coefficients.",
                             "Leave --cluster out, or adjust for less.")  # fmt: skip
    return np.asarray(np.sqrt((influence**2).sum(axis=0)))


def _score_residuals(fit: CoxFit) -> np.ndarray:
    """Each person's part of the score, in the order of the risk sets."""
    sets, x, risk = fit.sets, fit.x, fit.risk
    sums = sum_risk_sets(sets, x, risk)
    hazard = 1 / sums.total
    found = np.zeros_like(x)
    ties = int(sets.tie.max()) + 1
    for tie in range(ties):
        rows = np.flatnonzero(sets.tie == tie)
        dead, mean = sets.dead[rows], sums.mean[rows]
        found[dead] += x[dead] - mean.mean(axis=0)
        there = slice(sets.first[rows[0]], sets.last[rows[0]])
        weighed = hazard[rows] @ mean
        found[there] -= risk[there, None] * (x[there] * hazard[rows].sum() - weighed)
        part = sets.share[rows] * hazard[rows]
        found[dead] += risk[dead, None] * (x[dead] * part.sum() - part @ mean)
    return found
