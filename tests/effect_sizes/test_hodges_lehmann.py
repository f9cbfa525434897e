"""The shift between arms: by every pair, its exact limits, and what moves with it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.effect_sizes import hodges_lehmann

SCORES = st.lists(st.integers(0, 40).map(float), min_size=6, max_size=20)


def test_exact_limits_are_the_shifts_the_exact_test_does_not_reject():
    rng = np.random.default_rng(5)
    t, c = rng.normal(1, 1, 11), rng.normal(0, 1, 9)
    found = hodges_lehmann(t, c, 0.95)
    assert found.value == pytest.approx(np.median(np.subtract.outer(t, c)))
    for limit, inwards in ((found.low, 1), (found.high, -1)):
        for step, kept in ((1e-6, True), (-1e-6, False)):
            p = stats.mannwhitneyu(t - limit - inwards * step, c, method="exact").pvalue
            assert bool(p > 0.05) is kept


@settings(max_examples=40, deadline=None, derandomize=True)
@given(SCORES.map(np.array), SCORES.map(np.array), st.floats(0.1, 50), st.integers(-30, 30))
def test_the_shift_moves_with_the_scores_and_flips_with_the_arms(t, c, scale, moved):
    if np.ptp(t) == 0 and np.ptp(c) == 0:
        return
    found, near = hodges_lehmann(t, c, 0.95), 3e-4  # the search ends within 1e-4 points
    assert found.low <= found.value + near
    assert found.value <= found.high + near
    further = hodges_lehmann(t + moved, c, 0.95)
    assert further.low - moved <= further.value - moved + near
    assert t.min() - c.max() - near <= found.low
    assert found.high <= t.max() - c.min() + near
    narrow = hodges_lehmann(t, c, 0.8)
    assert found.low - near <= narrow.low
    assert narrow.high <= found.high + near


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 100_000), st.floats(0.1, 50), st.floats(-30, 30))
def test_without_ties_shift_and_limits_flip_scale_and_move(seed, scale, moved):
    rng = np.random.default_rng(seed)
    t, c = rng.normal(size=13), rng.normal(size=8)
    found, swapped = hodges_lehmann(t, c, 0.95), hodges_lehmann(c, t, 0.95)
    assert (swapped.value, swapped.low, swapped.high) == pytest.approx(
        (-found.value, -found.high, -found.low)
    )
    other = hodges_lehmann(scale * t + moved, scale * c, 0.95)
    expected = [scale * x + moved for x in (found.value, found.low, found.high)]
    assert [other.value, other.low, other.high] == pytest.approx(expected, abs=1e-9)


def test_with_ties_it_is_near_the_median_of_the_differences():
    rng = np.random.default_rng(6)
    t, c = np.round(rng.normal(20, 6, 60)), np.round(rng.normal(16, 6, 55))
    found = hodges_lehmann(t, c, 0.95)
    assert found.value == pytest.approx(np.median(np.subtract.outer(t, c)), abs=0.51)
    assert 0 < found.low < found.value < found.high
