"""How people changed over time, arm by arm."""

from dataclasses import replace

from analysis.core import (
    ARMS,
    CannotEstimate,
    Cohort,
    Comparison,
    Estimate,
    Instrument,
    Refusal,
    settings,
)
from analysis.core.results import Trajectories, VisitMean
from analysis.longitudinal import summarise_visits
from analysis.privacy import Released, View, guard_filters, release, view_for

from .analysed import gather
from .effects import lead_difference
from .question import Question, settle


def trajectories(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[Trajectories]:
    """Observed means by arm and visit, and the adjusted difference at each follow-up visit.

    All arms that anyone was in are shown; only the two of the comparison are contrasted.

    Raises
    ------
    CannotEstimate
        When the condition has no usable instrument, or its groups are too small to show.
    """
    question = settle(cohort, comparison)
    instrument = question.instrument_for(condition)
    if view_for(cohort, view) == "protected":
        refusal = guard_filters(cohort, comparison, condition)
        if refusal:
            raise CannotEstimate(refusal.code, refusal.sentence, refusal.mend)
    differences, refused = _differences(question, condition, instrument)
    result = Trajectories(
        data=question.data,
        condition=condition,
        condition_label=question.catalogue.label_condition(condition),
        instrument=instrument.code,
        instrument_name=instrument.name,
        better=instrument.better,
        minimum=instrument.minimum,
        maximum=instrument.maximum,
        means=_means(question, condition, instrument),
        differences=differences,
        primary_visit=cohort.primary_visit or "",
        notes=_notes(question),
        refused=refused,
        comparison=comparison,
    )
    return release(result, cohort, view)


def _means(question: Question, condition: str, instrument: Instrument) -> tuple[VisitMean, ...]:
    cohort, means = question.cohort, []
    matrix = question.scores(instrument.code)
    for arm in ARMS:
        there = question.in_arm(arm, condition)
        enrolled = int(there.sum())
        if enrolled == 0:
            continue
        for visit, seen in zip(
            cohort.visits, summarise_visits(matrix[there], settings.LEVEL), strict=True
        ):
            if seen.n:
                looks_back = instrument.looks_back_past(visit.day)
                means.append(
                    VisitMean(arm, visit.label, visit.day, seen.n, enrolled, seen.mean, seen.low,
                              seen.high, looks_back)
                )  # fmt: skip
    return tuple(means)


def _differences(
    question: Question, condition: str, instrument: Instrument
) -> tuple[dict[str, Estimate], Refusal | None]:
    """Adjusted differences by visit; the refusal of the visit asked for, if it has none."""
    if not instrument.measures_benefit:
        return {}, Refusal("no_direction", f"{instrument.name} has no better and worse end.")
    found, refused = {}, None
    for visit in question.cohort.follow_up_visits:
        try:
            at_visit = replace(question, visit=visit)
            analysed = gather(at_visit, condition, instrument)
            found[visit.label] = lead_difference(at_visit, condition, analysed)
        except CannotEstimate as fault:
            if visit == question.visit:
                refused = fault.refusal
    return found, refused


def _notes(question: Question) -> tuple[str, ...]:
    return (
        "Means of the people seen at each visit: those who came back may differ from those who "
        "did not.",
        *question.estimand_notes,
    )
