"""The landmark: who is compared, in which arm, at which visits, and what is said of it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.answers import effects_by_condition, list_choices, trajectories
from analysis.core import CannotEstimate, Comparison
from analysis.words import say_effect, say_gate, say_overview
from tests.made_up import two_arm_cohort

PHQ9 = Comparison(instrument="PHQ9")
LANDMARK = replace(PHQ9, estimand="landmark")
EACH = 40


def sessions_of(rows):
    """A table of therapy sessions out of (participant, day, type)."""
    people, days, types = zip(*rows, strict=True)
    table = {"participant": people, "day": days, "type": types}
    others = ("minutes", "timing", "hours_after_infusion", "therapist", "training")
    return pd.DataFrame(table | dict.fromkeys(others, "not_recorded"))


def lose_after(cohort, people, day):
    """The same cohort with nothing recorded of these people after a day."""
    scores = cohort.scores
    gone = scores["participant"].isin(list(people)) & (scores["day"] > day)
    return replace(cohort, scores=scores[~gone].reset_index(drop=True), _matrices={})


def retreat(cohort, people, day):
    events = pd.DataFrame({"participant": list(people), "day": day, "kind": "retreatment",
                           "term": "", "severity": "", "serious": ""})  # fmt: skip
    return replace(cohort, events=events)


@pytest.fixture(scope="module")
def received():
    """Arms as received: 60 without (five lost at once, two retreated), 60 with psychotherapy."""
    cohort = two_arm_cohort(each=60, randomised=False, arm_basis="received")
    return retreat(lose_after(cohort, range(5), 7), (5, 6), 10)


def the_effect(cohort, comparison=LANDMARK, view="full"):
    released = effects_by_condition(cohort, comparison, view)
    return released, released.result.effects[0]


def test_people_lost_or_retreated_by_the_landmark_are_left_out(received):
    _, everyone = the_effect(received, PHQ9)
    released, effect = the_effect(received)
    assert everyone.comparator.enrolled == 60
    assert (effect.comparator.enrolled, effect.treatment.enrolled) == (60 - 5 - 2, 60)
    notes = " ".join(released.result.notes)
    assert "still followed and not retreated at day 14" in notes
    assert "fewer than 11 retreated by day 14; fewer than 11 last seen before day 14" in notes
    assert "sessions with their days are not recorded" in notes


def test_the_difference_is_that_of_the_people_left(received):
    """The same answer as a cohort that never held those left out."""
    _, effect = the_effect(received)
    kept = ~received.participants.index.isin(range(7))
    number = np.cumsum(kept) - 1
    scores = received.scores[received.scores["participant"] >= 7].copy()
    scores["participant"] = number[scores["participant"].to_numpy()]
    people = received.participants[kept].reset_index(drop=True)
    alone = replace(received, participants=people, scores=scores.reset_index(drop=True),
                    events=received.events[:0], _matrices={})  # fmt: skip
    _, other = the_effect(alone, PHQ9)
    for name in ("weighted_difference", "adjusted_difference", "hedges_g"):
        one, two = effect.estimates[name], other.estimates[name]
        assert (one.value, one.low, one.high) == pytest.approx((two.value, two.low, two.high))


def test_the_arm_is_read_from_sessions_up_to_day_fourteen():
    """Late sessions do not count; a debrief is journaling; a session of therapy outweighs it."""
    cohort = two_arm_cohort(each=EACH, arm_basis="received", randomised=False)
    rows = [(i, 3, "cbt") for i in range(EACH, 2 * EACH - 4)]
    rows += [(2 * EACH - 4, 15, "cbt"), (2 * EACH - 3, 15, "cbt")]
    rows += [(2 * EACH - 2, 14, "nurse_debrief"), (2 * EACH - 1, 2, "journaling")]
    rows += [(EACH, 2, "journaling"), (0, 14, "integration")]
    dated = replace(cohort, therapy_sessions=sessions_of(rows))
    released, effect = the_effect(dated)
    assert effect.treatment.enrolled == EACH - 4 + 1
    assert effect.comparator.enrolled == EACH - 1 + 2
    assert "read from the therapy sessions up to day 14" in " ".join(released.result.notes)
    journaling = replace(LANDMARK, treatment="infusion_plus_journaling")
    _, few = the_effect(dated, journaling)
    assert few.treatment is None or few.treatment.enrolled == 2


def test_visits_up_to_the_landmark_are_not_contrasted(received):
    _, effect = the_effect(received, replace(LANDMARK, visit="week 1"))
    assert effect.refused.code == "before_landmark"
    over_time = trajectories(received, LANDMARK, "depression", "full").result
    assert "week 1" not in over_time.differences
    assert {"week 12", "week 26"} <= set(over_time.differences)
    assert any(mean.visit == "week 1" for mean in over_time.means)


def test_the_gate_takes_the_landmark_for_an_arm_told_at_the_start(received):
    released, _ = the_effect(received, PHQ9)
    assert "Choose the landmark at day 14" in say_gate(released, "depression")
    rows = [(i, 3, "cbt") for i in range(60, 120)]
    dated = replace(received, therapy_sessions=sessions_of(rows))
    for cohort, passed in ((received, None), (dated, True)):
        released, effect = the_effect(cohort)
        (item,) = [one for one in effect.gate.items if one.code == "arm_at_time_zero"]
        assert item.passed is passed
        assert "not retreated" in item.sentence
        assert "Choose the landmark" not in say_gate(released, "depression")


def test_sentences_say_among_whom(received):
    released, _ = the_effect(received)
    among = "week 12 among people still followed and not retreated at day 14"
    assert among in say_effect(released, "depression")
    assert among in say_overview(released)


def test_a_landmark_undoes_randomisation_and_says_so():
    cohort = two_arm_cohort(arm_basis="received")
    released, effect = the_effect(cohort)
    assert effect.headline == "weighted"
    assert not released.result.data.randomised
    assert any("assigned at random" in note for note in released.result.notes)


def test_it_is_offered_where_therapy_received_can_be_told():
    planned = two_arm_cohort()
    assert list_choices(planned).estimands == ("treatment_policy",)
    assert "landmark" in list_choices(two_arm_cohort(arm_basis="received")).estimands
    dated = replace(planned, therapy_sessions=sessions_of([(50, 3, "cbt")]))
    assert "landmark" in list_choices(dated).estimands
    with pytest.raises(CannotEstimate, match="therapy people received"):
        effects_by_condition(planned, LANDMARK, "full")
