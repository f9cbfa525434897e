"""Who was lost, counted by hand; the difference had they done otherwise, as the estimators give."""

import numpy as np
import pandas as pd
import pytest

from analysis.answers import if_lost_did_worse, who_was_lost
from analysis.answers.filled_in import SEED
from analysis.core import ARMS, CannotEstimate, Comparison, settings
from analysis.longitudinal import (
    IncompleteScores,
    add_delta,
    compare_imputed,
    find_tipping_points,
    impute_scores,
)
from tests.made_up import VISITS, draw_matrix, make_cohort, two_arm_cohort

LESS, MORE = ARMS[0], ARMS[2]
NAN = np.nan


def lost_cohort(seed=3, each=40, gain=4.0, **choices):
    """Forty in each arm; from week 12 on ten and six are missing, two and one come back."""
    arm = [LESS] * each + [MORE] * each
    shift = np.array([0.0] * each + [-gain] * each)
    scores = draw_matrix(seed, 2 * each, shift)
    scores[:10, 2] = NAN
    scores[2:10, 3] = NAN
    scores[each : each + 6, 2] = NAN
    scores[each + 1 : each + 6, 3] = NAN
    columns = {
        "arm": arm, "condition": ["depression"] * 2 * each, "substance": ["ketamine_iv"] * 2 * each,
    }  # fmt: skip
    return make_cohort(columns, {"PHQ9": scores}, **choices)


def small_cohort(**choices):
    """Six people whose visits are written out; week 12 is asked for."""
    scores = np.array([
        [20, 10, 9, 8], [22, 12, NAN, NAN], [18, NAN, 8, 7],
        [24, NAN, NAN, NAN], [16, 8, 7, NAN], [20, 9, NAN, 7],
    ])  # fmt: skip
    columns = {
        "arm": [LESS] * 3 + [MORE] * 3,
        "condition": ["depression"] * 6,
        "substance": ["ketamine_iv"] * 6,
    }
    return make_cohort(columns, {"PHQ9": scores}, **choices)


def test_the_way_of_each_arm_by_hand():
    result = who_was_lost(small_cohort(), Comparison(), "depression", "full").result
    assert result.visits == ("week 1", "week 12")
    steps = [(s.step, s.followed, s.seen, s.of) for s in result.steps_of(LESS)]
    assert steps == [("started", 3, 3, 3), ("week 1", 3, 2, 3), ("week 12", 2, 2, 3)]
    steps = [(s.step, s.followed, s.seen, s.of) for s in result.steps_of(MORE)]
    assert steps == [("started", 3, 3, 3), ("week 1", 2, 2, 3), ("week 12", 1, 1, 3)]


def test_kinds_of_patterns_by_hand():
    result = who_was_lost(small_cohort(), Comparison(), "depression", "full").result
    found = {(one.what, one.arm): one.n for one in result.kinds}
    assert found[("complete", LESS)] == 1
    assert found[("intermittent", LESS)] == 1
    assert found[("monotone", LESS)] == 1
    assert found[("never_seen", MORE)] == 1
    assert found[("monotone", MORE)] == 1
    for arm in (LESS, MORE):
        assert sum(n for (_, a), n in found.items() if a == arm) == 3


def test_seen_and_lost_at_baseline_by_hand():
    result = who_was_lost(lost_cohort(), Comparison(), "depression", "full").result
    severity = next(one for one in result.baseline if one.arm == LESS and one.what == "severity")
    baseline = lost_cohort().score_matrix("PHQ9")[:40, 0]
    assert (severity.n_seen, severity.n_lost) == (30, 10)
    assert severity.difference.value == pytest.approx(baseline[:10].mean() - baseline[10:].mean())
    assert severity.difference.low < severity.difference.value < severity.difference.high


def events(*rows):
    columns = ("participant", "day", "kind", "term", "severity", "serious")
    table = pd.DataFrame([dict(zip(columns, (*row, "mild", "no"), strict=True)) for row in rows])
    return table.astype(dict.fromkeys(("kind", "term", "severity", "serious"), "category"))


def test_the_first_reason_up_to_the_visit_counts():
    table = events(
        (1, 30, "withdrawal", "moved away"), (1, 40, "withdrawal", "cost"),
        (5, 200, "withdrawal", "cost"), (3, 2, "adverse", "nausea"), (3, 3, "withdrawal", "cost"),
    )  # fmt: skip
    result = who_was_lost(small_cohort(events=table), Comparison(), "depression", "full").result
    found = {(one.what, one.arm): (one.n, one.of) for one in result.reasons if one.n}
    assert found == {("moved away", LESS): (1, 1), ("cost", MORE): (1, 1)}


def test_a_cohort_without_events_says_what_to_upload():
    result = who_was_lost(small_cohort(), Comparison(), "depression", "full").result
    assert result.reasons == ()
    assert result.reasons_refused.code == "not_recorded"
    assert "events.csv" in result.reasons_refused.mend
    only = events((1, 3, "adverse", "nausea"))
    result = who_was_lost(small_cohort(events=only), Comparison(), "depression", "full").result
    assert result.reasons_refused.code == "not_recorded"


def test_a_visit_nobody_was_scored_at_is_refused():
    cohort = small_cohort()
    kept = cohort.scores[cohort.scores["visit"] != 2]
    without = make_cohort(
        {"arm": [LESS] * 3 + [MORE] * 3, "condition": ["depression"] * 6,
         "substance": ["ketamine_iv"] * 6},
        {"PHQ9": cohort.score_matrix("PHQ9") * np.array([1, 1, NAN, 1])},
    )  # fmt: skip
    assert len(kept) == len(without.scores)
    with pytest.raises(CannotEstimate) as caught:
        who_was_lost(without, Comparison(), "depression", "full")
    assert caught.value.refusal.code == "never_scored"


