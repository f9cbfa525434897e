"""Bootstrap and permutation of the difference in means, and Wilcoxon's limits, trials at once.

Trials drawn together share their redraws and deals: each is as good as with its own, a cell rests
on hundreds of such sets, and the sums of all trials are one product of matrices. That they are the
real estimators is a test of its own (test_between_arms_small.py).
"""

import numpy as np
from scipy.special import ndtr, ndtri

from analysis.effect_sizes.rank_tests import count_arrangements

from .batches import Limits

TOGETHER = 50
"""Trials that share their redraws."""


def count_drawn(rng: np.random.Generator, redraws: int, n: int) -> np.ndarray:
    """How often each of n people is drawn in each redraw, (redraws, n)."""
    cells = rng.integers(n, size=(redraws, n)) + np.arange(redraws)[:, None] * n
    return np.bincount(cells.ravel(), minlength=redraws * n).reshape(redraws, n).astype(float)


def bootstrap_limits(
    t: np.ndarray, c: np.ndarray, in_t: np.ndarray, in_c: np.ndarray, level: float
) -> tuple[Limits, Limits]:
    """BCa and percentile limits of the difference in means of each trial (rows of t and c)."""
    values = np.sort(t @ in_t.T / t.shape[1] - c @ in_c.T / c.shape[1], axis=1)
    below = (values < (t.mean(axis=1) - c.mean(axis=1))[:, None]).mean(axis=1)
    z0 = ndtri(np.clip(below, 1e-9, 1 - 1e-9))[:, None]
    apart = np.hstack([(x - x.mean(axis=1, keepdims=True)) / (sign * x.shape[1])
                       for sign, x in ((1, t), (-1, c))])  # fmt: skip
    a = (apart**3).sum(axis=1) / (6 * (apart**2).sum(axis=1) ** 1.5)
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    moved = z0 + ndtri(tails)
    adjusted = ndtr(z0 + moved / (1 - a[:, None] * moved))
    return Limits(*_at(values, adjusted)), Limits(*_at(values, np.broadcast_to(tails, moved.shape)))


def _at(values: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Order statistics at (R + 1) p, between them on the normal scale, shape (2, trials)."""
    n = values.shape[1]
    place = np.clip((n + 1) * p, 1, n)
    k = np.minimum(place.astype(int), n - 1)
    low, high = ndtri(k / (n + 1)), ndtri((k + 1) / (n + 1))
    share = np.clip((ndtri(place / (n + 1)) - low) / (high - low), 0, 1)
    under = np.take_along_axis(values, k - 1, axis=1)
    return np.asarray((under + share * (np.take_along_axis(values, k, axis=1) - under)).T)


def deal(rng: np.random.Generator, deals: int, n: tuple[int, int]) -> np.ndarray:
    """Who is in the treatment arm in each deal, (deals, people)."""
    arm = np.repeat([1.0, 0.0], n)
    return rng.permuted(np.broadcast_to(arm, (deals, len(arm))), axis=1)


def permutation_p(t: np.ndarray, c: np.ndarray, dealt: np.ndarray) -> np.ndarray:
    """Two-sided p of the difference in means of each trial, the dealt one counted."""
    together = np.hstack([t, c])
    together -= together.mean(axis=1, keepdims=True)
    observed = np.abs(together[:, : t.shape[1]].sum(axis=1))
    further = (np.abs(together @ dealt.T) >= observed[:, None] - 1e-12).sum(axis=1)
    return np.asarray((further + 1) / (len(dealt) + 1))


def shift_holds_none(t: np.ndarray, c: np.ndarray, level: float) -> np.ndarray:
    """Whether the Hodges-Lehmann limits hold a shift of 0: U lies between their two places.

    Exact where both arms are under 50, else the normal statistic corrected by a half.
    """
    n_t, n_c = t.shape[1], c.shape[1]
    places = np.hstack([t, c]).argsort(axis=1).argsort(axis=1)[:, :n_t] + 1
    u = places.sum(axis=1) - n_t * (n_t + 1) / 2
    if max(n_t, n_c) < 50:
        counts = count_arrangements(n_t, n_c)
        below = np.cumsum(counts) / counts.sum()
        first = max(1, int(np.searchsorted(below, (1 - level) / 2)))
        # Limits are the first and the last but `first` of the differences, of which U are above 0.
        return np.asarray((u >= first) & (u <= n_t * n_c - first))
    away = np.abs(u - n_t * n_c / 2)
    sigma = np.sqrt(n_t * n_c * (n_t + n_c + 1) / 12)
    return np.asarray((away - 0.5) / sigma <= ndtri((1 + level) / 2))
