"""A small run of `harms`, and that its batches are the real limits."""

import numpy as np
import pytest

from analysis.participants import poisson_limits, rate_difference, rate_ratio
from analysis.participants.rates import robust_log_variance

from . import harms


def test_batches_are_the_real_limits():
    k_t, k_c = np.array([0, 3, 17]), np.array([2, 1, 30])
    for i, (a, b) in enumerate(zip(k_t, k_c, strict=True)):
        found = harms.garwood(k_t)
        assert (found.low[i], found.high[i]) == pytest.approx(poisson_limits(int(a), 0.95))
        ratio = harms.exact_ratio(k_t, k_c, 1.5)
        assert (ratio.low[i], ratio.high[i]) == pytest.approx(
            rate_ratio(int(a), 2.0, int(b), 3.0, 0.95)[1:]
        )
        between = harms.add_squares(k_t, 2.0, k_c, 3.0)
        assert (between.low[i], between.high[i]) == pytest.approx(
            rate_difference(int(a), 2.0, int(b), 3.0, 0.95)[1:]
        )
    events, months = harms.draw_events(np.random.default_rng(1), 3, 30, 0.5, 1.0)
    _, variance = harms.robust(events, months)
    assert variance == pytest.approx(
        [robust_log_variance(e, m) for e, m in zip(events, months, strict=True)]
    )


def test_exact_limits_hold_at_least_as_often_as_they_say():
    for _, _, rate, difference, ratio in harms.exact_rows():
        assert min(rate, ratio) >= 0.95 - 1e-6
        assert difference > 0.93


def test_only_the_person_as_cluster_holds_when_people_differ():
    found = harms.cover_repeated(np.random.default_rng(2), 2000, (33, 66), 0.3, 1.0)
    assert found["exact ratio"].mean() < 0.9
    assert found["robust ratio"].mean() > 0.92
