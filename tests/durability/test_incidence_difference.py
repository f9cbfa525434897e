"""Difference in cumulative incidence: by its parts, without censoring by hand, and refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import CannotEstimate
from analysis.durability import compare_incidence, cumulative_incidence


def draw(seed: int, n: int = 40) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.exponential(10, n), rng.choice([0.0, 1, 2], n)


def test_without_censoring_it_is_a_difference_of_shares():
    rng = np.random.default_rng(1)
    arms = [(rng.exponential(10, n), rng.choice([1.0, 2], n)) for n in (30, 50)]
    (found,) = compare_incidence(*arms, cause=1, at=[8])
    p, q = (((time <= 8) & (kind == 1)).mean() for time, kind in arms)
    assert found.value == pytest.approx(q - p)
    assert found.se == pytest.approx(np.sqrt(p * (1 - p) / 30 + q * (1 - q) / 50))
    assert found.counts == {"n_treatment": 50, "n_comparator": 30}


@settings(deadline=None, derandomize=True, max_examples=30)
@given(st.integers(0, 5000))
def test_arms_swapped_turn_the_sign_and_limits_hold_the_value(seed):
    a, b = draw(seed), draw(seed + 1)
    one, two = compare_incidence(a, b, 1, [5.0])[0], compare_incidence(b, a, 1, [5.0])[0]
    assert (one.value, one.low, one.high) == pytest.approx((-two.value, -two.high, -two.low))
    assert -1 <= one.low <= one.value <= one.high <= 1
    assert one.p == pytest.approx(two.p)


def test_each_time_is_the_difference_of_both_curves():
    a, b = draw(2), draw(3)
    found = compare_incidence(a, b, 2, [3, 9])
    parts = [cumulative_incidence(*arm, 2, np.array([3.0, 9.0])) for arm in (a, b)]
    assert [one.value for one in found] == pytest.approx(list(parts[1].share - parts[0].share))


@pytest.mark.parametrize(
    ("code", "at", "kind"),
    [("after_follow_up", 1e6, 1.0), ("no_spread", 1e-9, 1.0), ("no_events", 5, 2.0)],
)
def test_refused(code, at, kind):
    time = np.array([1.0, 2, 3, 40])
    with pytest.raises(CannotEstimate) as fault:
        compare_incidence((time, np.full(4, kind)), (time, np.array([1.0, 1, 0, 0])), 1, [at])
    assert fault.value.refusal.code == code
