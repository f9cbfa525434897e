"""Counts by arm, follow-up, what was received, who was not taken on."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.loading import load_demonstration
from analysis.participants import (
    count_characteristics,
    count_followed_up,
    count_screened_out,
    measure_exposure,
)
from tests.made_up import two_arm_cohort


def test_every_characteristic_adds_up_to_its_arm():
    counts = count_characteristics(load_demonstration().participants)
    table = pd.DataFrame([vars(c) for c in counts])
    for _, group in table.groupby(["characteristic", "arm"]):
        assert group["n"].sum() == group["of"].iloc[0]


def test_comorbid_combinations_are_counted_not_listed():
    counts = count_characteristics(load_demonstration().participants)
    found = {c.category for c in counts if c.characteristic == "Comorbid conditions"}
    assert found == {"none", "one", "two or more"}


def test_a_characteristic_nobody_has_is_left_out():
    names = {c.characteristic for c in count_characteristics(two_arm_cohort().participants)}
    assert "Sex" in names
    assert "Employment" not in names


def test_followed_up_counts_people_with_any_score_at_the_visit():
    cohort = two_arm_cohort()
    counts = {(c.category, c.arm): (c.n, c.of) for c in count_followed_up(cohort)}
    assert counts["week 12", "infusion_only"] == (40, 40)
    gone = (cohort.scores["visit"] == 2) & (cohort.scores["participant"] < 5)
    cohort = replace(cohort, scores=cohort.scores[~gone])
    counts = {(c.category, c.arm): (c.n, c.of) for c in count_followed_up(cohort)}
    assert counts["week 12", "infusion_only"] == (35, 40)


def test_exposure_is_the_mean_over_everyone_in_the_arm():
    cohort = load_demonstration()
    amounts = {(a.what, a.arm): a for a in measure_exposure(cohort)}
    arm = "infusion_plus_psychotherapy"
    people = cohort.participants.index[cohort.participants["arm"] == arm]
    minutes = cohort.therapy_sessions.groupby("participant")["minutes"].sum()
    hours = minutes.reindex(people).fillna(0).astype(float) / 60
    found = amounts["Support time", arm]
    assert found.n == len(people)
    assert found.mean == pytest.approx(hours.mean())
    assert found.sd == pytest.approx(hours.std())
    assert found.mean > amounts["Support time", "infusion_only"].mean


def test_screened_out_reasons_are_counted_without_those_enrolled():
    screening = pd.DataFrame(
        {"outcome": ["enrolled", "screened_out", "screened_out", "declined"],
         "reason": ["", "mania", "mania", "cost"]}
    )  # fmt: skip
    assert [(s.reason, s.n) for s in count_screened_out(screening)] == [("mania", 2), ("cost", 1)]
    assert count_screened_out(screening.iloc[:0]) == ()
