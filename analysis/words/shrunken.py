"""One condition by every measure, crude beside adjusted, and shrunken effects: for researchers."""

import pandas as pd

from analysis.core import (
    HIDDEN,
    Estimate,
    decimals_of,
    format_brackets,
    format_interval,
    format_number,
    format_percent,
    label_measure,
)
from analysis.core.results import (
    ConditionEffect,
    EffectsByCondition,
    PairsCompared,
    ShrunkenByCondition,
)
from analysis.privacy import Released

from .effects import find_effect, is_hidden
from .phrases import count_people, list_words, lower_first, say_adjustment
from .tables import INTERVAL

_CRUDE = {"headline_g": "hedges_g", "headline_difference": "mean_difference"}


def table_of_condition(
    released: Released[EffectsByCondition],
    condition: str,
    pairs: Released[PairsCompared] | None = None,
) -> pd.DataFrame:
    """One condition in points, in SD, and as pairs of people, adjusted and not."""
    effect = find_effect(released.result, condition)
    rows = [
        (f"{label_measure(name)}, {'not adjusted' if name in _CRUDE.values() else 'adjusted'}",
         effect.estimate(name))
        for name in ("headline_difference", "headline_g", "mean_difference", "hedges_g")
    ]  # fmt: skip
    found = [_row(name, estimate) for name, estimate in rows if estimate is not None]
    if pairs is not None and pairs.result.superiority is not None:
        found.append(_row("Pairs of 100 with the better score, not adjusted",
                          pairs.result.superiority))  # fmt: skip
    return pd.DataFrame(found, columns=["Measure", "Value", INTERVAL, "People"])


def _row(name: str, estimate: Estimate) -> dict[str, str]:
    scale = 100 if estimate.unit == "probability" else 1
    digits = decimals_of(estimate)
    return {
        "Measure": name,
        "Value": format_number(scale * estimate.value, digits),
        INTERVAL: format_brackets(scale * estimate.low, scale * estimate.high, digits),
        "People": format_number(count_people(estimate), 0),
    }


def table_of_adjustment(released: Released[EffectsByCondition]) -> pd.DataFrame:
    """One row a condition: the effect in SD not adjusted, adjusted at the visit, and leading."""
    return pd.DataFrame(
        [
            {
                "Condition": effect.condition_label,
                "Not adjusted (g)": _with_limits(effect, "hedges_g"),
                "Adjusted at the visit (g)": _with_limits(effect, "adjusted_g"),
                "Leading (g)": _with_limits(effect, "headline_g"),
                "Adjusted for": _adjusted(effect),
            }
            for effect in released.result.effects
        ]
    )


def _adjusted(effect: ConditionEffect) -> str:
    if effect.estimate("headline_g") is None:
        return HIDDEN if is_hidden(effect) else "–"
    return say_adjustment(effect.adjusted_for).removeprefix("adjusted for ")


def _with_limits(effect: ConditionEffect, measure: str) -> str:
    found = effect.estimate(measure)
    if found is None:
        return HIDDEN if is_hidden(effect) else "–"
    return f"{format_number(found.value, 2)} {format_brackets(found.low, found.high, 2)}"


def say_shrunken_conditions(released: Released[ShrunkenByCondition]) -> str:
    """What the model of all conditions makes of them, and how often such intervals are right."""
    result = released.result
    model = result.shrunken
    if model is None or model.overall is None or model.tau is None:
        return "Shrunken effects are hidden, as too few people stand behind a condition."
    limits = format_interval(model.overall.low, model.overall.high, 2)
    spread = format_interval(model.tau.low, model.tau.high, 2)
    away = (
        f" Not in the model: {list_words([lower_first(name) for name in result.left_out])}."
        if result.left_out
        else ""
    )
    return (
        f"If the {len(model.by_condition)} conditions are alike but for some spread, their mean "
        f"effect is {format_number(model.overall.value, 2)} SD (95% interval {limits}) and the "
        f"spread of true effects {format_number(model.tau.value, 2)} SD ({spread}). "
        f"{_say_coverage(released)}{away}"
    )


def _say_coverage(released: Released[ShrunkenByCondition]) -> str:
    model = released.result.shrunken
    if model is None or model.average_coverage is None:
        return ""
    return (
        "Simulated with these errors, 95% intervals of shrunken effects held the truth in "
        f"{format_percent(model.average_coverage)} of conditions on average, and in "
        f"{format_percent(model.worst_coverage)} where one condition truly differed from all "
        f"others by {format_number(model.worst_shift, 1)} SD. They feed no verdict."
    )


def table_of_shrunken_conditions(released: Released[ShrunkenByCondition]) -> pd.DataFrame:
    """One row a condition: its effect in SD as estimated, and shrunken."""
    result = released.result
    shrunken = (result.shrunken.by_condition if result.shrunken is not None else None) or {}
    return pd.DataFrame(
        [
            {
                "Condition": name,
                "People": format_number(count_people(found), 0),
                "Effect size (g)": format_number(found.value, 2),
                INTERVAL: format_brackets(found.low, found.high, 2),
                "Shrunken (g)": format_number(shrunken[name].value, 2),
                "95% interval, shrunken": format_brackets(
                    shrunken[name].low, shrunken[name].high, 2
                ),
            }
            for name, found in (result.estimates or {}).items()
            if name in shrunken
        ]
    )
