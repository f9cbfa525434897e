"""The estimate that leads: separation, standardisation, leverage."""

import numpy as np
import pytest

from analysis.adjustment import (
    estimate_propensity,
    overlap_weighted_difference,
    overlap_weighted_g,
)
from analysis.core import CannotEstimate
from analysis.core.formulas import small_sample_factor
from tests.adjustment.made_up import draw_people


def separated():
    people = draw_people(4, n=80)
    only_treated = people.treated & (np.arange(80) % 5 == 0)
    return people, np.column_stack([people.covariates, only_treated])


def test_separation_is_handled_by_firth_and_named():
    people, covariates = separated()
    propensity = estimate_propensity(people.treated, covariates)
    assert propensity.penalised
    assert "Firth" in propensity.method
    e = propensity.probabilities
    assert e.min() > 0
    assert e.max() < 1
    found = overlap_weighted_difference(
        people.score, people.baseline, people.treated, covariates, 0.95
    )
    assert "Firth" in found.method
    assert found.low < found.value < found.high


def test_without_separation_nothing_is_penalised():
    people = draw_people(4)
    propensity = estimate_propensity(people.treated, people.columns)
    assert not propensity.penalised
    assert propensity.method == "maximum likelihood"


def test_the_influence_of_everyone_sums_to_nothing():
    for covariates in (draw_people(4).columns, separated()[1]):
        treated = draw_people(4).treated if len(covariates) == 120 else separated()[0].treated
        influence = estimate_propensity(treated, covariates).influence
        assert np.abs(influence.sum(axis=0)).max() < 1e-6 * np.abs(influence).max()


def test_the_standardised_difference_is_over_the_baseline_sd():
    people = draw_people(9)
    points = overlap_weighted_difference(
        people.score, people.baseline, people.treated, people.covariates, 0.95
    )
    g = overlap_weighted_g(points, people.baseline, people.treated)
    sides = people.baseline[people.treated], people.baseline[~people.treated]
    m = len(people.score) - 2
    sd = np.sqrt(sum((len(s) - 1) * s.var(ddof=1) for s in sides) / m)
    assert g.value == pytest.approx(small_sample_factor(m) * points.value / sd)
    assert g.se > small_sample_factor(m) * points.se / sd
    assert g.df == points.df
    with pytest.raises(CannotEstimate):
        overlap_weighted_g(points, np.full(len(people.score), 20.0), people.treated)


def test_one_person_who_stands_for_a_group_is_refused():
    people = draw_people(2, n=60)
    alone = np.zeros((60, 1))
    alone[0] = 1
    with pytest.raises(CannotEstimate) as fault:
        overlap_weighted_difference(people.score, people.baseline, people.treated, alone, 0.95)
    assert fault.value.refusal.code == "leverage_one"


def test_a_baseline_that_tells_the_arm_is_answered_widely_or_refused():
    people = draw_people(3, n=40)
    apart = np.where(people.treated, 100.0, 0.0) + np.arange(40) / 40
    try:
        found = overlap_weighted_difference(
            people.score, apart, people.treated, np.zeros((40, 0)), 0.95
        )
    except CannotEstimate:
        return
    assert np.isfinite([found.low, found.high, found.se]).all()
    assert "Firth" in found.method


def test_covariates_that_follow_from_each_other_are_refused():
    people = draw_people(3, n=40)
    with pytest.raises(CannotEstimate) as fault:
        overlap_weighted_difference(
            people.score, people.baseline, people.treated, people.baseline[:, None] * 2, 0.95
        )
    assert fault.value.refusal.code == "collinear"
