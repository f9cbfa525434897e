"""Turnbull's curve at visits with limits, and a test of two arms, for events between visits."""

from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate, settings

from .interval_censored import IntervalCurve, fit_turnbull

REPLICATES = 1000
PERMUTATIONS = 9999
_STEPS, _ENOUGH = 2000, 1e-4
"""A bootstrap sample is fitted to within n * 1e-4 of its greatest log likelihood."""


@dataclass(frozen=True, eq=False)
class IntervalReading:
    """Turnbull's curve at times: least and most share without the event, and bootstrap limits."""

    time: np.ndarray
    least: np.ndarray
    most: np.ndarray
    low: np.ndarray
    high: np.ndarray
    n: int
    replicates: int


@dataclass(frozen=True)
class IntervalTest:
    """Test of one distribution in both arms.

    `score` is the treated people's sum of scores, above zero where they lose later; `z` that over
    its SD under permutation; `p` from permutations.
    """

    score: float
    z: float
    p: float
    n: tuple[int, int]
    permutations: int


def read_turnbull(
    last_without: np.ndarray,
    first_with: np.ndarray,
    at: np.ndarray,
    level: float = settings.LEVEL,
    replicates: int = REPLICATES,
    seed: int = 1,
) -> IntervalReading:
    """Share without the event at times, known only to lie between visits, with limits.

    Parameters
    ----------
    last_without, first_with : ndarray, shape (n,)
        As `fit_turnbull` takes them.
    at : ndarray, shape (k,)
        Times, best the days of visits: there the data tell the share.
    level : float
    replicates, seed : int

    Returns
    -------
    IntervalReading

    Raises
    ------
    CannotEstimate
        As `fit_turnbull`; "bad_replicates" under 100; "too_few" with one person.

    Notes
    -----
    Percentile bootstrap over people. `low` comes from the replicates' least shares, `high` from
    their greatest. It is sound where visits are few and shared (the curve is then one of finitely
    many shares); with visits at any day the estimate converges too slowly for it.

    References
    ----------
    Turnbull 1976, J R Stat Soc B 38:290-295. Efron & Tibshirani 1993, An Introduction to the
    Bootstrap, ch. 13. Sun 2006, The Statistical Analysis of Interval-censored Failure Time Data.
    """
    fit = fit_turnbull(last_without, first_with)
    if replicates < 100:
        raise CannotEstimate("bad_replicates", "Limits need 100 bootstrap samples or more.",
                             "Leave --replicates out for 1000.")  # fmt: skip
    if fit.n < 2:
        raise CannotEstimate("too_few", "One person has no interval.", "Wait for more people.")
    inside, people = _distinct(np.asarray(last_without, float), np.asarray(first_with, float), fit)
    draws = np.random.default_rng(seed).multinomial(fit.n, people / fit.n, replicates)
    masses = _refit(draws.astype(float), inside)
    at = np.asarray(at, float)
    sure = (fit.after[:, None] >= at) & (fit.until[:, None] > at)
    possible = fit.until[:, None] > at
    tail = (1 - level) / 2
    low, high = masses @ sure, masses @ possible
    shown = (fit.mass @ sure, fit.mass @ possible,
             np.quantile(low, tail, axis=0), np.quantile(high, 1 - tail, axis=0))  # fmt: skip
    least, most, below, above = (np.clip(a, 0, 1) for a in shown)
    return IntervalReading(at, least, most, below, above, fit.n, replicates)


