"""Therapy and safety: the answers equal the estimators called directly, and counts by hand."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.answers import (
    better_and_worse,
    effects_by_condition,
    outcomes_by_support,
    safety,
    therapy_and_outcome,
    therapy_received,
)
from analysis.core import ARMS, CannotEstimate, Comparison, Filter
from analysis.core.formulas import newcombe
from analysis.loading import load_demonstration
from analysis.participants import compare_harms
from tests.made_up_care import care_cohort

COHORT = care_cohort()
ASKED = Comparison()


def without(*tables: str):  # type: ignore[no-untyped-def]
    return replace(COHORT, **{name: getattr(COHORT, name).iloc[:0] for name in tables})


def test_every_pair_is_compared_as_its_own_headline() -> None:
    demo = load_demonstration()
    found = outcomes_by_support(demo, ASKED, "depression").result
    assert [(p.comparator, p.treatment) for p in found.pairs] == [
        (ARMS[0], ARMS[2]), (ARMS[0], ARMS[1]), (ARMS[1], ARMS[2]),
    ]  # fmt: skip
    for pair in found.pairs:
        alone = effects_by_condition(demo, Comparison.between(pair.treatment, pair.comparator))
        effect = next(e for e in alone.result.effects if e.condition == "depression")
        assert pair.effect.estimate("headline_difference") == effect.estimate("headline_difference")
        assert pair.effect.verdict == effect.verdict


def test_the_two_arms_asked_about_come_first() -> None:
    asked = Comparison.between(ARMS[1], ARMS[2])
    pairs = outcomes_by_support(COHORT, asked, "depression", "full").result.pairs
    assert (pairs[0].comparator, pairs[0].treatment) == (ARMS[1], ARMS[2])
    assert len(pairs) == 3


def test_what_was_received_counts_the_planned_arm_of_the_condition() -> None:
    found = therapy_received(COHORT, ASKED, "depression", "full").result
    sessions = {a.arm: a for a in found.amounts if a.what == "sessions"}
    assert sessions[ARMS[2]].median == np.median(4 + np.arange(80, 120) % 5)
    assert [(e.n, e.of) for e in found.elsewhere] == [(14, 40), (13, 40), (13, 40)]


def test_more_therapy_is_signed_as_benefit() -> None:
    found = therapy_and_outcome(COHORT, ASKED, "depression", "full").result
    assert found.dose is not None
    assert found.dose.slope is not None
    assert found.timing is not None
    assert found.timing.difference is not None
    arm = np.arange(80, 120)
    scores = COHORT.score_matrix("PHQ9")
    better = scores[arm, 0] - scores[arm, 2]
    assert sum(g.n or 0 for g in found.timing.groups) == (~np.isnan(better)).sum()
    raw = found.timing.groups[0].change_mean
    assert raw == pytest.approx(-better[arm % 2 == 0].mean())


def test_nothing_recorded_says_what_to_upload() -> None:
    with pytest.raises(CannotEstimate, match="therapy sessions") as refused:
        therapy_and_outcome(without("therapy_sessions"), ASKED, "depression", "full")
    assert "therapy_sessions.csv" in refused.value.refusal.mend
    with pytest.raises(CannotEstimate) as refused:
        therapy_received(without("therapy_sessions", "infusions"), ASKED, "depression", "full")
    assert refused.value.refusal.code == "not_recorded"
    with pytest.raises(CannotEstimate) as refused:
        safety(without("events", "session_measures"), ASKED, "full")
    assert "events.csv" in refused.value.refusal.mend


def test_infusions_alone_are_shown_without_sessions() -> None:
    found = therapy_received(without("therapy_sessions"), ASKED, "depression", "full").result
    assert {a.what for a in found.amounts} == {"infusions", "maintenance", "dose"}
    assert found.mixes == ()


def test_harms_are_those_of_the_estimator_and_newcombe() -> None:
    found = safety(COHORT, ASKED, "full").result
    assert found.harms is not None
    direct = compare_harms(COHORT, ARMS[2], ARMS[0])
    assert [h.difference for h in found.harms.harms] == [h.difference for h in direct.harms]
    any_event = found.find("any")[0]
    assert any_event.values == (25.0, 25.0)
    low, high = newcombe(10, 40, 10, 40, 0.95)
    assert any_event.difference is not None
    assert any_event.difference.low == pytest.approx(100 * low)
    assert any_event.difference.high == pytest.approx(100 * high)
    serious = found.find("serious")[0]
    assert (serious.values, serious.occurred) == ((2.5, 0.0), True)
    assert [row.code for row in found.find("withdrawal")] == ["withdrawal"]


def test_rows_are_split_without_loss() -> None:
    found = safety(COHORT, ASKED, "full").result
    assert found.harms is not None
    codes = [r.code for by in ("kind", "severity", "time") for r in found.split(by)]
    assert sorted(codes) == sorted(h.code for h in found.harms.harms)


def test_what_is_not_recorded_is_named() -> None:
    found = safety(without("session_measures"), ASKED, "full").result
    assert "adverse events" in found.recorded
    assert "Dissociation (CADSS)" in found.absent
    assert "suicidal thoughts before and after" in found.absent
    quiet = safety(without("events"), ASKED, "full").result
    assert quiet.harms is None
    assert {"adverse events", "withdrawals"} <= set(quiet.absent)
    assert quiet.outcomes == ()


def test_the_panel_has_outcomes_of_the_condition_and_harms_of_everyone() -> None:
    cohort = care_cohort(conditions=("depression", "anxiety"))
    found = better_and_worse(cohort, ASKED, "depression", "full").result
    rows = {row.code: row for row in found.rows}
    assert rows["any"].people == (80, 80)
    assert rows["response"].people[0] is not None
    assert rows["response"].people[0] <= 40
    effects = effects_by_condition(cohort, ASKED, "full").result.effects
    whole = next(e for e in effects if e.condition == "depression").response
    assert whole is not None
    assert rows["response"].difference is not None
    assert rows["response"].difference.value == pytest.approx(100 * whole.leading[2].value)  # type: ignore[union-attr]
    scores = cohort.score_matrix("PHQ9")[:40]
    worse = scores[:, 2] - scores[:, 0]
    points = float(found.worse_by.split()[0])
    counted = rows["deterioration"]
    assert counted.people[0] is not None
    assert counted.values[0] == pytest.approx(100 * (worse >= points).sum() / counted.people[0])


def test_a_visit_that_looks_back_counts_nobody_but_keeps_the_harms() -> None:
    found = better_and_worse(COHORT, Comparison(visit="week 1"), "depression", "full").result
    assert found.response is None
    assert found.deterioration is None
    assert found.refused is not None
    assert [h.code for h in found.harms] == ["any", "serious", "withdrawal"]


def test_scores_after_a_retreatment_do_not_change_harms() -> None:
    plain = safety(COHORT, ASKED, "full").result
    left_out = safety(COHORT, Comparison(estimand="before_retreatment"), "full").result
    assert plain.harms == left_out.harms


def test_nobody_in_an_arm_is_refused() -> None:
    asked = Comparison(filters=(Filter("sex", "nobody"),))
    with pytest.raises(CannotEstimate):
        safety(COHORT, asked, "full")
    with pytest.raises(CannotEstimate, match="condition"):
        therapy_received(COHORT, ASKED, "measles", "full")
