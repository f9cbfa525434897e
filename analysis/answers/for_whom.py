"""For whom is the difference between the arms another one?"""

from dataclasses import replace
from typing import Final

import numpy as np

from analysis.core import CannotEstimate, Cohort, Comparison, Estimate, settings
from analysis.core.formulas import pooled_sd
from analysis.core.results import ForWhom, ShrunkenSubgroups
from analysis.privacy import Released, View, release, view_for
from analysis.subgroups import measure_coverage, moderator_slope, shrink

from .analysed import Analysed, gather
from .asked import blur_refusals, settle_condition
from .effects import estimate_measures
from .headline import choose_lead
from .question import Question
from .splits import covariates_beside, estimate_subgroups
from .verdicts import reach_verdict
from .weighted_for import WEIGHTED_FOR, read_weighted_for

FEWEST_SHRUNKEN: Final = 3
"""Effects needed before their spread can be learnt."""

_COVERAGE_REPLICATES: Final = 400
_NONE_RECORDED: Final = (
    "This cohort records none of the subgroups declared: substance, first dose, failed treatments "
    "before, severity at baseline, sex, age.",
    "Upload participants.csv with the columns sex, age, prior_treatments or dose_mg_per_kg.",
)
_NOTES: Final = (
    "Exploratory: these subgroups were declared beforehand, none was chosen for what came out; "
    "with several looked at, one may stand apart by chance.",
    "A difference in one group and none in another do not say that the groups differ: only the "
    "difference between the differences does.",
    "Each subgroup is one model at the visit: arm, level, arm x level, baseline and covariates.",
)
_BESIDE_HEADLINE: Final = {
    "weighted": "The headline is weighted, which no model of subgroups here is: they are adjusted "
    "for the same covariates by regression.",
    "mmrm": "The headline takes all visits together; the subgroups are compared at this one.",
}
"""How the subgroups are estimated otherwise than the headline."""


def for_whom(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[ForWhom]:
    """How much the arm difference differs between the levels of each declared subgroup.

    Raises
    ------
    CannotEstimate
        When the condition cannot be compared, or two filters are in use: a level is one more.
    """
    question, analysed = _gather(cohort, comparison, condition, view)
    with blur_refusals(cohort, view):
        lead = choose_lead(question, condition, analysed)
        headline = estimate_measures(analysed, lead)[f"{lead.name}_difference"]
    instrument = analysed.instrument
    subgroups = estimate_subgroups(question, condition, analysed, view_for(cohort, view))
    if not subgroups:
        raise CannotEstimate("not_recorded", *_NONE_RECORDED)
    result = ForWhom(
        data=question.data,
        comparison=comparison,
        condition=condition,
        condition_label=question.catalogue.label_condition(condition),
        instrument=instrument.code,
        instrument_name=instrument.name,
        better=instrument.better,
        visit=question.visit.label,
        subgroups=subgroups,
        everyone=headline,
        headline=lead.name,
        verdict=reach_verdict(question, analysed, headline, lead),
        severity_slope=_slope_of_severity(question, analysed),
        adjusted_for=_adjusted_for(question, analysed),
        reasons={one.name: settings.SUBGROUP_REASONS[one.name] for one in subgroups},
        notes=(*_NOTES, *filter(None, [_BESIDE_HEADLINE.get(lead.name)]), *question.estimand_notes),
    )
    return release(result, cohort, view)


def shrink_subgroups(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[ShrunkenSubgroups]:
    """The arm difference in each level pulled towards their mean, one subgroup at a time.

    Raises
    ------
    CannotEstimate
        As `for_whom`; "two_levels" when no subgroup has three levels to be shrunken.
    """
    question, analysed = _gather(cohort, comparison, condition, view)
    found = estimate_subgroups(question, condition, analysed, view_for(cohort, view))
    enough = [one for one in found if len(one.by_level) >= FEWEST_SHRUNKEN]
    if not enough:
        raise CannotEstimate(
            "two_levels", "No subgroup has three levels whose spread could be learnt.",
            "Read each level on its own.",
        )  # fmt: skip
    a, b = analysed.treatment, analysed.comparator
    scale = settings.SHRINKAGE_SCALE * pooled_sd(a.sd or 0.0, a.n, b.sd or 0.0, b.n)
    effects = []
    for one in enough:
        errors = np.array([estimate.se or 0.0 for estimate in one.by_level.values()])
        held = measure_coverage(errors**2, tuple(s * scale for s in (0.6, 1.0, 1.6, 2.4)),
                                scale=scale, replicates=_COVERAGE_REPLICATES)  # fmt: skip
        shrunken = shrink(one.by_level, settings.LEVEL, scale)
        effects.append(replace(shrunken, average_coverage=held.average, worst_coverage=held.apart,
                               worst_shift=held.shift))  # fmt: skip
    label = question.catalogue.label_condition(condition)
    names = tuple(one.name for one in enough)
    return release(ShrunkenSubgroups(question.data, label, names, tuple(effects)), cohort, view)


def _gather(
    cohort: Cohort, comparison: Comparison, condition: str, view: View
) -> tuple[Question, Analysed]:
    question = settle_condition(cohort, comparison, condition, view)
    if len(comparison.filters) >= settings.MAXIMUM_FILTERS:
        raise CannotEstimate("too_many_filters", "Subgroups are not compared while two filters are "
                             "in use: a subgroup is one more.", "Remove a filter.")  # fmt: skip
    instrument = question.instrument_for(condition)
    if not instrument.measures_benefit:
        raise CannotEstimate("no_direction", f"{instrument.name} has no better and worse end.",
                             "Choose another scale.")  # fmt: skip
    if instrument.looks_back_past(question.visit.day):
        raise CannotEstimate("looks_back", "At this visit the questions still ask about days "
                             "before the first dose.", "Choose a later visit.")  # fmt: skip
    with blur_refusals(cohort, view):
        return question, gather(question, condition, instrument)


def _slope_of_severity(question: Question, analysed: Analysed) -> Estimate | None:
    """Change of the arm difference per SD that the baseline was worse, signed as benefit."""
    try:
        slope = moderator_slope(
            analysed.score, analysed.baseline, analysed.is_treatment, analysed.baseline,
            covariates_beside(question, analysed.rows), settings.LEVEL,
        )  # fmt: skip
    except CannotEstimate:
        return None
    # Worse at baseline is minus the benefit; two signs of benefit cancel.
    turned, spread = slope.signed(-1), float(analysed.baseline.std(ddof=1))
    return replace(turned, value=turned.value * spread, low=turned.low * spread,
                   high=turned.high * spread, se=(turned.se or 0.0) * spread)  # fmt: skip


def _adjusted_for(question: Question, analysed: Analysed) -> tuple[str, ...]:
    if question.cohort.randomised:
        return ("baseline",)
    people = question.cohort.participants.iloc[analysed.rows]
    coded = read_weighted_for(people, analysed.smaller_arm).inside
    return ("baseline", *(WEIGHTED_FOR[name] for name in coded.names))
