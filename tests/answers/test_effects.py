"""Effects by condition: the people, the sign, the model and when nothing is said."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.answers import effects_by_condition
from analysis.core import CannotEstimate, Comparison, settings
from tests.made_up import draw_matrix, make_cohort, two_arm_cohort

PHQ9 = Comparison(instrument="PHQ9")


def only_effect(cohort, comparison=PHQ9, view="full"):
    (effect,) = effects_by_condition(cohort, comparison, view).result.effects
    return effect


def model_by_hand(cohort, covariates=()):
    matrix = cohort.score_matrix("PHQ9")
    seen = ~np.isnan(matrix[:, 0]) & ~np.isnan(matrix[:, 2])
    people = cohort.participants[seen]
    design = {"baseline": matrix[seen, 0], "arm": people["arm"] == "infusion_plus_psychotherapy"}
    frame = pd.DataFrame(design, index=people.index)
    if covariates:
        dummies = pd.get_dummies(people[list(covariates)].astype(str), drop_first=True)
        frame = pd.concat([frame, dummies], axis=1)
    frame = frame.astype(float)
    fit = sm.OLS(matrix[seen, 2], sm.add_constant(frame)).fit(cov_type="HC3", use_t=True)
    return fit.params["arm"], fit.bse["arm"], fit.conf_int().loc["arm"]


def test_randomised_headline_is_ancova_on_baseline_with_hc3():
    cohort = two_arm_cohort()
    coefficient, se, limits = model_by_hand(cohort)
    found = only_effect(cohort).estimates["adjusted_difference"]
    assert found.value == pytest.approx(-coefficient, rel=1e-9)
    assert found.se == pytest.approx(se, rel=1e-9)
    assert (found.low, found.high) == pytest.approx((-limits[1], -limits[0]), rel=1e-9)
    assert only_effect(cohort).adjusted_for == ("baseline",)


def test_without_randomisation_recorded_confounders_are_adjusted_for_and_listed():
    cohort = two_arm_cohort(randomised=False)
    coefficient, se, _ = model_by_hand(cohort, ("age_band", "sex"))
    effect = only_effect(cohort)
    assert effect.estimates["adjusted_difference"].value == pytest.approx(-coefficient, rel=1e-8)
    assert effect.estimates["adjusted_difference"].se == pytest.approx(se, rel=1e-8)
    assert effect.adjusted_for == ("baseline", "age", "sex")
    notes = effects_by_condition(cohort, PHQ9, "full").result.notes
    assert any("employment, prior treatment" in note for note in notes)


def test_positive_means_the_arm_with_more_support_did_better():
    assert only_effect(two_arm_cohort(gain=4)).estimates["hedges_g"].value > 0
    assert only_effect(two_arm_cohort(gain=-4)).estimates["hedges_g"].value < 0


def test_every_measure_has_its_n_its_interval_and_its_method():
    effect = only_effect(two_arm_cohort())
    assert set(effect.estimates) == {
        "mmrm_g", "mmrm_difference", "adjusted_g", "adjusted_difference", "hedges_g",
        "mean_difference", "d_average_variance", "sites_g", "sites_difference",
    }  # fmt: skip
    for estimate in effect.estimates.values():
        assert estimate.low <= estimate.value <= estimate.high
        seen = "seen" if estimate.measure.startswith("mmrm") else "n"
        assert estimate.counts[f"{seen}_treatment"] == effect.treatment.n
        assert estimate.counts[f"{seen}_comparator"] == effect.comparator.n
        assert estimate.method
        assert estimate.source


def test_the_margin_is_the_convention_where_none_is_published():
    effect = only_effect(two_arm_cohort(each=200))
    a, b = effect.treatment, effect.comparator
    pooled = np.sqrt(
        (a.baseline_sd**2 * (a.n - 1) + b.baseline_sd**2 * (b.n - 1)) / (a.n + b.n - 2)
    )
    assert effect.verdict.margin == pytest.approx(settings.CONVENTION_MARGIN_SD * pooled)
    assert effect.verdict.code == "worthwhile"


def lose(cohort, people, visit=2):
    """The same cohort with these people's PHQ-9 at a visit taken away."""
    scores = cohort.scores
    gone = scores["participant"].isin(people) & (scores["visit"] == visit)
    return replace(cohort, scores=scores[~gone].reset_index(drop=True), _matrices={})


def at_one_visit(cohort):
    """The same cohort seen at baseline and at the primary visit only."""
    kept = cohort.scores["visit"].isin([0, 2])
    return replace(cohort, scores=cohort.scores[kept].reset_index(drop=True), _matrices={})


