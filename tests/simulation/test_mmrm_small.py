"""A small version of the repeated-measures simulation: coverage and bias in one cell."""

import numpy as np

from tests.simulation.mmrm import CORRECTIONS, fit_trials, random_intercept_rows


def test_coverage_and_bias_under_drop_out_at_random():
    found = fit_trials(np.random.default_rng(5), 100, (30, 30), 0.8, 1.0, False)
    for correction in CORRECTIONS:
        assert 0.90 <= found[correction].mean() <= 0.99
        assert 0.90 <= found[f"{correction} g"].mean() <= 0.99
    assert abs(found["bias"]) < 4 * found["se_bias"]
    assert found["refused"] == 0


def test_random_intercept():
    rows = {row[0]: row[1:] for row in random_intercept_rows(40)}
    assert all(0.85 <= share <= 1 for shares in rows.values() for share in shares)
