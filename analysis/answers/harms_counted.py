"""Harms of two arms over all conditions: whom they may be counted over, and what never drops."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from analysis.core import ARMS, CannotEstimate, label_arm
from analysis.core.results import HarmComparison, Harms
from analysis.participants import compare_emergent, compare_harms, emergent_suicidality
from analysis.privacy import View, hidden_cells, is_small, minimum_group, view_for

from .question import Question

WITHDREW: Final = "withdrawal"
_SUICIDALITY: Final = (
    ("worse", "suicidality_worse", "Suicidal thoughts worse than before"),
    ("new", "suicidality_new", "Suicidal thoughts that were not there before"),
    ("serious", "suicidality_serious", "Suicidal thoughts with intent, new"),
)


@dataclass(frozen=True, eq=False)
class Counted:
    """Who harms are counted over, as a mask, and whose harms are only named as having occurred."""

    people: np.ndarray
    everyone: np.ndarray
    conditions: tuple[str, ...]


def count_people(question: Question, view: View) -> Counted:
    """People of the two arms over all conditions, as the disclosure rules allow.

    Notes
    -----
    In protected view the people counted are whole cells (arm and condition) that may be shown with
    the filters in use: what is added up from numbers that each may be shown gives nothing away that
    they do not. Where a cell is too small even without filters everyone is counted, and filters are
    refused, as then there is one view only and nothing to subtract it from.

    Raises
    ------
    CannotEstimate
        "no_comparison" when nobody is in an arm; "group_too_small" as above.
    """
    cohort, comparison = question.cohort, question.comparison
    codes = cohort.participants["condition"].to_numpy()
    arm = cohort.participants["arm"].to_numpy()
    protected = view_for(cohort, view) == "protected"
    conditions = _everyones(question) if protected else question.conditions
    asked = question.people & np.isin(arm, (comparison.treatment, comparison.comparator))
    everyone = asked & np.isin(codes, conditions)
    for name in (comparison.treatment, comparison.comparator):
        if not (everyone & (arm == name)).any():
            raise CannotEstimate(
                "no_comparison",
                f"No comparison possible: nobody was in “{label_arm(name, question.substance)}”.",
                "Choose two arms that people were in.",
            )
    kept = _leave_out_small(question, conditions) if protected else conditions
    return Counted(everyone & np.isin(codes, kept), everyone, kept)


def _everyones(question: Question) -> tuple[str, ...]:
    """Every condition there is: a choice among them would be a filter of its own."""
    present = set(question.cohort.participants["condition"][question.people].unique())
    return tuple(c for c in question.cohort.conditions if c in present)


def _leave_out_small(question: Question, conditions: tuple[str, ...]) -> tuple[str, ...]:
    cohort, comparison = question.cohort, question.comparison
    if hidden_cells(cohort, replace(comparison, filters=())):
        if comparison.filters:
            raise CannotEstimate(
                "group_too_small",
                "Some conditions have too few people in an arm, so with filters small groups "
                "could be worked out.",
                "Remove the filters: harms are then counted over everyone.",
            )
        return conditions
    away = hidden_cells(cohort, comparison)
    kept = tuple(c for c in conditions if not any((arm, c) in away for arm in ARMS))
    if not kept:
        raise CannotEstimate(
            "group_too_small",
            "With these filters a group is too small to show, or would give a small group away.",
            "Remove a filter.",
        )
    return kept


def count_adverse_events(question: Question, counted: Counted) -> Harms | None:
    """Adverse events of the people counted; what befell anyone else is named as having occurred."""
    cohort, comparison = question.cohort, question.comparison
    if not (cohort.events["kind"].astype(str) == "adverse").any():
        return None
    arms = (comparison.treatment, comparison.comparator)
    found = compare_harms(cohort, *arms, people=counted.people)
    whole = found
    if (counted.people != counted.everyone).any():
        whole = compare_harms(cohort, *arms, people=counted.everyone)
    harms = tuple(
        name_few(replace(harm, occurred=other.occurred))
        for harm, other in zip(found.harms, whole.harms, strict=True)
    )
    return replace(found, harms=harms)


def count_withdrawals(question: Question, counted: Counted) -> HarmComparison | None:
    """People who withdrew for any reason; None where the cohort records no withdrawal at all."""
    cohort = question.cohort
    rows = cohort.events[cohort.events["kind"].astype(str) == WITHDREW]
    if not len(rows):
        return None
    withdrew = np.zeros(len(cohort.participants), dtype=bool)
    withdrew[rows["participant"].to_numpy(dtype=np.int64)] = True
    found = _compare(question, counted.people, withdrew, (WITHDREW, "Withdrew, for any reason"))
    return None if found is None else replace(found, serious=False)


def count_suicidality(question: Question, counted: Counted) -> tuple[HarmComparison, ...]:
    """Suicidal thoughts that were not there, or not as bad, before; empty where not recorded."""
    try:
        found = emergent_suicidality(question.cohort)
    except CannotEstimate:
        return ()
    harms = []
    for name, code, label in _SUICIDALITY:
        had = getattr(found, name)
        if had is not None:
            label = f"{label} ({found.source})"
            harm = _compare(question, counted.people & found.assessed, had, (code, label))
            everyone = _compare(question, counted.everyone & found.assessed, had, (code, label))
            if harm is not None and everyone is not None:
                harms.append(replace(harm, occurred=everyone.occurred))
    return tuple(harms)


def _compare(
    question: Question, assessed: np.ndarray, had: np.ndarray, names: tuple[str, str]
) -> HarmComparison | None:
    comparison = question.comparison
    try:
        found = compare_emergent(question.cohort, comparison.treatment, comparison.comparator,
                                 assessed, had, *names)  # fmt: skip
    except CannotEstimate:
        return None
    return name_few(found)


def name_few(harm: HarmComparison) -> HarmComparison:
    """The harm with the arms named that 1 to 10 people had it in."""
    minimum = minimum_group()
    arms = [arm for arm in (harm.comparator, harm.treatment) if arm is not None]
    return replace(harm, few=tuple(arm.arm for arm in arms if is_small(arm.people, minimum)))
