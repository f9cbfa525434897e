"""Who responds, who gets worse: by hand, by the rule chosen, by the estimators."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.answers import list_rules, who_responds
from analysis.core import CannotEstimate, Comparison
from analysis.effect_sizes import ITQ_ITEMS, judge_talking_therapies
from tests.made_up import draw_matrix, make_cohort, two_arm_cohort

NAN = float("nan")
LESS, MORE = "infusion_only", "infusion_plus_psychotherapy"
PCL5 = Comparison(instrument="PCL5")
SCORES = np.array([
    # baseline, week 1, week 12, week 26
    [50, 40, 35, 35],     # 15 points down: responds by 15, not by 18
    [50, 40, 20, 20],     # 30 down and 28 or less: recovered
    [50, 40, 66, 66],     # 16 up: reliably worse
    [50, 40, NAN, NAN],   # not seen
    [30, 30, 10, 10],     # no case at baseline
    [70, 60, 70, 70],     # no room to worsen by 15
])  # fmt: skip


def ptsd_cohort(**choices):
    columns = {
        "arm": [LESS] * 6 + [MORE] * 6,
        "condition": ["ptsd"] * 12,
        "substance": ["ketamine_iv"] * 12,
    }
    flat = SCORES.copy()
    flat[2, 2] = 50
    return make_cohort(columns, {"PCL5": np.vstack([SCORES, flat])}, **choices)


def counts(found):
    return {
        one.code: [(arm.events, arm.n, arm.eligible) for arm in (one.comparator, one.treatment)]
        for one in found.outcomes
        if one.refused is None
    }


def test_every_denominator_by_hand():
    found = who_responds(ptsd_cohort(), PCL5, "ptsd", view="full").result
    assert counts(found) == {
        "response": [(2, 4, 5), (2, 4, 5)],
        "remission": [(2, 5, 6), (2, 5, 6)],
        "reliable_improvement": [(3, 5, 6), (3, 5, 6)],
        "recovery": [(2, 5, 6), (2, 5, 6)],
        "reliable_deterioration": [(1, 4, 5), (0, 4, 5)],
    }
    response = found.outcome("response")
    assert response.difference("not_met").value == pytest.approx(0)
    assert response.comparator.shares["not_met"].value == pytest.approx(2 / 5)
    worse = found.outcome("reliable_deterioration")
    assert worse.difference("observed").value == pytest.approx(-0.25)
    assert "not_met" not in worse.differences
    assert worse.few == (LESS,)


def test_another_rule_counts_anew():
    cohort = ptsd_cohort()
    rules = list_rules(cohort, PCL5, "ptsd", "full")
    assert "18 points" in rules["response.0"]
    found = who_responds(cohort, PCL5, "ptsd", "response.0", "full").result
    assert counts(found)["response"] == [(1, 4, 5), (1, 4, 5)]
    assert next(r for r in found.ledger if r.code == "response").rule.startswith(
        "improved by at least 18"
    )
    with pytest.raises(CannotEstimate, match="no such rule"):
        who_responds(cohort, PCL5, "ptsd", "response.7", "full")


def test_without_missing_scores_imputing_changes_nothing():
    found = who_responds(two_arm_cohort(), Comparison(instrument="PHQ9"), "depression",
                         view="full").result  # fmt: skip
    for one in found.outcomes:
        assert one.leading == "imputed"
        for arm in (one.treatment, one.comparator):
            assert arm.shares["imputed"].value == pytest.approx(arm.shares["observed"].value)
        assert one.difference().value == pytest.approx(one.difference("observed").value)


def test_where_people_were_not_randomised_adjusted_shares_lead():
    cohort = two_arm_cohort(each=150, gain=1.0, randomised=False)
    found = who_responds(cohort, Comparison(instrument="PHQ9"), "depression", view="full").result
    response = found.outcome("response")
    assert response.leading == "adjusted"
    assert response.adjusted_for[:2] == ("baseline", "age")
    share = [response.share(arm).value for arm in (response.treatment, response.comparator)]
    assert response.difference().value == pytest.approx(share[0] - share[1])
    assert response.difference().low < response.difference().value < response.difference().high


def test_missing_scores_are_imputed_for_everyone_who_could_meet_the_rule():
    cohort = two_arm_cohort(each=80)
    gone = (cohort.scores["participant"] % 4 == 0) & (cohort.scores["visit"] == 2)
    cohort = replace(cohort, scores=cohort.scores[~gone], _matrices={})
    found = who_responds(cohort, Comparison(instrument="PHQ9"), "depression", view="full").result
    response = found.outcome("response")
    arm = response.treatment
    assert arm.n < arm.eligible
    assert arm.shares["imputed"].counts == {"n_treatment": arm.eligible}
    assert arm.shares["not_met"].value == pytest.approx(arm.events / arm.eligible)
    again = who_responds(cohort, Comparison(instrument="PHQ9"), "depression", view="full").result
    assert again == found


def test_nothing_is_counted_where_questions_look_back():
    found = who_responds(two_arm_cohort(), Comparison(instrument="PHQ9", visit="week 1"),
                         "depression", view="full").result  # fmt: skip
    assert found.looks_back
    assert found.outcomes == ()


def test_a_scale_without_rules_keeps_its_lines_without_numbers():
    shift = np.zeros(80)
    cohort = two_arm_cohort()
    columns = {c: list(cohort.participants[c]) for c in ("arm", "condition", "substance")}
    made = make_cohort(columns, {"HAMA": draw_matrix(2, 80, shift, top=56.0)})
    found = who_responds(made, Comparison(instrument="HAMA"), "depression", view="full").result
    assert [one.refused.code for one in found.outcomes] == ["no_rule"] * 5
    assert all(one.differences is None for one in found.outcomes)
    protected = who_responds(made, Comparison(instrument="HAMA"), "depression").result
    assert [one.refused.code for one in protected.outcomes] == ["no_rule"] * 5


def test_talking_therapies_by_both_scales():
    phq, gad = draw_matrix(1, 80, np.zeros(80)), draw_matrix(2, 80, np.zeros(80), top=21.0)
    cohort = two_arm_cohort()
    columns = {c: list(cohort.participants[c]) for c in ("arm", "condition", "substance")}
    made = make_cohort(columns, {"PHQ9": phq, "GAD7": gad})
    asked = Comparison(instrument="PHQ9")
    found = who_responds(made, asked, "depression", "talking_therapies", "full").result
    told = judge_talking_therapies(phq[:, 0], phq[:, 2], gad[:, 0], gad[:, 2])
    cases = told.case_before[40:] == 1
    recovery = found.outcome("recovery").treatment
    assert (recovery.events, recovery.n) == (int(told.recovery[40:][cases].sum()), cases.sum())
    worse = found.outcome("reliable_deterioration").treatment
    assert (worse.events, worse.n) == (int(told.reliable_deterioration[40:].sum()), 40)


def itq_answers(person, day, level):
    return [{"participant": person, "day": day, "instrument": "ITQ", "item": item.upper(),
             "answer": str(level)} for item in ITQ_ITEMS]  # fmt: skip


def test_the_itq_is_three_valued():
    people = [(4, 0), (4, 4), (4, None), (0, 4)]  # level at baseline and at week 12
    rows = []
    for arm in range(2):
        for i, (before, after) in enumerate(people):
            rows += itq_answers(4 * arm + i, 0, before)
            if after is not None:
                rows += itq_answers(4 * arm + i, 84, after)
    columns = {"arm": [LESS] * 4 + [MORE] * 4, "condition": ["complex_ptsd"] * 8,
               "substance": ["ketamine_iv"] * 8}  # fmt: skip
    matrix = np.tile([40.0, 30.0, 20.0, 20.0], (8, 1))
    made = make_cohort(columns, {"ITQ": matrix}, items=pd.DataFrame(rows))
    found = who_responds(made, Comparison(instrument="ITQ"), "complex_ptsd", "itq", "full").result
    assert counts(found) == {"no_longer": [(1, 2, 3), (1, 2, 3)], "newly": [(1, 1, 1), (1, 1, 1)]}
    plain = two_arm_cohort()
    assert "itq" not in list_rules(plain, Comparison(instrument="PHQ9"), "depression", "full")
