"""E-values as published, and tipping points put back where they came from."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.adjustment import evalue, tipping_point
from analysis.core import CannotEstimate, Estimate


def estimate(value: float, low: float, high: float, unit: str = "points") -> Estimate:
    return Estimate("d", value, low, high, 0.95, {"k": 1}, "", "", unit)  # type: ignore[arg-type]


def test_the_published_example():
    found = evalue(3.9, 1.8, 8.7)
    assert round(found.value, 2) == 7.26
    assert found.limit == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("value", "measure", "expected"),
    [
        (0.5, "RR", 3.414213562373095),
        (0.5, "SMD", 2.5291419818612693),
        (-0.9031, "SMD", 3.9773832289175215),
        (1.0, "RR", 1.0),
        (0.0, "SMD", 1.0),
        (4.0, "OR", 2 + np.sqrt(2)),
    ],
)
def test_single_values(value, measure, expected):
    assert evalue(value, measure=measure).value == pytest.approx(expected, rel=1e-12)


def test_a_limit_on_the_other_side_needs_nothing():
    assert evalue(1.3, 0.8, 2.1).limit == 1
    assert evalue(0.7, 0.4, 1.2).limit == 1
    assert evalue(-0.3, -0.7, 0.1, "SMD").limit == 1
    assert evalue(0.5, 0.4, 0.8).limit == pytest.approx(1.25 + np.sqrt(1.25 * 0.25))


@given(st.floats(0.01, 100))
def test_a_ratio_and_its_inverse_are_the_same(ratio):
    assert evalue(ratio).value == pytest.approx(evalue(1 / ratio).value, rel=1e-9)
    assert evalue(ratio, measure="HR").value == pytest.approx(
        evalue(1 / ratio, measure="HR").value, rel=1e-6
    )


@pytest.mark.parametrize("value", [0, -2, np.nan, np.inf])
def test_what_is_no_ratio_is_refused(value):
    with pytest.raises(CannotEstimate) as fault:
        evalue(value)
    assert fault.value.refusal.code == "not_a_ratio"


def test_a_standardised_difference_without_number_is_refused():
    with pytest.raises(CannotEstimate):
        evalue(np.nan, measure="SMD")


def test_limits_must_hold_the_estimate():
    with pytest.raises(CannotEstimate) as fault:
        evalue(2.0, 2.5, 3.0)
    assert fault.value.refusal.code == "limits"


@given(value=st.floats(0.1, 30), p1=st.floats(0, 1), p0=st.floats(0, 1))
def test_a_difference_is_taken_to_nothing(value, p1, p0):
    assume(abs(p1 - p0) > 1e-3)
    found = tipping_point(estimate(value, value / 2, 2 * value), p1, p0)
    assert found.for_estimate * (p1 - p0) == pytest.approx(value)
    assert found.for_limit * (p1 - p0) == pytest.approx(value / 2)


@given(value=st.floats(1.1, 6), p1=st.floats(0.05, 1), p0=st.floats(0, 0.9))
def test_a_ratio_is_taken_to_one(value, p1, p0):
    assume(abs(p1 - p0) > 1e-3)
    found = tipping_point(estimate(value, 0.9, 2 * value, "ratio"), p1, p0)
    assert found.for_limit == 1
    g = found.for_estimate
    if g is not None:
        assert (1 + (g - 1) * p1) / (1 + (g - 1) * p0) == pytest.approx(value, rel=1e-6)


def test_a_negative_difference_tips_by_its_upper_limit():
    found = tipping_point(estimate(-4, -6, -2), 0.2, 0.6)
    assert found.for_estimate == pytest.approx(10)
    assert found.for_limit == pytest.approx(5)
    assert tipping_point(estimate(1, -1, 3), 0.6, 0.2).for_limit == 0


def test_shares_that_explain_nothing_are_refused():
    for shares, code in (((0.4, 0.4), "same_share"), ((1.2, 0.3), "bad_share")):
        with pytest.raises(CannotEstimate) as fault:
            tipping_point(estimate(1, 0, 2), *shares)
        assert fault.value.refusal.code == code
