"""Eight estimators of tau2: against whole matrices, against what defines them, many at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.meta_analysis import TAU2_ESTIMATORS, estimate_tau2, pool_studies

from .made_up_studies import (
    METHOD_V,
    METHOD_Y,
    QUICK,
    draw_studies,
    projection,
    restricted_log_likelihood,
    whole_matrix_tau2,
)

studies = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.002, 2)), min_size=3, max_size=14)


def test_the_methods_own_check():
    found = pool_studies(METHOD_Y, METHOD_V, "DL")
    assert found.tau2 == pytest.approx(0.06560, abs=5e-6)
    assert found.wald.value == pytest.approx(0.44318, abs=5e-6)
    limits = (found.knapp_hartung.low, found.knapp_hartung.high)
    assert limits == pytest.approx((0.0253, 0.8611), abs=5e-5)


@pytest.mark.parametrize("estimator", ["DL", "HS", "HE", "SJ"])
@pytest.mark.parametrize("moderators", [0, 1, 2])
def test_closed_forms_equal_whole_matrices(estimator, moderators):
    y, v = draw_studies(9, 0.4)
    x = np.random.default_rng(5).normal(size=(9, moderators)) * 100 + 2000
    X = np.column_stack([np.ones(9), x])
    found = estimate_tau2(y, v, estimator, X)
    assert float(found) == pytest.approx(whole_matrix_tau2(y, v, X, estimator), rel=1e-9)


@pytest.mark.parametrize("moderators", [0, 2])
def test_iterated_estimators_solve_their_equations(moderators):
    y, v = draw_studies(12, 0.5, seed=8)
    X = np.column_stack([np.ones(12), np.random.default_rng(2).normal(size=(12, moderators))])
    df = 12 - X.shape[1]
    at = {name: float(estimate_tau2(y, v, name, X)) for name in ("PM", "EB", "REML", "ML")}
    P = {name: projection(1 / (v + tau2), X) for name, tau2 in at.items()}
    assert min(at.values()) > 0.05
    assert y @ P["PM"] @ y == pytest.approx(df, rel=1e-12)
    assert at["EB"] == at["PM"]
    restricted = P["REML"]
    assert y @ restricted @ restricted @ y == pytest.approx(np.trace(restricted), rel=1e-11)
    assert y @ P["ML"] @ P["ML"] @ y == pytest.approx((1 / (v + at["ML"])).sum(), rel=1e-11)


def test_paule_mandel_does_not_stop_early():
    """Tau2 of 2e-5 is far below the tolerance of searches that stop early."""
    y = np.array([0.010, 0.014, 0.030, 0.021, 0.004])
    v = np.full(5, 8e-5)
    tau2 = float(estimate_tau2(y, v, "PM"))
    assert 0 < tau2 < 1e-4
    weight = 1 / (v + tau2)
    mean = weight @ y / weight.sum()
    assert weight @ (y - mean) ** 2 == pytest.approx(4, rel=1e-12)
    assert tau2 == pytest.approx(y.var(ddof=1) - 8e-5, rel=1e-10)


def test_dersimonian_laird_is_cut_off_at_zero():
    y, v = np.array([0.1, 0.11, 0.09, 0.1]), np.array([0.2, 0.3, 0.2, 0.4])
    weight = 1 / v
    mean = weight @ y / weight.sum()
    assert weight @ (y - mean) ** 2 < 3
    for estimator in ("DL", "HE", "HS", "PM", "REML", "ML", "EB"):
        assert float(estimate_tau2(y, v, estimator)) == 0


def test_the_higher_of_two_peaks_is_taken():
    y = np.array([-1.0, 0.0, 0.0, 0.0, 6.0])
    v = np.array([0.3, 0.0005, 0.0005, 0.0005, 0.01])
    tau2 = float(estimate_tau2(y, v, "REML"))
    grid = np.concatenate([[0.0, tau2], np.geomspace(1e-6, 100, 2000)])
    height = restricted_log_likelihood(grid, y, v)
    assert height[1] >= height.max() - 1e-9


@pytest.mark.parametrize("estimator", TAU2_ESTIMATORS)
def test_many_at_once_are_each_alone(estimator):
    rng = np.random.default_rng(11)
    v = rng.uniform(0.02, 0.4, (40, 7))
    y = rng.standard_normal((40, 7)) * np.sqrt(v + rng.choice([0, 0.1, 1], (40, 1)))
    together = estimate_tau2(y, v, estimator)
    alone = [float(estimate_tau2(a, b, estimator)) for a, b in zip(y, v, strict=True)]
    assert together == pytest.approx(alone, rel=1e-8, abs=1e-12)


@settings(**QUICK)
@given(studies, st.sampled_from(TAU2_ESTIMATORS), st.floats(0.05, 20), st.floats(-9, 9))
def test_tau2_follows_unit_and_not_shift_nor_sign_nor_order(found, estimator, unit, shift):
    y, v = (np.array(column) for column in zip(*found, strict=True))
    here = float(estimate_tau2(y, v, estimator))
    assert here >= 0
    close = {"rel": 1e-6, "abs": 1e-9}
    assert float(estimate_tau2(-y, v, estimator)) == pytest.approx(here, **close)
    assert float(estimate_tau2(y[::-1], v[::-1], estimator)) == pytest.approx(here, **close)
    there = float(estimate_tau2(y * unit + shift, v * unit**2, estimator)) / unit**2
    assert there == pytest.approx(here, rel=1e-5, abs=1e-7)


@settings(**QUICK)
@given(studies, st.sampled_from(["PM", "REML", "ML"]))
def test_what_the_iterated_estimators_solve_holds_at_their_answer(found, estimator):
    y, v = (np.array(column) for column in zip(*found, strict=True))
    tau2 = float(estimate_tau2(y, v, estimator))
    P = projection(1 / (v + tau2), np.ones((len(y), 1)))
    target = {
        "PM": (y @ P @ y, len(y) - 1),
        "REML": (y @ P @ P @ y, np.trace(P)),
        "ML": (y @ P @ P @ y, (1 / (v + tau2)).sum()),
    }[estimator]
    if tau2 > 1e-6:
        assert target[0] == pytest.approx(target[1], rel=1e-6)
    else:
        assert target[0] <= target[1] * (1 + 1e-3)
