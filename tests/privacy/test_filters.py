"""Fixed bands, and a check that views cannot be subtracted: the attacker recovers nobody."""

import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import CannotEstimate, Cohort, Comparison, Filter
from analysis.privacy import guard_filters, hidden_cells, list_bands, select_people

from .made_up import BANDS, CATALOGUE, PHQ9, cells_of, every_comparison, make_cohort, make_people

MINIMUM = 11
ATTACKED = {name: BANDS[name] for name in ("age_band", "sex", "site", "prior_treatment")}
Views = dict[tuple[Filter, ...], np.ndarray]


def sets_of(cohort: Cohort, cell: tuple[str, str]) -> Views:
    """Who is in each view of a cell, as masks over everyone."""
    people = cohort.participants
    here = ((people["arm"] == cell[0]) & (people["condition"] == cell[1])).to_numpy()
    bands = list_bands(cohort, CATALOGUE)
    found = {}
    for comparison in every_comparison(ATTACKED):
        if all(f.band in bands.get(f.name, ()) for f in comparison.filters):
            found[comparison.filters] = here & select_people(cohort, comparison, CATALOGUE)
    return found


def keep_shown(cohort: Cohort, cell: tuple[str, str], views: Views, checked: bool) -> Views:
    """Views a reader sees: with the difference check, or with the small-cell rule alone."""
    if checked:
        return {
            f: mask
            for f, mask in views.items()
            if cell not in hidden_cells(cohort, Comparison(filters=f))
        }
    return {f: mask for f, mask in views.items() if not 0 < mask.sum() < MINIMUM}


def subtract_pairs(shown: Views) -> int:
    """Groups of 1 to 10 that are one shown view less another inside it."""
    sets = [mask for mask in shown.values() if mask.any()]
    found = 0
    for whole in sets:
        for part in sets:
            inside = not (part & ~whole).any()
            found += inside and 0 < (whole & ~part).sum() < MINIMUM
    return found


def subtract_sums(shown: Views) -> int:
    """Groups of 1 to 10 left when the shown bands of one filter are taken from a shown view."""
    found = 0
    for filters, whole in shown.items():
        for name in {f.name for fs in shown for f in fs} - {f.name for f in filters}:
            bands = [
                mask
                for other, mask in shown.items()
                if len(other) == len(filters) + 1
                and set(filters) < set(other)
                and {f.name for f in other} - {f.name for f in filters} == {name}
            ]
            left = int(whole.sum()) - sum(int(mask.sum()) for mask in bands)
            found += 0 < left < MINIMUM
    return found


def solve(shown: Views, views: Views) -> int:
    """Small views whose total follows from any sum and difference of shown totals."""
    known = np.array([mask for mask in shown.values() if mask.any()], dtype=float)
    if not len(known):
        return 0
    rank = np.linalg.matrix_rank(known)
    small = [mask for mask in views.values() if 0 < mask.sum() < MINIMUM]
    return sum(np.linalg.matrix_rank(np.vstack([known, mask])) == rank for mask in small)


def attack(cohort: Cohort, checked: bool) -> int:
    """Small groups recovered from exact n and exact sums: more than protected view ever shows."""
    found = 0
    for cell in cells_of(cohort):
        views = sets_of(cohort, cell)
        shown = keep_shown(cohort, cell, views, checked)
        assert not any(0 < mask.sum() < MINIMUM for mask in shown.values())
        found += subtract_pairs(shown) + subtract_sums(shown) + solve(shown, views)
    return found


@pytest.mark.parametrize("missing", [0.0, 0.05])
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_attacker_recovers_nobody(seed: int, missing: float) -> None:
    cohort = make_cohort(make_people(200, seed, missing=missing))
    assert attack(cohort, checked=True) == 0


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_same_attacker_succeeds_without_the_check(seed: int) -> None:
    assert attack(make_cohort(make_people(200, seed)), checked=False) > 0


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(20, 400), st.integers(0, 10**6), st.sampled_from([0.0, 0.02, 0.3]))
def test_no_cohort_gives_a_small_group_away(people: int, seed: int, missing: float) -> None:
    assert attack(make_cohort(make_people(people, seed, missing=missing)), checked=True) == 0


def test_large_even_groups_stay_visible() -> None:
    people = make_people(4000, 0)
    for column, bands in ATTACKED.items():
        values = np.random.default_rng(1).choice(bands, 4000)
        people[column] = pd.Categorical(values)
    cohort = make_cohort(people)
    list_bands(cohort, CATALOGUE)
    assert not any(hidden_cells(cohort, c) for c in every_comparison(ATTACKED))


def test_a_single_hidden_band_takes_the_next_smallest_along() -> None:
    people = make_people(100, 0, arms=("infusion_only",))
    people["age_band"] = pd.Categorical(np.repeat(["18-34", "35-54", "55+"], [4, 36, 60]))
    cohort = make_cohort(people)
    list_bands(cohort, CATALOGUE)
    hidden = {
        band: bool(hidden_cells(cohort, Comparison(filters=(Filter("age", band),))))
        for band in ("18-34", "35-54", "55+")
    }
    assert hidden == {"18-34": True, "35-54": True, "55+": False}


