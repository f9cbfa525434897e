"""Power of two means: R's and PowerTOST's printed numbers, statsmodels, scipy, properties."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from statsmodels.stats.power import TTestIndPower

from analysis.core import CannotEstimate
from analysis.planning import (
    Design,
    detectable_difference,
    half_width,
    people_for_difference,
    people_not_worse,
    people_to_bound,
    people_to_exclude,
    power_not_worse,
    power_of_difference,
    power_to_exclude,
)
from analysis.planning.noncentral import chance_within, t_tail_above

PLAIN = Design()


def test_power_t_test_as_r_prints_it():
    """power.t.test(n = 20, delta = 1, sd = 1): 0.8689528; strict = TRUE: 0.8689530."""
    assert power_of_difference(PLAIN, 1, 20, 20) == pytest.approx(0.8689530, abs=5e-8)


def test_sample_size_as_r_prints_it():
    """power.t.test(power = .90, delta = 1): n = 22.02110."""
    found = people_for_difference(PLAIN, 1, 0.90)
    assert (found.n_treatment, found.n_comparator) == (23, 23)
    assert power_of_difference(PLAIN, 1, 22, 22) < 0.90 <= found.power
    assert power_of_difference(PLAIN, 1, 22.02110, 22.02110) == pytest.approx(0.90, abs=1e-6)


def test_cohen_s_table_64_an_arm_find_half_a_standard_deviation():
    """Cohen 1988, table 2.4.1: d = .50, power .80, alpha .05 two-sided: n = 64."""
    assert people_for_difference(PLAIN, 0.5, 0.80).n_treatment == 64
    assert people_for_difference(PLAIN, 0.2, 0.80).n_treatment in (393, 394)
    assert people_for_difference(PLAIN, 0.8, 0.80).n_treatment == 26


def test_equivalence_as_powertost_prints_it():
    """sampleN.TOST(CV = 0.3): 40 in a 2x2 crossover, power 0.815845, which is this t problem."""
    sw = math.sqrt(math.log(1 + 0.3**2))
    design = Design(sd=sw / math.sqrt(2), level=0.90)
    found = power_to_exclude(design, math.log(1.25), 20, 20, math.log(0.95))
    assert found == pytest.approx(0.815845, abs=1e-6)


@pytest.mark.parametrize("d", [0.01, 0.3, 1.2, -0.5])
@pytest.mark.parametrize(("n_t", "n_c"), [(2, 3), (12, 24), (100, 33), (500, 500)])
@pytest.mark.parametrize("level", [0.90, 0.95, 0.99])
def test_power_is_that_of_statsmodels(d, n_t, n_c, level):
    theirs = TTestIndPower().power(abs(d), n_t, 1 - level, ratio=n_c / n_t)
    if math.isnan(theirs):  # scipy's far tail: none of it is left
        df, shift = n_t + n_c - 2, abs(d) / math.sqrt(1 / n_t + 1 / n_c)
        theirs = stats.nct.sf(stats.t.ppf((1 + level) / 2, df), df, shift)
    ours = power_of_difference(Design(level=level), d, n_t, n_c)
    assert ours == pytest.approx(theirs, rel=1e-7, abs=1e-9)


def test_detectable_difference_is_that_of_statsmodels():
    for n_t, n_c, power in ((20, 20, 0.8), (33, 66, 0.9), (5, 200, 0.8)):
        theirs = TTestIndPower().solve_power(None, n_t, 0.05, power, n_c / n_t)
        assert detectable_difference(PLAIN, n_t, n_c, power) == pytest.approx(theirs, rel=1e-6)


@pytest.mark.parametrize("df", [1, 4, 38, 500])
@pytest.mark.parametrize("shift", [-45, -3, 0, 2.5, 20, 36.9, 37.1, 60])
def test_the_tail_of_the_noncentral_t_is_its_integral(df, shift):
    t = stats.t.ppf(0.975, df)

    def inside(u):
        return stats.norm.cdf(shift - t * math.sqrt(stats.chi2.ppf(u, df) / df))

    exact = integrate.quad(inside, 0, 1, limit=200)[0]
    assert t_tail_above(t, df, shift) == pytest.approx(exact, abs=2e-6)


@pytest.mark.parametrize("df", [2, 10, 100])
@pytest.mark.parametrize(("low", "high"), [(-2, 2), (-5, 1), (0.5, 9), (-30, 30)])
def test_owens_q_by_drawing(df, low, high):
    rng, t = np.random.default_rng(df), stats.t.ppf(0.975, df)
    z, s = rng.standard_normal(400_000), np.sqrt(rng.chisquare(df, 400_000) / df)
    drawn = ((z - t * s > low) & (z + t * s < high)).mean()
    assert chance_within(low, high, t, df) == pytest.approx(drawn, abs=0.004)


def test_nothing_fits_between_bounds_that_have_crossed():
    assert chance_within(1.0, 1.0, 2.0, 10) == 0


def test_adjusting_for_baseline_leaves_one_minus_r_squared():
    adjusted = Design(correlation=0.6)
    plain = Design(sd=math.sqrt(1 - 0.36))
    assert adjusted.error(30, 30) == pytest.approx(plain.error(30, 30))
    assert adjusted.df(30, 30) == 57
    ratio = people_for_difference(adjusted, 0.2).enrol / people_for_difference(PLAIN, 0.2).enrol
    assert ratio == pytest.approx(0.64, abs=0.01)


def test_therapists_widen_their_own_arm_alone():
    design = Design(icc=0.05, cluster_size=8)
    assert design.design_effect == pytest.approx(1.35)
    assert design.error(80, 80) == pytest.approx(math.sqrt(1.35 / 80 + 1 / 80))
    uneven = Design(icc=0.05, cluster_size=8, cluster_size_cv=0.5)
    assert uneven.design_effect == pytest.approx(1 + (1.25 * 8 - 1) * 0.05)
    found = people_for_difference(design, 0.5)
    assert found.n_treatment == 8 * found.therapists
    assert found.n_treatment > people_for_difference(PLAIN, 0.5).n_treatment
    assert design.df(80, 80) < 158


def test_drop_out_is_made_up_for_by_arm():
    found = people_for_difference(PLAIN, 0.5, dropout_treatment=0.2, dropout_comparator=0.36)
    assert (found.enrol_treatment, found.enrol_comparator) == (80, 100)
    assert found.enrol == 180


def test_precision_equivalence_and_not_worse_are_the_fewest():
    margin = 0.3
    bound = people_to_bound(PLAIN, margin, ratio=2)
    n_t, n_c = bound.n_treatment, bound.n_comparator
    assert n_c == 2 * n_t
    assert half_width(PLAIN, n_t, n_c) < margin <= half_width(PLAIN, n_t - 1, 2 * (n_t - 1))
    for planner, power in (
        (people_to_exclude, power_to_exclude), (people_not_worse, power_not_worse)
    ):  # fmt: skip
        n = planner(PLAIN, margin, 0.8).n_treatment
        assert power(PLAIN, margin, n - 1, n - 1) < 0.8 <= power(PLAIN, margin, n, n)
    assert power_not_worse(PLAIN, margin, 50, 50) == pytest.approx(
        1 - stats.nct.cdf(stats.t.ppf(0.975, 98), 98, margin * 5), rel=1e-8
    )


@settings(deadline=None, derandomize=True, max_examples=60)
@given(d=st.floats(0.05, 3), n=st.integers(3, 300), r=st.floats(0, 0.9), icc=st.floats(0.001, 0.3))
def test_power_grows_with_people_difference_and_adjustment_and_falls_with_clusters(d, n, r, icc):
    here = power_of_difference(PLAIN, d, n, n)
    assert 0.05 <= here <= 1
    assert power_of_difference(PLAIN, d, n + 1, n) >= here - 1e-12
    assert power_of_difference(PLAIN, d * 1.1, n, n) >= here - 1e-12
    assert power_of_difference(PLAIN, -d, n, n) == pytest.approx(here)
    clustered = Design(icc=icc, cluster_size=2)
    if n >= 6:
        assert power_of_difference(clustered, d, n, n) <= here + 1e-12
        assert power_of_difference(Design(correlation=r), d, n, n) >= here - 0.02
    found = detectable_difference(PLAIN, n, n)
    assert power_of_difference(PLAIN, found, n, n) == pytest.approx(0.8, abs=1e-9)


FAULTS = {
    "no sd": (lambda: Design(sd=0), "bad_sd"),
    "nan sd": (lambda: Design(sd=math.nan), "bad_sd"),
    "correlation of one": (lambda: Design(correlation=1), "bad_correlation"),
    "icc below zero": (lambda: Design(icc=-0.1), "bad_icc"),
    "no people a therapist": (lambda: Design(cluster_size=0), "bad_cluster"),
    "level of one": (lambda: Design(level=1), "level"),
    "nobody": (lambda: power_of_difference(PLAIN, 1, 0, 10), "too_few"),
    "one person": (lambda: power_of_difference(PLAIN, 1, 1, 10), "too_few"),
    "infinite people": (lambda: power_of_difference(PLAIN, 1, math.inf, 10), "too_few"),
    "infinite difference": (lambda: power_of_difference(PLAIN, math.inf, 9, 9), "infinite"),
    "nan difference": (lambda: power_of_difference(PLAIN, math.nan, 9, 9), "infinite"),
    "nan truth": (lambda: power_to_exclude(PLAIN, 1, 9, 9, math.nan), "infinite"),
    "no margin": (lambda: power_to_exclude(PLAIN, 0, 9, 9), "bad_margin"),
    "no difference": (lambda: people_for_difference(PLAIN, 0), "bad_margin"),
    "power of one": (lambda: people_for_difference(PLAIN, 1, 1), "bad_power"),
    "power under alpha": (lambda: detectable_difference(PLAIN, 9, 9, 0.04), "bad_power"),
    "all lost": (lambda: people_for_difference(PLAIN, 1, dropout_treatment=1), "bad_dropout"),
    "no ratio": (lambda: people_for_difference(PLAIN, 1, ratio=0), "bad_ratio"),
    "too small": (lambda: people_for_difference(PLAIN, 1e-6), "never"),
    "truth outside": (lambda: people_to_exclude(PLAIN, 1, true=1), "bad_margin"),
    "truth worse": (lambda: people_not_worse(PLAIN, 1, true=-1), "bad_margin"),
    "one therapist": (
        lambda: power_of_difference(Design(icc=0.1, cluster_size=50), 1, 2, 1), "too_few"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_plan_that_makes_no_sense_is_refused(fault):
    ask, code = FAULTS[fault]
    with pytest.raises(CannotEstimate) as told:
        ask()
    assert told.value.refusal.code == code
    assert told.value.refusal.mend
