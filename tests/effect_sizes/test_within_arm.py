"""Change within an arm: scipy's paired t, each standardised change by its definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.core.formulas import small_sample_factor
from analysis.effect_sizes import change_within

from .made_up_arms import refusal


def draw(seed: int, n: int = 17) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    pre = rng.normal(22, 5, n)
    return pre, 0.6 * pre + rng.normal(3, 4, n)


def test_points_are_the_paired_t_test():
    pre, post = draw(1)
    found, peer = change_within(pre, post, 0.9), stats.ttest_rel(post, pre)
    limits = peer.confidence_interval(0.9)
    assert (found.change.low, found.change.high) == pytest.approx((limits.low, limits.high))
    assert found.change.p == pytest.approx(peer.pvalue)
    assert found.change.value == pytest.approx(found.mean_post - found.mean_pre)


def test_each_standardised_change_by_its_definition():
    pre, post = draw(2)
    found, mean, n = change_within(pre, post, 0.95), (post - pre).mean(), len(pre)
    sd_pre, sd_post, sd = (x.std(ddof=1) for x in (pre, post, post - pre))
    r = stats.pearsonr(pre, post).statistic
    assert sd**2 == pytest.approx(sd_pre**2 + sd_post**2 - 2 * r * sd_pre * sd_post)
    assert found.d_z.value == pytest.approx(mean / sd)
    assert found.d_rm == pytest.approx(mean / sd * np.sqrt(2 * (1 - r)))
    assert found.d_av == pytest.approx(mean / ((sd_pre + sd_post) / 2))
    assert found.d_av_root == pytest.approx(mean / np.sqrt((sd_pre**2 + sd_post**2) / 2))
    assert found.d_pre == pytest.approx(mean / sd_pre)
    assert found.becker.value == pytest.approx(small_sample_factor(n - 1) * mean / sd_pre)


def test_limits_of_d_z_are_where_the_noncentral_t_puts_the_t_in_its_tails():
    pre, post = draw(3)
    found, n = change_within(pre, post, 0.95), len(pre)
    t = found.d_z.value * np.sqrt(n)
    for limit, tail in ((found.d_z.low, 0.975), (found.d_z.high, 0.025)):
        assert stats.nct.cdf(t, n - 1, limit * np.sqrt(n)) == pytest.approx(tail, abs=1e-6)


def test_people_with_one_score_are_left_out():
    pre, post = draw(4)
    gaps = np.append(pre, [np.nan, 20]), np.append(post, [9, np.nan])
    assert change_within(*gaps, 0.95) == change_within(pre, post, 0.95)
    assert refusal(lambda: change_within(pre[:2], post[:2], 0.95)) == "too_few"


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 100_000), st.floats(0.01, 300), st.integers(3, 40))
def test_time_turned_round_flips_signs_and_the_scale_does_not_matter(seed, scale, n):
    pre, post = draw(seed, n)
    found, back = change_within(pre, post, 0.95), change_within(post, pre, 0.95)
    scaled = change_within(scale * pre, scale * post, 0.95)
    for name in ("d_z", "becker"):
        one, other = getattr(found, name), getattr(scaled, name)
        same = (one.value, one.low, one.high)
        assert (other.value, other.low, other.high) == pytest.approx(same)
        assert one.low <= one.value <= one.high
    assert (back.d_z.value, back.d_rm, back.d_av) == pytest.approx(
        (-found.d_z.value, -found.d_rm, -found.d_av)
    )
    assert scaled.change.value == pytest.approx(scale * found.change.value)
