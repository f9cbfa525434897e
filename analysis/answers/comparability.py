"""Whether two arms that chance did not form can be compared: the gate of one condition."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.adjustment import (
    GateFacts,
    balancing_weights,
    check_balance,
    effective_n,
    estimate_propensity,
    exposure_parity,
    judge_gate,
    shares_recorded,
)
from analysis.core import CannotEstimate
from analysis.core.results import BalanceRow, Gate
from analysis.effect_sizes import Covariates, encode_covariates

from .analysed import CONFOUNDERS, Analysed
from .question import Question

WEIGHTED_FOR: Final = CONFOUNDERS | {
    "outside_psychotherapy": "psychotherapy elsewhere",
    "other_medication": "other medication",
}
"""Known before the first infusion and modelled, with baseline severity, in the propensity."""

_PEOPLE_A_COLUMN: Final = 5
"""Fewer people of the smaller arm for each column, and products with severity stay out."""


@dataclass(frozen=True, eq=False)
class Comparability:
    """The columns weighted for (baseline apart), the gate, and what was merged or left out."""

    covariates: np.ndarray
    gate: Gate
    weighted_for: tuple[str, ...]
    notes: tuple[str, ...]


def judge_comparability(question: Question, condition: str, analysed: Analysed) -> Comparability:
    """The gate of one condition at one visit, among the people analysed.

    The propensity holds baseline severity and every covariate of `WEIGHTED_FOR` recorded, and where
    there are people enough the square of severity and its products with the covariates. Products
    of two covariates are not judged: among so many small cells chance alone passes the limit.

    Raises
    ------
    CannotEstimate
        When the propensity cannot be estimated.
    """
    people = question.cohort.participants[list(WEIGHTED_FOR)].iloc[analysed.rows]
    coded = encode_covariates(people)
    columns = _with_products(analysed, coded.matrix)
    try:
        gate = _judge(question, condition, analysed, coded, columns)
    except CannotEstimate:
        if columns.shape == coded.matrix.shape:
            raise
        columns = coded.matrix
        gate = _judge(question, condition, analysed, coded, columns)
    named = ("baseline", *(WEIGHTED_FOR[name] for name in coded.names))
    return Comparability(columns, gate, named, coded.notes)


def _with_products(analysed: Analysed, covariates: np.ndarray) -> np.ndarray:
    severity = _centre(analysed.baseline)[:, None]
    wider = np.hstack([covariates, severity**2, severity * covariates])
    smaller = min(int(analysed.is_treatment.sum()), int((~analysed.is_treatment).sum()))
    return wider if smaller >= _PEOPLE_A_COLUMN * (wider.shape[1] + 1) else covariates


def _centre(baseline: np.ndarray) -> np.ndarray:
    return np.asarray(baseline - baseline.mean())


def _judge(
    question: Question, condition: str, analysed: Analysed, coded: Covariates, columns: np.ndarray
) -> Gate:
    treated = analysed.is_treatment
    design = np.column_stack([analysed.baseline, columns])
    propensity = estimate_propensity(treated, design)
    weights = balancing_weights("overlap", treated, propensity).values
    comparison, cohort = question.comparison, question.cohort
    arms = [question.in_arm(arm, condition) for arm in
            (comparison.treatment, comparison.comparator)]  # fmt: skip
    baseline = question.scores(analysed.instrument.code)[:, cohort.baseline_visit]
    shares = (analysed.treatment.followed_up, analysed.comparator.followed_up)
    return judge_gate(
        GateFacts(
            balance=_balance(analysed, coded, columns, weights),
            penalised=propensity.penalised,
            propensities=propensity.probabilities,
            is_treatment=treated,
            effective_n=(effective_n(weights[treated]), effective_n(weights[~treated])),
            followed_up=None if None in shares else (shares[0] or 0.0, shares[1] or 0.0),
            exposure=exposure_parity(cohort, arms[0], arms[1], float(question.visit.day)),
            arm_at_time_zero=cohort.arm_basis != "received",
            recorded=shares_recorded(cohort, arms[0] | arms[1], baseline),
        )
    )


def _balance(
    analysed: Analysed, coded: Covariates, columns: np.ndarray, weights: np.ndarray
) -> tuple[BalanceRow, ...]:
    """Balance of severity and covariates, of severity's square, and of severity's products."""
    main = np.column_stack([analysed.baseline, coded.matrix])
    names = ["severity at baseline", *(WEIGHTED_FOR[name] for name in coded.columns)]
    rows = check_balance(analysed.is_treatment, weights, main, names)
    kept = [row for row in rows if row.kind != "interaction" or row.name.startswith(names[0])]
    if columns.shape == coded.matrix.shape:
        return tuple(kept)
    # The square and the products stand in the model, so weighting has balanced them.
    return tuple(row for row in kept if row.kind == "modelled")
