"""Kaplan-Meier, log-rank and restricted means: against statsmodels, worked by hand, refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from analysis.core import CannotEstimate
from analysis.durability import (
    compare_restricted_means,
    default_tau,
    follow,
    kaplan_meier,
    log_rank,
    median_time,
    read_curve,
    restricted_mean,
    survival_limits,
)


def draw(seed: int, n: int = 60) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Times in whole weeks (many ties), events, arms and sites."""
    rng = np.random.default_rng(seed)
    time = np.ceil(rng.exponential(10, n))
    event = (rng.random(n) < 0.7).astype(float)
    arm, site = (rng.choice(names, n).astype(object) for names in (["a", "b", "c"], ["x", "y"]))
    return time, event, arm, site


@pytest.mark.parametrize("seed", range(5))
def test_curve_equals_statsmodels(seed):
    time, event, _, _ = draw(seed)
    curve, peer = kaplan_meier(time, event), SurvfuncRight(time, event)
    read = read_curve(curve, peer.surv_times)
    assert np.allclose(read.survival, peer.surv_prob, rtol=1e-10)
    left = read.survival > 0
    assert np.allclose(read.se[left], peer.surv_prob_se[left], rtol=1e-10)
    assert np.array_equal(read.at_risk, peer.n_risk)


@pytest.mark.parametrize("stratified", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_log_rank_equals_statsmodels(seed, stratified):
    time, event, arm, site = draw(seed)
    blocks = site if stratified else None
    found = log_rank(time, event, arm, blocks)
    chisq, p = survdiff(time, event, arm, strata=blocks)
    assert found.chisq == pytest.approx(chisq, rel=1e-8)
    assert found.p == pytest.approx(p, rel=1e-8)
    assert found.df == 2
    assert sum(found.observed) == pytest.approx(sum(found.expected))


def test_peto_and_peto_weigh_early_events_more():
    time = np.array([1.0, 2, 3, 4, 5, 6, 7, 8])
    arm = np.array(["a", "a", "a", "b", "b", "a", "b", "b"], object)
    event = (time < 8).astype(float)
    early = log_rank(time, event, arm, rho=1.0)
    assert early.chisq == pytest.approx(survdiff(time, event, arm, weight_type="fh", fh_p=1)[0])
    assert early.chisq > log_rank(time, event, arm).chisq


def test_four_people_by_hand():
    curve = kaplan_meier(np.array([1.0, 2, 2, 4]), np.array([1, 1, 0, 0]))
    assert curve.survival == pytest.approx([0.75, 0.5, 0.5])
    assert curve.variance == pytest.approx([1 / 12, 1 / 12 + 1 / 6, 1 / 12 + 1 / 6])
    assert median_time(curve).value == 2.0
    mean = restricted_mean(curve, 3.0)
    assert mean.value == pytest.approx(1 + 0.75 + 0.5)
    assert mean.se == pytest.approx(np.sqrt(1.25**2 / 12 + 0.5**2 / 6))


def test_median_is_the_middle_of_a_step_at_one_half():
    curve = kaplan_meier(np.array([1.0, 2, 5, 6]), np.ones(4))
    assert median_time(curve).value == 3.5


def test_median_not_reached_is_not_a_number():
    curve = kaplan_meier(np.array([1.0, 2, 5, 6]), np.array([1, 0, 0, 0]))
    assert np.isnan(median_time(curve).value)


def test_times_after_the_last_seen_are_left_out():
    curve = kaplan_meier(np.array([1.0, 2, 5]), np.array([1, 0, 0]))
    assert read_curve(curve, np.array([0.5, 3, 9])).time.tolist() == [0.5, 3]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.sampled_from(["log", "log-log", "plain"]))
def test_limits_hold_the_curve(seed, kind):
    time, event, _, _ = draw(seed, 25)
    curve = kaplan_meier(time, event)
    low, high = survival_limits(curve, kind)
    told = ~np.isnan(low)
    assert (low[told] <= curve.survival[told]).all()
    assert (curve.survival[told] <= high[told]).all()
    assert (low[told] >= 0).all()
    assert (high[told] <= 1).all()
    assert (np.diff(curve.survival) <= 0).all()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.floats(0.01, 100))
