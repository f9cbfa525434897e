"""A small run of `between_arms`: the many trials are what the estimators say of each."""

import numpy as np
import pytest

from analysis.effect_sizes import change_within, probability_of_superiority

from . import between_arms
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


def test_estimators_trial_after_trial():
    found = between_arms.one_by_one(np.random.default_rng(3), 80, (12, 12), (1.0, 1.0))
    assert found["permutation"] < 0.15
    for name in ("shift", "bca", "percentile"):
        assert found[name] > 0.84, name
