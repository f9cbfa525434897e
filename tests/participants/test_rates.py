"""Rates: R's and textbooks' printed numbers, scipy, statsmodels, and what is refused."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.core import CannotEstimate
from analysis.participants import (
    poisson_limits,
    rate_difference,
    rate_ratio,
    zero_limit,
    zero_rate_limit,
)
from analysis.participants.rates import (
    robust_log_variance,
    robust_rate,
    robust_rate_difference,
    robust_rate_ratio,
)


def test_poisson_test_as_r_prints_it():
    """poisson.test(137, 24.19893): rate 5.661407, 4.753125 to 6.692709."""
    low, high = poisson_limits(137, 0.95)
    assert low / 24.19893 == pytest.approx(4.753125, abs=1e-6)
    assert high / 24.19893 == pytest.approx(6.692709, abs=1e-6)


def test_two_poisson_rates_as_r_prints_them():
    """poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)): 1.971488, 0.8584264 to 4.2772659."""
    assert rate_ratio(11, 800, 21, 3011, 0.95) == pytest.approx((1.971488, 0.8584264, 4.2772659),
                                                                abs=1e-6)  # fmt: skip


@pytest.mark.parametrize(("k", "low", "high"), [(0, 0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.39)])  # fmt: skip  # noqa: E501
def test_garwood_s_table(k, low, high):
    assert poisson_limits(k, 0.95) == pytest.approx((low, high), rel=1e-3)


def test_rule_of_three():
    assert zero_limit(100, 0.95) == pytest.approx(0.0295, abs=5e-5)
    assert (1 - zero_limit(37, 0.9)) ** 37 == pytest.approx(0.1)
    assert zero_rate_limit(100, 0.95) == pytest.approx(0.029957, abs=1e-6)
    assert zero_limit(10_000, 0.95) == pytest.approx(3 / 10_000, rel=0.002)


@pytest.mark.parametrize(("a", "b"), [(0, 5), (3, 5), (40, 12)])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_ratio_s_limits_are_the_exact_binomial_ones(a, b, level):
    _, low, high = rate_ratio(a, 70.0, b, 50.0, level)
    found = stats.binomtest(a, a + b).proportion_ci(level, "exact")
    odds = np.array([found.low, found.high])
    assert [low, high] == pytest.approx(odds / (1 - odds) * 50 / 70)


def test_the_sandwich_is_that_of_a_poisson_model_with_people_as_clusters():
    rng = np.random.default_rng(1)
    time, arm = rng.uniform(1, 6, 60), np.repeat([1.0, 0.0], 30)
    events = rng.poisson(rng.gamma(1, 0.5, 60) * time)
    fit = sm.GLM(events, sm.add_constant(arm), sm.families.Poisson(), offset=np.log(time)).fit(
        cov_type="HC0"
    )
    parts = (events[:30], time[:30], events[30:], time[30:])
    ratio, low, high = robust_rate_ratio(*parts, 0.95)
    assert ratio == pytest.approx(math.exp(fit.params[1]))
    variance = sum(robust_log_variance(events[i : i + 30], time[i : i + 30]) for i in (0, 30))
    assert variance == pytest.approx(fit.bse[1] ** 2 * 30 / 29, rel=1e-6)
    assert low < ratio < high
    difference, below, above = robust_rate_difference(*parts, 0.95)
    rates = [robust_rate(parts[i], parts[i + 1], 0.95) for i in (0, 2)]
    assert difference == pytest.approx(rates[0][0] - rates[1][0])
    assert above - difference == pytest.approx(
        math.hypot(rates[0][2] - rates[0][0], rates[1][0] - rates[1][1])
    )
    assert below < difference


@settings(deadline=None, derandomize=True, max_examples=50)
@given(
    a=st.integers(0, 200), b=st.integers(0, 200), t=st.floats(0.1, 1e4), u=st.floats(0.1, 1e4),
    unit=st.floats(0.01, 100),
)  # fmt: skip
def test_differences_and_ratios_turn_with_the_arms_and_the_unit_of_time(a, b, t, u, unit):
    value, low, high = rate_difference(a, t, b, u, 0.95)
    assert low <= value <= high
    assert rate_difference(b, u, a, t, 0.95) == pytest.approx((-value, -high, -low))
    scaled = rate_difference(a, t * unit, b, u * unit, 0.95)
    assert scaled == pytest.approx((value / unit, low / unit, high / unit))
    if a and b:
        ratio, below, above = rate_ratio(a, t, b, u, 0.95)
        assert below <= ratio <= above
        assert rate_ratio(b, u, a, t, 0.95) == pytest.approx((1 / ratio, 1 / above, 1 / below))


ONE = np.ones(1)


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda: poisson_limits(-1, 0.95), "bad_count"),
        (lambda: poisson_limits(math.nan, 0.95), "bad_count"),
        (lambda: rate_ratio(3, 1.0, 0, 1.0, 0.95), "no_events"),
        (lambda: rate_ratio(3, 0.0, 1, 1.0, 0.95), "no_time"),
        (lambda: rate_difference(3, 1.0, 1, math.inf, 0.95), "no_time"),
        (lambda: zero_limit(0, 0.95), "no_people"),
        (lambda: zero_rate_limit(math.nan, 0.95), "no_time"),
        (lambda: robust_log_variance(ONE, ONE), "too_few"),
        (lambda: robust_log_variance(np.zeros(3), np.ones(3)), "no_events"),
    ],
)
def test_what_is_no_rate_is_refused(ask, code):
    with pytest.raises(CannotEstimate) as told:
        ask()
    assert told.value.refusal.code == code
