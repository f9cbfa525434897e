"""Three levels: the published example, the likelihood and CR2 written out with whole matrices."""

import itertools

import numpy as np
import pytest

from analysis.core import CannotEstimate
from analysis.meta_analysis import pool_studies, pool_three_levels

SCHOOLS = """
11 -.18 .118 -.22 .118 .23 .144 -.30 .144
12 .13 .014 -.26 .014 .19 .015 .32 .024
18 .45 .023 .38 .043 .29 .012
27 .16 .020 .65 .004 .36 .004 .60 .007
56 .08 .019 .04 .007 .19 .005 -.06 .004
58 -.18 .020 .00 .018 .00 .019 -.28 .022 -.04 .020 -.30 .021 .07 .006 .00 .007 .05 .007 -.08 .007
   -.09 .007
71 .30 .015 .98 .011 1.19 .010
86 -.07 .001 -.05 .001 -.01 .001 .02 .001 -.03 .001 .00 .001 .01 .001 -.10 .001
91 .50 .010 .66 .011 .20 .010 .00 .009 .05 .013 .07 .013
108 -.52 .031 .70 .031 -.03 .030 .27 .030 -.34 .030
644 .12 .087 .61 .082 .04 .067 -.05 .067
"""
"""Modified school calendars by district (Konstantopoulos 2011, table 1): effect, variance."""


def read_schools() -> tuple[np.ndarray, np.ndarray, list[str]]:
    rows = []
    for line in SCHOOLS.strip().replace("\n   ", " ").splitlines():
        district, *cells = line.split()
        pairs = zip(map(float, cells[::2]), map(float, cells[1::2]), strict=True)
        rows += [(district, y, v) for y, v in pairs]
    districts, y, v = zip(*rows, strict=True)
    return np.array(y), np.array(v), list(districts)


def test_the_published_model():
    y, v, district = read_schools()
    found = pool_three_levels(y, v, district)
    mean = found.coefficients["intrcpt"]
    assert (found.effects, found.studies) == (56, 11)
    assert (mean.value, mean.se) == pytest.approx((0.1847, 0.0846), abs=5e-5)
    assert (found.between, found.within) == pytest.approx((0.0651, 0.0327), abs=5e-5)
    assert (found.q, found.q_df) == (pytest.approx(578.8640, abs=5e-5), 55)
    assert found.log_likelihood == pytest.approx(-7.9587, abs=5e-5)
    flat = pool_studies(y, v)
    assert (flat.wald.value, flat.wald.se) == pytest.approx((0.1279, 0.0439), abs=5e-5)
    assert flat.tau2 == pytest.approx(0.0884, abs=5e-5)


def test_cr2_as_clubsandwich_prints_it():
    """robust(..., clubSandwich=TRUE): t(9.86) = 2.187, p = .0540, -.0038 to .3733 (from memory)."""
    y, v, district = read_schools()
    robust = pool_three_levels(y, v, district).robust["intrcpt"]
    assert (robust.se, robust.df) == pytest.approx((0.0845, 9.86), abs=5e-3)
    assert robust.p == pytest.approx(0.0540, abs=5e-5)
    assert (robust.low, robust.high) == pytest.approx((-0.0038, 0.3733), abs=5e-5)


def covariance(v: np.ndarray, study: np.ndarray, between: float, within: float) -> np.ndarray:
    return np.diag(v + within) + between * (study[:, None] == study)


def height(y, v, X, study, between: float, within: float) -> float:
    """Restricted log likelihood with R's constant."""
    V = covariance(v, study, between, within)
    inverse = np.linalg.inv(V)
    b = np.linalg.solve(X.T @ inverse @ X, X.T @ inverse @ y)
    rest = y - X @ b
    n, p = X.shape
    parts = (np.linalg.slogdet(V)[1], np.linalg.slogdet(X.T @ inverse @ X)[1],
             -np.linalg.slogdet(X.T @ X)[1], rest @ inverse @ rest)  # fmt: skip
    return -0.5 * (sum(parts) + (n - p) * np.log(2 * np.pi))


def draw_nested(seed: int, studies: int = 8, between: float = 0.2, within: float = 0.05):
    rng = np.random.default_rng(seed)
    study = np.repeat(np.arange(studies), rng.integers(1, 6, studies))
    if len(study) == studies:
        study = np.append(study, 0)
    v = rng.uniform(0.02, 0.2, len(study))
    u = rng.normal(size=studies)[study] * between**0.5
    y = 0.3 + u + rng.normal(size=len(study)) * np.sqrt(v + within)
    return y, v, study, np.column_stack([np.ones(len(y)), rng.normal(size=len(y))])


