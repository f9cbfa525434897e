"""An attacker with every released answer: all filters, one or two at a time, on 200 people."""

from itertools import product

import numpy as np
import pytest

from analysis.answers import effects_by_condition, trajectories
from analysis.core import ARMS, Cohort, Comparison, Filter
from analysis.loading import load_catalogue
from analysis.privacy import hidden_cells, list_bands, select_people

from .made_up import BANDS, every_comparison, make_cohort, make_people

MINIMUM = 11
ATTACKED = {name: BANDS[name] for name in ("age_band", "sex", "site", "prior_treatment")}
Shown = dict[tuple[str, tuple[Filter, ...]], tuple[int, float]]


def comparisons_of(cohort: Cohort) -> list[Comparison]:
    bands = list_bands(cohort, load_catalogue())
    return [
        comparison
        for comparison in every_comparison(ATTACKED)
        if all(f.band in bands.get(f.name, ()) for f in comparison.filters)
    ]


def collect_effects(cohort: Cohort) -> Shown:
    """n analysed and mean of every arm in every released table of effects."""
    shown: Shown = {}
    for comparison in comparisons_of(cohort):
        for effect in effects_by_condition(cohort, comparison).result.effects:
            for arm in (effect.treatment, effect.comparator):
                if arm is not None and arm.mean is not None:
                    shown[arm.arm, comparison.filters] = (arm.n, arm.mean)
    return shown


def who_is_in(cohort: Cohort, arm: str, filters: tuple[Filter, ...]) -> np.ndarray:
    mask = select_people(cohort, Comparison(filters=filters), load_catalogue())
    return np.asarray(mask & (cohort.participants["arm"] == arm).to_numpy())


def subtract(cohort: Cohort, shown: Shown) -> int:
    """Pairs of shown groups, one inside the other, that differ by 1 to 10 people."""
    found = 0
    sets = {key: who_is_in(cohort, *key) for key in shown}
    for (one, whole), (other, part) in product(sets.items(), repeat=2):
        inside = one[0] == other[0] and not (part & ~whole).any()
        found += inside and 0 < (whole & ~part).sum() < MINIMUM
    return found


@pytest.fixture(scope="module", params=[1, 2])
def cohort(request: pytest.FixtureRequest) -> Cohort:
    return make_cohort(make_people(200, request.param, missing=0.02))


def test_released_effects_cannot_be_subtracted(cohort: Cohort) -> None:
    shown = collect_effects(cohort)
    assert len(shown) > 2
    assert all(n >= MINIMUM for n, _ in shown.values())
    assert all(who_is_in(cohort, *key).sum() >= MINIMUM for key in shown)
    assert subtract(cohort, shown) == 0


def test_the_attacker_succeeds_on_full_detail(cohort: Cohort) -> None:
    everything: Shown = {
        (arm, comparison.filters): (0, 0.0)
        for comparison in comparisons_of(cohort)
        for arm in (ARMS[0], ARMS[2])
        if who_is_in(cohort, arm, comparison.filters).sum() >= MINIMUM
    }
    assert subtract(cohort, everything) > 0


def test_an_arm_only_described_passes_the_same_check() -> None:
    people = make_people(900, 4, arms=ARMS)
    rare = people.index[people["arm"] == ARMS[1]][40:]
    cohort = make_cohort(people.drop(index=rare).reset_index(drop=True))
    seen = 0
    for comparison in comparisons_of(cohort):
        away = hidden_cells(cohort, comparison)
        asked = {(comparison.treatment, "depression"), (comparison.comparator, "depression")}
        if asked & away:
            continue
        means = trajectories(cohort, comparison, "depression").result.means
        shown = {mean.arm for mean in means if mean.mean is not None}
        seen += (ARMS[1], "depression") in away
        assert not {arm for arm, _ in away} & shown
    assert seen > 0
