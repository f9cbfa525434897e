"""Shrunken effects: against quadrature, in the limits, and how seldom they hold the odd one out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from analysis.core import CannotEstimate, Estimate
from analysis.subgroups import measure_coverage, shrink
from analysis.subgroups.shrinkage_coverage import holds_truth


def effect(value: float, variance: float) -> Estimate:
    return Estimate("g", value, np.nan, np.nan, 0.95, {"n_treatment": 30, "n_comparator": 30},
                    "", "", "sd", float(np.sqrt(variance)))  # fmt: skip


def effects(y, v) -> dict[str, Estimate]:
    return {f"c{i}": effect(a, b) for i, (a, b) in enumerate(zip(y, v, strict=True))}


Y, V = [0.2, 0.5, 0.9, 0.1, 0.7, -0.3], [0.04, 0.05, 0.06, 0.03, 0.08, 0.15]


def posterior_by_quadrature(y, v, scale, function):
    """Mean of function(tau) over the posterior of tau, by adaptive quadrature."""
    y, v = np.array(y), np.array(v)

    def density(tau):
        w = 1 / (v + tau**2)
        mu = (w * y).sum() / w.sum()
        likelihood = np.sqrt(w).prod() / np.sqrt(w.sum()) * np.exp(-(w * (y - mu) ** 2).sum() / 2)
        return likelihood * np.exp(-(tau**2) / (2 * scale**2))

    top = 8 * scale
    whole = integrate.quad(density, 0, top, limit=200, epsabs=0, epsrel=1e-11)[0]
    part = integrate.quad(lambda t: density(t) * function(t), 0, top, limit=200, epsabs=0,
                          epsrel=1e-11)[0]  # fmt: skip
    return part / whole


def conditional(y, v, place):
    y, v = np.array(y), np.array(v)

    def at(tau):
        w = 1 / (v + tau**2)
        mu, b = (w * y).sum() / w.sum(), v[place] / (v[place] + tau**2)
        return b * mu + (1 - b) * y[place], (1 - b) * v[place] + b**2 / w.sum()

    return at


@pytest.mark.parametrize("scale", [0.5, 0.1, 3.0])
@pytest.mark.parametrize("factor", [1.0, 0.001, 30.0])
def test_means_and_limits_are_those_of_adaptive_quadrature(scale, factor):
    v = [factor * one for one in V]
    found = shrink(effects(Y, v), scale=scale)
    for place in (0, 2, 5):
        one, at = found.by_condition[f"c{place}"], conditional(Y, v, place)
        mean = posterior_by_quadrature(Y, v, scale, lambda t, at=at: at(t)[0])
        assert one.value == pytest.approx(mean, rel=1e-6, abs=1e-9)
        for limit, p in ((one.low, 0.025), (one.high, 0.975)):
            below = posterior_by_quadrature(
                Y, v, scale, lambda t, at=at, x=limit: stats.norm.cdf(x, at(t)[0], at(t)[1] ** 0.5)
            )
            assert below == pytest.approx(p, abs=1e-6)


def test_a_narrow_prior_gives_one_effect_for_all_and_a_wide_one_each_its_own():
    w = 1 / np.array(V)
    common = (w * Y).sum() / w.sum()
    narrow, wide = shrink(effects(Y, V), scale=1e-4), shrink(effects(Y, V), scale=1000.0)
    assert [e.value for e in narrow.by_condition.values()] == pytest.approx([common] * 6, abs=1e-5)
    apart = [abs(e.value - y) for e, y in zip(wide.by_condition.values(), Y, strict=True)]
    tight = [abs(e.value - y) for e, y in zip(narrow.by_condition.values(), Y, strict=True)]
    assert sum(apart) < sum(tight)
    assert narrow.overall.value == pytest.approx(common, abs=1e-5)


@settings(deadline=None, derandomize=True, max_examples=25)
@given(
    y=st.lists(st.floats(-3, 3), min_size=3, max_size=10),
    v=st.floats(0.001, 1),
    shift=st.floats(-5, 5),
)
def test_every_effect_lies_between_its_own_and_the_mean_and_moves_with_all(y, v, shift):
    found = shrink(effects(y, [v] * len(y)))
    moved = shrink(effects([one + shift for one in y], [v] * len(y)))
    for (name, one), raw in zip(found.by_condition.items(), y, strict=True):
        low, high = sorted((raw, found.overall.value))
        assert low - 1e-9 <= one.value <= high + 1e-9
        assert one.low < one.value < one.high
        assert moved.by_condition[name].value == pytest.approx(one.value + shift, abs=1e-7)
    assert 0 <= found.tau.low <= found.tau.value <= found.tau.high


@pytest.mark.parametrize(
    ("given_effects", "code"),
    [
        ({}, "too_few_effects"),
        (effects(Y[:2], V[:2]), "too_few_effects"),
        (effects(Y, [0.0, *V[1:]]), "no_error"),
        (effects([np.nan, *Y[1:]], V), "infinite"),
        (effects([np.inf, *Y[1:]], V), "infinite"),
    ],
)
def test_what_cannot_be_shrunken_is_refused(given_effects, code):
    with pytest.raises(CannotEstimate) as told:
        shrink(given_effects)
    assert told.value.refusal.code == code


def test_intervals_hold_the_odd_one_out_about_27_times_in_100():
    """Five conditions of 200 an arm alike, one of 12 an arm 0.8 SD apart."""
    v = np.array([2 / 200] * 5 + [2 / 12])
    held = measure_coverage(v, (0.8,), replicates=3000)
    assert held.average == pytest.approx(0.95, abs=0.015)
    assert held.apart == pytest.approx(0.27, abs=0.05)
    assert held.others > 0.95


def test_the_worst_shift_is_the_one_told():
    v = np.array([2 / 200] * 5 + [2 / 12])
    each = [measure_coverage(v, (s,), replicates=500).apart for s in (0.3, 0.8)]
    both = measure_coverage(v, (0.3, 0.8), replicates=500)
    assert both.apart == pytest.approx(min(each), abs=0.06)
    assert both.shift == 0.8


def test_coverage_is_counted_on_the_intervals_shown():
    rng = np.random.default_rng(3)
    y, v = rng.normal(0.3, 0.5, (40, 6)), np.array(V)
    theta = np.full((40, 6), 0.3)
    quick = holds_truth(y, v, theta, 0.95, 0.5)
    for row in range(40):
        shown = shrink(effects(y[row], V)).by_condition.values()
        slow = [one.low <= 0.3 <= one.high for one in shown]
        near = [min(abs(one.low - 0.3), abs(one.high - 0.3)) < 1e-3 for one in shown]
        assert all(a == b or c for a, b, c in zip(quick[row], slow, near, strict=True))
