"""Condition by condition: did the arm with more support do better?"""

from dataclasses import replace

from analysis.core import (
    ArmSummary,
    CannotEstimate,
    Cohort,
    Comparison,
    Estimate,
    Instrument,
    settings,
)
from analysis.core.results import ConditionEffect, EffectsByCondition, RiskComparison
from analysis.effect_sizes import (
    adjusted_difference,
    adjusted_g,
    d_average_variance,
    hedges_g,
    mean_difference,
)
from analysis.privacy import Released, View, guard_filters, release, view_for

from .analysed import CONFOUNDERS, Analysed, gather, summarise
from .clusters import fit_sites, fit_therapists, say_sites, say_therapists
from .headline import Lead, choose_lead
from .joint import join_conditions
from .question import Question, settle
from .risks import compare_outcome
from .verdicts import arms_are_unlike, entry_was_restricted, reach_verdict


def effects_by_condition(
    cohort: Cohort, comparison: Comparison, view: View = "protected"
) -> Released[EffectsByCondition]:
    """The difference between two arms in every condition, and the conditions joined.

    Parameters
    ----------
    cohort : Cohort
        Whose scores.
    comparison : Comparison
        Which arms, instrument, visit, substance and people.
    view : {"protected", "full"}
        What is wanted; a shelf cohort is always protected.

    Raises
    ------
    CannotEstimate
        When the question cannot be asked of this cohort at all (no such visit, no such band). A
        condition that cannot be estimated stays in the list with its `refused`.
    """
    question = settle(cohort, comparison)
    shown = view_for(cohort, view)
    effects = tuple(estimate_condition(question, c, shown) for c in question.conditions)
    joint, why_not = join_conditions(question, shown)
    result = EffectsByCondition(
        comparison=comparison,
        data=question.data,
        effects=effects,
        joint=joint,
        notes=(*_notes_on(question), *why_not),
    )
    return release(result, cohort, view)


def estimate_condition(question: Question, condition: str, view: View) -> ConditionEffect:
    """One condition's effect, or the reason there is none."""
    effect = ConditionEffect(
        condition=condition,
        condition_label=question.catalogue.label_condition(condition),
        instrument="",
        instrument_name="",
        visit=question.visit.label,
        visit_day=question.visit.day,
    )
    try:
        instrument = question.instrument_for(condition)
        effect = replace(
            effect,
            instrument=instrument.code,
            instrument_name=instrument.name,
            better=instrument.better,
        )
        _require_direction(instrument)
        if view == "protected":
            refusal = guard_filters(question.cohort, question.comparison, condition)
            if refusal:
                return replace(effect, refused=refusal)
        analysed = gather(question, condition, instrument)
        return _fill(question, effect, analysed)
    except CannotEstimate as fault:
        return replace(effect, refused=fault.refusal)


def estimate_measures(
    analysed: Analysed, lead: Lead, clustered: tuple[Estimate, ...] = ()
) -> dict[str, Estimate]:
    """Every measure of one comparison, signed so that positive is better with more support."""
    a, b = analysed.treatment, analysed.comparator
    points = adjusted_difference(
        analysed.score, analysed.baseline, analysed.is_treatment, analysed.covariates,
        settings.LEVEL,
    )  # fmt: skip
    raw = (
        *lead.estimates,
        adjusted_g(points, a, b),
        points,
        *clustered,
        hedges_g(a, b, settings.LEVEL),
        mean_difference(a, b, settings.LEVEL),
        d_average_variance(a, b, settings.LEVEL),
    )
    sign = analysed.instrument.benefit_sign
    return {estimate.measure: estimate.signed(sign) for estimate in raw}


def lead_difference(question: Question, condition: str, analysed: Analysed) -> Estimate:
    """The leading difference in points at the visit of the question, signed as benefit."""
    lead = choose_lead(question, condition, analysed)
    return estimate_measures(analysed, lead)[f"{lead.name}_difference"]


def _fill(question: Question, effect: ConditionEffect, analysed: Analysed) -> ConditionEffect:
    lead = choose_lead(question, effect.condition, analysed)
    therapists = fit_therapists(question, analysed)
    clustered = (*therapists.estimates(analysed), *fit_sites(question, analysed))
    estimates = estimate_measures(analysed, lead, clustered)
    headline = estimates[f"{lead.name}_difference"]
    verdict = reach_verdict(question, analysed, headline, lead)
    nested = estimates.get("nested_difference")
    shared = (
        *say_therapists(question, therapists, headline, nested, verdict),
        *say_sites(estimates.get("sites_difference"), verdict),
    )
    condition, a, b = effect.condition, analysed.treatment, analysed.comparator
    response, response_of_all = compare_outcome(question, condition, analysed, "response")
    remission, remission_of_all = compare_outcome(question, condition, analysed, "remission")
    return replace(
        effect,
        treatment=a,
        comparator=b,
        also_show=_describe_others(question, condition, analysed.instrument),
        estimates=estimates,
        adjusted_for=lead.adjusted_for or analysed.adjusted_for,
        response=response,
        response_of_all=response_of_all,
        remission=remission,
        remission_of_all=remission_of_all,
        verdict=verdict,
        headline=lead.name,
        gate=lead.gate,
        looks_back=analysed.instrument.looks_back_past(question.visit.day),
        lead_with_points=entry_was_restricted(a, b),
        notes=tuple(
            dict.fromkeys((*_notes_of(analysed, response, remission), *lead.notes, *shared))
        ),
    )


def _describe_others(
    question: Question, condition: str, instrument: Instrument
) -> tuple[ArmSummary, ...]:
    shown = (
        summarise(question, condition, instrument, arm) for arm in question.comparison.also_show
    )
    return tuple(arm for arm in shown if arm.n)


def _require_direction(instrument: Instrument) -> None:
    if not instrument.measures_benefit:
        raise CannotEstimate(
            "no_direction",
            f"{instrument.name} has no better and worse end, so it cannot say who did better.",
            "Choose another instrument.",
        )


def _notes_of(analysed: Analysed, *risks: RiskComparison | None) -> tuple[str, ...]:
    notes = list(analysed.covariates.notes)
    notes += [
        f"Too few people for adjusted shares of {risk.outcome}: the unadjusted ones are shown."
        for risk in risks
        if risk and len(analysed.adjusted_for) > 1 and risk.adjusted_difference is None
    ]
    if arms_are_unlike(analysed.treatment, analysed.comparator):
        notes.append(
            "The arms differ much in size or in spread, where the interval of Hedges g is not "
            "reliable: read d with the average variance beside it."
        )
    if entry_was_restricted(analysed.treatment, analysed.comparator):
        notes.append(
            "Scores varied much less at baseline than later (entry required a minimum score), so "
            "effects in SD units look larger: read the points first."
        )
    return tuple(notes)


def _notes_on(question: Question) -> tuple[str, ...]:
    cohort, notes = question.cohort, []
    visits = [v.label for v in cohort.follow_up_visits]
    if question.visit.label != cohort.primary_visit:
        place = visits.index(question.visit.label) + 1
        notes.append(
            f"Visit {place} of {len(visits)}, not the primary one ({cohort.primary_visit})."
        )
    if not cohort.randomised:
        missing = [CONFOUNDERS[c] for c in CONFOUNDERS if not _is_recorded(cohort, c)]
        if missing:
            notes.append("Not recorded, so not adjusted for: " + ", ".join(missing) + ".")
    return (*notes, *question.estimand_notes)


def _is_recorded(cohort: Cohort, column: str) -> bool:
    return bool((cohort.participants[column] != "not_recorded").any())
