"""An attacker who subtracts the landmark's arms from all others: no small group follows."""

from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analysis.answers import (
    compare_pairs_of_people,
    effects_by_condition,
    groups_compared,
    trajectories,
)
from analysis.core import ARMS, CannotEstimate, Cohort, Comparison, Filter
from analysis.core.results import ConditionEffect
from analysis.loading import load_catalogue
from analysis.privacy import hidden_cells, keep_landmark, list_bands, select_people

from .made_up import every_comparison, make_cohort, make_people

MINIMUM = 11
LANDMARK = Comparison(estimand="landmark", instrument="PHQ9")
BOTH = (ARMS[0], ARMS[2])


def draw_cohort(seed: int, lost: int, moved: int) -> Cohort:
    """300 people; some are not seen after day 7, some had therapy though the arm says none."""
    cohort = make_cohort(make_people(300, seed, missing=0.02), seed=seed)
    draw = np.random.default_rng(seed)
    people = draw.permutation(300)
    gone, other = people[:lost], people[lost : lost + moved]
    rest = people[lost:]
    late = pd.DataFrame(
        {"participant": rest, "instrument": pd.Categorical(["PHQ9"] * len(rest)), "visit": -1,
         "day": 30, "score": 10.0, "rater_blinded": pd.Categorical(["not_recorded"] * len(rest))}
    )  # fmt: skip
    scores = cohort.scores[~cohort.scores["participant"].isin(gone) | (cohort.scores["day"] < 14)]
    arm = cohort.participants["arm"].astype(str).to_numpy()
    arm[other] = np.where(arm[other] == ARMS[0], ARMS[2], ARMS[0])
    told = cohort.participants.assign(arm_received=pd.Categorical(arm))
    both = pd.concat([scores, late], ignore_index=True)
    for name in ("instrument", "rater_blinded"):
        both[name] = both[name].astype("category")
    return replace(cohort, participants=told, scores=both, arm_basis="received", _matrices={})


def arms_at_landmark(cohort: Cohort, lost: int, seed: int) -> np.ndarray:
    """The truth, read without the program: the arm received of everyone still seen."""
    gone = np.random.default_rng(seed).permutation(300)[:lost]
    arm = cohort.participants["arm_received"].astype(str).to_numpy().copy()
    arm[gone] = ""
    return arm


def shown_without(cohort: Cohort) -> list[np.ndarray]:
    """People of every arm and every view that may be shown without a landmark."""
    bands = list_bands(cohort, load_catalogue())
    arm, views = cohort.participants["arm"].astype(str).to_numpy(), []
    for comparison in every_comparison({}) + [
        Comparison(filters=(Filter(name, band),))  # type: ignore[arg-type]
        for name, labels in bands.items() for band in labels
    ]:  # fmt: skip
        people = select_people(cohort, comparison, load_catalogue())
        away = hidden_cells(cohort, comparison)
        views += [people & (arm == a) for a in BOTH if (a, "depression") not in away]
    return [view for view in views if view.any()]


def small_differences(views: list[np.ndarray], landmarks: list[np.ndarray]) -> int:
    """Groups of 1 to 10 people that are a landmark arm without a view, or a view without it.

    Views of one arm, and of two arms together, as far as one holds the other's people.
    """
    found = 0
    views = views + [a | b for a, b in combinations(views, 2)]
    landmarks = landmarks + [a | b for a, b in combinations(landmarks, 2)]
    for there in landmarks:
        for view in views:
            one, other = int((there & ~view).sum()), int((view & ~there).sum())
            found += min(one, other) == 0 and 0 < max(one, other) < MINIMUM
    return found


CASES = ((0, 0), (0, 3), (0, 30), (4, 30), (15, 0), (60, 0), (60, 30))


@cache
def release_case(lost: int, moved: int) -> tuple[Cohort, ConditionEffect]:
    cohort = draw_cohort(lost + moved, lost, moved)
    return cohort, effects_by_condition(cohort, LANDMARK).result.effects[0]


@pytest.mark.parametrize(("lost", "moved"), CASES)
def test_what_is_released_at_the_landmark_cannot_be_subtracted(lost: int, moved: int) -> None:
    cohort, effect = release_case(lost, moved)
    arm = arms_at_landmark(cohort, lost, lost + moved)
    if effect.refused is None:
        landmarks = [arm == a for a in BOTH]
        assert small_differences(shown_without(cohort), landmarks) == 0
    else:
        assert effect.refused.code == "landmark_too_close"
        assert effect.treatment is None or effect.comparator is None or not effect.estimates


def test_the_attacker_succeeds_where_nothing_is_refused() -> None:
    """With the rule left out there is something to find, so the attack can find it."""
    cohort = draw_cohort(7, 4, 3)
    arm = arms_at_landmark(cohort, 4, 7)
    effects_by_condition(cohort, LANDMARK)
    assert small_differences(shown_without(cohort), [arm == a for a in BOTH]) > 0


def test_some_landmarks_are_shown_and_some_refused() -> None:
    refused = [release_case(*case)[1].refused is not None for case in CASES]
    assert 0 < sum(refused) < len(refused)


def test_a_landmark_takes_no_filters_in_protected_view() -> None:
    cohort = draw_cohort(60, 60, 0)
    filtered = replace(LANDMARK, filters=(Filter("sex", "female"),))
    (effect,) = effects_by_condition(cohort, filtered).result.effects
    assert effect.refused is not None
    assert effect.refused.code == "landmark_without_filters"
    assert not effect.estimates
    with pytest.raises(CannotEstimate):
        trajectories(cohort, filtered, "depression")


def test_what_divides_people_further_takes_no_landmark_in_protected_view() -> None:
    """Its parts with and without a landmark could be subtracted: here the arms themselves pass."""
    cohort, effect = release_case(60, 30)
    assert effect.refused is None
    for answer in (groups_compared, compare_pairs_of_people):
        with pytest.raises(CannotEstimate) as fault:
            answer(cohort, LANDMARK, "depression")
        assert fault.value.refusal.code == "landmark_divided"


def test_an_arm_nearly_a_sum_of_bands_is_refused() -> None:
    """Everyone lost is of one site but for three people: the other sites nearly tell them."""
    cohort = make_cohort(make_people(300, 3, arms=BOTH))
    people, arm = cohort.participants, cohort.participants["arm"].astype(str).to_numpy()
    site = people["site"].astype(str).to_numpy()
    gone = site == "north"
    gone[np.flatnonzero((site == "south") & (arm == ARMS[0]))[:3]] = True
    at = people.assign(arm=pd.Categorical(np.where(gone, "not_recorded", arm)))
    select_people(cohort, Comparison(), load_catalogue())
    keep_landmark(cohort, replace(cohort, participants=at))
    assert int((gone & (arm == ARMS[0])).sum()) >= MINIMUM
    assert (ARMS[0], "depression") in hidden_cells(cohort, LANDMARK)


def test_nothing_is_shown_of_a_landmark_nobody_kept() -> None:
    cohort = draw_cohort(60, 60, 0)
    assert len(hidden_cells(cohort, LANDMARK)) == len(ARMS)


def test_the_number_left_out_is_never_small() -> None:
    for lost in (0, 4, 25):
        notes = " ".join(effects_by_condition(draw_cohort(lost, lost, 0), LANDMARK).result.notes)
        assert ("few" in notes) == (lost == 4)
        assert ("about 25 last seen" in notes) == (lost == 25)