def test_a_hidden_band_is_hidden_in_parts_even_where_nobody_is() -> None:
    people = make_people(300, 0, arms=("infusion_only",))
    people["age_band"] = pd.Categorical(np.repeat(["18-34", "35-54", "55+"], [6, 144, 150]))
    people.loc[people["age_band"] == "18-34", "sex"] = "female"
    cohort = make_cohort(people)
    list_bands(cohort, CATALOGUE)
    for sex in ("female", "male"):
        asked = Comparison(filters=(Filter("age", "18-34"), Filter("sex", sex)))
        assert hidden_cells(cohort, asked) == {("infusion_only", "depression")}


def test_a_band_that_leaves_few_people_out_is_refused() -> None:
    people = make_people(120, 0)
    rare = people.index[people["arm"] == "infusion_only"][:3]
    people["sex"] = pd.Categorical(np.where(people.index.isin(rare), "male", "female"))
    cohort = make_cohort(people)
    women = Comparison(filters=(Filter("sex", "female"),))
    select_people(cohort, women, CATALOGUE)
    refusal = guard_filters(cohort, women, "depression")
    assert refusal is not None
    assert refusal.code == "group_too_small"
    assert not any(letter.isdigit() for letter in refusal.sentence)
    assert guard_filters(cohort, Comparison(), "depression") is None


def test_without_bands_everything_filtered_is_refused() -> None:
    cohort = make_cohort(make_people(2000, 0))
    assert guard_filters(cohort, Comparison(filters=(Filter("sex", "male"),)), "depression")


def test_an_arm_too_small_is_refused_without_filters() -> None:
    people = make_people(60, 0)
    few = people.index[people["arm"] == "infusion_only"][7:]
    cohort = make_cohort(people.drop(index=few).reset_index(drop=True))
    assert guard_filters(cohort, Comparison(), "depression") is not None


def test_bands_are_fixed_and_not_recorded_is_none_of_them() -> None:
    people = make_people(300, 0, missing=0.2)
    ages = people["age_band"].astype(str).to_numpy()
    ages[0] = "36"
    people["age_band"] = pd.Categorical(ages)
    bands = list_bands(make_cohort(people), CATALOGUE)
    assert bands["age"] == ("18-34", "35-54", "55+")
    assert all("not_recorded" not in labels for labels in bands.values())
    assert bands["severity"] == ("milder", "moderate", "more severe")


def test_severity_is_the_band_of_the_baseline_score() -> None:
    cohort = make_cohort(make_people(300, 0))
    baseline = cohort.score_matrix("PHQ9")[:, 0]
    for band, low, high in (("milder", 0, 9), ("moderate", 10, 14), ("more severe", 15, 27)):
        chosen = Comparison(filters=(Filter("severity", band),))
        mask = select_people(cohort, chosen, CATALOGUE)
        assert (mask == ((baseline >= low) & (baseline <= high))).all()
    assert PHQ9.bands[0].low == 0


@pytest.mark.parametrize("chosen", [Filter("sex", "male; drop"), Filter("severity", "worst")])
def test_an_unknown_band_is_refused_and_not_echoed(chosen: Filter) -> None:
    cohort = make_cohort(make_people(50, 0))
    with pytest.raises(CannotEstimate) as fault:
        select_people(cohort, Comparison(filters=(chosen,)), CATALOGUE)
    assert fault.value.refusal.code == "unknown_band"
    assert chosen.band not in fault.value.refusal.sentence


def test_an_unknown_substance_is_refused() -> None:
    cohort = make_cohort(make_people(50, 0))
    with pytest.raises(CannotEstimate) as fault:
        select_people(cohort, Comparison(substance="lsd"), CATALOGUE)
    assert fault.value.refusal.code == "unknown_substance"


def test_select_people_is_substance_and_all_filters() -> None:
    cohort = make_cohort(make_people(200, 5))
    both = Comparison(filters=(Filter("sex", "male"), Filter("site", "north")))
    people = cohort.participants
    wanted = (people["sex"] == "male") & (people["site"] == "north")
    assert (select_people(cohort, both, CATALOGUE) == wanted.to_numpy()).all()


@pytest.mark.parametrize(("people", "seconds"), [(1500, 10.0), (50_000, 30.0)])
def test_the_check_is_quick_and_done_once(people: int, seconds: float) -> None:
    conditions = ("anxiety", "depression", "ocd", "ptsd")
    arms = ("infusion_only", "infusion_plus_journaling", "infusion_plus_psychotherapy")
    cohort = make_cohort(make_people(people, 1, arms, conditions, missing=0.02))
    comparison = Comparison(filters=(Filter("sex", "male"), Filter("site", "north")))
    select_people(cohort, comparison, CATALOGUE)
    started = time.perf_counter()
    first = hidden_cells(cohort, comparison)
    took = time.perf_counter() - started
    started = time.perf_counter()
    assert hidden_cells(cohort, comparison) == first
    assert took < seconds
    assert time.perf_counter() - started < took / 2


def test_other_cohorts_are_kept_apart() -> None:
    small, large = make_cohort(make_people(60, 1)), make_cohort(make_people(6000, 1))
    comparison = Comparison(filters=(Filter("sex", "male"), Filter("site", "north")))
    for cohort in (small, large):
        select_people(cohort, comparison, CATALOGUE)
    assert hidden_cells(small, comparison)
    assert not hidden_cells(large, comparison)
    assert hidden_cells(replace(large), Comparison()) == set()
