"""Every estimate of an answer in one long table of plain numbers, for a statistics program."""

import pandas as pd

from analysis.core.results import ConditionEffect, EffectsByCondition
from analysis.privacy import Released

COLUMNS = (
    "condition", "condition_label", "instrument", "visit", "visit_day", "treatment", "comparator",
    "n_treatment", "n_comparator", "enrolled_treatment", "enrolled_comparator", "measure",
    "headline", "unit", "value", "low", "high", "level", "se", "df", "p", "standardiser",
    "adjusted_for", "verdict", "margin", "margin_source", "looks_back", "refused", "hidden",
    "method", "source", "randomised", "synthetic", "view", "mark", "fingerprint",
)  # fmt: skip


def table_of_estimates(released: Released[EffectsByCondition]) -> pd.DataFrame:
    """One row a condition and measure, numbers not rounded.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. Positive values: the arm with more support did better. A condition
        without estimates keeps one row that says whether it was refused or hidden.
    """
    rows = []
    for effect in released.result.effects:
        context = _describe_context(released, effect)
        for measure, estimate in (effect.estimates or {}).items():
            numbers = {
                key: getattr(estimate, key)
                for key in ("unit", "value", "low", "high", "level", "se", "df", "p",
                            "standardiser", "method", "source")
            }  # fmt: skip
            leads = measure.startswith(effect.headline)
            rows.append(context | {"measure": measure, "headline": leads} | numbers)
        if not effect.estimates:
            rows.append(context)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _describe_context(
    released: Released[EffectsByCondition], effect: ConditionEffect
) -> dict[str, object]:
    result, verdict = released.result, effect.verdict
    return {
        "condition": effect.condition,
        "condition_label": effect.condition_label,
        "instrument": effect.instrument,
        "visit": effect.visit,
        "visit_day": effect.visit_day,
        "treatment": result.comparison.treatment,
        "comparator": result.comparison.comparator,
        "n_treatment": effect.treatment.n if effect.treatment else None,
        "n_comparator": effect.comparator.n if effect.comparator else None,
        "enrolled_treatment": effect.treatment.enrolled if effect.treatment else None,
        "enrolled_comparator": effect.comparator.enrolled if effect.comparator else None,
        "adjusted_for": ", ".join(effect.adjusted_for),
        "verdict": verdict.code if verdict else None,
        "margin": verdict.margin if verdict else None,
        "margin_source": verdict.margin_source if verdict else None,
        "looks_back": effect.looks_back,
        "refused": effect.refused.sentence if effect.refused else None,
        "hidden": ", ".join(effect.hidden),
        "randomised": result.data.randomised,
        "synthetic": result.data.synthetic,
        "view": released.view,
        "mark": released.mark,
        "fingerprint": result.data.fingerprint,
    }
