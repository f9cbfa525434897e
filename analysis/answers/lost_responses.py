"""Among those who responded: when response was lost, or people were retreated first."""

from collections.abc import Sequence
from itertools import chain

from analysis.core import Arm, CannotEstimate, Cohort, Comparison
from analysis.core.results import (
    ArmCurve,
    LossComparison,
    LossOfResponse,
    LossOutcome,
    LossTests,
    ResponseClock,
)
from analysis.privacy import Released, View, blur_refusal, release, view_for

from .asked import arms_shown, settle_condition
from .loss_curves import draw_between_visits, draw_incidence, draw_survival, list_fixed_days
from .loss_tests import compare_losses, compare_mean_days, find_last_day, judge_hazards
from .question import Question
from .responding import NOT_RECORDED, Responding, read_responses
from .response_ends import ResponseEnds, arms_of, compares_arms, end_responses

_NOTES = (
    "Among responders only: the groups are no longer comparable, as who responded was not decided "
    "by chance.",
    "Loss is dated at the visit that found it; retreatment is never taken for being lost from "
    "view; planned maintenance is no retreatment.",
)
_WITHOUT_RISK = (
    "Counted from a day before the first response, nobody can lose a response until they have one, "
    "so the curves start flat."
)
_ONE_ARM = "The last integration session describes the psychotherapy arm alone."


def loss_of_response(
    cohort: Cohort,
    comparison: Comparison,
    condition: str,
    outcome: LossOutcome = "incidence",
    clock: ResponseClock = "first_response",
    view: View = "protected",
) -> Released[LossOfResponse]:
    """What became of responders, arm by arm, from a clock on.

    Parameters
    ----------
    outcome : {"incidence", "still_in_response", "between_visits"}
        Loss and retreatment as competing events; Kaplan-Meier with retreatment as a loss, with
        mean days in response, Cox's model and the log-rank test; Turnbull's curve.
    clock : str
        Day 0 of the curves.

    Raises
    ------
    CannotEstimate
        When response is not defined, nobody responded, or groups are too small to show.
    """
    question = settle_condition(cohort, comparison, condition, view)
    responding = read_responses(question, condition)
    protected = view_for(cohort, view) == "protected"
    arms = arms_of(arms_shown(question, condition, view), clock)
    try:
        ends = _end_all(question, condition, responding, arms, clock)
        curves = _draw(ends, outcome, protected)
        compared = _compare(question, ends, outcome, clock, protected)
    except CannotEstimate as fault:
        if not protected:
            raise
        blurred = blur_refusal(fault.refusal)
        raise CannotEstimate(blurred.code, blurred.sentence, blurred.mend) from None
    result = LossOfResponse(
        data=question.data,
        comparison=comparison,
        condition=condition,
        condition_label=question.catalogue.label_condition(condition),
        instrument=responding.instrument.code,
        instrument_name=responding.instrument.name,
        outcome=outcome,
        clock=clock,
        rule=responding.rule_in_words,
        source=responding.rule.source,
        curves=curves,
        comparisons=compared[0],
        tests=compared[1],
        notes=(*_notes(responding, clock), *compared[2], *question.estimand_notes),
    )
    return release(result, cohort, view)


def _end_all(
    question: Question, condition: str, responding: Responding, arms: Sequence[Arm],
    clock: ResponseClock,
) -> tuple[ResponseEnds, ...]:  # fmt: skip
    """Those arms in which anyone responded; refused where there is none."""
    found, refused = [], None
    for arm in arms:
        try:
            found.append(end_responses(question, condition, responding, arm, clock))
        except CannotEstimate as fault:
            refused = fault
    if not found:
        raise refused or CannotEstimate("nobody", "This clock describes nobody here.",
                                        "Count from the first response.")  # fmt: skip
    return tuple(found)


def _draw(
    ends: tuple[ResponseEnds, ...], outcome: LossOutcome, protected: bool
) -> tuple[ArmCurve, ...]:
    days = list_fixed_days(ends)
    if outcome == "incidence":
        return tuple(chain.from_iterable(draw_incidence(one, days) for one in ends))
    if outcome == "still_in_response":
        return tuple(draw_survival(one, days, protected) for one in ends)
    return tuple(draw_between_visits(one, days) for one in ends)


def _compare(
    question: Question, ends: tuple[ResponseEnds, ...], outcome: LossOutcome,
    clock: ResponseClock, protected: bool,
) -> tuple[tuple[LossComparison, ...], LossTests | None, tuple[str, ...]]:  # fmt: skip
    """The two arms asked about, up to the last day both are followed; or why not."""
    asked, there = question.comparison, {one.arm: one for one in ends}
    more, less = there.get(asked.treatment), there.get(asked.comparator)
    if not compares_arms(clock):
        return (), None, (_ONE_ARM,)
    if more is None or less is None or outcome == "between_visits":
        return (), None, ()
    try:
        day = find_last_day(less, more, protected)
        if outcome == "incidence":
            return compare_losses(less, more, day), None, ()
        return (compare_mean_days(less, more, day),), judge_hazards(less, more), ()
    except CannotEstimate as fault:
        return (), None, (f"The arms are not compared: {fault.refusal.sentence}",)


def _notes(responding: Responding, clock: ResponseClock) -> tuple[str, ...]:
    return (
        *_NOTES,
        *(() if clock == "first_response" else (_WITHOUT_RISK,)),
        *(() if responding.retreatment_recorded else (NOT_RECORDED,)),
    )
