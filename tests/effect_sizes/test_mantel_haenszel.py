"""Mantel-Haenszel estimates against statsmodels' StratifiedTable."""

import math

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from analysis.core import CannotEstimate
from analysis.effect_sizes import (
    breslow_day,
    cochran_mantel_haenszel,
    pooled_difference,
    pooled_odds_ratio,
    pooled_risk_ratio,
    read_strata,
)

COUNTS = ([6, 9, 2, 14], [20, 31, 12, 40], [3, 4, 1, 9], [22, 25, 9, 44])


@pytest.fixture
def tables():
    return read_strata(*COUNTS)


@pytest.fixture
def peer():
    stacked = [[[a, n - a], [b, m - b]] for a, n, b, m in zip(*COUNTS, strict=True)]
    return StratifiedTable([np.array(one, dtype=float) for one in stacked])


def test_ratios_equal_the_peer(tables, peer):
    odds, risk = pooled_odds_ratio(tables, 0.95), pooled_risk_ratio(tables, 0.95)
    assert odds.value == pytest.approx(peer.oddsratio_pooled, rel=1e-12)
    assert odds.se == pytest.approx(peer.logodds_pooled_se, rel=1e-12)
    assert (odds.low, odds.high) == pytest.approx(peer.oddsratio_pooled_confint(), rel=1e-10)
    assert risk.value == pytest.approx(peer.riskratio_pooled, rel=1e-12)


def test_tests_equal_the_peer(tables, peer):
    odds = pooled_odds_ratio(tables, 0.95).value
    for corrected in (False, True):
        null = peer.test_null_odds(correction=corrected)
        mine = cochran_mantel_haenszel(tables, corrected=corrected)
        assert (mine.statistic, mine.p) == pytest.approx((null.statistic, null.pvalue), rel=1e-9)
        equal = peer.test_equal_odds(adjust=corrected)
        same = breslow_day(tables, odds, tarone=corrected)
        assert (same.statistic, same.p) == pytest.approx((equal.statistic, equal.pvalue), rel=1e-9)


def test_one_stratum_is_the_crude_comparison():
    tables = read_strata(16, 52, 9, 45)
    crude = math.sqrt(16 * 36 / 52**3 + 9 * 36 / 45**3)
    found = pooled_difference(tables, 0.95, sato=False)
    assert found.value == pytest.approx(16 / 52 - 9 / 45)
    assert found.se == pytest.approx(crude)
    risk = pooled_risk_ratio(tables, 0.95)
    assert risk.se == pytest.approx(0.3635355823824123)
    assert (risk.low, risk.high) == pytest.approx((0.7544745498603579, 3.1371023790842463))


def test_both_variances_of_the_difference_are_near_in_large_strata():
    counts = [np.array(one) * 100 for one in COUNTS]
    tables = read_strata(*counts)
    sato, greenland = (pooled_difference(tables, 0.95, sato=one) for one in (True, False))
    assert sato.value == greenland.value
    assert sato.se == pytest.approx(greenland.se, rel=0.02)


def test_swapping_arms_turns_every_sign():
    a, n, b, m = COUNTS
    there, back = read_strata(a, n, b, m), read_strata(b, m, a, n)
    one, other = pooled_difference(there, 0.9), pooled_difference(back, 0.9)
    assert (one.low, one.se) == pytest.approx((-other.high, other.se))
    assert pooled_odds_ratio(there, 0.9).value == pytest.approx(
        1 / pooled_odds_ratio(back, 0.9).value
    )


def test_a_stratum_with_one_arm_only_is_left_out(tables):
    a, n, b, m = ([*one, extra] for one, extra in zip(COUNTS, (5, 9, 0, 0), strict=True))
    assert pooled_difference(read_strata(a, n, b, m), 0.95) == pooled_difference(tables, 0.95)


def test_no_events_leave_no_ratio_and_no_test():
    tables = read_strata([0, 0], [10, 12], [0, 0], [9, 11])
    assert pooled_odds_ratio(tables, 0.95) is None
    assert pooled_risk_ratio(tables, 0.95) is None
    assert math.isnan(cochran_mantel_haenszel(tables, corrected=False).p)
    assert math.isnan(breslow_day(tables, 1.0, tarone=True).p)


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        (([0], [0], [3], [9]), "no_people"),
        (([5], [4], [3], [9]), "bad_counts"),
        (([-1], [4], [3], [9]), "bad_counts"),
        (([1.5], [4], [3], [9]), "bad_counts"),
        (([math.nan], [4], [3], [9]), "bad_counts"),
    ],
)
def test_refuses(counts, code):
    with pytest.raises(CannotEstimate) as fault:
        read_strata(*counts)
    assert fault.value.refusal.code == code
