"""Each person's change, the bands, and pairs of people: against hand counts and the estimators."""

import numpy as np
import pytest

from analysis.answers import compare_pairs_of_people, one_by_one, shrunken_effects
from analysis.answers.bands_of import (
    bands_of,
    choose_change_step,
    count_changes,
    place_in_bands,
)
from analysis.core import CannotEstimate, Comparison, Instrument
from analysis.effect_sizes import bootstrap, bootstrap_mean, probability_of_superiority
from analysis.loading import load_catalogue, load_demonstration
from analysis.subgroups import shrink
from tests.made_up import make_cohort, two_arm_cohort

CATALOGUE = load_catalogue()
PHQ9 = CATALOGUE.instruments["PHQ9"]
BEFORE = [20.0, 18.0, 12.0, 9.0, 22.0, 16.0, 11.0, 15.0]
AFTER = [10.0, 18.0, 15.0, 4.0, 9.0, 14.0, 4.0, 3.0]


def eight_people():  # type: ignore[no-untyped-def]
    """Four in each arm, PHQ-9 at baseline and week 12 written out."""
    matrix = np.full((8, 4), np.nan)
    matrix[:, 0], matrix[:, 2] = BEFORE, AFTER
    arms = ["infusion_only"] * 4 + ["infusion_plus_psychotherapy"] * 4
    columns = {"arm": arms, "condition": ["depression"] * 8, "substance": ["ketamine_iv"] * 8}
    return make_cohort(columns, {"PHQ9": matrix})


def test_eight_people_counted_by_hand() -> None:
    result = one_by_one(eight_people(), Comparison(), "depression", "full").result
    less, more = result.arms
    assert (less.arm, more.arm) == ("infusion_only", "infusion_plus_psychotherapy")
    assert less.pairs == tuple(zip(BEFORE[:4], AFTER[:4], strict=True))
    assert (less.before, less.after) == (14.75, 11.75)
    assert less.change is not None
    assert less.change.value == pytest.approx(3.0)
    assert [(b.low, b.high, b.n) for b in less.bins] == [
        (5, 10, 1), (0, 5, 1), (0, 0, 1), (-5, 0, 1),
    ]  # fmt: skip
    assert [b.n for b in more.bins] == [2, 1, 1, 0, 0]
    assert [m.n for m in less.began] == [0, 1, 1, 1, 1]
    assert [m.n for m in less.ended] == [1, 0, 1, 2, 0]
    moved = {(m.before, m.after): m.n for m in less.moves if m.n}
    assert moved == {(4, 2): 1, (3, 3): 1, (2, 3): 1, (1, 0): 1}
    assert result.difference is not None
    assert result.difference.value == pytest.approx(np.mean([13, 2, 7, 12]) - 3.0)


def test_limits_are_those_of_the_estimators() -> None:
    cohort = two_arm_cohort()
    result = one_by_one(cohort, Comparison(), "depression", "full").result
    changes = [np.array([b - a for b, a in arm.pairs or ()]) for arm in result.arms]
    for arm, change in zip(result.arms, changes, strict=True):
        assert arm.change is not None
        assert (arm.change.low, arm.change.high) == bootstrap_mean(change).bca
        assert arm.curve is not None
        assert np.trapezoid(arm.curve.y, arm.curve.x) == pytest.approx(1, abs=0.01)
    assert result.difference is not None
    assert (result.difference.low, result.difference.high) == bootstrap(changes[1], changes[0]).bca
    again = one_by_one(cohort, Comparison(), "depression", "full").result
    assert again == result


def test_bands_run_from_mild_to_severe_whatever_is_better() -> None:
    assert [b.label for b in bands_of(PHQ9)][::4] == ["minimal", "severe"]
    scores = np.array([0.0, 4.0, 4.5, 5.0, 27.0])
    assert place_in_bands(scores, bands_of(PHQ9)).tolist() == [0, 0, 0, 1, 4]
    well = Instrument("W", "Wellbeing", "x", "self", 0, 100, "higher", 7)
    bands = bands_of(well)
    assert [b.label for b in bands] == [
        "80 to 100", "60 to 79", "40 to 59", "20 to 39", "0 to 19",
    ]  # fmt: skip
    assert place_in_bands(np.array([100.0, 80.0, 79.5, 0.0]), bands).tolist() == [0, 0, 1, 4]
    assert bands_of(Instrument("N", "No range", "x", "self", None, None, "lower", 7)) == ()


def test_steps_of_change_are_round_and_hold_everybody() -> None:
    assert choose_change_step(PHQ9, 4.0) == 5
    assert choose_change_step(CATALOGUE.instruments["PCL5"], 4.0) == 10
    unbounded = Instrument("N", "No range", "x", "self", None, None, "lower", 7)
    assert choose_change_step(unbounded, 4.0) == 2
    better = np.array([5.0, 5.1, 0.0, -0.1, -5.0, 12.0])
    bins = count_changes("a", better, 5.0)
    assert [(b.low, b.high, b.n) for b in bins] == [
        (10, 15, 1), (5, 10, 1), (0, 5, 1), (0, 0, 1), (-5, 0, 2),
    ]  # fmt: skip


def test_pairs_are_signed_as_better() -> None:
    cohort = two_arm_cohort(gain=6)
    scores = cohort.score_matrix("PHQ9")[:, 2]
    found = compare_pairs_of_people(cohort, Comparison(), "depression", "full").result.superiority
    raw = probability_of_superiority(-scores[40:], -scores[:40], 0.95)
    assert found is not None
    assert (found.value, found.low, found.high) == (raw.value, raw.low, raw.high)
    assert found.value > 0.7


def test_shrunken_effects_are_those_of_the_leading_ones() -> None:
    result = shrunken_effects(load_demonstration(), Comparison()).result
    assert len(result.estimates) == 6
    assert result.shrunken is not None
    expected = shrink(result.estimates).by_condition
    for name, found in result.shrunken.by_condition.items():
        assert found.value == pytest.approx(expected[name].value)
    assert result.shrunken.worst_coverage is not None
    assert result.shrunken.average_coverage is not None
    assert result.shrunken.worst_coverage < 0.9 < result.shrunken.average_coverage
    with pytest.raises(CannotEstimate):
        shrunken_effects(two_arm_cohort(), Comparison(), "full")


def test_without_a_baseline_or_a_direction_it_is_refused() -> None:
    matrix = np.full((8, 4), np.nan)
    matrix[:, 2] = AFTER
    arms = ["infusion_only"] * 4 + ["infusion_plus_psychotherapy"] * 4
    columns = {"arm": arms, "condition": ["depression"] * 8, "substance": ["ketamine_iv"] * 8}
    with pytest.raises(CannotEstimate):
        one_by_one(make_cohort(columns, {"PHQ9": matrix}), Comparison(), "depression", "full")
    with pytest.raises(CannotEstimate):
        one_by_one(eight_people(), Comparison(), "measles", "full")
