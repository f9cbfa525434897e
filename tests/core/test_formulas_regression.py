"""Least squares, HC3 and the Wald F against statsmodels; what cannot be fitted is refused."""

import numpy as np
import pytest
import statsmodels.api as sm

from analysis.core import CannotEstimate
from analysis.core.formulas import least_squares, t_quantile, wald_f


def draw(seed: int, n: int = 40) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    baseline = rng.normal(25, 6, n)
    arm = (np.arange(n) % 3 == 0).astype(float)
    site = (rng.random(n) < 0.4).astype(float)
    y = 4 - 3 * arm + 0.6 * baseline + rng.normal(0, 2 + 3 * arm)
    return np.column_stack([np.ones(n), arm, baseline, site]), y


@pytest.mark.parametrize("seed", range(5))
def test_fit_and_covariances_are_statsmodels(seed):
    X, y = draw(seed)
    fit, oracle = least_squares(X, y), sm.OLS(y, X).fit()
    assert fit.coefficients == pytest.approx(oracle.params, rel=1e-9)
    assert fit.residuals == pytest.approx(oracle.resid, abs=1e-10)
    assert fit.df == oracle.df_resid
    assert fit.sigma2 == pytest.approx(oracle.scale, rel=1e-10)
    assert fit.classic() == pytest.approx(oracle.cov_params(), rel=1e-8)
    assert fit.hc3() == pytest.approx(oracle.get_robustcov_results("HC3").cov_params(), rel=1e-8)
    assert fit.leverage.sum() == pytest.approx(X.shape[1])


def test_interval_is_statsmodels():
    X, y = draw(9)
    fit = least_squares(X, y)
    oracle = sm.OLS(y, X).fit(cov_type="HC3", use_t=True).conf_int(0.1)[1]
    half = t_quantile(0.95, fit.df) * np.sqrt(fit.hc3()[1, 1])
    assert (fit.coefficients[1] - half, fit.coefficients[1] + half) == pytest.approx(oracle)


@pytest.mark.parametrize("rows", [[1], [1, 3], [1, 2, 3]])
def test_wald_f_is_statsmodels(rows):
    X, y = draw(3)
    fit, contrast = least_squares(X, y), np.eye(4)[rows]
    found = wald_f(fit.coefficients, fit.hc3(), contrast, fit.df)
    oracle = sm.OLS(y, X).fit(cov_type="HC3", use_t=True).f_test(contrast)
    assert found.f == pytest.approx(float(oracle.fvalue), rel=1e-8)
    assert found.p == pytest.approx(float(oracle.pvalue), rel=1e-8)
    assert (found.df1, found.df2) == (len(rows), 36)


def test_a_column_that_follows_from_others_is_refused():
    X, y = draw(1)
    with pytest.raises(CannotEstimate) as fault:
        least_squares(np.column_stack([X, X[:, 1] - 2 * X[:, 3]]), y)
    assert fault.value.refusal.code == "collinear"
    assert fault.value.refusal.mend


def test_an_empty_column_is_refused():
    X, y = draw(1)
    with pytest.raises(CannotEstimate) as fault:
        least_squares(np.column_stack([X, np.zeros(len(y))]), y)
    assert fault.value.refusal.code == "collinear"


def test_very_different_units_are_not_taken_for_collinear():
    X, y = draw(1)
    scaled = X * np.array([1, 1e-7, 1e7, 1])
    found = least_squares(scaled, y).coefficients * np.array([1, 1e-7, 1e7, 1])
    assert found == pytest.approx(least_squares(X, y).coefficients, rel=1e-7)


def test_one_person_deciding_a_coefficient_has_no_hc3():
    X, y = draw(1)
    alone = np.zeros(len(y))
    alone[7] = 1
    fit = least_squares(np.column_stack([X, alone]), y)
    with pytest.raises(CannotEstimate) as fault:
        fit.hc3()
    assert fault.value.refusal.code == "leverage_one"
    assert fault.value.refusal.mend
    assert np.isfinite(fit.classic()).all()


def test_as_many_coefficients_as_people_is_refused():
    with pytest.raises(CannotEstimate) as fault:
        least_squares(np.eye(4), np.arange(4.0))
    assert fault.value.refusal.code == "too_few"
