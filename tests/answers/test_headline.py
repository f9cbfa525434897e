"""Which estimate leads: repeated measures where chance decided, overlap weights where not."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.answers import effects_by_condition
from analysis.core import Comparison
from analysis.loading import load_demonstration
from analysis.longitudinal import mmrm_by_visit
from analysis.words import say_effect
from tests.made_up import two_arm_cohort

PHQ9 = Comparison(instrument="PHQ9")


def only_effect(cohort, comparison=PHQ9):
    (effect,) = effects_by_condition(cohort, comparison, "full").result.effects
    return effect


@pytest.fixture(scope="module")
def demonstration():
    return effects_by_condition(load_demonstration(), Comparison(), "full")


def test_a_randomised_cohort_leads_with_the_repeated_measures_model():
    cohort = two_arm_cohort()
    effect = only_effect(cohort)
    matrix = cohort.score_matrix("PHQ9")
    later = [
        k for k, v in enumerate(cohort.visits) if v.day > 0 and not np.isnan(matrix[:, k]).all()
    ]
    model = mmrm_by_visit(
        matrix[:, 0], matrix[:, later],
        (cohort.participants["arm"] == "infusion_plus_psychotherapy").to_numpy(),
        np.zeros((len(matrix), 0)), 0.95, "kenward-roger-mar", by_arm=True,
        visits=[cohort.visits[k].label for k in later],
    )  # fmt: skip
    raw = model.at("week 12").difference
    assert effect.headline == "mmrm"
    shown = effect.estimate("headline_difference")
    assert shown.value == pytest.approx(-raw.value)
    assert (shown.low, shown.high) == pytest.approx((-raw.high, -raw.low))
    assert effect.gate is None
    assert "covariance of each arm" in shown.method
    assert not any("both arms share one" in note for note in effect.notes)


def test_where_an_arm_is_too_small_for_its_own_covariance_both_share_one_and_a_note_says_so():
    cohort = two_arm_cohort(each=5)
    one_left = cohort.scores["participant"].isin(range(3)) & (cohort.scores["visit"] == 3)
    later = cohort.scores["participant"].isin((3, 4)) & (cohort.scores["visit"] == 2)
    few = replace(cohort, scores=cohort.scores[~(one_left | later)].reset_index(drop=True),
                  _matrices={})  # fmt: skip
    effect = only_effect(few, replace(PHQ9, visit="week 26"))
    assert effect.headline == "mmrm"
    assert "covariance over" in effect.estimate("mmrm_difference").method
    assert any("both arms share one" in note for note in effect.notes)


def test_people_lost_at_the_visit_still_count_and_do_not_withhold_the_verdict():
    cohort = two_arm_cohort()
    gone = cohort.scores["participant"].isin(range(13)) & (cohort.scores["visit"] == 2)
    lost = replace(cohort, scores=cohort.scores[~gone].reset_index(drop=True), _matrices={})
    effect = only_effect(lost)
    assert effect.headline == "mmrm"
    assert effect.verdict.code != "cannot_answer"
    assert effect.estimate("mmrm_difference").counts["n_comparator"] == 40
    assert effect.comparator.n == 27


def test_without_randomisation_the_overlap_weighted_difference_leads(demonstration):
    for effect in demonstration.result.effects:
        assert effect.headline == "weighted"
        assert effect.estimate("mmrm_difference") is None
        assert "psychotherapy elsewhere" in effect.adjusted_for


def test_a_failing_gate_withholds_the_verdict_and_says_why(demonstration):
    answered = [e for e in demonstration.result.effects if e.gate.passed]
    failed = [e for e in demonstration.result.effects if not e.gate.passed]
    assert answered
    assert failed
    assert all(e.verdict.code != "cannot_answer" for e in answered)
    for effect in failed:
        assert effect.verdict.code == "cannot_answer"
        assert len(effect.verdict.reasons) == len(effect.gate.failures)
        said = say_effect(demonstration, effect.condition)
        assert said.startswith("These data cannot answer")
        assert effect.verdict.reasons[0] in said


def test_confounders_not_recorded_fail_the_gate():
    effect = only_effect(two_arm_cohort(randomised=False))
    codes = {item.code for item in effect.gate.items if item.passed is False}
    assert {"recorded_prior_treatment", "recorded_concurrent_therapy"} <= codes
    assert effect.verdict.code == "cannot_answer"


def test_arms_known_only_as_received_fail_the_gate():
    effect = only_effect(two_arm_cohort(randomised=False, arm_basis="received"))
    assert any("left early" in reason for reason in effect.verdict.reasons)
