"""A logistic regression to the digits of R: against statsmodels and the root itself."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq
from scipy.stats import chi2

from analysis.core import CannotEstimate
from analysis.core.formulas import fit_glm, fit_logistic, profile_interval
from analysis.core.formulas.profile import _spline


@pytest.fixture
def people():
    rng = np.random.default_rng(3)
    X = np.column_stack([np.ones(90), rng.normal(20, 6, 90), np.arange(90) % 2])
    chance = 1 / (1 + np.exp(-(-1 + 0.04 * X[:, 1] + 0.6 * X[:, 2])))
    return X, (rng.random(90) < chance).astype(float)


def test_agrees_with_the_peer(people):
    X, y = people
    found, peer = fit_glm(X, y), sm.GLM(y, X, family=sm.families.Binomial()).fit()
    assert found.coefficients == pytest.approx(peer.params, rel=1e-6)
    assert found.standard_errors == pytest.approx(peer.bse, rel=1e-5)
    assert found.deviance == pytest.approx(peer.deviance, rel=1e-10)
    assert found.coefficients == pytest.approx(fit_logistic(X, y).coefficients, rel=1e-6)


def test_an_offset_is_a_coefficient_of_one(people):
    X, y = people
    full = fit_glm(X, y)
    held = fit_glm(X[:, :2], y, offset=X[:, 2] * full.coefficients[2])
    assert held.coefficients == pytest.approx(full.coefficients[:2], rel=1e-5)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_limits_are_roots_of_the_likelihood_ratio(people, level):
    X, y = people
    best = fit_glm(X, y)

    def excess(b):
        return fit_glm(X[:, :2], y, offset=X[:, 2] * b).deviance - best.deviance

    value, cut = best.coefficients[2], chi2.ppf(level, 1)
    roots = [brentq(lambda b: excess(b) - cut, value, value + side) for side in (-4, 4)]
    assert profile_interval(X, y, 2, level) == pytest.approx(roots, abs=2e-3)


def test_the_spline_keeps_a_cubic():
    x = np.array([-2.0, -1.1, 0.2, 0.9, 2.5, 3.0])
    at = np.linspace(-2, 3, 40)
    assert _spline(x, x**3 - 2 * x, at) == pytest.approx(at**3 - 2 * at, abs=1e-10)
    near = CubicSpline(x, np.sin(x), bc_type="natural")(at)
    assert _spline(x, np.sin(x), at) == pytest.approx(near, abs=0.2)


def test_separation_does_not_settle():
    X = np.column_stack([np.ones(8), np.arange(8.0)])
    with pytest.raises(CannotEstimate) as fault:
        fit_glm(X, (X[:, 1] > 3).astype(float))
    assert fault.value.refusal.code == "not_converged"
