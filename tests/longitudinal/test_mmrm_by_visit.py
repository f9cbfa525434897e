"""Two arms at every visit: what pages show of the repeated-measures model."""

import numpy as np
import pytest

from analysis.core import CannotEstimate
from analysis.core.formulas import least_squares, small_sample_factor
from analysis.longitudinal import describe_spread, mmrm_by_visit
from tests.longitudinal.made_up_trials import make_trial

NONE = np.zeros((200, 0))


def test_complete_data_are_ancova_at_each_visit():
    trial = make_trial(lost=0)
    found = mmrm_by_visit(
        trial.baseline, trial.scores, trial.is_treatment, NONE, 0.95, "satterthwaite"
    )
    X = np.column_stack([np.ones(200), trial.is_treatment, trial.baseline])
    for at, visit in enumerate(found.visits):
        ols = least_squares(X, trial.scores[:, at])
        se = ols.classic()[1, 1] ** 0.5
        assert visit.difference.value == pytest.approx(ols.coefficients[1])
        assert (visit.difference.se, visit.difference.df) == pytest.approx((se, ols.df))
        mean = ols.coefficients @ [1, 0, trial.baseline.mean()]
        assert visit.comparator_mean.value == pytest.approx(mean)
        gap = visit.treatment_mean.value - visit.comparator_mean.value
        assert gap == pytest.approx(visit.difference.value)


def test_drop_out_counts_and_g():
    trial = make_trial()
    found = mmrm_by_visit(trial.baseline, trial.scores, trial.is_treatment, NONE, 0.95)
    last, seen = found.visits[-1], ~np.isnan(trial.scores[:, -1])
    assert (last.seen_treatment, last.seen_comparator) == (
        (seen & trial.is_treatment).sum(), (seen & ~trial.is_treatment).sum(),
    )  # fmt: skip
    pooled = np.sqrt(np.mean([trial.baseline[trial.is_treatment].var(ddof=1),
                              trial.baseline[~trial.is_treatment].var(ddof=1)]))  # fmt: skip
    factor = small_sample_factor(198)
    assert last.standardised.value == pytest.approx(factor * last.difference.value / pooled)
    assert last.standardised.low < last.standardised.value < last.standardised.high
    assert found.n_scores == (~np.isnan(trial.scores)).sum()
    assert found.joint is not None
    assert (found.joint.df1, found.at("visit 3") is last) == (3, True)


def test_arms_swapped_and_covariates_moved():
    trial = make_trial(n=60)
    age = np.random.default_rng(0).normal(40, 10, (60, 1))
    one = mmrm_by_visit(trial.baseline, trial.scores, trial.is_treatment, age, 0.95)
    other = mmrm_by_visit(trial.baseline, trial.scores, ~trial.is_treatment, age / 10 + 3, 0.95)
    for first, second in zip(one.visits, other.visits, strict=True):
        assert second.difference.value == pytest.approx(-first.difference.value)
        assert second.difference.low == pytest.approx(-first.difference.high)
        assert second.treatment_mean.value == pytest.approx(first.comparator_mean.value)


def test_people_without_baseline_or_scores_are_counted():
    trial = make_trial(n=80)
    baseline, scores = trial.baseline.copy(), trial.scores.copy()
    baseline[:2], scores[5] = np.nan, np.nan
    found = mmrm_by_visit(baseline, scores, trial.is_treatment, np.zeros((80, 0)), 0.95)
    assert (found.without_baseline, found.without_scores) == (2, 1)
    assert found.n_treatment + found.n_comparator == 77


def test_arms_that_vary_differently_have_their_own_covariance():
    trial = make_trial(n=120)
    scores = trial.scores.copy()
    scores[trial.is_treatment] *= 2
    nobody = np.zeros((120, 0))
    one, own = (
        mmrm_by_visit(trial.baseline, scores, trial.is_treatment, nobody, 0.95, by_arm=by)
        for by in (False, True)
    )
    assert own.minus2_reml < one.minus2_reml - 20
    ratio = np.array(own.sigmas[1]) / np.array(own.sigmas[0])
    assert np.diag(ratio).min() > 1.5
    assert len(one.sigmas) == 1


def refusal(trial, **changed):
    parts = {"baseline": trial.baseline, "scores": trial.scores, "is_treatment": trial.is_treatment,
             "covariates": np.zeros((40, 0)), "level": 0.95, **changed}  # fmt: skip
    with pytest.raises(CannotEstimate) as caught:
        mmrm_by_visit(**parts)
    assert caught.value.refusal.mend
    return caught.value.refusal.code


def test_refusals():
    trial = make_trial(n=40)
    assert refusal(trial, is_treatment=np.ones(40, dtype=bool)) == "arm_unseen"
    assert refusal(trial, baseline=np.full(40, np.nan)) == "arm_unseen"
    assert refusal(trial, scores=np.full((40, 3), np.nan)) == "arm_unseen"
    assert refusal(trial, scores=np.full((40, 3), 5.0)) == "no_variation"
    assert refusal(trial, baseline=np.full(40, 20.0)) == "collinear"
    assert refusal(trial, covariates=np.full((40, 1), np.inf)) == "infinite"
    gone = np.where(trial.is_treatment[:, None] & (np.arange(3) == 2), np.nan, trial.scores)
    assert refusal(trial, scores=gone) == "arm_unseen"


def test_spread_of_trajectories():
    scores = np.array([[10.0, 8.0], [14.0, np.nan], [12.0, 5.0], [np.nan, np.nan]])
    first, second = describe_spread(scores, np.array([20.0, 20.0, np.nan, 1.0]), (0.0, 0.5, 1.0))
    assert (first.n, first.quantiles) == (3, (10.0, 12.0, 14.0))
    assert (first.n_changes, first.changes) == (2, (-10.0, -8.0, -6.0))
    assert (second.n, second.n_changes, second.changes) == (2, 1, ())
