"""Sentences and tables about the groups: what they say, what they must not say."""

from dataclasses import replace

import pytest

from analysis.core import Refusal
from analysis.core.results import Gate, GateItem
from analysis.words import (
    describe_love,
    describe_overlap,
    find_banned_words,
    say_balance,
    say_comparable,
    say_elsewhere,
    say_exposure,
    say_outside,
    say_overlap,
    say_table_one,
    say_unmeasured,
    table_of_balance,
    table_of_confounders,
    table_of_every_item,
    table_of_exposure,
    table_of_needs,
    table_of_overlap,
    table_of_weighted,
    table_one,
    title_comparable_groups,
)
from tests.words.made_up import LESS, estimate, note, shown
from tests.words.made_up_groups import GATE, comparable

SENTENCES = (say_comparable, say_elsewhere, say_exposure, say_table_one, say_overlap, say_balance,
             say_outside, describe_overlap, describe_love)  # fmt: skip
TABLES = (table_one, table_of_exposure, table_of_overlap, table_of_balance, table_of_needs,
          table_of_every_item, table_of_confounders, table_of_weighted)  # fmt: skip


def said_of(result):
    released = shown(result)
    return [say(released) for say in SENTENCES] + [*say_unmeasured(released)]


@pytest.mark.parametrize("result", [comparable(), comparable(gate=None, overlap=(), balance=())])
def test_no_sentence_claims_a_cause(result):
    for said in (title_comparable_groups(), *said_of(result)):
        assert find_banned_words(said) == (), said


def test_no_table_claims_a_cause():
    for table in TABLES:
        frame = table(shown(comparable()))
        for text in (*frame.columns, *frame.astype(str).to_numpy().ravel()):
            assert find_banned_words(str(text)) == (), text


def test_what_is_not_met_is_counted_and_named():
    said = say_comparable(shown(comparable()))
    assert "Of 6 conditions of a fair comparison 1 is not met" in said
    assert "weighting made them alike in what was recorded" in said
    assert "cannot answer" in said


def test_all_met_says_that_the_unrecorded_can_differ():
    gate = Gate(tuple(replace(item, passed=True) for item in GATE.items))
    said = say_comparable(shown(comparable(gate=gate)))
    assert "All 6 conditions" in said
    assert "not recorded can still differ" in said


def test_randomised_people_differ_by_chance_and_are_not_tested():
    result = comparable(data=note(randomised=True), gate=None, overlap=(), balance=(),
                        unmeasured=None)  # fmt: skip
    said = " ".join(said_of(result))
    assert "chance made the groups" in said
    assert "All of it is chance" in said
    assert " p " not in said


def test_groups_that_cannot_be_weighted_say_why():
    why = Refusal("too_few", "Too few people have both scores.", "Choose another visit.")
    said = say_comparable(shown(comparable(gate=None, unweighted=why)))
    assert "cannot be told here" in said
    assert why.sentence in said


def test_psychotherapy_elsewhere_is_said_arm_by_arm():
    said = say_elsewhere(shown(comparable()))
    assert "32% of those with infusion only" in said
    assert "14% of those with psychotherapy as well" in said
    assert "not no psychotherapy at all" in said
    kept = tuple(r for r in comparable().table if r.characteristic != "Psychotherapy elsewhere")
    unknown = say_elsewhere(shown(comparable(table=kept)))
    assert "not recorded" in unknown
    assert "People who had infusion only may include people in therapy elsewhere" in unknown


def test_the_furthest_apart_is_named():
    assert "psychotherapy elsewhere (0.44 SD)" in say_exposure(shown(comparable())).replace(
        "(by 0.44 SD)", "(0.44 SD)"
    )
    table = say_table_one(shown(comparable()))
    assert "in 4 of 4 lines" in table
    assert "psychotherapy elsewhere: yes (0.44 SD)" in table


def test_balance_says_before_after_and_how_many_people_it_tells_as_much_as():
    said = say_balance(shown(comparable()))
    assert "age: 18-34 (0.42 SD); after it in age: 18-34 (0.02 SD)" in said
    assert "the 300 people analysed tell as much as 133 with psychotherapy as well and 141" in said
    outside = say_outside(shown(comparable()))
    assert "site: B (wholly)" in outside
    assert "expected improvement (0.62 SD)" in outside


def test_the_e_value_in_plain_words():
    strong, yardstick = say_unmeasured(shown(comparable()))
    assert "2.2 points lower with more support (95% CI 1.0 to 3.4)" in strong
    assert "at least 2.0 times as common" in strong
    assert "1.5 times would do" in strong
    assert "age: 18-34 (0.42 SD)" in yardstick


def test_an_interval_that_takes_in_no_difference_needs_nothing_unrecorded():
    found = comparable().unmeasured
    none = comparable(difference=estimate(0.4, -0.5, 1.3),
                      unmeasured=replace(found, evalue=1.4, evalue_limit=1.0))  # fmt: skip
    (said,) = say_unmeasured(shown(none))
    assert "already takes in no difference" in said


def test_worse_outcomes_are_accounted_for_by_those_who_did_worse():
    worse = comparable(difference=estimate(-2.2, -3.4, -1.0))
    assert "those who did worse" in say_unmeasured(shown(worse))[0]


def test_eight_plain_conditions_failures_first():
    table = table_of_needs(shown(comparable()))
    assert list(table["Here"]) == ["not met", *["met"] * 5]
    found = " ".join(table["What was found"])
    assert "(treatment)" not in found
    assert "86% with psychotherapy as well and 80% with infusion only" in found
    assert " arm" not in found


def test_a_need_is_not_judged_where_none_of_its_items_is():
    gate = Gate((GateItem("balance_outside", None, "Nothing to check."),))
    table = table_of_needs(shown(comparable(gate=gate)))
    assert list(table["Here"]) == ["not judged"]


def test_table_one_has_n_beside_every_number():
    frame = table_one(shown(comparable()))
    assert list(frame["Apart (SD)"]) == ["−0.29", "−0.13", "0.13", "−0.44"]
    for cell in (*frame["Infusion only"], *frame["Infusion + psychotherapy"]):
        assert "of 150" in cell or "n = 1" in cell


def test_what_is_hidden_reads_hidden():
    few = comparable(table=(
        *comparable().table[:3],
        replace(comparable().table[3], groups=(replace(comparable().table[3].groups[0], n=4),
                                               comparable().table[3].groups[1])),
        replace(comparable().table[4], groups=(replace(comparable().table[4].groups[0], n=146),
                                               comparable().table[4].groups[1])),
    ))  # fmt: skip
    released = shown(few, "own_upload", "protected")
    frame = table_one(released)
    assert frame["Infusion only"].iloc[-1] == "hidden"
    assert frame["Apart (SD)"].iloc[-1] == "hidden"
    assert f"hidden for those with {LESS.replace('_', ' ')}" in say_elsewhere(released)


def test_confounders_are_worth_points():
    frame = table_of_confounders(shown(comparable()))
    assert list(frame["Accounts for all of the difference if worth"]) == [
        "11.0 points better", "3.7 points better",
    ]  # fmt: skip


def test_alt_texts_are_long_enough_and_not_too_long():
    released = shown(comparable())
    for text in (
        describe_overlap(released),
        describe_love(released),
        describe_love(released, True),
    ):
        assert 40 < len(text) <= 320
