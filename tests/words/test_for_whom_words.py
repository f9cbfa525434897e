"""For whom, in sentences and tables: uncertainty first, three outcomes, nothing claimed."""

from dataclasses import replace

import pytest

from analysis.core.results import ShrunkenEffects, ShrunkenSubgroups, Verdict
from analysis.words import (
    describe_interactions,
    describe_levels,
    find_banned_words,
    say_dose,
    say_exploratory,
    say_for_whom,
    say_levels,
    say_shrunken,
    say_slope,
    table_of_doses,
    table_of_interactions,
    table_of_levels,
    table_of_shrunken,
    table_of_tests,
    title_for_whom,
)

from .made_up import estimate, note, shown
from .made_up_subgroups import (
    ALIKE,
    CANNOT_TELL,
    LARGER,
    SMALLER,
    doses,
    for_whom,
    nothing,
    number,
    prior,
    sex,
)

UNTOLD = Verdict("cannot_answer", 1.7, "convention", ("the arms differ in age",))


def test_one_uncertain_subgroup_names_both_kinds_of_people() -> None:
    said = say_for_whom(shown(for_whom(sex())))
    assert said.startswith(
        "These data cannot tell us whether the difference between the arms is another one for men "
        "than for women."
    )
    assert "people were not assigned at random" in said
    assert "adjusted for baseline, age, sex and prior treatment" in said


def test_several_uncertain_subgroups_are_listed_first_in_their_order() -> None:
    said = say_for_whom(shown(for_whom(sex(ALIKE), prior(), nothing())))
    first, second = said.split(". ")[:2]
    assert first.endswith("depends on failed treatments before or age")
    assert second.startswith("It is much the same by sex: any further difference is under the 1.7")


@pytest.mark.parametrize(("limits", "way"), [(LARGER, "larger"), (SMALLER, "smaller")])
def test_a_subgroup_apart_is_said_with_its_interval_and_with_chance(limits, way) -> None:
    said = say_for_whom(shown(for_whom(sex(limits, p_holm=0.2), prior())))
    assert (
        f"It was 3.1 points {way} for men than for women on the PHQ-9 (95% CI 0.4 to 5.8); with 2 "
        "subgroups looked at, this may be chance." in said
    )
    seldom = say_for_whom(shown(for_whom(sex(limits, p_holm=0.01), prior())))
    assert "chance alone seldom does as much" in seldom


def test_one_level_apart_is_enough_and_others_are_not_claimed() -> None:
    said = say_for_whom(shown(for_whom(prior(CANNOT_TELL, LARGER))))
    assert "for people with 4+ failed treatments before" in said
    assert "2-3" not in said


def test_arms_that_cannot_be_compared_decide_nothing() -> None:
    answer = for_whom(sex(LARGER), verdict=UNTOLD)
    said = say_for_whom(shown(answer))
    assert said.startswith("These data cannot answer for whom")
    assert "the arms differ in age" in said
    assert "3.1" not in said
    table = table_of_interactions(shown(answer))
    assert list(table["In plain words"]) == ["these data cannot answer"]


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (CANNOT_TELL, "cannot tell: too imprecise"), (ALIKE, "much the same"),
        (LARGER, "a larger difference"), (SMALLER, "a smaller difference"),
    ],
)  # fmt: skip
def test_the_table_says_the_outcome_in_plain_words(limits, words: str) -> None:
    row = table_of_interactions(shown(for_whom(sex(limits)))).iloc[0]
    assert row["In plain words"] == words
    assert (row["Group"], row["Compared with"], row["People"]) == ("Men", "women", "320")
    assert row["95% CI"].startswith("[")


def test_every_level_has_its_row_and_few_look_like_hidden_when_protected() -> None:
    answer = for_whom(sex(left_out=("other",)), nothing())
    full, protected = shown(answer), shown(answer, "own_upload", "protected")
    assert list(table_of_levels(full)["Group"]) == ["Women", "Men", "Another sex", "Aged 55+"]
    assert "too few people" in table_of_levels(full).to_string()
    assert "too few people" not in table_of_levels(protected).to_string()
    assert "hidden" in table_of_levels(protected).to_string()


