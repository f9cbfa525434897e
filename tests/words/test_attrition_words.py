"""Sentences and tables about those lost."""

from dataclasses import replace

import pytest

from analysis.core import Refusal
from analysis.words import (
    describe_flow,
    describe_patterns,
    describe_tipping,
    find_banned_words,
    name_shift,
    say_attrition,
    say_if_lost,
    say_imputation,
    say_needed,
    say_patterns,
    say_reasons,
    say_screened,
    say_seen_and_lost,
    say_shifted,
    table_of_assumptions,
    table_of_flow,
    table_of_imputed,
    table_of_kinds,
    table_of_needed,
    table_of_reasons,
    table_of_seen_and_lost,
    table_of_seen_by_visit,
    table_of_shifts,
    title_who_was_lost,
)
from tests.words.made_up import LESS, MORE, estimate, shown
from tests.words.made_up_groups import attrition, if_lost

SAY_LOST = (say_attrition, say_screened, say_patterns, say_reasons, say_seen_and_lost,
            describe_flow, describe_patterns)  # fmt: skip
SAY_IF = (say_if_lost, say_needed, say_imputation, describe_tipping)


def test_nothing_claims_a_cause():
    said = [say(shown(attrition())) for say in SAY_LOST] + [say(shown(if_lost())) for say in SAY_IF]
    frames = (table_of_flow, table_of_kinds, table_of_reasons, table_of_seen_and_lost)
    tables = [table(shown(attrition())) for table in frames]
    tables += [table(shown(if_lost())) for table in
               (table_of_assumptions, table_of_shifts, table_of_needed)]  # fmt: skip
    for frame in tables:
        said += [str(cell) for cell in (*frame.columns, *frame.to_numpy().ravel())]
    for text in (title_who_was_lost(), *said):
        assert find_banned_words(text) == (), text


def test_how_many_were_seen_arm_by_arm():
    said = say_attrition(shown(attrition()))
    assert "Week 12: 160 of 200 (80%) with infusion only and 170 of 200 (85%)" in said
    assert "Enough for those seen to be compared" in said
    assert "900 people were screened for the whole cohort, of whom 700" in say_screened(
        shown(attrition())
    )


@pytest.mark.parametrize(
    ("followed", "words"), [(130, "Under 70% in a group"), (150, "One group lost many more")]
)
def test_too_few_or_too_unequal_is_said(followed, words):
    flow = tuple(
        replace(step, followed=followed, seen=followed)
        if step.arm == LESS and step.step == "week 12"
        else replace(step, followed=190, seen=190)
        if step.step == "week 12"
        else step
        for step in attrition().flow
    )
    assert words in say_attrition(shown(attrition(flow=flow)))


def test_kinds_and_reasons():
    said = say_patterns(shown(attrition()))
    assert said.startswith("Left and did not come back: 25 with infusion only and 20 with")
    assert "30 with infusion only and 24 with psychotherapy as well" in say_reasons(
        shown(attrition())
    )
    refused = Refusal("not_recorded", "This cohort holds no events.", "Upload events.csv.")
    missing = attrition(reasons=(), reasons_refused=refused)
    assert "Upload events.csv" in say_reasons(shown(missing))


def test_those_lost_who_differed_are_named_with_how_many_were_compared():
    said = say_seen_and_lost(shown(attrition()))
    assert said.startswith("Of 2 comparisons of those lost with those seen 1 show")
    assert "severity (PHQ-9) 2.7 points higher (95% CI 0.8 to 4.7)" in said
    alike = attrition(baseline=attrition().baseline[1:])
    assert "In nothing recorded at baseline" in say_seen_and_lost(shown(alike))
    assert "cannot be shown" in say_seen_and_lost(shown(attrition(baseline=())))


def test_tables_say_n_of_n():
    assert list(table_of_flow(shown(attrition()))["Infusion only"]) == [
        "200 of 200 (100%)", "190 of 200 (95%)", "160 of 200 (80%)",
    ]  # fmt: skip
    assert (
        list(table_of_seen_by_visit(shown(attrition()))["Infusion only"])[1] == "188 of 200 (94%)"
    )
    assert "14 of 30 (47%)" in list(table_of_reasons(shown(attrition()))["Infusion only"])
    row = table_of_seen_and_lost(shown(attrition())).iloc[1]
    assert (row["Seen"], row["Lost"]) == ("60% (n = 160)", "58% (n = 40)")
    assert row["Lost less seen"] == "−2 per 100"


