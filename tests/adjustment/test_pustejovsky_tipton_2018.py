"""CR2 and its df against their definition written out in full, and against exact special cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analysis.adjustment import cluster_robust, clustered_difference
from analysis.core import CannotEstimate
from analysis.core.formulas import welch


def in_full(X, y, cluster, w):
    """The definition, with n x n matrices."""
    n, p = X.shape
    W = np.diag(w)
    bread = np.linalg.inv(X.T @ W @ X)
    keep = np.eye(n) - X @ bread @ X.T @ W
    residuals = keep @ y
    covariance, steps = np.zeros((p, p)), []
    for name in np.unique(cluster):
        j = np.flatnonzero(cluster == name)
        values, vectors = np.linalg.eigh((keep @ keep.T)[np.ix_(j, j)])
        good = values > 1e-10
        adjust = (vectors[:, good] / np.sqrt(values[good])) @ vectors[:, good].T
        rows = adjust @ W[np.ix_(j, j)] @ X[j] @ bread
        covariance += np.outer(rows.T @ residuals[j], rows.T @ residuals[j])
        steps.append(keep[j].T @ rows)
    df = []
    for c in range(p):
        g = np.array([step[:, c] for step in steps])
        products = g @ g.T
        df.append(np.trace(products) ** 2 / (products**2).sum())
    return bread @ X.T @ W @ y, covariance, np.array(df)


def draw(seed: int, n: int = 60, clusters: int = 11):
    rng = np.random.default_rng(seed)
    cluster = rng.permutation(np.r_[np.arange(clusters), rng.integers(0, clusters, n - clusters)])
    X = np.column_stack([np.ones(n), rng.random(n) < 0.5, rng.normal(size=n), cluster % 2])
    y = rng.normal(size=n) + rng.normal(0, 0.5, clusters)[cluster]
    return X.astype(float), y, cluster, rng.uniform(0.2, 3, n)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("weighted", [False, True])
def test_it_is_its_definition(seed, weighted):
    X, y, cluster, w = draw(seed)
    found = cluster_robust(X, y, cluster, w if weighted else None)
    beta, covariance, df = in_full(X, y, cluster, w if weighted else np.ones(len(y)))
    assert found.coefficients == pytest.approx(beta, rel=1e-10)
    assert found.covariance == pytest.approx(covariance, rel=1e-9, abs=1e-14)
    assert found.df == pytest.approx(df, rel=1e-9)


def test_equal_clusters_with_one_arm_each_are_a_t_test_of_their_means():
    rng = np.random.default_rng(7)
    cluster = np.repeat(np.arange(10), 5)
    treated = cluster < 5
    y = rng.normal(size=50) + rng.normal(size=10)[cluster]
    found = cluster_robust(np.column_stack([np.ones(50), treated]), y, cluster)
    means = y.reshape(10, 5).mean(axis=1)
    a, b = means[:5], means[5:]
    assert found.standard_errors[1] == pytest.approx(np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 5))
    assert found.df == pytest.approx([4, 8])


def test_people_as_clusters_of_their_own_are_welch():
    rng = np.random.default_rng(8)
    treated = np.arange(20) < 8
    y = rng.normal(size=20)
    found = cluster_robust(np.column_stack([np.ones(20), treated]), y, np.arange(20))
    sides = [(s.mean(), s.std(ddof=1), len(s)) for s in (y[treated], y[~treated])]
    assert found.standard_errors[1] == pytest.approx(welch(*sides[0], *sides[1], 0.95).se)
    n_t, n_c = 8, 12
    df = (1 / n_t + 1 / n_c) ** 2 / (1 / n_t**2 / (n_t - 1) + 1 / n_c**2 / (n_c - 1))
    assert found.df[1] == pytest.approx(df)


@given(seed=st.integers(0, 1000), scale=st.floats(0.01, 100), shift=st.floats(-100, 100))
@hypothesis_settings(deadline=None, derandomize=True, max_examples=25)
def test_scale_shift_and_swapped_arms(seed, scale, shift):
    X, y, cluster, _ = draw(seed)
    found, moved = (cluster_robust(X, v, cluster) for v in (y, scale * y + shift))
    assert moved.standard_errors == pytest.approx(scale * found.standard_errors, rel=1e-6)
    assert moved.df == pytest.approx(found.df)
    swapped = X.copy()
    swapped[:, 1] = 1 - X[:, 1]
    back = cluster_robust(swapped, y, cluster)
    assert back.coefficients[1] == pytest.approx(-found.coefficients[1], rel=1e-8, abs=1e-10)
    assert back.df[1] == pytest.approx(found.df[1])


def test_few_sites_are_fixed_effects_and_many_are_clusters():
    for clusters, word in ((5, "fixed effects"), (14, "CR2")):
        X, y, cluster, _ = draw(1, n=90, clusters=clusters)
        found = clustered_difference(y, X[:, 1] == 1, X[:, 2:3], cluster, 0.95)
        assert word in found.method
        assert found.counts["sites"] == clusters
        assert found.low < found.value < found.high


def test_many_sites_with_few_df_are_fixed_effects():
    rng = np.random.default_rng(3)
    cluster = np.r_[np.zeros(60, dtype=int), np.repeat(np.arange(1, 12), 3)]
    treated = np.r_[rng.random(60) < 0.5, np.ones(33, dtype=bool)]
    y = rng.normal(size=93)
    assert cluster_robust(np.column_stack([np.ones(93), treated]), y, cluster).df[1] < 4
    found = clustered_difference(y, treated, np.zeros((93, 0)), cluster, 0.95)
    assert "fixed effects" in found.method


def test_a_column_that_is_a_cluster_has_no_error():
    y = np.random.default_rng(2).normal(size=20)
    site = np.arange(20) % 2
    found = cluster_robust(np.column_stack([np.ones(20), site]), y, site)
    assert np.isnan(found.df).all()
    assert np.isnan(found.standard_errors).all()


REFUSED = {
    "one_cluster": lambda X, y, c, w: (X, y, np.zeros(len(y)), w),
    "no_variation": lambda X, y, c, w: (X, np.full(len(y), 4.0), c, w),
    "not_finite": lambda X, y, c, w: (X, np.where(y > 0, np.nan, y), c, w),
    "collinear": lambda X, y, c, w: (X[:, [0, 0]], y, c, w),
    "too_few": lambda X, y, c, w: (X[:3], y[:3], np.arange(3), w[:3]),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_told_is_refused(code):
    with pytest.raises(CannotEstimate) as fault:
        cluster_robust(*REFUSED[code](*draw(1)))
    assert fault.value.refusal.code == code


def test_a_weight_of_zero_is_refused():
    X, y, cluster, w = draw(1)
    with pytest.raises(CannotEstimate):
        cluster_robust(X, y, cluster, np.where(w > 1, 0, w))


def test_sites_with_one_arm_each_cannot_be_fixed_effects():
    rng = np.random.default_rng(1)
    cluster = np.repeat(np.arange(4), 10)
    with pytest.raises(CannotEstimate) as fault:
        clustered_difference(rng.normal(size=40), cluster < 2, np.zeros((40, 0)), cluster, 0.95)
    assert fault.value.refusal.code == "collinear"
