"""Every condition's effect pulled towards the mean of all: for the details, never for a verdict."""

from dataclasses import replace

import numpy as np

from analysis.core import CannotEstimate, Cohort, Comparison, Estimate
from analysis.core.results import ShrunkenByCondition
from analysis.privacy import Released, View, is_small, minimum_group, release, view_for
from analysis.subgroups import measure_coverage, shrink

from .effects import estimate_condition
from .question import Question, settle

MEASURE = "headline_g"
DETAILS_ONLY = (
    "Shrunken effects suppose that the conditions are alike but for chance and some spread. They "
    "stand here for comparison and feed no verdict, colour or sentence: the one condition that "
    "truly differs is pulled towards the others and is held by its interval far less often."
)


def shrunken_effects(
    cohort: Cohort, comparison: Comparison, view: View = "protected"
) -> Released[ShrunkenByCondition]:
    """Each condition's leading effect in SD, and given all the others (full Bayes over tau).

    Raises
    ------
    CannotEstimate
        "too_few_effects" with fewer than three conditions that may be shown.
    """
    question = settle(cohort, comparison)
    found, left_out = _collect(question, view_for(cohort, view))
    shrunken = shrink(found)
    coverage = measure_coverage(np.array([(e.se or 0.0) ** 2 for e in found.values()]))
    shrunken = replace(
        shrunken,
        average_coverage=coverage.average,
        worst_coverage=coverage.apart,
        worst_shift=coverage.shift,
    )
    result = ShrunkenByCondition(
        data=question.data,
        comparison=comparison,
        visit=question.visit.label,
        estimates=found,
        shrunken=shrunken,
        left_out=left_out,
        notes=(DETAILS_ONLY, *question.estimand_notes),
    )
    released = release(result, cohort, view)
    if released.result.shrunken is None or released.result.shrunken.overall is None:
        raise CannotEstimate("group_too_small", "Too few people in a condition for this.",
                             "Choose an earlier visit, other arms, or fewer filters.")  # fmt: skip
    return released


def _collect(question: Question, view: View) -> tuple[dict[str, Estimate], tuple[str, ...]]:
    """Leading effects that may be shown, by the condition's label, and conditions without one.

    In protected view a condition with a small arm is left out before: shrunken together with it,
    the others would give its effect away.
    """
    found: dict[str, Estimate] = {}
    left_out = []
    for condition in question.conditions:
        effect = estimate_condition(question, condition, view)
        estimate = effect.estimate(MEASURE)
        arms = (effect.treatment, effect.comparator)
        few = view == "protected" and any(
            arm is None or is_small(arm.n, minimum_group()) for arm in arms
        )
        if estimate is None or not estimate.se or few or effect.looks_back:
            left_out.append(effect.condition_label)
        else:
            found[effect.condition_label] = estimate
    return found, tuple(left_out)
