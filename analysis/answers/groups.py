"""One condition opened: the two groups and how far apart they are."""

import numpy as np

from analysis.core import ArmSummary, CannotEstimate, Cohort, Comparison, Instrument
from analysis.core.results import GroupScores, TwoGroups
from analysis.privacy import Released, View, blur_refusal, guard_filters, release, view_for

from .analysed import Analysed, gather
from .effects import estimate_measures
from .headline import choose_lead
from .question import Question, settle
from .verdicts import reach_verdict


def compare_groups(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[TwoGroups]:
    """Both arms' scores at the visit, and the difference between them in points.

    Raises
    ------
    CannotEstimate
        When the condition cannot be compared (the reason is in the refusal).
    """
    question = settle(cohort, comparison)
    instrument = question.instrument_for(condition)
    if view_for(cohort, view) == "protected":
        refusal = guard_filters(cohort, comparison, condition)
        if refusal:
            raise CannotEstimate(refusal.code, refusal.sentence, refusal.mend)
    if not instrument.measures_benefit:
        raise CannotEstimate(
            "no_direction", f"{instrument.name} has no better and worse end.", "Choose another."
        )
    try:
        analysed = gather(question, condition, instrument)
        released = release(_open(question, condition, instrument, analysed), cohort, view)
        if released.result.refused:
            raise CannotEstimate(**vars(released.result.refused))
        return released
    except CannotEstimate as fault:
        if view_for(cohort, view) == "full":
            raise
        blurred = blur_refusal(fault.refusal)
        raise CannotEstimate(blurred.code, blurred.sentence, blurred.mend) from None


def _open(
    question: Question, condition: str, instrument: Instrument, analysed: Analysed
) -> TwoGroups:
    lead = choose_lead(question, condition, analysed)
    estimates = estimate_measures(analysed, lead)
    difference = estimates[f"{lead.name}_difference"]
    return TwoGroups(
        data=question.data,
        condition_label=question.catalogue.label_condition(condition),
        instrument=instrument.code,
        instrument_name=instrument.name,
        visit=question.visit.label,
        better=instrument.better,
        minimum=instrument.minimum,
        maximum=instrument.maximum,
        groups=(
            _scores_of(analysed.comparator, analysed.score[~analysed.is_treatment]),
            _scores_of(analysed.treatment, analysed.score[analysed.is_treatment]),
        ),
        difference=difference,
        crude=estimates["mean_difference"],
        verdict=reach_verdict(question, analysed, difference, lead),
        adjusted_for=lead.adjusted_for or analysed.adjusted_for,
        looks_back=instrument.looks_back_past(question.visit.day),
    )


def _scores_of(summary: ArmSummary, scores: np.ndarray) -> GroupScores:
    points = tuple(float(s) for s in np.sort(scores))
    return GroupScores(summary.arm, summary.n, summary.mean, summary.sd, points)
