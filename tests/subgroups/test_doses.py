"""Dose: a slope only where one may be drawn, bands always, and the exposure behind them."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.core import CannotEstimate
from analysis.loading import load_demonstration
from analysis.subgroups import (
    describe_doses,
    dose_slope,
    drug_dose,
    first_doses,
    followed_past,
    infusions_by,
    mean_doses,
    therapy_by,
    therapy_dose,
)
from tests.made_up import two_arm_cohort

N = 80


def arm_of_people(seed: int = 1):
    rng = np.random.default_rng(seed)
    baseline, dose = rng.normal(20, 5, N), rng.integers(0, 12, N).astype(float)
    infusions, age = rng.integers(1, 8, N).astype(float), rng.normal(45, 10, N)
    y = 0.5 * baseline - 0.3 * dose - 0.2 * infusions + rng.normal(0, 2, N)
    return y, baseline, dose, infusions, age[:, None]


def test_the_slope_is_that_of_ols_with_hc3():
    y, baseline, dose, infusions, age = arm_of_people()
    slope, beside = dose_slope(y, baseline, dose, infusions, age, 0.95, "session")
    x = sm.add_constant(np.column_stack([dose, infusions, baseline, age]))
    fit = sm.OLS(y, x).fit(cov_type="HC3", use_t=True)
    assert slope.value == pytest.approx(fit.params[1], rel=1e-9)
    assert slope.se == pytest.approx(fit.bse[1], rel=1e-9)
    assert beside.value == pytest.approx(fit.params[2], rel=1e-9)
    assert slope.counts == {"n": N}


def test_the_same_infusions_for_all_are_no_column():
    y, baseline, dose, _, age = arm_of_people()
    slope, beside = dose_slope(y, baseline, dose, np.full(N, 6.0), age, 0.95, "session")
    assert beside is None
    assert slope.low < slope.value < slope.high


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda a: [part[:9] for part in a], "too_few"),
        (lambda a: [part[:0] for part in a], "too_few"),
        (lambda a: [a[0], a[1], np.ones(N), a[3], a[4]], "one_dose"),
        (lambda a: [a[0] * np.nan, *a[1:]], "too_few"),
        (lambda a: [a[0] + np.inf, *a[1:]], "infinite"),
        (lambda a: [np.zeros(N), *a[1:]], "no_variation"),
        (lambda a: [a[0], a[1], a[2], a[2], a[4]], "collinear"),
    ],
)
def test_no_slope_from_nothing(change, code):
    with pytest.raises(CannotEstimate) as told:
        dose_slope(*change(list(arm_of_people())), 0.95, "session")
    assert told.value.refusal.code == code


def test_bands_hold_everyone_once_with_infusions_beside():
    y, baseline, dose, infusions, _ = arm_of_people()
    bands = describe_doses(y, baseline, dose, infusions, (0, 4, 8))
    assert [band.label for band in bands] == ["0 to under 4", "4 to under 8", "8 or more"]
    assert sum(band.n for band in bands) == N
    inside = dose < 4
    assert bands[0].infusions == pytest.approx(infusions[inside].mean())
    assert bands[0].change_mean == pytest.approx((y - baseline)[inside].mean())
    assert bands[0].low < bands[0].change_mean < bands[0].high
    assert bands[0].cells()[0].n == inside.sum()


def test_a_band_of_one_has_no_limits_and_empty_ones_are_left_out():
    one = np.array([1.0])
    bands = describe_doses(one, one, one, np.array([np.nan]), (0, 5, 10))
    assert len(bands) == 1
    assert bands[0].low is None
    assert bands[0].infusions is None
    assert describe_doses(one * np.nan, one, one, one, (0,)) == ()


def small_cohort():
    """Four people: sessions on days -3, 2, 40; the third retreated on day 20, the fourth lost."""
    cohort = two_arm_cohort(each=2)
    rows = {
        "participant": [0, 0, 0, 1, 2], "day": [-3, 2, 40, 5, 1], "minutes": [60.0, 30, 60, 90, 50],
        "timing": ["preparation", "same_day", "later", "later", "within_week"],
    }  # fmt: skip
    object.__setattr__(cohort, "therapy_sessions", pd.DataFrame(rows))
    infusions = {"participant": [0, 0, 1, 2, 2], "day": [3, 0, 0, 0, 20],
                 "mg_per_kg": [1.0, 0.5, 0.75, 0.5, 0.5],
                 "purpose": ["initial"] * 4 + ["retreatment"]}  # fmt: skip
    object.__setattr__(cohort, "infusions", pd.DataFrame(infusions))
    scores = cohort.scores
    kept = scores[(scores["participant"] != 3) | (scores["day"] < 10)]
    object.__setattr__(cohort, "scores", kept.reset_index(drop=True))
    return cohort


def test_exposure_is_counted_by_the_end_of_the_day():
    cohort = small_cohort()
    assert list(therapy_by(cohort, 28)) == [2, 1, 1, 0]
    assert list(therapy_by(cohort, 40, "hours")) == [2.5, 1.5, 50 / 60, 0]
    assert list(therapy_by(cohort, 28, "same_day")) == [1, 0, 0, 0]
    assert list(therapy_by(cohort, -1)) == [1, 0, 0, 0]
    assert list(infusions_by(cohort, 2)) == [1, 1, 1, 0]
    assert first_doses(cohort)[:3] == pytest.approx([0.5, 0.75, 0.5])
    assert np.isnan(first_doses(cohort)[3])
    assert mean_doses(cohort)[0] == pytest.approx(0.75)


def test_the_landmark_keeps_those_followed_and_not_retreated():
    cohort = small_cohort()
    assert list(followed_past(cohort, 28)) == [True, True, False, False]
    assert list(followed_past(cohort, 10)) == [True, True, True, False]


def demonstration():
    cohort = load_demonstration()
    people = cohort.participants
    chosen = (people["arm"] == "infusion_plus_psychotherapy").to_numpy()
    chosen = chosen & (people["condition"] == "depression").to_numpy()
    chosen = chosen & (people["substance"] == "ketamine_iv").to_numpy()
    matrix = cohort.score_matrix("MADRS")
    days = [visit.day for visit in cohort.visits]
    baseline, y = matrix[:, cohort.baseline_visit], matrix[:, days.index(84)]
    covariates = np.column_stack(
        [(people["sex"] == "male").to_numpy(float), (people["age_band"] == "55+").to_numpy(float)]
    )
    return cohort, chosen, baseline, y, covariates


def test_therapy_has_a_slope_only_from_the_landmark_on():
    cohort, people, baseline, y, covariates = demonstration()
    found = therapy_dose(cohort, people, baseline, y, 84, covariates, adjusted_for=("sex", "age"))
    assert found.basis == "landmark"
    assert found.adjusted_for == ("baseline", "infusions", "sex", "age")
    assert found.slope.low < 0 < found.slope.high  # the generator's true slope is zero
    assert all(band.infusions > 0 for band in found.bands)
    early = therapy_dose(cohort, people, baseline, y, 14, covariates)
    assert early.slope is None
    assert early.basis == "received"
    assert "stay longer" in early.no_slope.sentence
    bare = therapy_dose(cohort, people, baseline, y, 84, np.zeros((len(y), 0)))
    assert bare.slope is None
    assert bare.no_slope.code == "no_slope"


def test_a_planned_dose_leads_and_needs_no_landmark():
    cohort, people, baseline, y, covariates = demonstration()
    planned = np.random.default_rng(1).integers(4, 13, len(y)).astype(float)
    found = therapy_dose(cohort, people, baseline, y, 14, covariates, planned=planned)
    assert found.basis == "planned"
    assert found.left_out == 0
    assert found.slope.counts["n"] == (people & ~np.isnan(baseline) & ~np.isnan(y)).sum()


def test_the_first_dose_has_a_slope_and_the_mean_dose_none():
    cohort, people, baseline, y, covariates = demonstration()
    first = drug_dose(cohort, people, baseline, y, covariates)
    assert first.basis == "planned"
    assert first.slope.low < 0 < first.slope.high  # the generator's true slope is zero
    assert first.bands[0].label == "0 to under 0.501"
    mean = drug_dose(cohort, people, baseline, y, covariates, which="mean")
    assert mean.slope is None
    assert "do not respond" in mean.no_slope.sentence


def test_tables_that_are_empty_are_said():
    cohort, people = two_arm_cohort(), np.ones(80, dtype=bool)
    y, none = np.zeros(80), np.zeros((80, 0))
    with pytest.raises(CannotEstimate, match="No therapy sessions"):
        therapy_dose(cohort, people, y, y, 84, none)
    with pytest.raises(CannotEstimate, match="mg per kg"):
        drug_dose(cohort, people, y, y, none)
