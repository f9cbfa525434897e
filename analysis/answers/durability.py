"""Of everyone who started: how many were in response and not retreated, visit by visit."""

import numpy as np

from analysis.core import Arm, CannotEstimate, Cohort, Comparison, Estimate, settings
from analysis.core.results import InResponse, StateShare
from analysis.durability import Occupancy, share_in_response
from analysis.privacy import Released, View, release

from .asked import arms_shown, settle_condition
from .question import Question
from .responding import NOT_RECORDED, Responding, read_responses

_NOT_SEEN = "People not seen at a visit count as not in response."


def in_response_over_time(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[InResponse]:
    """Share of all who started who are in response and not retreated, by arm and visit.

    Who could not respond (no baseline score, or not a case then) is not counted; everyone else
    stays in the denominator at every visit, seen or not, so the arms stay as they started.

    Raises
    ------
    CannotEstimate
        When response is not defined on the instrument, or its groups are too small to show.
    """
    question = settle_condition(cohort, comparison, condition, view)
    responding = read_responses(question, condition)
    arms = arms_shown(question, condition, view)
    compared = _occupy(question, condition, responding, comparison.treatment)
    sides = {comparison.treatment: compared, comparison.comparator: compared}
    shares: list[StateShare] = []
    for arm in arms:
        found = sides.get(arm) or _occupy(question, condition, responding, arm)
        shares += _describe(question, condition, responding, found, arm)
    result = InResponse(
        data=question.data,
        comparison=comparison,
        condition=condition,
        condition_label=question.catalogue.label_condition(condition),
        instrument=responding.instrument.code,
        instrument_name=responding.instrument.name,
        rule=responding.rule_in_words,
        source=responding.rule.source,
        among=responding.among,
        shares=tuple(shares),
        differences={one.visit: one.difference for one in compared},
        primary_visit=cohort.primary_visit or "",
        retreatment_recorded=responding.retreatment_recorded,
        notes=(_NOT_SEEN, *(() if responding.retreatment_recorded else (NOT_RECORDED,)),
               *question.estimand_notes),
    )  # fmt: skip
    return release(result, cohort, view)


def _occupy(
    question: Question, condition: str, responding: Responding, arm: Arm
) -> tuple[Occupancy, ...]:
    """An arm against the comparator, at every visit."""
    comparator = question.comparison.comparator
    more = question.in_arm(arm, condition) & responding.able
    less = question.in_arm(comparator, condition) & responding.able
    for there in (more, less):
        if not there.any():
            raise CannotEstimate(
                "nobody_eligible", "In an arm nobody could respond: no baseline score, or not a "
                "case then.", "Choose other arms, or another scale.",
            )  # fmt: skip
    rows = np.flatnonzero(more | less)
    gone = responding.retreated[rows, None] <= responding.days
    return share_in_response(
        responding.states[rows], gone, more[rows], [v.label for v in responding.visits],
        "not_in_response", settings.LEVEL,
    )  # fmt: skip


def _describe(
    question: Question, condition: str, responding: Responding, found: tuple[Occupancy, ...],
    arm: Arm,
) -> list[StateShare]:  # fmt: skip
    people = question.in_arm(arm, condition) & responding.able
    shares = []
    for place, (visit, one) in enumerate(zip(responding.visits, found, strict=True)):
        side: Estimate = one.comparator if arm == question.comparison.comparator else one.treatment
        missed = int(np.isnan(responding.states[people, place]).sum())
        n, events = side.counts["n"], side.counts["events"]
        shares.append(
            StateShare(arm, visit.label, visit.day, n, events, side.value, side.low, side.high,
                       missed, events / (n - missed) if n > missed else None)
        )  # fmt: skip
    return shares
