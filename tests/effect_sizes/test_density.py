"""Densities, and the bootstrap of one arm's mean."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import CannotEstimate
from analysis.effect_sizes import bootstrap_mean, smooth_density

scores = st.lists(st.integers(-20, 20), min_size=5, max_size=60).filter(lambda s: len(set(s)) > 2)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(scores)
def test_a_density_is_positive_and_adds_up_to_one(values: list[int]) -> None:
    x, y = smooth_density(np.array(values, dtype=float), 401)
    assert (y >= 0).all()
    assert np.trapezoid(y, x) == pytest.approx(1, abs=0.02)
    assert x[0] < min(values) < max(values) < x[-1]


def test_the_density_of_a_normal_sample_is_about_normal() -> None:
    values = np.random.default_rng(1).standard_normal(20_000)
    x, y = smooth_density(values)
    normal = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    assert np.abs(y - normal).max() < 0.02


def test_the_kernel_is_silvermans() -> None:
    values = np.array([0.0, 1.0, 2.0, 3.0, 10.0])
    sd, iqr = values.std(ddof=1), 2.0
    h = 0.9 * min(sd, iqr / 1.34) * 5**-0.2
    x, y = smooth_density(values)
    by_hand = np.exp(-(((x[:, None] - values) / h) ** 2) / 2).sum(axis=1) / (
        5 * h * np.sqrt(2 * np.pi)
    )
    assert y == pytest.approx(by_hand, abs=0.01)


def test_what_does_not_vary_has_no_density() -> None:
    for values in (np.ones(9), np.zeros(0)):
        with pytest.raises(CannotEstimate):
            smooth_density(values)


def test_the_bootstrap_of_a_mean_is_about_its_t_interval() -> None:
    values = np.random.default_rng(2).normal(5, 3, 200)
    found = bootstrap_mean(values)
    half = 1.972 * values.std(ddof=1) / np.sqrt(200)
    assert found.value == pytest.approx(values.mean())
    assert found.bca == pytest.approx((values.mean() - half, values.mean() + half), abs=0.06)
    assert len(found.values) == found.replicates
    assert (np.diff(found.values) >= 0).all()
    with pytest.raises(CannotEstimate):
        bootstrap_mean(np.array([1.0, 2.0]))