@pytest.mark.parametrize(("lost", "says"), [(13, "followed up"), (7, "differs between")])
def test_no_verdict_on_poor_or_unequal_follow_up(lost, says):
    effect = only_effect(lose(at_one_visit(two_arm_cohort()), range(lost)))
    assert effect.headline == "adjusted"
    assert effect.verdict.code == "cannot_answer"
    assert any(says in reason for reason in effect.verdict.reasons)
    assert effect.comparator.n == 40 - lost
    assert effect.comparator.enrolled == 40


def test_no_verdict_where_arms_record_therapy_received():
    effect = only_effect(two_arm_cohort(arm_basis="received"))
    assert effect.verdict.code == "cannot_answer"


def test_a_visit_nearer_than_the_recall_period_has_no_verdict_and_no_response():
    effect = only_effect(two_arm_cohort(), replace(PHQ9, visit="week 1"))
    assert effect.looks_back
    assert effect.verdict is None
    assert effect.response is None
    assert effect.estimates


def test_a_condition_that_cannot_be_compared_stays_with_its_reason():
    cohort = two_arm_cohort()
    arms = cohort.participants["arm"].astype(str)
    conditions = ["ocd" if i < 5 else "depression" for i in range(80)]
    columns = {"arm": list(arms), "condition": conditions, "substance": ["ketamine_iv"] * 80}
    mixed = make_cohort(columns, {"PHQ9": cohort.score_matrix("PHQ9").copy()})
    effects = {e.condition: e for e in effects_by_condition(mixed, PHQ9, "full").result.effects}
    assert effects["ocd"].refused.code == "no_comparison"
    assert effects["ocd"].estimates is None
    assert effects["depression"].refused is None


def test_an_unknown_visit_refuses_the_whole_question():
    with pytest.raises(CannotEstimate) as refused:
        effects_by_condition(two_arm_cohort(), replace(PHQ9, visit="week 99"))
    assert "week 12" in refused.value.refusal.mend


def test_conditions_are_joined_on_an_instrument_everyone_has():
    each, conditions = 60, ("depression", "anxiety", "ptsd")
    arm = (["infusion_only"] * each + ["infusion_plus_psychotherapy"] * each) * 3
    condition = [c for c in conditions for _ in range(2 * each)]
    gain = np.array([3.0 if a.endswith("psychotherapy") else 0 for a in arm])
    gain *= np.array([{"depression": 0, "anxiety": 1, "ptsd": 2}[c] for c in condition])
    matrix = draw_matrix(3, len(arm), -gain)
    columns = {"arm": arm, "condition": condition, "substance": ["ketamine_iv"] * len(arm)}
    joint = effects_by_condition(
        make_cohort(columns, {"PHQ9": matrix}), Comparison(), "full"
    ).result.joint
    assert joint.instrument == "PHQ9"
    assert set(joint.by_condition) == {"Depression", "Anxiety", "PTSD"}
    assert joint.p < 0.01
    assert joint.by_condition["PTSD"].value > joint.by_condition["Depression"].value
    assert joint.df1 == 2


def test_scores_after_a_first_retreatment_can_be_left_out_by_name():
    events = pd.DataFrame(
        {"participant": [0, 1, 40], "day": [30, 90, 10], "kind": "retreatment", "term": "",
         "severity": "", "serious": "no"}
    )  # fmt: skip
    cohort = replace(two_arm_cohort(), events=events)
    asked = replace(PHQ9, estimand="before_retreatment")
    effect = only_effect(cohort, asked)
    assert (effect.comparator.n, effect.treatment.n) == (39, 39)
    assert only_effect(cohort).comparator.n == 40
    notes = effects_by_condition(cohort, asked, "full").result.notes
    assert any("retreatment" in note for note in notes)
    assert Comparison.from_query(asked.to_query()) == asked
    with pytest.raises(CannotEstimate, match="does not record retreatment"):
        effects_by_condition(two_arm_cohort(), asked)


def test_the_margin_can_be_switched_and_is_kept_in_a_link():
    asked = replace(PHQ9, margin_sd=0.5)
    small = only_effect(two_arm_cohort(), replace(PHQ9, margin_sd=0.2)).verdict
    large = only_effect(two_arm_cohort(), asked).verdict
    assert large.margin == pytest.approx(2.5 * small.margin)
    assert "convention" in large.margin_source
    assert Comparison.from_query(asked.to_query()) == asked
    with pytest.raises(ValueError, match="margin"):
        Comparison.from_query({"margin": "7"})


def test_unlike_arms_point_to_d_with_the_average_variance():
    effect = only_effect(lose(two_arm_cohort(), range(20)))
    assert any("average variance" in note for note in effect.notes)
    assert not any("average variance" in note for note in only_effect(two_arm_cohort()).notes)
