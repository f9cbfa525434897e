"""For whom: which subgroups are looked at, their numbers by hand, and when nothing is said."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from analysis.answers import dose_and_outcome, effects_by_condition, for_whom, shrink_subgroups
from analysis.core import CannotEstimate, Cohort, Comparison, Filter, settings
from analysis.loading import load_demonstration
from tests.made_up import draw_matrix, make_cohort

EACH = 90
LESS, MORE = "infusion_only", "infusion_plus_psychotherapy"


def made_up(seed: int = 3, **choices: object) -> Cohort:
    """Depression, PHQ-9: 3 points lower with psychotherapy, 4 more in men; one in ten lost."""
    rng, n = np.random.default_rng(seed), 2 * EACH
    sex = rng.choice(["female", "male"], n)
    gain = np.where(np.arange(n) >= EACH, -3.0 - 4.0 * (sex == "male"), 0.0)
    matrix = draw_matrix(seed, n, gain)
    matrix[rng.random(n) < 0.1, 2] = np.nan
    columns = {
        "arm": [LESS] * EACH + [MORE] * EACH,
        "condition": ["depression"] * n,
        "substance": ["ketamine_iv"] * n,
        "sex": list(sex),
        "age_band": list(rng.choice(["18-34", "35-54", "55+"], n)),
        "prior_treatment": list(rng.choice(["0-1", "2-3", "4+"], n)),
        "dose_band": list(rng.choice(["up to 0.5 mg/kg", "above 0.5 mg/kg"], n)),
    }
    return make_cohort(columns, {"PHQ9": matrix}, **choices)


def frame_of(cohort: Cohort) -> pd.DataFrame:
    matrix = cohort.score_matrix("PHQ9")
    people = cohort.participants[["arm", "sex", "age_band", "prior_treatment"]].astype(str)
    return people.assign(
        baseline=matrix[:, 0], y=matrix[:, 2], treated=(people["arm"] == MORE).astype(int)
    ).dropna()


def found_in(cohort: Cohort, name: str, comparison: Comparison | None = None):
    answer = for_whom(cohort, comparison or Comparison(), "depression", "full").result
    return next(one for one in answer.subgroups if one.name == name)


@pytest.mark.parametrize("randomised", [True, False])
def test_an_interaction_is_that_of_ols_and_positive_is_better(randomised: bool) -> None:
    cohort = made_up(randomised=randomised)
    adjusted = "" if randomised else " + C(age_band) + C(prior_treatment)"
    fit = smf.ols(f"y ~ C(sex) * treated + baseline{adjusted}", frame_of(cohort)).fit(
        cov_type="HC3", use_t=True
    )
    sex = found_in(cohort, "sex")
    one, name = sex.differences["male"], "C(sex)[T.male]:treated"
    low, high = fit.conf_int().loc[name]
    assert (one.value, one.se) == pytest.approx((-fit.params[name], fit.bse[name]), rel=1e-8)
    assert (one.low, one.high) == pytest.approx((-high, -low), rel=1e-8)
    assert one.value > 0
    assert sex.by_level["female"].value == pytest.approx(-fit.params["treated"], rel=1e-8)
    assert list(sex.by_level) == ["female", "male"]


def test_the_first_five_recorded_are_looked_at_in_the_declared_order() -> None:
    answer = for_whom(made_up(), Comparison(), "depression", "full").result
    assert [one.name for one in answer.subgroups] == ["dose", "prior", "severity", "sex", "age"]
    assert set(answer.reasons) == {one.name for one in answer.subgroups}
    demonstration = for_whom(load_demonstration(), Comparison(), "depression").result
    names = [one.name for one in demonstration.subgroups]
    assert names == list(settings.DECLARED_SUBGROUPS)[: settings.MOST_SUBGROUPS]


def test_tests_are_adjusted_over_those_looked_at() -> None:
    answer = for_whom(made_up(), Comparison(), "depression", "full").result
    p = [one.p for one in answer.subgroups]
    assert None not in p
    smallest = min(answer.subgroups, key=lambda one: one.p or 1)
    assert smallest.p_holm == pytest.approx(min(1, len(p) * (smallest.p or 1)))


def test_substances_are_levels_and_never_one_group() -> None:
    demonstration = load_demonstration()
    found = found_in(demonstration, "substance")
    people = demonstration.participants
    there = (people["condition"] == "depression") & (people["arm"].isin([LESS, MORE]))
    for level, estimate in found.by_level.items():
        started = int((there & (people["substance"] == level)).sum())
        assert sum(estimate.counts.values()) <= started
    assert found.reference == "ketamine_iv"
    asked = Comparison(substance="psilocybin")
    assert found_in(demonstration, "substance", asked).reference == "psilocybin"


def test_everyone_is_the_headline_of_the_condition() -> None:
    demonstration = load_demonstration()
    answer = for_whom(demonstration, Comparison(), "depression").result
    effects = effects_by_condition(demonstration, Comparison()).result.effects
    effect = next(e for e in effects if e.condition == "depression")
    assert answer.everyone == effect.estimate("headline_difference")
    assert answer.headline == effect.headline == "weighted"
    assert "outside" not in " ".join(answer.adjusted_for)
    assert set(answer.adjusted_for) == set(effect.adjusted_for)


def test_a_subgroup_in_use_as_a_filter_is_not_one_too() -> None:
    asked = Comparison(filters=(Filter("sex", "male"),))
    names = [one.name for one in for_whom(made_up(), asked, "depression", "full").result.subgroups]
    assert names == ["dose", "prior", "severity", "age"]
    two = replace(asked, filters=(*asked.filters, Filter("prior", "2-3")))
    with pytest.raises(CannotEstimate) as told:
        for_whom(made_up(), two, "depression", "full")
    assert told.value.refusal.code == "too_many_filters"


def test_a_level_with_too_few_is_named_and_left_out() -> None:
    cohort = made_up()
    sex = cohort.participants["sex"].astype(str)
    sex.iloc[[0, 1, EACH, EACH + 1]] = "other"
    people = cohort.participants.assign(sex=sex.astype("category"))
    found = found_in(replace(cohort, participants=people), "sex")
    assert found.left_out == ("other",)
    assert set(found.by_level) == {"female", "male"}


def test_severity_without_bands_is_a_slope_per_sd() -> None:
    cohort = made_up()
    frame = frame_of(cohort)
    spread = frame["baseline"].std(ddof=1)
    worse = (frame["baseline"] - frame["baseline"].mean()) / spread
    fit = smf.ols("y ~ worse * treated", frame.assign(worse=worse)).fit(cov_type="HC3", use_t=True)
    slope = for_whom(cohort, Comparison(), "depression", "full").result.severity_slope
    assert slope is not None
    assert slope.value == pytest.approx(-fit.params["worse:treated"], rel=1e-8)
    assert slope.se == pytest.approx(fit.bse["worse:treated"], rel=1e-8)


def test_a_cohort_without_any_says_what_to_upload() -> None:
    n = 60
    columns = {"arm": [LESS] * 30 + [MORE] * 30, "condition": ["depression"] * n,
               "substance": ["ketamine_iv"] * n}  # fmt: skip
    matrix = draw_matrix(1, n, np.zeros(n))
    bare = make_cohort(columns, {"ITQ": matrix}, primary_instruments={"depression": "ITQ"})
    with pytest.raises(CannotEstimate) as told:
        for_whom(bare, Comparison(), "depression", "full")
    assert told.value.refusal.code == "not_recorded"
    assert "participants.csv" in told.value.refusal.mend


def test_shrunken_levels_lie_between_their_own_and_the_mean() -> None:
    released = shrink_subgroups(made_up(), Comparison(), "depression", "full").result
    assert set(released.names) <= {"prior", "severity", "age"}
    assert "sex" not in released.names
    for name, effects in zip(released.names, released.effects, strict=True):
        raw, mean = found_in(made_up(), name).by_level, effects.overall.value
        for level, one in effects.by_condition.items():
            low, high = sorted((raw[level].value, mean))
            assert low - 0.3 <= one.value <= high + 0.3
        assert 0.5 < effects.worst_coverage <= effects.average_coverage + 0.02


def with_infusions(cohort: Cohort) -> Cohort:
    low = (cohort.participants["dose_band"] == "up to 0.5 mg/kg").to_numpy()
    n = len(low)
    infusions = pd.DataFrame(
        {"participant": np.arange(n), "day": 0, "number": 1, "drug": "ketamine", "mg": 40.0,
         "mg_per_kg": np.where(low, 0.5, 1.0), "route": "iv", "purpose": "initial"}
    )  # fmt: skip
    return replace(cohort, infusions=infusions)


def test_doses_are_described_as_people_got_better() -> None:
    cohort = with_infusions(made_up())
    dose = dose_and_outcome(cohort, Comparison(), "depression", "full").result.dose
    assert dose is not None
    matrix = cohort.score_matrix("PHQ9")
    better = matrix[:, 0] - matrix[:, 2]
    low = (cohort.participants["dose_band"] == "up to 0.5 mg/kg").to_numpy()
    for band, people in zip(dose.bands, (low, ~low), strict=True):
        seen = better[people & ~np.isnan(better)]
        assert band.n == len(seen)
        assert band.change_mean == pytest.approx(seen.mean())
        assert band.low < band.change_mean < band.high
    assert [band.label for band in dose.bands] == ["up to 0.5", "above 0.75"]
    assert dose.slope is not None
    assert "arm" in dose.adjusted_for


def test_doses_need_infusions_and_no_filter_on_dose() -> None:
    with pytest.raises(CannotEstimate) as told:
        dose_and_outcome(made_up(), Comparison(), "depression", "full")
    assert told.value.refusal.code == "not_recorded"
    asked = Comparison(filters=(Filter("dose", "up to 0.5 mg/kg"),))
    with pytest.raises(CannotEstimate) as told:
        dose_and_outcome(with_infusions(made_up()), asked, "depression", "full")
    assert told.value.refusal.code == "too_many_filters"
