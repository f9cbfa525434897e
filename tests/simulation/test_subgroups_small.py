"""A small run of `subgroups`, and that its batches are the real estimators."""

import numpy as np
import pytest

from analysis.subgroups import interaction

from . import subgroups


def test_batches_are_the_real_interaction():
    n, sd, gaps = (12, 20), (1.5, 1.0), [0.0, 0.5, 1.0]
    fits = subgroups.fit_interaction(np.random.default_rng(1), 3, n, sd, gaps)
    rng = np.random.default_rng(1)
    baseline, rest = (rng.standard_normal((3, 96)) for _ in range(2))
    arm, level = np.tile(np.repeat([1.0, 0.0], n), 3), np.repeat(np.arange(3), 32)
    score = (0.6 * baseline + 0.8 * rest) * np.where(arm == 1, *sd) + arm * np.array(gaps)[level]
    p = subgroups.wald_p(fits, 3)
    for i in range(3):
        one = interaction(score[i], baseline[i], arm == 1, level.astype(str).astype(object),
                          np.zeros((96, 0)), 0.95)  # fmt: skip
        assert fits.coefficients[i, :3] == pytest.approx(
            [estimate.value for estimate in one.by_level.values()], abs=1e-10
        )
        assert p[i] == pytest.approx(one.p, rel=1e-8)


@pytest.mark.parametrize("sd", [(1.0, 1.0), (2.0, 1.0)])
def test_interactions_cover_as_they_say(sd):
    found = subgroups.cover_interaction(np.random.default_rng(2), 2000, (12, 24), sd)
    assert 0.93 < found["difference"].mean() < 0.98
    assert 0.92 < found["level"].mean() < 0.975
    assert found["test"].mean() < 0.07


def test_holm_and_bh_keep_what_they_promise_and_unadjusted_does_not():
    found = subgroups.family_errors(np.random.default_rng(3), 1500, 40, 0)
    assert found["unadjusted"].mean() > 0.15
    assert found["holm"].mean() < 0.065
    assert found["bh_share"].mean() < 0.065


def test_a_slope_over_all_sessions_is_false_and_the_landmark_s_is_not():
    found = subgroups.false_slopes(np.random.default_rng(4), 500, 60)
    assert found["naive"].mean() > 0.8
    assert found["landmark"].mean() < 0.09
