"""A small run of `adjustment`, and proof that its batches are the real estimators."""

import numpy as np
import pytest

from analysis.adjustment import (
    balancing_weights,
    cluster_robust,
    doubly_robust_difference,
    estimate_propensity,
    overlap_weighted_difference,
    overlap_weighted_g,
    partially_nested_difference,
    weighted_difference,
    weighted_means,
)
from analysis.core import CannotEstimate

from . import adjustment, nested_batches, therapist_cells
from . import weighting_batches as wb

SAME, REPLICATES = 6, 1200


def rng() -> np.random.Generator:
    return np.random.default_rng(4)


@pytest.mark.parametrize("scenario", adjustment.SCENARIOS, ids=lambda s: s.name)
def test_batches_are_the_real_estimators(scenario):
    everyone = adjustment.draw_cohorts(rng(), 40, (24, 30), (2.0, 1.0), scenario)
    scores, good = wb.fit_propensity(everyone)
    cohorts, t = everyone.choose(good), everyone.arm == 1
    leading = wb.overlap_adjusted(cohorts, scores)
    standardised = wb.overlap_weighted_g(cohorts, scores)
    for i in range(SAME):
        y, x = cohorts.score[i], cohorts.design[i, :, 1:]
        real = overlap_weighted_difference(y, x[:, 0], t, x[:, 1:], 0.95)
        assert leading.value[i] == pytest.approx(real.value, rel=1e-8)
        assert leading.quantile * leading.se[i] == pytest.approx(real.high - real.value, rel=1e-8)
        g = overlap_weighted_g(real, x[:, 0], t)
        assert standardised.value[i] == pytest.approx(g.value, rel=1e-8)
        assert standardised.se[i] == pytest.approx(g.se, rel=1e-8)
        propensity = estimate_propensity(t, x)
        for kind in ("overlap", "iptw", "att"):
            weights = balancing_weights(kind, t, propensity)
            counted, known = wb.weighted(cohorts, scores, kind)
            one = weighted_difference(y, t, propensity, weights, 0.95)
            assert counted.value[i] == pytest.approx(one.value, rel=1e-8)
            assert counted.se[i] == pytest.approx(one.se, rel=1e-8)
            assert known.se[i] == pytest.approx(weighted_means(y, t, weights.values).se_hc0)
            robust = wb.doubly_robust(cohorts, scores, kind)
            other = doubly_robust_difference(y, t, x, propensity, weights, 0.95)
            assert robust.value[i] == pytest.approx(other.value, rel=1e-8)
            assert robust.se[i] == pytest.approx(other.se, rel=1e-8)


def test_cohorts_without_a_maximum_are_the_separated_ones():
    everyone = adjustment.draw_cohorts(rng(), 150, (12, 12), (1.0, 1.0), adjustment.LINEAR)
    _, good = wb.fit_propensity(everyone)
    told = []
    for i in range(150):
        try:
            told.append(
                not estimate_propensity(everyone.arm == 1, everyone.design[i, :, 1:]).penalised
            )
        except CannotEstimate:
            told.append(False)
    assert good.tolist() == told
    assert 0 < (~good).sum() < 50


def test_batched_cr2_is_the_real_one():
    draw = rng()
    cluster = np.repeat(np.arange(7), draw.integers(3, 9, 7))
    n = len(cluster)
    X = np.column_stack([np.ones(n), draw.random(n) < 0.5, draw.standard_normal(n)])
    y = draw.standard_normal((5, n))
    value, se, df = therapist_cells.cr2_of_the_arm(X, y, cluster)
    for i in range(5):
        real = cluster_robust(X, y[i], cluster)
        assert value[i] == pytest.approx(real.coefficients[1])
        assert se[i] == pytest.approx(real.standard_errors[1])
        assert df == pytest.approx(real.df[1])


@pytest.mark.parametrize("icc", [0.0, 0.2])
def test_batched_therapists_are_the_real_model(icc):
    data = therapist_cells.draw_therapists(rng(), 40, 4, (12, 15), icc)
    value, half, low, high = nested_batches.arm_limits(data)
    treated = np.arange(27) < 12
    for i in range(40):
        names = np.r_[data.groups[i], np.full(15, -1)]
        real = partially_nested_difference(data.score[i], treated, data.design[i, :, 2:], names,
                                           0.95)  # fmt: skip
        assert value[i] == pytest.approx(real.difference.value, abs=1e-6)
        assert half[i] == pytest.approx(real.difference.high - real.difference.value, rel=1e-5)
        assert (low[i], high[i]) == pytest.approx((real.icc.low, real.icc.high), abs=1e-6)


def test_the_leading_estimate_covers_and_the_naive_one_is_biased():
    for scenario in adjustment.SCENARIOS:
        found = adjustment.run_weighting(rng(), REPLICATES, (30, 30), (1.0, 1.0), scenario)
        assert np.nanmean(found["leading held"]) == pytest.approx(0.95, abs=0.03)
        assert abs(np.nanmean(found["leading error"])) < 0.03
        assert np.mean(found["naive error"]) > 0.3
        assert np.nanmean(found["overlap held"]) < np.nanmean(found["leading held"])


def test_cr2_keeps_its_level_and_ignoring_sites_does_not():
    held, ignored, _ = therapist_cells.run_clusters(rng(), 4000, 12, 0.2, True)
    assert held == pytest.approx(0.95, abs=0.03)
    assert ignored < 0.9


def test_therapists_ignored_mislead():
    held, ignored, of_icc = therapist_cells.run_therapists(rng(), 2000, 6, (30, 30), 0.3)
    assert held == pytest.approx(0.955, abs=0.02)
    assert ignored < 0.88
    assert of_icc == pytest.approx(0.945, abs=0.02)


def test_the_true_effect_is_the_constant_one_where_it_does_not_vary():
    for kind in ("overlap", "iptw", "att"):
        assert adjustment.true_effect((33, 66), adjustment.LINEAR, kind) == pytest.approx(0.5)
    varies = adjustment.SCENARIOS[2]
    att = adjustment.true_effect((33, 66), varies, "att")
    assert att == pytest.approx(0.5 + 0.4 * adjustment.SHIFT, abs=0.005)
