"""The partially nested model against REML written out in full, statsmodels, and closed forms."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from analysis.adjustment import design_effect, partially_nested_difference, widen_for_therapists
from analysis.core import CannotEstimate, Estimate


def draw(seed: int, therapists: int = 6, n=(45, 40), sd=(1.2, 0.8, 0.6), q: int = 2):
    """Score, treated, covariates, therapists; SDs within, comparator, between therapists."""
    rng = np.random.default_rng(seed)
    treated = np.arange(sum(n)) < n[0]
    group = np.r_[np.arange(therapists), rng.integers(0, therapists, n[0] - therapists)]
    x = rng.normal(size=(sum(n), q))
    y = x.sum(axis=1) * 0.4 + 0.5 * treated + rng.normal(size=sum(n)) * np.where(treated, *sd[:2])
    y[: n[0]] += rng.normal(0, sd[2], therapists)[group]
    names = np.array([*(f"therapist {g}" for g in group), *[None] * n[1]], dtype=object)
    return y, treated, x, names


def in_full(y, treated, x, names):
    """Maximum of the restricted likelihood with n x n matrices: SDs, SE, Satterthwaite df."""
    X = np.column_stack([np.ones(len(y)), treated, x])
    Z = np.array([[float(a == b) for b in dict.fromkeys(names[treated])] for a in names])
    kinds = [np.diag(1.0 * ~treated), np.diag(1.0 * treated), Z @ Z.T]

    def minus(logs):
        V = sum(np.exp(v) * k for v, k in zip(logs, kinds, strict=True))
        inverse = np.linalg.inv(V)
        A = X.T @ inverse @ X
        rest = y - X @ np.linalg.solve(A, X.T @ inverse @ y)
        return (np.linalg.slogdet(V)[1] + np.linalg.slogdet(A)[1] + rest @ inverse @ rest) / 2

    best = minimize(minus, [0, 0, -1], method="Nelder-Mead",
                    options={"xatol": 1e-8, "fatol": 1e-11, "maxiter": 4000})  # fmt: skip
    v = np.exp(best.x)
    inverse = np.linalg.inv(sum(a * k for a, k in zip(v, kinds, strict=True)))
    A = np.linalg.inv(X.T @ inverse @ X)
    P = inverse - inverse @ X @ A @ X.T @ inverse
    information = [[np.trace(P @ k @ P @ m) / 2 for k in kinds] for m in kinds]
    slope = np.array([(A @ X.T @ inverse @ k @ inverse @ X @ A)[1, 1] for k in kinds])
    df = 2 * A[1, 1] ** 2 / (slope @ np.linalg.solve(information, slope))
    return np.sqrt(v), np.sqrt(A[1, 1]), df


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_is_reml_with_satterthwaite(seed):
    data = draw(seed)
    sds, se, df = in_full(*data)
    y, treated, x, names = data
    found = partially_nested_difference(y, treated, x, names, 0.95)
    assert [found.sd_comparator, found.sd_treatment, found.sd_therapists] == pytest.approx(
        sds.tolist(), rel=1e-4, abs=1e-4
    )
    assert found.difference.se == pytest.approx(se, rel=1e-5)
    assert found.difference.df == pytest.approx(df, rel=1e-3)


def test_without_covariates_the_treatment_arm_is_a_one_way_model_of_its_own():
    y, treated, _, names = draw(5, q=1)
    found = partially_nested_difference(y, treated, np.zeros((len(y), 0)), names, 0.95)
    mine = y[treated]
    peer = sm.MixedLM(mine, np.ones(len(mine)), groups=names[treated]).fit(reml=True)
    assert found.sd_treatment**2 == pytest.approx(peer.scale, rel=1e-4)
    assert found.sd_therapists**2 == pytest.approx(float(np.squeeze(peer.cov_re)), rel=1e-3)
    assert found.sd_comparator == pytest.approx(y[~treated].std(ddof=1), rel=1e-6)
    assert found.difference.value == pytest.approx(
        float(np.squeeze(peer.fe_params)) - y[~treated].mean(), rel=1e-5
    )


def test_equal_therapists_have_the_closed_form():
    rng = np.random.default_rng(4)
    group = np.repeat(np.arange(5), 8)
    y = np.r_[rng.normal(size=40) + rng.normal(0, 1, 5)[group], rng.normal(size=30)]
    treated = np.arange(70) < 40
    names = np.array([*map(str, group), *[None] * 30], dtype=object)
    found = partially_nested_difference(y, treated, np.zeros((70, 0)), names, 0.95)
    means = y[:40].reshape(5, 8).mean(axis=1)
    part_t, part_c = means.var(ddof=1) / 5, y[40:].var(ddof=1) / 30
    assert found.difference.value == pytest.approx(means.mean() - y[40:].mean())
    assert found.difference.se == pytest.approx(np.sqrt(part_t + part_c), rel=1e-6)
    df = (part_t + part_c) ** 2 / (part_t**2 / 4 + part_c**2 / 29)
    assert found.difference.df == pytest.approx(df, rel=1e-5)
    between = 8 * means.var(ddof=1)
    within = y[:40].reshape(5, 8).var(axis=1, ddof=1).mean()
    assert found.icc.value == pytest.approx((between - within) / (between + 7 * within), rel=1e-5)


@given(seed=st.integers(0, 500), scale=st.floats(0.01, 100), shift=st.floats(-100, 100))
@settings(deadline=None, derandomize=True, max_examples=20)
def test_scale_and_shift(seed, scale, shift):
    y, treated, x, names = draw(seed)
    found = partially_nested_difference(y, treated, x, names, 0.95)
    moved = partially_nested_difference(scale * y + shift, treated, x, names, 0.95)
    assert moved.difference.value == pytest.approx(
        scale * found.difference.value, rel=1e-4, abs=1e-6 * scale
    )
    assert moved.difference.se == pytest.approx(scale * found.difference.se, rel=1e-4)
    assert moved.icc.value == pytest.approx(found.icc.value, abs=1e-4)
    assert found.icc.low <= found.icc.value <= found.icc.high


def test_therapists_who_do_not_differ_leave_their_variance_at_zero():
    y, treated, x, names = draw(0, sd=(1, 1, 0))
    for seed in range(12):
        y, treated, x, names = draw(seed, sd=(1, 1, 0))
        found = partially_nested_difference(y, treated, x, names, 0.95)
        if found.sd_therapists == 0:
            break
    assert found.sd_therapists == 0
    assert found.icc.value == 0
    assert found.icc.low == 0
    assert found.icc.high >= 0
    assert np.isfinite(found.difference.df)


def test_the_design_effect_and_what_it_widens():
    assert design_effect(1) == 1
    assert design_effect(9) == pytest.approx(1.4)
    assert design_effect(9, 0.1) == pytest.approx(1.8)
    one = Estimate("d", 2.0, 0.0, 4.0, 0.95, {"n_treatment": 30, "n_comparator": 30}, "ANCOVA.",
                   "", se=1.0, df=57.0)  # fmt: skip
    wide = widen_for_therapists(one, 9)
    assert wide.se == pytest.approx(np.sqrt(1.2))
    assert wide.value == one.value
    assert wide.low < one.low
    assert "not recorded" in wide.method
    for wrong in ((0.5, 0.05), (5, -0.1), (5, 2)):
        with pytest.raises(CannotEstimate):
            design_effect(*wrong)


def named(names, treated, value):
    changed = names.copy()
    changed[np.flatnonzero(treated)] = value
    return changed


REFUSED = {
    "no_therapist": lambda y, t, x, n: (y, t, x, named(n, t, [None, *n[t][1:]])),
    "few_therapists": lambda y, t, x, n: (y, t, x, named(n, t, "one")),
    "no_variation": lambda y, t, x, n: (np.full(len(y), 3.0), t, x, n),
    "not_finite": lambda y, t, x, n: (np.where(t, np.nan, y), t, x, n),
    "collinear": lambda y, t, x, n: (y, t, t[:, None] * 1.0, n),
    "too_few": lambda y, t, x, n: (y[:46], t[:46], x[:46], n[:46]),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_told_is_refused(code):
    with pytest.raises(CannotEstimate) as fault:
        partially_nested_difference(*REFUSED[code](*draw(1)), 0.95)
    assert fault.value.refusal.code == code


def test_everybody_with_a_therapist_of_their_own_is_refused():
    y, treated, x, names = draw(1)
    alone = named(names, treated, [str(i) for i in range(int(treated.sum()))])
    with pytest.raises(CannotEstimate) as fault:
        partially_nested_difference(y, treated, x, alone, 0.95)
    assert fault.value.refusal.code == "few_therapists"


def test_an_arm_whose_scores_do_not_vary_is_refused():
    y, treated, _, names = draw(1)
    y = np.where(treated, y, 5.0)
    with pytest.raises(CannotEstimate):
        partially_nested_difference(y, treated, np.zeros((len(y), 0)), names, 0.95)