def compare_intervals(
    last_without: np.ndarray,
    first_with: np.ndarray,
    treated: np.ndarray,
    permutations: int = PERMUTATIONS,
    seed: int = 1,
) -> IntervalTest:
    """Test that the event comes as late in one arm as in the other (a log-rank test of intervals).

    Parameters
    ----------
    last_without, first_with : ndarray, shape (n,)
        As `fit_turnbull` takes them.
    treated : ndarray of bool, shape (n,)
    permutations, seed : int

    Returns
    -------
    IntervalTest

    Raises
    ------
    CannotEstimate
        As `fit_turnbull`; "bad_length"; "one_arm"; "no_spread" when all scores are alike.

    Notes
    -----
    Finkelstein's score of each person at the pooled curve,
    (S(L) log S(L) - S(R) log S(R)) / (S(L) - S(R)), reversed so that later is greater; the sum over
    the treated against permutations of the arm. Both arms must be seen, and miss visits, alike.

    References
    ----------
    Finkelstein 1986, Biometrics 42:845-854. Fay & Shih 1998, J Am Stat Assoc 93:387-396.
    """
    treated = np.asarray(treated, bool)
    if len(treated) != len(last_without):
        raise CannotEstimate("bad_length", "Times and arms differ in number.",
                             "Give one of each for every person.")  # fmt: skip
    if len(treated) and (treated.all() or not treated.any()):
        raise CannotEstimate("one_arm", "Everybody is in one arm, so nothing is compared.",
                             "Name a column of the arm with two levels.")  # fmt: skip
    scores = _finkelstein(np.asarray(last_without, float), np.asarray(first_with, float))
    scores = scores - scores.mean()
    n, n_t = len(scores), int(treated.sum())
    spread = np.sqrt(n_t * (n - n_t) / (n * (n - 1)) * (scores**2).sum())
    if spread < 1e-9:
        raise CannotEstimate("no_spread", "The intervals of all people are alike.",
                             "Wait for longer follow-up.")  # fmt: skip
    found = float(scores[treated].sum())
    extreme = _count_extreme(scores, n_t, abs(found), permutations, seed)
    return IntervalTest(found, found / float(spread), (extreme + 1) / (permutations + 1),
                        (n_t, n - n_t), permutations)  # fmt: skip


def _count_extreme(
    scores: np.ndarray, treated: int, found: float, permutations: int, seed: int
) -> int:
    """Permutations whose sum is as far from zero, in batches that fit into memory."""
    rng, extreme = np.random.default_rng(seed), 0
    for start in range(0, permutations, 500):
        rows = np.broadcast_to(scores, (min(500, permutations - start), len(scores)))
        drawn = rng.permuted(rows, axis=1)[:, :treated].sum(axis=1)
        extreme += int((np.abs(drawn) >= found - 1e-9).sum())
    return extreme


def _contains(low: np.ndarray, high: np.ndarray, fit: IntervalCurve) -> np.ndarray:
    """Which people's intervals hold each interval of the curve, (n, m)."""
    exact = fit.after == fit.until
    opens = np.where(exact, fit.after > low[:, None], fit.after >= low[:, None])
    held = opens & (fit.until <= high[:, None])
    known = (low == high)[:, None]
    return np.where(known, exact & (fit.after == low[:, None]), held).astype(float)


def _distinct(
    low: np.ndarray, high: np.ndarray, fit: IntervalCurve
) -> tuple[np.ndarray, np.ndarray]:
    """Rows of `_contains`, each once, and how many people have each."""
    return np.unique(_contains(low, high, fit), axis=0, return_counts=True)


def _refit(weights: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Masses by EM for many samples at once; `weights` counts each distinct row's people."""
    n = weights.sum(axis=1, keepdims=True)
    mass = np.full((len(weights), inside.shape[1]), 1 / inside.shape[1])
    going = np.arange(len(weights))
    for _ in range(_STEPS):
        likelihood = np.maximum(mass[going] @ inside.T, 1e-300)
        ratio = (weights[going] / likelihood) @ inside / n[going]
        mass[going] *= ratio
        going = going[ratio.max(axis=1) > 1 + _ENOUGH]
        if not len(going):
            break
    return mass


def _finkelstein(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Scores at the pooled curve, greater for a later event."""
    fit = fit_turnbull(low, high)
    likelihood = _contains(low, high, fit) @ fit.mass
    after = (fit.after[None, :] >= high[:, None]) & (fit.until[None, :] > high[:, None])
    right = after.astype(float) @ fit.mass
    left = np.minimum(right + likelihood, 1.0)
    logs = [s * np.log(np.where(s > 0, s, 1.0)) for s in (left, right)]
    return -(logs[0] - logs[1]) / likelihood
