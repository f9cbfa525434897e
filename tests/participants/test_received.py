"""What people received: medians, shares of sessions and the course of a session, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.core import ARMS
from analysis.participants import describe_course, describe_received, divide_sessions
from tests.made_up_care import care_cohort

COHORT = care_cohort(each=20)
MASKS = {arm: (COHORT.participants["arm"] == arm).to_numpy() for arm in ARMS}


def test_amounts_are_those_counted_by_hand() -> None:
    found = {(a.what, a.arm): a for a in describe_received(COHORT, MASKS)}
    sessions = 4 + np.arange(40, 60) % 5
    therapy = found["sessions", ARMS[2]]
    assert (therapy.n, therapy.median) == (20, np.median(sessions))
    assert (therapy.low, therapy.high) == tuple(np.quantile(sessions, (0.25, 0.75)))
    assert found["hours", ARMS[2]].mean == pytest.approx(sessions.mean())
    assert (found["sessions", ARMS[0]].median, found["sessions", ARMS[1]].median) == (0, 2)
    assert found["hours", ARMS[1]].median == 1.0
    infusions = 4 + np.arange(20) % 3
    assert found["infusions", ARMS[0]].mean == pytest.approx(infusions.mean())
    assert found["maintenance", ARMS[0]].mean == pytest.approx((infusions - 4).mean())
    assert found["dose", ARMS[0]].median == 0.5


def test_what_is_not_recorded_is_left_out() -> None:
    empty = replace(COHORT, therapy_sessions=COHORT.therapy_sessions.iloc[:0])
    assert {a.what for a in describe_received(empty, MASKS)} == {"infusions", "maintenance", "dose"}
    assert divide_sessions(empty, MASKS) == ()


def test_shares_of_sessions_add_up_and_count_people() -> None:
    mixes = {(m.split, m.arm): m for m in divide_sessions(COHORT, MASKS)}
    timing = mixes["timing", ARMS[2]]
    assert timing.sessions == (4 + np.arange(40, 60) % 5).sum()
    assert [s.category for s in timing.shares] == ["preparation", "same_day", "within_week",
                                                   "later"]  # fmt: skip
    assert [s.people for s in timing.shares] == [20, 10, 10, 20]
    assert sum(s.share for s in timing.shares) == pytest.approx(1)
    assert timing.shares[0].share == pytest.approx(20 / timing.sessions)
    assert mixes["type", ARMS[1]].shares[0].category == "nurse_debrief"
    assert mixes["timing", ARMS[0]].shares == ()


def test_the_course_counts_a_person_once() -> None:
    course = describe_course(COHORT, MASKS)
    first = [c for c in course if c.arm == ARMS[0]]
    assert [c.minute for c in first] == [0, 40, 80]
    values = 120.0 + np.arange(20) % 5
    assert first[1].mean == pytest.approx(values.mean() + 20)
    half = 2.093024 * values.std(ddof=1) / np.sqrt(20)
    assert first[0].high - first[0].mean == pytest.approx(half, rel=1e-5)
