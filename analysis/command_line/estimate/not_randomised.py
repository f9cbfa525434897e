"""Verbs `weighting` and `g-formula`: arms that were not drawn by lot."""

from collections.abc import Callable
from typing import Any

import numpy as np

from analysis.adjustment import (
    BalancingWeights,
    Propensity,
    WeightKind,
    aipw_difference,
    balancing_weights,
    doubly_robust_difference,
    estimate_propensity,
    overlap_weighted_difference,
    standardised_differences,
    standardised_means,
    truncate_weights,
    weighted_difference,
    weighted_means,
    within_limits,
)
from analysis.core import CannotEstimate, Estimate
from analysis.core.formulas import normal_quantile, upper, welch

from .request import Request
from .two_arm_rows import TwoArmRows, read_two_arms

_KINDS: dict[str, WeightKind] = {
    "overlap": "overlap", "ato": "overlap", "iptw": "iptw", "ipw": "iptw", "ate": "iptw",
    "stabilised": "iptw", "stabilized": "iptw", "unstabilised": "iptw", "att": "att",
}  # fmt: skip


def weighting_verb(request: Request) -> dict[str, Any]:
    """Every weighted difference, IPTW as the reference has it first, with balance."""
    rows, propensity = read_propensity(request)
    score, treated = rows.score, rows.treated
    iptw = balancing_weights("iptw", treated, propensity)
    e, chosen = propensity.probabilities, chosen_kind(request)
    known = _say_known(rows, propensity, iptw, iptw.values, request.level)
    share = np.where(treated, treated.mean(), 1 - treated.mean())
    leading = weighted_difference(
        score, treated, propensity, balancing_weights(chosen, treated, propensity), request.level
    )
    return {
        "n": len(score),
        "n_treated": int(treated.sum()),
        "ps_range": [float(e.min()), float(e.max())],
        "ps_mean_treated": float(e[treated].mean()),
        "ps_mean_control": float(e[~treated].mean()),
        "unstabilised": known,
        "stabilised": _say_known(rows, propensity, iptw, iptw.values * share, request.level),
        "naive": _say_naive(score, treated, request.level),
        "smd_before": _smd(rows, None),
        "smd_after": _smd(rows, iptw.values),
        "geeglm_se": known["se_hc0"],
        **_say_others(rows, propensity, request.level),
        "propensity": propensity.method,
        "left_out": rows.left_out,
        "estimator": chosen,
        "method": leading.method,
        "source": leading.source,
    }


def g_formula_verb(request: Request) -> dict[str, Any]:
    """Standardisation and AIPW with the same covariates."""
    rows, propensity = read_propensity(request)
    found = standardised_means(
        rows.score, rows.treated, rows.covariates, rows.interacting, request.level
    )
    aipw = aipw_difference(
        rows.score, rows.treated, rows.covariates, rows.interacting, propensity, request.level
    )
    return {
        "mean1": found.mean_treatment.value,
        "mean0": found.mean_comparator.value,
        "mean1_ci": [found.mean_treatment.low, found.mean_treatment.high],
        "mean0_ci": [found.mean_comparator.low, found.mean_comparator.high],
        "effect": found.difference.value,
        "se": found.difference.se,
        "ci": [found.difference.low, found.difference.high],
        "aipw": aipw.value,
        "aipw_se": aipw.se,
        "aipw_ci": [aipw.low, aipw.high],
        "n": len(rows.score),
        "n_treated": int(rows.treated.sum()),
        "left_out": rows.left_out,
        "method": found.difference.method,
        "source": found.difference.source,
        "aipw_method": aipw.method,
    }


def read_propensity(request: Request, scored: bool = True) -> tuple[TwoArmRows, Propensity]:
    """The rows, and everyone's propensity; without a score where none is wanted."""
    if not scored:
        everyone = request.table.extended("(no score)", np.zeros(request.table.rows))
        request.options.score = "(no score)"
        request = Request(request.verb, everyone, request.options)
    rows = read_two_arms(request)
    if not rows.names:
        request.needed("covariates")
    return rows, estimate_propensity(rows.treated, rows.covariates)


def chosen_kind(request: Request) -> WeightKind:
    """The weights --estimator names; overlap without it."""
    named = str(request.given("estimator", "overlap")).lower()
    if named not in _KINDS:
        raise CannotEstimate("bad_estimator", f"There is no weighting “{named}”.",
                             "Use overlap, iptw or att.")  # fmt: skip
    return _KINDS[named]


