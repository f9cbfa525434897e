"""Small cells, and tables that would give a hidden one away."""

from dataclasses import dataclass, replace
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import ARMS
from analysis.core.results import (
    FOLLOWED_UP,
    Amount,
    Cell,
    Count,
    DataNote,
    Participation,
    ScreenedOut,
)
from analysis.privacy import minimum_group, release, round_count

from .made_up import make_cohort, make_people

MINIMUM = 11
NOTE = DataNote("x", False, False, "planned", "f" * 64, "ketamine_iv", 0, "shelf")
COHORT = make_cohort(make_people(80, 0))
TABLES = st.lists(st.integers(0, 60), min_size=1, max_size=6)


def take_part(
    tables: dict[str, list[int]],
    reasons: tuple[int, ...] = (),
    screened: int | None = None,
    seen: tuple[int, ...] = (),
) -> Participation:
    """Who took part, one characteristic, from counts by arm."""
    counts = tuple(
        Count("Sex", f"category {place}", arm, n, sum(ns))
        for arm, ns in tables.items()
        for place, n in enumerate(ns)
    )
    followed = tuple(
        Count(FOLLOWED_UP, f"visit {place}", arm, n, sum(ns))
        for arm, ns in tables.items()
        for place, n in enumerate(seen)
    )
    away = tuple(ScreenedOut(f"reason {i}", n) for i, n in enumerate(reasons))
    return Participation(NOTE, tuple(tables), counts, followed, (), away, screened)


def show(whole: Participation) -> Participation:
    arms = {count.arm: count.of or 0 for count in whole.characteristics}
    names = [arm for arm, n in arms.items() for _ in range(n)]
    people = replace(COHORT, participants=pd.DataFrame({"arm": pd.Categorical(names)}))
    return release(whole, people).result


def fill_in(shown: list[int | None], total: int) -> set[tuple[int, ...]]:
    """Every way to complete a row; a reader knows only that a hidden count is not negative."""
    holes, left = shown.count(None), total - sum(n for n in shown if n is not None)
    if holes == 0:
        return {()}
    ways = product(range(left + 1), repeat=holes - 1) if holes < 4 else []
    return {(*way, left - sum(way)) for way in ways if sum(way) <= left}


@settings(max_examples=200, deadline=None, derandomize=True)
@given(TABLES)
def test_no_row_gives_the_hidden_count_away(counts: list[int]) -> None:
    shown = show(take_part({ARMS[0]: counts}))
    row, total = [count.n for count in shown.characteristics], sum(counts)
    assert not any(n is not None and 0 < n < MINIMUM for n in row)
    assert not any(n is not None and 0 < total - n < MINIMUM for n in row)
    if 0 < total < MINIMUM:
        assert all(count.of is None for count in shown.characteristics)
        assert shown.data.participants == 0
        return
    left = sum(n for n, seen in zip(counts, row, strict=True) if seen is None)
    assert left == 0 or left >= MINIMUM
    ways = fill_in(row, total)
    for hole in range(row.count(None)):
        assert not ways or len({way[hole] for way in ways}) > 1 or row.count(None) == len(row) == 1


@settings(max_examples=100, deadline=None, derandomize=True)
@given(TABLES, TABLES)
def test_totals_are_recomputed_after_hiding(one: list[int], other: list[int]) -> None:
    shown = show(take_part({ARMS[0]: one, ARMS[2]: other}, (20, 30), 50 + sum(one) + sum(other)))
    sizes = [sum(one), sum(other)]
    assert shown.data.participants == sum(n for n in sizes if n >= MINIMUM)
    if any(0 < n < MINIMUM for n in sizes):
        assert shown.screened is None


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_reasons_are_not_left_over_from_those_screened(reasons: list[int]) -> None:
    shown = show(take_part({ARMS[0]: [30, 40]}, tuple(reasons), 70 + sum(reasons)))
    row = [reason.n for reason in shown.screened_out]
    told = [n for n in row if n is not None]
    left = sum(reasons) - sum(told)
    assert row.count(None) == (left > 0)
    assert not any(0 < n < MINIMUM for n in told)
    assert left == 0 or left >= MINIMUM or shown.screened is None


def test_ones_are_not_known_by_their_sum() -> None:
    shown = show(take_part({ARMS[0]: [1] * 11 + [30, 40]}))
    assert [count.n for count in shown.characteristics] == [None] * 12 + [40]


def test_a_lone_small_category_takes_another_along() -> None:
    shown = show(take_part({ARMS[0]: [4, 20, 76, 0]}))
    assert [count.n for count in shown.characteristics] == [None, None, 76, 0]
    assert shown.characteristics[0].hidden == ("n",)


def test_followed_up_is_rounded_so_that_the_few_lost_are_not_told() -> None:
    shown = show(take_part({ARMS[0]: [51, 52]}, seen=(103, 98, 37, 7, 0)))
    assert [(c.n, c.of) for c in shown.followed_up] == [
        (105, 105), (100, 105), (35, 105), (None, 105), (0, 105),
    ]  # fmt: skip


def test_amounts_over_few_people_are_hidden_with_their_n() -> None:
    amounts = (Amount("Dose", "mg/kg", ARMS[0], 7, 0.5, 0.1), Amount("Dose", "", ARMS[2], 43, 5, 1))
    whole = Participation(NOTE, ARMS, (), (), amounts, ())
    shown = release(whole, COHORT)
    small, large = shown.result.amounts
    assert (small.n, small.mean, small.sd) == (None, None, None)
    assert large.n == 45
    assert any("Dose" in note and "7" not in note for note in shown.notes)


@dataclass(frozen=True)
class Harm:
    """A result of a kind that has no page yet."""

    events: int | None
    limit: float | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return (Cell("nausea in infusion_only", self.events or 0, ("events", "limit"), "harm"),)

    def parts(self) -> tuple[str, ...]:
        return ()


def test_harms_are_zero_with_a_limit_or_one_to_ten() -> None:
    none, few = release(Harm(0, 0.04), COHORT), release(Harm(3, 0.1), COHORT)
    assert none.result == Harm(0, 0.04)
    assert few.result == Harm(None, None, ("events", "limit"))
    assert few.notes[0] == "nausea in “Infusion only”: 1 to 10 people."


def test_counts_are_rounded_to_five_and_never_under_the_minimum() -> None:
    wanted = {0: 0, 11: 11, 12: 11, 13: 15, 17: 15, 18: 20, 102: 100}
    assert {n: round_count(n, MINIMUM) for n in wanted} == wanted


@pytest.mark.parametrize(("set_to", "minimum"), [("", 11), ("20", 20), ("5", 5), ("2", 5)])
def test_the_minimum_can_be_set_but_not_under_five(
    monkeypatch: pytest.MonkeyPatch, set_to: str, minimum: int
) -> None:
    monkeypatch.setenv("COHORT_MINIMUM_GROUP", set_to)
    assert minimum_group() == minimum


def test_a_minimum_that_is_no_number_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COHORT_MINIMUM_GROUP", "eleven")
    with pytest.raises(ValueError, match="whole number"):
        release(Harm(30, 0.5), COHORT)
