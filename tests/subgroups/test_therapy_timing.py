"""The therapist joins the same day or later: who is in which group, and when they are compared."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm

from analysis.core import ARMS, CannotEstimate
from analysis.subgroups import compare_timing, first_after_infusion, infusions_by, therapy_by
from tests.made_up_care import care_cohort

COHORT = care_cohort(each=40)
PEOPLE = (COHORT.participants["arm"] == ARMS[2]).to_numpy()
SCORES = COHORT.score_matrix("PHQ9")
SEX = (COHORT.participants["sex"] == "male").to_numpy(dtype=float)[:, None]


def ask(visit: int = 2, day: int = 84, covariates: np.ndarray = SEX, cohort=COHORT):  # type: ignore[no-untyped-def]
    return compare_timing(cohort, PEOPLE, SCORES[:, 0], SCORES[:, visit], day, covariates,
                          adjusted_for=("sex",))  # fmt: skip


def test_the_first_session_after_an_infusion_decides_and_preparation_does_not() -> None:
    same, later = first_after_infusion(COHORT, 28)
    there = np.flatnonzero(PEOPLE)
    assert list(np.flatnonzero(same & PEOPLE)) == [i for i in there if i % 2 == 0]
    assert list(np.flatnonzero(later & PEOPLE)) == [i for i in there if i % 2 == 1]
    assert not first_after_infusion(COHORT, -1)[0].any()


def test_the_difference_is_that_of_ols_with_hc3() -> None:
    found = ask()
    assert [g.n for g in found.groups] == [20, 20]
    rows = PEOPLE & ~np.isnan(SCORES[:, [0, 2]]).any(axis=1)
    same = first_after_infusion(COHORT, 28)[0][rows].astype(float)
    others = [infusions_by(COHORT, 28)[rows], SCORES[rows, 0], therapy_by(COHORT, 28)[rows],
              SEX[rows, 0]]  # fmt: skip
    x = sm.add_constant(np.column_stack([same, *others]))
    fit = sm.OLS(SCORES[rows, 2], x).fit(cov_type="HC3", use_t=True)
    assert found.difference is not None
    assert found.difference.value == pytest.approx(fit.params[1], rel=1e-8)
    assert found.difference.se == pytest.approx(fit.bse[1], rel=1e-8)
    assert found.difference.counts == {"n_same_day": 20, "n_later": 20}
    assert found.adjusted_for == ("baseline", "infusions", "sessions", "sex")


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"visit": 1, "day": 7}, "no_slope"), ({"covariates": np.zeros((120, 0))}, "no_slope")],
)
def test_without_a_landmark_or_covariates_the_groups_are_only_described(
    asked: dict[str, object], code: str
) -> None:
    found = ask(**asked)  # type: ignore[arg-type]
    assert found.difference is None
    assert found.no_difference is not None
    assert found.no_difference.code == code
    assert len(found.groups) == 2


def test_too_few_on_one_side_are_not_compared() -> None:
    rows = COHORT.therapy_sessions
    late = (rows["timing"] == "within_week") & (rows["participant"] > 85)
    found = ask(cohort=replace(COHORT, therapy_sessions=rows.assign(
        timing=rows["timing"].where(~late, "same_day"))))  # fmt: skip
    assert [g.n for g in found.groups] == [37, 3]
    assert found.difference is None


def test_retreated_people_are_left_out_at_the_landmark() -> None:
    again = COHORT.infusions.assign(
        purpose=np.where((COHORT.infusions["participant"] == 80) & (COHORT.infusions["day"] == 14),
                         "retreatment", COHORT.infusions["purpose"])
    )  # fmt: skip
    assert ask(cohort=replace(COHORT, infusions=again)).groups[0].n == 19


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (COHORT.therapy_sessions.iloc[:0], "no_sessions"),
        (COHORT.therapy_sessions.assign(timing="not_recorded"), "no_timing"),
    ],
)
def test_what_is_not_recorded_is_refused(table, code: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CannotEstimate) as refused:
        ask(cohort=replace(COHORT, therapy_sessions=table))
    assert refused.value.refusal.code == code
