"""k-anonymity at intake: counted right, what raises it, and no small count where it is shown."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import Cohort
from analysis.privacy import describe_k_anonymity, report_k_anonymity, say_count
from analysis.privacy.k_anonymity import KNOWN_BY_OTHERS
from analysis.words import say_k_anonymity, table_of_k_anonymity

CATEGORIES = {
    "arm": ["infusion_only", "infusion_plus_journaling", "infusion_plus_psychotherapy"],
    "condition": ["depression", "ptsd", "complex_ptsd"],
    "sex": ["female", "male", "not_recorded"],
    "age_band": ["18-34", "35-54", "55+"],
}


def cohort_of(people: list[tuple[str, str, str, str]]) -> Cohort:
    frame = pd.DataFrame({
        name: pd.Categorical([one[place] for one in people], CATEGORIES[name])
        for place, name in enumerate(KNOWN_BY_OTHERS)
    })  # fmt: skip
    return Cohort("made_up.csv", "own_upload", frame, pd.DataFrame(), (), "0" * 64, False)


ONE = ("infusion_only", "depression", "female", "18-34")


def test_groups_and_the_people_in_small_ones() -> None:
    other, third = (*ONE[:2], "male", "18-34"), (*ONE[:3], "35-54")
    found = report_k_anonymity(cohort_of([ONE] * 20 + [other] * 7 + [third] * 3))
    assert (found.now.groups, found.now.smallest) == (3, 3)
    assert (found.now.under_minimum, found.now.under_lowest) == (10, 3)
    assert found.best is not None
    # Without sex: 27 and 3; without age: 23 and 7; ages joined: 23 and 7.
    assert found.best.after.smallest == 7
    assert found.best.column == "age_band"
    told = describe_k_anonymity(found)
    assert told["smallest_group"] == 3
    assert told["people_under_minimum"] == 10


def test_nothing_helps_where_one_column_says_nothing() -> None:
    found = report_k_anonymity(cohort_of([ONE] * 15))
    assert found.remedies == ()
    assert found.best is None
    assert say_k_anonymity(found).startswith("Nobody stands out")


def test_categories_can_be_joined_where_both_are_there() -> None:
    ptsd, both = (ONE[0], "ptsd", *ONE[2:]), (ONE[0], "complex_ptsd", *ONE[2:])
    found = report_k_anonymity(cohort_of([ptsd] * 30 + [both] * 4))
    kinds = {(one.column, one.change): one.after.smallest for one in found.remedies}
    assert kinds == {("condition", "left_out"): 34, ("condition", "coarsened"): 34}


def test_the_minimum_group_can_be_another() -> None:
    people = [ONE] * 20 + [(*ONE[:2], "male", "18-34")] * 15
    assert report_k_anonymity(cohort_of(people)).now.under_minimum == 0
    assert report_k_anonymity(cohort_of(people), minimum=18).now.under_minimum == 15


@pytest.mark.parametrize(
    ("n", "shown"), [(0, "0"), (1, "fewer than 11"), (10, "fewer than 11"), (11, "about 11"),
                     (13, "about 15"), (52, "about 50")],
)  # fmt: skip
def test_counts_are_shown_without_small_ones(n: int, shown: str) -> None:
    assert say_count(n, 11, exact=False) == shown
    assert say_count(n, 11, exact=True) == str(n)


PERSON = st.tuples(*(st.sampled_from(CATEGORIES[name]) for name in KNOWN_BY_OTHERS))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(PERSON, min_size=1, max_size=60))
def test_the_report_is_what_counting_by_hand_gives(people: list[tuple[str, str, str, str]]) -> None:
    found = report_k_anonymity(cohort_of(people))
    sizes = [len(list(group)) for _, group in itertools.groupby(sorted(people))]
    assert found.now.smallest == min(sizes)
    assert found.now.groups == len(sizes)
    assert found.now.under_minimum == sum(n for n in sizes if n < 11)
    assert found.now.under_lowest == sum(n for n in sizes if n < 5)
    for remedy in found.remedies:
        assert remedy.after.smallest >= found.now.smallest
        assert remedy.after.groups <= found.now.groups
    ranks = [(r.after.smallest, -r.after.under_minimum) for r in found.remedies]
    assert ranks == sorted(ranks, reverse=True)
    if found.best:
        assert found.best.after.smallest == max(r.after.smallest for r in found.remedies)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(PERSON, min_size=1, max_size=60))
def test_no_small_count_is_said_or_tabled(people: list[tuple[str, str, str, str]]) -> None:
    found = report_k_anonymity(cohort_of(people))
    words = say_k_anonymity(found).replace("fewer than 11", "").replace("fewer than 5", "")
    words = words.replace("18-34", "").replace("35-54", "").replace("55+", "")
    numbers = [int(n) for n in "".join(c if c.isdecimal() else " " for c in words).split()]
    assert all(n == 0 or n >= 11 for n in numbers)
    table = table_of_k_anonymity(found)
    for column in table.columns[1:]:
        for cell in table[column]:
            assert cell in ("0", "fewer than 11") or int(cell.removeprefix("about ")) >= 11
    exact = table_of_k_anonymity(found, exact=True)
    assert exact["Smallest group"].iloc[0] == str(found.now.smallest)
    assert np.array_equal(table["The file"], exact["The file"])
