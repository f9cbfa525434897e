"""Harms of two arms: counts by hand, terms, emergent suicidality, and sessions."""

import numpy as np
import pandas as pd
import pytest

from analysis.core import CannotEstimate
from analysis.core.formulas import newcombe
from analysis.loading import load_demonstration
from analysis.participants import (
    GROUPS,
    compare_emergent,
    compare_harm,
    compare_harms,
    deteriorated,
    emergent_suicidality,
    match_terms,
    measure_asking,
    measure_sessions,
    months_followed,
)
from analysis.participants.adverse_events import days_since_infusion
from analysis.privacy import release
from tests.made_up import two_arm_cohort

ARMS = ("infusion_plus_psychotherapy", "infusion_only")
EVENTS = pd.DataFrame(
    [  # in the made-up cohort people 0 to 39 had infusions only, 40 to 79 psychotherapy as well
        (0, -3, "adverse", "Headache", "mild", "no"),
        (0, 0, "adverse", "nausea", "mild", "no"),
        (0, 1, "adverse", "Nausea and vomiting", "severe", "no"),
        (1, 30, "adverse", "suicidal ideation", "severe", "yes"),
        (40, 0, "adverse", "urinary urgency", "moderate", "no"),
        (41, 5, "adverse", "near-death experience", "moderate", "no"),
        (41, 90, "retreatment", "further infusions", "", "no"),
        (42, 0, "withdrawal", "Infusion stopped: anxiety", "", "no"),
    ],
    columns=["participant", "day", "kind", "term", "severity", "serious"],
)


def cohort_with(**tables):
    cohort = two_arm_cohort()
    for name, table in tables.items():
        object.__setattr__(cohort, name, table)
    return cohort


def by_code(**more) -> dict:
    found = compare_harms(cohort_with(events=EVENTS), *ARMS, **more)
    return {harm.code: harm for harm in found.harms}


def counts(harm) -> tuple[int, int, int, int]:
    return (harm.treatment.people, harm.treatment.events, harm.comparator.people,
            harm.comparator.events)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("any", (2, 2, 2, 3)), ("mild", (0, 0, 0, 0)), ("moderate", (2, 2, 0, 0)),
        ("severe", (0, 0, 2, 2)), ("serious", (0, 0, 1, 1)), ("nausea", (0, 0, 1, 2)),
        ("headache", (0, 0, 0, 0)), ("suicidality", (0, 0, 1, 1)), ("urinary", (1, 1, 0, 0)),
        ("death", (0, 0, 0, 0)), ("stopped", (1, 1, 0, 0)), ("anxiety", (0, 0, 0, 0)),
        ("day_0", (1, 1, 1, 1)), ("day_1_2", (0, 0, 1, 1)), ("day_3_7", (1, 1, 0, 0)),
        ("day_29", (0, 0, 1, 1)),
    ],
)  # fmt: skip
def test_events_from_the_first_infusion_on_are_counted_by_hand(code, expected):
    assert counts(by_code()[code]) == expected


def test_a_last_day_leaves_out_what_came_later():
    assert counts(by_code(until=10)["any"]) == (2, 2, 1, 2)


def test_only_the_people_asked_about_are_counted():
    people = np.ones(80, dtype=bool)
    people[[0, 40]] = False
    harm = by_code(people=people)["any"]
    assert counts(harm) == (1, 1, 1, 1)
    assert (harm.treatment.of, harm.comparator.of) == (39, 39)


def test_numbers_are_per_100_people_and_per_100_person_months():
    harm = by_code()["any"]
    low, high = newcombe(2, 40, 2, 40, 0.95)
    assert (harm.difference.low, harm.difference.high) == pytest.approx((100 * low, 100 * high))
    months = months_followed(cohort_with(events=EVENTS))
    assert harm.comparator.per_100_months.value == pytest.approx(300 / months[:40].sum())
    assert months[3] == pytest.approx(183 / 30.4375)
    assert harm.rate_ratio.value == pytest.approx(2 / 3, rel=0.05)
    assert "own pace" in harm.rate_ratio.method


def test_none_at_all_has_an_upper_limit_and_no_ratio():
    harm = by_code()["death"]
    assert harm.treatment.per_100.high == pytest.approx(100 * (1 - 0.05 ** (1 / 40)))
    assert harm.treatment.per_100_months.low == 0
    assert harm.rate_ratio is None
    assert not harm.occurred


def test_a_ratio_with_none_in_the_treatment_arm_is_zero_with_an_upper_limit():
    ratio = by_code()["serious"].rate_ratio
    assert (ratio.value, ratio.low) == (0, 0)
    assert ratio.high > 1


