"""A small version: a covariance by arm keeps what a shared one loses where the small arm varies."""

import numpy as np

from tests.simulation.mmrm_by_arm import cover, follow_rule


def test_by_arm_holds_where_a_shared_covariance_does_not():
    found = cover(np.random.default_rng(11), 60, (33, 66), 2.0)
    by_arm, shared = found["by arm"].mean(), found["shared"].mean()
    assert by_arm >= 0.87
    assert by_arm > shared
    assert np.median(found["width"]) > 1.2
    assert follow_rule(found, 0).mean() == by_arm
    assert follow_rule(found, 1000).mean() == found["shared, KR-MAR"].mean()
