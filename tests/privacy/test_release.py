"""The only door: who gets which view, and that nothing small passes."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.answers import who_took_part
from analysis.core import ARMS, ArmSummary, Comparison, Estimate, Filter, Refusal
from analysis.core.results import (
    ConditionEffect,
    DataNote,
    EffectBySite,
    EffectsByCondition,
    GroupScores,
    JointModel,
    Pooled,
    Proportion,
    RiskComparison,
    Trajectories,
    TwoGroups,
    Verdict,
    VisitMean,
)
from analysis.privacy import Released, hidden_cells, list_bands, release
from tests.made_up import two_arm_cohort

from .made_up import CATALOGUE, make_cohort, make_people

MINIMUM = 11
PEOPLE = ("n", "enrolled", "enrolled_baseline_n", "events", "of", "participants", "smallest_group")
COHORT = make_cohort(make_people(600, 0))
NOTE = DataNote("x", False, False, "planned", "f" * 64, "ketamine_iv", 7, "shelf")
TREATMENT, COMPARATOR = ARMS[2], ARMS[0]


class Tags:
    """Numbers no other group has: the whole part of each names the group it rests on."""

    def __init__(self) -> None:
        self.rests_on: dict[int, tuple[int, ...]] = {}

    def number(self, *groups: int) -> float:
        tag = 1000 + len(self.rests_on)
        self.rests_on[tag] = groups
        return tag + 0.123456

    def estimate(self, n_t: int, n_c: int, *more: int, **others: int) -> Estimate:
        value = self.number(n_t, n_c, *more)
        return Estimate(
            "hedges_g", value, value - 0.01, value + 0.01, 0.95,
            {"n_treatment": n_t, "n_comparator": n_c, **others}, "m", "s", "sd", 0.1,
            n_t + n_c - 2.0, 0.0123456,
        )  # fmt: skip

    def arm(self, arm: str, n: int, lost: int) -> ArmSummary:
        found = [self.number(n) for _ in range(9)]
        return ArmSummary(arm, n, *found[:7], n + lost, n + lost, *found[7:])

    def risks(self, n_t: int, n_c: int, met_t: int, met_c: int) -> RiskComparison:
        groups = (n_t, n_c, met_t, met_c, n_t - met_t, n_c - met_c)
        shares = [self.number(*groups) for _ in range(8)]
        difference = self.estimate(*groups, events_treatment=met_t, events_comparator=met_c)
        return RiskComparison(
            "response", "rule", "source", "observed", "people",
            Proportion(TREATMENT, met_t, n_t, *shares[:3]),
            Proportion(COMPARATOR, met_c, n_c, *shares[3:6]),
            difference, self.estimate(*groups), *shares[6:], self.estimate(*groups),
        )  # fmt: skip


@st.composite
def effects(draw: st.DrawFn, tags: Tags) -> ConditionEffect:
    n = [draw(st.integers(0, 40)) for _ in range(3)]
    met = [draw(st.integers(0, n[0])), draw(st.integers(0, n[1]))]
    lost = [draw(st.integers(0, 30)) for _ in range(3)]
    return ConditionEffect(
        "depression", "Depression", "PHQ9", "PHQ-9", "week_12", 84,
        tags.arm(TREATMENT, n[0], lost[0]), tags.arm(COMPARATOR, n[1], lost[1]),
        (tags.arm(ARMS[1], n[2], lost[2]),), {"hedges_g": tags.estimate(n[0], n[1])},
        response=tags.risks(n[0], n[1], met[0], met[1]),
        remission_of_all=tags.risks(n[0], n[1], met[1] % (n[0] + 1), met[0] % (n[1] + 1)),
        verdict=Verdict("cannot_answer", tags.number(n[0], n[1]), "convention: x",
                        (f"only {n[0]}% of “Infusion only” were followed up",
                         f"follow-up differs between the arms ({n[0]}% and {n[1]}%)")),
        notes=("sex: levels with fewer than 5 people analysed were merged into “other”.",),
    )  # fmt: skip


def walk(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf of anything, with the name of the field it stands in."""
    if is_dataclass(value):
        for field in fields(value):
            yield from walk(getattr(value, field.name), field.name)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from walk(one, f"n:{key}" if isinstance(one, int) else str(key))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from walk(one, name)
    else:
        yield name, value


