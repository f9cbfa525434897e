"""A small run of `durability`, and that its batches are the real estimators."""

import numpy as np
import pytest

from analysis.core.formulas import newcombe, wilson
from analysis.durability import (
    check_proportional_hazards,
    compare_restricted_means,
    cumulative_incidence,
    default_tau,
    fit_cox,
    kaplan_meier,
    log_rank,
    read_curve,
    robust_se,
)

from . import between_visits, durability, follow_up, occupancy

TRIALS = follow_up.draw(np.random.default_rng(1), 6, (14, 18), (0.4, 0.7))
ARMS = [[(one.time[i], one.event[i]) for i in range(6)] for one in
        (follow_up.arm(TRIALS, False), follow_up.arm(TRIALS, True))]  # fmt: skip


@pytest.mark.parametrize("kind", follow_up.KINDS)
@pytest.mark.parametrize("at", [0.3, 1.0, 1.8])
def test_batched_curves_are_the_real_ones(kind, at):
    found, followed = follow_up.survival_limits(TRIALS, at)
    for i in range(6):
        real = read_curve(kaplan_meier(TRIALS.time[i], TRIALS.event[i]), np.array([at]), kind)
        assert len(real.time) == followed[i]
        assert found[kind].low[i] == pytest.approx(real.low[0], rel=1e-9)
        assert found[kind].high[i] == pytest.approx(real.high[0], rel=1e-9)


def test_batched_restricted_means_are_the_real_ones():
    taus = follow_up.last_with(TRIALS, 11)
    for tau in (np.full(6, 1.0), taus):
        parts = [follow_up.restricted(follow_up.arm(TRIALS, a), tau) for a in (False, True)]
        for i in range(6):
            real = compare_restricted_means(ARMS[0][i], ARMS[1][i], tau[i])
            for (mean, variance), one in zip(parts, real[:2], strict=True):
                assert (mean[i], np.sqrt(variance[i])) == pytest.approx((one.value, one.se))
    for i in range(6):
        assert taus[i] == default_tau(kaplan_meier(*ARMS[0][i]), kaplan_meier(*ARMS[1][i]))


def test_batched_hazard_ratios_are_the_real_ones():
    cox = follow_up.fit(TRIALS)
    for i in range(6):
        time, event, x = TRIALS.time[i], TRIALS.event[i], TRIALS.treated[i, :, None].astype(float)
        real = fit_cox(time, event, x)
        _, changing = check_proportional_hazards(real, time, event, [[0]])
        assert cox.value[i] == pytest.approx(real.coefficients[0], abs=1e-8)
        assert cox.se[i] == pytest.approx(real.se[0], rel=1e-8)
        assert cox.robust[i] == pytest.approx(robust_se(real)[0], rel=1e-8)
        assert cox.score[i] == pytest.approx(real.score, rel=1e-8)
        assert cox.lrt[i] == pytest.approx(real.lrt, rel=1e-8)
        assert cox.proportional[i] == pytest.approx(changing.chisq, rel=1e-7)


@pytest.mark.parametrize("rho", [0.0, 1.0])
def test_batched_log_rank_tests_are_the_real_ones(rho):
    found = follow_up.log_rank(TRIALS, rho)
    for i in range(6):
        labels = np.where(TRIALS.treated[i], "B", "A").astype(object)
        real = log_rank(TRIALS.time[i], TRIALS.event[i], labels, rho=rho)
        assert found[i] == pytest.approx(real.chisq, rel=1e-9)


def test_batched_incidence_is_the_real_one():
    drawn = follow_up.draw(np.random.default_rng(2), 5, (20, 0), (0.7, 0.7), competing=0.4)
    limits, some = occupancy.incidence_limits(drawn, 0.8)
    assert some.all()
    for i in range(5):
        real = cumulative_incidence(drawn.time[i], drawn.kind[i], 1, np.array([0.8]))
        assert (limits.low[i], limits.high[i]) == pytest.approx((real.low[0], real.high[0]))


def test_batched_shares_are_the_real_ones():
    e_t, n_t, e_c, n_c = np.array([5, 9]), np.array([12, 20]), np.array([3, 14]), np.array([15, 30])
    one, two = occupancy.wilson(e_t, n_t), occupancy.newcombe((e_t, n_t), (e_c, n_c))
    for i in range(2):
        assert (one.low[i], one.high[i]) == pytest.approx(wilson(int(e_t[i]), int(n_t[i]), 0.95))
        counts = (int(a[i]) for a in (e_t, n_t, e_c, n_c))
        assert (two.low[i], two.high[i]) == pytest.approx(newcombe(*counts, 0.95))


def test_limits_hold_and_tests_keep_their_level():
    rng = np.random.default_rng(3)
    curve = durability.cover_curve(rng, 2000, 100, 0.5)
    assert all(0.925 < curve[kind] < 0.97 for kind in follow_up.KINDS)
    apart, equal = (durability.compare(rng, 1000, (60, 60), ratio) for ratio in (0.5, 1.0))
    for found in (apart, equal):
        names = ("mean, fixed", "mean, eleven", "wald", "robust", "proportional")
        assert all(0.925 < found[name] < 0.97 for name in names)
    assert all(0.925 < equal[name] < 0.97 for name in ("log-rank", "Peto", "likelihood"))
    assert apart["log-rank"] < 0.4  # noticed more often than not


def test_whoever_is_counted_only_when_known_to_be_out_makes_shares_too_small():
    found = occupancy.cover_occupancy(np.random.default_rng(4), 5000, (400, 400), 0.3)
    assert found["share, seen"] > 0.94
    assert found["share, known"] < 0.75


def test_between_visits_limits_hold_and_the_test_keeps_its_level():
    rng = np.random.default_rng(5)
    assert min(between_visits.cover_turnbull(rng, 60, 100, 0.7, 200)) > 0.85
    equal = between_visits.reject_intervals(rng, 150, (30, 30), (0.7, 0.7), 99)
    apart = between_visits.reject_intervals(rng, 50, (60, 60), (0.3, 0.9), 99)
    assert equal < 0.12
    assert apart > 0.8
