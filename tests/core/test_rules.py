"""Percent change, response, remission, caseness and reliable change."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import CannotEstimate, Instrument, Rule
from analysis.core.formulas.rules import (
    in_remission,
    is_case,
    percent_change,
    reliable_change_threshold,
    reliably_changes,
    responds,
)


def scale(minimum: float | None, maximum: float | None, better: str = "lower") -> Instrument:
    return Instrument("X", "Scale X", "depression", "self", minimum, maximum, better, None)


def rule(kind: str, threshold: float) -> Rule:
    return Rule(kind, threshold, "a paper, 2000")


MADRS = scale(0, 60)
BPRS = scale(18, 126)
QUALITY = scale(0, 100, "higher")


def change(baseline: float, visit: float, instrument: Instrument) -> float:
    return float(percent_change(np.array([baseline]), np.array([visit]), instrument)[0])


@pytest.mark.parametrize(
    ("baseline", "visit", "instrument", "expected"),
    [
        (30, 15, MADRS, 50),
        (30, 33, MADRS, -10),
        (58, 38, BPRS, 50),  # from 18: (58 - 38) / (58 - 18); from 0 it would be 34.5
        (20, 60, QUALITY, 50),  # (60 - 20) / (100 - 20)
        (60, 50, QUALITY, -25),
        (50, 35, scale(20, 80), 50),  # STAI
    ],
)
def test_percent_change_by_hand(
    baseline: float, visit: float, instrument: Instrument, expected: float
) -> None:
    assert change(baseline, visit, instrument) == expected


def test_percent_change_is_missing_without_scores_or_without_room() -> None:
    baseline, visit = np.array([30, np.nan, 30, 0, -5]), np.array([15, 15, np.nan, 0, 3])
    expected = [50, np.nan, np.nan, np.nan, np.nan]
    np.testing.assert_array_equal(percent_change(baseline, visit, MADRS), expected)


def test_percent_change_leaves_its_input_as_it_was() -> None:
    baseline, visit = np.array([30.0, 20.0]), np.array([15.0, 20.0])
    percent_change(baseline, visit, MADRS)
    np.testing.assert_array_equal(baseline, [30, 20])
    np.testing.assert_array_equal(visit, [15, 20])


@pytest.mark.parametrize("better", ["neutral", "unknown"])
def test_no_direction_no_change(better: str) -> None:
    one = np.array([1.0])
    for attempt in (
        lambda: percent_change(one, one, scale(0, 5, better)),
        lambda: responds(one, one, rule("points_drop", 1), scale(0, 5, better)),
        lambda: reliably_changes(one, one, 1, scale(0, 5, better)),
    ):
        with pytest.raises(CannotEstimate) as caught:
            attempt()
        assert caught.value.refusal.code == "no_direction"


@pytest.mark.parametrize("instrument", [scale(None, 10), scale(0, None, "higher")])
def test_percentage_needs_the_best_score(instrument: Instrument) -> None:
    with pytest.raises(CannotEstimate) as caught:
        change(5, 4, instrument)
    assert caught.value.refusal.code == "no_range"


def test_points_need_no_range() -> None:
    met = responds(np.array([9.0]), np.array([4.0]), rule("points_drop", 5), scale(None, None))
    assert met.tolist() == [True]


@pytest.mark.parametrize(
    ("kind", "threshold", "baseline", "visits", "expected"),
    [
        ("percent_drop", 50, 30, [15.01, 15, 14.99], [False, True, True]),
        ("percent_drop", 35, 20, [13.01, 13, 12.99], [False, True, True]),
        ("percent_drop", 50, 10.4, [5.201, 5.2, 5.199], [False, True, True]),
        ("points_drop", 6, 20, [14.01, 14, 13.99], [False, True, True]),
        ("points_drop", 0.3, 0.7, [0.41, 0.4, 0.39], [False, True, True]),
        ("at_most", 0, 40, [1, 0.01, 0], [False, False, True]),
        ("below", 10, 40, [10.01, 10, 9.99], [False, False, True]),
    ],
)
def test_response_at_the_boundary(
    kind: str, threshold: float, baseline: float, visits: list[float], expected: list[bool]
) -> None:
    before = np.full(len(visits), baseline)
    met = responds(before, np.array(visits), rule(kind, threshold), scale(0, 60))
    assert met.tolist() == expected


def test_response_where_higher_is_better() -> None:
    before, after = np.array([20.0, 20.0, 20.0]), np.array([60.0, 59.9, 10.0])
    assert responds(before, after, rule("percent_drop", 50), QUALITY).tolist() == [
        True, False, False,
    ]  # fmt: skip
    assert responds(before, after, rule("points_drop", 40), QUALITY).tolist() == [
        True, False, False,
    ]  # fmt: skip


def test_a_cut_off_already_met_is_no_response() -> None:
    before, after = np.array([0.0, 5.0, np.nan, 5.0]), np.array([0.0, 0.0, 0.0, np.nan])
    assert responds(before, after, rule("at_most", 0), MADRS).tolist() == [
        False, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["percent_drop", "points_drop"])
def test_a_missing_score_is_no_response(kind: str) -> None:
    before, after = np.array([np.nan, 30.0]), np.array([0.0, np.nan])
    assert responds(before, after, rule(kind, 1), MADRS).tolist() == [False, False]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("below", [True, False, False, False]),
        ("at_most", [True, True, False, False]),
        ("at_least", [False, True, True, False]),
    ],
)
def test_cut_offs(kind: str, expected: list[bool]) -> None:
    scores = np.array([9.99, 10, 10.01, np.nan])
    assert in_remission(scores, rule(kind, 10)).tolist() == expected
    assert is_case(scores, rule(kind, 10)).tolist() == expected


def test_a_rule_about_change_judges_no_single_score() -> None:
    with pytest.raises(ValueError, match="about change"):
        in_remission(np.array([1.0]), rule("percent_drop", 50))


def test_reliable_change_threshold_by_hand() -> None:
    # 1.96 * sqrt(2) * 10 * sqrt(1 - 0.8) = 12.396; exact z 1.959964 gives 12.3959
    assert reliable_change_threshold(10, 0.8) == pytest.approx(12.396, abs=1e-3)
    # Jacobson & Truax 1991: SD 10, r .80, so S_diff = sqrt(2 * 4.47**2) = 6.32
    assert reliable_change_threshold(10, 0.8) / 1.959964 == pytest.approx(6.32, abs=0.005)
    assert reliable_change_threshold(10, 1) == 0
    assert reliable_change_threshold(10, 0.8, 0.9) == pytest.approx(1.644854 * math.sqrt(40))


@pytest.mark.parametrize(("sd", "reliability"), [(-1, 0.5), (1, 1.1), (1, -0.1), (math.nan, 0.5)])
def test_reliable_change_threshold_refuses_nonsense(sd: float, reliability: float) -> None:
    with pytest.raises(ValueError, match="reliability"):
        reliable_change_threshold(sd, reliability)


def test_reliable_change_by_hand() -> None:
    before = np.array([30.0, 30.0, 30.0, 30.0, 30.0, np.nan])
    after = np.array([15.0, 15.1, 44.9, 45.0, np.nan, 3.0])
    expected = [1, 0, 0, -1, np.nan, np.nan]
    np.testing.assert_array_equal(reliably_changes(before, after, 15, scale(0, 80)), expected)
    turned = reliably_changes(before, after, 15, scale(0, 80, "higher"))
    np.testing.assert_array_equal(turned, [-1, 0, 0, 1, np.nan, np.nan])


def test_reliable_change_needs_a_threshold() -> None:
    with pytest.raises(ValueError, match="above 0"):
        reliably_changes(np.array([1.0]), np.array([1.0]), 0, MADRS)


minima = st.integers(-20, 20)
widths = st.integers(1, 200)
shares = st.floats(0, 1)
properties = settings(deadline=None, derandomize=True, max_examples=100)


@properties
@given(minima, widths, shares, shares, st.integers(-50, 50), st.sampled_from([0.5, 2, 4, 10]))
def test_percent_change_does_not_depend_on_origin_or_unit(
    minimum: int, width: int, first: float, second: float, shift: int, unit: float
) -> None:
    baseline = minimum + width * (0.01 + 0.99 * first)
    visit = minimum + width * second
    moved = scale(unit * minimum + shift, unit * (minimum + width) + shift)
    there = change(unit * baseline + shift, unit * visit + shift, moved)
    here = change(baseline, visit, scale(minimum, minimum + width))
    assert there == pytest.approx(here, abs=1e-6)


@properties
@given(minima, widths, shares, shares)
def test_turning_the_scale_round_changes_nothing(
    minimum: int, width: int, first: float, second: float
) -> None:
    baseline, visit = minimum + width * (0.01 + 0.99 * first), minimum + width * second
    turned = change(-baseline, -visit, scale(-minimum - width, -minimum, "higher"))
    assert turned == change(baseline, visit, scale(minimum, minimum + width))


@properties
@given(minima, widths, st.floats(0.001, 1), st.sampled_from(["lower", "higher"]))
def test_percent_change_is_100_at_the_best_score_and_0_without_change(
    minimum: int, width: int, share: float, better: str
) -> None:
    best, step = (minimum, 1) if better == "lower" else (minimum + width, -1)
    baseline = best + step * width * share
    instrument = scale(minimum, minimum + width, better)
    assert change(baseline, best, instrument) == pytest.approx(100, rel=1e-12)
    assert change(baseline, baseline, instrument) == 0


@properties
@given(st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), min_size=1), st.integers(1, 30))
def test_reliable_change_turns_sign_when_visits_swap(
    pairs: list[tuple[int, int]], threshold: int
) -> None:
    before, after = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    forth = reliably_changes(before, after, threshold, scale(0, 80))
    back = reliably_changes(after, before, threshold, scale(0, 80))
    np.testing.assert_array_equal(forth, -back)
    improved = responds(before, after, rule("points_drop", threshold), scale(0, 80))
    np.testing.assert_array_equal(improved, forth == 1)
