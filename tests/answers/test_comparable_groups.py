"""Are the groups comparable: Table 1 by hand, weighting as the estimators called directly."""

import numpy as np
import pytest

from analysis.adjustment import (
    balancing_weights,
    effective_n,
    estimate_propensity,
    evalue,
    exposure_parity,
    standardised_differences,
    tipping_point,
)
from analysis.answers import effects_by_condition, groups_compared
from analysis.answers.analysed import gather
from analysis.answers.comparability import judge_comparability
from analysis.answers.question import settle
from analysis.core import ARMS, CannotEstimate, Comparison, Filter
from analysis.loading import load_demonstration
from tests.made_up import make_cohort, two_arm_cohort

LESS, MORE = ARMS[0], ARMS[2]


@pytest.fixture(scope="module")
def demonstration():
    return load_demonstration()


@pytest.fixture(scope="module")
def depression(demonstration):
    return groups_compared(demonstration, Comparison(), "depression").result


def small_cohort(**choices):
    """Eight people: three of four with psychotherapy elsewhere in one arm, one in the other."""
    scores = np.array([[20.0, 10, 9, 8], [22, 12, 11, 10], [18, 9, 8, 7], [24, 15, 14, 13],
                       [16, 8, 7, 6], [20, 9, 8, 7], [18, 8, 7, 6], [22, 10, 9, 8]])  # fmt: skip
    columns = {
        "arm": [LESS] * 4 + [MORE] * 4,
        "condition": ["depression"] * 8,
        "substance": ["ketamine_iv"] * 8,
        "sex": ["female", "female", "male", "male", "female", "female", "female", "male"],
        "outside_psychotherapy": ["yes", "yes", "yes", "no", "yes", "no", "no", "no"],
    }
    return make_cohort(columns, {"PHQ9": scores}, **choices)


def test_table_one_by_hand():
    released = groups_compared(small_cohort(), Comparison(), "depression", "full")
    score = released.result.rows_of("Score at baseline")[0]
    assert [g.mean for g in score.groups] == [21.0, 19.0]
    assert [g.n for g in score.groups] == [4, 4]
    # Both SDs are sqrt(20/3): (19 - 21) over it.
    assert score.smd == pytest.approx(-2 / np.sqrt(20 / 3))
    yes = next(r for r in released.result.rows_of("Psychotherapy elsewhere") if r.category == "yes")
    assert [(g.n, g.of, g.share) for g in yes.groups] == [(3, 4, 0.75), (1, 4, 0.25)]
    # 1/4 and 3/4 of four: variance 1/4 each with divisor 3.
    assert yes.smd == pytest.approx(-0.5 / 0.5)


def test_chance_made_randomised_groups_so_nothing_is_weighted():
    result = groups_compared(small_cohort(), Comparison(), "depression", "full").result
    assert result.table
    assert result.gate is None
    assert result.balance == ()
    assert result.overlap == ()
    assert result.unmeasured is None
    assert result.unweighted is None


def test_too_few_people_to_weigh_keeps_table_one_and_says_why():
    cohort = small_cohort(randomised=False)
    result = groups_compared(cohort, Comparison(), "depression", "full").result
    assert result.table
    if result.gate is None:
        assert result.unweighted is not None


def test_weighting_is_that_of_the_estimators(demonstration, depression):
    question = settle(demonstration, Comparison())
    analysed = gather(question, "depression", question.instrument_for("depression"))
    judged = judge_comparability(question, "depression", analysed)
    columns = np.column_stack([analysed.baseline, judged.covariates])
    propensity = estimate_propensity(analysed.is_treatment, columns)
    weights = balancing_weights("overlap", analysed.is_treatment, propensity).values
    treated = analysed.is_treatment
    assert depression.effective == pytest.approx(
        (effective_n(weights[treated]), effective_n(weights[~treated]))
    )
    severity = next(row for row in depression.balance if row.name == "severity at baseline")
    baseline = analysed.baseline[:, None]
    assert severity.before == pytest.approx(standardised_differences(baseline, treated)[0])
    assert severity.after == pytest.approx(standardised_differences(baseline, treated, weights)[0])
    assert depression.gate == judged.gate


def test_bars_of_overlap_hold_everyone_analysed(depression):
    for arm, n in ((MORE, depression.n_treatment), (LESS, depression.n_comparator)):
        bars = [one for one in depression.overlap if one.arm == arm]
        assert sum(one.n for one in bars) == n
        assert sum(one.share for one in bars) == pytest.approx(1)
        assert [one.low for one in bars] == pytest.approx([i / 10 for i in range(10)])


def test_the_difference_is_the_headline_and_what_it_needs_follows(demonstration, depression):
    everyone = effects_by_condition(demonstration, Comparison()).result.effects
    headline = next(e for e in everyone if e.condition == "depression")
    assert depression.difference == headline.estimates["weighted_difference"]
    assert depression.standardised == headline.estimates["weighted_g"]
    size = depression.standardised
    direct = evalue(size.value, size.low, size.high, "SMD")
    assert (depression.unmeasured.evalue, depression.unmeasured.evalue_limit) == (
        direct.value, direct.limit,
    )  # fmt: skip
    for one in depression.unmeasured.confounders:
        needed = tipping_point(depression.difference, one.share_treatment, one.share_comparator)
        assert one.for_estimate == needed.for_estimate
        assert one.for_limit == needed.for_limit


def test_exposure_is_counted_up_to_the_visit(demonstration, depression):
    question = settle(demonstration, Comparison())
    arms = [question.in_arm(arm, "depression") for arm in (MORE, LESS)]
    assert depression.exposure == exposure_parity(demonstration, *arms, 84.0)


def test_every_arm_is_described_and_two_are_compared(depression):
    assert depression.arms == ARMS
    for row in depression.table:
        assert [g.arm for g in row.groups] == list(ARMS)
        assert row.compared == (MORE, LESS)


def test_people_in_each_line_add_up_to_the_arm(depression):
    for name in {row.characteristic for row in depression.table if row.category}:
        rows = [r for r in depression.rows_of(name) if r.groups[0].kind == "share"]
        for place in range(len(ARMS)):
            if rows:
                assert sum(r.groups[place].n for r in rows) == rows[0].groups[place].of


def test_what_is_the_comparison_or_comes_later_is_no_baseline(depression):
    names = {row.characteristic for row in depression.table}
    assert not names & {"Condition", "Substance", "Received", "First dose"}


def test_no_line_says_no_where_yes_stands(depression):
    lines = [row for row in depression.lines if row.characteristic == "Psychotherapy elsewhere"]
    assert [row.category for row in lines] == ["yes"]


def test_what_is_not_there_is_refused(demonstration):
    with pytest.raises(CannotEstimate):
        groups_compared(demonstration, Comparison(), "measles")
    filtered = Comparison(filters=(Filter("age", "7-8"),))
    with pytest.raises(CannotEstimate):
        groups_compared(demonstration, filtered, "depression")


def test_a_visit_that_looks_back_has_no_e_value():
    cohort = two_arm_cohort(randomised=False)
    result = groups_compared(cohort, Comparison(visit="week 1"), "depression", "full").result
    assert result.difference is not None
    assert result.unmeasured is None
