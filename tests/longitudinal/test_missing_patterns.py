"""Patterns of visits missed, and attrition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.core import CannotEstimate
from analysis.longitudinal import describe_missing, is_lost, kind_of

NAN = np.nan
SCORES = np.array(
    [[1, 2, 3], [1, 2, NAN], [1, NAN, NAN], [1, NAN, 3], [NAN, NAN, NAN], [NAN, 2, 3], [4, 5, 6]]
)
ARMS = np.array(["a", "a", "b", "b", "a", "b", "b"], dtype=object)


def test_counts_by_arm_and_visit():
    found = describe_missing(SCORES, ARMS, ("1", "2", "3"), ("a", "b"))
    told = [(one.visit, one.arm, one.observed, one.lost, one.of) for one in found.attrition]
    assert told == [
        ("1", "a", 2, 1, 3), ("1", "b", 3, 0, 4),
        ("2", "a", 2, 1, 3), ("2", "b", 2, 1, 4),
        ("3", "a", 1, 2, 3), ("3", "b", 3, 1, 4),
    ]  # fmt: skip
    assert found.count("complete", "b") == 1
    assert found.count("intermittent", "b") == 2
    assert found.count("monotone", "a") == found.count("never_seen", "a") == 1


@pytest.mark.parametrize(
    ("seen", "kind"),
    [
        ((True, True), "complete"),
        ((True, False), "monotone"),
        ((False, True), "intermittent"),
        ((False, False), "never_seen"),
        ((True, False, True), "intermittent"),
    ],
)
def test_kinds(seen, kind):
    assert kind_of(seen) == kind


@settings(max_examples=100, deadline=None, derandomize=True)
@given(arrays(bool, st.tuples(st.integers(1, 30), st.integers(1, 6))), st.integers(0, 99))
def test_everybody_has_one_pattern_and_nobody_returns(seen, seed):
    arms = np.random.default_rng(seed).choice(["a", "b"], len(seen)).astype(object)
    scores = np.where(seen, 1.0, NAN)
    found = describe_missing(scores, arms, [str(j) for j in range(seen.shape[1])], ("a", "b"))
    assert sum(n for p in found.patterns for n in p.counts.values()) == len(seen)
    gone = is_lost(seen)
    assert (gone[:, 1:] >= gone[:, :-1]).all()
    assert not (gone & seen).any()


def test_nobody():
    with pytest.raises(CannotEstimate) as fault:
        describe_missing(np.zeros((0, 3)), np.array([]), ("1", "2", "3"), ("a",))
    assert fault.value.refusal.code == "nobody"
