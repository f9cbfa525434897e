"""Labels to days, windows at midpoints, one record a visit."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.loading.visits import (
    allocate_visits,
    guess_day,
    keep_closest,
    name_days,
    names_a_visit,
    nearest_primary,
    set_windows,
)

SCHEDULE = [("baseline", 0), ("day 1", 1), ("week 1", 7), ("week 2", 14), ("week 6", 42),
            ("week 12", 84), ("week 26", 182), ("week 52", 364)]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "day"),
    [
        ("baseline", 0), ("Baseline", 0), ("T0", 0), ("pre", 0), ("week 12", 84), ("w12", 84),
        ("wk2", 14), ("Week_2", 14), ("day 1", 1), ("Day 28", 28), ("d7", 7), ("month 3", 91),
        ("3 months", 91), ("6m", 182), ("2m", 61), ("3-month", 91), ("12 weeks", 84),
        ("1 year", 365), ("day -7", -7), ("6 month follow up", 182), ("month.6", 182),
    ],
)  # fmt: skip
def test_well_known_labels_have_a_day(label: str, day: int) -> None:
    assert guess_day(label) == day


@pytest.mark.parametrize("label", ["1", "T1", "visit 3", "EOT", "day-3", "TAU", "", "12"])
def test_other_labels_are_nobodys_to_guess(label: str) -> None:
    assert guess_day(label) is None


def test_a_bare_number_is_a_day_where_the_column_names_the_unit() -> None:
    assert guess_day("12", "week") == 84
    assert guess_day("3", "Months") == 91


@pytest.mark.parametrize("text", ["visit1", "T2", "wk2", "pre", "followup1", "v3"])
def test_visit_suffixes_are_recognised(text: str) -> None:
    assert names_a_visit(text)


def test_windows_stand_at_midpoints_and_ties_go_to_the_earlier() -> None:
    windows = {v.label: (v.low, v.high) for v in set_windows(SCHEDULE)}
    assert windows == {
        "baseline": (-28, 0), "day 1": (1, 4), "week 1": (5, 10), "week 2": (11, 28),
        "week 6": (29, 63), "week 12": (64, 133), "week 26": (134, 273), "week 52": (274, 454),
    }  # fmt: skip


def test_days_before_the_baseline_window_are_in_no_visit() -> None:
    visits = set_windows([("baseline", 0), ("week 4", 28)])
    placed = allocate_visits(np.array([-40, -29, -28, 0, 3, 14, 15, 28, 41, 42]), visits)
    assert placed.tolist() == [-1, -1, 0, 0, -1, -1, 1, 1, 1, -1]


def test_the_last_score_in_the_window_is_the_baseline() -> None:
    visits = set_windows([("baseline", 0), ("week 2", 14)])
    day = np.array([-20, -3, -10, 12, 16])
    visit = allocate_visits(day, visits)
    one = np.zeros(5, dtype=int)
    kept = keep_closest(one, one, visit, day, visits)
    # 12 and 16 are equally near day 14: the earlier is kept.
    assert kept.tolist() == [False, True, False, True, False]


def test_a_file_of_days_alone_names_its_visits() -> None:
    assert name_days(np.array([-5, 0, 14, 84])) == {"baseline": 0, "day 14": 14, "day 84": 84}
    assert name_days(np.arange(200)) is None


def test_the_primary_visit_is_nearest_day_84_and_ties_are_told() -> None:
    tied = set_windows([("baseline", 0), ("day 70", 70), ("day 98", 98)])
    visit, is_tied = nearest_primary(tied)
    assert (visit.label if visit else None, is_tied) == ("day 70", True)
    assert nearest_primary(set_windows(SCHEDULE))[1] is False


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(-60, 400), min_size=1, max_size=9, unique=True))
def test_windows_never_overlap_and_hold_their_day(days: list[int]) -> None:
    visits = set_windows([(str(day), day) for day in days])
    for visit in visits:
        assert visit.low <= visit.day <= visit.high or visit.day <= 0
    later = [v for v in visits if v.day > 0]
    for one, other in itertools.pairwise(later):
        assert one.high < other.low


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_exactly_one_record_stands_for_each_visit(data: st.DataObject) -> None:
    size = data.draw(st.integers(0, 30))

    def draw(top: int) -> np.ndarray:
        numbers = st.lists(st.integers(0, top), min_size=size, max_size=size)
        return np.array(data.draw(numbers), dtype=int)

    person, instrument, day = draw(3), draw(1), draw(60)
    visits = set_windows([("baseline", 0), ("a", 14), ("b", 42)])
    visit = allocate_visits(day, visits)
    kept = keep_closest(person, instrument, visit, day, visits)
    places = list(zip(person, instrument, visit, strict=True))
    inside = {place for place in places if place[2] >= 0}
    assert sorted(p for p, k in zip(places, kept, strict=True) if k) == sorted(inside)
