"""All conditions together, said without one number for different scales."""

from analysis.core import format_percent
from analysis.core.results import ConditionEffect, EffectsByCondition, VerdictCode
from analysis.privacy import Released

from .effects import find_effect, is_hidden
from .phrases import (
    list_words,
    lower_first,
    name_people,
    name_when,
    raise_first,
    say_assignment,
)

_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("better outcomes in {}", ("worthwhile",)),
    ("better outcomes, possibly by too little to matter, in {}",
     ("better_possibly_too_little",)),
    ("no meaningful difference in {}", ("no_meaningful_difference", "small_difference_likely")),
    ("worse outcomes in {}", ("meaningfully_worse",)),
    ("worse outcomes, possibly by too little to matter, in {}", ("worse_possibly_too_little",)),
)  # fmt: skip


def say_overview(released: Released[EffectsByCondition]) -> str:
    """How many conditions say what, and how many say nothing; never one number for all."""
    result = released.result
    if not result.effects:
        return "There is nobody to compare here."
    codes = {e.condition: e.verdict.code for e in result.effects if _has_verdict(e) and e.verdict}
    found = [
        text.format(_count_conditions(result, [c for c in codes if codes[c] in group]))
        for text, group in _GROUPS
        if any(code in group for code in codes.values())
    ]
    visit = name_when(result.comparison, result.effects[0].visit)
    people = name_people(result.comparison)
    everyone = f"Of {len(result.effects)} conditions at" if len(result.effects) > 1 else "At"
    said = [f"{everyone} {visit}, {people} had {list_words(found)}."] if found else []
    said += _say_what_is_not_known(result, codes, f" at {visit}" if not found else "")
    return " ".join([*said, _say_everyone(released)])


def say_restricted_entry(released: Released[EffectsByCondition]) -> str:
    """Where entry required a minimum score, so that SD units mislead; nothing where it did not."""
    result = released.result
    narrow = [e.condition for e in result.effects if e.lead_with_points]
    if not narrow:
        return ""
    return (
        f"Read the points first in {_count_conditions(result, narrow)}: people's scores were much "
        "more alike at baseline than later, as when entry requires a minimum score, so "
        "differences in SD look larger."
    )


def _say_what_is_not_known(
    result: EffectsByCondition, codes: dict[str, VerdictCode], at: str
) -> list[str]:
    unsure = [c for c, code in codes.items() if code == "too_imprecise"]
    failed = [c for c, code in codes.items() if code == "cannot_answer"]
    absent = [e.condition for e in result.effects if e.condition not in codes]
    said = []
    if unsure:
        told = _count_conditions(result, unsure)
        said.append(f"These data cannot tell us whether outcomes differ{at} in {told}.")
    if failed:
        told = _count_conditions(result, failed)
        who = "They" if unsure else "These data"
        when = "" if unsure else at
        said.append(f"{who} cannot answer the question{when} in {told}.")
    if absent:
        said.append(f"Nothing is shown for {_count_conditions(result, absent)}.")
    return said


def _has_verdict(effect: ConditionEffect) -> bool:
    return effect.refused is None and not is_hidden(effect) and not effect.looks_back


def _count_conditions(result: EffectsByCondition, codes: list[str]) -> str:
    """Conditions named: "2 (depression and PTSD)"; a single one by its name alone."""
    names = [lower_first(find_effect(result, code).condition_label) for code in codes]
    return f"{len(names)} ({list_words(names)})" if len(names) > 1 else names[0]


def _say_everyone(released: Released[EffectsByCondition]) -> str:
    """The people behind the conditions shown, how many were followed up, and chance or not."""
    result = released.result
    arms = [a for e in result.effects if _has_verdict(e) for a in (e.treatment, e.comparator) if a]
    random = say_assignment(result.data.randomised)
    n, enrolled = sum(a.n for a in arms), sum(a.enrolled or 0 for a in arms)
    if not arms or any(a.enrolled is None for a in arms):
        return raise_first(random) + "."
    about = "About " if released.view == "protected" else ""
    return (
        f"{about}{n:,} people, {about.lower()}{format_percent(n / enrolled)} followed up; {random}."
    )
