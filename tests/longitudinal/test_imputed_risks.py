"""Imputed, then classified: against Wilson and Newcombe, and what is refused."""

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from analysis.core import CannotEstimate
from analysis.longitudinal import impute_scores, pool_imputed_risks
from tests.longitudinal.made_up_trials import make_trial


def halved(scores: np.ndarray, baseline: np.ndarray | None) -> np.ndarray:
    return (scores <= 0.9 * baseline).astype(float)


def test_without_missing_scores_they_are_wilson_and_newcombe():
    trial = make_trial(4000, seed=1, lost=0.0)
    found = pool_imputed_risks(impute_scores(trial, "mar", 5, 1), halved, 0.95)
    met = halved(trial.scores[:, -1], trial.baseline)
    treated = trial.is_treatment
    x = [int(met[treated].sum()), int(met[~treated].sum())]
    low, high = proportion_confint(x[0], 2000, method="wilson")
    assert (found.treatment.low, found.treatment.high) == pytest.approx((low, high), abs=1e-4)
    wanted = confint_proportions_2indep(x[0], 2000, x[1], 2000, method="newcomb")
    assert (found.difference.low, found.difference.high) == pytest.approx(wanted, abs=1e-4)
    assert found.difference.value == pytest.approx((x[0] - x[1]) / 2000)


def test_missing_scores_widen():
    trial = make_trial(200, seed=1)
    found = pool_imputed_risks(impute_scores(trial, "mar", 50, 1), halved, 0.95)
    p = found.treatment
    assert p.low < p.value < p.high
    assert p.se > np.sqrt(p.value * (1 - p.value) / 100)
    assert found.difference.low < found.difference.value < found.difference.high
    assert found.difference.counts == {"n_treatment": 100, "n_comparator": 100}


def test_nobody_met_still_has_limits():
    trial = make_trial(60, seed=1)
    imputed = impute_scores(trial, "mar", 10, 1)
    none = pool_imputed_risks(imputed, lambda y, b: np.zeros_like(y), 0.95)
    assert none.treatment.low == 0
    assert 0 < none.treatment.high < 0.2
    assert none.difference.low < 0 < none.difference.high
    everyone = pool_imputed_risks(imputed, lambda y, b: np.ones_like(y), 0.95)
    assert everyone.comparator.high == 1


def test_people_not_counted_are_left_out():
    trial = make_trial(200, seed=1)

    def cases(scores: np.ndarray, baseline: np.ndarray | None) -> np.ndarray:
        return np.where(baseline >= 28, halved(scores, baseline), np.nan)

    found = pool_imputed_risks(impute_scores(trial, "mar", 10, 1), cases, 0.95)
    counted = int((trial.baseline[trial.is_treatment] >= 28).sum())
    assert found.treatment.counts == {"n_treatment": counted}


def test_nobody_counted_is_refused():
    imputed = impute_scores(make_trial(60, seed=1), "mar", 10, 1)
    with pytest.raises(CannotEstimate) as fault:
        pool_imputed_risks(imputed, lambda y, b: np.full_like(y, np.nan), 0.95)
    assert fault.value.refusal.code == "nobody_counted"
