"""Shares, their difference and the number needed to treat; risks standardised over covariates."""

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.core import CannotEstimate
from analysis.core.formulas import fit_logistic
from analysis.effect_sizes import (
    compare_risks,
    encode_covariates,
    number_needed,
    standardised_risks,
)


def compare(e_t: int, n_t: int, e_c: int, n_c: int, randomised: bool = True):
    return compare_risks(
        "response", "improved by at least 50%", "a paper", "observed", "people with a score",
        e_t, n_t, e_c, n_c, ("psychotherapy", "infusion"), randomised, 0.95,
    )  # fmt: skip


@pytest.fixture(scope="module")
def shares(project):
    return json.loads((project / "tests/reference/two_shares.json").read_text("utf-8"))["binary"]


def test_differences_and_numbers_needed_are_rs(shares):
    for r in shares.values():
        found = compare(r["events"][0], r["n"][0], r["events"][1], r["n"][1])
        assert found.difference.value == pytest.approx(r["rd"], rel=1e-8)
        limits = (found.difference.low, found.difference.high)
        assert limits == pytest.approx(r["rd_ci_newcombe"], rel=1e-8)
        assert [found.treatment.share, found.comparator.share] == pytest.approx(r["risk"])
        assert found.nnt.value == pytest.approx(r["nnt"], rel=1e-8)
        needed = r["nnt_ci_newcombe"]
        through = isinstance(needed, dict)
        expected = needed["nntb_to_inf_nnth"] if through else needed
        assert (found.nnt.low, found.nnt.high) == pytest.approx(expected, rel=1e-8)
        assert ("infinity" in found.nnt.method) == through


def test_no_number_needed_without_randomisation_or_difference():
    assert compare(9, 20, 5, 20, randomised=False).nnt is None
    assert compare(5, 20, 5, 20).nnt is None


def test_a_difference_that_touches_zero_has_an_open_number_needed():
    touching = compare(9, 20, 5, 20).difference
    for low, high, limits in ((0.0, 0.5, (2, math.inf)), (-0.5, 0.0, (-math.inf, -2))):
        value = (low + high) / 2
        found = number_needed(replace(touching, value=value, low=low, high=high))
        assert (found.low, found.high) == limits


def test_zero_events_keep_their_limit():
    found = compare(0, 12, 0, 15)
    assert found.treatment.share == found.treatment.low == 0
    assert 0.2 < found.treatment.high < 0.3
    assert found.difference.low < 0 < found.difference.high


def test_an_empty_arm_is_refused():
    with pytest.raises(CannotEstimate):
        compare(0, 0, 3, 10)


def draw(seed: int, n: int = 300) -> tuple[np.ndarray, np.ndarray, np.ndarray, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    baseline = rng.normal(25, 5, n)
    arm = rng.random(n) < 1 / (1 + np.exp(-(baseline - 25) / 5))
    age = rng.choice(["18-34", "35-54", "55+"], n)
    line = -0.4 + 0.8 * arm - 0.1 * (baseline - 25) + 0.5 * (age == "55+")
    return rng.random(n) < 1 / (1 + np.exp(-line)), baseline, arm, pd.DataFrame({"age_band": age})


@pytest.mark.parametrize("seed", range(3))
def test_standardised_risks_are_those_of_statsmodels_by_hand(seed):
    met, baseline, arm, frame = draw(seed)
    covariates = encode_covariates(frame)
    found = standardised_risks(met, baseline, arm, covariates, 0.95)
    X = np.column_stack([np.ones(len(met)), arm, baseline, covariates.matrix])
    glm = sm.GLM(met.astype(float), X, family=sm.families.Binomial()).fit(tol=1e-12)
    treated, untreated = X.copy(), X.copy()
    treated[:, 1], untreated[:, 1] = 1, 0
    p, p_t, p_c = (glm.predict(x) for x in (X, treated, untreated))
    assert found.risk_treatment.value == pytest.approx(p_t.mean(), rel=1e-8)
    assert found.risk_comparator.value == pytest.approx(p_c.mean(), rel=1e-8)
    assert found.difference.value == pytest.approx((p_t - p_c).mean(), rel=1e-8)
    # The sandwich of the three sets of equations together: coefficients, and both averages.
    n, k = X.shape
    scores = np.column_stack([X * (met - p)[:, None], p_t - p_t.mean(), p_c - p_c.mean()])
    bread = np.zeros((k + 2, k + 2))
    bread[:k, :k] = X.T @ (X * (p * (1 - p))[:, None]) / n
    bread[k, :k] = -(treated * (p_t * (1 - p_t))[:, None]).mean(axis=0)
    bread[k + 1, :k] = -(untreated * (p_c * (1 - p_c))[:, None]).mean(axis=0)
    bread[k:, k:] = np.eye(2)
    inverse = np.linalg.inv(bread)
    covariance = inverse @ (scores.T @ scores / n) @ inverse.T / n
    contrast = np.array([0] * k + [1, -1])
    variance = contrast @ covariance @ contrast * n / (n - k)
    assert found.difference.se == pytest.approx(np.sqrt(variance), rel=1e-8)
    for at, share in ((k, found.risk_treatment), (k + 1, found.risk_comparator)):
        assert share.se == pytest.approx(np.sqrt(covariance[at, at] * n / (n - k)), rel=1e-8)
        assert 0 < share.low < share.value < share.high < 1
        odds = np.log([one / (1 - one) for one in (share.low, share.value, share.high)])
        assert odds[2] - odds[1] == pytest.approx(odds[1] - odds[0])


def test_logistic_coefficients_are_rs(shared_dir, project):
    r = json.loads((project / "tests/reference/two_arms.json").read_text("utf-8"))["logistic"]
    people = pd.read_csv(shared_dir / "data/trial/BtheB.csv").dropna(subset=["bdi.2m"])
    met = (people["bdi.2m"] <= 0.5 * people["bdi.pre"]).to_numpy(float)
    arm = (people["treatment"] == "BtheB").to_numpy(float)
    X = np.column_stack([np.ones(len(met)), arm, people["bdi.pre"]])
    assert fit_logistic(X, met).coefficients[1] == pytest.approx(r["est"], rel=1e-8)


def test_without_covariate_effects_the_standardised_difference_is_near_the_crude_one():
    rng = np.random.default_rng(3)
    met, arm = rng.random(4000) < 0.4, np.arange(4000) % 2 == 0
    no = encode_covariates(pd.DataFrame(index=range(4000)))
    found = standardised_risks(met, rng.normal(25, 5, 4000), arm, no, 0.95)
    assert found.difference.value == pytest.approx(met[arm].mean() - met[~arm].mean(), abs=0.003)


def test_swapping_arms_changes_the_sign():
    met, baseline, arm, frame = draw(8)
    covariates = encode_covariates(frame)
    here = standardised_risks(met, baseline, arm, covariates, 0.95).difference
    there = standardised_risks(met, baseline, ~arm, covariates, 0.95).difference
    assert (there.value, there.low, there.high) == pytest.approx(
        (-here.value, -here.high, -here.low)
    )


@pytest.mark.parametrize("kind", ["nobody in one arm", "nobody at all", "by baseline"])
def test_separation_is_refused(kind):
    met, baseline, arm, frame = draw(4)
    met = {
        "nobody in one arm": met & arm,
        "nobody at all": np.zeros_like(met),
        "by baseline": baseline > 25,
    }[kind]
    with pytest.raises(CannotEstimate) as fault:
        standardised_risks(met, baseline, arm, encode_covariates(frame), 0.95)
    assert fault.value.refusal.code == "separation"
    assert fault.value.refusal.mend
