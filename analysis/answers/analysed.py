"""The people behind one condition's numbers: both arms, baseline and visit, covariates."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.core import Arm, ArmSummary, CannotEstimate, Instrument, label_arm, settings
from analysis.effect_sizes import Covariates, encode_covariates, summarise_arm

from .question import Question

CONFOUNDERS = {
    "age_band": "age",
    "sex": "sex",
    "employment": "employment",
    "prior_treatment": "prior treatment",
}
"""What a comparison without randomisation is adjusted for, where recorded (method.md)."""


@dataclass(frozen=True)
class Analysed:
    """Two arms of one condition on one instrument at one visit, person by person.

    `rows` number the people with both scores (treatment and comparator together); `baseline`,
    `score` and `is_treatment` are theirs, in the same order.
    """

    instrument: Instrument
    treatment: ArmSummary
    comparator: ArmSummary
    rows: np.ndarray
    baseline: np.ndarray
    score: np.ndarray
    is_treatment: np.ndarray
    covariates: Covariates

    @property
    def smaller_arm(self) -> int:
        """People analysed in the smaller of the two arms."""
        treated = int(self.is_treatment.sum())
        return min(treated, len(self.is_treatment) - treated)

    @property
    def adjusted_for(self) -> tuple[str, ...]:
        """Baseline and the covariates really used, as a person reads them."""
        return ("baseline", *(CONFOUNDERS[name] for name in self.covariates.names))


def summarise(question: Question, condition: str, instrument: Instrument, arm: Arm) -> ArmSummary:
    """One arm's scores at baseline and at the visit asked for."""
    there = question.in_arm(arm, condition)
    matrix = question.scores(instrument.code)
    baseline = matrix[there, question.cohort.baseline_visit]
    visit = matrix[there, question.visit_index]
    return summarise_arm(
        arm, baseline, visit, enrolled_baseline=baseline, enrolled=int(there.sum())
    )


def gather(question: Question, condition: str, instrument: Instrument) -> Analysed:
    """Everyone in the two arms with a baseline and a visit score.

    Raises
    ------
    CannotEstimate
        When an arm has nobody, the cohort has no baseline, too few people have both scores, or the
        visit is not after the landmark.
    """
    cohort, comparison = question.cohort, question.comparison
    _require_later(question)
    if cohort.baseline_visit < 0:
        raise CannotEstimate(
            "no_baseline",
            "No visit is at or before the first infusion, so there is no baseline.",
            "Map the visit before treatment to day 0.",
        )
    masks = {
        arm: question.in_arm(arm, condition)
        for arm in (comparison.treatment, comparison.comparator)
    }
    summaries = {arm: summarise(question, condition, instrument, arm) for arm in masks}
    for arm, summary in summaries.items():
        _require_people(question, arm, summary)
    matrix = question.scores(instrument.code)
    baseline, visit = matrix[:, cohort.baseline_visit], matrix[:, question.visit_index]
    either = masks[comparison.treatment] | masks[comparison.comparator]
    rows = np.flatnonzero(either & ~np.isnan(baseline) & ~np.isnan(visit))
    return Analysed(
        instrument=instrument,
        treatment=summaries[comparison.treatment],
        comparator=summaries[comparison.comparator],
        rows=rows,
        baseline=baseline[rows],
        score=visit[rows],
        is_treatment=masks[comparison.treatment][rows],
        covariates=covariates_of(question, rows),
    )


def covariates_of(question: Question, rows: np.ndarray) -> Covariates:
    """Confounders to adjust for, coded; none where people were randomised."""
    names = [] if question.cohort.randomised else list(CONFOUNDERS)
    frame: pd.DataFrame = question.cohort.participants[names].iloc[rows]
    return encode_covariates(frame)


def _require_later(question: Question) -> None:
    if question.visit.day <= question.first_day:
        raise CannotEstimate(
            "before_landmark",
            f"{question.visit.label} is not after day {question.first_day:g}, the landmark, so the "
            "arms are not compared there.",
            "Choose a later visit.",
        )


def _require_people(question: Question, arm: Arm, summary: ArmSummary) -> None:
    name = label_arm(arm, question.substance)
    if not summary.enrolled:
        raise CannotEstimate(
            "no_comparison",
            f"No comparison possible: nobody was in “{name}”.",
            "Choose two arms that people were in.",
        )
    if summary.n < settings.SMALLEST_ARM:
        raise CannotEstimate(
            "too_few",
            f"Too few people in “{name}” have both a baseline and a {question.visit.label} score.",
            "Choose an earlier visit or another instrument.",
        )
