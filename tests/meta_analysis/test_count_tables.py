"""Mantel-Haenszel and Peto against statsmodels and by hand."""

import math

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from analysis.core import CannotEstimate
from analysis.meta_analysis import mantel_haenszel, peto

A = np.array([4.0, 6, 3, 62, 0])
N1 = np.array([123.0, 306, 231, 13598, 20])
C = np.array([11.0, 29, 11, 248, 3])
N2 = np.array([139.0, 303, 220, 12867, 22])


def test_odds_ratio_is_statsmodels():
    tables = np.array([[A, N1 - A], [C, N2 - C]])
    expected = StratifiedTable(tables)
    found = mantel_haenszel(A, N1, C, N2, "OR")
    assert found.estimate.value == pytest.approx(expected.logodds_pooled, rel=1e-12)
    assert found.estimate.se == pytest.approx(expected.logodds_pooled_se, rel=1e-12)
    assert found.df == 4


def test_ratio_and_difference_of_one_table_are_its_own():
    one = [np.array([x]) for x in (8.0, 40.0, 15.0, 50.0)]
    ratio = mantel_haenszel(*one, "RR").estimate
    assert ratio.value == pytest.approx(math.log((8 / 40) / (15 / 50)))
    difference = mantel_haenszel(*one, "RD").estimate
    assert difference.value == pytest.approx(8 / 40 - 15 / 50)
    # Sato's variance of one table: the average of both arms' unbiased parts.
    assert difference.se == pytest.approx(math.sqrt(0.2 * 0.8 / 40 + 0.3 * 0.7 / 50), rel=0.02)


def test_peto_by_hand():
    one = [np.array([x]) for x in (8.0, 40.0, 15.0, 50.0)]
    expected, variance = 23 * 40 / 90, 23 * 67 * 40 * 50 / (90**2 * 89)
    found = peto(*one)
    assert found.estimate.value == pytest.approx((8 - expected) / variance)
    assert found.estimate.se == pytest.approx(variance**-0.5)
    assert (found.q, found.df, found.p) == (pytest.approx(0, abs=1e-12), 0, 1.0)


@pytest.mark.parametrize("measure", ["RR", "OR", "RD"])
def test_swapping_arms_turns_the_sign(measure):
    here, there = mantel_haenszel(A, N1, C, N2, measure), mantel_haenszel(C, N2, A, N1, measure)
    assert here.estimate.value == pytest.approx(-there.estimate.value)
    assert here.q == pytest.approx(there.q)
    assert here.estimate.low < here.estimate.value < here.estimate.high


def test_tables_without_events_say_so():
    none = np.zeros(2)
    people = np.array([10.0, 12.0])
    for call in (
        lambda: mantel_haenszel(none, people, np.ones(2), people, "RR"),
        lambda: mantel_haenszel(none, people, np.ones(2), people, "OR"),
        lambda: mantel_haenszel(none, people, none, people, "RD"),
        lambda: peto(none, people, none, people),
    ):
        with pytest.raises(CannotEstimate) as fault:
            call()
        assert fault.value.refusal.code == "no_events"
    missing = np.full(2, np.nan)
    with pytest.raises(CannotEstimate) as fault:
        peto(missing, people, none, people)
    assert fault.value.refusal.code == "nothing_to_pool"


def test_a_table_without_any_event_adds_nothing_to_q():
    more = [np.append(x, y) for x, y in zip((A, N1, C, N2), (0, 15, 0, 15), strict=True)]
    here, there = mantel_haenszel(A, N1, C, N2, "OR"), mantel_haenszel(*more, "OR")
    assert there.df == here.df
    assert there.q == pytest.approx(here.q, rel=1e-9)
