"""Logistic regression against statsmodels, separation told, Firth against closed forms."""

import numpy as np
import pytest
import statsmodels.api as sm

from analysis.core import CannotEstimate
from analysis.core.formulas import binomial_deviance, fit_firth, fit_logistic, is_separated


def draw(seed: int, n: int = 120, q: int = 4) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.normal(10, 3, (n, q))])
    share = 1 / (1 + np.exp(-(X[:, 1:] - 10) @ np.linspace(-0.3, 0.3, q)))
    return X, (rng.random(n) < share).astype(float)


@pytest.mark.parametrize("seed", range(5))
def test_maximum_likelihood_is_that_of_statsmodels(seed):
    X, y = draw(seed)
    found = fit_logistic(X, y)
    peer = sm.GLM(y, X, family=sm.families.Binomial()).fit(tol=1e-14)
    assert found.coefficients == pytest.approx(peer.params, rel=1e-9)
    assert found.standard_errors == pytest.approx(peer.bse, rel=1e-8)
    assert found.deviance == pytest.approx(peer.deviance, rel=1e-12)
    assert found.null_deviance == pytest.approx(peer.null_deviance, rel=1e-12)
    assert found.log_likelihood == pytest.approx(peer.llf, rel=1e-12)
    assert not found.penalised


def test_the_score_is_zero_to_rounding():
    X, y = draw(3)
    assert np.abs(X.T @ (y - fit_logistic(X, y).probabilities)).max() < 1e-10


def test_large_but_finite_coefficients_are_found():
    x = np.linspace(-1, 1, 400)
    y = (x > 0).astype(float)
    y[198:202] = [1, 0, 1, 0]
    X = np.column_stack([np.ones(400), 100 * x])
    found = fit_logistic(X, y)
    assert np.abs(X.T @ (y - found.probabilities)).max() < 1e-6


MIXED = np.array([0, 1, 0, 1, 1, 0, 1, 0.0])
SEPARATED = {
    "complete": (np.arange(10.0), (np.arange(10) > 4).astype(float)),
    "quasi": (np.array([0, 1, 2, 3, 3, 4, 5.0]), np.array([0, 0, 0, 0, 1, 1, 1.0])),
    "a level of one outcome": (np.repeat([0.0, 1.0], [8, 5]), np.append(MIXED, np.ones(5))),
    "the reference level": (np.repeat([0.0, 1.0], [5, 8]), np.append(np.ones(5), MIXED)),
    "one person alone": (np.repeat([0.0, 1.0], [8, 1]), np.append(MIXED, 1)),
}


@pytest.mark.parametrize("kind", SEPARATED)
def test_separation_is_told_and_firth_is_finite(kind):
    x, y = SEPARATED[kind]
    X = np.column_stack([np.ones(len(x)), x])
    assert is_separated(X, y)
    with pytest.raises(CannotEstimate) as fault:
        fit_logistic(X, y)
    assert fault.value.refusal.code == "separation"
    found = fit_firth(X, y)
    assert found.penalised
    assert np.isfinite(found.coefficients).all()
    assert np.abs(found.coefficients).max() < 20


def test_what_is_not_separated_is_not_called_so():
    X, y = draw(1)
    assert not is_separated(X, y)


def test_firth_adds_half_to_every_cell_of_a_table():
    group = np.repeat([0.0, 1.0], [20, 15])
    y = np.concatenate([np.repeat([0.0, 1.0], [12, 8]), np.zeros(15)])
    found = fit_firth(np.column_stack([np.ones(35), group]), y)
    low = np.log(8.5 / 12.5)
    assert found.coefficients == pytest.approx([low, np.log(0.5 / 15.5) - low], abs=1e-9)


def test_firth_does_not_depend_on_the_scale_of_a_column():
    X, y = draw(2, n=30, q=2)
    scaled = X * np.array([1, 1000, 0.001])
    found = fit_firth(X, y).coefficients
    assert fit_firth(scaled, y).coefficients * [1, 1000, 0.001] == pytest.approx(found, rel=1e-8)


REFUSED = {
    "one_outcome": (np.ones((6, 1)), np.ones(6)),
    "not_binary": (np.ones((6, 1)), np.arange(6.0)),
    "not_finite": (np.full((6, 1), np.nan), np.array([0, 1, 0, 1, 0, 1.0])),
    "too_few": (np.eye(4), np.array([0, 1, 0, 1.0])),
    "collinear": (np.ones((6, 2)), np.array([0, 1, 0, 1, 0, 1.0])),
}


@pytest.mark.parametrize("code", REFUSED)
@pytest.mark.parametrize("fit", [fit_logistic, fit_firth])
def test_what_cannot_be_fitted_is_refused(fit, code):
    with pytest.raises(CannotEstimate) as fault:
        fit(*REFUSED[code])
    assert fault.value.refusal.code == code


@pytest.mark.parametrize("fit", [fit_logistic, fit_firth])
def test_nobody_at_all_is_refused(fit):
    with pytest.raises(CannotEstimate):
        fit(np.zeros((0, 2)), np.zeros(0))


def test_a_certain_and_right_probability_costs_nothing():
    assert binomial_deviance(np.array([0.0, 1.0]), np.array([0.0, 1.0])) == 0
