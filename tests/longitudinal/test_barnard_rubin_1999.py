"""Rubin's rules: a published example, what they are at their ends, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

from analysis.core import CannotEstimate
from analysis.longitudinal import pool_imputations, rubin_parts

OXYGEN = np.array([47.0120, 47.2407, 47.4995, 47.1485, 47.0042])
OXYGEN_SE = np.array([0.95984, 0.93540, 1.00766, 0.95439, 0.96528])
"""Means of five imputed data sets, SAS/STAT user's guide, MIANALYZE, example 1; 30 df complete."""


def test_the_example_of_the_sas_manual():
    found = pool_imputations(OXYGEN, OXYGEN_SE**2, 30)
    assert found.qbar == pytest.approx(47.180993, abs=2e-5)
    assert found.b == pytest.approx(0.041478, rel=5e-4)
    assert found.ubar == pytest.approx(0.930853, rel=1e-5)
    assert found.t == pytest.approx(0.980626, rel=2e-5)
    assert found.df == pytest.approx(26.298, abs=2e-3)
    assert found.limits(0.95) == pytest.approx((45.1466, 49.2154), abs=2e-4)


def test_the_old_degrees_of_freedom_are_rubins():
    found = pool_imputations(OXYGEN, OXYGEN_SE**2)
    ratio = found.ubar / (1.2 * found.b)
    assert found.df_old == pytest.approx(4 * (1 + ratio) ** 2, rel=1e-12)
    assert found.df == pytest.approx(found.df_old, rel=1e-12)


def test_without_missing_information_the_interval_is_the_complete_one():
    found = pool_imputations(np.full(20, 3.0), np.full(20, 4.0), 97)
    assert (found.b, found.share, found.riv) == (0, 0, 0)
    assert found.df == pytest.approx(97 * 98 / 100, rel=1e-3)
    assert found.p == pytest.approx(2 * student.sf(1.5, found.df), rel=1e-10)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0.01, 50)), min_size=2, max_size=60),
       st.floats(1, 1e6), st.floats(0.01, 100))  # fmt: skip
def test_properties(pairs, df_complete, unit):
    estimates, variances = np.array(pairs).T
    found = pool_imputations(estimates, variances, df_complete)
    low, high = found.limits(0.95)
    assert low <= found.qbar <= high
    assert 0 < found.df <= df_complete
    assert 0 <= found.share < 1
    scaled = pool_imputations(unit * estimates, unit**2 * variances, df_complete)
    assert scaled.df == pytest.approx(found.df, rel=1e-6)
    flipped = pool_imputations(-estimates, variances, df_complete)
    assert flipped.limits(0.95) == pytest.approx((-high, -low), rel=1e-9, abs=1e-9)


def test_many_at_once_are_one_by_one():
    rng = np.random.default_rng(3)
    estimates, variances = rng.normal(size=(4, 6, 10)), rng.uniform(1, 2, (4, 6, 10))
    parts = rubin_parts(estimates, variances, 50.0)
    one = pool_imputations(estimates[2, 5], variances[2, 5], 50.0)
    assert [float(part[2, 5]) for part in parts] == pytest.approx(
        [one.qbar, one.ubar, one.b, one.t, one.share, one.riv, one.df_old, one.df, one.fmi]
    )


@pytest.mark.parametrize(
    ("estimates", "variances", "df", "code"),
    [
        ([], [], 10, "few_imputations"),
        ([1.0], [1.0], 10, "few_imputations"),
        ([1.0, 2.0], [1.0], 10, "few_imputations"),
        ([1.0, math.nan], [1.0, 1.0], 10, "not_finite"),
        ([1.0, 2.0], [1.0, math.inf], 10, "not_finite"),
        ([1.0, 2.0], [0.0, 0.0], 10, "no_variation"),
        ([1.0, 2.0], [1.0, -1.0], 10, "no_variation"),
        ([1.0, 2.0], [1.0, 1.0], 0, "too_few"),
        ([1.0, 2.0], [1.0, 1.0], math.nan, "too_few"),
    ],
)
def test_refusals(estimates, variances, df, code):
    with pytest.raises(CannotEstimate) as fault:
        pool_imputations(np.array(estimates), np.array(variances), df)
    assert fault.value.refusal.code == code
    assert fault.value.refusal.mend
