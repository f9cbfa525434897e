"""Answers over time and of who met which rule: nothing released rests on 1 to 10 people."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.answers import (
    in_response_over_time,
    loss_of_response,
    trajectories,
    who_responds,
)
from analysis.core import ARMS, CannotEstimate, Cohort, Comparison, Estimate, Filter
from analysis.core.results import (
    ArmCurve,
    ArmOutcome,
    CurvePoint,
    LossComparison,
    LossTests,
    PersonOutcome,
    StateShare,
    VisitDifference,
)
from analysis.privacy import Released, hidden_cells, list_bands, release
from tests.made_up import draw_matrix, make_cohort

from .made_up import CATALOGUE

MINIMUM = 11
COUNTS = {"n", "events", "missed", "eligible", "at_risk", "left_out", "seen_treatment",
          "seen_comparator", "n_treatment", "n_comparator", "n_scores", "without_baseline",
          "without_scores", "enrolled"}  # fmt: skip
PHQ9 = Comparison(instrument="PHQ9")
LOSSES = ("incidence", "still_in_response", "between_visits")


def walk(value: Any) -> Iterator[Any]:
    """Everything in a released result, deep."""
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from walk(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from walk(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from walk(one)


def find_small(released: Released[Any]) -> list[tuple[str, str, Any]]:
    """Counts of 1 to 10 people, or not to the nearest 5, and what is left of one person."""
    found = []
    for part in walk(released.result):
        if not is_dataclass(part) or isinstance(part, type):
            continue
        for field in fields(part):
            value = getattr(part, field.name)
            is_count = field.name in COUNTS and isinstance(value, int)
            if is_count and (0 < value < MINIMUM or (value % 5 and value != MINIMUM)):
                found.append((type(part).__name__, field.name, value))
            if field.name in ("courses", "steps", "sigmas", "joint") and value is not None:
                found.append((type(part).__name__, field.name, value))
        if isinstance(part, Estimate) and any(0 < n < MINIMUM for n in part.counts.values()):
            found.append(("Estimate", part.measure, part.counts))
    return found


def draw_cohort(seed: int, sizes: tuple[int, int, int], kept: float) -> Cohort:
    """People in three arms on the shelf, many not seen, some retreated, some much better."""
    random = np.random.default_rng(seed)
    people = sum(sizes)
    arms = [arm for arm, n in zip(ARMS, sizes, strict=True) for _ in range(n)]
    matrix = draw_matrix(seed, people, random.normal(-3, 4, people))
    matrix[:, 1:][random.random((people, 3)) > kept] = np.nan
    columns = {"arm": arms, "condition": ["depression"] * people,
               "substance": ["ketamine_iv"] * people,
               "sex": list(random.choice(["female", "male"], people))}  # fmt: skip
    return make_cohort(columns, {"PHQ9": matrix}, origin="shelf", randomised=bool(seed % 2))


SHELF = draw_cohort(1, (12, 12, 12), 0.9)


def answers_of(cohort: Cohort, asked: Comparison = PHQ9) -> Iterator[Released[Any]]:
    """Every answer of both pages that is not refused."""
    questions = [trajectories, in_response_over_time, who_responds,
                 *(partial(loss_of_response, outcome=one) for one in LOSSES)]  # fmt: skip
    for ask in questions:
        with suppress(CannotEstimate):
            yield ask(cohort, asked, "depression")


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(0, 1000), st.tuples(*[st.integers(12, 45)] * 3), st.floats(0.3, 0.9))
def test_no_count_of_few_people_is_released(
    seed: int, sizes: tuple[int, int, int], kept: float
) -> None:
    for released in answers_of(draw_cohort(seed, sizes, kept)):
        assert find_small(released) == []
        assert "%" not in " ".join(released.notes)


def test_the_walker_finds_what_full_detail_shows() -> None:
    cohort = replace(draw_cohort(3, (14, 14, 14), 0.6), origin="own_upload")
    released = trajectories(cohort, PHQ9, "depression", "full")
    assert len(find_small(released)) > 5


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_a_share_rests_on_those_with_it_and_those_without(n: int, met: int, missed: int) -> None:
    n, met = n + met + missed, met
    share = StateShare("infusion_only", "week 12", 84, n, met, 0.123, 0.1, 0.2, missed, 0.2)
    shown = _release(share)
    few = [0 < k < MINIMUM for k in (met, n - met, n)]
    assert (shown.share is None) == any(few)
    assert (shown.missed is None) == (0 < missed < MINIMUM or 0 < n < MINIMUM)
    seen = [0 < k < MINIMUM for k in (n - missed, n - missed - met)]
    assert shown.seen_share is None or not any([*few, *seen])


def _release(part: Any) -> Any:
    """One part as it would be released in a cohort on the shelf."""
    return release(part, SHELF).result


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_a_point_of_a_curve_needs_eleven_followed(at_risk: int, events: int, n: int) -> None:
    point = CurvePoint("infusion_only", 28, at_risk, events, 0.5123, 0.4, 0.6)
    whole = ArmCurve("infusion_only", "lost", n, min(events, n), (point,), few=events == 3)
    shown = _release(whole)
    if 0 < n < MINIMUM:
        assert shown.points is None
        assert not shown.few
        return
    (kept,) = shown.points
    assert (kept.share is None) == any(0 < k < MINIMUM for k in (at_risk, events))
    assert (kept.at_risk is None) == (0 < at_risk < MINIMUM)
    ended = min(events, n)
    assert (shown.events is None) == any(0 < k < MINIMUM for k in (ended, n - ended))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 40), st.integers(0, 40))
def test_comparisons_rest_on_the_events_of_both_arms(one: int, other: int) -> None:
    estimate = Estimate("x", 0.4567, 0.1, 0.9, 0.95, {"n": 200}, "m", "s", "probability")
    found = _release(LossComparison("lost", 84, estimate, estimate, estimate, (one, other)))
    tests = _release(LossTests(estimate, 3.4567, 0.0123456, 0.5, (one, other)))
    few = any(0 < k < MINIMUM for k in (one, other))
    assert (found.difference is None) == (tests.hazard_ratio is None) == few
    assert found.events is None
    assert few or tests.log_rank_p == 0.012


def outcome_of(met: tuple[int, int], n: tuple[int, int], worse: bool) -> PersonOutcome:
    """One rule met by so many of so many in two arms."""
    arms = [
        ArmOutcome(arm, m, of, of, {"observed": Estimate(
            "share", m / of if of else 0, 0, 1, 0.95, {"n": of or 200}, "m", "s", "probability")},
            worse)
        for arm, m, of in zip((ARMS[2], ARMS[0]), met, n, strict=True)
    ]  # fmt: skip
    difference = replace(arms[0].shares["observed"], counts={"n_treatment": 200})  # type: ignore[index]
    return PersonOutcome("x", "Met", worse, treatment=arms[0], comparator=arms[1],
                         differences={"observed": difference})  # fmt: skip


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.tuples(*[st.integers(0, 40)] * 2), st.tuples(*[st.integers(0, 40)] * 2), st.booleans())
def test_both_arms_of_a_rule_hide_together(
    met: tuple[int, int], rest: tuple[int, int], worse: bool
) -> None:
    n = (met[0] + rest[0], met[1] + rest[1])
    shown = _release(outcome_of(met, n, worse))
    few = any(0 < k < MINIMUM for k in (*met, *rest, *n))
    assert (shown.treatment is None) == (shown.comparator is None) == few
    assert (shown.differences is None) == few


def test_a_modelled_visit_hides_with_either_arm() -> None:
    mean = Estimate("mmrm_mean", 9.8765, 9.0, 10.0, 0.95, {"n_treatment": 80}, "m", "s", se=0.1)
    shown = _release(VisitDifference("week 12", 83, 7, mean, None, mean, mean))
    assert (shown.difference, shown.treatment_mean, shown.comparator_mean) == (None, None, None)
    assert shown.seen_comparator is None
    kept = _release(VisitDifference("week 12", 83, 72, mean, None, mean, mean))
    assert (kept.seen_treatment, kept.treatment_mean.value) == (85, 9.9)


def test_an_arm_the_filters_may_not_show_has_no_curve() -> None:
    cohort = draw_cohort(5, (60, 60, 60), 0.9)
    few = cohort.participants.index[
        (cohort.participants["arm"] == ARMS[1]) & (cohort.participants["sex"] == "male")
    ][6:]
    cohort.participants.loc[few, "sex"] = "female"
    list_bands(cohort, CATALOGUE)
    asked = replace(PHQ9, filters=(Filter("sex", "male"),))
    assert (ARMS[1], "depression") in hidden_cells(cohort, asked)
    for released in answers_of(cohort, asked):
        assert find_small(released) == []
        arms = {part.arm for part in walk(released.result)
                if isinstance(part, StateShare | ArmCurve | ArmOutcome)}  # fmt: skip
        assert ARMS[1] not in arms


@pytest.mark.parametrize("outcome", LOSSES)
def test_a_protected_refusal_does_not_tell_few_from_nobody(outcome: str) -> None:
    refusals = set()
    for improved in (0, 3):
        cohort = draw_cohort(8, (30, 0, 30), 1.0)
        scores = cohort.scores.copy()
        scores.loc[scores["visit"] > 0, "score"] = 27.0
        better = (scores["visit"] > 1) & (scores["participant"] < improved)
        scores.loc[better, "score"] = 0.0
        same = replace(cohort, scores=scores, _matrices={})
        try:
            shown = loss_of_response(same, PHQ9, "depression", outcome)  # type: ignore[arg-type]
            assert all(curve.points is None for curve in shown.result.curves)
        except CannotEstimate as fault:
            refusals.add(fault.refusal.code)
    assert refusals <= {"group_too_small"}
