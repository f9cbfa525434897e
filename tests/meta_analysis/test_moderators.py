"""Meta-regression and subgroups."""

import numpy as np
import pytest

from analysis.core import CannotEstimate
from analysis.meta_analysis import (
    estimate_tau2,
    headline_of,
    pool_studies,
    pool_subgroups,
    regress_on_moderators,
)

from .made_up_studies import draw_studies, projection


def design(k: int, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.column_stack([np.ones(k), rng.normal(size=k) + 1950, rng.integers(0, 2, k)])


def test_coefficients_and_tests_equal_whole_matrices():
    y, v = draw_studies(14, 0.4)
    X, names = design(14), ("intrcpt", "year", "arm")
    for test in ("z", "knha"):
        found = regress_on_moderators(y, v, X, names, "REML", test)
        centred = X - [0, 1950, 0]
        W = np.diag(1 / (v + found.tau2))
        M = np.linalg.inv(centred.T @ W @ centred)
        b = M @ centred.T @ W @ y
        spread = 1.0 if test == "z" else float(y @ projection(np.diag(W), centred) @ y) / 11
        slopes = [found.coefficients[name] for name in names[1:]]
        assert [one.value for one in slopes] == pytest.approx(b[1:], rel=1e-7)
        assert [one.se for one in slopes] == pytest.approx(np.sqrt(spread * np.diag(M)[1:]),
                                                           rel=1e-7)  # fmt: skip
        assert found.coefficients["intrcpt"].value == pytest.approx(b[0] - 1950 * b[1], rel=1e-6)
        expected = b[1:] @ np.linalg.solve(spread * M[1:, 1:], b[1:])
        assert found.statistic == pytest.approx(expected / (1 if test == "z" else 2), rel=1e-7)
        assert found.heterogeneity.df == 11
        assert found.tau2 == pytest.approx(float(estimate_tau2(y, v, "REML", X)))


def test_r2_is_none_where_there_is_nothing_to_explain_and_never_negative():
    v = np.array([0.2, 0.3, 0.2, 0.4, 0.3])
    X = np.column_stack([np.ones(5), np.arange(5.0)])
    flat = regress_on_moderators(np.full(5, 0.1) + 1e-3 * np.arange(5), v, X, ("intrcpt", "x"))
    assert flat.r2 is None
    y, v = draw_studies(12, 0.5)
    useless = regress_on_moderators(y, v, design(12)[:, [0, 2]], ("intrcpt", "x"))
    assert useless.r2 >= 0
    line = 2 * np.arange(12.0) + 0.001 * y
    whole = np.column_stack([np.ones(12), np.arange(12.0)])
    assert regress_on_moderators(line, v, whole, ("intrcpt", "x")).r2 == pytest.approx(100)


def test_separate_subgroups_are_their_own_poolings_and_common_is_a_regression():
    y, v = draw_studies(12, 0.3)
    labels = ["a", "b", "c"] * 4
    found = pool_subgroups(y, v, labels, ["a", "b", "c"])
    for one in "abc":
        here = np.array(labels) == one
        alone = pool_studies(y[here], v[here])
        assert found.groups[one].wald.value == alone.wald.value
        assert headline_of(found.groups[one]) is found.groups[one].wald
    mean = np.array([found.groups[one].wald.value for one in "abc"])
    weight = 1 / np.array([found.groups[one].wald.se for one in "abc"]) ** 2
    q = weight @ (mean - weight @ mean / weight.sum()) ** 2
    assert found.apart[:2] == (pytest.approx(q), 2)
    assert found.common.moderators == 2
    assert found.common_f.statistic is not None


def test_a_subgroup_of_one_study_is_that_study():
    y, v = draw_studies(5)
    found = pool_subgroups(y, v, ["a", "a", "a", "a", "b"], ["a", "b"])
    alone = headline_of(found.groups["b"])
    assert (alone.value, alone.se) == (y[4], pytest.approx(v[4] ** 0.5))
    every = pool_subgroups(y[:2], v[:2], ["a", "b"], ["a", "b"])
    assert every.common is None


@pytest.mark.parametrize(
    ("X", "code"),
    [
        (np.ones((6, 2)), "moderators_overlap"),
        (np.column_stack([np.ones(6), np.zeros(6)]), "moderators_overlap"),
        (np.column_stack([np.ones(6), [1, 2, np.nan, 3, 4, 5]]), "moderator_missing"),
        (np.random.default_rng(1).normal(size=(6, 6)), "too_few_studies"),
    ],
)
def test_a_design_that_cannot_be_fitted_is_refused(X, code):
    y, v = draw_studies(6)
    with pytest.raises(CannotEstimate) as fault:
        regress_on_moderators(y, v, X, [f"x{i}" for i in range(X.shape[1])])
    assert fault.value.refusal.code == code


def test_one_subgroup_is_refused():
    y, v = draw_studies(6)
    with pytest.raises(CannotEstimate) as fault:
        pool_subgroups(y, v, ["a"] * 6, ["a"])
    assert fault.value.refusal.code == "one_level"
