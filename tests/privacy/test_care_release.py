"""Therapy and harms in protected view: nothing rests on 1 to 10 people, nothing serious drops."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.answers import (
    better_and_worse,
    outcomes_by_support,
    safety,
    therapy_and_outcome,
    therapy_received,
)
from analysis.answers.harms_counted import count_people
from analysis.answers.question import settle
from analysis.core import ARMS, CannotEstimate, Cohort, Comparison, Filter
from analysis.core.results import Safety
from analysis.privacy import Released
from analysis.words import say_safety, table_of_better_and_worse, table_of_harms
from tests.made_up_care import EVENTS, MEASURES, SESSIONS, care_cohort
from tests.privacy.made_up import make_cohort, make_people

PEOPLE = {"n", "of", "people", "enrolled", "beyond_people", "left_out", "events"}
ASKED = Comparison()


def walk(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf of anything, with the name of the field it stands in."""
    if is_dataclass(value) and not isinstance(value, Comparison):
        for field in fields(value):
            yield from walk(getattr(value, field.name), field.name)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from walk(one, "n" if str(key).startswith("n") or key == "people" else str(key))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from walk(one, name)
    else:
        yield name, value


def find_small(released: Released[Any]) -> list[tuple[str, Any]]:
    """Counts of 1 to 10 people, and counts that are not rounded."""
    return [
        (name, value)
        for name, value in walk(released.result)
        if name in PEOPLE
        and isinstance(value, int | np.integer)
        and value != 0
        and (value < 11 or (value % 5 and value != 11))
    ]


def shelf_cohort(seed: int, people: int = 400, conditions: int = 2) -> Cohort:
    """A cohort of the shelf with harms, sessions and measurements of random frequency."""
    draw = np.random.default_rng(seed)
    names = ("depression", "anxiety")[:conditions]
    who = make_people(people, seed, arms=ARMS, conditions=names, missing=0.02)
    who["outside_psychotherapy"] = pd.Categorical(draw.choice(["yes", "no"], people, p=[0.1, 0.9]))
    cohort = make_cohort(who, seed=seed)
    terms = ("nausea", "headache", "panic attack", "suicidal ideation", "dysuria")
    rates = draw.choice([0.0, 0.01, 0.05, 0.3, 0.97], len(terms))
    events = [
        (i, int(draw.integers(0, 40)), "adverse", term, str(draw.choice(["mild", "severe", ""])),
         "yes" if term == "suicidal ideation" else "no")
        for term, rate in zip(terms, rates, strict=True)
        for i in np.flatnonzero(draw.random(people) < rate)
    ]  # fmt: skip
    sessions = [
        (i, int(day), 50, str(draw.choice(["cbt", "integration"], p=[0.03, 0.97])),
         str(draw.choice(["same_day", "within_week", "later"], p=[0.5, 0.48, 0.02])), 2.0, "t",
         "nurse")
        for i in np.flatnonzero((who["arm"] == ARMS[2]).to_numpy())
        for day in range(draw.integers(0, 6))
    ]  # fmt: skip
    measures = [(i, 0, minute, "systolic", float(draw.normal(140, 25)))
                for i in range(0, people, 3) for minute in (0, 40)]  # fmt: skip
    return replace(
        cohort,
        events=pd.DataFrame(events, columns=EVENTS),
        therapy_sessions=pd.DataFrame(sessions, columns=SESSIONS),
        session_measures=pd.DataFrame(measures, columns=MEASURES),
    )


@pytest.mark.parametrize("seed", range(8))
def test_nothing_released_rests_on_few_people(seed: int) -> None:
    cohort = shelf_cohort(seed, people=(120, 400)[seed % 2])
    asked = ASKED if seed % 3 else Comparison(filters=(Filter("sex", "male"),))
    answers: list[Released[Any]] = []
    for question in (better_and_worse, outcomes_by_support, therapy_received, therapy_and_outcome):
        try:
            answers.append(question(cohort, asked, "depression", "full"))
        except CannotEstimate:
            continue
    try:
        answers.append(safety(cohort, asked, "full"))
    except CannotEstimate:
        assert asked.filters
    for answer in answers:
        assert answer.view == "protected"
        assert find_small(answer) == []


@pytest.mark.parametrize("seed", range(8))
def test_no_grade_follows_from_the_others(seed: int) -> None:
    cohort = shelf_cohort(seed)
    whole = safety(replace(cohort, origin="own_upload"), ASKED, "full").result
    shown = safety(cohort, ASKED).result
    assert whole.harms is not None
    assert shown.harms is not None
    grades = ("mild", "moderate", "severe")
    kept = {h.code for h in shown.harms.harms if h.treatment is not None}
    if "any" not in kept:
        return
    counted = {h.code: h for h in whole.harms.harms}
    for arm in ("treatment", "comparator"):
        rest = getattr(counted["any"], arm).people
        shown_grades = [g for g in grades if g in kept]
        rest -= sum(getattr(counted[g], arm).people for g in shown_grades)
        assert not shown_grades or rest == 0 or rest >= 11


def test_a_grade_of_few_people_takes_the_others_with_it() -> None:
    cohort = care_cohort(each=60, origin="shelf")
    nausea = [(i, 0, "adverse", "nausea", "mild", "no") for i in range(180) if i % 2]
    severe = [(i, 0, "adverse", "migraine", "severe", "no") for i in (1, 3, 121)]
    cohort = replace(cohort, events=pd.DataFrame(nausea + severe, columns=EVENTS))
    rows = {row.code: row for row in safety(cohort, ASKED).result.split("severity")}
    assert rows["any"].difference is not None
    assert rows["severe"].difference is None
    assert rows["severe"].few == (ARMS[0], ARMS[2])
    assert rows["mild"].difference is None


