"""Observed means by visit against scipy."""

import numpy as np
import pytest
from scipy import stats

from analysis.longitudinal import summarise_visits


def test_mean_and_t_interval_of_those_seen():
    scores = np.array([[10.0, 8.0, np.nan], [14.0, np.nan, np.nan], [12.0, 5.0, 3.0]])
    first, second, third = summarise_visits(scores, 0.95)
    low, high = stats.t.interval(0.95, 2, 12.0, stats.sem([10, 14, 12]))
    assert (first.n, first.mean) == (3, 12.0)
    assert (first.low, first.high) == pytest.approx((low, high))
    assert (second.n, second.mean) == (2, 6.5)
    assert (third.n, third.mean, third.low, third.high) == (1, 3.0, None, None)


def test_nobody_seen():
    (only,) = summarise_visits(np.array([[np.nan]]), 0.95)
    assert (only.n, only.mean) == (0, None)
