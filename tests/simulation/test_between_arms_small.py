"""A small run of `between_arms`: the many trials are what the estimators say of each."""

import numpy as np
import pytest

from analysis.effect_sizes import (
    bootstrap,
    change_within,
    hodges_lehmann,
    permutation_p,
    probability_of_superiority,
)

from . import between_arms, resampled
from .draws import draw_trials


def test_many_at_once_equal_the_estimators():
    trials = draw_trials(np.random.default_rng(1), 8, (12, 20), (1.5, 1.0), 0.4)
    shares, beckers = between_arms.superiority(trials), between_arms.becker(trials)
    for at in range(8):
        one = probability_of_superiority(trials.after_t[at], trials.after_c[at], 0.95)
        assert (shares.low[at], shares.high[at]) == pytest.approx((one.low, one.high))
        change = change_within(trials.before_t[at], trials.after_t[at], 0.95)
        assert (beckers.low[at], beckers.high[at]) == pytest.approx(
            (change.becker.low, change.becker.high)
        )
        for truth in (-0.6, 0.2, 0.9):
            holds = between_arms.d_z_holds(trials, truth)[at]
            assert holds == (change.d_z.low <= truth <= change.d_z.high)


def test_coverage_and_size_are_near_what_they_say():
    found = between_arms.many(np.random.default_rng(2), 3000, (30, 30), (1.0, 1.0))
    assert found["tost"] == pytest.approx(0.05, abs=0.015)
    for name in ("glass", "superiority", "d_z", "becker"):
        assert found[name] == pytest.approx(0.95, abs=0.025), name


def test_redrawn_limits_are_those_of_the_real_bootstrap():
    """The real function's redraws of a seed, told again and given to the batch."""
    for seed, n in enumerate(((12, 12), (12, 24), (33, 66))):
        trials = draw_trials(np.random.default_rng(seed), 4, n, (1.5, 1.0), 0.4)
        t, c = np.sort(trials.after_t, axis=1), np.sort(trials.after_c, axis=1)
        rng = np.random.default_rng(seed)
        counts = [resampled.count_drawn(rng, 599, people) for people in n]
        bca, percentile = resampled.bootstrap_limits(t, c, *counts, 0.95)
        for at in range(4):
            real = bootstrap(t[at], c[at], replicates=599, seed=seed)
            assert (bca.low[at], bca.high[at]) == pytest.approx(real.bca)
            assert (percentile.low[at], percentile.high[at]) == pytest.approx(real.percentile)


def test_dealt_p_is_that_of_the_real_test():
    t, c = (np.random.default_rng(s).standard_normal((6, k)) for s, k in ((1, 12), (2, 20)))
    dealt = resampled.deal(np.random.default_rng(3), 4000, (12, 20))
    found = resampled.permutation_p(t, c, dealt)
    assert found == pytest.approx([permutation_p(*one, 4000) for one in zip(t, c, strict=True)],
                                  abs=0.035)  # fmt: skip


@pytest.mark.parametrize("n", [(12, 24), (30, 30), (33, 66)])
def test_ranks_say_what_the_hodges_lehmann_limits_say(n):
    trials = draw_trials(np.random.default_rng(6), 60, n, (2.0, 1.0), 0.35)
    held = resampled.shift_holds_none(trials.after_t, trials.after_c, 0.95)
    told = []
    for t, c in zip(trials.after_t, trials.after_c, strict=True):
        real = hodges_lehmann(t, c, 0.95)
        told.append(real.low <= 0 <= real.high)
    assert held.tolist() == told
    assert 0 < held.sum() < 60


def test_what_is_redrawn_is_a_little_short_in_small_arms():
    found = between_arms.redrawn(np.random.default_rng(3), 3000, (12, 12), (1.0, 1.0))
    assert found["permutation"] == pytest.approx(0.055, abs=0.02)
    assert found["shift"] == pytest.approx(0.95, abs=0.02)
    for name in ("bca", "percentile"):
        assert 0.90 < found[name] < 0.95, name


def test_the_words_take_their_numbers_from_the_rows():
    share = iter(np.linspace(0.70, 0.99, 1000))
    rows = [(n, sd, *(float(next(share)) for _ in range(9))) for n in ("12/12", "12/24", "30/30")
            for sd in ("1:1", "2:1", "1:2")]  # fmt: skip
    said = " ".join(between_arms.say_in_words(rows))
    for row in (rows[0], rows[3], rows[6]):  # BCa where arms are alike
        assert row[0] == "12/24" or f"{100 * row[8]:.1f}" in said
    assert f"rejects in {100 * rows[4][10]:.1f} %" in said