def test_one_to_ten_hides_the_other_arm_and_zero_keeps_its_limit() -> None:
    released = safety(care_cohort(each=60, origin="shelf"), ASKED)
    rows = released.result.split("kind")
    table = table_of_harms(released, rows).set_index("Of every 100 people")
    hospital = table.loc["Admission to hospital"]
    assert list(hospital[:3]) == ["1 to 10 people", "hidden", "hidden"]
    nobody = table.loc["Death"]
    assert nobody.iloc[0].startswith("0 (up to ")
    assert not nobody.iloc[0].startswith("0 (up to 0")
    assert nobody["In plain words"] == "none recorded"


def test_a_serious_event_never_drops_from_view() -> None:
    cohort = care_cohort(each=60, origin="shelf")
    released = safety(cohort, ASKED)
    assert "at least one serious event occurred; see full detail" in say_safety(released)
    table = table_of_harms(released, released.result.split("severity"))
    said = table.set_index("Of every 100 people").loc["Serious adverse event", "In plain words"]
    assert said == "at least one serious event occurred; see full detail"


def test_a_serious_event_in_a_group_left_out_is_still_named() -> None:
    """Person 0 is the only woman of her condition and arm with a value: the filter hides them."""
    cohort = care_cohort(each=60, conditions=("depression", "anxiety"), origin="shelf")
    people = cohort.participants.copy()
    sex = np.array(["female", "male"] * (len(people) // 2), dtype=object)
    sex[1:60:2] = "male"
    sex[2:60:2] = "male"
    people["sex"] = pd.Categorical(sex)
    cohort = replace(cohort, participants=people)
    released = safety(cohort, Comparison(filters=(Filter("sex", "female"),)))
    assert "Depression" not in released.result.conditions
    serious = released.result.find("serious")[0]
    assert serious.occurred
    assert "at least one serious event occurred" in say_safety(released)


def test_deterioration_of_few_is_named_and_not_counted() -> None:
    cohort = care_cohort(each=60, origin="shelf")
    scores = cohort.scores.copy()
    rows = (scores["participant"] < 3) & (scores["visit"] > 0)
    scores.loc[rows, "score"] = 27.0
    scores.loc[(scores["participant"] < 3) & (scores["visit"] == 0), "score"] = 10.0
    released = better_and_worse(replace(cohort, scores=scores), ASKED, "depression")
    table = table_of_better_and_worse(released).set_index("Of every 100 people")
    assert table.loc["Got worse", "In plain words"] == "at least one person; see full detail"
    assert "1 to 10 people" in list(table.loc["Got worse"])


@pytest.mark.parametrize("seed", range(6))
def test_no_view_of_harms_is_another_less_few_people(seed: int) -> None:
    """People counted in any view of the two arms: none holds another and 1 to 10 people more."""
    cohort = shelf_cohort(seed, people=(400, 900)[seed % 2])
    arm = cohort.participants["arm"].to_numpy()
    views = []
    single = [Filter("sex", b) for b in ("female", "male")]
    single += [Filter("age", b) for b in ("18-34", "35-54", "55+")]  # type: ignore[arg-type]
    pairs = [(a, b) for a, b in product(single, single) if a.name < b.name]
    for filters in [(), *((one,) for one in single), *pairs]:
        for treatment, comparator in ((ARMS[2], ARMS[0]), (ARMS[1], ARMS[0])):
            asked = Comparison(treatment=treatment, comparator=comparator, filters=filters)
            try:
                counted = count_people(settle(cohort, asked), "protected")
            except CannotEstimate:
                continue
            views += [counted.people & (arm == name) for name in (treatment, comparator)]
    views = [view for view in views if view.any()]
    assert views
    for one, other in product(views, views):
        if (one & other == other).all():
            assert not 0 < (one & ~other).sum() < 11


def test_filters_are_refused_where_a_cell_is_too_small_without_them() -> None:
    cohort = care_cohort(each=60, conditions=("depression", "anxiety"), origin="shelf")
    people = cohort.participants.copy()
    condition = people["condition"].astype(object)
    condition[:3] = "ocd"
    people["condition"] = condition.astype("category")
    cohort = replace(cohort, participants=people)
    found: Released[Safety] = safety(cohort, ASKED)
    assert found.result.find("any")[0].people == (120, 120)
    with pytest.raises(CannotEstimate, match="small groups"):
        safety(cohort, Comparison(filters=(Filter("sex", "male"),)))


def test_a_kind_of_session_few_people_had_hides_how_all_divide() -> None:
    cohort = care_cohort(each=60, origin="shelf")
    rows = cohort.therapy_sessions.copy()
    rows.loc[rows.index[-3:], "timing"] = "not_recorded"
    found = therapy_received(replace(cohort, therapy_sessions=rows), ASKED, "depression").result
    mixes = {m.arm: m for m in found.mixes if m.split == "timing"}
    assert mixes[ARMS[2]].shares is None
    assert mixes[ARMS[1]].shares is not None
    assert all(s.people is None for s in mixes[ARMS[1]].shares)


def test_quartiles_need_a_quarter_that_may_be_shown() -> None:
    small = therapy_received(care_cohort(each=40, origin="shelf"), ASKED, "depression").result
    large = therapy_received(care_cohort(each=44, origin="shelf"), ASKED, "depression").result
    assert {a.low for a in small.amounts} == {None}
    assert all(a.median is not None for a in small.amounts)
    assert all(a.low is not None for a in large.amounts)
