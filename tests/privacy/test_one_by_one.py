"""Bands before and after: nothing small is shown, or follows from what is shown."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.answers import compare_pairs_of_people, one_by_one, shrunken_effects
from analysis.core import CannotEstimate, Cohort, Comparison, Filter
from analysis.core.results import ChangeBin
from analysis.privacy.minimum import hide_to_protect
from analysis.privacy.one_by_one import hide_in_table, merge_bins
from tests.made_up import draw_matrix, make_cohort, two_arm_cohort

from .test_release import walk

MINIMUM = 11
tables = st.integers(2, 5).flatmap(
    lambda k: st.lists(
        st.one_of(st.integers(0, 3), st.integers(0, 40)), min_size=k * k, max_size=k * k
    ).map(lambda counts: np.array(counts).reshape(k, k))
)


def follow(known: np.ndarray, group: np.ndarray) -> bool:
    """Whether a group's count is a sum of known counts, whatever the counts are."""
    if not len(known):
        return False
    found = np.linalg.lstsq(known.T, group, rcond=None)[0]
    return bool(np.abs(known.T @ found - group).max() < 1e-7)


def groups_of(k: int) -> np.ndarray:
    """Every cell, row, column and the whole of a table, as the cells it holds."""
    cells = [np.eye(k * k)[i].reshape(k, k) for i in range(k * k)]
    rows = [np.add.outer(np.eye(k)[i], np.zeros(k)) for i in range(k)]
    columns = [row.T for row in rows]
    return np.array([group.ravel() for group in [*cells, *rows, *columns, np.ones((k, k))]])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(tables)
def test_no_small_cell_or_total_follows_from_what_is_shown(counts: np.ndarray) -> None:
    k, total = len(counts), int(counts.sum())
    cells, columns = hide_in_table(counts, MINIMUM)
    rows = np.array(hide_to_protect(counts.sum(axis=1).tolist(), total, MINIMUM), dtype=bool)
    away = np.concatenate([cells.ravel(), rows, columns, [False]])
    groups = groups_of(k)
    sizes = groups @ counts.ravel()
    secret = ((sizes > 0) & (sizes < MINIMUM)) | ((total - sizes > 0) & (total - sizes < MINIMUM))
    if total >= MINIMUM:
        assert not (secret & ~away)[:-1].any()
        for group in groups[secret]:
            assert not follow(groups[~away], group)
        lines, masks = [*counts, *counts.T], [*cells, *cells.T]
        for line, hidden in zip(lines, masks, strict=True):
            rest = int(line[hidden].sum())
            assert rest == 0 or rest >= MINIMUM or line.sum() < MINIMUM


def test_a_table_of_many_people_is_shown_whole() -> None:
    cells, columns = hide_in_table(np.full((4, 4), 30), MINIMUM)
    assert not cells.any()
    assert not columns.any()


def test_one_small_cell_takes_others_with_it() -> None:
    cells, _ = hide_in_table(np.array([[40, 5], [30, 60]]), MINIMUM)
    assert cells.sum() == 4
    wide = np.array([[40, 5, 20], [30, 60, 25], [20, 20, 20]])
    assert 4 <= hide_in_table(wide, MINIMUM)[0].sum() < 9


def steps(*counts: int) -> tuple[ChangeBin, ...]:
    """Steps of 5 points from the best: half of them better, one of no change, the rest worse."""
    of, best = sum(counts), len(counts) // 2
    edges = [(5.0 * (best - i - 1), 5.0 * (best - i)) for i in range(best)]
    edges += [(0.0, 0.0), *((-5.0 * (i + 1), -5.0 * i) for i in range(len(counts) - best - 1))]
    return tuple(
        ChangeBin("a", *e, n, of, n / of, e == (0.0, 0.0))
        for e, n in zip(edges, counts, strict=True)
    )


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 25), min_size=5, max_size=13).filter(lambda n: sum(n) >= MINIMUM))
def test_steps_of_change_hold_nobody_or_enough(counts: list[int]) -> None:
    merged = merge_bins(steps(*counts), MINIMUM)
    sizes = [one.n or 0 for one in merged]
    assert sum(sizes) == sum(counts)
    assert all(n == 0 or n >= MINIMUM for n in sizes)
    assert merged[0].high is None
    assert merged[-1].low is None
    for above, below in pairwise(merged):
        assert above.low == below.high


def test_better_stays_apart_from_worse_where_both_are_enough() -> None:
    merged = merge_bins(steps(3, 9, 20, 2, 5, 6), MINIMUM)
    assert [(one.low, one.high, one.n) for one in merged] == [
        (5.0, None, 12), (0.0, 5.0, 20), (None, 0.0, 13),
    ]  # fmt: skip
    together = merge_bins(steps(3, 9, 20, 2, 1, 0), MINIMUM)
    assert [one.n for one in together] == [12, 23]


def crowd(**choices: Any) -> Cohort:
    """Two arms of 150 with a shelf's protection."""
    return two_arm_cohort(seed=3, each=150, origin="shelf", **choices)


def test_protected_view_holds_no_person_and_no_small_number() -> None:
    released = one_by_one(crowd(), Comparison(), "depression", "full")
    assert released.view == "protected"
    assert released.result.difference is None
    for arm in released.result.arms:
        assert arm.pairs is None
        assert arm.began == ()
        assert (arm.before, arm.change, arm.box, arm.curve) == (None, None, None, None)
        counts = [m.n for m in (*arm.moves, *arm.ended)] + [one.n for one in arm.bins]
        assert any(n is None for n in counts)
        assert all(n is None or n == 0 or n >= MINIMUM for n in counts)
        assert all(n is None or n in (0, MINIMUM) or n % 5 == 0 for n in counts)
    leaves = [value for _, value in walk(released.result.arms)]
    assert all(round(value, 2) == value for value in leaves if isinstance(value, float))


def test_a_small_arm_leaves_nothing() -> None:
    arms = ["infusion_only"] * 60 + ["infusion_plus_psychotherapy"] * 12
    matrix = draw_matrix(5, 72, np.zeros(72))
    matrix[60:68, 2] = np.nan
    cohort = make_cohort({"arm": arms, "condition": ["depression"] * 72,
                          "substance": ["ketamine_iv"] * 72}, {"PHQ9": matrix},
                         origin="shelf")  # fmt: skip
    arm = one_by_one(cohort, Comparison(), "depression").result.arms[1]
    assert arm.n is None
    assert (arm.bins, arm.began, arm.ended, arm.moves) == ((), (), (), ())
    with pytest.raises(CannotEstimate):
        shrunken_effects(cohort, Comparison())
    assert compare_pairs_of_people(cohort, Comparison(), "depression").result.superiority is None


@pytest.mark.parametrize(
    "asked", [Comparison(filters=(Filter("sex", "female"),)),
              Comparison(estimand="before_retreatment")]
)  # fmt: skip
def test_bands_are_for_everyone_only(asked: Comparison) -> None:
    with pytest.raises(CannotEstimate):
        one_by_one(crowd(), asked, "depression")


def test_full_detail_is_whole() -> None:
    cohort = replace(crowd(), origin="own_upload")
    arm = one_by_one(cohort, Comparison(), "depression", "full").result.arms[0]
    assert arm.pairs is not None
    assert len(arm.pairs) == arm.n == 150
    assert sum(m.n or 0 for m in arm.moves) == 150
