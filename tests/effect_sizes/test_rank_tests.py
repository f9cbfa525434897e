"""Rank tests beside scipy's, and their exact distribution."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.effect_sizes import mann_whitney, rank, signed_rank
from analysis.effect_sizes.rank_tests import count_arrangements

SCORES = st.lists(st.integers(0, 12).map(float), min_size=3, max_size=25)


def varied(*arms: list[float]) -> bool:
    return len(set().union(*arms)) > 1


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SCORES.map(np.array), SCORES.map(np.array))
def test_mann_whitney_equals_scipy_with_ties(t, c):
    if not varied(t, c):
        return
    found = mann_whitney(t, c)
    peer = stats.mannwhitneyu(t, c, method="asymptotic", use_continuity=False)
    assert (found.statistic, found.p) == pytest.approx((peer.statistic, peer.pvalue))
    corrected = stats.mannwhitneyu(t, c, method="asymptotic").pvalue
    assert found.p_corrected == pytest.approx(corrected, abs=1e-9)
    assert rank(np.concatenate([t, c])) == pytest.approx(stats.rankdata([*t, *c]))
    swapped = mann_whitney(c, t)
    assert swapped.statistic == len(t) * len(c) - found.statistic
    assert swapped.p == pytest.approx(found.p)
    assert mann_whitney(3 * t + 2, 3 * c + 2) == found


@pytest.mark.parametrize(("n_t", "n_c"), [(1, 1), (2, 5), (8, 8), (12, 24), (49, 49)])
def test_exact_p_equals_scipy_without_ties(n_t, n_c):
    rng = np.random.default_rng(n_t)
    t, c = rng.normal(0.5, 1, n_t), rng.normal(0, 1, n_c)
    found = mann_whitney(t, c)
    assert found.p_exact == pytest.approx(stats.mannwhitneyu(t, c, method="exact").pvalue)
    assert not found.ties


def test_ties_or_fifty_an_arm_leave_no_exact_p():
    rng = np.random.default_rng(3)
    assert mann_whitney(np.array([1.0, 2, 3]), np.array([3.0, 4, 5])).p_exact is None
    assert mann_whitney(rng.normal(size=50), rng.normal(size=5)).p_exact is None


def test_arrangements_are_counted_by_hand():
    n_t, n_c = 3, 4
    places = range(n_t + n_c)
    sums = [sum(chosen) - n_t * (n_t - 1) // 2 for chosen in combinations(places, n_t)]
    counts = count_arrangements(n_t, n_c)
    assert counts.tolist() == np.bincount(sums, minlength=n_t * n_c + 1).tolist()
    assert counts.sum() == math.comb(7, 3)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(-9, 9).map(float), min_size=4, max_size=30).map(np.array))
def test_signed_rank_equals_scipy(change):
    if not change.any():
        return
    found = signed_rank(change)
    kept = change[change != 0]
    peer = stats.wilcoxon(kept, method="asymptotic", correction=False, alternative="two-sided")
    assert found.p == pytest.approx(peer.pvalue)
    whole = len(kept) * (len(kept) + 1) / 2
    assert min(found.statistic, whole - found.statistic) == pytest.approx(peer.statistic)
    assert signed_rank(-change).p == pytest.approx(found.p)
    assert found.p <= found.p_corrected
