"""Delta adjustment: nothing at zero, the same as imputing anew, and where the finding changes."""

import numpy as np
import pytest

from analysis.core import CannotEstimate
from analysis.longitudinal import (
    add_delta,
    compare_imputed,
    excludes_zero,
    find_tipping_points,
    impute_scores,
)
from tests.longitudinal.made_up_trials import make_trial


@pytest.fixture(scope="module")
def imputed():
    return impute_scores(make_trial(200, seed=1, effect=-8), "mar", 50, 1)


def test_delta_zero_is_missing_at_random(imputed):
    curve = find_tipping_points(imputed, 0.95, np.array([0.0]))
    plain = compare_imputed(imputed, 0.95).difference
    for one in (*curve.treatment, *curve.comparator):
        assert (one.value, one.low, one.high) == pytest.approx(
            (plain.value, plain.low, plain.high), rel=1e-10
        )


@pytest.mark.parametrize("delta", [-3.0, 5.0])
def test_the_curve_is_that_of_scores_moved(imputed, delta):
    curve = find_tipping_points(imputed, 0.95, np.array([delta]))
    for found, moved in (
        (curve.treatment[0], add_delta(imputed, delta, 0)),
        (curve.comparator[0], add_delta(imputed, 0, delta)),
    ):
        wanted = compare_imputed(moved, 0.95).difference
        assert (found.value, found.se, found.df) == pytest.approx(
            (wanted.value, wanted.se, wanted.df), rel=1e-9
        )
        assert found.method == wanted.method


def test_the_finding_changes_at_the_tipping_point_and_not_before(imputed):
    curve = find_tipping_points(imputed, 0.95)
    assert curve.tipping[0].finding == "below zero"
    for one, sign in zip(curve.tipping, (1, -1), strict=True):
        assert one.delta * sign > 0  # worse in treatment, better in the comparator
        assert one.finding_beyond == "includes zero"
        assert one.at_tipping.high == pytest.approx(0, abs=1e-8)
        before = [0.98 * one.delta, 0] if sign == 1 else [0, 0.98 * one.delta]
        short = compare_imputed(add_delta(imputed, *before), 0.95).difference
        assert excludes_zero(short.low, short.high) == "below zero"
        assert one.in_sd == pytest.approx(one.delta / one.sd)
        assert one.mean_at_tipping == pytest.approx(one.mean_imputed + one.delta)


def test_scores_turned_round_turn_the_delta(imputed):
    turned = impute_scores(make_trial(200, seed=1, effect=-8), "mar", 50, 1)
    turned = type(turned)(
        -turned.scores, -turned.baseline, turned.missing, turned.is_treatment,
        turned.covariates, "mar", 1,
    )  # fmt: skip
    one, other = (find_tipping_points(i, 0.95).tipping for i in (imputed, turned))
    assert [t.delta for t in other] == pytest.approx([-t.delta for t in one], rel=1e-6)


def test_no_finding_is_searched_both_ways():
    imputed = impute_scores(make_trial(200, seed=2, effect=0), "j2r", 50, 1)
    tipping = find_tipping_points(imputed, 0.95).tipping[0]
    assert tipping.finding == "includes zero"
    assert tipping.finding_beyond in ("below zero", "above zero")


def test_a_few_lost_cannot_overturn_a_large_effect():
    trial = make_trial(200, seed=3, effect=-30, lost=0.05)
    tipping = find_tipping_points(impute_scores(trial, "mar", 20, 1), 0.95).tipping
    assert {one.size for one in tipping} <= {"beyond_search", "nobody_lost"}
    assert all(one.delta is None and one.at_tipping is None for one in tipping)


def test_the_verdict_against_a_margin_may_be_the_finding(imputed):
    def finding(low: float, high: float) -> str:
        return "past the margin" if high < -1 else "not"

    weaker = find_tipping_points(imputed, 0.95, finding=finding).tipping[0]
    assert weaker.at_tipping.high == pytest.approx(-1, abs=1e-8)
    assert weaker.delta < find_tipping_points(imputed, 0.95).tipping[0].delta


def test_nobody_lost_is_refused():
    imputed = impute_scores(make_trial(60, seed=2, lost=0.0), "mar", 5, 1)
    with pytest.raises(CannotEstimate) as fault:
        find_tipping_points(imputed, 0.95)
    assert fault.value.refusal.code == "nobody_lost"
