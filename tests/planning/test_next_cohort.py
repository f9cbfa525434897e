"""The next cohort from this one: its inputs, and that the effect observed is never looked at."""

from dataclasses import replace

import pytest
from scipy import stats

from analysis.core import ArmSummary, CannotEstimate
from analysis.planning import Design, learn_inputs, people_for_difference, plan_next_cohort

TREATMENT = ArmSummary("infusion_plus_psychotherapy", 60, 14.0, 6.0, correlation=0.5, enrolled=75)
COMPARATOR = ArmSummary("infusion_only", 40, 17.0, 8.0, correlation=0.6, enrolled=50)


def test_inputs_are_the_spread_the_correlation_and_the_follow_up():
    found = learn_inputs(TREATMENT, COMPARATOR)
    assert found.sd == pytest.approx(((59 * 36 + 39 * 64) / 98) ** 0.5)
    assert found.sd_cautious == pytest.approx(found.sd * (98 / stats.chi2.ppf(0.2, 98)) ** 0.5)
    assert found.correlation == pytest.approx(0.54)
    assert (found.followed_up_treatment, found.followed_up_comparator) == (0.8, 0.8)


def test_the_plan_rests_on_the_margin_and_not_on_the_means():
    plan = plan_next_cohort(learn_inputs(TREATMENT, COMPARATOR), 2.0, cluster_size=8)
    other = learn_inputs(replace(TREATMENT, mean=2.0), replace(COMPARATOR, mean=30.0))
    assert plan_next_cohort(other, 2.0, cluster_size=8) == plan
    assert plan.design_effect == pytest.approx(1.35)
    assert plan.to_detect.therapists * 8 == plan.to_detect.n_treatment
    assert plan.to_detect.enrol_treatment == -(-plan.to_detect.n_treatment * 5 // 4)
    assert plan.to_detect.power >= 0.8
    assert plan.to_exclude.enrol > plan.to_detect.enrol > plan.to_bound.enrol


def test_without_therapists_it_is_the_plain_size():
    inputs = learn_inputs(TREATMENT, COMPARATOR)
    plan = plan_next_cohort(inputs, 2.0)
    design = Design(inputs.sd, inputs.correlation)
    plain = people_for_difference(design, 2.0, dropout_treatment=0.2, dropout_comparator=0.2)
    assert plan.to_detect == plain
    cautious = plan_next_cohort(inputs, 2.0, cautious=True)
    assert cautious.to_detect.enrol > plan.to_detect.enrol
    assert cautious.detectable_now > plan.detectable_now


def test_an_aim_out_of_reach_is_none_and_the_rest_stays():
    plan = plan_next_cohort(learn_inputs(TREATMENT, COMPARATOR), 1e-4)
    assert plan.to_detect is None
    assert plan.detectable_now > 0


def test_unknown_follow_up_and_correlation_are_none_assumed():
    bare = [replace(arm, correlation=None, enrolled=None) for arm in (TREATMENT, COMPARATOR)]
    found = learn_inputs(*bare)
    assert (found.correlation, found.followed_up_treatment) == (0, 1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"n": 1, "sd": None}, "no_sd"),
        ({"sd": 0.0}, "no_variation"),
        ({"n": 0, "sd": None}, "no_sd"),
    ],
)
def test_arms_without_spread_are_refused(change, code):
    with pytest.raises(CannotEstimate) as told:
        learn_inputs(replace(TREATMENT, **change), replace(COMPARATOR, **change))
    assert told.value.refusal.code == code


@pytest.mark.parametrize("margin", [0, -1, float("nan"), float("inf")])
def test_no_plan_without_a_margin(margin):
    with pytest.raises(CannotEstimate) as told:
        plan_next_cohort(learn_inputs(TREATMENT, COMPARATOR), margin)
    assert told.value.refusal.code == "bad_margin"


def test_the_people_behind_the_spread_are_its_cells():
    plan = plan_next_cohort(learn_inputs(TREATMENT, COMPARATOR), 2.0)
    assert [cell.n for cell in plan.cells()] == [60, 40]
