"""A small version of the coverage study, and proof that its batches are the real estimators."""

import csv

import numpy as np
import pandas as pd
import pytest
from scipy.special import nctdtr

from analysis.core import CannotEstimate
from analysis.core.formulas import small_sample_factor
from analysis.effect_sizes import (
    adjusted_difference,
    adjusted_g,
    d_average_variance,
    encode_covariates,
    hedges_g,
    joint_model,
    mean_difference,
    standardised_risks,
    summarise_arm,
)
from analysis.meta_analysis import pool
from tests.simulation import batches, cells, pools
from tests.simulation.coverage import measure
from tests.simulation.draws import (
    Trials,
    draw_covariates,
    draw_outcomes,
    draw_trials,
    true_risk_difference,
)

REPLICATES = 1500
SAME = 8
"""Replicates on which batches and real estimators are compared."""


def rng() -> np.random.Generator:
    return np.random.default_rng(20)


def none(n: int):
    return encode_covariates(pd.DataFrame(index=range(n)))


@pytest.fixture(scope="module")
def trials() -> Trials:
    return draw_trials(rng(), SAME, (12, 24), (2.0, 1.0), 0.5)


def real(trials: Trials, i: int) -> dict:
    """The real estimates of one replicate."""
    t = summarise_arm("t", trials.before_t[i], trials.after_t[i])
    c = summarise_arm("c", trials.before_c[i], trials.after_c[i])
    points = adjusted_difference(
        trials.score[i], trials.baseline[i], trials.arm == 1, none(len(trials.arm)), 0.95
    )
    return {
        "mean_difference": mean_difference(t, c, 0.95),
        "hedges_g": hedges_g(t, c, 0.95),
        "d_average_variance": d_average_variance(t, c, 0.95),
        "adjusted_difference": points,
        "adjusted_g": adjusted_g(points, t, c),
    }


def test_batches_of_two_arms_are_the_real_estimators(trials):
    fits = batches.fit_ancova(trials)
    batched = {
        "mean_difference": batches.mean_difference(trials, 0.95),
        "d_average_variance": batches.d_average_variance(trials, 0.95),
        "adjusted_difference": fits.limits(1, 0.95),
        "adjusted_g": batches.adjusted_g(trials, fits, 0.95),
    }
    for i in range(SAME):
        for name, limits in batched.items():
            expected = real(trials, i)[name]
            assert limits.low[i] == pytest.approx(expected.low, abs=1e-10)
            assert limits.high[i] == pytest.approx(expected.high, abs=1e-10)


def test_batched_ancova_with_covariates_is_the_real_one(trials):
    covariates = draw_covariates(rng(), trials.arm)
    limits = batches.fit_ancova(trials, covariates.matrix).limits(1, 0.95)
    for i in range(SAME):
        found = adjusted_difference(
            trials.score[i], trials.baseline[i], trials.arm == 1, covariates, 0.95
        )
        assert limits.low[i] == pytest.approx(found.low, abs=1e-10)
        assert limits.high[i] == pytest.approx(found.high, abs=1e-10)


def test_the_tail_of_g_is_that_of_its_real_limits(trials):
    found = [real(trials, i)["hedges_g"] for i in range(SAME)]
    low, high = (np.array([getattr(g, end) for g in found]) for end in ("low", "high"))
    assert batches.hedges_tail(trials, low) == pytest.approx(0.975, abs=1e-10)
    assert batches.hedges_tail(trials, high) == pytest.approx(0.025, abs=1e-10)
    m, scale = 34, np.sqrt(1 / 12 + 1 / 24)
    t = found[0].value / small_sample_factor(m) / scale
    tail = nctdtr(m, 0.5 / small_sample_factor(m) / scale, t)
    assert batches.hedges_tail(trials, 0.5)[0] == pytest.approx(tail)


def test_the_batched_joint_model_is_the_real_one():
    drawn = [draw_trials(rng(), SAME, (12, 24), (1.0, 2.0), d) for d in (0.1, 0.5, 0.9)]
    apart, together = batches.fit_joint(drawn)
    p = batches.interaction_p(apart, 3)
    condition = np.repeat(["a", "b", "c"], 36)
    arm = np.concatenate([t.arm for t in drawn]) == 1
    for i in range(SAME):
        y, x = (np.concatenate([getattr(t, k)[i] for t in drawn]) for k in ("score", "baseline"))
        fit = joint_model(y, x, arm, condition, none(len(y)), 0.95)
        assert together.limits(0, 0.95).low[i] == pytest.approx(fit.overall.low, abs=1e-10)
        assert p[i] == pytest.approx(fit.p, abs=1e-10)
        for j, name in enumerate("abc"):
            high = apart.limits(j, 0.95).high[i]
            assert high == pytest.approx(fit.by_condition[name].high, abs=1e-10)


