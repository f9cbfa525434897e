"""One sentence a condition, from its verdict; and all conditions together."""

from analysis.core import HIDDEN, CannotEstimate, Estimate, name_visit
from analysis.core.results import ConditionEffect, EffectsByCondition, Verdict, VerdictCode
from analysis.privacy import Released

from .phrases import (
    lower_first,
    name_others,
    name_people,
    name_when,
    raise_first,
    say_adjustment,
    say_assignment,
    say_effect_size,
    say_people,
    say_points,
    say_scale,
)

_CLAIMS: dict[str, str] = {
    "worthwhile": "{who} had better outcomes at {visit}",
    "better_possibly_too_little": "{who} had better outcomes at {visit}, possibly by too "
    "little to matter",
    "no_meaningful_difference": "No meaningful difference at {visit} between {people} and {others}",
    "small_difference_likely": "No meaningful difference at {visit} between {people} and {others}, "
    "though a small one is likely",
    "meaningfully_worse": "{who} had worse outcomes at {visit}",
    "worse_possibly_too_little": "{who} had worse outcomes at {visit}, possibly by too little "
    "to matter",
}

WITHHELD = "group_too_small"
"""Code of the refusal that privacy puts in the place of what it hides."""

_REASONS_SAID = 2

IN_PLAIN_WORDS: dict[VerdictCode, str] = {
    "worthwhile": "better outcomes",
    "better_possibly_too_little": "better, possibly too little to matter",
    "no_meaningful_difference": "no meaningful difference",
    "small_difference_likely": "no meaningful difference; a small one is likely",
    "meaningfully_worse": "worse outcomes",
    "worse_possibly_too_little": "worse, possibly too little to matter",
    "too_imprecise": "cannot tell: too imprecise",
    "cannot_answer": "these data cannot answer",
}
"""A verdict in a column."""


def say_effect(released: Released[EffectsByCondition], condition: str) -> str:
    """What is known about one condition, in one statement with its interval and its people.

    Parameters
    ----------
    released : Released[EffectsByCondition]
        The answer.
    condition : str
        Code of a condition in it.

    Raises
    ------
    CannotEstimate
        When the condition is not in the answer.
    """
    effect = find_effect(released.result, condition)
    if is_hidden(effect):
        return f"{effect.condition_label}: hidden, as too few people stand behind it."
    if effect.refused is not None:
        mend = f" {effect.refused.mend}" if effect.refused.mend else ""
        return f"{effect.condition_label}: {effect.refused.sentence}{mend}"
    people = say_people(effect, released.result.data, released.view == "protected")
    points = effect.estimate("headline_difference")
    if effect.verdict is None or points is None:
        return _say_looking_back(released.result, effect, people)
    return f"{_say_verdict(released.result, effect, effect.verdict, points)} {people}"


def find_effect(result: EffectsByCondition, condition: str) -> ConditionEffect:
    """The effect of one condition by its code."""
    for effect in result.effects:
        if effect.condition == condition:
            return effect
    raise CannotEstimate(
        "unknown_condition", "This condition is not in the answer.", "Choose another condition."
    )


def is_hidden(effect: ConditionEffect) -> bool:
    """Whether the disclosure rules took this condition's estimates away."""
    withheld = effect.refused is not None and effect.refused.code == WITHHELD
    missing = effect.refused is None and effect.estimate("headline_difference") is None
    return withheld or missing or "estimates" in effect.hidden


def summarise_verdict(effect: ConditionEffect) -> str:
    """The verdict of one condition in a few words, for a column or a mark."""
    if is_hidden(effect):
        return HIDDEN
    if effect.refused is not None:
        return effect.refused.sentence
    if effect.looks_back:
        return "too early: asks about days before treatment"
    return IN_PLAIN_WORDS[effect.verdict.code] if effect.verdict else HIDDEN


def _say_verdict(
    result: EffectsByCondition, effect: ConditionEffect, verdict: Verdict, points: Estimate
) -> str:
    code, visit = verdict.code, name_when(result.comparison, effect.visit)
    condition = lower_first(effect.condition_label)
    random = say_assignment(result.data.randomised)
    if code == "cannot_answer":
        reasons = _say_reasons(verdict.reasons)
        return (
            f"These data cannot answer whether {condition} outcomes differ at {visit}: {reasons}. "
            f"{raise_first(random)}."
        )
    adjusted = f"{say_adjustment(effect.adjusted_for)}; {random}."
    value, limits = say_points(points, effect.better)
    size = effect.estimate("headline_g")
    if code == "too_imprecise":
        lead = say_effect_size(size) if size and not effect.lead_with_points else None
        inside = lead or f"{value} {say_scale(effect.instrument)}, {limits}"
        return (
            f"These data cannot tell us whether {condition} outcomes differ at {visit} ({inside}), "
            f"{adjusted}"
        )
    people = name_people(result.comparison)
    others = name_others(result.comparison, result.data.substance)
    claim = _CLAIMS[code].format(who=raise_first(people), people=people, others=others, visit=visit)
    return f"{claim}: {value} {say_scale(effect.instrument)} ({limits}), {adjusted}"


def _say_reasons(reasons: tuple[str, ...]) -> str:
    """The first reasons; the rest are counted, and stand in the details."""
    rest = len(reasons) - _REASONS_SAID
    more = f" (and {rest} more, in the details)" if rest > 0 else ""
    return "; ".join(reasons[:_REASONS_SAID]) + more


def _say_looking_back(result: EffectsByCondition, effect: ConditionEffect, people: str) -> str:
    visit = name_visit(effect.visit)
    return (
        f"{effect.condition_label}: at {visit} the questions still ask about days before the first "
        f"dose ({say_scale(effect.instrument)}), so no verdict is given; "
        f"{say_assignment(result.data.randomised)}. {people}"
    ).rstrip()
