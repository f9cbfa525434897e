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
from analysis.core.results import BalanceRow, Gate, GateItem

from .analysed import Analysed
from .landmarks import AtLandmark
from .question import Question
from .weighted_for import WEIGHTED_FOR, WeightedFor, read_weighted_for

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

    The propensity holds baseline severity and the covariates of `WEIGHTED_FOR` recorded, and where
    there are people enough the square of severity and its products with the covariates; what had
    to stay outside is judged. Products of two covariates are not: among so many small cells chance
    alone passes the limit.

    Raises
    ------
    CannotEstimate
        When the propensity cannot be estimated.
    """
    people = question.cohort.participants.iloc[analysed.rows]
    coded = read_weighted_for(people, analysed.smaller_arm)
    columns = _with_products(analysed, coded.inside.matrix)
    try:
        gate = _judge(question, condition, analysed, coded, columns)
    except CannotEstimate:
        if columns.shape == coded.inside.matrix.shape:
            raise
        columns = coded.inside.matrix
        gate = _judge(question, condition, analysed, coded, columns)
    named = ("baseline", *(WEIGHTED_FOR[name] for name in coded.inside.names))
    return Comparability(columns, gate, named, coded.inside.notes)


def _with_products(analysed: Analysed, covariates: np.ndarray) -> np.ndarray:
    severity = _centre(analysed.baseline)[:, None]
    wider = np.hstack([covariates, severity**2, severity * covariates])
    return wider if analysed.smaller_arm >= _PEOPLE_A_COLUMN * (wider.shape[1] + 1) else covariates


def _centre(baseline: np.ndarray) -> np.ndarray:
    return np.asarray(baseline - baseline.mean())


def _judge(
    question: Question, condition: str, analysed: Analysed, coded: WeightedFor, columns: np.ndarray
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
    gate = judge_gate(
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
    return gate if question.landmark is None else _judge_landmark(gate, question.landmark)


def _judge_landmark(gate: Gate, landmark: AtLandmark) -> Gate:
    """The gate with the landmark in the place of an arm decided at time zero.

    Therapy without its days cannot be known to have begun by the landmark: not judged then.
    """
    day = f"day {landmark.day:g}"
    said = (
        f"The arm is the therapy received by {day}, among people still followed and not retreated "
        "then, and only later scores are compared."
        if landmark.dated
        else f"Only people still followed and not retreated at {day} are compared; the file does "
        "not say when therapy began, so it is taken to have begun by then."
    )
    item = GateItem("arm_at_time_zero", True if landmark.dated else None, said)
    return Gate(tuple(item if one.code == item.code else one for one in gate.items))


def _balance(
    analysed: Analysed, coded: WeightedFor, columns: np.ndarray, weights: np.ndarray
) -> tuple[BalanceRow, ...]:
    """Balance of severity and covariates, severity's square and products, and what is outside."""
    inside, outside = coded.inside, coded.outside
    main = np.column_stack([analysed.baseline, inside.matrix])
    names = ["severity at baseline", *(WEIGHTED_FOR[name] for name in inside.columns)]
    rows = check_balance(analysed.is_treatment, weights, main, names, outside.matrix,
                         [WEIGHTED_FOR[name] for name in outside.columns])  # fmt: skip
    kept = [row for row in rows if row.kind != "interaction" or row.name.startswith(names[0])]
    kept = [row for row in kept if not _is_square_of_covariate(row, names[0])]
    if columns.shape == inside.matrix.shape:
        return tuple(kept)
    # The square and the products stand in the model, so weighting has balanced them.
    return tuple(row for row in kept if row.kind in ("modelled", "outside"))


def _is_square_of_covariate(row: BalanceRow, severity: str) -> bool:
    """A square of another number than severity, which the model never holds."""
    return row.kind == "square" and not row.name.startswith(severity)
