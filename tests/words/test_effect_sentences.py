"""Every verdict's sentence, word by word, and what stands in a hidden or refused one's place."""

import re
from dataclasses import replace

import pytest

from analysis.core import CannotEstimate, Comparison, Refusal
from analysis.core.results import VerdictCode
from analysis.words import find_banned_words, say_effect, say_overview, summarise_verdict
from tests.words.made_up import (
    BETWEEN,
    LESS,
    LIMITS,
    MORE,
    arm,
    effect,
    effects,
    estimate,
    measures,
    note,
    shown,
)

ENDING = (
    ", adjusted for baseline, age, sex and prior treatment; people were not assigned at random. "
    "472 people, 81% followed up."
)
SENTENCES: dict[VerdictCode, str] = {
    "worthwhile": "People who also had psychotherapy had better outcomes at week 12: 2.3 points "
    "lower on the PHQ-9 (95% CI 1.6 to 3.0)" + ENDING,
    "better_possibly_too_little": "People who also had psychotherapy had better outcomes at week "
    "12, possibly by too little to matter: 1.3 points lower on the PHQ-9 (95% CI 0.3 to 2.3)"
    + ENDING,
    "no_meaningful_difference": "No meaningful difference at week 12 between people who also had "
    "psychotherapy and people who had infusion only: 0.2 points lower on the PHQ-9 (95% CI 0.5 "
    "higher to 0.9 lower)" + ENDING,
    "small_difference_likely": "No meaningful difference at week 12 between people who also had "
    "psychotherapy and people who had infusion only, though a small one is likely: 0.5 points "
    "lower on the PHQ-9 (95% CI 0.1 to 0.9)" + ENDING,
    "meaningfully_worse": "People who also had psychotherapy had worse outcomes at week 12: 3.1 "
    "points higher on the PHQ-9 (95% CI 1.8 to 4.4)" + ENDING,
    "worse_possibly_too_little": "People who also had psychotherapy had worse outcomes at week "
    "12, possibly by too little to matter: 1.3 points higher on the PHQ-9 (95% CI 0.3 to 2.3)"
    + ENDING,
    "too_imprecise": "These data cannot tell us whether depression outcomes differ at week 12 "
    "(g = 0.21, 95% CI −0.10 to 0.52)" + ENDING,
    "cannot_answer": "These data cannot answer whether depression outcomes differ at week 12: "
    "only 60% of “Infusion only” were followed up; follow-up differs between the arms (60% and "
    "81%). People were not assigned at random. 472 people, 81% followed up.",
}


@pytest.mark.parametrize("code", list(LIMITS))
def test_each_verdict_has_its_sentence(code: VerdictCode) -> None:
    assert say_effect(shown(effects(effect(code))), "depression") == SENTENCES[code]


def test_points_lead_where_entry_was_restricted() -> None:
    said = say_effect(shown(effects(effect("too_imprecise", lead_with_points=True))), "depression")
    assert "(0.8 points lower on the PHQ-9, 95% CI 0.4 higher to 2.1 lower)" in said


@pytest.mark.parametrize(
    ("better", "said"), [("higher", "2.3 points higher"), ("unknown", "2.3 points better")]
)
def test_the_direction_is_that_of_the_scale(better: str, said: str) -> None:
    assert said in say_effect(shown(effects(effect(better=better))), "depression")


def test_one_point_is_singular() -> None:
    one = effect(estimates=measures(1.0, 0.4, 1.6))
    assert ": 1.0 point lower on" in say_effect(shown(effects(one)), "depression")


def test_random_assignment_is_said() -> None:
    found = effects(effect(adjusted_for=("baseline",)), data=note(randomised=True))
    said = say_effect(shown(found), "depression")
    assert "adjusted for baseline; people were assigned at random." in said


def test_follow_up_is_said_by_arm_where_it_differs() -> None:
    unequal = effect(treatment=arm(MORE, 90, 100), comparator=arm(LESS, 80, 100))
    assert say_effect(shown(effects(unequal)), "depression").endswith(
        "170 people; 90% followed up with psychotherapy as well, 80% with infusion only."
    )


def test_unknown_starters_are_not_guessed() -> None:
    unknown = effect(treatment=arm(MORE, 90, None), comparator=arm(LESS, 80, None))
    said = say_effect(shown(effects(unknown)), "depression")
    assert said.endswith("170 people; how many started is not recorded.")


