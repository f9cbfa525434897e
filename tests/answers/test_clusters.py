"""Therapists and sites: counted where recorded, said where not, never leading."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.adjustment import partially_nested_difference, widen_for_therapists
from analysis.answers import effects_by_condition, list_choices
from analysis.command_line.effects import describe_effects
from analysis.core import Comparison, label_measure, settings
from tests.made_up import two_arm_cohort

PHQ9 = Comparison(instrument="PHQ9")
EACH = 40


def with_therapists(therapists=8, spread=0.0, known=EACH, **choices):
    """Two arms; in the treatment arm therapists who differ by `spread` points after baseline."""
    cohort = two_arm_cohort(each=EACH, **choices)
    number = np.arange(EACH) % therapists
    names = ["not_recorded"] * EACH + [f"T{i}" for i in number[:known]]
    names += ["not_recorded"] * (EACH - known)
    shift = np.random.default_rng(3).normal(0, spread, therapists)[number]
    scores = cohort.scores.copy()
    after = scores["visit"].to_numpy() > 0
    person = scores["participant"].to_numpy() - EACH
    moved = after & (person >= 0)
    scores.loc[moved, "score"] += shift[person[moved]]
    people = cohort.participants.assign(therapist=pd.Categorical(names))
    return replace(cohort, participants=people, scores=scores, _matrices={})


def only_effect(cohort, comparison=PHQ9, view="full"):
    (effect,) = effects_by_condition(cohort, comparison, view).result.effects
    return effect


def shared(effect):
    (note,) = [n for n in effect.notes if "share a therapist" in n]
    return note


def test_the_nested_difference_is_that_of_the_model_with_the_covariates_of_ancova():
    cohort = with_therapists(spread=2.0, randomised=False)
    effect = only_effect(cohort)
    matrix = cohort.score_matrix("PHQ9")
    treated = np.arange(2 * EACH) >= EACH
    dummies = pd.get_dummies(cohort.participants[["age_band", "sex"]].astype(str), drop_first=True)
    covariates = np.column_stack([matrix[:, 0], dummies.to_numpy(dtype=float)])
    raw = partially_nested_difference(
        matrix[:, 2], treated, covariates, cohort.participants["therapist"].astype(str), 0.95
    )
    found = effect.estimates["nested_difference"]
    assert found.value == pytest.approx(-raw.difference.value)
    assert (found.low, found.high) == pytest.approx((-raw.difference.high, -raw.difference.low))
    assert f"8 therapists, ICC {raw.icc.value:.2f}" in found.method
    assert f"df {raw.difference.df:.0f}." in found.method
    assert found.counts["therapists"] == 8
    size = effect.estimates["nested_g"]
    assert size.value / found.value == pytest.approx(
        effect.estimates["adjusted_g"].value / effect.estimates["adjusted_difference"].value
    )


def test_it_stands_beside_the_headline_and_a_note_says_whether_the_verdict_holds():
    alike, unlike = only_effect(with_therapists()), only_effect(with_therapists(4, 6.0))
    for effect in (alike, unlike):
        assert effect.headline == "mmrm"
        assert "a model that does not" in shared(effect)
    assert "leaves the verdict as it is" in shared(alike)
    assert unlike.estimates["nested_difference"].low < 0 < unlike.estimates["mmrm_difference"].low
    assert "the verdict would be “too imprecise”" in shared(unlike)


def test_without_a_verdict_the_note_compares_none():
    effect = only_effect(with_therapists(randomised=False))
    assert effect.verdict.code == "cannot_answer"
    assert "verdict" not in shared(effect)


@pytest.mark.parametrize(
    ("cohort", "why"),
    [
        (with_therapists(known=30), "not everyone's therapist is recorded"),
        (with_therapists(therapists=1), "too few therapists"),
        (with_therapists(therapists=EACH), "too few therapists"),
    ],
)
def test_recorded_and_not_modelled_is_said_without_a_count(cohort, why):
    effect = only_effect(cohort)
    assert "nested_difference" not in effect.estimates
    assert why in shared(effect)
    assert not any(character.isdigit() for character in shared(effect))


def test_not_recorded_the_headline_is_widened_by_the_design_effect():
    effect = only_effect(two_arm_cohort(each=EACH))
    wider = widen_for_therapists(effect.estimate("headline_difference"), 10, 0.05)
    note = shared(effect)
    assert settings.PEOPLE_PER_THERAPIST == 10
    assert "With 10 people of each and an ICC of 0.05 (both assumed)" in note
    assert f"{wider.low:.1f} to {wider.high:.1f}" in note
    assert wider.high - wider.low > effect.estimate("headline_difference").high - effect.estimate(
        "headline_difference").low  # fmt: skip


def test_no_therapist_is_missed_in_an_arm_that_has_none():
    cohort = two_arm_cohort(each=EACH)
    arm = cohort.participants["arm"].astype(str)
    journaling = arm.where(arm == "infusion_only", "infusion_plus_journaling").astype("category")
    there = replace(cohort, participants=cohort.participants.assign(arm=journaling))
    effect = only_effect(there, replace(PHQ9, treatment="infusion_plus_journaling"))
    assert effect.estimates
    assert not any("share a therapist" in note for note in effect.notes)


def test_protected_view_names_no_therapist_and_keeps_the_interval():
    cohort = replace(with_therapists(), origin="shelf")
    released = effects_by_condition(cohort, PHQ9)
    (effect,) = released.result.effects
    assert "nested_difference" in effect.estimates
    assert "interval" in shared(effect)
    assert " to " in shared(effect)
    everything = repr(released.result)
    assert not any(f"T{i}" in everything for i in range(8))


def test_it_can_be_chosen_and_printed_where_therapists_are_recorded():
    cohort = with_therapists()
    assert {"nested_g", "nested_difference"} <= set(list_choices(cohort).measures)
    assert "nested_g" not in list_choices(two_arm_cohort()).measures
    assert "therapists" in label_measure("nested_g")
    released = effects_by_condition(cohort, PHQ9, "full")
    (described,) = describe_effects(released, "nested_g")["effects"]
    assert described["measure"] == "nested_g"
    assert described["points"]["value"] == released.result.effects[0].estimates[
        "nested_difference"].value  # fmt: skip
    assert any("share a therapist" in note for note in described["notes"])


def test_few_sites_are_fixed_effects_beside_the_headline():
    cohort = two_arm_cohort(each=EACH)
    effect = only_effect(cohort)
    found = effect.estimates["sites_difference"]
    matrix = cohort.score_matrix("PHQ9")
    treated = np.arange(2 * EACH) >= EACH
    second = (cohort.participants["site"] == "B").to_numpy()
    design = np.column_stack([np.ones(2 * EACH), treated, matrix[:, 0], second]).astype(float)
    fit = sm.OLS(matrix[:, 2], design).fit(cov_type="HC3", use_t=True)
    assert found.value == pytest.approx(-fit.params[1])
    assert found.se == pytest.approx(fit.bse[1])
    assert found.counts["sites"] == 2
    assert "fixed effects" in found.method
    (note,) = [n for n in effect.notes if "ignores sites" in n]
    assert "leaves the verdict as it is" in note


def test_ten_sites_have_a_cluster_robust_error():
    cohort = two_arm_cohort(each=EACH)
    site = pd.Categorical([f"S{i % 12}" for i in range(2 * EACH)])
    many = replace(cohort, participants=cohort.participants.assign(site=site))
    found = only_effect(many).estimates["sites_difference"]
    assert "CR2" in found.method
    assert found.counts["sites"] == 12


@pytest.mark.parametrize("site", [["A"] * 80, ["A"] * 40 + ["B"] * 40])
def test_one_site_or_a_site_for_each_arm_counts_none(site):
    cohort = two_arm_cohort(each=EACH)
    there = replace(cohort, participants=cohort.participants.assign(site=pd.Categorical(site)))
    effect = only_effect(there)
    assert "sites_difference" not in effect.estimates
    assert not any("ignores sites" in note for note in effect.notes)
