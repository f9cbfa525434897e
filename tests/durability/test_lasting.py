"""Share in response, competing events and events between visits: peers, by hand, refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from analysis.core import CannotEstimate
from analysis.durability import (
    cumulative_incidence,
    fit_turnbull,
    kaplan_meier,
    read_curve,
    share_in_response,
)

NAN, INF = float("nan"), float("inf")


def draw(seed: int, n: int = 50) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return np.ceil(rng.exponential(10, n)), rng.choice([0.0, 1, 2], n)


@pytest.mark.parametrize("cause", [1, 2])
@pytest.mark.parametrize("seed", range(4))
def test_incidence_equals_statsmodels(seed, cause):
    time, kind = draw(seed)
    with np.errstate(divide="ignore", invalid="ignore"):  # it divides by nobody at the last time
        peer = CumIncidenceRight(time, kind.astype(int))
    found = cumulative_incidence(time, kind, cause, peer.times)
    assert np.allclose(found.share, peer.cinc[cause - 1], rtol=1e-10, atol=1e-12)
    told = np.isfinite(peer.cinc_se[cause - 1])
    assert told.sum() >= len(told) - 1
    assert np.allclose(found.se[told], peer.cinc_se[cause - 1][told], rtol=1e-8, atol=1e-9)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000))
def test_kinds_and_survival_sum_to_one(seed):
    time, kind = draw(seed, 30)
    parts = [cumulative_incidence(time, kind, cause) for cause in (1, 2)]
    curve = kaplan_meier(time, (kind > 0).astype(float))
    assert np.allclose(parts[0].share + parts[1].share + curve.survival, 1)
    told = ~np.isnan(parts[0].low)
    assert (parts[0].low[told] <= parts[0].share[told]).all()
    assert (parts[0].share[told] <= parts[0].high[told]).all()


def test_one_kind_only_has_greenwoods_error():
    time, kind = draw(1)
    event = (kind > 0).astype(float)
    found = cumulative_incidence(time, event, 1)
    read = read_curve(kaplan_meier(time, event), found.time)
    left = read.survival > 0
    assert np.allclose(found.se[left], read.se[left], rtol=1e-8)


@pytest.mark.parametrize(
    ("code", "time", "kind", "cause"),
    [
        ("nobody", [], [], 1),
        ("bad_time", [-1, 2], [1, 2], 1),
        ("bad_time", [INF, 2], [1, 2], 1),
        ("bad_cause", [1, 2], [1, 0.5], 1),
        ("bad_cause", [1, 2], [1, 0], 0),
        ("no_events", [1, 2], [0, 2], 1),
    ],
)
def test_incidence_refused(code, time, kind, cause):
    with pytest.raises(CannotEstimate) as fault:
        cumulative_incidence(np.array(time, float), np.array(kind, float), cause)
    assert fault.value.refusal.code == code


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_exact_and_censored_times_give_kaplan_meier(seed):
    time, kind = draw(seed, 25)
    event = np.append(kind[1:] > 0, True)
    fit = fit_turnbull(time, np.where(event, time, INF))
    curve = kaplan_meier(time, event)
    assert np.allclose([fit.between(t)[1] for t in curve.time], curve.survival, atol=1e-5)
    assert fit.mass.sum() == pytest.approx(1)


def test_current_status_is_the_pooled_share():
    """10 people seen once at 5, 4 with the event: 0.4 before 5."""
    fit = fit_turnbull(np.repeat([0.0, 5.0], [4, 6]), np.repeat([5.0, INF], [4, 6]))
    assert fit.mass == pytest.approx([0.4, 0.6], abs=1e-6)
    assert fit.between(5.0) == pytest.approx((0.6, 0.6), abs=1e-6)
    assert fit.between(2.0) == pytest.approx((0.6, 1.0), abs=1e-6)


def test_likelihood_is_not_beaten_nearby():
    rng = np.random.default_rng(3)
    low = rng.integers(0, 6, 80).astype(float)
    high = np.where(rng.random(80) < 0.3, INF, low + rng.integers(1, 4, 80))
    fit = fit_turnbull(low, high)
    inside = (low[:, None] <= fit.after) & (fit.until <= high[:, None])
    assert fit.loglik == pytest.approx(np.log(inside @ fit.mass).sum())
    for other in rng.dirichlet(np.ones(len(fit.mass)), 200):
        mixed = 0.99 * fit.mass + 0.01 * other
        assert np.log(inside @ mixed).sum() <= fit.loglik + 1e-5


@pytest.mark.parametrize(
    ("code", "low", "high"),
    [
        ("nobody", [], []),
        ("bad_time", [-1.0], [2.0]),
        ("bad_time", [NAN], [2.0]),
        ("bad_time", [INF], [INF]),
        ("bad_interval", [3.0], [2.0]),
        ("no_events", [3.0, 2.0], [INF, INF]),
    ],
)
def test_turnbull_refused(code, low, high):
    with pytest.raises(CannotEstimate) as fault:
        fit_turnbull(np.array(low), np.array(high))
    assert fault.value.refusal.code == code


TREATED = np.repeat([True, False], [4, 5])
RESPONDING = np.array(
    [[1, 1], [1, 1], [1, NAN], [0, NAN], [1, 0], [0, 0], [0, 1], [NAN, 1], [1, 1]]
)
RETREATED = np.zeros((9, 2), bool)
RETREATED[8, 0] = RETREATED[3, 1] = True


@pytest.mark.parametrize(
    ("missing", "treatment", "comparator"),
    [("not_in_response", (2, 4), (2, 5)), ("observed_only", (2, 2), (2, 5))],
)
def test_shares_by_hand(missing, treatment, comparator):
    """At the second visit: retreated people are out, one of them already since the first."""
    found = share_in_response(RESPONDING, RETREATED, TREATED, ("1", "2"), missing)[1]
    assert found.treatment.value == treatment[0] / treatment[1]
    assert found.comparator.value == comparator[0] / comparator[1]
    assert found.missed == (2, 0)
    wilson = proportion_confint(*treatment, method="wilson")
    assert (found.treatment.low, found.treatment.high) == pytest.approx(wilson)
    newcombe = confint_proportions_2indep(*treatment, *comparator, method="newcomb")
    assert (found.difference.low, found.difference.high) == pytest.approx(newcombe)


def test_arms_swapped_turn_the_difference():
    there = share_in_response(RESPONDING, RETREATED, TREATED, ("1", "2"))
    back = share_in_response(RESPONDING, RETREATED, ~TREATED, ("1", "2"))
    for one, other in zip(there, back, strict=True):
        assert one.difference.value == pytest.approx(-other.difference.value)
        assert one.difference.low == pytest.approx(-other.difference.high)


def refuse_share(responding, retreated, treated, visits, missing="not_in_response") -> str:
    with pytest.raises(CannotEstimate) as fault:
        share_in_response(responding, retreated, treated, visits, missing)
    return fault.value.refusal.code


def test_shares_refused():
    none = np.zeros((0, 2))
    both = ("1", "2")
    assert refuse_share(none, none > 0, np.zeros(0, bool), both) == "nobody"
    assert refuse_share(RESPONDING, RETREATED, np.ones(9, bool), both) == "one_arm"
    assert refuse_share(RESPONDING, RETREATED, TREATED, ("1",)) == "bad_length"
    assert refuse_share(RESPONDING * 2, RETREATED, TREATED, both) == "bad_response"
    unseen = np.where(TREATED[:, None], NAN, RESPONDING)
    never = np.zeros((9, 2), bool)
    assert refuse_share(unseen, never, TREATED, both, "observed_only") == "nobody_at_visit"