def test_days_since_the_last_infusion():
    infusions = pd.DataFrame(
        {
            "participant": [0, 0, 1],
            "day": [0, 7, 0],
            "number": 1,
            "drug": "k",
            "mg": 1.0,
            "mg_per_kg": 0.5,
            "route": "iv",
            "purpose": "initial",
        }
    )
    cohort = cohort_with(infusions=infusions)
    found = days_since_infusion(cohort, np.array([0, 0, 0, 1, 2]), np.array([6.0, 7, 10, 30, 4]))
    assert list(found) == [6, 0, 3, 30, 4]


def test_a_cohort_without_events_is_no_cohort_without_harms():
    with pytest.raises(CannotEstimate, match="not the same as none") as told:
        compare_harms(two_arm_cohort(), *ARMS)
    assert told.value.refusal.code == "no_events_recorded"


def test_an_empty_arm_is_refused():
    with pytest.raises(CannotEstimate) as told:
        compare_harms(cohort_with(events=EVENTS), "infusion_plus_journaling", "infusion_only")
    assert told.value.refusal.code == "no_people"


def test_asking_stands_beside():
    found = compare_harms(cohort_with(events=EVENTS), *ARMS)
    assert {amount.what for amount in found.asked} == {"Assessments", "Days seen"}
    assert "asked more often" in found.notes[0]
    asked = {a.arm: a.mean for a in measure_asking(two_arm_cohort()) if a.what == "Assessments"}
    assert asked == {"infusion_only": 4.0, "infusion_plus_psychotherapy": 4.0}


@pytest.mark.parametrize(
    ("term", "codes"),
    [
        ("Died of pneumonia", {"death"}),
        ("fear of death", set()),
        ("Panic attack", {"panic"}),
        ("hypomanic episode", {"mania_psychosis"}),
        ("Romania trip", set()),
        ("increased craving for ketamine", {"misuse"}),
        ("low blood pressure", set()),
        ("Hypertensive emergency", {"blood_pressure"}),
        ("oxygen desaturation", {"breathing"}),
        ("interstitial cystitis", {"urinary"}),
        ("suicide attempt, admitted", {"suicidality", "hospital"}),
    ],
)
def test_terms_fall_into_their_groups(term, codes):
    assert {group.code for group in GROUPS if match_terms([term], group)[0]} == codes


def test_every_group_has_a_code_of_its_own():
    codes = [group.code for group in GROUPS]
    assert len(set(codes)) == len(codes)
    assert codes[0] == "death"
    assert match_terms([], GROUPS[0]).shape == (0,)


@pytest.mark.parametrize(
    ("events", "treated", "months", "code"),
    [
        ([], [], None, "no_people"),
        ([1, 0], [True, True], None, "no_people"),
        ([1, np.nan], [True, False], None, "bad_count"),
        ([1, np.inf], [True, False], None, "bad_count"),
        ([1, 0.5], [True, False], None, "bad_count"),
        ([1, -1], [True, False], None, "bad_count"),
        ([1, 1], [True, False], [0.0, 1.0], "no_time"),
        ([0, 0], [True, False], [0.0, 1.0], "no_time"),
    ],
)
def test_what_cannot_be_compared_is_refused(events, treated, months, code):
    months = None if months is None else np.array(months)
    with pytest.raises(CannotEstimate) as told:
        compare_harm("x", "X", ARMS, np.array(events), np.array(treated, bool), months, 0.95)
    assert told.value.refusal.code == code


def test_one_person_an_arm_has_limits_though_wide():
    found = compare_harm(
        "x", "X", ARMS, np.array([3, 1]), np.array([True, False]), np.ones(2), 0.95
    )
    assert np.isfinite([found.rate_ratio.low, found.rate_ratio.high]).all()


def test_few_are_hidden_in_both_arms_and_a_serious_event_stays_told():
    cohort = cohort_with(events=EVENTS)
    found = release(compare_harms(cohort, *ARMS), cohort).result
    serious = next(harm for harm in found.harms if harm.code == "serious")
    assert serious.treatment is serious.comparator is serious.difference is None
    assert serious.occurred
    assert serious.serious
    none = next(harm for harm in found.harms if harm.code == "death")
    assert none.treatment.people == 0


def test_deterioration_counts_those_with_both_scores():
    assessed, worse = deteriorated(np.array([10, 10, 10, np.nan]), np.array([16, 15.9, np.nan, 20]),
                                   6, -1)  # fmt: skip
    assert list(assessed) == [True, True, False, False]
    assert list(worse) == [True, False, False, False]
    _, other = deteriorated(np.array([10.0]), np.array([4.0]), 6, 1)
    assert list(other) == [True]
    with pytest.raises(CannotEstimate, match="above zero"):
        deteriorated(np.zeros(1), np.zeros(1), 0, -1)


