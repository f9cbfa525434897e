"""A small run of `further`, and that its batches are the real estimators."""

import numpy as np
import pytest
from scipy.special import chdtri

from analysis.adjustment import aipw_difference, estimate_propensity, standardised_means
from analysis.core.formulas import small_sample_factor
from analysis.durability import compare_incidence

from . import adjustment, follow_up, further, occupancy, resampled
from . import weighting_batches as wb
from .draws import draw_trials


def rng() -> np.random.Generator:
    return np.random.default_rng(12)


@pytest.mark.parametrize("interacting", [False, True])
def test_batched_standardisation_is_the_real_one(interacting):
    everyone = adjustment.draw_cohorts(rng(), 30, (24, 30), (2.0, 1.0), adjustment.LINEAR)
    scores, good = wb.fit_propensity(everyone)
    cohorts, t = everyone.choose(good), everyone.arm == 1
    found = further.standardised(cohorts, interacting)[0]
    augmented = further.aipw(cohorts, scores.e, interacting)
    for i in range(6):
        y, x = cohorts.score[i], cohorts.design[i, :, 1:]
        products = x if interacting else np.zeros((54, 0))
        real = standardised_means(y, t, x, products, 0.95).difference
        assert found.value[i] == pytest.approx(real.value, rel=1e-8)
        assert found.se[i] == pytest.approx(real.se, rel=1e-8)
        other = aipw_difference(y, t, x, products, estimate_propensity(t, x), 0.95)
        assert augmented.value[i] == pytest.approx(other.value, rel=1e-7)
        assert augmented.se[i] == pytest.approx(other.se, rel=1e-7)


def test_limits_of_an_odds_ratio_are_where_their_rule_says():
    """The profile limit of 10 trials, sought by halving, holds what the batch says it holds."""
    draw, n = rng(), 40
    b, t = draw.standard_normal((10, n)), np.repeat([1.0, 0.0], n // 2)
    X = np.stack([np.ones_like(b), np.broadcast_to(t, b.shape), b], axis=2)
    y = (draw.random(b.shape) < 0.5) * 1.0
    beta, inverse, most, good = further.fit_logistic(X, y)
    assert good.all()
    low, high = beta[:, 1].copy(), beta[:, 1] + 6
    rest = np.delete(X, 1, axis=2)
    for _ in range(40):
        middle = (low + high) / 2
        there = np.array([further.fit_logistic(rest[i : i + 1], y[i : i + 1],
                          middle[i] * X[i, :, 1])[2][0] for i in range(10)])  # fmt: skip
        inside = 2 * (most - there) <= chdtri(1, 0.05)
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    for i in range(10):
        for shift, expected in ((-1e-3, True), (1e-3, False)):
            args = X[i : i + 1], y[i : i + 1], low[i] + shift
            assert further.odds_ratio_holds(*args)[1][0] == expected
    wald = beta[:, 1] + further.Z * np.sqrt(inverse[:, 1, 1])
    assert further.odds_ratio_holds(X[:1], y[:1], wald[0] - 1e-6)[0][0]
    assert not further.odds_ratio_holds(X[:1], y[:1], wald[0] + 1e-6)[0][0]


def test_batched_changes_in_sds_before_are_the_formula():
    trials = draw_trials(rng(), 3, (12, 15), (1.5, 1.0), 0.5)
    counts = [resampled.count_drawn(rng(), 599, people) for people in (12, 15)]
    d, own = further.morris_limits(trials, counts)
    for at in range(3):
        told = []
        for redraw in range(599):
            t, c = (np.repeat(np.arange(len(k[redraw])), k[redraw].astype(int)) for k in counts)
            before = trials.before_t[at][t], trials.before_c[at][c]
            after = trials.after_t[at][t], trials.after_c[at][c]
            change = [(a - b).mean() for a, b in zip(after, before, strict=True)]
            v = [b.var(ddof=1) for b in before]
            pooled = np.sqrt((11 * v[0] + 14 * v[1]) / 25)
            parts = [small_sample_factor(k) * change[i] / np.sqrt(v[i])
                     for i, k in enumerate((11, 14))]  # fmt: skip
            told.append([(1 - 3 / 99) * (change[0] - change[1]) / pooled, parts[0] - parts[1]])
        low, high = np.quantile(told, [0.025, 0.975], axis=0)
        assert (d.low[at], own.low[at]) == pytest.approx(low)
        assert (d.high[at], own.high[at]) == pytest.approx(high)


def test_batched_differences_of_incidence_are_the_real_ones():
    drawn = follow_up.draw(rng(), 5, (20, 24), (0.4, 0.7), competing=0.35)
    parts = [occupancy.incidence_parts(follow_up.arm(drawn, a), 0.8) for a in (True, False)]
    for i in range(5):
        arms = [(one.time[i], one.kind[i]) for one in
                (follow_up.arm(drawn, False), follow_up.arm(drawn, True))]  # fmt: skip
        real = compare_incidence(*arms, 1, [0.8])[0]
        assert parts[0][0][i] - parts[1][0][i] == pytest.approx(real.value)
        assert np.sqrt(parts[0][1][i] + parts[1][1][i]) == pytest.approx(real.se)


def test_standardisation_is_short_in_small_arms_and_holds_in_large_ones():
    held = {}
    for n in ((12, 12), (100, 100)):
        cohorts = adjustment.draw_cohorts(rng(), 1000, n, (1.0, 1.0), adjustment.LINEAR)
        held[n] = np.nanmean(further.standardised(cohorts, False)[0].hold(adjustment.EFFECT))
    assert held[12, 12] < 0.91
    assert held[100, 100] == pytest.approx(0.945, abs=0.03)


def test_a_separated_outcome_has_no_odds_ratio():
    b, t = rng().standard_normal((2, 20)), np.repeat([1.0, 0.0], 10)
    X = np.stack([np.ones_like(b), np.broadcast_to(t, b.shape), b], axis=2)
    y = np.array([t, (rng().random(20) < 0.5) * 1.0])
    assert further.odds_ratio_holds(X, y, 0.0)[2].tolist() == [False, True]
