"""Imputation by arm: against maximum likelihood, what stays as it is, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.core import CannotEstimate
from analysis.longitudinal import (
    IncompleteScores,
    compare_imputed,
    fit_mmrm,
    impute_scores,
)
from tests.longitudinal.made_up_trials import make_trial
from tests.simulation.missing_data import LEAVING, draw_gaps


def fill_by_em(values: np.ndarray, turns: int = 60) -> np.ndarray:
    """Values missing as their means given the rest, at the maximum of a normal's likelihood."""
    mean, cov = np.nanmean(values, axis=0), np.diag(np.nanvar(values, axis=0))
    for _ in range(turns):
        filled, extra = values.copy(), np.zeros_like(cov)
        for row in filled:
            gone = np.isnan(row)
            if gone.any():
                seen = ~gone
                slope = cov[np.ix_(gone, seen)] @ np.linalg.inv(cov[np.ix_(seen, seen)])
                row[gone] = mean[gone] + slope @ (row[seen] - mean[seen])
                extra[np.ix_(gone, gone)] += (
                    cov[np.ix_(gone, gone)] - slope @ cov[np.ix_(seen, gone)]
                )
        mean = filled.mean(axis=0)
        cov = ((filled - mean).T @ (filled - mean) + extra) / len(values)
    return filled


def ancova(baseline: np.ndarray, y: np.ndarray, treated: np.ndarray) -> float:
    design = np.column_stack([np.ones(len(y)), treated, baseline])
    return float(np.linalg.lstsq(design, y, rcond=None)[0][1])


def likelihood_difference(trial: IncompleteScores) -> float:
    """What a model of the likelihood, free in each arm, says of those lost, then ANCOVA."""
    values = np.column_stack([trial.baseline, trial.scores])
    y, baseline = np.empty(len(values)), np.empty(len(values))
    for arm in (trial.is_treatment, ~trial.is_treatment):
        filled = fill_by_em(values[arm])
        y[arm], baseline[arm] = filled[:, -1], filled[:, 0]
    return ancova(baseline, y, trial.is_treatment)


@pytest.mark.parametrize("gaps", [0.0, 0.08])
def test_many_imputations_agree_with_maximum_likelihood(gaps):
    trial = draw_gaps(np.random.default_rng(5), (200, 200), (1, 1), LEAVING["42 %"], gaps)
    found = compare_imputed(impute_scores(trial, "mar", 1000, 1), 0.95)
    tolerance = 4 * found.monte_carlo_se + 0.05 * found.difference.se
    assert found.difference.value == pytest.approx(likelihood_difference(trial), abs=tolerance)
    seen = found.observed_cases
    assert abs(seen.value - found.difference.value) > 2 * tolerance


def test_a_baseline_missing_is_imputed_too():
    trial = make_trial(400, seed=6)
    baseline = trial.baseline.copy()
    baseline[::9] = np.nan
    trial = replace(trial, baseline=baseline)
    imputed = impute_scores(trial, "mar", 500, 1)
    known = ~np.isnan(baseline)
    assert (imputed.baseline[:, known] == baseline[known]).all()
    found = compare_imputed(imputed, 0.95)
    tolerance = 4 * found.monte_carlo_se + 0.1 * found.difference.se
    assert found.difference.value == pytest.approx(likelihood_difference(trial), abs=tolerance)
    assert found.observed_cases is None


def test_one_visit_has_the_known_posterior():
    """With one visit and no baseline, an arm's mean is drawn from its t: T is known."""
    rng = np.random.default_rng(8)
    scores = rng.normal(20, 5, (80, 1))
    scores[:30, 0] = np.nan
    treated = np.arange(80) % 2 == 0
    trial = IncompleteScores(scores, None, treated, np.zeros((80, 0)))
    imputed = impute_scores(trial, "mar", 20_000, 2)
    for arm in (treated, ~treated):
        seen = scores[arm & np.isfinite(scores[:, 0]), 0]
        n, gone = len(seen), 40 - len(seen)
        s2 = seen.var(ddof=1) * (n - 1) / (n - 3)
        drawn = imputed.scores[:, arm, 0].mean(axis=1)
        assert drawn.mean() == pytest.approx(seen.mean(), abs=0.03)
        wanted = (gone / 40) ** 2 * s2 * (1 / n + 1 / gone)
        assert drawn.var() == pytest.approx(wanted, rel=0.05)


@pytest.mark.parametrize("assumption", ["mar", "j2r", "cr", "cir"])
def test_scores_seen_stay_and_a_seed_repeats(assumption):
    trial = make_trial(80, seed=3, gaps=0.05)
    one, again = (impute_scores(trial, assumption, 5, 7) for _ in range(2))
    seen = np.isfinite(trial.scores)
    assert (one.scores[:, seen] == trial.scores[seen]).all()
    assert np.isfinite(one.scores).all()
    assert (one.scores == again.scores).all()
    assert (impute_scores(trial, assumption, 5, 8).scores != one.scores).any()


