"""Reference-based imputation against its joint normal, written out as in the paper."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.longitudinal import IncompleteScores, compare_imputed, impute_scores
from tests.longitudinal.made_up_trials import make_trial

LAST = 1
"""Visits seen by the people whose imputations are worked out below."""


def moments(trial: IncompleteScores, arm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean function (visits x 1, baseline) and residual covariance of an arm by likelihood."""
    means, slopes, sd2 = [], [], []
    for j in range(trial.scores.shape[1]):
        seen = arm & np.isfinite(trial.scores[:, j])
        before = np.column_stack(
            [np.ones(seen.sum()), trial.baseline[seen], trial.scores[seen, :j]]
        )
        fit, rss = np.linalg.lstsq(before, trial.scores[seen, j], rcond=None)[:2]
        mean = fit[:2] + sum((b * m for b, m in zip(fit[2:], means, strict=True)), np.zeros(2))
        means.append(mean)
        slopes.append(fit[2:])
        sd2.append(float(rss[0]) / seen.sum())
    lower = np.eye(len(means))
    for j, slope in enumerate(slopes):
        lower[j, :j] = -slope
    inverse = np.linalg.inv(lower)
    return np.array(means), inverse @ np.diag(sd2) @ inverse.T


def expected(trial: IncompleteScores, person: int, assumption: str) -> np.ndarray:
    """Mean of the visits after LAST, from the joint normal that the paper builds."""
    own, own_cov = moments(trial, trial.is_treatment)
    reference, cov = moments(trial, ~trial.is_treatment)
    given = np.array([1, trial.baseline[person]])
    mu_own, mu = own @ given, reference @ given
    if assumption == "j2r":
        joint = np.concatenate([mu_own[:LAST], mu[LAST:]])
    elif assumption == "cr":
        joint = mu
    else:
        joint = np.concatenate([mu_own[:LAST], mu_own[LAST - 1] + mu[LAST:] - mu[LAST - 1]])
    slope = cov[LAST:, :LAST] @ np.linalg.inv(cov[:LAST, :LAST])
    sigma11 = own_cov[:LAST, :LAST]
    sigma21 = slope @ sigma11
    residual = trial.scores[person, :LAST] - joint[:LAST]
    return joint[LAST:] + sigma21 @ np.linalg.inv(sigma11) @ residual


@pytest.mark.parametrize("assumption", ["j2r", "cr", "cir"])
def test_means_are_those_of_the_joint_normal(assumption):
    trial = make_trial(600, seed=9, effect=-9)
    imputed = impute_scores(trial, assumption, 3000, 1)
    gone = trial.is_treatment & np.isnan(trial.scores[:, LAST])
    for person in np.flatnonzero(gone)[:5]:
        mean = imputed.scores[:, person, LAST:].mean(axis=0)
        wanted = expected(trial, person, assumption)
        assert mean == pytest.approx(wanted, abs=0.5)


def test_everyone_lost_from_treatment_leaves_no_difference():
    trial = make_trial(200, seed=2, effect=-9)
    scores = trial.scores.copy()
    scores[trial.is_treatment] = np.nan
    trial = replace(trial, scores=scores)
    for assumption in ("j2r", "cr", "cir"):
        found = compare_imputed(impute_scores(trial, assumption, 500, 1), 0.95)
        assert found.difference.value == pytest.approx(0, abs=4 * found.monte_carlo_se)
        assert found.difference.low < 0 < found.difference.high


def test_a_chance_difference_at_baseline_does_not_come_back():
    trial = make_trial(200, seed=2)
    scores = trial.scores.copy()
    scores[trial.is_treatment] = np.nan
    baseline = trial.baseline + 6 * trial.is_treatment
    found = compare_imputed(
        impute_scores(replace(trial, scores=scores, baseline=baseline), "j2r", 500, 1), 0.95
    )
    assert found.difference.value == pytest.approx(0, abs=4 * found.monte_carlo_se)


def test_order_of_the_assumptions():
    """Copying increments keeps most of the effect seen, jumping keeps none of it."""
    trial = make_trial(400, seed=11, effect=-9)
    value = {
        a: compare_imputed(impute_scores(trial, a, 200, 1), 0.95).difference.value
        for a in ("mar", "j2r", "cr", "cir")
    }
    assert value["mar"] < value["cir"] < value["j2r"] < 0
    assert value["mar"] < value["cr"] < value["j2r"]


def test_the_comparator_is_always_missing_at_random():
    trial = make_trial(100, seed=12)
    mar, jumped = (impute_scores(trial, a, 10, 3) for a in ("mar", "j2r"))
    control = ~trial.is_treatment
    assert (mar.scores[:, control] == jumped.scores[:, control]).all()


def test_gaps_and_a_missing_baseline_go_through():
    trial = make_trial(120, seed=13, gaps=0.1)
    baseline = trial.baseline.copy()
    baseline[:20] = np.nan
    scores = trial.scores.copy()
    scores[:4] = np.nan
    imputed = impute_scores(replace(trial, baseline=baseline, scores=scores), "j2r", 20, 1)
    assert np.isfinite(imputed.scores).all()
    assert np.isfinite(imputed.baseline).all()
    assert compare_imputed(imputed, 0.95).fmi < 1