def test_batched_standardised_risks_are_the_real_ones():
    people = draw_outcomes(rng(), 40, (12, 12), cells.RISKS["risks about .25 and .12"], 0.3)
    limits, good = batches.standardised_risks(people, 0.95)
    assert 0 < good.sum() < len(good)
    for i, ok in enumerate(good):
        args = (people.met[i] == 1, people.baseline[i], people.arm == 1, none(24), 0.95)
        if not ok:
            with pytest.raises(CannotEstimate):
                standardised_risks(*args)
            continue
        found = standardised_risks(*args).difference
        assert (limits.low[i], limits.high[i]) == pytest.approx((found.low, found.high), abs=1e-9)


@pytest.mark.parametrize("k", [3, 6, 12])
def test_batched_pools_are_the_real_ones(k):
    v = np.linspace(0.04, 0.16, k)
    y = rng().standard_normal((60, k)) * np.sqrt(v + 0.1)
    found = pools.pool(y, v, 0.95)
    for i in range(60):
        one = pool(y[i], v, 0.95, tuple(map(str, range(k))))
        assert found.tau2[i] == pytest.approx(one.tau2, abs=1e-9)
        assert found.limits.low[i] == pytest.approx(one.estimate.low, abs=1e-8)
        if k >= 5:
            assert found.prediction.high[i] == pytest.approx(one.prediction_high, abs=1e-8)


def test_exact_coverage_agrees_with_drawing():
    exact = pools.cover_newcombe(12, 24, np.array([0.2, 0.4]), 0.95)[0, 1]
    draw = rng()
    events = draw.binomial(12, 0.2, 4000), draw.binomial(24, 0.4, 4000)
    limits = np.array([pools.newcombe(*e) for e in zip(events[0], [12] * 4000, events[1],
                       [24] * 4000, [0.95] * 4000, strict=True)])  # fmt: skip
    held = (limits[:, 0] <= -0.2 + 1e-12) & (limits[:, 1] >= -0.2 - 1e-12)
    assert held.mean() == pytest.approx(exact, abs=0.02)
    assert pools.binomial_mass(12, 0.3).sum() == pytest.approx(1)


def test_the_true_risk_difference_is_that_of_many_people():
    beta = cells.RISKS["risks about .5 and .3"]
    n, draw = (33, 66), np.random.default_rng(4)
    people = draw_outcomes(draw, 3000, n, beta, 0.3)
    line = beta[0] + beta[2] * people.baseline
    sharing = 1 / (1 + np.exp(-line - beta[1])) - 1 / (1 + np.exp(-line))
    assert true_risk_difference(n, beta, 0.3) == pytest.approx(sharing.mean(), abs=1e-3)


def near(rows, low: float, high: float) -> None:
    """Coverage between the bounds, give or take four Monte Carlo errors."""
    for row in rows:
        margin = 4 * np.sqrt(0.05 * 0.95 / REPLICATES)
        assert low - margin <= row.coverage <= high + margin, row


@pytest.mark.parametrize("sd", [(1.0, 1.0), (2.0, 1.0)])
@pytest.mark.parametrize("n", [(12, 24), (33, 66)])
def test_two_arm_intervals_cover_as_they_say(n, sd):
    rows = list(cells.cover_continuous(rng(), REPLICATES, n, sd, 0.5))
    near([row for row in rows if row.estimator != "hedges_g" or sd == (1.0, 1.0)], 0.94, 0.97)


def test_the_recorded_exception_is_still_one():
    rows = cells.cover_continuous(rng(), REPLICATES, (12, 24), (2.0, 1.0), 0.5)
    g = next(row for row in rows if row.estimator == "hedges_g")
    assert 0.86 < g.coverage < 0.92


def test_joint_model_and_standardised_risks_cover_as_they_say():
    near(cells.cover_joint(rng(), REPLICATES, (12, 24), (1.5, 1.0), 0.5), 0.94, 0.965)
    near(cells.cover_risks(rng(), REPLICATES, (33, 66)), 0.94, 0.965)


def test_pools_means_and_proportions_cover_as_they_say():
    near(cells.cover_pools(rng(), REPLICATES, 6, 0.0), 0.94, 0.96)
    near([cells.cover_means(rng(), REPLICATES, 12)], 0.95, 0.95)
    for rows in (cells.cover_wilson(12), cells.cover_newcombe((12, 12))):
        mean, minimum = (row.coverage for row in rows)
        assert 0.94 <= mean <= 0.965
        assert minimum >= 0.90


def test_a_wrong_interval_would_be_found():
    trials = draw_trials(rng(), REPLICATES, (12, 12), (1.0, 1.0), 0.5)
    narrow = batches.mean_difference(trials, 0.90).hold(0.5)
    with pytest.raises(AssertionError):
        near([cells.simulated("narrow", (12, 12), 1, "", narrow)], 0.94, 0.965)


def test_the_table_in_data_has_every_row_of_the_study(project):
    with (project / "data/coverage.csv").open(encoding="utf-8") as file:
        table = [row for row in csv.DictReader(file) if row["topic"] == "coverage"]
    key = ("estimator", "n_treatment", "n_comparator", "sd_ratio", "setting")
    here = [tuple(row[name] for name in key) for row in table]
    assert here == [tuple(map(str, row[:5])) for row in measure(30)]
    for row in table:
        assert 0 <= float(row["coverage"]) <= 1
        assert row["replicates"] == "exact" or int(row["replicates"]) > 10_000
