"""Scores of those lost, filled in many times from what is known of their own arm."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from analysis.core import CannotEstimate, Instrument, settings
from analysis.effect_sizes import Covariates
from analysis.longitudinal import ImputedScores, IncompleteScores, impute_scores

from .analysed import CONFOUNDERS, covariates_of
from .attrition import visits_scored
from .question import Question

SEED: Final = 20240517
"""One seed for everybody, so that the same question has the same answer."""

BASELINE_ALONE: Final = (
    "Too few people in a group to fill in scores by age, sex, employment and prior treatment too: "
    "baseline and earlier visits alone are used, and the difference is adjusted for baseline alone."
)


@dataclass(frozen=True, eq=False)
class LostScores:
    """The scores to impute, what they are adjusted for, and what was left out."""

    incomplete: IncompleteScores
    adjusted_for: tuple[str, ...]
    notes: tuple[str, ...]


def fill_in(
    question: Question, condition: str, instrument: Instrument
) -> tuple[LostScores, ImputedScores]:
    """Scores of everyone in the two arms, those missing filled in from the own arm.

    With the confounders where there are people enough, else with baseline alone, which is said.

    Raises
    ------
    CannotEstimate
        As `impute_scores`, or when nobody was seen at the visit.
    """
    rows = np.flatnonzero(
        question.in_arm(question.comparison.treatment, condition)
        | question.in_arm(question.comparison.comparator, condition)
    )
    covariates = covariates_of(question, rows)
    lost = _lay_out(question, condition, instrument, rows, covariates)
    lost = _leave_out_rare(lost, covariates)
    try:
        return lost, impute_scores(lost.incomplete, "mar", settings.IMPUTATIONS, SEED)
    except CannotEstimate:
        if not covariates.matrix.shape[1]:
            raise
    bare = replace(covariates, matrix=np.zeros((len(rows), 0)), names=(), notes=())
    lost = replace(_lay_out(question, condition, instrument, rows, bare), notes=(BASELINE_ALONE,))
    return lost, impute_scores(lost.incomplete, "mar", settings.IMPUTATIONS, SEED)


def _lay_out(
    question: Question, condition: str, instrument: Instrument, rows: np.ndarray,
    covariates: Covariates,
) -> LostScores:  # fmt: skip
    visits = visits_scored(question, condition)
    scores = question.scores(instrument.code)[rows]
    incomplete = IncompleteScores(
        scores=scores[:, visits],
        baseline=scores[:, question.cohort.baseline_visit],
        is_treatment=question.in_arm(question.comparison.treatment, condition)[rows],
        covariates=covariates.matrix,
        visits=tuple(question.cohort.visits[k].label for k in visits),
    )
    adjusted = ("baseline", *(CONFOUNDERS[name] for name in covariates.names))
    return LostScores(incomplete, adjusted, covariates.notes)


def _leave_out_rare(lost: LostScores, covariates: Covariates) -> LostScores:
    """Without levels that hardly anyone of an arm seen at the visit has, or has not.

    Scores are filled in arm by arm, so a level needs people in both.
    """
    incomplete = lost.incomplete
    seen = np.isfinite(incomplete.scores[:, -1])
    kept = np.ones(incomplete.covariates.shape[1], dtype=bool)
    for arm in (incomplete.is_treatment, ~incomplete.is_treatment):
        have = incomplete.covariates[arm & seen].sum(axis=0)
        lack = (arm & seen).sum() - have
        kept &= np.minimum(have, lack) >= settings.RARE_COVARIATE_LEVEL
    if kept.all():
        return lost
    if not kept.any():
        bare = replace(incomplete, covariates=incomplete.covariates[:, kept])
        return replace(lost, incomplete=bare, adjusted_for=("baseline",), notes=(BASELINE_ALONE,))
    left = {name for name, keep in zip(covariates.columns, kept, strict=True) if keep}
    gone = {name for name, keep in zip(covariates.columns, kept, strict=True) if not keep}
    said = ", ".join(CONFOUNDERS[name] for name in covariates.names if name in gone)
    return replace(
        lost,
        incomplete=replace(incomplete, covariates=incomplete.covariates[:, kept]),
        adjusted_for=("baseline",
                      *(CONFOUNDERS[name] for name in covariates.names if name in left)),
        notes=(*lost.notes, f"Levels too rare in a group to fill in scores by them are taken "
               f"together with the most common one: {said}."),
    )  # fmt: skip
