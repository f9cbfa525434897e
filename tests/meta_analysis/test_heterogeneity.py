"""Q, I2, H2, Q-profile and standard errors of tau2."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import CannotEstimate
from analysis.meta_analysis import (
    describe_heterogeneity,
    estimate_tau2,
    higgins_thompson,
    pool_studies,
    profile_q,
)
from analysis.meta_analysis.heterogeneity import standard_error_of_tau2

from .made_up_studies import QUICK, draw_studies, projection

studies = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 2)), min_size=3, max_size=12)


def test_profile_limits_put_q_at_its_quantiles():
    from scipy.stats import chi2

    y, v = draw_studies(9, 0.4)
    X = np.column_stack([np.ones(9), np.arange(9.0)])
    for design, df in ((None, 8), (X, 7)):
        low, high = profile_q(y, v, 0.9, design).tau2
        matrix = np.ones((9, 1)) if design is None else design
        q = [y @ projection(1 / (v + tau2), matrix) @ y for tau2 in (low, high)]
        assert q == pytest.approx([chi2.ppf(0.95, df), chi2.ppf(0.05, df)], rel=1e-10)


def test_too_little_spread_leaves_no_profile_interval():
    y, v = np.array([0.1, 0.1001, 0.1, 0.1]), np.full(4, 0.3)
    found = profile_q(y, v, 0.95)
    assert found.tau2 is None
    assert found.i2 is None


@settings(**QUICK)
@given(studies)
def test_profile_holds_paule_mandel_and_i2_is_a_share(found):
    y, v = (np.array(column) for column in zip(*found, strict=True))
    profile, tau2 = profile_q(y, v, 0.95), float(estimate_tau2(y, v, "PM"))
    if profile.tau2 is not None:
        assert profile.tau2[0] - 1e-9 <= tau2 <= profile.tau2[1] + 1e-9
        assert 0 <= profile.i2[0] <= profile.i2[1] <= 100
    spread = describe_heterogeneity(y, v, float(estimate_tau2(y, v, "DL")))
    assert spread.i2 == pytest.approx(spread.i2_q, abs=1e-6)
    test_based = higgins_thompson(spread.q, len(y), 0.95)
    assert 1 <= test_based.h_limits[0] <= test_based.h <= test_based.h_limits[1]
    assert 0 <= test_based.i2_limits[0] <= spread.i2_q + 1e-9


def test_standard_errors_with_moderators_equal_whole_matrices():
    y, v = draw_studies(10, 0.3)
    X = np.column_stack([np.ones(10), np.random.default_rng(1).normal(size=10)])
    V = np.diag(v)
    k, p = X.shape
    for name in ("DL", "HS", "HE", "SJ", "REML", "ML", "PM"):
        tau2 = float(estimate_tau2(y, v, name, X))
        P0, at = projection(1 / v, X), projection(1 / (v + tau2), X)
        first = y.var()
        two, equal = projection(1 / (v + first), X), projection(np.ones(k), X)
        plain = 2 * (k - p) + 4 * tau2 * np.trace(P0) + 2 * tau2**2 * np.trace(P0 @ P0)
        expected = {
            "DL": plain**0.5 / np.trace(P0),
            "HS": plain**0.5 / (1 / v).sum(),
            "HE": (2 * np.trace(equal @ V @ equal @ V) + 4 * tau2 * np.trace(equal @ V)
                   + 2 * tau2**2 * (k - p)) ** 0.5 / (k - p),
            "SJ": first / (k - p) * (2 * np.trace(two @ V @ two @ V)
                                     + 4 * tau2 * np.trace(two @ V @ two)
                                     + 2 * tau2**2 * np.trace(two @ two)) ** 0.5,
            "REML": (2 / np.trace(at @ at)) ** 0.5,
            "ML": (2 / (1 / (v + tau2) ** 2).sum()) ** 0.5,
            "PM": (2 * k**2 / (k - p)) ** 0.5 / (1 / (v + tau2)).sum(),
        }[name]  # fmt: skip
        assert standard_error_of_tau2(y, v, tau2, name, X) == pytest.approx(expected, rel=1e-9)


def test_two_studies_have_no_test_based_interval_and_no_t_of_no_df():
    y, v = np.array([0.1, 0.9]), np.array([0.04, 0.05])
    assert higgins_thompson(3.0, 2, 0.95) is None
    found = pool_studies(y, v)
    assert found.predictions["classic_t_km2"] is None
    assert found.predictions["classic_t_km1"] is not None


def test_one_study_has_no_profile():
    with pytest.raises(CannotEstimate) as fault:
        profile_q(np.array([0.1]), np.array([0.1]), 0.95)
    assert fault.value.refusal.code == "too_few_studies"