def test_tests_stand_in_their_table_alone() -> None:
    answer = shown(for_whom(sex(p=0.0004), nothing()))
    table = table_of_tests(answer)
    assert list(table["p"]) == ["< 0.001", "–"]
    assert list(table["p (Holm)"]) == ["0.900", "–"]
    assert set(table["Why looked at"]) == {"known before treatment"}
    plain = [say_for_whom(answer), say_exploratory(answer), say_levels(answer)]
    assert not any("p =" in text or "df" in text for text in plain)


def test_it_is_called_exploratory() -> None:
    said = say_exploratory(shown(for_whom(sex(), prior())))
    assert said.startswith("Exploratory: 2 subgroups, declared beforehand.")


def test_the_difference_among_everyone_stands_beside_the_levels() -> None:
    assert "2.2 points better with more support (95% CI 1.0 to 3.4)" in say_levels(
        shown(for_whom(sex()))
    )
    assert "Among everyone" not in say_levels(shown(for_whom(sex(), everyone=None)))
    assert "0.8 points larger (95% CI 0.4 smaller to 2.0 larger)" in say_slope(
        shown(for_whom(sex()))
    )
    assert say_slope(shown(for_whom(sex(), severity_slope=None))) == ""


def test_titles_claim_help_only_at_random() -> None:
    assert "help" in title_for_whom(note(randomised=True))
    assert find_banned_words(title_for_whom(note())) == ()


@pytest.mark.parametrize("limits", [CANNOT_TELL, ALIKE, LARGER, SMALLER])
def test_nothing_claims_a_cause(limits) -> None:
    answer = shown(for_whom(sex(limits), prior(limits, CANNOT_TELL), nothing()))
    texts = [say_for_whom(answer), say_exploratory(answer), say_levels(answer), say_slope(answer),
             describe_interactions(answer), describe_levels(answer),
             table_of_interactions(answer).to_string(), table_of_levels(answer).to_string(),
             table_of_tests(answer).to_string()]  # fmt: skip
    assert find_banned_words(" ".join(texts)) == ()


def test_pictures_are_described_with_their_numbers() -> None:
    answer = shown(for_whom(sex(LARGER)))
    assert "Men against women 3.1 (0.4 to 5.8)" in describe_interactions(answer)
    assert "everyone 2.2 (1.0 to 3.4)" in describe_levels(answer)
    few = shown(for_whom(nothing()))
    assert 40 < len(describe_interactions(few)) <= 300


def test_doses_are_said_with_who_chose_them() -> None:
    unsure = say_dose(shown(doses()))
    assert unsure.startswith("These data cannot tell us whether people with a higher first dose")
    assert "0.3 points worse on the PHQ-9 for each 0.1 mg/kg more" in unsure
    assert "Clinicians chose the dose" in unsure
    sure = say_dose(shown(doses((0.4, 0.2, 0.6))))
    assert sure.startswith("People with a higher first dose had better outcomes")
    assert find_banned_words(unsure + sure) == ()
    none = doses(None)
    assert none.dose is not None
    assert "is not estimated" in say_dose(shown(none))
    assert "hidden" in say_dose(shown(replace(none, dose=None)))
    table = table_of_doses(shown(doses()))
    assert list(table["People"]) == ["300", "60"]
    assert list(table["95% CI"]) == ["[11.2, 12.6]", "[6.8, 11.0]"]


def test_shrunken_differences_are_said_to_feed_nothing() -> None:
    overall = estimate(2.0, 1.0, 3.0, counts={"k": 3})
    effects = ShrunkenEffects({"2-3": number((2.1, 1.0, 3.2))}, overall, overall, 0.95, 0.87, 2.0)
    answer = shown(ShrunkenSubgroups(note(), "Depression", ("prior",), (effects,)))
    assert "as few as 87%" in say_shrunken(answer)
    table = table_of_shrunken(answer)
    assert list(table.iloc[0]) == ["2-3 failed treatments", "2.1", "[1.0, 3.2]", "95%", "87%"]
