"""Response and remission as frequencies: of every 100 such people."""

from typing import Literal

from analysis.core import Estimate, label_instrument, name_level
from analysis.core.results import ConditionEffect, EffectsByCondition, RiskComparison
from analysis.privacy import Released

from .effects import find_effect, is_hidden
from .phrases import name_together, say_adjustment, say_assignment, say_limits

Outcome = Literal["response", "remission"]
_MET = {"response": "responded", "remission": "were in remission"}
_NOT_MET = {"response": "did not respond", "remission": "were not in remission"}


def say_per_100(
    released: Released[EffectsByCondition], condition: str, outcome: Outcome = "response"
) -> str:
    """How many of every 100 responded (or were in remission) in each arm, and how many did not.

    Parameters
    ----------
    released : Released[EffectsByCondition]
        The answer.
    condition : str
        Code of a condition in it.
    outcome : {"response", "remission"}
        What is counted.

    Raises
    ------
    CannotEstimate
        When the condition is not in the answer.
    """
    effect = find_effect(released.result, condition)
    risks: RiskComparison | None = getattr(effect, outcome)
    if risks is None:
        return _say_absent(effect, outcome)
    treatment, comparator, difference = risks.leading
    if treatment is None or comparator is None or difference is None:
        return f"{outcome.capitalize()} is hidden, as too few people stand behind it."
    comparison, substance = released.result.comparison, released.result.data.substance
    less, more = round(100 * comparator), round(100 * treatment)
    return (
        f"Of every 100 such people, about {less} {_MET[outcome]} with "
        f"{name_together(comparison.comparator, substance)} and {more} with "
        f"{name_together(comparison.treatment, substance)}: {_say_difference(difference)}. "
        f"{100 - less} and {100 - more} {_NOT_MET[outcome]}. "
        f"{_say_rule(risks, effect, released.result.data.randomised)}"
    )


def _say_difference(difference: Estimate) -> str:
    per_100 = round(100 * difference.value)
    word = "more" if per_100 >= 0 else "fewer"
    hundred = Estimate(
        difference.measure, 100 * difference.value, 100 * difference.low, 100 * difference.high,
        difference.level, difference.counts, difference.method, difference.source,
    )  # fmt: skip
    limits = say_limits(hundred, 0, "more", "fewer")
    size = f"{abs(per_100)} {word}" if per_100 else "as many"
    return f"{size} ({name_level(difference.level)} {limits})"


def _say_rule(risks: RiskComparison, effect: ConditionEffect, randomised: bool) -> str:
    """What was counted, among whom, and how far it is adjusted."""
    verb = {"response": "responded", "remission": "in remission"}[risks.outcome]
    covariates = risks.adjusted_for if risks.adjusted_difference is not None else ()
    return (
        f"{verb.capitalize()}: {risks.rule} ({label_instrument(effect.instrument)}), among "
        f"{risks.among}; {say_adjustment(covariates)}; {say_assignment(randomised)}."
    )


def _say_absent(effect: ConditionEffect, outcome: Outcome) -> str:
    if is_hidden(effect) or outcome in effect.hidden:
        return f"{outcome.capitalize()} is hidden, as too few people stand behind it."
    if effect.refused is not None:
        return f"{effect.condition_label}: {effect.refused.sentence}"
    if effect.looks_back:
        return (
            f"No {outcome} is counted at this visit: the questions still ask about days before "
            "the first dose."
        )
    scale = label_instrument(effect.instrument)
    return f"No {outcome} is counted: no published rule for the {scale} was found."
