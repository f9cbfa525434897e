"""Limits that cover too seldom in small arms say so there, and do not in large ones."""

import pytest

from analysis.adjustment import (
    aipw_difference,
    balancing_weights,
    doubly_robust_difference,
    estimate_propensity,
    overlap_weighted_difference,
    standardised_means,
    weighted_difference,
)
from analysis.core import APPROXIMATE_BELOW
from tests.adjustment.made_up import draw_people

LEVEL = 0.95


def methods_of(n: int) -> dict[str, str]:
    """Of each estimator, its method among n people."""
    people = draw_people(8, n=n)
    y, t, x = people.score, people.treated, people.columns
    propensity, found = estimate_propensity(t, x), {}
    for kind in ("overlap", "iptw", "att"):
        weights = balancing_weights(kind, t, propensity)
        one = weighted_difference(y, t, propensity, weights, LEVEL)
        found[one.measure] = one.method
        one = doubly_robust_difference(y, t, x, propensity, weights, LEVEL)
        found[one.measure] = one.method
    for one in (
        standardised_means(y, t, x, x[:, :0], LEVEL).difference,
        aipw_difference(y, t, x, x[:, :0], propensity, LEVEL),
        overlap_weighted_difference(y, x[:, 0], t, x[:, 1:], LEVEL),
    ):
        found[one.measure] = one.method
    return found


SMALL, LARGE = methods_of(60), methods_of(800)


@pytest.mark.parametrize("measure", sorted(set(SMALL) & set(APPROXIMATE_BELOW)))
def test_small_arms_are_told_and_large_ones_not(measure):
    assert f"Approximate below n = {APPROXIMATE_BELOW[measure]} per arm." in SMALL[measure]
    assert "Approximate" not in LARGE[measure]


def test_the_estimate_that_leads_is_not_approximate():
    assert "weighted_difference" not in APPROXIMATE_BELOW
    assert "pproximate" not in SMALL["weighted_difference"]


def test_most_of_them_are_known_to_be():
    assert len(set(SMALL) & set(APPROXIMATE_BELOW)) >= 4