def impute(cohort, assumption="mar"):
    scores = cohort.score_matrix("PHQ9")
    treated = (cohort.participants["arm"] == MORE).to_numpy()
    incomplete = IncompleteScores(scores[:, 1:3], scores[:, 0], treated,
                                  np.zeros((len(scores), 0)), ("week 1", "week 12"))  # fmt: skip
    return impute_scores(incomplete, assumption, settings.IMPUTATIONS, SEED)


@pytest.fixture(scope="module")
def moved():
    return if_lost_did_worse(lost_cohort(), Comparison(), "depression", "full").result


@pytest.mark.parametrize(
    ("name", "assumption"), [("own_arm", "mar"), ("jump", "j2r"), ("copy", "cr")]
)
def test_differences_are_those_of_the_estimators_signed(moved, name, assumption):
    direct = compare_imputed(impute(lost_cohort(), assumption), settings.LEVEL).difference
    found = moved.differences[name]
    assert (found.value, found.low, found.high) == pytest.approx(
        (-direct.value, -direct.high, -direct.low)
    )


def test_the_curve_is_what_moving_every_imputed_score_gives(moved):
    imputed = impute(lost_cohort())
    for point in (moved.curve[0], moved.curve[len(moved.curve) // 2], moved.curve[-1]):
        # On the PHQ-9 points worse are points more.
        shifted = add_delta(imputed, point.worse, 0.0)
        direct = compare_imputed(shifted, settings.LEVEL).difference
        assert point.difference.value == pytest.approx(-direct.value)
        assert point.difference.low == pytest.approx(-direct.high)


def test_the_curve_passes_through_no_shift_and_falls_with_worse(moved):
    assert moved.at(0.0).difference.value == pytest.approx(moved.differences["own_arm"].value)
    values = [point.difference.value for point in moved.curve]
    assert values == sorted(values, reverse=True)
    assert [p.worse for p in moved.curve] == sorted(p.worse for p in moved.curve)


def test_the_finding_changes_where_the_tipping_point_says():
    cohort = lost_cohort(gain=1.2)
    direct = find_tipping_points(impute(cohort), settings.LEVEL).tipping[0]
    result = if_lost_did_worse(cohort, Comparison(), "depression", "full").result
    needed = next(one for one in result.needed if one.about == "no_difference" and one.arm == MORE)
    assert needed.worse == pytest.approx(direct.delta)
    assert needed.worse > 0
    assert (needed.finding, needed.beyond) == ("above zero", "includes zero")
    assert result.curve[-1].worse >= needed.worse
    before, after = (result.at(needed.worse + d).difference for d in (-1.0, 1.0))
    assert before.low > 0 >= after.low


def test_a_finding_nothing_changes_says_how_far_was_searched(moved):
    needed = next(one for one in moved.needed if one.about == "no_difference" and one.arm == MORE)
    assert needed.worse is None
    assert needed.size == "beyond_search"
    assert needed.searched_to == pytest.approx(3 * moved.sd)


def test_people_lost_are_counted_at_the_visit(moved):
    assert moved.lost == {MORE: 6, LESS: 10}
    assert moved.people == {MORE: 40, LESS: 40}


def test_the_same_question_has_the_same_answer(moved):
    assert if_lost_did_worse(lost_cohort(), Comparison(), "depression", "full").result == moved


def test_nobody_lost_leaves_no_curve():
    result = if_lost_did_worse(two_arm_cohort(), Comparison(), "depression", "full").result
    assert result.lost == {MORE: 0, LESS: 0}
    assert result.curve == ()
    assert result.needed == ()
    assert set(result.differences) == {"seen", "repeated", "own_arm"}


def test_people_not_randomised_are_adjusted_for_what_is_common_enough():
    cohort = two_arm_cohort(each=60, randomised=False)
    scores = cohort.score_matrix("PHQ9").copy()
    scores[:15, 2:] = NAN
    scores[60:70, 2:] = NAN
    columns = {name: cohort.participants[name].astype(str).tolist()
               for name in ("arm", "condition", "substance", "sex", "age_band")}  # fmt: skip
    columns["sex"] = ["other"] * 3 + columns["sex"][3:]
    lossy = make_cohort(columns, {"PHQ9": scores}, randomised=False)
    result = if_lost_did_worse(lossy, Comparison(), "depression", "full").result
    assert "age" in result.adjusted_for
    assert result.curve


def test_too_small_an_arm_is_adjusted_for_baseline_alone_and_it_is_said():
    cohort = two_arm_cohort(each=9, randomised=False)
    scores = cohort.score_matrix("PHQ9").copy()
    scores[0, 2:] = NAN
    columns = {name: cohort.participants[name].astype(str).tolist()
               for name in ("arm", "condition", "substance", "sex", "age_band")}  # fmt: skip
    lossy = make_cohort(columns, {"PHQ9": scores}, randomised=False)
    result = if_lost_did_worse(lossy, Comparison(), "depression", "full").result
    assert result.adjusted_for == ("baseline",)
    assert any("baseline" in note for note in result.notes)


def test_visits_after_the_one_asked_for_play_no_part():
    assert [v.label for v in VISITS][-1] == "week 26"
    result = who_was_lost(lost_cohort(), Comparison(), "depression", "full").result
    assert result.visits == ("week 1", "week 12")
    assert result.steps_of(LESS)[-1].followed == 30
