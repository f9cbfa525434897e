"""How many people, and looking again: in sentences and tables."""

import pytest

from analysis.core.results import Verdict
from analysis.words import (
    LOSS_CHOICES,
    POWER_CHOICES,
    THERAPIST_CHOICES,
    describe_looks,
    describe_power,
    find_banned_words,
    say_detectable,
    say_looking_again,
    say_next_cohort,
    say_ordinary,
    table_of_inputs,
    table_of_looks,
    table_of_sizes,
    title_next_cohort,
)

from .made_up import shown
from .made_up_subgroups import looked_again, next_cohort, sizes


def test_the_people_needed_are_said_with_their_reason() -> None:
    said = say_next_cohort(shown(next_cohort()))
    assert "a difference of 1.7 points on the PHQ-9, the smallest that matters here" in said
    assert "4 times out of 5" in said
    assert "172 people in each arm with a score at week 12: 200 to start in" in said
    assert "216 in “Infusion only”" in said
    assert "it is 185 in each arm" in said
    assert "never from the one seen" in said
    assert "9 times out of 10" in say_next_cohort(shown(next_cohort(power=0.9)))
    even = {"detect": {"80": sizes(172), "90": sizes(230)}}
    assert "needs 172 people in each arm. If" in say_next_cohort(shown(next_cohort(aims=even)))


@pytest.mark.parametrize(
    ("detectable", "said"),
    [
        (2.4, "the 1.7 points that matter are missed more often than that"),
        (1.2, "enough for the difference that matters"),
        (1.71, "just about the difference that matters"),
        (None, "settle nothing"),
    ],
)
def test_what_this_cohort_could_find(detectable: float | None, said: str) -> None:
    assert said in say_detectable(shown(next_cohort(detectable=detectable)))


def test_sizes_and_inputs_are_tabled() -> None:
    answer = shown(next_cohort())
    table = table_of_sizes(answer)
    assert list(table["In each arm, 80%"]) == ["172", "230", "172", "85"]
    assert table["To start, 90%"].iloc[0] == "262 + 282"
    never = {"detect": {"80": None, "90": None}}
    assert "no number is enough" in table_of_sizes(shown(next_cohort(aims=never))).to_string()
    inputs = table_of_inputs(answer)
    assert list(inputs["Value"]) == ["1.7", "6.5", "0.54", "14%"]
    assert list(inputs["95% CI"]) == ["–", "[6.1, 7.1]", "[0.46, 0.61]", "[10%, 20%]"]
    assert "this cohort, 331 people" in set(inputs["Where from"])


def test_few_people_leave_nothing_to_plan_from() -> None:
    few = shown(next_cohort(n_treatment=8), "own_upload", "protected")
    assert say_next_cohort(few).startswith("Hidden")
    assert table_of_sizes(few).empty
    assert table_of_inputs(few).empty


def test_the_curves_are_described() -> None:
    said = describe_power(shown(next_cohort()))
    assert "1.7 points needs 172 in each arm" in said
    assert 40 < len(said) <= 300


def test_a_look_is_said_with_limits_that_hold_at_every_look() -> None:
    said = say_looking_again(shown(looked_again()))
    assert "2.3 points better with psychotherapy as well on the PHQ-9" in said
    assert "limits of 0.4 to 4.1 that hold at every look" in said
    assert "leaves out no difference" in said
    unsure = say_looking_again(shown(looked_again((0.6, -1.4, 2.6))))
    assert "these data cannot yet tell us whether outcomes differ" in unsure


def test_the_caveats_of_looking_are_said() -> None:
    assert "honest for one look only" in say_ordinary(shown(looked_again()))
    assert "declared first" not in say_ordinary(shown(looked_again()))
    assert "declared first" in say_ordinary(shown(looked_again(is_primary=False)))


def test_arms_that_cannot_be_compared_are_not_rescued_by_looking() -> None:
    verdict = Verdict("cannot_answer", 1.7, "convention", ("the arms differ in age",))
    said = say_looking_again(shown(looked_again(verdict=verdict)))
    assert said.startswith("These data cannot answer whether depression outcomes differ (the arms")


def test_looks_are_tabled_up_to_the_last() -> None:
    table = table_of_looks(shown(looked_again()))
    assert 2 <= len(table) <= 8
    assert table["People so far"].iloc[-1] == "99"
    assert table["Limits at every look"].iloc[-1] == "[0.4, 4.1]"
    hidden = shown(looked_again(watched=None))
    assert table_of_looks(hidden).empty
    assert say_looking_again(hidden).startswith("Hidden")
    assert say_ordinary(hidden) == ""


def test_nothing_claims_a_cause() -> None:
    plan, watched = shown(next_cohort()), shown(looked_again())
    texts = [title_next_cohort(), say_next_cohort(plan), say_detectable(plan), describe_power(plan),
             table_of_sizes(plan).to_string(), table_of_inputs(plan).to_string(),
             say_looking_again(watched), say_ordinary(watched), describe_looks(watched),
             table_of_looks(watched).to_string(), *POWER_CHOICES.values(),
             *LOSS_CHOICES.values(), *THERAPIST_CHOICES.values()]  # fmt: skip
    assert find_banned_words(" ".join(texts)) == ()
    assert list(POWER_CHOICES) == ["80", "90"]
