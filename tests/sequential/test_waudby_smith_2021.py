"""Confidence sequences: the paper's boundary, its tuning, and what single looks are."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from analysis.core import CannotEstimate
from analysis.sequential import boundary, confidence_sequence, mixture_scale


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("people", [1, 30, 1000])
def test_on_the_boundary_the_mixture_martingale_is_one_over_alpha(people, level):
    """M = exp(rho^2 S^2 / (2 (t rho^2 + 1))) / sqrt(t rho^2 + 1), Robbins' mixture."""
    rho = mixture_scale(100, level)
    total = people * boundary(np.array([people]), rho, level)[0]
    grown = people * rho**2 + 1
    martingale = np.exp(rho**2 * total**2 / (2 * grown)) / np.sqrt(grown)
    assert martingale == pytest.approx(1 / (1 - level), rel=1e-10)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("tightest_at", [20, 100, 2000])
def test_the_scale_makes_the_boundary_narrowest_there(tightest_at, level):
    rho = mixture_scale(tightest_at, level)
    best = optimize.minimize_scalar(
        lambda log_rho: boundary(np.array([tightest_at]), np.exp(log_rho), level)[0],
        bounds=(np.log(rho) - 3, np.log(rho) + 3), method="bounded", options={"xatol": 1e-9},
    )  # fmt: skip
    assert rho == pytest.approx(np.exp(best.x), rel=1e-4)


def test_the_scale_is_near_the_paper_s_approximation():
    alpha = 0.05
    near = np.sqrt((-2 * np.log(alpha) + np.log(-2 * np.log(alpha) + 1)) / 100)
    assert mixture_scale(100, 0.95) == pytest.approx(near, rel=0.02)


def trial(seed: int, n: int = 150, gain: float = 1.0):
    rng = np.random.default_rng(seed)
    arm, baseline = rng.random(n) < 0.4, rng.normal(20, 4, n)
    return 0.7 * baseline - gain * arm + rng.normal(0, 3, n), arm, baseline


def test_each_look_is_the_difference_so_far_with_welch_s_error():
    y, arm, _ = trial(1)
    found = confidence_sequence(y, arm)
    rho = mixture_scale(100, 0.95)
    for look in (found.looks[0], found.looks[20], found.looks[-1]):
        a, b = (y[: look.people][arm[: look.people] == one] for one in (True, False))
        assert look.value == pytest.approx(a.mean() - b.mean())
        se = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
        wide = se * np.sqrt(look.people) * boundary(np.array([look.people]), rho, 0.95)[0]
        assert look.high - look.value == pytest.approx(wide)
        assert (look.n_treatment, look.n_comparator) == (len(a), len(b))
    assert min(found.looks[0].n_treatment, found.looks[0].n_comparator) == 30


@pytest.mark.parametrize("probability", [0.4, None])
def test_the_adjusted_difference_is_augmented_inverse_weighting(probability):
    y, arm, baseline = trial(2)
    found = confidence_sequence(y, arm, adjust=baseline[:, None], probability=probability)
    x = sm.add_constant(baseline)
    m1, m0 = (sm.OLS(y[arm == one], x[arm == one]).fit().predict(x) for one in (True, False))
    p = arm.mean() if probability is None else probability
    part = m1 - m0 + np.where(arm, (y - m1) / p, -(y - m0) / (1 - p))
    assert found.latest.value == pytest.approx(part.mean())
    assert found.latest.se == pytest.approx(part.std() / np.sqrt(len(y) - 4))


def test_adjusting_for_the_baseline_narrows_the_limits():
    y, arm, baseline = trial(3)
    crude, adjusted = (confidence_sequence(y, arm, adjust=a) for a in (None, baseline[:, None]))
    assert adjusted.latest.high - adjusted.latest.low < crude.latest.high - crude.latest.low
    assert crude.fixed.low > crude.latest.low


def test_people_come_in_order_of_enrolment_and_without_a_score_are_not_there():
    y, arm, baseline = trial(4)
    shuffled = np.random.default_rng(1).permutation(150)
    plain = confidence_sequence(y, arm, adjust=baseline[:, None])
    again = confidence_sequence(y[shuffled], arm[shuffled], shuffled.astype(float),
                                adjust=baseline[shuffled, None])  # fmt: skip
    assert again.looks == plain.looks
    gap = y.copy()
    gap[:20] = np.nan
    fewer, cut = confidence_sequence(gap, arm), confidence_sequence(y[20:], arm[20:])
    assert fewer.looks == cut.looks


@settings(deadline=None, derandomize=True, max_examples=20)
@given(seed=st.integers(0, 500), scale=st.floats(0.01, 100), shift=st.floats(-1e4, 1e4))
def test_units_carry_over_and_signs_turn(seed, scale, shift):
    y, arm, _ = trial(seed)
    found = confidence_sequence(y, arm).latest
    moved = confidence_sequence(scale * y + shift, arm).latest
    turned = confidence_sequence(y, ~arm).latest
    assert moved.value == pytest.approx(scale * found.value, rel=1e-6, abs=1e-8)
    assert moved.high == pytest.approx(scale * found.high, rel=1e-5, abs=1e-7)
    assert (turned.value, turned.low) == pytest.approx((-found.value, -found.high))


FAULTS = {
    "nobody": (lambda y, a: (y[:0], a[:0]), "too_few_to_watch"),
    "one person": (lambda y, a: (y[:1], a[:1]), "too_few_to_watch"),
    "too few in one arm": (lambda y, a: (y[:60], np.arange(60) < 29), "too_few_to_watch"),
    "one arm": (lambda y, a: (y, np.ones(150, dtype=bool)), "too_few_to_watch"),
    "all missing": (lambda y, a: (y * np.nan, a), "too_few_to_watch"),
    "infinite": (lambda y, a: (y + np.inf, a), "infinite"),
    "identical scores": (lambda y, a: (y * 0 + 7, a), "no_variation"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_watched_is_refused(fault):
    change, code = FAULTS[fault]
    y, arm, _ = trial(5)
    with pytest.raises(CannotEstimate) as told:
        confidence_sequence(*change(y, arm))
    assert told.value.refusal.code == code
    assert told.value.refusal.mend


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"probability": 1.0, "adjust": np.zeros((150, 1))}, "bad_probability"),
        ({"probability": 0.0, "adjust": np.zeros((150, 1))}, "bad_probability"),
        ({"adjust": np.ones((150, 1))}, "collinear"),
        ({"tightest_at": 0}, "tightest_at"),
        ({"from_per_arm": 1}, "too_few_to_watch"),
    ],
)
def test_choices_that_make_no_sequence_are_refused(more, code):
    y, arm, _ = trial(6)
    with pytest.raises(CannotEstimate) as told:
        confidence_sequence(y, arm, **more)
    assert told.value.refusal.code == code


def test_only_the_last_look_may_be_shown_to_everyone():
    y, arm, _ = trial(7)
    found = confidence_sequence(y, arm)
    assert len(found.latest_only().looks) == 1
    assert {cell.n for cell in found.cells()} == set(found.latest.counts.values())


def test_the_ordinary_interval_beside_it_is_the_normal_one():
    y, arm, _ = trial(8)
    fixed = confidence_sequence(y, arm).fixed
    assert fixed.high - fixed.value == pytest.approx(stats.norm.ppf(0.975) * fixed.se)
