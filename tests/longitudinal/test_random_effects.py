"""Random intercepts and slopes: sleepstudy as published, balanced data in closed form, refusals."""

import csv

import numpy as np
import pytest

from analysis.core import CannotEstimate
from analysis.longitudinal import fit_random_effects, likelihood_ratio


def test_sleepstudy_of_bates_2015(shared_dir):
    with (shared_dir / "data" / "trial" / "sleepstudy.csv").open() as file:
        rows = list(csv.DictReader(file))
    days, score = (np.array([float(row[name]) for row in rows]) for name in ("Days", "Reaction"))
    people = np.array([row["Subject"] for row in rows])
    design = np.column_stack([np.ones(len(days)), days])
    fit = fit_random_effects(design, score, people, days)
    assert fit.minus2_loglik == pytest.approx(1743.6, abs=0.05)
    assert fit.coefficients == pytest.approx([251.405, 10.467], abs=6e-4)
    assert np.diag(fit.between) == pytest.approx([612.10, 35.07], abs=0.02)
    assert fit.within == pytest.approx(654.94, abs=0.005)
    intercept, slope = fit.contrasts(np.eye(2), 0.95, "kenward-roger-expected")
    assert (intercept.se, slope.se) == pytest.approx((6.825, 1.546), abs=6e-4)
    assert (intercept.df, slope.df) == pytest.approx((17, 17))


def balanced(people=12, times=5, seed=2):
    rng = np.random.default_rng(seed)
    scores = rng.normal(0, 2, (people, 1)) + rng.normal(0, 1, (people, times)) + 10
    return scores, np.repeat(np.arange(people), times)


def test_balanced_data_have_the_anova_variances():
    scores, who = balanced()
    fit = fit_random_effects(np.ones((60, 1)), scores.ravel(), who, None)
    means = scores.mean(axis=1)
    within = ((scores - means[:, None]) ** 2).sum() / (12 * 4)
    assert fit.within == pytest.approx(within)
    assert fit.between[0, 0] == pytest.approx(means.var(ddof=1) - within / 5)
    (mean,) = fit.contrasts(np.ones((1, 1)), 0.95, "kenward-roger-expected")
    assert (mean.df, mean.se) == pytest.approx((11, means.std(ddof=1) / 12**0.5))


def test_a_slope_is_tested_by_likelihood_ratio():
    scores, who = balanced(people=40)
    time = np.tile(np.arange(5.0), 40)
    steep = scores.ravel() + np.repeat(np.random.default_rng(3).normal(0, 1, 40), 5) * time
    design = np.column_stack([np.ones(200), time])
    larger = fit_random_effects(design, steep, who, time, reml=False)
    smaller = fit_random_effects(design, steep, who, None, reml=False)
    chisq, df, p = likelihood_ratio(larger, smaller)
    assert chisq > 20
    assert df == 2
    assert p < 1e-4


def test_the_origin_and_unit_of_time_do_not_matter():
    scores, who = balanced(people=30)
    time = np.tile(np.arange(5.0), 30)
    steep = scores.ravel() + np.repeat(np.random.default_rng(3).normal(0, 1, 30), 5) * time
    one, other = (
        fit_random_effects(np.column_stack([np.ones(150), t]), steep, who, t)
        for t in (time, 2000 + 30 * time)
    )
    assert other.within == pytest.approx(one.within)
    assert other.between[1, 1] == pytest.approx(one.between[1, 1] / 900)
    first, second = (f.contrasts(np.eye(2)[1], 0.95, "kenward-roger")[0] for f in (one, other))
    assert (second.t, second.df) == pytest.approx((first.t, first.df), rel=1e-6)


def refusal(*arguments):
    with pytest.raises(CannotEstimate) as caught:
        fit_random_effects(*arguments)
    assert caught.value.refusal.mend
    return caught.value.refusal.code


def test_refusals():
    scores, who = balanced()
    one, time = np.ones((60, 1)), np.tile(np.arange(5.0), 12)
    flat = scores.ravel()
    assert refusal(one, flat * np.nan, who, None) == "nobody"
    assert refusal(one, flat * 0, who, None) == "no_variation"
    assert refusal(one, flat, np.arange(60), None) == "not_repeated"
    assert refusal(one, flat, who, np.zeros(60)) == "not_repeated"
    alike = np.random.default_rng(0).permutation(np.tile([1.0, 2, 3, 4, 5], 12))
    level = alike.reshape(12, 5) - alike.reshape(12, 5).mean(axis=1, keepdims=True)
    assert refusal(one, level.ravel(), who, None) in (
        "zero_variance", "not_converged", "singular_covariance",
    )  # fmt: skip
    assert refusal(one[:0], flat[:0], who[:0], None) == "nobody"
    assert refusal(one[:2], flat[:2], who[:2], time[:2]) in ("too_few", "not_repeated")
