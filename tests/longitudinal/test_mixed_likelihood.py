"""The likelihood from sums by pattern against full matrices and against differences."""

import numpy as np
import pytest

from analysis.longitudinal import COVARIANCES, fit_mmrm, fit_random_effects
from analysis.longitudinal.likelihood import evaluate
from tests.longitudinal.made_up_visits import make_rows, solve_dense, spread_out

ROWS = make_rows()


def fitted(covariance, reml=True):
    return fit_mmrm(ROWS.design, ROWS.score, ROWS.person, ROWS.visit, covariance, reml)


def derivatives(fit, step=1e-5):
    """(gradient, second derivatives) of the objective a little off the maximum, by differences."""
    theta = fit.parameters * 1.03
    size = step * np.abs(theta).clip(0.1)

    def at(values):
        return evaluate(fit.data, fit.structure, values, fit.reml)

    moves = np.diag(size)
    gradient = [(at(theta + m).deviance - at(theta - m).deviance) / 2 for m in moves] / size
    second = [(at(theta + m).gradient - at(theta - m).gradient) / 2 for m in moves]
    slopes = [(at(theta + m).covariance - at(theta - m).covariance) / 2 for m in moves]
    there = at(theta)
    return there, gradient, np.array(second) / size[:, None], np.array(slopes) / size[:, None, None]


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("covariance", COVARIANCES)
def test_derivatives_are_those_of_the_objective(covariance, reml):
    there, gradient, second, slopes = derivatives(fitted(covariance, reml))
    assert there.gradient == pytest.approx(gradient, rel=1e-5, abs=1e-5)
    assert there.observed == pytest.approx(second, rel=1e-5, abs=1e-5)
    analytic = there.covariance @ there.slopes @ there.covariance
    assert analytic == pytest.approx(slopes, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("covariance", COVARIANCES)
def test_equals_full_matrices(covariance, reml):
    fit = fitted(covariance, reml)
    dense = solve_dense(ROWS, fit.sigma, reml)
    assert fit.minus2_loglik == pytest.approx(dense.deviance, rel=1e-12)
    assert fit.coefficients == pytest.approx(dense.coefficients, rel=1e-10)
    assert fit.covariance == pytest.approx(dense.covariance, rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("covariance", COVARIANCES)
def test_is_a_maximum(covariance):
    fit = fitted(covariance)
    best = fit.optimum.evaluation
    assert np.abs(best.gradient / np.sqrt(np.diag(best.observed))).max() < 1e-7
    rng = np.random.default_rng(4)
    for _ in range(20):
        moved = fit.parameters * (1 + 0.05 * rng.standard_normal(len(fit.parameters)))
        try:
            assert evaluate(fit.data, fit.structure, moved, True).deviance > best.deviance
        except np.linalg.LinAlgError:
            continue


@pytest.mark.parametrize("expected", [True, False])
def test_kenward_roger_of_full_matrices(expected):
    """Phi + 2 Phi [sum w (Q - P Phi P)] Phi with every matrix of Kenward & Roger written out."""
    fit = fitted("us")
    dense = solve_dense(ROWS, fit.sigma, True)
    X, W, phi = dense.X, dense.inverse, dense.covariance
    basis = [spread_out(ROWS, one) for one in fit.structure.basis[0]]
    trace = np.array([[np.trace(dense.p @ a @ dense.p @ b) for b in basis] for a in basis])
    residual = dense.p @ dense.y
    observed = 2 * np.array([[residual @ a @ dense.p @ b @ residual for b in basis] for a in basis])
    w = 2 * np.linalg.inv(trace if expected else observed - trace)
    slopes = [-X.T @ W @ a @ W @ X for a in basis]
    inner = sum(
        w[i, j] * (X.T @ W @ a @ W @ b @ W @ X - slopes[i] @ phi @ slopes[j])
        for i, a in enumerate(basis) for j, b in enumerate(basis)
    )  # fmt: skip
    adjusted = phi + 2 * phi @ inner @ phi
    name = "kenward-roger-expected" if expected else "kenward-roger"
    found = fit.contrasts(np.eye(6), 0.95, name)
    assert [one.se for one in found] == pytest.approx(np.sqrt(np.diag(adjusted)), rel=1e-9)


def test_whole_observed_information():
    """ML: the coefficients' block of the inverse of all second derivatives, by differences."""
    fit = fitted("us", reml=False)
    dense = solve_dense(ROWS, fit.sigma, False)
    X, W, residual = dense.X, dense.inverse, dense.y - dense.X @ dense.coefficients
    basis = [spread_out(ROWS, one) for one in fit.structure.basis[0]]
    shared = np.array([X.T @ W @ a @ W @ residual for a in basis])
    curvature = np.array([
        [-np.trace(W @ a @ W @ b) / 2 + residual @ W @ a @ W @ b @ W @ residual for b in basis]
        for a in basis
    ])  # fmt: skip
    whole = np.block([[X.T @ W @ X, shared.T], [shared, curvature]])
    wanted = np.linalg.inv(whole)[:6, :6] - dense.covariance
    back, best = fit.data.columns.back, fit.optimum.evaluation
    added = best.covariance @ best.pulls.T @ np.linalg.inv(best.observed / 2) @ best.pulls
    assert back @ added @ best.covariance @ back.T == pytest.approx(wanted, rel=1e-6, abs=1e-9)


def test_random_slope_equals_full_matrices():
    time = ROWS.visit * 1.5 + 2.0
    design = np.column_stack([np.ones(len(time)), time])
    scores = ROWS.score + np.repeat(np.random.default_rng(8).normal(0, 2, 24), 4) * (time - 4)
    fit = fit_random_effects(design, scores, ROWS.person, time)
    z = np.column_stack([np.ones(4), time[:4]])
    sigma = z @ fit.between @ z.T + fit.within * np.eye(4)
    dense = solve_dense(ROWS._replace(design=design, score=scores), sigma, True)
    assert fit.minus2_loglik == pytest.approx(dense.deviance, rel=1e-11)
    assert fit.coefficients == pytest.approx(dense.coefficients, rel=1e-9)
    best = fit.optimum.evaluation
    assert np.abs(best.gradient / np.sqrt(np.diag(best.observed))).max() < 1e-7
