"""Tables of effects and risks, for reading and for export."""

import pandas as pd

from analysis.core import (
    HIDDEN,
    Arm,
    Estimate,
    decimals_of,
    format_brackets,
    format_number,
    format_percent,
    label_arm,
    label_instrument,
    label_measure,
)
from analysis.core.results import (
    ConditionEffect,
    EffectBySite,
    EffectsByCondition,
    Measure,
    Proportion,
    RiskComparison,
)
from analysis.privacy import Released

from .effects import is_hidden, summarise_verdict

INTERVAL = "95% CI"


def table_of_effects(
    released: Released[EffectsByCondition], measure: Measure = "headline_g"
) -> pd.DataFrame:
    """One row a condition, written for reading: hidden numbers read "hidden", refused ones "–"."""
    result = released.result
    comparison, substance = result.comparison, result.data.substance
    return pd.DataFrame(
        [
            {
                "Condition": effect.condition_label,
                "Scale": label_instrument(effect.instrument) or "–",
                label_arm(comparison.treatment, substance): _count(effect, "treatment"),
                label_arm(comparison.comparator, substance): _count(effect, "comparator"),
                label_measure(measure): _value(effect, measure),
                INTERVAL: _limits(effect, measure),
                "In plain words": summarise_verdict(effect),
            }
            for effect in result.effects
        ]
    )


def table_of_sites(released: Released[EffectBySite]) -> pd.DataFrame:
    """One row a site and, where the sites are pooled, one for all of them."""
    result = released.result
    rows = [
        {
            "Site": effect.condition_label,
            "People with more support": _count(effect, "treatment"),
            "People with less": _count(effect, "comparator"),
            label_measure("adjusted_g"): _value(effect, "adjusted_g"),
            INTERVAL: _limits(effect, "adjusted_g"),
        }
        for effect in result.effects
    ]
    if result.pooled is not None:
        pooled = result.pooled.estimate
        rows.append(
            {
                "Site": "All sites",
                "People with more support": "",
                "People with less": "",
                label_measure("adjusted_g"): format_number(pooled.value if pooled else None, 2),
                INTERVAL: format_brackets(
                    pooled.low if pooled else None, pooled.high if pooled else None, 2
                ),
            }
        )
    return pd.DataFrame(rows)


def table_of_risks(released: Released[EffectsByCondition]) -> pd.DataFrame:
    """Response and remission by condition: counts, crude and adjusted difference per 100."""
    rows = []
    for effect in released.result.effects:
        for name in ("response", "response_of_all", "remission", "remission_of_all"):
            risks: RiskComparison | None = getattr(effect, name)
            if risks is not None:
                rows.append(_describe_risks(released.result, effect, risks))
    return pd.DataFrame(rows, columns=_risk_columns(released.result))


def _risk_columns(result: EffectsByCondition) -> list[str]:
    arms = [label_arm(arm, result.data.substance) for arm in _arms(result)]
    crude = ["Difference per 100", INTERVAL]
    adjusted = ["Adjusted difference per 100", f"{INTERVAL}, adjusted"]
    return [
        *("Condition", "Outcome", "Missing", *arms, *crude, *adjusted),
        *("Rule", "Among", "Source"),
    ]


def _arms(result: EffectsByCondition) -> tuple[Arm, Arm]:
    return result.comparison.treatment, result.comparison.comparator


def _describe_risks(
    result: EffectsByCondition, effect: ConditionEffect, risks: RiskComparison
) -> dict[str, str]:
    crude, adjusted = risks.difference, risks.adjusted_difference
    treatment, comparator = (label_arm(arm, result.data.substance) for arm in _arms(result))
    is_adjusted = adjusted is not None
    return {
        "Condition": effect.condition_label,
        "Outcome": risks.outcome.capitalize(),
        "Missing": "left out" if risks.missing_as == "observed" else "counted as not met",
        treatment: _events(risks.treatment),
        comparator: _events(risks.comparator),
        "Difference per 100": _per_100(crude),
        INTERVAL: _per_100_limits(crude),
        "Adjusted difference per 100": _per_100(adjusted) if is_adjusted else "–",
        f"{INTERVAL}, adjusted": _per_100_limits(adjusted) if is_adjusted else "–",
        "Rule": risks.rule,
        "Among": risks.among,
        "Source": risks.source,
    }


def _events(arm: Proportion | None) -> str:
    if arm is None or arm.events is None or arm.share is None:
        return HIDDEN
    return f"{arm.events} of {arm.n} ({format_percent(arm.share)})"


def _per_100(estimate: Estimate | None) -> str:
    return format_number(None if estimate is None else 100 * estimate.value, 0)


def _per_100_limits(estimate: Estimate | None) -> str:
    if estimate is None:
        return HIDDEN
    return format_brackets(100 * estimate.low, 100 * estimate.high, 0)


def _count(effect: ConditionEffect, field: str) -> str:
    arm = getattr(effect, field)
    if arm is None:
        return _say_nothing(effect)
    return format_number(arm.n, 0)


def _value(effect: ConditionEffect, measure: str) -> str:
    found = effect.estimate(measure)
    if found is None:
        return _say_nothing(effect)
    return format_number(found.value, decimals_of(found))


def _limits(effect: ConditionEffect, measure: str) -> str:
    found = effect.estimate(measure)
    if found is None:
        return _say_nothing(effect)
    return format_brackets(found.low, found.high, decimals_of(found))


def _say_nothing(effect: ConditionEffect) -> str:
    """What stands in place of a number: hidden, or none to give."""
    return HIDDEN if is_hidden(effect) else "–"
