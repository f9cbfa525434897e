"""In protected view nothing about the groups, or those lost, rests on 1 to 10 people."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.answers import groups_compared, if_lost_did_worse, who_was_lost
from analysis.core import ARMS, CannotEstimate, Comparison, Filter
from analysis.core.results import (
    Attrition,
    BalanceRow,
    GateItem,
    GroupValue,
    OverlapBin,
    PeopleOf,
)
from analysis.loading import load_demonstration
from analysis.privacy import hidden_cells, release
from analysis.privacy.coarsen import blur_condition
from analysis.privacy.comparable import OTHER, merge_bins
from tests.words.made_up import LESS, MORE
from tests.words.made_up_groups import attrition, comparable, if_lost, shares

from .made_up import make_cohort, make_people

MINIMUM = 11
COHORT = make_cohort(make_people(600, 0))
COUNTS = {"n", "of", "followed", "seen", "n_seen", "n_lost", "yes_seen", "yes_lost", "level_n",
          "n_treatment", "n_comparator", "lost", "screened", "started"}  # fmt: skip


def walk(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf of anything, with the name of the field it stands in."""
    if is_dataclass(value):
        for field in fields(value):
            yield from walk(getattr(value, field.name), field.name)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from walk(one, name if name in ("lost", "people") else str(key))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from walk(one, name)
    else:
        yield name, value


def small_counts(released: Any) -> list[tuple[str, Any]]:
    return [
        (name, value)
        for name, value in walk(released.result)
        if (name in COUNTS or name.startswith("n_")) and isinstance(value, int)
        and not isinstance(value, bool) and 0 < value < MINIMUM
    ]  # fmt: skip


@pytest.fixture(scope="module")
def shelf():
    return replace(load_demonstration(), origin="shelf")


@pytest.mark.parametrize("question", [groups_compared, who_was_lost, if_lost_did_worse])
@pytest.mark.parametrize("condition", ["depression", "complex_ptsd", "ocd"])
def test_no_count_of_a_protected_answer_is_small(shelf, question, condition):
    try:
        released = question(shelf, Comparison(), condition)
    except CannotEstimate:
        return
    assert released.view == "protected"
    assert small_counts(released) == []


def test_the_walker_finds_what_is_not_hidden():
    released = groups_compared(load_demonstration(), Comparison(), "ocd")
    assert released.view == "full"
    assert len(small_counts(released)) > 5


def test_an_arm_only_described_goes_where_a_filter_hides_it(shelf):
    for band in ("18-34", "35-54", "55+"):
        asked = Comparison(filters=(Filter("age", band),))
        try:
            released = groups_compared(shelf, asked, "depression")
        except CannotEstimate:
            continue
        away = {arm for arm, condition in hidden_cells(shelf, asked) if condition == "depression"}
        assert not away & set(released.result.arms)
        assert not away & {g.arm for row in released.result.table for g in row.groups}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=20))
def test_bars_are_merged_until_none_is_small_and_nobody_is_lost(counts: list[int]) -> None:
    bins = [
        OverlapBin(MORE, i / 20, (i + 1) / 20, n, n / max(sum(counts), 1))
        for i, n in enumerate(counts)
    ]
    merged = merge_bins(bins, MINIMUM)
    assert sum(one.n or 0 for one in merged) == sum(counts)
    assert merged[0].low == 0
    assert [a.high for a in merged[:-1]] == [b.low for b in merged[1:]]
    assert merged[-1].high == pytest.approx(len(counts) / 20)
    if sum(counts) >= MINIMUM:
        assert all(one.n == 0 or one.n >= MINIMUM for one in merged)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 60), min_size=2, max_size=5), st.integers(0, 2**16))
def test_a_hidden_line_of_table_one_does_not_follow_from_the_others(
    counts: list[int], seed: int
) -> None:
    draw = np.random.default_rng(seed)
    total, others = sum(counts), [int(n) for n in draw.permutation(counts)]
    rows = tuple(
        shares("Sex", f"level {i}", (n, total), (m, total), 0.1)
        for i, (n, m) in enumerate(zip(counts, others, strict=True))
    )
    shown = release(comparable(table=rows), COHORT, "protected").result.table
    for place in (0, 1):
        groups = [row.groups[place] for row in rows]
        told = [row.groups[place].n for row in shown]
        away = [g.n for g, n in zip(groups, told, strict=True) if n is None]
        assert not any(n is not None and 0 < n < MINIMUM for n in told)
        if away and total >= MINIMUM and any(n is not None for n in told):
            assert sum(away) == 0 or sum(away) >= MINIMUM
    for row, whole in zip(shown, rows, strict=True):
        if any(g.n is None for g in row.groups):
            assert row.smd is None
        assert len(row.groups) == len(whole.groups)