def _say_known(
    rows: TwoArmRows, propensity: Propensity, weights: BalancingWeights, values: np.ndarray,
    level: float,
) -> dict[str, Any]:  # fmt: skip
    """The errors of weights taken as known, then with the propensity's counted."""
    found = weighted_means(rows.score, rows.treated, values)
    counted = weighted_difference(rows.score, rows.treated, propensity, weights, level)
    half = normal_quantile(upper(level)) * found.se_hc0
    effect = found.difference
    return {
        "effect": effect,
        "se_hc0": found.se_hc0,
        "ci_hc0_z": [effect - half, effect + half],
        "se_hc1": found.se_hc1,
        "se_hc3": found.se_hc3,
        "se_survey": found.se_survey,
        "mean1": found.mean_treatment,
        "mean0": found.mean_comparator,
        "weight_mean": float(values.mean()),
        "weight_min": float(values.min()),
        "weight_max": float(values.max()),
        "ess1": found.ess_treatment,
        "ess0": found.ess_comparator,
        "se_estimated_propensity": counted.se,
        "ci_estimated_propensity": [counted.low, counted.high],
    }


def _say_naive(score: np.ndarray, treated: np.ndarray, level: float) -> dict[str, Any]:
    sides = [(a.mean(), a.std(ddof=1), len(a)) for a in (score[treated], score[~treated])]
    found = welch(*sides[0], *sides[1], level)
    return {"diff": found.difference, "welch_p": found.p}


def _smd(rows: TwoArmRows, weights: np.ndarray | None) -> dict[str, float]:
    found = standardised_differences(rows.covariates, rows.treated, weights)
    return dict(zip(rows.names, map(float, found), strict=True))


def _say_others(rows: TwoArmRows, propensity: Propensity, level: float) -> dict[str, Any]:
    """Overlap weights and ATT, trimmed and truncated IPTW, and the doubly robust estimates."""
    score, treated = rows.score, rows.treated
    kinds: tuple[WeightKind, ...] = ("overlap", "att", "iptw")
    weights = {kind: balancing_weights(kind, treated, propensity) for kind in kinds}
    truncated = truncate_weights(weights["iptw"])
    return {
        "overlap": _say_weighted(rows, propensity, weights["overlap"], level),
        "att": _say_weighted(rows, propensity, weights["att"], level),
        "truncated": {
            "quantiles": [0.01, 0.99],
            "at": list(truncated.truncated_at or ()),
            **_say_weighted(rows, propensity, truncated, level),
        },
        "trimmed": _or_refusal(lambda: _say_trimmed(rows, propensity, level)),
        "doubly_robust": {
            kind: _or_refusal(
                lambda kind=kind: say_estimate(  # type: ignore[misc]
                    doubly_robust_difference(
                        score, treated, rows.covariates, propensity, weights[kind], level
                    )
                )
            )
            for kind in kinds
        },
        "overlap_adjusted": _or_refusal(
            lambda: say_estimate(
                overlap_weighted_difference(
                    score, rows.covariates[:, 0], treated, rows.covariates[:, 1:], level
                )
            )
        ),
    }


def _say_weighted(
    rows: TwoArmRows, propensity: Propensity, weights: BalancingWeights, level: float
) -> dict[str, Any]:
    """A weighted difference as IPTW is told, its own error first."""
    found = weighted_difference(rows.score, rows.treated, propensity, weights, level)
    known = _say_known(rows, propensity, weights, weights.values, level)
    beside = {k: v for k, v in known.items() if not k.endswith("estimated_propensity")}
    return {**say_estimate(found), **beside, "smd_after": _smd(rows, weights.values)}


def _say_trimmed(rows: TwoArmRows, propensity: Propensity, level: float) -> dict[str, Any]:
    """IPTW in people with a propensity from 0.1 to 0.9, estimated again in them."""
    inside = within_limits(propensity)
    again = estimate_propensity(rows.treated[inside], rows.covariates[inside])
    weights = balancing_weights("iptw", rows.treated[inside], again)
    found = weighted_difference(rows.score[inside], rows.treated[inside], again, weights, level)
    return {"limits": [0.1, 0.9], "n": int(inside.sum()), **say_estimate(found)}


def say_estimate(found: Estimate) -> dict[str, Any]:
    """An estimate with its error and limits."""
    said = {"effect": found.value, "se": found.se, "ci": [found.low, found.high], "p": found.p}
    return said if found.df is None else {**said, "df": found.df}


def _or_refusal(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """An answer beside the main one, or why there is none."""
    try:
        return ask()
    except CannotEstimate as fault:
        return {"refused": fault.refusal.code, "why": fault.refusal.sentence}
