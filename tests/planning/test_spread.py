"""Intervals of the inputs of a plan: worked examples, and against scipy."""

import numpy as np
import pytest
from scipy import stats

from analysis.planning import interval_of_correlation, interval_of_sd


def test_an_sd_of_five_with_29_degrees_of_freedom() -> None:
    assert interval_of_sd(5, 29) == pytest.approx((3.98, 6.72), abs=0.005)


@pytest.mark.parametrize("df", [1, 10, 300])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_limits_of_an_sd_are_those_of_chi_square(df: int, level: float) -> None:
    tails = stats.chi2.ppf([(1 + level) / 2, (1 - level) / 2], df)
    assert interval_of_sd(2.0, df, level) == pytest.approx(tuple(2 * np.sqrt(df / tails)))


@pytest.mark.parametrize(("r", "people"), [(0.5, 28), (-0.3, 12), (0.95, 200)])
def test_limits_of_a_correlation_are_those_of_scipy(r: float, people: int) -> None:
    half = stats.norm.ppf(0.975) / np.sqrt(people - 3)
    expected = np.tanh([np.arctanh(r) - half, np.arctanh(r) + half])
    assert interval_of_correlation(r, people) == pytest.approx(tuple(expected))
    assert interval_of_correlation(r, 3) == (-1.0, 1.0)