def test_a_share_all_but_a_few_have_is_hidden_with_its_distance():
    row = shares("Paid", "yes", (145, 150), (100, 150), 0.9)
    shown = release(comparable(table=(row,)), COHORT, "protected").result.table[0]
    assert shown.groups[0].n is None
    assert shown.groups[0].share is None
    assert shown.smd is None


def test_a_covariate_few_of_an_arm_have_is_hidden_and_its_counts_never_told():
    rows = (
        BalanceRow("sex: other", "modelled", 0.4, 0.1, 40, None, (), ((37, 150), (3, 150))),
        BalanceRow("sex: male", "modelled", 0.2, 0.0, 140, None, (), ((70, 150), (70, 150))),
    )
    shown = release(comparable(balance=rows), COHORT, "protected").result.balance
    assert shown[0].before is None
    assert shown[0].after is None
    assert shown[1].before == 0.2
    assert all(row.arms is None for row in shown)


def test_the_gate_says_shares_and_people_no_finer_than_five():
    shown = release(comparable(), COHORT, "protected").result.gate
    items = {item.code: item for item in shown.items}
    assert all(item.value is None for item in shown.items)
    assert "85% (treatment) and 80% (comparator)" in items["follow_up"].sentence
    assert "as much as 135 people" in items["effective_n"].sentence
    assert "(0.4 SD)" in items["unweighted_smd"].sentence
    assert blur_condition("Only 3% of an arm") == "Only 5% of an arm"
    assert blur_condition("recorded for 99%") == "recorded for 100%"


def test_reasons_few_people_gave_are_not_told_in_their_own_words():
    reasons = (
        PeopleOf("moved away", LESS, 40, 43), PeopleOf("the mayor's illness", LESS, 3, 43),
        PeopleOf("moved away", MORE, 30, 30), PeopleOf("the mayor's illness", MORE, 0, 30),
    )  # fmt: skip
    released = release(attrition(reasons=reasons), COHORT, "protected")
    assert "mayor" not in repr(released)
    assert OTHER in {one.what for one in released.result.reasons}
    assert "mayor" in repr(release(attrition(reasons=reasons), replace(COHORT, origin="own_upload"),
                                   "full"))  # fmt: skip


def test_patterns_and_means_of_completers_are_not_told():
    shown: Attrition = release(attrition(), COHORT, "protected").result
    assert shown.patterns == ()
    assert all(one.seen is None and one.lost is None for one in shown.baseline)
    assert all(one.yes_seen is None and one.yes_lost is None for one in shown.baseline)


def test_those_lost_are_compared_at_the_primary_visit_only(shelf):
    primary = who_was_lost(shelf, Comparison(), "depression").result
    other = who_was_lost(shelf, Comparison(visit="week 6"), "depression").result
    assert primary.baseline
    assert other.baseline == ()
    assert any("primary visit only" in note for note in other.notes)


def test_few_lost_hide_the_curve_of_their_arm():
    few = if_lost(lost={MORE: 4, LESS: 40})
    needed = (replace(few.needed[0], lost=4), few.needed[1])
    shown = release(replace(few, needed=needed), COHORT, "protected").result
    assert shown.curve == ()
    assert shown.lost == {LESS: 40}
    assert shown.needed[0].worse is None
    assert shown.needed[1].worse == -3.4
    assert shown.fmi is None


def test_all_but_few_lost_hide_everything():
    nearly = if_lost(lost={MORE: 195, LESS: 40})
    shown = release(nearly, COHORT, "protected").result
    assert shown.curve == ()
    assert not shown.differences


def test_the_whole_is_not_told_where_an_arm_of_the_cohort_is_small(shelf):
    people = shelf.participants
    few = np.flatnonzero((people["arm"] == ARMS[1]).to_numpy())[5:]
    smaller = people.copy()
    smaller.loc[few, "arm"] = ARMS[0]
    cohort = replace(shelf, participants=smaller)
    result = who_was_lost(cohort, Comparison(), "depression").result
    assert result.started is None
    assert result.screened is None


def test_every_kind_of_value_is_known_to_the_rounding():
    value = GroupValue("mean", MORE, 53, 58, 12.3456, 3.4567)
    row = replace(comparable().table[0], groups=(value, value), smd=0.12345)
    shown = release(comparable(table=(row,)), COHORT, "protected").result.table[0]
    assert (shown.groups[0].n, shown.groups[0].of) == (55, 60)
    assert (shown.groups[0].mean, shown.groups[0].sd, shown.smd) == (12.3, 3.5, 0.12)
    assert isinstance(comparable().gate.items[0], GateItem)
