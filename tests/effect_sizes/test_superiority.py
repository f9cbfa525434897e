"""Probability of superiority: every pair by hand, scipy's Brunner-Munzel, and its symmetries."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.effect_sizes import compare_pairs, probability_of_superiority

from .made_up_arms import refusal

SCORES = st.lists(st.integers(0, 15).map(float), min_size=3, max_size=25)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SCORES.map(np.array), SCORES.map(np.array))
def test_it_is_the_share_of_pairs_and_brunner_munzel_is_scipys(t, c):
    if np.ptp(np.concatenate([t, c])) == 0:
        return
    found = compare_pairs(t, c)
    signs = np.sign(np.subtract.outer(t, c))
    assert found.value == pytest.approx((signs.mean() + 1) / 2)
    assert found.value == pytest.approx(stats.mannwhitneyu(t, c).statistic / signs.size)
    if found.se == 0:
        return
    peer = stats.brunnermunzel(t, c)
    assert (found.t, found.p) == pytest.approx((peer.statistic, peer.pvalue))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(SCORES.map(np.array), SCORES.map(np.array), st.floats(0.1, 40))
def test_arms_swapped_give_the_other_share_and_the_scale_does_not_matter(t, c, scale):
    if np.ptp(np.concatenate([t, c])) == 0 or compare_pairs(t, c).se == 0:
        return
    found, swapped = (probability_of_superiority(*arms, 0.95) for arms in ((t, c), (c, t)))
    assert swapped.value == pytest.approx(1 - found.value)
    assert (swapped.low, swapped.high) == pytest.approx((1 - found.high, 1 - found.low))
    assert 0 <= found.low <= found.value <= found.high <= 1
    scaled = probability_of_superiority(scale * t, scale * c, 0.95)
    assert (scaled.value, scaled.low, scaled.high) == (found.value, found.low, found.high)


def test_cliffs_variance_by_every_pair():
    rng = np.random.default_rng(4)
    t, c = np.round(rng.normal(3, 4, 14)), np.round(rng.normal(0, 3, 11))
    found, signs = compare_pairs(t, c), np.sign(np.subtract.outer(t, c))
    d, (n_t, n_c) = signs.mean(), signs.shape
    rows, columns = signs.mean(axis=1) - d, signs.mean(axis=0) - d
    above = n_c**2 * rows @ rows + n_t**2 * columns @ columns - ((signs - d) ** 2).sum()
    assert found.cliff_se**2 == pytest.approx(above / (n_t * n_c * (n_t - 1) * (n_c - 1)))
    low, high = found.cliff_limits(0.95)
    assert low < 2 * found.value - 1 < high


def test_arms_apart_have_a_share_and_no_interval():
    t, c = np.array([5.0, 6, 7]), np.array([1.0, 2, 3, 4])
    assert compare_pairs(t, c).value == 1
    assert np.isnan(compare_pairs(t, c).limits(0.95)).all()
    assert refusal(lambda: probability_of_superiority(t, c, 0.95)) == "separated"
    assert refusal(lambda: probability_of_superiority(t, c[:1], 0.95)) == "too_few"
