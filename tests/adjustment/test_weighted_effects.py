"""Weights, weighted differences and their errors: exact balance, sandwiches written out, peers."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.adjustment import (
    balancing_weights,
    doubly_robust_difference,
    effective_n,
    estimate_propensity,
    overlap_weighted_difference,
    standardised_differences,
    truncate_weights,
    weighted_difference,
    weighted_means,
    within_limits,
)
from analysis.core import CannotEstimate
from tests.adjustment.made_up import People, draw_people

KINDS = ("overlap", "iptw", "att")


def stacked_sandwich(people: People, kind: str, augmented: bool = False) -> tuple[float, float]:
    """Estimate and SE from the estimating equations, differentiated numerically."""
    X = np.column_stack([np.ones(len(people.score)), people.columns])
    t, y, p = people.treated.astype(float), people.score, X.shape[1]

    def equations(theta: np.ndarray) -> np.ndarray:
        e = 1 / (1 + np.exp(-X @ theta[:p]))
        w1, w0, h = {
            "overlap": (1 - e, e, e * (1 - e)),
            "iptw": (1 / e, 1 / (1 - e), 1 + 0 * e),
            "att": (1 + 0 * e, e / (1 - e), e),
        }[kind]
        parts = [X * (t - e)[:, None]]
        m1 = m0 = 0 * y
        rest = theta[p:]
        if augmented:
            a1, a0, rest = rest[:p], rest[p : 2 * p], rest[2 * p :]
            m1, m0 = X @ a1, X @ a0
            parts += [X * (t * (y - m1))[:, None], X * ((1 - t) * (y - m0))[:, None]]
        parts += [(t * w1 * (y - m1 - rest[0]))[:, None],
                  ((1 - t) * w0 * (y - m0 - rest[1]))[:, None]]  # fmt: skip
        if augmented:
            parts.append((h * (m1 - m0 - rest[2]))[:, None])
        return np.column_stack(parts)

    theta, contrast = solve(people, kind, augmented, X)
    assert np.abs(equations(theta).mean(axis=0)).max() < 1e-6
    bread = np.empty((len(theta), len(theta)))
    for j, value in enumerate(theta):
        step = np.zeros(len(theta))
        step[j] = 1e-6 * max(1, abs(value))
        apart = equations(theta + step) - equations(theta - step)
        bread[:, j] = apart.sum(axis=0) / (2 * step[j])
    each = equations(theta)
    inverse = np.linalg.inv(bread)
    variance = contrast @ inverse @ (each.T @ each) @ inverse.T @ contrast
    return float(contrast @ theta), float(np.sqrt(variance))


def solve(people: People, kind: str, augmented: bool, X: np.ndarray):
    propensity = estimate_propensity(people.treated, people.columns)
    w = balancing_weights(kind, people.treated, propensity)
    t, y = people.treated, people.score
    theta = [*propensity.fit.coefficients]
    m1 = m0 = np.zeros(len(y))
    if augmented:
        a1, a0 = (np.linalg.lstsq(X[a], y[a], rcond=None)[0] for a in (t, ~t))
        m1, m0 = X @ a1, X @ a0
        theta += [*a1, *a0]
    theta += [np.average((y - m1)[t], weights=w.values[t]),
              np.average((y - m0)[~t], weights=w.values[~t])]  # fmt: skip
    contrast = [0.0] * (len(theta) - 2) + [1.0, -1.0]
    if augmented:
        theta.append(np.average(m1 - m0, weights=w.tilt))
        contrast.append(1.0)
    return np.array(theta), np.array(contrast)


def fitted(people: People, kind: str):
    propensity = estimate_propensity(people.treated, people.columns)
    return propensity, balancing_weights(kind, people.treated, propensity)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_error_is_the_sandwich_of_all_equations(kind, seed):
    people = draw_people(seed)
    propensity, weights = fitted(people, kind)
    found = weighted_difference(people.score, people.treated, propensity, weights, 0.95)
    value, se = stacked_sandwich(people, kind)
    assert found.value == pytest.approx(value, rel=1e-10)
    assert found.se == pytest.approx(se, rel=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_the_doubly_robust_error_is_the_sandwich_of_all_equations(kind):
    people = draw_people(3)
    propensity, weights = fitted(people, kind)
    found = doubly_robust_difference(
        people.score, people.treated, people.columns, propensity, weights, 0.95
    )
    value, se = stacked_sandwich(people, kind, augmented=True)
    assert found.value == pytest.approx(value, rel=1e-10)
    assert found.se == pytest.approx(se, rel=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_overlap_weights_balance_the_modelled_covariates_exactly(seed):
    people = draw_people(seed, n=80)
    _, weights = fitted(people, "overlap")
    after = standardised_differences(people.columns, people.treated, weights.values)
    assert np.abs(after).max() < 1e-12


def test_errors_with_known_weights_are_those_of_weighted_least_squares():
    people = draw_people(5)
    _, weights = fitted(people, "iptw")
    found = weighted_means(people.score, people.treated, weights.values)
    X = sm.add_constant(people.treated.astype(float))
    peer = sm.WLS(people.score, X, weights=weights.values).fit()
    assert found.difference == pytest.approx(peer.params[1], rel=1e-12)
    for name in ("hc0", "hc1", "hc3"):
        expected = getattr(peer, f"{name.upper()}_se")[1]
        assert getattr(found, f"se_{name}") == pytest.approx(expected, rel=1e-10)


def test_stabilised_weights_change_no_answer_but_the_weights():
    people = draw_people(5)
    _, weights = fitted(people, "iptw")
    share = np.where(people.treated, people.treated.mean(), 1 - people.treated.mean())
    one, two = (weighted_means(people.score, people.treated, w)
                for w in (weights.values, weights.values * share))  # fmt: skip
    assert one.difference == pytest.approx(two.difference, rel=1e-12)
    assert one.se_hc3 == pytest.approx(two.se_hc3, rel=1e-12)


def test_under_maximum_likelihood_the_regression_is_the_plain_weighted_difference():
    people = draw_people(6)
    propensity, weights = fitted(people, "overlap")
    plain = weighted_difference(people.score, people.treated, propensity, weights, 0.95)
    adjusted = overlap_weighted_difference(
        people.score, people.baseline, people.treated, people.covariates, 0.95
    )
    assert adjusted.value == pytest.approx(plain.value, rel=1e-10)
    assert plain.se < adjusted.se < 1.3 * plain.se


def test_truncated_weights_stay_between_their_quantiles_and_count_as_fixed():
    people = draw_people(7)
    propensity, weights = fitted(people, "iptw")
    cut = truncate_weights(weights, (0.05, 0.95))
    low, high = np.quantile(weights.values, [0.05, 0.95])
    assert (cut.values.min(), cut.values.max()) == pytest.approx((low, high))
    assert (cut.slope[weights.values > high] == 0).all()
    found = weighted_difference(people.score, people.treated, propensity, cut, 0.95)
    assert found.low < found.value < found.high
    untouched = truncate_weights(weights, (0.0, 1.0))
    assert untouched.values == pytest.approx(weights.values)
    with pytest.raises(CannotEstimate):
        truncate_weights(weights, (0.9, 0.1))


def test_limits_of_the_propensity_choose_people():
    people = draw_people(8, n=300)
    propensity, _ = fitted(people, "iptw")
    inside = within_limits(propensity, 0.3, 0.7)
    e = propensity.probabilities
    assert inside.tolist() == [0.3 <= one <= 0.7 for one in e]


def test_effective_n_is_n_for_equal_weights_and_one_for_a_single_one():
    assert effective_n(np.full(17, 0.3)) == pytest.approx(17)
    assert effective_n(np.array([1.0, 0, 0])) == pytest.approx(1)
    with pytest.raises(CannotEstimate):
        effective_n(np.zeros(4))


@given(
    seed=st.integers(0, 10_000), shift=st.floats(-50, 50), scale=st.floats(0.05, 20),
    kind=st.sampled_from(KINDS),
)  # fmt: skip
@settings(deadline=None, derandomize=True, max_examples=30)
def test_scale_shift_and_swapped_arms(seed, shift, scale, kind):
    people = draw_people(seed, n=60, q=2)
    propensity, weights = fitted(people, kind)
    found = weighted_difference(people.score, people.treated, propensity, weights, 0.95)
    assert found.low < found.value < found.high
    moved = weighted_difference(
        scale * people.score + shift, people.treated, propensity, weights, 0.95
    )
    assert moved.value == pytest.approx(scale * found.value, rel=1e-6, abs=1e-8 * scale)
    assert moved.se == pytest.approx(scale * found.se, rel=1e-6)
    if kind != "att":
        other = estimate_propensity(~people.treated, people.columns)
        back = weighted_difference(
            people.score, ~people.treated, other,
            balancing_weights(kind, ~people.treated, other), 0.95,
        )  # fmt: skip
        assert back.value == pytest.approx(-found.value, rel=1e-6, abs=1e-8)
        assert back.low == pytest.approx(-found.high, rel=1e-6, abs=1e-8)


def test_it_finds_the_effect_that_adjustment_is_for():
    values, naive = [], []
    for seed in range(60):
        people = draw_people(seed, n=400)
        found = overlap_weighted_difference(
            people.score, people.baseline, people.treated, people.covariates, 0.95
        )
        values.append(found.value)
        naive.append(people.score[people.treated].mean() - people.score[~people.treated].mean())
    assert np.mean(values) == pytest.approx(2, abs=0.2)
    assert np.mean(naive) > 3


DEGENERATE = {
    "one arm": lambda p: (p.score, np.ones_like(p.treated), "one_arm"),
    "one person in an arm": lambda p: (p.score, np.arange(len(p.score)) == 0, "too_few"),
    "same score": lambda p: (np.full(len(p.score), 7.0), p.treated, "no_variation"),
    "missing score": lambda p: (np.where(p.treated, np.nan, p.score), p.treated, "not_finite"),
    "infinite score": lambda p: (np.where(p.treated, np.inf, p.score), p.treated, "not_finite"),
}


@pytest.mark.parametrize("kind", DEGENERATE)
def test_what_cannot_be_weighted_is_refused(kind):
    people = draw_people(1, n=40)
    score, treated, code = DEGENERATE[kind](people)
    with pytest.raises(CannotEstimate) as fault:
        overlap_weighted_difference(score, people.baseline, treated, people.covariates, 0.95)
    assert fault.value.refusal.code in (code, "too_few")
    _, weights = fitted(people, "overlap")
    if code != "one_arm":
        with pytest.raises(CannotEstimate):
            weighted_means(score, treated, weights.values)


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_hardly_anybody_is_refused(n):
    with pytest.raises(CannotEstimate):
        overlap_weighted_difference(
            np.arange(n) * 1.0, np.arange(n) ** 2.0, np.arange(n) % 2 == 0, np.zeros((n, 0)), 0.95
        )
