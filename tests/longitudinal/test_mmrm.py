"""MMRM where the answer is known otherwise, its symmetries, and what it refuses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import CannotEstimate
from analysis.core.formulas import least_squares
from analysis.longitudinal import COVARIANCES, fit_mmrm
from tests.longitudinal.made_up_visits import make_rows

ARM = np.eye(6)[4]


def refusal(*arguments, **options):
    with pytest.raises(CannotEstimate) as caught:
        fit_mmrm(*arguments, **options)
    assert caught.value.refusal.mend
    return caught.value.refusal.code


def test_complete_data_are_a_multivariate_regression():
    people, visits = 20, 3
    rng = np.random.default_rng(1)
    scores, x = rng.normal(size=(people, visits)), rng.normal(size=people)
    between = np.column_stack([np.ones(people), x])
    design = np.kron(between, np.eye(visits))
    who, when = np.repeat(np.arange(people), visits), np.tile(np.arange(visits), people)
    fit = fit_mmrm(design, scores.ravel(), who, when)
    ols = np.linalg.lstsq(between, scores, rcond=None)[0]
    residual = scores - between @ ols
    assert fit.coefficients == pytest.approx(ols.ravel())
    assert fit.sigma == pytest.approx(residual.T @ residual / (people - 2))
    for one in fit.contrasts(np.eye(6), 0.95):
        assert one.df == pytest.approx(people - 2)


@pytest.mark.parametrize("covariance", COVARIANCES)
def test_a_single_visit_is_least_squares(covariance):
    rows = make_rows(gaps=0)
    at = rows.visit == 2
    design = rows.design[at][:, [2, 4, 5]]
    fit = fit_mmrm(design, rows.score[at], rows.person[at], rows.visit[at], covariance)
    ols = least_squares(design, rows.score[at])
    assert fit.coefficients == pytest.approx(ols.coefficients)
    assert fit.sigma == pytest.approx(np.array([[ols.sigma2]]))
    for one in fit.contrasts(np.eye(3), 0.95, "kenward-roger"):
        assert one.df == pytest.approx(ols.df)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.sampled_from(COVARIANCES), st.sampled_from(["satterthwaite", "kenward-roger"]),
    st.floats(0.01, 1000), st.floats(-50, 50), st.integers(0, 30),
)  # fmt: skip
def test_scale_shift_and_order_of_rows(covariance, correction, scale, shift, seed):
    rows = make_rows(seed=seed, gaps=0.1)
    one = fit_mmrm(*rows, covariance).contrasts(ARM, 0.9, correction)[0]
    mixed = np.random.default_rng(seed).permutation(len(rows.score))
    moved = rows._replace(score=scale * rows.score + shift)
    other = fit_mmrm(*(part[mixed] for part in moved), covariance).contrasts(ARM, 0.9, correction)[
        0
    ]
    assert other.estimate == pytest.approx(scale * one.estimate, rel=1e-5, abs=1e-7 * scale)
    assert other.se == pytest.approx(scale * one.se, rel=1e-6)
    assert other.df == pytest.approx(one.df, rel=1e-5)
    assert one.low < one.estimate < one.high


def test_arms_swapped():
    rows = make_rows()
    swapped = rows._replace(design=rows.design * np.where(ARM, -1, 1) + ARM)
    one, other = (fit_mmrm(*which).contrasts(ARM, 0.95)[0] for which in (rows, swapped))
    assert other.estimate == pytest.approx(-one.estimate)
    assert (other.low, other.high) == pytest.approx((-one.high, -one.low))


def test_rows_without_a_score_or_covariate_are_counted():
    rows = make_rows(gaps=0)
    score, design = rows.score.copy(), rows.design.copy()
    score[:4], score[7], design[9, 5] = np.nan, np.nan, np.nan
    fit = fit_mmrm(design, score, rows.person, rows.visit)
    assert (fit.rows_missing, fit.people_unseen, fit.n_people) == (6, 1, 23)
    assert fit.n_obs == len(score) - 6


def test_visits_in_the_order_given():
    rows = make_rows()
    names = np.array(["week 2", "week 4", "week 8", "week 12"], dtype=object)
    order = ("week 2", "week 4", "week 8", "week 12")
    labelled = rows._replace(visit=names[rows.visit])
    one, other = fit_mmrm(*rows, "ar1"), fit_mmrm(*labelled, "ar1", visits=order)
    assert other.visits == order
    assert other.sigma == pytest.approx(one.sigma)
    assert fit_mmrm(*labelled, "ar1").minus2_loglik != pytest.approx(one.minus2_loglik)


def test_refuses_what_cannot_be_estimated():
    rows = make_rows()
    none, score = np.full(len(rows.score), np.nan), rows.score
    infinite = np.where(np.arange(len(score)) == 5, np.inf, score)
    assert refusal(rows.design, none, rows.person, rows.visit) == "nobody"
    assert refusal(rows.design, infinite, rows.person, rows.visit) == "infinite"
    assert refusal(rows.design, score * 0 + 7, rows.person, rows.visit) == "no_variation"
    assert refusal(rows.design, score, rows.person, rows.visit * 0) == "visit_twice"
    assert refusal(rows.design, score, rows.person, rows.visit, "vc") == "no_covariance"
    twice = np.column_stack([rows.design, rows.design[:, 5]])
    assert refusal(twice, score, rows.person, rows.visit) == "collinear"


@pytest.mark.parametrize("people", [0, 1, 2])
def test_refuses_nobody_one_and_two(people):
    rows = make_rows(gaps=0)
    few = rows.person < people
    assert refusal(*(part[few] for part in rows)) in (
        "nobody", "too_few", "collinear", "no_variation", "no_maximum", "singular_covariance",
    )  # fmt: skip


def test_refuses_a_visit_that_follows_from_another_and_names_simpler_models():
    rows = make_rows(gaps=0)
    wide = rows.score.reshape(24, 4).copy()
    wide[:, 3] = 2 * wide[:, 1] + 1
    with pytest.raises(CannotEstimate) as caught:
        fit_mmrm(rows.design, wide.ravel(), rows.person, rows.visit)
    assert caught.value.refusal.code in ("singular_covariance", "not_converged", "no_maximum")
    assert "toeph" in caught.value.refusal.mend


def test_refuses_visits_nearly_nobody_has_both_of():
    rows = make_rows(gaps=0)
    wide = rows.score.reshape(24, 4).copy()
    wide[::2, 3] = wide[1::2, 0] = np.nan
    assert refusal(rows.design, wide.ravel(), rows.person, rows.visit) == "too_few_together"
    fit_mmrm(rows.design, wide.ravel(), rows.person, rows.visit, "csh")


def test_an_unknown_correction_is_refused():
    fit = fit_mmrm(*make_rows())
    with pytest.raises(CannotEstimate, match="no correction"):
        fit.contrasts(ARM, 0.95, "bootstrap")