def test_a_visit_that_looks_back_gets_no_verdict() -> None:
    released = shown(effects(effect(None, visit="week 1")))
    assert say_effect(released, "depression") == (
        "Depression: at week 1 the questions still ask about days before the first dose (on the "
        "PHQ-9), so no verdict is given; people were not assigned at random. "
        "472 people, 81% followed up."
    )
    assert summarise_verdict(released.result.effects[0]).startswith("too early")


def test_a_refusal_is_said_with_what_to_do() -> None:
    refused = effect(
        None, looks_back=False, treatment=None, comparator=None, estimates=None,
        refused=Refusal("no_comparison", "No comparison possible.", "Choose two other arms."),
    )  # fmt: skip
    said = say_effect(shown(effects(refused)), "depression")
    assert said == "Depression: No comparison possible. Choose two other arms."
    assert summarise_verdict(refused) == "No comparison possible."


def test_a_small_group_is_hidden_without_any_number() -> None:
    few = effect(treatment=arm(MORE, 8, 9))
    released = shown(effects(few), origin="own_upload", wanted="protected")
    said = say_effect(released, "depression")
    assert said == "Depression: hidden, as too few people stand behind it."
    assert not re.search(r"\d", said + summarise_verdict(released.result.effects[0]))


def test_protected_counts_are_said_to_be_about() -> None:
    released = shown(effects(effect()), origin="own_upload", wanted="protected")
    assert say_effect(released, "depression").endswith("About 470 people, about 81% followed up.")


def test_other_arms_have_their_own_words() -> None:
    against = Comparison.between(MORE, BETWEEN)
    said = say_effect(shown(effects(effect(), comparison=against)), "depression")
    assert said.startswith("People who had psychotherapy rather than journaling or a debrief had")
    dosing = effects(effect("no_meaningful_difference"), data=note(substance="psilocybin"))
    assert "people who had dosing only" in say_effect(shown(dosing), "depression")


def test_a_condition_not_asked_about_is_an_error() -> None:
    with pytest.raises(CannotEstimate):
        say_effect(shown(effects(effect())), "anxiety")


def test_the_overview_counts_conditions_and_pools_nothing() -> None:
    found = [
        effect("worthwhile"),
        effect("worthwhile", condition="ptsd", condition_label="PTSD"),
        effect("no_meaningful_difference", condition="anxiety", condition_label="Anxiety"),
        effect("too_imprecise", condition="ocd", condition_label="Obsessive-compulsive disorder"),
        effect("cannot_answer", condition="addiction", condition_label="Addiction"),
    ]
    assert say_overview(shown(effects(*found))) == (
        "Of 5 conditions at week 12, people who also had psychotherapy had better outcomes in 2 "
        "(depression and PTSD) and no meaningful difference in anxiety. These data cannot tell us "
        "whether outcomes differ in obsessive-compulsive disorder. They cannot answer the question "
        "in addiction. 2,360 people, 81% followed up; people were not assigned at random."
    )


def test_the_overview_says_when_nothing_is_known() -> None:
    said = say_overview(shown(effects(effect("too_imprecise"))))
    assert said.startswith(
        "These data cannot tell us whether outcomes differ at week 12 in depression."
    )
    assert say_overview(shown(effects())) == "There is nobody to compare here."


def test_the_overview_leaves_hidden_people_out_of_its_total() -> None:
    few = effect(condition="ocd", condition_label="OCD", treatment=arm(MORE, 8, 9))
    said = say_overview(shown(effects(effect(), few), origin="own_upload", wanted="protected"))
    assert "Nothing is shown for OCD." in said
    assert "About 470 people" in said


@pytest.mark.parametrize("code", [*LIMITS, None])
def test_nothing_banned_is_said_of_data_without_randomisation(code: VerdictCode | None) -> None:
    released = shown(effects(effect(code), effect("too_imprecise", condition="ocd")))
    for text in (say_effect(released, "depression"), say_overview(released)):
        assert find_banned_words(text) == ()


def test_intervals_that_touch_zero_keep_their_side() -> None:
    touching = replace(measures(1.0, 0.0, 2.0)["adjusted_difference"])
    said = say_effect(
        shown(effects(effect("small_difference_likely",
                             estimates={"adjusted_difference": touching}))), "depression"
    )  # fmt: skip
    assert "95% CI 0.0 to 2.0" in said
    assert estimate(1, 0, 2).low == 0


def test_hidden_estimates_are_hidden_whatever_the_refusal_says() -> None:
    odd = effect(None, looks_back=False, estimates=None, hidden=("estimates",),
                 refused=Refusal("group_too_small", "Three people only."))  # fmt: skip
    assert "Three" not in say_effect(shown(effects(odd)), "depression")
    assert summarise_verdict(odd) == "hidden"
