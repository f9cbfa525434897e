"""In response of all who started, and what became of responders: by hand and by the estimators."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.answers import in_response_over_time, loss_of_response, trajectories
from analysis.core import CannotEstimate, Comparison
from analysis.core.results import ArmCurve
from analysis.durability import (
    compare_incidence,
    compare_restricted_means,
    default_tau,
    kaplan_meier,
    read_turnbull,
)
from tests.made_up import draw_matrix, make_cohort, two_arm_cohort

NAN = float("nan")
PHQ9 = Comparison(instrument="PHQ9")
LESS, MORE = "infusion_only", "infusion_plus_psychotherapy"
SCORES = np.array([
    # baseline, week 1 (looks back past day 0), week 12, week 26
    [20, 4, 10, 10],      # in response at both
    [20, 4, 10, 18],      # lost by week 26
    [20, 4, 10, NAN],     # not seen at week 26: not in response
    [20, 4, 19, 10],      # responds late
    [8, 2, 1, 1],         # no case at baseline: cannot respond
    [NAN, 4, 10, 10],     # no baseline: cannot be told
])  # fmt: skip


def small_cohort(**choices):
    """The same six people in both arms; the first of the treatment arm retreated on day 100."""
    columns = {
        "arm": [LESS] * 6 + [MORE] * 6,
        "condition": ["depression"] * 12,
        "substance": ["ketamine_iv"] * 12,
    }
    events = pd.DataFrame({"participant": [6], "day": [100], "kind": ["retreatment"], "term": [""],
                           "severity": [""], "serious": ["no"]})  # fmt: skip
    matrices = {"PHQ9": np.vstack([SCORES, SCORES])}
    return make_cohort(columns, matrices, events=events, **choices)


def ask(cohort, **choices):
    return in_response_over_time(cohort, PHQ9, "depression", "full").result


def test_shares_of_all_who_started_by_hand():
    found = ask(small_cohort())
    counts = {(s.arm, s.visit): (s.events, s.n, s.missed) for s in found.shares}
    assert counts == {
        (LESS, "week 12"): (3, 4, 0), (LESS, "week 26"): (2, 4, 1),
        (MORE, "week 12"): (3, 4, 0), (MORE, "week 26"): (1, 4, 1),
    }  # fmt: skip
    assert found.differences["week 26"].value == pytest.approx(-0.25)
    assert found.retreatment_recorded
    seen = {(s.arm, s.visit): s.seen_share for s in found.shares}
    assert seen[LESS, "week 26"] == pytest.approx(2 / 3)


def test_without_a_record_of_retreatment_it_is_said():
    cohort = two_arm_cohort()
    found = ask(cohort)
    assert not found.retreatment_recorded
    assert any("Retreatment is not recorded" in note for note in found.notes)


def test_a_scale_without_a_rule_names_scales_that_have_one():
    shift = np.zeros(80)
    cohort = two_arm_cohort()
    both = {"HAMA": draw_matrix(2, 80, shift, top=56.0), "GAD7": draw_matrix(3, 80, shift)}
    columns = {c: list(cohort.participants[c]) for c in ("arm", "condition", "substance")}
    made = make_cohort(columns, both)
    with pytest.raises(CannotEstimate, match="no published rule for the HAM-A") as refused:
        in_response_over_time(made, Comparison(instrument="HAMA"), "depression", "full")
    assert refused.value.refusal.code == "no_rule"
    assert "GAD-7" in refused.value.refusal.mend


def find(curves, arm, kind) -> ArmCurve:
    return next(c for c in curves if (c.arm, c.kind) == (arm, kind))


def test_losses_of_responders_by_hand():
    found = loss_of_response(small_cohort(), PHQ9, "depression", view="full").result
    less = find(found.curves, LESS, "lost")
    # In response from day 84: one lost at 182 (98 days), two seen in response at 182 or 84 last,
    # one responds at 182 only.
    assert (less.n, less.events) == (4, 1)
    more = {kind: find(found.curves, MORE, kind) for kind in ("lost", "retreated")}
    assert (more["lost"].events, more["retreated"].events) == (1, 1)
    retreated = more["retreated"].steps
    assert retreated is not None
    assert next(step.day for step in retreated if step.share) == 16.0


@pytest.fixture(scope="module")
def lasting():
    """A hundred people an arm, most of whom respond, some of whom lose it."""
    random = np.random.default_rng(4)
    each, base = 100, random.integers(15, 27, 200).astype(float)
    after = [np.clip(base - random.choice([2, 9], 200, p=[0.3, 0.7]), 0, 27) for _ in range(3)]
    matrix = np.column_stack([base, *after])
    matrix[random.random(200) < 0.2, 3] = NAN
    again = np.flatnonzero(random.random(200) < 0.2)
    events = pd.DataFrame({"participant": again, "day": random.integers(90, 180, len(again)),
                           "kind": "retreatment", "term": "", "severity": "",
                           "serious": "no"})  # fmt: skip
    columns = {"arm": [LESS] * each + [MORE] * each, "condition": ["depression"] * 200,
               "substance": ["ketamine_iv"] * 200}  # fmt: skip
    return make_cohort(columns, {"PHQ9": matrix}, events=events)


def times_of(cohort, arm):
    """Days in response from the first response and kinds of end, worked out a person at a time."""
    matrix, again = cohort.score_matrix("PHQ9"), cohort.first_retreatments
    time, kind = [], []
    for person in np.flatnonzero(cohort.participants["arm"] == arm):
        base = matrix[person, 0]
        yes = {day: base - matrix[person, k] >= 6 for k, day in ((2, 84), (3, 182))
               if not np.isnan(matrix[person, k])}  # fmt: skip
        since = next((day for day, met in yes.items() if met and day <= again[person]), None)
        if since is None:
            continue
        lost = next((day for day, met in yes.items() if day > since and not met), np.inf)
        last = max(
            day for day, met in yes.items() if met and since <= day <= min(lost, again[person])
        )
        ends = min(lost, again[person])
        time.append((ends if np.isfinite(ends) else last) - since)
        kind.append(0 if not np.isfinite(ends) else 1 if lost <= again[person] else 2)
    return np.array(time, float), np.array(kind)


def test_incidence_is_the_estimators_from_times_told_person_by_person(lasting):
    found = loss_of_response(lasting, PHQ9, "depression", view="full").result
    less, more = times_of(lasting, LESS), times_of(lasting, MORE)
    for one in found.comparisons:
        cause = {"lost": 1, "retreated": 2}[one.what]
        (expected,) = compare_incidence(less, more, cause, [one.day])
        assert one.difference.value == pytest.approx(expected.value, abs=1e-12)
        assert one.difference.low == pytest.approx(expected.low, abs=1e-12)
    assert {one.what for one in found.comparisons} == {"lost", "retreated"}


def test_time_in_response_counts_retreatment_as_its_end(lasting):
    found = loss_of_response(lasting, PHQ9, "depression", "still_in_response", view="full").result
    less, more = (
        (time, (kind > 0).astype(float))
        for time, kind in (times_of(lasting, LESS), times_of(lasting, MORE))
    )
    tau = default_tau(kaplan_meier(*less), kaplan_meier(*more))
    (one,) = found.comparisons
    assert one.day == tau
    *_, expected = compare_restricted_means(less, more, tau)
    assert one.difference.value == pytest.approx(expected.value)
    assert found.tests.hazard_ratio.low < found.tests.hazard_ratio.value
    curve = find(found.curves, MORE, "still_in_response")
    assert curve.n == len(more[0])
    assert curve.events == int(more[1].sum())


def test_loss_between_visits_is_turnbulls(lasting):
    found = loss_of_response(lasting, PHQ9, "depression", "between_visits", view="full").result
    time, kind = times_of(lasting, LESS)
    until = np.where(kind > 0, time, np.inf)
    after = np.where(kind == 1, 0.0, time)  # response at 84 alone can be lost at 182: seen at 84
    expected = read_turnbull(after, until, np.array([56.0]), replicates=500)
    point = next(p for p in find(found.curves, LESS, "between_visits").points if p.day == 56)
    assert (point.share, point.most) == pytest.approx((expected.least[0], expected.most[0]))
    assert found.comparisons == ()


def test_a_median_is_given_only_where_half_lost_it(lasting):
    cohort = replace(lasting, events=lasting.events.iloc[:0])
    found = loss_of_response(cohort, PHQ9, "depression", "still_in_response", view="full").result
    for curve in found.curves:
        reached = min(step.share for step in curve.steps) <= 0.5
        assert (curve.median is not None) == reached


def test_the_clock_of_one_arm_compares_nobody():
    cohort = small_cohort()
    sessions = pd.DataFrame({"participant": [6, 7, 8], "day": [20, 20, 20], "minutes": 50,
                             "type": "integration", "timing": "later", "hours_after_infusion": 24,
                             "therapist": "t", "training": "psychologist"})  # fmt: skip
    cohort = replace(cohort, therapy_sessions=sessions)
    found = loss_of_response(
        cohort, PHQ9, "depression", "incidence", "last_integration_session", "full"
    ).result
    assert {curve.arm for curve in found.curves} == {MORE}
    assert found.comparisons == ()
    assert find(found.curves, MORE, "lost").n == 3
    assert find(found.curves, MORE, "lost").left_out == 1


def test_protected_curves_are_read_at_fixed_days_alone(lasting):
    for outcome in ("incidence", "still_in_response", "between_visits"):
        found = loss_of_response(lasting, PHQ9, "depression", outcome).result
        assert all(curve.steps is None for curve in found.curves)
        days = {p.day for curve in found.curves for p in curve.points}
        assert all(day % 28 == 0 for day in days)
        assert all(one.day % 28 == 0 for one in found.comparisons)
        medians = [c.median.value for c in found.curves if c.median]
        assert all(value % 28 == 0 for value in medians)


def test_the_model_starts_both_arms_from_one_baseline_and_leads_where_randomised():
    cohort = two_arm_cohort()
    found = trajectories(cohort, PHQ9, "depression", "full").result
    assert found.model is not None
    (start,) = {m.mean for arm in found.arms for m in found.modelled(arm) if m.day == 0}
    assert start == pytest.approx(cohort.score_matrix("PHQ9")[:, 0].mean())
    week12 = found.model.at("week 12")
    assert found.differences["week 12"] == week12.difference
    means = {m.arm: m.mean for m in found.leading if m.visit == "week 12"}
    assert means[LESS] - means[MORE] == pytest.approx(week12.difference.value)
    assert found.verdicts["week 12"].code in ("worthwhile", "better_possibly_too_little")
    assert "week 1" not in found.verdicts
    assert len(found.courses) == 80


def test_one_follow_up_visit_has_no_model():
    cohort = two_arm_cohort()
    later = cohort.scores["visit"] <= 1
    one = replace(cohort, scores=cohort.scores[later], _matrices={})
    found = trajectories(one, PHQ9, "depression", "full").result
    assert found.model is None
    assert found.leading == found.means
