"""Limits of Turnbull's curve and Finkelstein's test: what they must equal, and refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import CannotEstimate
from analysis.durability import compare_intervals, fit_turnbull, kaplan_meier, read_turnbull

INF = float("inf")
VISITS = np.array([0.0, 28, 56, 84, 182])


def draw(seed: int, n: int = 60, mean: float = 100.0, missed: float = 0.2):
    """Events between visits, some of which are missed."""
    rng = np.random.default_rng(seed)
    lost, seen = rng.exponential(mean, n), rng.random((n, len(VISITS))) >= missed
    seen[:, 0] = True
    after = np.where(seen & (lost[:, None] >= VISITS), VISITS, -1).max(axis=1)
    until = np.where(seen & (lost[:, None] < VISITS), VISITS, INF).min(axis=1)
    return after, until


def test_without_missed_visits_the_limits_are_those_of_a_binomial_share():
    after, until = draw(1, missed=0.0)
    found = read_turnbull(after, until, VISITS[1:], replicates=4000)
    shares = (until[:, None] > VISITS[1:]).mean(axis=0)
    assert found.least == pytest.approx(shares, abs=1e-5)
    assert found.most == pytest.approx(shares, abs=1e-5)
    draws = np.random.default_rng(2).binomial(60, shares, (20_000, 4)) / 60
    assert found.low == pytest.approx(np.quantile(draws, 0.025, axis=0), abs=0.018)
    assert found.high == pytest.approx(np.quantile(draws, 0.975, axis=0), abs=0.018)


@settings(deadline=None, derandomize=True, max_examples=20)
@given(st.integers(0, 5000))
def test_limits_hold_the_curve_and_stay_between_0_and_1(seed):
    after, until = draw(seed)
    found = read_turnbull(after, until, VISITS[1:], replicates=200)
    assert (found.low <= found.least + 1e-9).all()
    assert (found.least <= found.most).all()
    assert (found.most <= found.high + 1e-9).all()
    assert (found.low >= 0).all()
    assert (found.high <= 1).all()


def test_one_seed_one_answer():
    a, b = (read_turnbull(*draw(3), VISITS[1:], seed=5) for _ in "ab")
    assert a.low.tolist() == b.low.tolist()


def test_between_visits_the_share_is_known_only_to_lie_between_two():
    found = read_turnbull(*draw(4), np.array([70.0]))
    assert found.least[0] < found.most[0]


def test_with_exact_times_scores_are_those_of_the_log_rank_test():
    """Finkelstein's scores are then near the event less the cumulative hazard (Fay & Shih 1998)."""
    rng = np.random.default_rng(5)
    time, ends = rng.exponential(1, 400), rng.exponential(2, 400)
    event = time <= ends
    seen, treated = np.round(np.minimum(time, ends), 3), rng.random(400) < 0.5
    found = compare_intervals(seen, np.where(event, seen, INF), treated, 99)
    curve = kaplan_meier(seen, event)
    hazard = np.cumsum(curve.events / curve.at_risk)[np.searchsorted(curve.time, seen)]
    assert found.score == pytest.approx((hazard - event)[treated].sum(), abs=0.35)


def test_with_two_outcomes_it_is_the_permutation_test_of_a_share():
    lost, treated = np.array([1] * 3 + [0] * 9 + [1] * 8 + [0] * 4), np.arange(24) < 12
    found = compare_intervals(np.where(lost, 0.0, 28), np.where(lost, 28, INF), treated)
    centred = lost - lost.mean()
    sd = np.sqrt(12 * 12 / (24 * 23) * (centred**2).sum())
    assert found.z == pytest.approx(-centred[treated].sum() / sd)
    from scipy.stats import fisher_exact

    assert found.p == pytest.approx(fisher_exact([[3, 9], [8, 4]]).pvalue, abs=0.02)


@settings(deadline=None, derandomize=True, max_examples=15)
@given(st.integers(0, 5000))
def test_arms_swapped_and_unit_changed(seed):
    after, until = draw(seed, 40)
    treated = np.random.default_rng(seed + 1).random(40) < 0.4
    plain = compare_intervals(after, until, treated, 199)
    swapped = compare_intervals(after, until, ~treated, 199)
    months = compare_intervals(after / 30, until / 30, treated, 199)
    assert plain.z == pytest.approx(-swapped.z, abs=1e-6)
    assert months.z == pytest.approx(plain.z, abs=1e-6)


def test_a_later_loss_is_noticed_and_has_a_positive_score():
    parts = draw(6, 60, 60.0), draw(7, 60, 300.0)
    after, until = (np.concatenate(p) for p in zip(*parts, strict=True))
    found = compare_intervals(after, until, np.arange(120) >= 60)
    assert found.z > 3
    assert found.p < 0.001
    assert found.n == (60, 60)


AFTER, UNTIL = draw(8, 10)
HALF = np.arange(10) < 5


@pytest.mark.parametrize(
    ("code", "work"),
    [
        ("bad_replicates", lambda: read_turnbull(AFTER, UNTIL, VISITS, replicates=50)),
        ("too_few", lambda: read_turnbull(np.zeros(1), np.ones(1), VISITS)),
        ("nobody", lambda: read_turnbull(AFTER[:0], UNTIL[:0], VISITS)),
        ("no_events", lambda: read_turnbull(AFTER, AFTER + INF, VISITS)),
        ("bad_time", lambda: read_turnbull(AFTER * np.nan, UNTIL, VISITS)),
        ("bad_interval", lambda: read_turnbull(AFTER + 9, np.ones(10), VISITS)),
        ("one_arm", lambda: compare_intervals(AFTER, UNTIL, HALF | True)),
        ("bad_length", lambda: compare_intervals(AFTER, UNTIL, HALF[:3])),
        ("nobody", lambda: compare_intervals(AFTER[:0], UNTIL[:0], HALF[:0] | True)),
        ("no_spread", lambda: compare_intervals(np.zeros(10), np.ones(10), HALF)),
        ("no_events", lambda: compare_intervals(AFTER, AFTER + INF, HALF)),
    ],
)
def test_refused(code, work):
    with pytest.raises(CannotEstimate) as fault:
        work()
    assert fault.value.refusal.code == code


def test_the_fit_is_that_of_all_people():
    assert read_turnbull(AFTER, UNTIL, VISITS[1:]).n == fit_turnbull(AFTER, UNTIL).n
