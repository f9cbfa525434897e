"""How many people would settle it? The next cohort planned from this one."""

from dataclasses import replace
from typing import Any, Final

from analysis.core import CannotEstimate, Cohort, Comparison, settings
from analysis.core.formulas import wilson
from analysis.core.results import ArmSizes, NextCohort, Plan, PlanningInputs, Proportion
from analysis.planning import learn_inputs, people_for_shares, plan_next_cohort
from analysis.privacy import Released, View, minimum_group, release, round_count, view_for

from .analysed import Analysed, gather
from .asked import blur_refusals, settle_condition
from .plan_inputs import PlanChoices, Planned, draw_power, list_inputs
from .question import Question
from .risks import compare_outcome
from .verdicts import margin_of

POWERS: Final = ("80", "90")
"""Powers of which both are told, in percent."""

AS_HERE: Final = "here"
"""As the share lost: as many as in this cohort."""

_NO_THERAPISTS: Final = "People responding are planned as if no two had one therapist."
_AIMS: Final = {"detect": "to_detect", "exclude": "to_exclude", "not_worse": "not_worse",
                "bound": "to_bound"}  # fmt: skip
_SHARE_STEP: Final = 20
"""Followed-up shares are rounded to a twentieth in protected view: finer ones tell n."""


def read_plan_choices(power: str, lost: str, therapists: str) -> PlanChoices:
    """What the reader plans with, from the codes in an address."""
    share = None if lost == AS_HERE else int(lost) / 100
    return PlanChoices(int(power) / 100, share, int(therapists))


def next_cohort(
    cohort: Cohort,
    comparison: Comparison,
    condition: str,
    view: View = "protected",
    choices: PlanChoices | None = None,
) -> Released[NextCohort]:
    """People needed at 80 and 90 % power for the margin of the verdict, never the effect observed.

    Parameters
    ----------
    cohort, comparison, condition, view
        What is asked, of whom: spread, correlation and follow-up are learnt there.
    choices : PlanChoices, optional
        Power, drop-out and therapists to plan with.

    Raises
    ------
    CannotEstimate
        When the condition cannot be compared, or its scores do not vary.
    """
    question = settle_condition(cohort, comparison, condition, view)
    instrument = question.instrument_for(condition)
    if not instrument.measures_benefit or instrument.looks_back_past(question.visit.day):
        raise CannotEstimate("no_direction", f"{instrument.name} cannot say here who did better.",
                             "Choose another scale, or a later visit.")  # fmt: skip
    with blur_refusals(cohort, view):
        analysed = gather(question, condition, instrument)
        planned = _learn(question, condition, analysed, view_for(cohort, view) == "protected")
        planned = replace(planned, choices=choices or PlanChoices())
        worked_out = _plan(planned)
    result = NextCohort(
        data=question.data,
        comparison=comparison,
        condition_label=question.catalogue.label_condition(condition),
        instrument=instrument.code,
        instrument_name=instrument.name,
        better=instrument.better,
        visit=question.visit.label,
        n_treatment=planned.inputs.n_treatment,
        n_comparator=planned.inputs.n_comparator,
        margin=planned.margin,
        margin_source=planned.margin_source,
        inputs=list_inputs(question, analysed, planned),
        response=planned.response,
        **worked_out,
    )
    return release(result, cohort, view)


def _learn(question: Question, condition: str, analysed: Analysed, protected: bool) -> Planned:
    """What the cohort says; rounded before anything is planned from it where it is protected.

    Sizes are finer than what is rounded after them: from 172 people the SD could be told.
    """
    inputs = learn_inputs(analysed.treatment, analysed.comparator)
    margin, source = margin_of(question, analysed)
    risks, _ = compare_outcome(question, condition, analysed, "response")
    response = risks.comparator if risks is not None else None
    if protected:
        inputs, margin = _round_inputs(inputs, analysed), round(margin, 1) or margin
        response = None if response is None else _round_share(response)
    return Planned(inputs, margin, source, response, PlanChoices(), protected)


def _round_inputs(inputs: PlanningInputs, analysed: Analysed) -> PlanningInputs:
    minimum = minimum_group()

    def share(kept: float) -> float:
        return max(1, round(_SHARE_STEP * kept)) / _SHARE_STEP

    return PlanningInputs(
        sd=round(inputs.sd, 1) or inputs.sd,
        sd_cautious=round(inputs.sd_cautious, 1) or inputs.sd_cautious,
        correlation=round(inputs.correlation, 1),
        followed_up_treatment=share(inputs.followed_up_treatment),
        followed_up_comparator=share(inputs.followed_up_comparator),
        n_treatment=round_count(analysed.treatment.n, minimum),
        n_comparator=round_count(analysed.comparator.n, minimum),
    )


def _round_share(arm: Proportion) -> Proportion:
    """Events stay as they are: whether they are too few to show is asked at the exit."""
    if arm.share is None or arm.events is None:
        return arm
    low, high = wilson(arm.events, arm.n, settings.LEVEL)
    return replace(arm, share=round(arm.share, 2), low=round(low, 2), high=round(high, 2))


def _plan(planned: Planned) -> dict[str, Any]:
    """The fields of the result that follow from the inputs alone."""
    inputs, choices = planned.inputs, planned.choices
    if choices.lost is not None:
        kept = 1 - choices.lost
        inputs = replace(inputs, followed_up_treatment=kept, followed_up_comparator=kept)
    plans = {code: _plan_at(planned, inputs, int(code) / 100) for code in POWERS}
    lost = (1 - inputs.followed_up_treatment, 1 - inputs.followed_up_comparator)
    aims: dict[str, dict[str, ArmSizes | None]] = {
        aim: {code: getattr(plan, field) for code, plan in plans.items()}
        for aim, field in _AIMS.items()
    }
    raised = planned.response_with
    if raised is not None and planned.response is not None and raised < 1:
        aims["response"] = {code: people_for_shares(
            raised, planned.response.share or 0.0, int(code) / 100,
            dropout_treatment=lost[0], dropout_comparator=lost[1],
        ) for code in POWERS}  # fmt: skip
    cautious = _plan_at(planned, inputs, choices.power, cautious=True)
    return {
        "power": choices.power,
        "lost": lost,
        "people_a_therapist": choices.people_a_therapist,
        "aims": aims,
        "cautious": cautious.to_detect,
        "detectable": plans[f"{100 * choices.power:.0f}"].detectable_now,
        "curves": draw_power(planned),
        "response_with": raised,
        "notes": (*cautious.notes, *([_NO_THERAPISTS] if planned.icc else [])),
    }


def _plan_at(
    planned: Planned, inputs: PlanningInputs, power: float, cautious: bool = False
) -> Plan:
    return plan_next_cohort(
        inputs, planned.margin, power=power, icc=planned.icc,
        cluster_size=float(planned.choices.people_a_therapist), cautious=cautious,
    )  # fmt: skip
