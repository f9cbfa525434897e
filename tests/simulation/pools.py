"""REML with Knapp-Hartung for many sets of studies at once, and exact cover of proportions."""

from typing import NamedTuple

import numpy as np
from scipy.special import bdtr, stdtrit

from analysis.core.formulas import newcombe, wilson
from analysis.meta_analysis import estimate_tau2
from analysis.meta_analysis.small_study_effects import kendall
from analysis.meta_analysis.weighted import weigh

from .batches import Limits, around


class Pools(NamedTuple):
    tau2: np.ndarray
    limits: Limits
    prediction: Limits


def pool(y: np.ndarray, v: np.ndarray, level: float) -> Pools:
    """`y` has shape (replicates, k), `v` shape (k,)."""
    tau2 = estimate_tau2(y, v)
    k = y.shape[1]
    fit = weigh(y, v, np.ones((k, 1)), tau2)
    mu, se2 = fit.coefficients[:, 0], fit.q / ((k - 1) * fit.weight.sum(axis=1))
    wide = stdtrit(k - 1, (1 + level) / 2) * np.sqrt(tau2 + se2)
    return Pools(tau2, around(mu, np.sqrt(se2), k - 1, level), Limits(mu - wide, mu + wide))


def begg_p(y: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Begg's p of many sets whose variances rise: from how many pairs of effects rise with them."""
    weight, k = 1 / v, y.shape[1]
    centred = (y - (y @ weight / weight.sum())[:, None]) / np.sqrt(v - 1 / weight.sum())
    rises = np.zeros(len(y), dtype=int)
    for i in range(1, k):
        rises += (centred[:, i, None] > centred[:, :i]).sum(axis=1)
    return np.array([kendall(_rising(k, pairs), v).p for pairs in range(k * (k - 1) // 2 + 1)])[
        rises
    ]


def _rising(k: int, pairs: int) -> np.ndarray:
    """An order of k values in which as many pairs rise."""
    left, order = list(range(k)), []
    for place in range(k):
        most = k - 1 - place
        ahead = min(most, max(0, pairs - most * (most - 1) // 2))
        pairs -= ahead
        order.append(left.pop(len(left) - 1 - ahead))
    return np.array(order, dtype=float)


def binomial_mass(n: int, p: float) -> np.ndarray:
    """Probability of 0, 1, ... n events."""
    below = bdtr(np.arange(n + 1), n, p)
    return np.diff(np.concatenate([[0.0], below]))


def cover_wilson(n: int, grid: np.ndarray, level: float) -> np.ndarray:
    """Exact coverage of Wilson's interval at each p of the grid."""
    limits = np.array([wilson(e, n, level) for e in range(n + 1)])
    return np.array(
        [binomial_mass(n, p) @ ((limits[:, 0] <= p) & (p <= limits[:, 1])) for p in grid]
    )


def cover_newcombe(n_t: int, n_c: int, grid: np.ndarray, level: float) -> np.ndarray:
    """Exact coverage of Newcombe's interval at each pair (p_t, p_c) of the grid."""
    limits = np.array(
        [[newcombe(e_t, n_t, e_c, n_c, level) for e_c in range(n_c + 1)] for e_t in range(n_t + 1)]
    )
    mass_t = [binomial_mass(n_t, p) for p in grid]
    mass_c = [binomial_mass(n_c, p) for p in grid]
    # A truth that is a limit itself (0.2 - 0.1 against 0.1) must not fall out by rounding.
    low, high = limits[..., 0] - 1e-12, limits[..., 1] + 1e-12
    return np.array(
        [
            [
                mass_t[i] @ ((low <= p_t - p_c) & (p_t - p_c <= high)) @ mass_c[j]
                for j, p_c in enumerate(grid)
            ]
            for i, p_t in enumerate(grid)
        ]
    )
