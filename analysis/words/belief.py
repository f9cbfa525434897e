"""What an estimate rests on, and how far it can be believed, for someone who knows patients."""

from analysis.core import format_number, label_instrument, name_visit
from analysis.core.results import ConditionEffect, EffectsByCondition, Gate, Verdict
from analysis.privacy import Released

from .effects import find_effect, is_hidden
from .phrases import count_words, raise_first, say_points

_CONVENTION = "convention"


def say_belief(released: Released[EffectsByCondition], condition: str) -> tuple[str, ...]:
    """What one condition's answer rests on and what speaks for and against it, a sentence each.

    Nothing is said of a condition that is hidden or was refused.
    """
    effect = find_effect(released.result, condition)
    if is_hidden(effect) or effect.refused is not None:
        return ()
    protected = released.view == "protected"
    said = [_say_people(effect, protected), _say_precision(effect), *_say_chance(released, effect)]
    return tuple(filter(None, said))


def _say_people(effect: ConditionEffect, protected: bool) -> str:
    treatment, comparator = effect.treatment, effect.comparator
    if treatment is None or comparator is None:
        return ""
    about = "about " if protected else ""
    people = count_words(treatment.n + comparator.n, "person", "people")
    scale = label_instrument(effect.instrument)
    when = f"at baseline and at {name_visit(effect.visit)}"
    return f"It rests on {about}{people} with a score {when} ({scale})."


def _say_precision(effect: ConditionEffect) -> str:
    """The range that fits these data beside the difference that would matter."""
    points, verdict = effect.estimate("headline_difference"), effect.verdict
    if points is None or verdict is None:
        return ""
    _, limits = say_points(points, effect.better)
    fit = limits.partition("CI ")[2]
    fit = fit if "er to " in fit else f"{fit} {_direction(points.value, effect.better)}"
    return f"Differences that fit these data: {fit} (points). {_say_margin(verdict)}"


def _direction(value: float, better: str) -> str:
    up = {"lower": ("lower", "higher"), "higher": ("higher", "lower")}
    return up.get(better, ("better", "worse"))[value < 0]


def _say_margin(verdict: Verdict) -> str:
    size = format_number(verdict.margin, 1)
    if verdict.margin_source.startswith(_CONVENTION):
        return f"A difference of {size} points would matter, by a convention: none is published."
    return f"A difference of {size} points would matter ({verdict.margin_source})."


def _say_chance(released: Released[EffectsByCondition], effect: ConditionEffect) -> list[str]:
    if released.result.data.randomised:
        return [
            "Chance decided who was in which arm, so the arms differ at the start by chance only."
        ]
    found = ["People were not assigned at random, so the arms may have differed before treatment."]
    return found if effect.gate is None else [*found, *_say_gate(effect.gate)]


def _say_gate(gate: Gate) -> list[str]:
    judged = [item for item in gate.items if item.passed is not None]
    against = [item for item in judged if not item.passed]
    if not against:
        return [f"All {len(judged)} conditions of a fair comparison are met. What nobody recorded "
                "may still have differed."]  # fmt: skip
    counted = count_words(len(against), "condition", "conditions")
    return [
        f"{raise_first(counted)} of a fair comparison, out of {len(judged)}, "
        f"{'is' if len(against) == 1 else 'are'} not met, so no verdict is given:",
        *(item.sentence for item in against),
    ]
