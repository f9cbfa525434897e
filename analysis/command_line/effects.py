"""`effects`: the table of the effect-size page, same numbers to the last digit."""

import argparse
import json
import math
from typing import Any, get_args

from analysis.answers import effects_by_condition
from analysis.core import ArmSummary, Estimate
from analysis.core.results import ConditionEffect, EffectsByCondition, Measure, RiskComparison
from analysis.privacy import Released
from analysis.words import say_effect, table_of_effects

from .loaded import load_asked

MEASURES: tuple[Measure, ...] = get_args(Measure)


def run_effects(options: argparse.Namespace) -> int:
    """Print effect sizes by condition."""
    cohort, comparison, view = load_asked(options)
    released = effects_by_condition(cohort, comparison, view)
    if options.json:
        described = _without_infinity(describe_effects(released, options.measure))
        print(json.dumps(described, indent=1, allow_nan=False))
    else:
        print(_say(released, options.measure))
    return 0


def describe_effects(released: Released[EffectsByCondition], measure: Measure) -> dict[str, object]:
    """Released effects as the JSON object of `effects`."""
    result = released.result
    return {
        "effects": [_describe(released, effect, measure) for effect in result.effects],
        "comparison": result.comparison.to_query()
        | {"treatment": result.comparison.treatment, "comparator": result.comparison.comparator}
        | {"visit": result.effects[0].visit if result.effects else result.comparison.visit},
        "data": {
            "synthetic": result.data.synthetic,
            "randomised": result.data.randomised,
            "view": released.view,
            "fingerprint": result.data.fingerprint,
            "substance": result.data.substance,
            "mark": released.mark,
        },
        "pooled": _describe_joint(result),
        "notes": [*result.notes, *released.notes],
    }


def _describe(
    released: Released[EffectsByCondition], effect: ConditionEffect, measure: Measure
) -> dict[str, object]:
    found = effect.estimate(measure)
    points, standardised = _both_units(measure)
    return {
        "condition": effect.condition,
        "instrument": effect.instrument,
        "visit": effect.visit,
        "n_treatment": effect.treatment.n if effect.treatment else None,
        "n_comparator": effect.comparator.n if effect.comparator else None,
        "measure": found.measure if found else measure,
        "standardiser": found.standardiser if found else None,
        **{key: getattr(found, key, None) for key in ("value", "low", "high", "level", "se", "p")},
        "df": found.df if found else None,
        "method": found.method if found else None,
        "source": found.source if found else None,
        "points": _limits(effect.estimate(points)),
        "standardised": _limits(effect.estimate(standardised)),
        "response": _describe_risks(effect.response),
        "remission": _describe_risks(effect.remission),
        "response_missing_as_not_met": _describe_risks(effect.response_of_all),
        "remission_missing_as_not_met": _describe_risks(effect.remission_of_all),
        "verdict": effect.verdict.code if effect.verdict else None,
        "margin": _describe_margin(effect),
        "sentence": say_effect(released, effect.condition),
        "adjusted_for": list(effect.adjusted_for),
        "headline": effect.headline,
        "gate": [dict(vars(item)) for item in effect.gate.items] if effect.gate else None,
        "treatment": _describe_arm(effect.treatment),
        "comparator": _describe_arm(effect.comparator),
        "hidden": list(effect.hidden),
        "notes": list(effect.notes),
        "refused": {"code": effect.refused.code, "message": effect.refused.sentence}
        if effect.refused
        else None,
    }


def _both_units(measure: str) -> tuple[str, str]:
    """A measure in points, and in SD units."""
    if measure in ("hedges_g", "mean_difference"):
        return "mean_difference", "hedges_g"
    if measure == "d_average_variance":
        return "mean_difference", measure
    return measure.replace("_g", "_difference"), measure.replace("_difference", "_g")


def _limits(estimate: Estimate | None) -> dict[str, float] | None:
    if estimate is None:
        return None
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


def _describe_margin(effect: ConditionEffect) -> dict[str, object] | None:
    verdict = effect.verdict
    return None if verdict is None else {"points": verdict.margin, "source": verdict.margin_source}


def _describe_arm(arm: ArmSummary | None) -> dict[str, object] | None:
    return None if arm is None else dict(vars(arm))


def _describe_risks(risks: RiskComparison | None) -> dict[str, object] | None:
    if risks is None or risks.treatment is None or risks.comparator is None:
        return None
    limits = _limits(risks.difference) or {}
    adjusted = _limits(risks.adjusted_difference)
    share_t, share_c = (
        _limits(share) or {} for share in (risks.adjusted_treatment, risks.adjusted_comparator)
    )
    return {
        "risk_treatment": risks.treatment.share,
        "risk_comparator": risks.comparator.share,
        "rd": limits.get("value"),
        "low": limits.get("low"),
        "high": limits.get("high"),
        "nnt": _limits(risks.nnt),
        "rule": risks.rule,
        "among": risks.among,
        "events": [risks.treatment.events, risks.comparator.events],
        "n": [risks.treatment.n, risks.comparator.n],
        "adjusted": adjusted
        and {
            "risk_treatment": share_t.get("value"),
            "risk_comparator": share_c.get("value"),
            "rd": adjusted["value"],
            "low": adjusted["low"],
            "high": adjusted["high"],
            "risk_treatment_ci": [share_t.get("low"), share_t.get("high")],
            "risk_comparator_ci": [share_c.get("low"), share_c.get("high")],
        },
    }


def _describe_joint(result: EffectsByCondition) -> dict[str, object] | None:
    """The joint model, where one instrument was asked for; never an average of scales."""
    joint = result.joint
    if joint is None or result.comparison.instrument != joint.instrument:
        return None
    return {
        "model": "arm x condition on one instrument",
        "instrument": joint.instrument,
        "points": _limits(joint.overall),
        "by_condition": {name: _limits(e) for name, e in (joint.by_condition or {}).items()},
        "interaction": {"f": joint.f, "df1": joint.df1, "df2": joint.df2, "p": joint.p},
        "left_out": list(joint.left_out),
    }


def _without_infinity(value: Any) -> Any:
    """JSON has no infinity: a limit that is one (of an NNT) becomes null."""
    if isinstance(value, dict):
        return {key: _without_infinity(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_infinity(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _say(released: Released[EffectsByCondition], measure: Measure) -> str:
    result = released.result
    lines = [released.mark] if released.mark else []
    comparison = result.comparison
    lines.append(f"{comparison.treatment} against {comparison.comparator}")
    lines.append(table_of_effects(released, measure).to_string(index=False))
    lines += [say_effect(released, effect.condition) for effect in result.effects]
    return "\n".join([*lines, *result.notes, *released.notes])
