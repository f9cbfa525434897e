"""A small run of `planning`: planned power is what is drawn."""

import numpy as np
import pytest

from analysis.core.formulas import newcombe

from . import planning


def test_means_reach_the_planned_power():
    for aim, n, planned, drawn in planning.mean_rows(1500):
        slack = 0.10 if aim.startswith("ANCOVA") else 0.045
        assert drawn == pytest.approx(planned, abs=slack), (aim, n)


def test_therapists_planned_for_keep_their_power_and_ignored_mislead():
    for _, _, _, _, planned, drawn, without, false in planning.cluster_rows(1500):
        assert drawn == pytest.approx(planned, abs=0.045)
        assert without > planned
        assert false > 0.045


def test_exact_power_of_shares_is_what_is_drawn():
    rng, (a, b) = np.random.default_rng(1), (33, 66)
    events = rng.binomial(a, 0.6, 3000), rng.binomial(b, 0.3, 3000)
    met = [
        limits[0] > 0 or limits[1] < 0
        for limits in (newcombe(int(x), a, int(y), b, 0.95) for x, y in zip(*events, strict=True))
    ]
    assert np.mean(met) == pytest.approx(planning.exact_power_of_shares(0.6, 0.3, a, b), abs=0.03)