def test_protected_view_shows_differences_and_no_completers_mean():
    released = shown(attrition(), "own_upload", "protected")
    rows = table_of_seen_and_lost(released)
    assert rows["Seen"].iloc[0] == "n = 160"
    assert rows["Lost less seen"].iloc[0] == "2.7"
    assert "15.9" not in rows.to_string()
    assert released.result.patterns == ()


def test_if_lost_starts_with_how_many_and_the_interval():
    said = say_if_lost(shown(if_lost()))
    assert "40 of 200 with infusion only and 30 of 200 with psychotherapy as well" in said
    assert "1.9 points lower with psychotherapy as well (95% CI 0.7 to 3.1)" in said
    assert "people were not assigned at random" in said


def test_what_it_would_take_and_how_likely_that_is():
    said = say_needed(shown(if_lost()))
    assert "would have had to do 4.7 points worse than that: half to all" in said
    assert "Or those lost with infusion only would have had to do 3.4 points better" in said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"worse": None, "size": "beyond_search", "beyond": None}, "Even if those lost with"),
        ({"finding": "includes zero"}, "no clear difference that could vanish"),
        ({"size": "nobody_lost", "worse": None, "lost": 0}, "Nobody with psychotherapy as well"),
        ({"size": "over_one_sd", "worse": 9.0}, "hard to believe"),
        ({"size": "under_half_sd", "worse": 1.0}, "may well be so"),
    ],
)
def test_other_endings(changes, words):
    first, second = if_lost().needed
    result = if_lost(needed=(replace(first, **changes), second))
    assert words in say_needed(shown(result))


def test_nobody_lost_at_all():
    none = if_lost(needed=(), curve=(), lost={MORE: 0, LESS: 0})
    assert "nothing rests on those lost" in say_needed(shown(none))
    assert say_shifted(shown(none), 2.0) == ""


@pytest.mark.parametrize(
    ("worse", "words"), [(0.0, "as expected"), (2.0, "2 points worse"), (-4.0, "4 points better")]
)
def test_the_slider_is_read_out(worse, words):
    said = say_shifted(shown(if_lost()), worse)
    assert f"had done {words}" in said
    assert "the finding would stand" in said
    assert name_shift(worse) == words


def test_a_vanished_finding_is_said():
    assert "the finding would have vanished" in say_shifted(shown(if_lost()), 8.0)
    turned = (*if_lost().curve[:-1], replace(if_lost().curve[-1],
                                             difference=estimate(-3.0, -4.0, -2.0)))  # fmt: skip
    assert "turned round" in say_shifted(shown(if_lost(curve=turned)), 8.0)


def test_tables_have_n_beside_every_estimate():
    frame = table_of_assumptions(shown(if_lost()))
    assert list(frame["Difference (points)"]) == ["2.2", "1.8", "1.9", "1.6", "1.7"]
    assert all(frame["People"] == "472")
    assert len(table_of_shifts(shown(if_lost()))) == 9
    assert list(table_of_needed(shown(if_lost()))["Must do"]) == [
        "4.7 points worse", "3.4 points better",
    ]  # fmt: skip
    assert "SE" in table_of_imputed(shown(if_lost()))


def test_too_few_lost_hides_the_curve_and_says_so():
    first, second = if_lost().needed
    few = if_lost(lost={MORE: 4, LESS: 6}, needed=(replace(first, lost=4), replace(second, lost=6)))
    released = shown(few, "own_upload", "protected")
    assert released.result.curve == ()
    assert "hidden with infusion only" in say_if_lost(released)
    assert "hidden, as too few were lost" in say_needed(released)
    assert "hidden" in table_of_needed(released).to_string()


def test_alt_texts_are_long_enough_and_not_too_long():
    for text in (describe_flow(shown(attrition())), describe_patterns(shown(attrition())),
                 describe_tipping(shown(if_lost()), 2.0)):  # fmt: skip
        assert 40 < len(text) <= 330
