"""Egger, Begg, PET and PEESE, trim-and-fill, funnel."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.core import CannotEstimate
from analysis.meta_analysis import (
    begg_rank_test,
    egger_line,
    egger_mixed,
    funnel_contours,
    trim_and_fill,
)
from analysis.meta_analysis.small_study_effects import kendall

from .made_up_studies import QUICK, draw_studies

studies = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 2)), min_size=4, max_size=12,
                   unique_by=(lambda s: s[0], lambda s: s[1]))  # fmt: skip


def test_eggers_own_form_and_the_weighted_line_are_one():
    y, v = draw_studies(11)
    se = np.sqrt(v)
    own = sm.OLS(y / se, np.column_stack([np.ones(11), 1 / se])).fit()
    found = egger_line(y, v)
    assert found.slope.value == pytest.approx(own.params[0], rel=1e-9)
    assert found.slope.se == pytest.approx(own.bse[0], rel=1e-9)
    assert found.slope.p == pytest.approx(own.pvalues[0], rel=1e-9)
    assert found.limit.value == pytest.approx(own.params[1], rel=1e-9)
    assert (found.limit.low, found.limit.high) == pytest.approx(tuple(own.conf_int()[1]), rel=1e-9)
    peese = sm.WLS(y, np.column_stack([np.ones(11), v]), weights=1 / v).fit()
    told = egger_line(y, v, over_variances=True)
    assert (told.limit.value, told.limit.se) == pytest.approx((peese.params[0], peese.bse[0]))


def test_the_mixed_form_has_a_wider_error_where_studies_differ():
    y, v = draw_studies(15, 1.0)
    assert egger_mixed(y, v).tau2 > 0.1
    assert egger_mixed(y, v, "DL").coefficients["sei"].df is None


@settings(**QUICK)
@given(studies)
def test_kendall_is_scipys(found):
    x, z = (np.array(column) for column in zip(*found, strict=True))
    exact = stats.kendalltau(x, z, method="exact")
    told = kendall(x, z)
    assert told.exact
    assert (told.tau, told.p) == pytest.approx((exact.statistic, exact.pvalue), abs=1e-10)


def test_ties_are_counted_as_such():
    x, z = np.array([1, 2, 2, 4, 5, 3.0]), np.array([1, 1, 2, 3, 3, 9.0])
    expected = stats.kendalltau(x, z, method="asymptotic")
    told = kendall(x, z)
    assert not told.exact
    assert (told.tau, told.p) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-10)
    rng = np.random.default_rng(1)
    many = rng.normal(size=(2, 400))
    expected = stats.kendalltau(*many, method="asymptotic")
    assert kendall(*many).p == pytest.approx(expected.pvalue, rel=1e-9)
    with pytest.raises(CannotEstimate):
        kendall(np.ones(5), np.arange(5.0))


def test_a_funnel_with_one_side_cut_off_is_filled_on_that_side():
    se = np.linspace(0.05, 0.6, 30)
    y = 0.2 + se * np.tile([-1.5, -0.5, 0.0, 0.5, 1.5], 6)
    kept = ~((se > 0.25) & (y < 0.2))
    found = trim_and_fill(y[kept], se[kept] ** 2, "L0", "FE")
    assert found.side == "left"
    assert found.missing >= 3
    assert len(found.filled_y) == len(found.filled_v) == found.missing
    assert found.estimate.value < np.average(y[kept], weights=se[kept] ** -2)


def test_a_symmetric_funnel_is_not_filled():
    se = np.repeat(np.linspace(0.05, 0.6, 15), 2)
    y = 0.2 + se * np.tile([-1.1, 1.1], 15)
    for count in ("L0", "R0"):
        assert trim_and_fill(y, se**2, count, "FE").missing == 0


@settings(**QUICK)
@given(studies, st.sampled_from(["L0", "R0"]), st.sampled_from(["FE", "DL"]))
def test_trim_and_fill_mirrors_with_the_data(found, count, pooling):
    y, v = (np.array(column) for column in zip(*found, strict=True))
    try:
        here, there = (trim_and_fill(sign * y, v, count, pooling) for sign in (1, -1))
    except CannotEstimate:  # the count goes round in circles
        return
    assert here.missing == there.missing
    assert here.estimate.value == pytest.approx(-there.estimate.value, abs=1e-9)
    if here.missing:
        assert {here.side, there.side} == {"left", "right"}
        assert np.isin(here.filled_v, v).all()


def test_identical_effects_are_not_trimmed():
    with pytest.raises(CannotEstimate) as fault:
        trim_and_fill(np.full(4, 0.2), np.array([0.1, 0.2, 0.3, 0.4]))
    assert fault.value.refusal.code == "no_spread"


def test_begg_without_two_ranks_is_refused():
    with pytest.raises(CannotEstimate):
        begg_rank_test(np.array([0.1, 0.2]), np.array([0.1, 0.2]))


def test_contours_are_where_p_changes():
    y, v = np.array([0.0, 1.96, 3.0]), np.ones(3)
    found = funnel_contours(y, v, centre=1.0)
    assert found.p == pytest.approx([1.0, 0.04999579, 0.00269980], abs=1e-7)
    place = int(np.argmin(abs(found.se - 1)))
    assert found.contours[0.05][place] == pytest.approx(1.959964 * found.se[place], rel=1e-6)
    assert (found.contours[0.01] >= found.contours[0.10]).all()
    assert found.se[0] == 0
    assert found.se[-1] > 1
    assert math.isclose(found.pseudo_half[place], 1.959964 * found.se[place], rel_tol=1e-6)
