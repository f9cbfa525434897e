"""Sums over the people at risk at each event, which every step of Cox's model needs."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

Ties = Literal["efron", "breslow"]


@dataclass(frozen=True, eq=False)
class RiskSets:
    """Whom each event is compared with; people are in order of stratum and time.

    `order` sorts the caller's rows. `first` and `last` give each event's people at risk as the
    rows first:last of that order; `dead` the rows of the events themselves; `tie` numbers the event
    times; `share` is the part of those who died then that is left out (Efron; 0 for Breslow).
    """

    order: np.ndarray
    dead: np.ndarray
    first: np.ndarray
    last: np.ndarray
    share: np.ndarray
    tie: np.ndarray


@dataclass(frozen=True, eq=False)
class RiskSums:
    """Weighted sums at each event: total (m,), means (m, p), covariances (m, p, p)."""

    total: np.ndarray
    mean: np.ndarray
    spread: np.ndarray


def gather_risk_sets(
    time: np.ndarray, event: np.ndarray, strata: np.ndarray, ties: Ties
) -> RiskSets:
    """Who is at risk at each event, within strata.

    Parameters
    ----------
    time : ndarray, shape (n,)
    event : ndarray of bool, shape (n,)
    strata : ndarray of str, shape (n,)
    ties : {"efron", "breslow"}

    Returns
    -------
    RiskSets
    """
    _, stratum = np.unique(strata.astype(str), return_inverse=True)
    _, moment = np.unique(time, return_inverse=True)
    order = np.lexsort((~event, moment, stratum))
    key = (stratum * (moment.max() + 1) + moment)[order]
    dead = np.flatnonzero(event[order])
    first = np.searchsorted(key, key[dead], side="left")
    last = np.searchsorted(stratum[order], stratum[order][dead], side="right")
    _, tie, tied = np.unique(first, return_inverse=True, return_counts=True)
    share = (dead - first) / tied[tie] if ties == "efron" else np.zeros(len(dead))
    return RiskSets(order, dead, first, last, share, tie)


def sum_risk_sets(sets: RiskSets, x: np.ndarray, risk: np.ndarray) -> RiskSums:
    """Totals, means and covariances of the covariates over the people at risk.

    Parameters
    ----------
    sets : RiskSets
    x : ndarray, shape (n, p)
        Covariates, in the order of `sets`.
    risk : ndarray, shape (n,)
        exp of the linear predictor, in the order of `sets`.

    Returns
    -------
    RiskSums
    """
    products = np.einsum("ni,nj->nij", x, x)
    total = _sum(sets, risk)
    mean = _sum(sets, risk[:, None] * x) / total[:, None]
    square = _sum(sets, risk[:, None, None] * products) / total[:, None, None]
    return RiskSums(total, mean, square - np.einsum("mi,mj->mij", mean, mean))


def _sum(sets: RiskSets, values: np.ndarray) -> np.ndarray:
    """Sum over each event's people at risk, less Efron's share of those who died with it."""
    none = np.zeros((1, *values.shape[1:]))
    ahead = np.concatenate([values[::-1].cumsum(axis=0)[::-1], none])
    groups = np.zeros((int(sets.tie.max()) + 1, *values.shape[1:]))
    np.add.at(groups, sets.tie, values[sets.dead])
    share = sets.share.reshape(-1, *[1] * (values.ndim - 1))
    return ahead[sets.first] - ahead[sets.last] - share * groups[sets.tie]
