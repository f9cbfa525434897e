"""Cox's model: against statsmodels, worked by hand, refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.hazard_regression import PHReg

from analysis.core import CannotEstimate
from analysis.durability import (
    check_proportional_hazards,
    concordance,
    fit_cox,
    log_rank,
    robust_se,
)


def draw(seed: int, n: int = 120) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = np.column_stack([rng.random(n) < 0.5, rng.normal(40, 12, n)]).astype(float)
    time = np.ceil(rng.exponential(12 * np.exp(-0.6 * x[:, 0] + 0.02 * (x[:, 1] - 40))))
    return time, rng.random(n) < 0.75, x, rng.choice(["x", "y"], n).astype(object)


@pytest.mark.parametrize("stratified", [False, True])
@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("seed", range(3))
def test_equals_statsmodels(seed, ties, stratified):
    time, event, x, site = draw(seed)
    blocks = site if stratified else None
    fit = fit_cox(time, event, x, blocks, ties)
    peer = PHReg(time, x, event.astype(int), strata=blocks, ties=ties).fit()
    assert np.allclose(fit.coefficients, peer.params, rtol=1e-5)
    assert np.allclose(fit.se, peer.bse, rtol=1e-5)
    assert fit.loglik[1] == pytest.approx(peer.llf, rel=1e-8)


def test_three_people_by_hand():
    """Likelihood of r/(1+2r)... maximised at r = exp(b): x of 1 dies first, then 0, 1 is left."""
    time, event, x = np.array([1.0, 2, 3]), np.array([1, 1, 0]), np.array([[1.0], [0], [1]])
    fit = fit_cox(time, event, x)
    r = np.exp(fit.coefficients[0])
    assert r == pytest.approx(np.sqrt(0.5))
    assert fit.loglik[1] == pytest.approx(np.log(r / (1 + 2 * r) / (1 + r)))
    assert fit.loglik[0] == pytest.approx(np.log(1 / 6))


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_robust_se_is_near_the_jackknife(ties):
    time, event, x, site = draw(5, 150)
    fit = fit_cox(time, event, x, site, ties)
    without = [np.arange(150) != one for one in range(150)]
    left = np.array([fit_cox(time[k], event[k], x[k], site[k], ties).coefficients for k in without])
    jackknife = np.sqrt(((left - fit.coefficients) ** 2).sum(axis=0))
    assert np.allclose(robust_se(fit), jackknife, rtol=0.1)


def test_robust_se_from_the_score_residuals_of_statsmodels():
    time, event, x, site = draw(5, 150)
    fit = fit_cox(time, event, x, site, "breslow")
    peer = PHReg(time, x, event.astype(int), strata=site, ties="breslow").fit()
    dfbeta = peer.score_residuals @ fit.covariance
    assert np.allclose(robust_se(fit), np.sqrt((dfbeta**2).sum(axis=0)), rtol=1e-6)


def test_robust_se_of_everybody_twice():
    """Twice the same people, as clusters of two: the robust SE is that of the people once."""
    time, event, x, _ = draw(6)
    once = fit_cox(time, event, x, ties="breslow")
    doubled = fit_cox(np.tile(time, 2), np.tile(event, 2), np.tile(x, (2, 1)), ties="breslow")
    assert np.allclose(robust_se(doubled, np.tile(np.arange(120), 2)), robust_se(once), rtol=1e-7)


def test_score_test_of_two_arms_is_the_log_rank_test_without_ties():
    time, event, x, _ = draw(7)
    time = time + np.linspace(0, 0.5, len(time))
    fit = fit_cox(time, event, x[:, :1])
    test = log_rank(time, event, np.where(x[:, 0] == 1, "b", "a").astype(object))
    assert fit.score == pytest.approx(test.chisq, rel=1e-9)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 1000), st.floats(0.01, 100), st.floats(-1000, 1000))
def test_unit_and_sign_of_a_covariate(seed, factor, shift):
    time, event, x, site = draw(seed, 60)
    fit = fit_cox(time, event, x)
    other = fit_cox(time, event, np.column_stack([1 - x[:, 0], factor * x[:, 1] + shift]))
    assert other.coefficients[0] == pytest.approx(-fit.coefficients[0], rel=1e-6, abs=1e-8)
    assert other.coefficients[1] * factor == pytest.approx(fit.coefficients[1], rel=1e-6, abs=1e-8)
    assert other.lrt == pytest.approx(fit.lrt, rel=1e-6, abs=1e-8)
    assert 0 <= concordance(fit, time, event, site) <= 1


def test_hazards_that_cross_are_noticed():
    rng = np.random.default_rng(1)
    arm = np.repeat([0.0, 1.0], 200)
    time = np.where(arm == 1, 10 * rng.weibull(3, 400), 10 * rng.weibull(0.7, 400))
    fit = fit_cox(time, np.ones(400, bool), arm[:, None])
    (own,), together = check_proportional_hazards(fit, time, np.ones(400), [[0]])
    assert own.p < 1e-6
    assert own == together


REFUSED = {
    "no_events": ([1, 2, 3, 4], [0, 0, 0, 0], [[0], [1], [0], [1]]),
    "no_covariates": ([1, 2, 3, 4], [1, 1, 1, 1], np.zeros((4, 0))),
    "collinear": ([1, 2, 3, 4], [1, 1, 1, 0], [[1], [1], [1], [1]]),
    "separation": ([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0], [[1], [1], [1], [0], [0], [0]]),
}


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("code", REFUSED)
def test_refused(code, ties):
    time, event, x = REFUSED[code]
    with pytest.raises(CannotEstimate) as fault:
        fit_cox(np.array(time, float), np.array(event, bool), np.array(x, float), ties=ties)
    assert fault.value.refusal.code == code


def test_covariate_told_twice_is_refused():
    time, event, x, _ = draw(1)
    with pytest.raises(CannotEstimate) as fault:
        fit_cox(time, event, np.column_stack([x, x[:, 1] * 2 + 3]))
    assert fault.value.refusal.code == "collinear"


def test_an_arm_without_events_is_refused():
    time, event, x, _ = draw(2)
    event = event & (x[:, 0] == 0)
    with pytest.raises(CannotEstimate) as fault:
        fit_cox(time, event, x)
    assert fault.value.refusal.code == "separation"


def test_events_all_at_one_time_cannot_show_change():
    time, x = np.full(8, 3.0), np.array([0.0, 1] * 4)[:, None]
    event = np.array([1, 1, 1, 0, 0, 0, 1, 0], bool)
    fit = fit_cox(time, event, x)
    with pytest.raises(CannotEstimate) as fault:
        check_proportional_hazards(fit, time, event, [[0]])
    assert fault.value.refusal.code == "no_change_over_time"


def test_few_clusters_are_refused():
    time, event, x, site = draw(3)
    with pytest.raises(CannotEstimate) as fault:
        robust_se(fit_cox(time, event, x), site)
    assert fault.value.refusal.code == "few_clusters"
