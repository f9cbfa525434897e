"""Groups, trajectories, sites, who took part, choices and methods."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.answers import (
    METHOD_TOPICS,
    compare_groups,
    describe_methods,
    describe_settings,
    effect_by_site,
    effects_by_condition,
    list_choices,
    trajectories,
    who_took_part,
)
from analysis.core import CannotEstimate, Comparison
from tests.made_up import two_arm_cohort

PHQ9 = Comparison(instrument="PHQ9")


def test_the_opened_condition_has_the_numbers_of_the_forest():
    cohort = two_arm_cohort()
    (effect,) = effects_by_condition(cohort, PHQ9, "full").result.effects
    groups = compare_groups(cohort, PHQ9, "depression", "full").result
    assert groups.difference == effect.estimate("headline_difference")
    assert [g.arm for g in groups.groups] == ["infusion_only", "infusion_plus_psychotherapy"]
    assert [len(g.points) for g in groups.groups] == [effect.comparator.n, effect.treatment.n]


def test_single_people_are_not_in_a_protected_answer():
    groups = compare_groups(two_arm_cohort(), PHQ9, "depression", "protected").result
    assert all(g.points is None for g in groups.groups)


def test_trajectories_hold_observed_means_and_the_same_difference():
    cohort = two_arm_cohort()
    found = trajectories(cohort, PHQ9, "depression", "full").result
    matrix = cohort.score_matrix("PHQ9")[:40]
    week12 = next(m for m in found.means if m.visit == "week 12" and m.arm == "infusion_only")
    assert week12.mean == pytest.approx(np.nanmean(matrix[:, 2]))
    assert week12.n == 40
    (effect,) = effects_by_condition(cohort, PHQ9, "full").result.effects
    assert found.differences["week 12"] == effect.estimate("headline_difference")
    assert next(m for m in found.means if m.visit == "week 1").looks_back


def test_sites_are_pooled_only_when_every_site_has_an_estimate():
    found = effect_by_site(two_arm_cohort(each=60), PHQ9, "depression", "full").result
    assert [e.condition_label for e in found.effects] == ["A", "B"]
    assert found.pooled.estimate.counts["k"] == 2
    values = [e.estimates["adjusted_g"].value for e in found.effects]
    assert min(values) <= found.pooled.estimate.value <= max(values)


def test_one_site_has_nothing_to_pool():
    cohort = two_arm_cohort()
    cohort.participants["site"] = cohort.participants["site"].cat.rename_categories(["A", "A2"])
    cohort.participants.loc[:, "site"] = "A"
    with pytest.raises(CannotEstimate, match="one site"):
        effect_by_site(cohort, PHQ9, "depression", "full")


def test_characteristics_add_up_to_their_arm_in_full_detail():
    found = who_took_part(two_arm_cohort(), "full").result
    for characteristic in {c.characteristic for c in found.characteristics}:
        for arm in found.arms:
            counts = [
                c for c in found.characteristics
                if (c.characteristic, c.arm) == (characteristic, arm)
            ]  # fmt: skip
            assert sum(c.n for c in counts) == counts[0].of == 40


def test_choices_are_what_the_cohort_holds():
    choices = list_choices(two_arm_cohort())
    assert choices.visits == ("week 1", "week 12", "week 26")
    assert choices.primary_visit == "week 12"
    assert set(choices.instruments) == {"primary", "PHQ9"}
    assert choices.default_substance == "ketamine_iv"


def test_every_estimator_shown_is_described_with_its_formula():
    for entry in describe_methods():
        assert entry.summary, entry.name
        assert entry.notes or entry.source, entry.name


def test_settings_are_read_from_the_code():
    found = {entry.name: entry for entry in describe_settings()}
    assert found["MINIMUM_GROUP"].value == "11"
    assert found["MINIMUM_GROUP"].meaning


def refusal_of(people):
    """Why the groups are not shown when so many people came back in one arm."""
    cohort = two_arm_cohort()
    scores = cohort.scores
    gone = (scores["participant"] >= 40 + people) & (scores["visit"] == 2)
    small = replace(cohort, scores=scores[~gone], _matrices={})
    with pytest.raises(CannotEstimate) as refused:
        compare_groups(small, PHQ9, "depression", "protected")
    (effect,) = effects_by_condition(small, PHQ9, "protected").result.effects
    assert effect.refused == refused.value.refusal
    return refused.value.refusal


def test_a_protected_refusal_does_not_tell_one_person_from_nine():
    assert refusal_of(1) == refusal_of(9)


def test_every_topic_of_the_methods_has_estimators():
    found = {entry.topic for entry in describe_methods()}
    assert found == set(METHOD_TOPICS)
    names = {entry.name for entry in describe_methods()}
    assert {"hedges_g", "mmrm_by_visit", "overlap_weighted_difference", "judge_gate"} <= names