def test_the_unit_and_the_order_of_people_of_an_arm_do_not_matter_much():
    trial = make_trial(80, seed=3, gaps=0.05)
    one = impute_scores(trial, "j2r", 5, 7)
    moved = impute_scores(
        replace(trial, scores=9 - 2 * trial.scores, baseline=9 - 2 * trial.baseline), "j2r", 400, 7
    )
    at_first = compare_imputed(impute_scores(trial, "j2r", 400, 7), 0.95).difference
    turned = compare_imputed(moved, 0.95).difference
    assert turned.value == pytest.approx(-2 * at_first.value, abs=0.3 * at_first.se)
    stretched = impute_scores(
        replace(trial, scores=3 + 2 * trial.scores, baseline=3 + 2 * trial.baseline), "j2r", 5, 7
    )
    assert stretched.scores == pytest.approx(3 + 2 * one.scores, rel=1e-8)


def test_arms_trade_places():
    trial = make_trial(200, seed=4, gaps=0.03)
    swapped = replace(trial, is_treatment=~trial.is_treatment)
    one, other = (compare_imputed(impute_scores(t, "mar", 400, 1), 0.95) for t in (trial, swapped))
    room = 4 * np.hypot(one.monte_carlo_se, other.monte_carlo_se)
    assert one.difference.value == pytest.approx(-other.difference.value, abs=room)


def test_nothing_missing_changes_nothing():
    trial = make_trial(60, seed=2, lost=0.0)
    found = compare_imputed(impute_scores(trial, "mar", 5, 1), 0.95)
    assert found.difference.value == pytest.approx(found.observed_cases.value, rel=1e-12)
    assert found.difference.se == pytest.approx(found.observed_cases.se, rel=1e-12)
    assert found.monte_carlo_se == pytest.approx(0, abs=1e-12)


def small(**changed) -> IncompleteScores:
    return replace(make_trial(40, seed=1), **changed)


def spoiled(value: float, rows=slice(0, 3), column: int = 0) -> np.ndarray:
    scores = make_trial(40, seed=1).scores.copy()
    scores[rows, column] = value
    return scores


def with_arm(scores: np.ndarray, treated: bool, value: float, column: int = 2) -> np.ndarray:
    changed = scores.copy()
    changed[(np.arange(40) % 2 == 1) == treated, column] = value
    return changed


REFUSED = {
    "infinite score": (small(scores=spoiled(np.inf)), "not_finite"),
    "infinite baseline": (small(baseline=np.full(40, np.inf)), "not_finite"),
    "covariate missing": (small(covariates=np.full((40, 1), np.nan)), "missing_covariate"),
    "one arm": (small(is_treatment=np.ones(40, bool)), "one_arm"),
    "no visit": (small(scores=np.zeros((40, 0))), "one_arm"),
    "no score at all": (small(scores=np.full((40, 3), np.nan)), "no_variation"),
    "last visit empty": (small(scores=spoiled(np.nan, slice(None), 2)), "no_variation"),
    "identical scores": (small(scores=np.where(np.isnan(spoiled(1)), np.nan, 7.0)), "no_variation"),
    "identical baseline": (small(baseline=np.full(40, 20.0)), "no_variation"),
    "an arm not seen last": (small(scores=with_arm(spoiled(20), True, np.nan)), "too_few_seen"),
    "an arm identical": (
        small(scores=np.where(np.isnan(spoiled(1)), np.nan, with_arm(spoiled(20), True, 5.0))),
        "no_variation",
    ),
    "four people": (
        IncompleteScores(
            np.array([[1.0, 2], [2, np.nan], [3, 1], [4, np.nan]]), np.arange(4.0),
            np.array([True, False, True, False]), np.zeros((4, 0)),
        ),
        "too_few_seen",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refusals(case):
    trial, code = REFUSED[case]
    with pytest.raises(CannotEstimate) as fault:
        impute_scores(trial, "mar", 10, 1)
    assert fault.value.refusal.code == code
    assert fault.value.refusal.mend


def test_options_refused():
    for assumption, m, code in (("lvcf", 10, "bad_assumption"), ("mar", 1, "few_imputations")):
        with pytest.raises(CannotEstimate) as fault:
            impute_scores(small(), assumption, m, 1)
        assert fault.value.refusal.code == code


def test_many_imputations_agree_with_the_mixed_model():
    """Arms that vary alike: both answer for those lost from the scores seen before."""
    trial = draw_gaps(np.random.default_rng(21), (400, 400), (1, 1), LEAVING["42 %"], 0.03)
    people, visits = trial.scores.shape
    at = np.tile(np.arange(visits), people)
    which = np.eye(visits)[at]
    arm, baseline = (np.repeat(x, visits) for x in (trial.is_treatment * 1.0, trial.baseline))
    design = np.hstack([which, which * arm[:, None], which * baseline[:, None]])
    design = np.hstack([np.ones((len(at), 1)), design[:, 1:]])
    fit = fit_mmrm(design, trial.scores.ravel(), np.repeat(np.arange(people), visits), at)
    found = compare_imputed(impute_scores(trial, "mar", 500, 1), 0.95)
    last_arm = 2 * visits - 1
    room = 4 * found.monte_carlo_se + 0.15 * found.difference.se
    assert found.difference.value == pytest.approx(fit.coefficients[last_arm], abs=room)
    seen = found.observed_cases
    assert abs(seen.value - fit.coefficients[last_arm]) > room
