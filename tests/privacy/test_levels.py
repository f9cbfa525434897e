"""Subgroups in protected view: a level is a filtered view, and the attacker has them all."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.answers import dose_and_outcome, for_whom, looking_again, next_cohort
from analysis.core import ARMS, CannotEstimate, Cohort, Comparison, Filter, settings
from analysis.core.results import ForWhom, SubgroupEffect
from analysis.loading import load_catalogue
from analysis.planning import Design, people_for_difference
from analysis.privacy import View, ask_level, hidden_levels, list_bands, release
from tests.answers.test_for_whom import with_infusions

from .made_up import BANDS, make_cohort, make_people
from .test_attack import MINIMUM, Shown, collect_effects, comparisons_of, subtract
from .test_release import NOTE, PEOPLE, Tags, walk

TREATMENT, COMPARATOR = ARMS[2], ARMS[0]


def answers_of(cohort: Cohort, view: View = "protected") -> list[ForWhom]:
    """The answer for everyone and with each filter that allows one."""
    found = []
    for comparison in comparisons_of(cohort):
        with suppress(CannotEstimate):
            found.append(for_whom(cohort, comparison, "depression", view).result)
    assert all(len(answer.comparison.filters) < 2 for answer in found)
    return found


def even_people(each: int) -> pd.DataFrame:
    """As many women as men in each arm, all alike in everything else."""
    people = make_people(4 * each, 0)
    changed = {"arm": np.repeat([TREATMENT, COMPARATOR], 2 * each),
               "sex": np.tile(["female", "male"], 2 * each)}  # fmt: skip
    same = {name: bands[0] for name, bands in BANDS.items() if name != "sex"}
    return people.assign(**{n: pd.Categorical(np.broadcast_to(v, 4 * each))
                            for n, v in {**changed, **same}.items()})  # fmt: skip


def collect_levels(answers: list[ForWhom]) -> Shown:
    """n and difference of both arms in every level shown, by the filters it amounts to."""
    shown: Shown = {}
    for answer in answers:
        for one in answer.subgroups:
            for level, estimate in (one.by_level or {}).items():
                filters = (*answer.comparison.filters, Filter(one.name, level))  # type: ignore
                for arm, key in ((TREATMENT, "n_treatment"), (COMPARATOR, "n_comparator")):
                    shown[arm, filters] = (estimate.counts[key], estimate.value)
    return shown


@pytest.fixture(scope="module", params=[(200, 1), (420, 2)])
def cohort(request: pytest.FixtureRequest) -> Cohort:
    people, seed = request.param
    return make_cohort(make_people(people, seed, missing=0.02))


@pytest.fixture(scope="module")
def answers(cohort: Cohort) -> list[ForWhom]:
    return answers_of(cohort)


def test_levels_and_filtered_views_cannot_be_subtracted(
    cohort: Cohort, answers: list[ForWhom]
) -> None:
    levels = collect_levels(answers)
    assert all(n >= MINIMUM for n, _ in levels.values())
    assert subtract(cohort, collect_effects(cohort) | levels) == 0


def test_some_levels_are_shown_where_people_are_many() -> None:
    cohort = make_cohort(make_people(900, 4))
    answer = for_whom(cohort, Comparison(), "depression").result
    assert sum(len(one.by_level) for one in answer.subgroups) >= 4
    assert any(one.f is not None for one in answer.subgroups)


def test_full_detail_would_give_people_away() -> None:
    own = make_cohort(make_people(200, 1, missing=0.02), "own_upload")
    levels = collect_levels(answers_of(own, "full"))
    assert subtract(own, collect_effects(own) | levels) > 0


def test_no_number_rests_on_few_people(answers: list[ForWhom]) -> None:
    for answer in answers:
        for name, value in walk(answer):
            counted = name in PEOPLE or (name.startswith("n:") and name != "n:k")
            assert not (counted and value is not None and 0 < value < MINIMUM), (name, value)


def test_levels_not_shown_add_up_to_nobody_or_to_enough(cohort: Cohort) -> None:
    """Among the people analysed, in each arm, of each subgroup."""
    matrix = cohort.score_matrix("PHQ9")
    seen = ~np.isnan(matrix).any(axis=1)
    columns = {"age": "age_band", "prior": "prior_treatment", "dose": "dose_band", "sex": "sex"}
    answer = for_whom(cohort, Comparison(), "depression").result
    for one in answer.subgroups:
        if one.name not in columns or not one.by_level:
            continue
        labels = cohort.participants[columns[one.name]].astype(str).to_numpy()
        for arm in (TREATMENT, COMPARATOR):
            there = seen & (cohort.participants["arm"] == arm).to_numpy()
            left = int((there & ~np.isin(labels, list(one.by_level))).sum())
            assert left == 0 or left >= MINIMUM


def test_what_is_left_hides_the_smallest_level_shown() -> None:
    cohort = make_cohort(even_people(100))
    list_bands(cohort, load_catalogue())
    asked = ("sex", {"female": (80, 80), "male": (40, 60)})
    assert hidden_levels(cohort, Comparison(), "depression", *asked, (0, 0)) == set()
    assert hidden_levels(cohort, Comparison(), "depression", *asked, (11, 0)) == set()
    assert hidden_levels(cohort, Comparison(), "depression", *asked, (3, 0)) == {"male"}
    few = {"female": (80, 80), "male": (10, 60)}
    assert hidden_levels(cohort, Comparison(), "depression", "sex", few, (0, 0)) == {
        "male", "female",
    }  # fmt: skip


def test_a_level_is_one_filter_more() -> None:
    one = Comparison(filters=(Filter("sex", "male"),))
    assert ask_level(one, "age", "55+") == Comparison(
        filters=(Filter("sex", "male"), Filter("age", "55+"))
    )
    assert ask_level(one, "sex", "female") is None
    two = replace(one, filters=(*one.filters, Filter("prior", "0-1")))
    assert ask_level(two, "age", "55+") is None
    substance = ask_level(two, "substance", "mdma")
    assert substance is not None
    assert substance.substance == "mdma"
    assert len(two.filters) == settings.MAXIMUM_FILTERS


def test_an_unguarded_level_is_withheld_at_the_exit() -> None:
    people = make_people(600, 0)
    men = people.index[(people["arm"] == TREATMENT) & (people["sex"] == "male")][8:]
    cohort = make_cohort(people.drop(index=men).reset_index(drop=True))
    list_bands(cohort, load_catalogue())
    tags = Tags()
    levels = {one: tags.estimate(40, 40) for one in ("female", "male")}
    sex = SubgroupEffect("sex", "Sex", "female", {"male": levels["male"]}, levels,
                         1.0, 1.0, 80.0, 0.3, 0.3, 0.3)  # fmt: skip
    whole = ForWhom(NOTE, Comparison(), "depression", "D", "PHQ9", "P", "lower", "week_12", (sex,),
                    None, "adjusted", None, None, (), {})  # fmt: skip
    shown = release(whole, cohort).result.subgroups[0]
    assert shown.by_level == {}
    assert not shown.differences
    assert (shown.f, shown.p, shown.p_holm) == (None, None, None)
    assert "by_level" in shown.hidden


def test_doses_shown_are_filtered_views() -> None:
    shown = 0
    for seed in range(6):
        cohort = with_infusions(make_cohort(make_people(160, seed)))
        with suppress(CannotEstimate):
            dose = dose_and_outcome(cohort, Comparison(), "depression").result.dose
            assert dose is not None
            assert all((band.n or 0) >= MINIMUM for band in dose.bands)
            assert {band.label for band in dose.bands} <= {"up to 0.5", "above 0.5"}
            assert all(band.baseline_mean is None for band in dose.bands)
            shown += 1
    assert shown > 0


def test_doses_of_the_infusions_that_differ_in_a_few_are_not_shown() -> None:
    cohort = with_infusions(make_cohort(make_people(600, 5)))
    assert dose_and_outcome(cohort, Comparison(), "depression").result.dose is not None
    changed = cohort.infusions["mg_per_kg"].to_numpy().copy()
    changed[:6] = np.nan
    few = replace(cohort, infusions=cohort.infusions.assign(mg_per_kg=changed))
    with pytest.raises(CannotEstimate) as told:
        dose_and_outcome(few, Comparison(), "depression")
    assert told.value.refusal.code == "group_too_small"


def test_a_plan_follows_from_what_is_rounded() -> None:
    cohort = make_cohort(make_people(300, 2))
    answer = next_cohort(cohort, Comparison(), "depression").result
    sd, r = answer.inputs["sd"].value, answer.inputs["correlation"].value
    assert (sd, r, answer.margin) == (round(sd, 1), round(r, 1), round(answer.margin, 1))
    sizes = people_for_difference(Design(sd, r), answer.margin, 0.8)
    assert answer.aims["detect"]["80"].n_treatment == sizes.n_treatment
    assert answer.n_treatment % 5 == answer.n_comparator % 5 == 0
    assert all(round(20 * lost) == pytest.approx(20 * lost) for lost in answer.lost)
    told = [found.source for found in answer.inputs.values()]
    counts = [int(text.split()[2]) for text in told if text.startswith("this cohort, ")]
    assert counts
    assert all(n % 5 == 0 for n in counts)


def test_a_response_of_few_is_not_planned_from() -> None:
    cohort = make_cohort(make_people(300, 2))
    scores = cohort.scores.copy()
    scores.loc[scores["visit"] == 1, "score"] = scores.loc[scores["visit"] == 1, "score"] + 10
    answer = next_cohort(replace(cohort, scores=scores, _matrices={}), Comparison(), "depression")
    assert answer.result.response is None
    assert answer.result.response_with is None
    assert "response" not in answer.result.aims
    assert "response" not in answer.result.inputs
    assert "detect" in answer.result.aims


def test_only_the_last_look_is_shown() -> None:
    people = make_people(300, 2)
    cohort = replace(make_cohort(people), enrolment_rank=np.arange(float(len(people))))
    answer = looking_again(cohort, Comparison(), "depression").result
    assert answer.watched is not None
    (look,) = answer.watched.looks
    assert look.people % 5 == look.n_treatment % 5 == 0
    assert look.value == round(look.value, 1)
    own = replace(cohort, origin="own_upload")
    assert len(looking_again(own, Comparison(), "depression", "full").result.watched.looks) > 50