@pytest.mark.parametrize("seed", range(8))
def test_no_point_is_likelier_by_brute_force(seed):
    y, v, study, X = draw_nested(seed, between=[0, 0.2, 1.0][seed % 3], within=[0, 0.3][seed % 2])
    found = pool_three_levels(y, v, study.astype(str).tolist(), X, ("intrcpt", "x"))
    top = height(y, v, X, study, found.between, found.within)
    assert found.log_likelihood == pytest.approx(top, abs=1e-9)
    coarse = np.concatenate([[0], np.geomspace(1e-4, 5, 25)])
    near = [
        (max(found.between + db, 0), max(found.within + dw, 0))
        for scale in (1e-3, 1e-4)
        for db in (-scale, 0, scale)
        for dw in (-scale, 0, scale)
    ]
    for between, within in [*itertools.product(coarse, coarse), *near]:
        assert height(y, v, X, study, between, within) <= top + 1e-9


@pytest.mark.parametrize("seed", range(3))
def test_cr2_and_its_df_equal_whole_matrices(seed):
    y, v, study, X = draw_nested(seed)
    found = pool_three_levels(y, v, study.astype(str).tolist(), X, ("intrcpt", "x"))
    V = covariance(v, study, found.between, found.within)
    W = np.linalg.inv(V)
    M = np.linalg.inv(X.T @ W @ X)
    H = X @ M @ X.T @ W
    rest = y - H @ y
    n, meat, plain, vectors = len(y), 0, 0, []
    for one in np.unique(study):
        rows = np.flatnonzero(study == one)
        D = np.linalg.cholesky(V[np.ix_(rows, rows)]).T
        IH = (np.eye(n) - H)[rows]
        values, u = np.linalg.eigh(D @ IH @ V @ IH.T @ D.T)
        A = D.T @ (u * values**-0.5) @ u.T @ D
        turned = X[rows].T @ W[np.ix_(rows, rows)] @ A
        meat = meat + np.outer(turned @ rest[rows], turned @ rest[rows])
        score = X[rows].T @ W[np.ix_(rows, rows)] @ rest[rows]
        plain = plain + np.outer(score, score)
        vectors.append(IH.T @ turned.T @ M)
    studies = len(vectors)
    for place, name in enumerate(("intrcpt", "x")):
        robust, cr1 = found.robust[name], found.robust_cr1[name]
        assert robust.se == pytest.approx((M @ meat @ M)[place, place] ** 0.5, rel=1e-8)
        p = np.array([vector[:, place] for vector in vectors])
        G = p @ V @ p.T
        assert robust.df == pytest.approx(np.trace(G) ** 2 / (G**2).sum(), rel=1e-7)
        expected = (M @ plain @ M)[place, place] * studies / (studies - 2)
        assert cr1.se == pytest.approx(expected**0.5, rel=1e-8)
        assert cr1.df == studies - 2
        assert found.coefficients[name].se == pytest.approx(M[place, place] ** 0.5, rel=1e-8)


def test_the_mean_follows_unit_shift_and_order():
    y, v, district = read_schools()
    here = pool_three_levels(y, v, district)
    there = pool_three_levels(y * 10 + 3, v * 100, district)
    assert there.between == pytest.approx(100 * here.between, rel=1e-6)
    assert there.robust["intrcpt"].value == pytest.approx(10 * here.robust["intrcpt"].value + 3)
    assert there.robust["intrcpt"].df == pytest.approx(here.robust["intrcpt"].df, rel=1e-6)
    order = np.random.default_rng(1).permutation(56)
    mixed = pool_three_levels(y[order], v[order], [district[i] for i in order])
    assert mixed.within == pytest.approx(here.within, rel=1e-7)
    assert mixed.robust["intrcpt"].se == pytest.approx(here.robust["intrcpt"].se, rel=1e-8)


@pytest.mark.parametrize(
    ("study", "code"),
    [("aabb", "too_few_studies"), ("abcd", "one_effect_each"), ("aaaa", "too_few_studies")],
)
def test_levels_that_cannot_be_told_apart_are_refused(study, code):
    y, v = np.array([0.1, 0.4, 0.2, 0.6]), np.array([0.1, 0.2, 0.1, 0.2])
    with pytest.raises(CannotEstimate) as fault:
        pool_three_levels(y, v, list(study))
    assert fault.value.refusal.code == code


def test_identical_effects_are_refused_or_keep_an_interval():
    with pytest.raises(CannotEstimate) as fault:
        pool_three_levels(np.full(6, 0.2), np.full(6, 0.1), list("aabbcc"))
    assert fault.value.refusal.code == "no_spread"
