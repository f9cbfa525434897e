"""Verb `imputed-risks`: scores imputed by arm, then classified, shares pooled by Rubin's rules."""

from collections.abc import Callable
from typing import Any

import numpy as np

from analysis.core import CannotEstimate, Estimate, ledger_of
from analysis.core.formulas import find_denominator, meets
from analysis.effect_sizes import settle_definitions
from analysis.loading import load_catalogue
from analysis.longitudinal import pool_imputed_risks

from .definitions import find_instrument, read_definition, switch_rules
from .expressions import derive
from .missing_data import impute
from .plain_table import PlainTable
from .request import Request
from .visit_scores import TwoArmVisits, read_two_arms

Classifier = Callable[[np.ndarray, np.ndarray | None], np.ndarray]
"""Scores (m, people) and baseline (1 or m, people) to 1, 0, or nan: not counted."""


def imputed_risks_verb(request: Request) -> dict[str, Any]:
    """Share meeting a rule at a visit, in everybody who started, by arm, and the difference.

    Scores as `mi` reads them. The rule: `--criterion "score <= 0.5*baseline"`, or --instrument CODE
    with --definition (response, remission, recovery, reliable_deterioration, ...; response).
    """
    arms = read_two_arms(request)
    classify = _read_criterion(request) if request.options.criterion else _by_ledger(request, arms)
    imputed = impute(request, arms)
    found = pool_imputed_risks(imputed, classify, request.level, arms.visit)
    return {
        "risk_treatment": _brief(found.treatment), "risk_control": _brief(found.comparator),
        "rd": _brief(found.difference),
        "visit": arms.visits[arms.visit], "treatment": arms.treatment, "control": arms.control,
        "assumption": imputed.assumption, "imputations": imputed.m, "seed": imputed.seed,
        "method": found.difference.method, "source": found.difference.source,
    }  # fmt: skip


def _read_criterion(request: Request) -> Classifier:
    """The rule an expression in `score` and `baseline` writes."""
    expression = request.needed("criterion")

    def classify(scores: np.ndarray, baseline: np.ndarray | None) -> np.ndarray:
        columns = {"score": scores.ravel()}
        if baseline is not None:
            columns["baseline"] = np.broadcast_to(baseline, scores.shape).ravel()
        table = PlainTable(columns, scores.size)
        met = derive(table, f"met={expression}").numbers("met").reshape(scores.shape)
        if not np.isin(met[~np.isnan(met)], (0, 1)).all():
            raise CannotEstimate(
                "bad_criterion", "The criterion is not a comparison.",
                "Write one in score and baseline: score <= 0.5*baseline.",
            )  # fmt: skip
        return met

    return classify


def _by_ledger(request: Request, arms: TwoArmVisits) -> Classifier:
    """The definition of an instrument in force, among those who can meet it."""
    instrument = find_instrument(request)
    name = read_definition(request.given("definition", "response"))
    ledger = switch_rules(ledger_of(load_catalogue()), instrument.code, request.options.rule)
    if arms.baseline is None:
        request.needed("baseline")
    baseline = np.asarray(arms.baseline)
    rules = settle_definitions(
        instrument, baseline, ledger.in_force.get(instrument.code, {}), request.level
    )
    if name not in rules:
        raise CannotEstimate(
            "no_rule", f"“{name}” cannot be told of {instrument.name}.",
            f"Give --definition one of: {', '.join(rules)}; or write a --criterion.",
        )  # fmt: skip

    def classify(scores: np.ndarray, before: np.ndarray | None) -> np.ndarray:
        each = np.broadcast_to(baseline if before is None else before, scores.shape)
        met = meets(rules[name], instrument, each, scores)
        able = [find_denominator(rules, name, instrument, row).people for row in each]
        return np.where(np.array(able), met, np.nan)

    return classify


def _brief(one: Estimate) -> dict[str, Any]:
    return {"estimate": one.value, "se": one.se, "ci": [one.low, one.high], "n": dict(one.counts)}
