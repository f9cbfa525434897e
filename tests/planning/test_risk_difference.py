"""Power of two shares: R's printed numbers, statsmodels, and every pair of counts."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import power_proportions_2indep

from analysis.core import CannotEstimate
from analysis.core.formulas import newcombe
from analysis.planning import (
    detectable_share,
    exact_power_of_shares,
    inflate_for_dropout,
    people_for_shares,
    power_of_shares,
)


def test_power_prop_test_as_r_prints_it():
    """power.prop.test(n = 50, p1 = .50, p2 = .75): 0.7401659; at power .90: n = 76.7."""
    assert power_of_shares(0.75, 0.50, 50, 50) == pytest.approx(0.7401659, abs=5e-7)
    found = people_for_shares(0.75, 0.50, 0.90)
    assert (found.n_treatment, found.n_comparator) == (77, 77)
    assert power_of_shares(0.75, 0.50, 76.7, 76.7) == pytest.approx(0.90, abs=1e-4)


def test_power_is_that_of_statsmodels():
    for p_t, p_c, n_t, n_c in ((0.3, 0.2, 80, 80), (0.6, 0.3, 30, 60), (0.1, 0.4, 45, 15)):
        theirs = power_proportions_2indep(p_t - p_c, p_c, n_t, ratio=n_c / n_t).power
        assert power_of_shares(p_t, p_c, n_t, n_c) == pytest.approx(theirs, abs=1e-3)


def test_the_exact_power_is_the_sum_over_every_pair_of_counts():
    n_t, n_c, p_t, p_c = 14, 9, 0.7, 0.2
    total = sum(
        stats.binom.pmf(a, n_t, p_t) * stats.binom.pmf(b, n_c, p_c)
        for a in range(n_t + 1)
        for b in range(n_c + 1)
        if newcombe(a, n_t, b, n_c, 0.95)[0] > 0 or newcombe(a, n_t, b, n_c, 0.95)[1] < 0
    )
    assert exact_power_of_shares(p_t, p_c, n_t, n_c) == pytest.approx(total, abs=1e-6)


def test_equal_shares_are_told_apart_as_often_as_the_level_allows():
    assert exact_power_of_shares(0.4, 0.4, 40, 40) == pytest.approx(0.05, abs=0.02)


def test_sizes_and_detectable_shares_agree():
    found = people_for_shares(0.45, 0.30, 0.8, ratio=2, dropout_treatment=0.2)
    assert found.n_comparator == 2 * found.n_treatment
    assert found.enrol_treatment == inflate_for_dropout(found.n_treatment, 0.2)
    rise = detectable_share(0.30, found.n_treatment, found.n_comparator)
    assert rise == pytest.approx(0.15, abs=0.002)
    assert power_of_shares(0.30 + rise, 0.30, found.n_treatment, found.n_comparator) >= 0.8


@pytest.mark.parametrize(("n", "lost", "enrol"), [(80, 0, 80), (80, 0.2, 100), (7, 0.3, 10)])
def test_drop_out(n, lost, enrol):
    assert inflate_for_dropout(n, lost) == enrol


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda: power_of_shares(0, 0.5, 9, 9), "bad_share"),
        (lambda: power_of_shares(0.5, np.nan, 9, 9), "bad_share"),
        (lambda: power_of_shares(0.5, 0.4, 0, 9), "too_few"),
        (lambda: exact_power_of_shares(0.5, 0.4, 0, 9), "too_few"),
        (lambda: people_for_shares(0.5, 0.5), "never"),
        (lambda: people_for_shares(0.5, 0.4, 0), "bad_power"),
        (lambda: people_for_shares(0.5, 0.4, ratio=-1), "bad_ratio"),
        (lambda: people_for_shares(0.5, 0.4, dropout_treatment=-0.1), "bad_dropout"),
        (lambda: detectable_share(0.9, 3, 3), "never"),
        (lambda: detectable_share(1.0, 30, 30), "bad_share"),
    ],
)
def test_what_makes_no_plan_is_refused(ask, code):
    with pytest.raises(CannotEstimate) as told:
        ask()
    assert told.value.refusal.code == code
