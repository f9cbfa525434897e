"""Sentences and tables of therapy and harms: what they say, and what they must not say."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.answers import (
    better_and_worse,
    outcomes_by_support,
    safety,
    therapy_and_outcome,
    therapy_received,
    who_took_part,
)
from analysis.core import ARMS, Comparison, Estimate
from analysis.core.results import RowPer100
from analysis.words import (
    describe_better_and_worse,
    describe_harms,
    describe_outcomes_by_support,
    describe_received,
    describe_session_timing,
    describe_sessions,
    find_banned_words,
    judge_row,
    say_arms_between,
    say_asking,
    say_better_and_worse,
    say_nobody,
    say_outcomes_by_support,
    say_received,
    say_recorded,
    say_safety,
    say_screening,
    say_session_timing,
    say_sessions,
    say_therapist_timing,
    say_therapy_dose,
    table_of_better_and_worse,
    table_of_harms,
    table_of_outcomes_by_support,
    table_of_rates,
    table_of_received,
    table_of_screening,
    table_of_sessions,
    table_of_sessions_by_kind,
    table_of_therapist_timing,
    table_of_therapy_doses,
)
from analysis.words.per_100 import say_difference, say_row, write_arm
from tests.made_up_care import care_cohort

COHORT = care_cohort(randomised=False)
ASKED = Comparison()
HAD = therapy_received(COHORT, ASKED, "depression", "full")
ARMS_COMPARED = outcomes_by_support(COHORT, ASKED, "depression", "full")
DOSE = therapy_and_outcome(COHORT, ASKED, "depression", "full")
SAFE = safety(COHORT, ASKED, "full")
BOTH = better_and_worse(COHORT, ASKED, "depression", "full")


def row(value: float, low: float, high: float, n: int = 400, **more: object) -> RowPer100:
    """A row of 20 and 20 + value of every 100 people."""
    difference = Estimate("difference_per_100", value, low, high, 0.95, {"n": n}, "m", "s",
                          "people")  # fmt: skip
    choices = {"values": (20.0, 20.0 + value), "difference": difference} | more
    return RowPer100("nausea", "Nausea", "worse", lows=(15.0, 15.0), highs=(25.0, 25.0),
                     people=(n, n), **choices)  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (row(5, 0.4, 9), "more"), (row(-5, -9, -0.4), "fewer"), (row(5, -1, 9), "unclear"),
        (row(5, 0.04, 9), "unclear"), (row(2, 1, 3, n=10), "few"),
        (row(2, 1, 3, difference=None), "hidden"),
    ],
)  # fmt: skip
def test_a_row_is_judged_as_its_interval_is_written(asked: RowPer100, said: str) -> None:
    assert judge_row(asked) == said


def test_a_ratio_or_a_harm_is_never_turned_round() -> None:
    assert say_difference(row(5, 0.4, 12).difference) == "5 more (95% CI 0.4 to 12)"  # type: ignore[arg-type]
    assert say_difference(row(-5, -12, -0.4).difference) == "5 fewer (95% CI 0.4 to 12)"  # type: ignore[arg-type]
    assert say_difference(row(5, -0.4, 12).difference) == "5 more (95% CI 0.4 fewer to 12 more)"  # type: ignore[arg-type]
    assert say_row(row(5, 0.4, 12), ARMS[2], "ketamine_iv") == "more with psychotherapy as well"


def test_hidden_arms_read_as_the_rules_say() -> None:
    hidden = row(0, 0, 0, values=(None, None), difference=None, few=(ARMS[0],), occurred=True)
    assert write_arm(hidden, 0, ARMS[0]) == "1 to 10 people"
    assert write_arm(hidden, 1, ARMS[2]) == "hidden"
    serious = replace(hidden, serious=True)
    assert "at least one serious event" in say_row(serious, ARMS[2], "ketamine_iv")
    got_worse = replace(serious, code="deterioration")
    assert say_row(got_worse, ARMS[2], "ketamine_iv") == "at least one person; see full detail"
    nobody = row(0, 0, 0, values=(0.0, 0.0))
    assert write_arm(nobody, 0, ARMS[0]) == "0 (up to 25; n = 400)"


def test_safety_says_whether_either_arm_had_more_and_claims_nothing_from_silence() -> None:
    said = say_safety(SAFE)
    assert "25 with infusion only and 25 with psychotherapy as well had an adverse event" in said
    assert "these data cannot tell whether either group had more" in said
    assert "1 of 40 people with infusion only and 0 of 40" in said
    assert "too few to say" in said
    assert "not assigned at random" in said
    absent = safety(replace(COHORT, events=COHORT.events.iloc[:0]), ASKED, "full")
    assert say_safety(absent).startswith("This cohort records no adverse events, and nothing about")
    assert "safe " not in say_safety(absent)
    assert "nothing is known of it here" in say_recorded(SAFE)
    assert "heart rate" in say_recorded(SAFE)


def test_kinds_nobody_had_keep_an_upper_limit() -> None:
    said = say_nobody(SAFE)
    assert said.startswith("Recorded for nobody in either arm: death")
    assert "up to 7.2 of 100" in said


def test_how_often_people_were_asked_stands_beside_the_harms() -> None:
    assert "Assessments a person: 4.0 with infusion only" in say_asking(SAFE)
    assert "; days seen a person" in say_asking(SAFE)


def test_the_worst_of_a_session_is_told_for_both_arms() -> None:
    assert "systolic blood pressure 142 and 142 mmHg" in say_sessions(SAFE)


def test_who_got_better_and_worse_is_said_in_both_directions() -> None:
    said = say_better_and_worse(BOTH)
    assert "responded at week 12" in said
    assert "got worse by" in said
    rows = table_of_better_and_worse(BOTH)["Of every 100 people"].tolist()
    assert rows == ["Responded", "In remission", "Got worse", "Any adverse event",
                    "Serious adverse event", "Withdrew, for any reason"]  # fmt: skip


def test_who_was_not_taken_on_is_told_apart_from_who_declined() -> None:
    released = who_took_part(COHORT, "full")
    said = say_screening(released)
    assert said.startswith("Of 147 people screened, 15 screened out, most often for: extreme")
    assert "12 chose not to start" in said
    happened = table_of_screening(released)["What happened"].tolist()
    assert happened == ["screened out", "chose not to start"]


def test_therapy_is_told_arm_by_arm_with_the_drug_beside_it() -> None:
    said = say_received(HAD)
    assert "0 with infusion only, 2 with journaling or a debrief and 6 with psychotherapy" in said
    assert "about as many in every arm" in said
    assert "Psychotherapy elsewhere: 35 of 100 with infusion only" in said
    people = COHORT.participants.assign(
        outside_psychotherapy=pd.Categorical(["not_recorded"] * len(COHORT.participants))
    )
    unknown = therapy_received(replace(COHORT, participants=people), ASKED, "depression", "full")
    assert "infusion only may include people in therapy elsewhere" in say_received(unknown)


def test_the_therapists_question_is_answered_or_said_to_be_unknown() -> None:
    said = say_therapist_timing(DOSE)
    assert said.startswith("Does it matter whether the therapist joins straight after")
    assert "Not known: too imprecise to say" in said
    assert "on the day of an infusion for 20 people and a day or more after one for 20" in said
    assert "not chance" in said
    early = therapy_and_outcome(COHORT, Comparison(visit="week 1"), "depression", "full")
    assert "Not known. By day 28" in say_therapist_timing(early)
    assert "The visit is not after day 28" in say_therapy_dose(early)
    assert "People who stay longer differ." in say_therapy_dose(DOSE)


def test_every_pair_of_arms_has_its_interval_and_its_people() -> None:
    table = table_of_outcomes_by_support(ARMS_COMPARED)
    assert table["Compared"].tolist() == [
        "Psychotherapy vs infusion only", "Journaling or debrief vs infusion only",
        "Psychotherapy vs journaling or debrief",
    ]  # fmt: skip
    for pair, brackets in zip(ARMS_COMPARED.result.pairs, table["95% CI"], strict=True):
        found = pair.effect.estimate("headline_difference")
        assert found is not None
        assert brackets == f"[{found.low:.1f}, {found.high:.1f}]".replace("-", "−")
    assert say_arms_between(ARMS_COMPARED).count("journaling or a debrief") == 2


def test_shares_in_the_table_are_those_released() -> None:
    table = table_of_sessions_by_kind(HAD).set_index("Sessions")
    mix = next(m for m in HAD.result.mixes if (m.split, m.arm) == ("timing", ARMS[2]))
    cells = table["Infusion + psychotherapy"]
    assert cells["When: On the day of an infusion"] == f"{100 * mix.shares[1].share:.0f}%"  # type: ignore[index]
    assert "–" in table["Infusion only"].tolist()


def texts() -> list[str]:
    """Everything these two pages say, and the cells and heads of their tables."""
    rows = SAFE.result.split("kind")
    said = [say_safety(SAFE), say_recorded(SAFE), say_nobody(SAFE), say_asking(SAFE),
            say_sessions(SAFE), say_better_and_worse(BOTH), say_outcomes_by_support(ARMS_COMPARED),
            say_arms_between(ARMS_COMPARED), say_received(HAD), say_session_timing(HAD),
            say_therapist_timing(DOSE), say_therapy_dose(DOSE), *SAFE.result.notes,
            *DOSE.result.notes, describe_better_and_worse(BOTH), describe_harms(SAFE, rows),
            describe_sessions(SAFE), describe_outcomes_by_support(ARMS_COMPARED),
            describe_received(HAD), describe_session_timing(HAD)]  # fmt: skip
    tables = (table_of_harms(SAFE, rows), table_of_better_and_worse(BOTH), table_of_rates(SAFE),
              table_of_sessions(SAFE), table_of_outcomes_by_support(ARMS_COMPARED),
              table_of_received(HAD), table_of_sessions_by_kind(HAD),
              table_of_therapist_timing(DOSE), table_of_therapy_doses(DOSE))  # fmt: skip
    return [*said, *(str(cell) for t in tables for cell in [*t.columns, *t.to_numpy().ravel()])]


def test_nothing_claims_a_cause_where_people_were_not_randomised() -> None:
    assert [text for text in texts() if find_banned_words(text)] == []


def test_no_table_holds_a_missing_value() -> None:
    assert not any(text in ("nan", "None", "NaN") for text in texts())


def test_descriptions_are_long_enough_and_fit() -> None:
    rows = SAFE.result.split("time")
    described = [describe_better_and_worse(BOTH), describe_harms(SAFE, rows),
                 describe_sessions(SAFE), describe_outcomes_by_support(ARMS_COMPARED),
                 describe_received(HAD), describe_session_timing(HAD)]  # fmt: skip
    assert all(40 <= len(text) <= 300 for text in described)