def test_arms_swapped_and_unit_changed(seed, factor):
    time, event, _, _ = draw(seed, 40)
    a, b = (time[:20], event[:20]), (time[20:], event[20:])
    tau = float(min(a[0].max(), b[0].max()))
    there = compare_restricted_means(a, b, tau)[2]
    back = compare_restricted_means(b, a, tau)[2]
    assert back.value == pytest.approx(-there.value)
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
    scaled = [(time * factor, event) for time, event in (a, b)]
    other = compare_restricted_means(scaled[0], scaled[1], tau * factor)[2]
    assert other.value == pytest.approx(factor * there.value, rel=1e-6, abs=1e-9 * factor)


def test_default_tau_needs_eleven_in_both_arms():
    curves = [kaplan_meier(np.arange(1.0, n + 1), np.ones(n)) for n in (20, 15)]
    assert default_tau(*curves) == 5.0
    with pytest.raises(CannotEstimate) as fault:
        default_tau(curves[0], kaplan_meier(np.arange(1.0, 11), np.ones(10)))
    assert fault.value.refusal.code == "too_few_at_risk"


NAN = float("nan")


@pytest.mark.parametrize(
    ("code", "time", "event"),
    [
        ("nobody", [], []),
        ("nobody", [NAN, 1], [1, NAN]),
        ("bad_time", [-1, 2], [1, 1]),
        ("bad_time", [float("inf"), 2], [1, 1]),
        ("bad_event", [1, 2], [1, 2]),
        ("bad_length", [1, 2, 3], [1, 1]),
    ],
)
def test_times_refused(code, time, event):
    with pytest.raises(CannotEstimate) as fault:
        kaplan_meier(np.array(time, float), np.array(event, float))
    assert fault.value.refusal.code == code


@pytest.mark.parametrize(
    ("code", "time", "event", "arm"),
    [
        ("one_group", [1, 2], [1, 1], ["a", "a"]),
        ("one_group", [1, 2], [1, 1], ["a", None]),
        ("no_events", [1, 2], [0, 0], ["a", "b"]),
        ("not_comparable", [1, 2, 3], [0, 1, 1], ["a", "b", "b"]),
        ("not_comparable", [1, 1], [1, 1], ["a", "b"]),
    ],
)
def test_log_rank_refused(code, time, event, arm):
    with pytest.raises(CannotEstimate) as fault:
        log_rank(np.array(time, float), np.array(event), np.array(arm, object))
    assert fault.value.refusal.code == code


@pytest.mark.parametrize(
    ("code", "tau", "event"),
    [
        ("bad_tau", 0.0, 1),
        ("bad_tau", NAN, 1),
        ("tau_after_follow_up", 9.0, 0),
        ("no_spread", 0.5, 1),
    ],
)
def test_restricted_means_refused(code, tau, event):
    arm = np.array([1.0, 2, 3]), np.array([1, 1, event])
    with pytest.raises(CannotEstimate) as fault:
        compare_restricted_means(arm, arm, tau)
    assert fault.value.refusal.code == code


def test_an_arm_without_events_has_no_error_to_add():
    none, some = (np.arange(1.0, 13), np.zeros(12)), (np.arange(1.0, 13), np.ones(12))
    with pytest.raises(CannotEstimate) as fault:
        compare_restricted_means(none, some, 6.0)
    assert fault.value.refusal.code == "no_spread"


def test_everybody_had_the_event_before_tau():
    arm = np.array([1.0, 2, 3]), np.ones(3)
    assert compare_restricted_means(arm, arm, 9.0)[0].value == pytest.approx(2.0)


def test_follow_leaves_out_who_has_no_group():
    seen = follow(np.array([1.0, 2]), np.array([1, 0]), np.array(["a", None], object))
    assert seen.time.tolist() == [1.0]


def test_times_apart_by_rounding_are_one():
    curve = kaplan_meier(np.array([0.3, 0.1 + 0.2, 0.7]), np.array([1, 1, 0]))
    assert curve.time.tolist() == [0.3, 0.7]
    assert curve.events.tolist() == [2, 0]
