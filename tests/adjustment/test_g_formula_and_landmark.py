"""Standardisation, AIPW, and who may be compared from a landmark on."""

import numpy as np
import pytest

from analysis.adjustment import (
    aipw_difference,
    choose_landmark,
    estimate_propensity,
    standardised_means,
)
from analysis.core import CannotEstimate
from analysis.core.formulas import least_squares
from tests.adjustment.made_up import draw_people


def test_without_interaction_it_is_the_coefficient():
    people = draw_people(1)
    found = standardised_means(
        people.score, people.treated, people.columns, np.zeros((120, 0)), 0.95
    )
    design = np.column_stack([np.ones(120), people.treated, people.columns])
    fit = least_squares(design, people.score)
    assert found.difference.value == pytest.approx(fit.coefficients[1], rel=1e-10)
    weighted = fit.hat_rows[1] * fit.residuals
    assert found.difference.se == pytest.approx(np.sqrt(weighted @ weighted), rel=1e-10)
    assert found.mean_treatment.value - found.mean_comparator.value == pytest.approx(
        found.difference.value
    )


def test_with_every_interaction_arms_have_models_of_their_own():
    people = draw_people(2)
    found = standardised_means(people.score, people.treated, people.columns, people.columns, 0.95)
    X = np.column_stack([np.ones(120), people.columns])
    for arm, mean in ((people.treated, found.mean_treatment.value),
                      (~people.treated, found.mean_comparator.value)):  # fmt: skip
        beta = np.linalg.lstsq(X[arm], people.score[arm], rcond=None)[0]
        assert mean == pytest.approx((X @ beta).mean(), rel=1e-9)


def test_the_error_agrees_with_resampling():
    people = draw_people(3, n=200)
    found = standardised_means(people.score, people.treated, people.columns, people.columns, 0.95)
    propensity = estimate_propensity(people.treated, people.columns)
    aipw = aipw_difference(
        people.score, people.treated, people.columns, people.columns, propensity, 0.95
    )
    rng, again, aipws = np.random.default_rng(1), [], []
    for _ in range(400):
        i = rng.integers(0, 200, 200)
        args = people.score[i], people.treated[i], people.columns[i], people.columns[i]
        again.append(standardised_means(*args, 0.95).difference.value)
        fitted = estimate_propensity(people.treated[i], people.columns[i])
        aipws.append(aipw_difference(*args, fitted, 0.95).value)
    assert found.difference.se == pytest.approx(np.std(again), rel=0.15)
    assert aipw.se == pytest.approx(np.std(aipws), rel=0.15)


def test_aipw_is_right_where_the_model_of_the_score_is_wrong():
    values = []
    for seed in range(40):
        people = draw_people(seed, n=500)
        propensity = estimate_propensity(people.treated, people.columns)
        found = aipw_difference(
            people.score, people.treated, people.covariates[:, 1:], np.zeros((500, 0)),
            propensity, 0.95,
        )  # fmt: skip
        values.append(found.value)
    assert np.mean(values) == pytest.approx(2, abs=0.3)


def test_swapping_arms_turns_the_sign():
    people = draw_people(4)
    one, two = (
        standardised_means(people.score, arm, people.columns, people.columns, 0.95).difference
        for arm in (people.treated, ~people.treated)
    )
    assert two.value == pytest.approx(-one.value)
    assert two.low == pytest.approx(-one.high)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda s, t: (np.full(len(s), 3.0), t), "no_variation"),
        (lambda s, t: (np.where(t, np.nan, s), t), "not_finite"),
        (lambda s, t: (s, np.ones_like(t)), "too_few"),
    ],
)
def test_what_cannot_be_standardised_is_refused(change, code):
    people = draw_people(1, n=40)
    score, treated = change(people.score, people.treated)
    with pytest.raises(CannotEstimate) as fault:
        standardised_means(score, treated, people.columns, np.zeros((40, 0)), 0.95)
    assert fault.value.refusal.code == code


NAN = np.nan
FIRST = [3, 20, NAN, 5, NAN, 2, 14, NAN]
AGAIN = [NAN, NAN, 10, NAN, NAN, 14, np.inf, NAN]
SEEN = [90, 90, 90, 9, 14, 90, 20, NAN]


def test_who_is_still_followed_and_in_which_arm():
    found = choose_landmark(FIRST, AGAIN, SEEN, 14)
    assert found.followed.tolist() == [True, True, False, False, True, False, True, False]
    assert found.had_therapy.tolist() == [True, False, False, False, False, False, True, False]
    assert found.had_none.tolist() == [False, True, False, False, True, False, False, False]
    assert found.excluded == {
        "retreated by the landmark": 2,
        "last seen before the landmark": 1,
        "last day seen not recorded": 1,
    }
    assert found.followed.sum() + sum(found.excluded.values()) == len(FIRST)


def test_the_default_landmark_is_day_fourteen():
    assert choose_landmark(FIRST, AGAIN, SEEN).day == 14


def test_a_landmark_that_leaves_no_comparison_is_refused():
    for first, seen, code in (
        ([1, 2], [90, 90], "one_arm"),
        ([NAN, NAN], [90, 90], "one_arm"),
        ([1, NAN], [3, 3], "nobody_followed"),
        ([], [], "nobody_followed"),
    ):
        with pytest.raises(CannotEstimate) as fault:
            choose_landmark(first, [NAN] * len(first), seen)
        assert fault.value.refusal.code == code