def find_leaks(released: Released[Any], tags: Tags) -> list[tuple[str, Any]]:
    """Leaves that rest on 1 to 10 people: by their tag, as a count, or said in words."""
    leaks = []
    for name, value in walk(released.result):
        small = isinstance(value, float) and any(
            0 < n < MINIMUM for n in tags.rests_on.get(int(value), ())
        )
        counted = (name in PEOPLE or name.startswith("n:")) and value is not None
        if small or (counted and 0 < value < MINIMUM):
            leaks.append((name, value))
    said = [text for _, text in walk((released.result, released.notes)) if isinstance(text, str)]
    return leaks + [("text", text) for text in said if "%" in text or "fewer than 5" in text]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_nothing_released_rests_on_a_small_group(data: st.DataObject) -> None:
    tags = Tags()
    found = tuple(data.draw(effects(tags)) for _ in range(2))
    n = data.draw(st.integers(0, 40))
    numbers = [tags.number(n) for _ in range(4)]
    joint = JointModel("PHQ9", "PHQ-9", "week_12", tags.estimate(n, n),
                       {"Depression": tags.estimate(n, n)}, *numbers, (), (), n)  # fmt: skip
    whole = EffectsByCondition(Comparison(), NOTE, found, joint)
    released = release(whole, COHORT)
    assert find_leaks(released, tags) == []
    assert all(effect.refused for effect in released.result.effects if "estimates" in effect.hidden)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 40), min_size=3, max_size=3), st.integers(0, 30))
def test_groups_and_visits_of_few_people_are_hidden(ns: list[int], lost: int) -> None:
    tags = Tags()
    groups = tuple(
        GroupScores(arm, n, tags.number(n), tags.number(n), tuple(tags.number(1) for _ in range(n)))
        for arm, n in zip(ARMS, ns, strict=True)
    )
    pair = TwoGroups(NOTE, "D", "PHQ9", "PHQ-9", "week_12", "lower", 0, 27, groups,
                     tags.estimate(*ns[:2]), tags.estimate(*ns[:2]), None)  # fmt: skip
    means = tuple(
        VisitMean(arm, "week_12", 84, n, n + lost, *(tags.number(n) for _ in range(3)))
        for arm, n in zip(ARMS, ns, strict=True)
    )
    differences = {"week_6": tags.estimate(*ns[:2]), "week_12": tags.estimate(*ns[1:])}
    lines = Trajectories(NOTE, "depression", "D", "PHQ9", "PHQ-9", "lower", 0, 27, means,
                         differences, "week_12", comparison=Comparison())  # fmt: skip
    for whole in (pair, lines):
        assert find_leaks(release(whole, COHORT), tags) == []
    assert all(group.points is None for group in release(pair, COHORT).result.groups)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_a_pool_with_a_hidden_site_is_hidden(data: st.DataObject) -> None:
    tags = Tags()
    sites = tuple(data.draw(effects(tags)) for _ in range(3))
    groups = [arm.n for e in sites for arm in (e.treatment, e.comparator) if arm]
    pooled = Pooled(tags.estimate(*groups), *(tags.number(*groups) for _ in range(4)))
    assert find_leaks(release(EffectBySite(NOTE, sites, pooled), COHORT), tags) == []


def test_the_walker_finds_what_is_not_hidden() -> None:
    tags = Tags()
    effect = ConditionEffect("d", "D", "PHQ9", "P", "w", 84, tags.arm(TREATMENT, 7, 0))
    upload = replace(COHORT, origin="own_upload")
    whole = EffectsByCondition(Comparison(), NOTE, (effect,))
    assert len(find_leaks(release(whole, upload, "full"), tags)) > 5


def show_effect() -> ConditionEffect:
    tags = Tags()
    effect = ConditionEffect(
        "depression", "D", "PHQ9", "P", "week_12", 84, tags.arm(TREATMENT, 48, 4),
        tags.arm(COMPARATOR, 63, 20), (), {"hedges_g": tags.estimate(48, 63)},
        verdict=Verdict("too_imprecise", 1.6789, "convention: 0.24"),
    )  # fmt: skip
    return release(EffectsByCondition(Comparison(), NOTE, (effect,)), COHORT).result.effects[0]


