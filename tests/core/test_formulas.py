"""Closed formulas against published and R numbers, and scipy.stats as an oracle."""

import json

import numpy as np
import pytest
from scipy import stats

from analysis.core import CannotEstimate
from analysis.core.formulas import (
    judge,
    newcombe,
    noncentral_t_interval,
    normal_quantile,
    pooled_sd,
    small_sample_factor,
    smd,
    t_quantile,
    t_tail,
    welch,
    wilson,
)


@pytest.fixture(scope="module")
def shares(project):
    return json.loads((project / "tests/reference/two_shares.json").read_text("utf-8"))["binary"]


@pytest.mark.parametrize(("m", "factor"), [(8, 0.902703), (38, 0.980110)])
def test_small_sample_factor_is_hedges_table(m, factor):
    assert small_sample_factor(m) == pytest.approx(factor, abs=5e-7)


def test_small_sample_factor_needs_two_degrees_of_freedom():
    with pytest.raises(CannotEstimate) as fault:
        small_sample_factor(1)
    assert fault.value.refusal.code == "too_few"


@pytest.mark.parametrize("df", [1, 2.5, 12, 94, 1000])
@pytest.mark.parametrize("p", [0.005, 0.3, 0.975])
def test_quantiles_and_tails_are_scipys(df, p):
    assert t_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-9)
    assert t_tail(-2.1, df) == pytest.approx(2 * stats.t.sf(2.1, df), rel=1e-9)
    assert normal_quantile(p) == pytest.approx(stats.norm.ppf(p), rel=1e-12)


def test_welch_is_scipys():
    rng = np.random.default_rng(1)
    a, b = rng.normal(3, 2, 14), rng.normal(5, 1, 9)
    found = welch(a.mean(), a.std(ddof=1), 14, b.mean(), b.std(ddof=1), 9, 0.9)
    oracle = stats.ttest_ind(a, b, equal_var=False)
    limits = oracle.confidence_interval(0.9)
    assert found.df == pytest.approx(oracle.df, rel=1e-10)
    assert found.p == pytest.approx(oracle.pvalue, rel=1e-9)
    assert (found.low, found.high) == pytest.approx((limits.low, limits.high), rel=1e-9)


def test_welch_does_not_underflow_in_very_small_units():
    small = welch(3e-90, 1e-90, 12, 2e-90, 2e-90, 15, 0.95)
    assert small.df == pytest.approx(welch(3, 1, 12, 2, 2, 15, 0.95).df)


@pytest.mark.parametrize(("n_t", "sd"), [(1, 2.0), (5, 0.0)])
def test_welch_refuses_what_has_no_error(n_t, sd):
    with pytest.raises(CannotEstimate):
        welch(1, sd, n_t, 2, 0.0, 8, 0.95)


def test_pooled_sd_of_a_group_without_sd_is_refused():
    with pytest.raises(CannotEstimate) as fault:
        pooled_sd(None, 1, 3.0, 20)
    assert fault.value.refusal.code == "no_sd"


def test_d_where_nobody_differs_is_refused():
    with pytest.raises(CannotEstimate) as fault:
        smd(3, 0, 10, 4, 0, 10)
    assert fault.value.refusal.code == "no_variation"


@pytest.mark.parametrize("t", [-8.0, -0.3, 0.0, 2.2085368912388, 6.0])
@pytest.mark.parametrize("df", [3, 22, 95])
def test_noncentral_limits_put_back_give_their_tails(t, df):
    low, high = noncentral_t_interval(t, df, 1.0, 0.95)
    assert stats.nct.cdf(t, df, low) == pytest.approx(0.975, abs=1e-8)
    assert stats.nct.cdf(t, df, high) == pytest.approx(0.025, abs=1e-8)


def test_noncentral_limits_are_finite_or_refused_far_out():
    rng = np.random.default_rng(2)
    for _ in range(1500):
        t, df = float(rng.uniform(-400, 400)), int(rng.integers(2, 900))
        try:
            low, high = noncentral_t_interval(t, df, 0.3, 0.95)
        except CannotEstimate:
            continue
        assert np.isfinite([low, high]).all()
        assert low < high


def test_noncentral_limits_beyond_reach_are_refused():
    with pytest.raises(CannotEstimate) as fault:
        noncentral_t_interval(float("inf"), 20, 1.0, 0.95)
    assert fault.value.refusal.code == "effect_too_large"


def test_newcombe_1998_table_two():
    assert newcombe(56, 70, 48, 80, 0.95) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_wilson_and_newcombe_are_rs(shares):
    assert len(shares) == 8
    for entry in shares.values():
        (e_t, e_c), (n_t, n_c) = entry["events"], entry["n"]
        for e, n, limits in zip(entry["events"], entry["n"], entry["risk_ci_wilson"], strict=True):
            assert wilson(e, n, 0.95) == pytest.approx(limits, rel=1e-8, abs=1e-10)
        found = newcombe(e_t, n_t, e_c, n_c, 0.95)
        assert found == pytest.approx(entry["rd_ci_newcombe"], rel=1e-8, abs=1e-10)


def test_shares_of_nobody_are_refused():
    with pytest.raises(CannotEstimate) as fault:
        wilson(0, 0, 0.95)
    assert fault.value.refusal.code == "no_people"


VERDICTS = [
    (2.0, 5.0, "worthwhile"),
    (2.5, 2.6, "worthwhile"),
    (-1.9, 1.9, "no_meaningful_difference"),
    (0.0, 1.9, "no_meaningful_difference"),
    (0.1, 1.9, "small_difference_likely"),
    (-1.9, -0.1, "small_difference_likely"),
    (0.1, 2.0, "better_possibly_too_little"),
    (-5.0, -2.0, "meaningfully_worse"),
    (-2.0, -0.1, "worse_possibly_too_little"),
    (-2.0, 1.0, "too_imprecise"),
    (-1.0, 2.0, "too_imprecise"),
    (-3.0, 3.0, "too_imprecise"),
    (0.0, 2.0, "too_imprecise"),
]


@pytest.mark.parametrize(("low", "high", "code"), VERDICTS)
def test_verdict_by_first_match(low, high, code):
    assert judge(low, high, 2.0) == code


@pytest.mark.parametrize("limits", [(1.0, 0.5, 2.0), (0.0, 1.0, 0.0), (float("nan"), 1.0, 2.0)])
def test_no_verdict_on_what_is_no_interval(limits):
    with pytest.raises(ValueError, match="limits in order"):
        judge(*limits)