def suicidality(rows) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["participant", "day", "score"])
    return frame.assign(instrument="CSSRS_SI", visit=0, rater_blinded="not_recorded")


def test_suicidality_is_emergent_against_the_worst_before():
    rows = [(0, -20, 3), (0, 0, 1), (0, 7, 2), (0, 14, 3), (1, -1, 0), (1, 7, 1), (1, 14, 0),
            (40, 0, 2), (40, 7, 5), (41, 7, 5), (42, -1, 4), (42, 7, 5)]  # fmt: skip
    cohort = cohort_with(scores=suicidality(rows))
    found = emergent_suicidality(cohort)
    assert list(np.flatnonzero(found.assessed)) == [0, 1, 40, 42]
    assert list(np.flatnonzero(found.worse)) == [1, 40, 42]
    assert list(np.flatnonzero(found.new)) == [1]
    assert list(np.flatnonzero(found.serious)) == [40]
    early = emergent_suicidality(cohort, until=7)
    assert list(np.flatnonzero(early.worse)) == [1, 40, 42]
    harm = compare_emergent(cohort, *ARMS, found.assessed, found.worse, "suicidality", "Worse")
    assert (harm.treatment.people, harm.treatment.of) == (2, 2)
    assert (harm.comparator.people, harm.comparator.of) == (1, 2)
    assert harm.rate_ratio is None


def test_item_nine_stands_in_and_nothing_is_refused():
    items = pd.DataFrame({"participant": [0, 0, 1], "day": [0, 7, 7], "instrument": "PHQ9",
                          "item": [9, 9, 9], "answer": [0.0, 2, 3]})  # fmt: skip
    found = emergent_suicidality(cohort_with(items=items))
    assert found.source == "PHQ9 item 9"
    assert list(np.flatnonzero(found.new)) == [0]
    assert found.serious is None
    with pytest.raises(CannotEstimate) as told:
        emergent_suicidality(two_arm_cohort())
    assert told.value.refusal.code == "no_suicidality"


def measured(rows) -> pd.DataFrame:
    names = ["participant", "day", "minutes_after_start", "measure", "value"]
    return pd.DataFrame(rows, columns=names)


def test_each_person_counts_once_with_their_worst_session():
    rows = [
        (0, 0, 0.0, "systolic", 120.0),
        (0, 0, 40.0, "systolic", 165.0),
        (0, 7, 0.0, "systolic", 130.0),
        (0, 7, 40.0, "systolic", 150.0),
        (1, 0, 0.0, "SBP", 150.0),
        (1, 0, 40.0, "SBP", 185.0),
        (2, 0, 0.0, "systolic", 120.0),
        (2, 0, 80.0, "systolic", 125.0),
        (3, 0, 40.0, "spo2", 91.0),
        (4, 0, 40.0, "SpO2", 97.0),
        (3, 0, np.nan, "discharge_ready", 95.0),
        (4, 0, 130.0, "discharge_ready", np.nan),
    ]
    cohort = cohort_with(session_measures=measured(rows))
    found = {(m.measure, m.dose): m for m in measure_sessions(cohort)}
    pressure = found["systolic", "all doses"]
    assert (pressure.people, pressure.sessions) == (3, 4)
    assert pressure.worst.value == pytest.approx((165 + 185 + 125) / 3)
    assert pressure.change.value == pytest.approx((45 + 35 + 5) / 3)
    assert pressure.beyond_people == 2  # one by its rise of 40, one by 180
    assert found["spo2", "all doses"].beyond_people == 1
    ready = found["discharge_ready", "all doses"]
    assert ready.worst.value == pytest.approx((95 + 130) / 2)
    assert ready.beyond_people == 1
    assert ready.change is None


def test_the_demonstration_s_sessions_rise_and_have_dose_bands():
    found = measure_sessions(load_demonstration())
    one = {(m.measure, m.arm, m.dose): m for m in found}
    for arm in ("infusion_only", "infusion_plus_psychotherapy"):
        whole = one["systolic", arm, "all doses"]
        assert 10 < whole.change.value < 30
        parts = [m for m in found if m.measure == "systolic" and m.arm == arm and m is not whole]
        assert {m.dose for m in parts} == {"up to 0.5 mg/kg", "above 0.5 mg/kg"}
        assert sum(m.people for m in parts) <= whole.people
    assert one["cadss", "infusion_only", "all doses"].beyond is None


def test_one_person_has_no_limits_and_no_table_no_measures():
    found = measure_sessions(cohort_with(session_measures=measured([(0, 0, 40.0, "cadss", 9.0)])))
    assert found[0].worst is None
    assert found[0].people == 1
    assert measure_sessions(two_arm_cohort()) == ()