def test_counts_are_rounded_and_completers_have_no_baseline() -> None:
    effect = show_effect()
    assert effect.treatment is not None
    assert (effect.treatment.n, effect.treatment.enrolled) == (50, 50)
    assert effect.treatment.baseline_mean is None
    assert effect.treatment.correlation is None
    assert effect.treatment.enrolled_baseline_mean is not None


def test_an_estimate_is_rounded_with_all_that_would_tell_its_n() -> None:
    effect = show_effect()
    found = effect.estimate("hedges_g")
    assert found is not None
    assert found.counts == {"n_treatment": 50, "n_comparator": 65}
    assert found.df == 110
    assert found.low <= found.value <= found.high
    assert found.value == round(found.value, 2)
    assert effect.verdict is not None
    assert effect.verdict.margin == 1.7


@pytest.mark.parametrize(("code", "kept"), [("too_few", False), ("no_comparison", True)])
def test_a_refusal_does_not_tell_one_person_from_ten(code: str, kept: bool) -> None:
    effect = ConditionEffect("d", "D", "", "", "w", 84, refused=Refusal(code, "why", "what to do"))
    shown = release(EffectsByCondition(Comparison(), NOTE, (effect,)), COHORT).result.effects[0]
    assert shown.refused is not None
    assert (shown.refused.code == code) is kept


def test_filters_hide_the_arm_that_is_only_described() -> None:
    people = make_people(900, 3, arms=ARMS)
    men = people.index[(people["arm"] == ARMS[1]) & (people["sex"] == "male")][8:]
    cohort = make_cohort(people.drop(index=men).reset_index(drop=True))
    list_bands(cohort, CATALOGUE)
    asked = Comparison(filters=(Filter("sex", "male"),))
    assert hidden_cells(cohort, asked) == {(ARMS[1], "depression")}
    means = tuple(VisitMean(arm, "week_12", 84, 40, 45, 9.0, 8.0, 10.0) for arm in ARMS)
    lines = Trajectories(NOTE, "depression", "D", "PHQ9", "P", "lower", 0, 27, means, {}, "week_12",
                         comparison=asked)  # fmt: skip
    shown = release(lines, cohort).result.means
    assert [mean.mean for mean in shown] == [9.0, None, 9.0]
    assert [mean.enrolled for mean in shown] == [45, None, 45]
    tags = Tags()
    effect = ConditionEffect("depression", "D", "PHQ9", "P", "w", 84,
                             also_show=(tags.arm(ARMS[1], 40, 5),))  # fmt: skip
    table = release(EffectsByCondition(asked, NOTE, (effect,)), cohort).result
    assert table.effects[0].also_show == ()


def test_a_filtered_effect_that_was_not_guarded_is_emptied() -> None:
    cohort = make_cohort(make_people(60, 3))
    asked = Comparison(filters=(Filter("sex", "male"), Filter("site", "north")))
    list_bands(cohort, CATALOGUE)
    tags = Tags()
    effect = ConditionEffect("depression", "D", "PHQ9", "P", "w", 84, tags.arm(TREATMENT, 40, 0),
                             tags.arm(COMPARATOR, 40, 0), (),
                             {"hedges_g": tags.estimate(40, 40)})  # fmt: skip
    shown = release(EffectsByCondition(asked, NOTE, (effect,)), cohort).result.effects[0]
    assert shown.estimates is None
    assert shown.treatment is None
    assert shown.refused is not None


def test_a_reason_few_people_were_not_taken_on_for_is_not_told_in_its_own_words() -> None:
    """The words come from the file: they may describe one person."""
    reasons = ["mania"] * 40 + ["paranoia"] * 20 + ["the mayor's brother"] * 3
    screening = pd.DataFrame({"outcome": "screened_out", "reason": reasons})
    cohort = replace(two_arm_cohort(), screening=screening)
    protected = who_took_part(cohort, "protected")
    assert "mayor" not in repr(protected)
    assert [r.reason for r in protected.result.screened_out if r.n is not None] == ["mania"]
    assert "mayor" in repr(who_took_part(cohort, "full"))
