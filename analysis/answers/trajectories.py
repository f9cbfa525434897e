"""How people changed over time, arm by arm."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

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
from analysis.core.results import Course, RepeatedMeasures, Trajectories, Verdict, VisitMean
from analysis.longitudinal import summarise_visits
from analysis.privacy import Released, View, guard_filters, release, view_for

from .analysed import Analysed, gather
from .effects import estimate_measures
from .headline import Lead, choose_lead
from .modelled_means import ModelledMeans, model_means
from .question import Question, settle
from .verdicts import reach_verdict


def trajectories(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[Trajectories]:
    """Means by arm and visit, and the adjusted difference at each follow-up visit.

    All arms that anyone was in are shown; only the two of the comparison are contrasted, and have
    least-squares means of a repeated-measures model beside the observed ones.

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
    modelled = model_means(question, condition, instrument)
    contrasted = _contrast(question, condition, instrument, modelled)
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
        differences=contrasted.differences,
        primary_visit=cohort.primary_visit or "",
        notes=(*_notes(question), *modelled.notes),
        refused=contrasted.refused,
        comparison=comparison,
        verdicts=contrasted.verdicts,
        model=_sign(modelled, instrument),
        model_baseline=modelled.baseline,
        adjusted_for=modelled.adjusted_for,
        courses=_list_courses(question, condition, instrument),
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


@dataclass(frozen=True)
class _Contrasted:
    """Adjusted differences and their verdicts by visit; why the visit asked for has none."""

    differences: Mapping[str, Estimate] = field(default_factory=dict)
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    refused: Refusal | None = None


def _contrast(
    question: Question, condition: str, instrument: Instrument, modelled: ModelledMeans
) -> _Contrasted:
    """The leading difference at every follow-up visit, and what it says against the margin."""
    if not instrument.measures_benefit:
        no_end = Refusal("no_direction", f"{instrument.name} has no better and worse end.")
        return _Contrasted(refused=no_end)
    differences, verdicts, refused = {}, {}, None
    for visit in question.cohort.follow_up_visits:
        try:
            at_visit = replace(question, visit=visit)
            analysed = gather(at_visit, condition, instrument)
            lead = _lead(at_visit, condition, analysed, modelled)
            found = estimate_measures(analysed, lead)[f"{lead.name}_difference"]
            verdict = reach_verdict(at_visit, analysed, found, lead)
        except CannotEstimate as fault:
            if visit == question.visit:
                refused = fault.refusal
            continue
        differences[visit.label] = found
        if verdict is not None:
            verdicts[visit.label] = verdict
    return _Contrasted(differences, verdicts, refused)


def _lead(question: Question, condition: str, analysed: Analysed, modelled: ModelledMeans) -> Lead:
    """As `choose_lead`; where chance decided, the model fitted once holds every visit."""
    at = {visit.visit: visit for visit in (modelled.model.visits if modelled.model else ())}
    found = at.get(question.visit.label)
    if question.cohort.randomised and found and found.difference and found.standardised:
        return Lead("mmrm", (found.standardised, found.difference))
    return choose_lead(question, condition, analysed)


def _sign(modelled: ModelledMeans, instrument: Instrument) -> RepeatedMeasures | None:
    """The model with its differences signed as benefit; means stay scores."""
    if modelled.model is None or not instrument.measures_benefit:
        return modelled.model
    sign = instrument.benefit_sign
    visits = tuple(
        replace(
            visit,
            difference=visit.difference and visit.difference.signed(sign),
            standardised=visit.standardised and visit.standardised.signed(sign),
        )
        for visit in modelled.model.visits
    )
    return replace(modelled.model, visits=visits)


def _list_courses(question: Question, condition: str, instrument: Instrument) -> tuple[Course, ...]:
    """Everyone's scores by visit, arm by arm."""
    matrix = question.scores(instrument.code)
    days = np.array([visit.day for visit in question.cohort.visits])
    found = []
    for arm in ARMS:
        for scores in matrix[question.in_arm(arm, condition)]:
            seen = ~np.isnan(scores)
            if seen.any():
                found.append(Course(arm, tuple(days[seen].tolist()), tuple(scores[seen].tolist())))
    return tuple(found)


def _notes(question: Question) -> tuple[str, ...]:
    return (
        "Means of the people seen at each visit: those who came back may differ from those who "
        "did not.",
        *question.estimand_notes,
    )
