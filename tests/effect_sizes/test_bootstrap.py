"""Bootstrap limits beside scipy's, and a permutation test beside every deal."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.effect_sizes import (
    STATISTICS,
    bootstrap,
    compare_pairs,
    hedges_g,
    permutation_p,
    summarise_arm,
)

REPLICATES = 4000


def draw(seed: int, n_t: int = 21, n_c: int = 30) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return np.round(rng.gamma(4, 3, n_t), 1), np.round(rng.gamma(3, 3, n_c), 1)


def superior(t, c, axis=-1):
    signs = np.sign(t[..., :, None] - c[..., None, :])
    return (signs.mean(axis=(-2, -1)) + 1) / 2


def standardised(t, c, axis=-1):
    m = t.shape[axis] + c.shape[axis] - 2
    squares = t.var(axis=axis) * t.shape[axis] + c.var(axis=axis) * c.shape[axis]
    return (t.mean(axis=axis) - c.mean(axis=axis)) / np.sqrt(squares / m) * (1 - 3 / (4 * m - 1))


PEERS = {
    "mean_diff": lambda t, c, axis=-1: t.mean(axis=axis) - c.mean(axis=axis),
    "hedges_g": standardised,
    "prob_superiority": superior,
}


@pytest.mark.parametrize("name", PEERS)
def test_limits_equal_scipys_but_for_the_draw(name):
    t, c = draw(3)
    found = bootstrap(t, c, STATISTICS[name], replicates=REPLICATES)
    assert found.value == pytest.approx(PEERS[name](t, c), rel=1e-4)
    for method, have in (("BCa", found.bca), ("percentile", found.percentile)):
        peer = stats.bootstrap((t, c), PEERS[name], method=method, n_resamples=REPLICATES,
                               batch=500, rng=np.random.default_rng(8))  # fmt: skip
        width = peer.confidence_interval.high - peer.confidence_interval.low
        assert have == pytest.approx(tuple(peer.confidence_interval), abs=0.07 * width)


@pytest.mark.parametrize("name", STATISTICS)
@pytest.mark.parametrize("people", [(20, 31), (3, 4)])
def test_what_is_redrawn_is_the_statistic_of_those_people(name, people):
    t, c = (np.sort(scores) for scores in draw(5, *people))
    rng = np.random.default_rng(1)
    drawn = [rng.integers(n, size=(200, n)) for n in people]
    counts = [np.array([np.bincount(row, minlength=n) for row in rows], dtype=float)
              for rows, n in zip(drawn, people, strict=True)]  # fmt: skip
    found = STATISTICS[name].redrawn(t, c, *counts)
    peers = {**PEERS, "median_diff": lambda a, b: np.median(a, axis=-1) - np.median(b, axis=-1)}
    with np.errstate(all="ignore"):
        expected = peers[name](t[drawn[0]], c[drawn[1]])
    kept = np.isfinite(found)
    assert kept.mean() > 0.9
    close = 1e-9 if name != "hedges_g" else 0.02  # the peer's small-sample factor is approximate
    assert found[kept] == pytest.approx(expected[kept], rel=close)


@pytest.mark.parametrize("name", [name for name, s in STATISTICS.items() if s.influence])
def test_influence_is_the_slope_of_a_little_more_weight(name):
    t, c = (np.sort(scores) for scores in draw(6, 12, 9))
    influence, step = STATISTICS[name].influence(t, c), 1e-6
    for arm, scores in enumerate((t, c)):
        n = len(scores)
        weights = np.ones((2, n, n))
        weights[0] += step * (n * np.eye(n) - 1)
        weights[1] -= step * (n * np.eye(n) - 1)
        ends = []
        for rows in weights:
            counts = [np.ones((n, len(t))), np.ones((n, len(c)))]
            counts[arm] = rows
            ends.append(STATISTICS[name].redrawn(t, c, *counts))
        assert (ends[0] - ends[1]) / (2 * step) == pytest.approx(influence[arm], abs=1e-5)


def test_the_estimate_is_that_of_the_estimators():
    t, c = draw(7)
    assert STATISTICS["prob_superiority"].of(t, c) == pytest.approx(compare_pairs(t, c).value)
    arms = [summarise_arm(name, scores, scores) for name, scores in (("a", t), ("b", c))]
    assert STATISTICS["hedges_g"].of(t, c) == pytest.approx(hedges_g(*arms, 0.95).value)


def test_scores_of_any_size_have_limits():
    t, c = draw(8)
    small, found = (bootstrap(scale * t, scale * c, replicates=300) for scale in (1e-150, 1e150))
    assert found.bca == pytest.approx([1e300 * limit for limit in small.bca])


def test_many_people_are_redrawn_in_parts():
    rng = np.random.default_rng(9)
    t, c = rng.normal(0.2, 1, 9000), rng.normal(0, 1, 7000)
    found = bootstrap(t, c, replicates=600)
    half = 1.96 * np.sqrt(1 / 9000 + 1 / 7000)
    expected = (found.value - half, found.value + half)
    assert found.percentile == pytest.approx(expected, abs=0.2 * half)
    assert bootstrap(t, c, STATISTICS["median_diff"], replicates=200).bca[0] < 0.3


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.floats(0.01, 300))
def test_same_seed_same_limits_in_proportion_to_the_scores(seed, scale):
    t, c = draw(seed)
    for name, statistic in STATISTICS.items():
        found = bootstrap(t, c, statistic, replicates=300, seed=seed)
        assert found == bootstrap(t, c, statistic, replicates=300, seed=seed)
        scaled = bootstrap(scale * t, scale * c, statistic, replicates=300, seed=seed)
        factor = scale if name in ("mean_diff", "median_diff") else 1
        assert scaled.percentile == pytest.approx([factor * x for x in found.percentile])
        assert STATISTICS[name].of(c, t) == pytest.approx(
            1 - found.value if name == "prob_superiority" else -found.value
        )


def test_permutation_p_is_the_share_of_all_deals():
    t, c = np.array([3.0, 5.5, 9, 7]), np.array([1.0, 4, 2.5, 6, 3.5])
    together, observed = np.concatenate([t, c]), abs(t.mean() - c.mean())
    further = [
        abs(together[list(chosen)].mean() - np.delete(together, chosen).mean()) >= observed - 1e-12
        for chosen in combinations(range(9), 4)
    ]
    found = permutation_p(t, c, replicates=20_000)
    assert found == pytest.approx(np.mean(further), abs=0.01)
    assert permutation_p(c, t, replicates=20_000) == pytest.approx(found, abs=0.012)
    assert permutation_p(5 * t + 3, 5 * c + 3, replicates=2000) == permutation_p(t, c, 2000)


def test_permutation_p_is_never_zero():
    assert permutation_p(np.arange(20.0) + 100, np.arange(20.0), 99) == 0.01
