"""Who was lost: the way of each arm to a visit, who missed what, why, and who they were."""

from typing import Final

import numpy as np

from analysis.core import NOT_RECORDED, Arm, CannotEstimate, Cohort, Comparison, Refusal
from analysis.core.results import Attrition, FlowStep, PatternKind, PeopleOf, SeenPattern
from analysis.longitudinal import describe_missing, is_lost
from analysis.privacy import Released, View, is_small, minimum_group, release, view_for

from .asked import arms_shown, require_table, settle_condition
from .question import Question
from .seen_and_lost import compare_at_baseline

STARTED: Final = "started"
_KINDS: Final[tuple[PatternKind, ...]] = ("complete", "intermittent", "monotone", "never_seen")

NOT_AT_OTHER_VISITS: Final = (
    "In protected view those seen and those lost are compared at baseline for the primary visit "
    "only, by their difference: with one visit more a few people could be worked out."
)


def who_was_lost(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[Attrition]:
    """How many of each arm started, were followed and were seen at each visit, and who was lost.

    Parameters
    ----------
    cohort : Cohort
        Whose people.
    comparison : Comparison
        Which visit is the last, which instrument is looked at, which people.
    condition : str
        Code of a condition.
    view : {"protected", "full"}
        What is wanted; a shelf cohort is always protected.

    Raises
    ------
    CannotEstimate
        When nobody has the condition, an arm is too small to show, or no visit up to the one
        asked for was scored.

    Notes
    -----
    Someone is seen at a visit who has a score on the instrument there, followed who has one there
    or at a later visit up to the one asked for, lost who is not seen at that one.
    """
    question = settle_condition(cohort, comparison, condition, view)
    arms = arms_shown(question, condition, view)
    visits = visits_scored(question, condition)
    scores = question.scores(question.instrument_for(condition).code)[:, visits]
    people = np.logical_or.reduce([question.in_arm(arm, condition) for arm in arms])
    reasons, refused = _reasons(question, condition, arms)
    primary = question.visit.label == question.cohort.primary_visit
    protected = view_for(cohort, view) == "protected"
    # The whole cohort less the arms shown would tell how many are in a small one.
    sizes = cohort.participants["arm"].value_counts()
    may_tell = not protected or not any(is_small(int(n), minimum_group()) for n in sizes)
    arm_of = question.cohort.participants["arm"].astype(str).to_numpy()
    labels = [question.cohort.visits[k].label for k in visits]
    found = describe_missing(scores[people], arm_of[people], labels, arms)
    result = Attrition(
        data=question.data,
        comparison=comparison,
        condition=condition,
        condition_label=question.catalogue.label_condition(condition),
        instrument=question.instrument_for(condition).code,
        visit=question.visit.label,
        arms=arms,
        visits=tuple(labels),
        flow=_flow(question, condition, arms, visits),
        kinds=tuple(
            PeopleOf(kind, arm, found.count(kind, arm), int((arm_of[people] == arm).sum()))
            for arm in arms
            for kind in _KINDS
        ),
        patterns=tuple(SeenPattern.of(pattern) for pattern in found.patterns),
        reasons=reasons,
        baseline=compare_at_baseline(question, condition) if primary or not protected else (),
        screened=(len(cohort.screening) or None) if may_tell else None,
        started=len(cohort.participants) if may_tell else None,
        reasons_refused=refused,
        notes=(*question.estimand_notes, *(() if primary or not protected
                                           else (NOT_AT_OTHER_VISITS,))),
    )  # fmt: skip
    return release(result, cohort, view)


def visits_scored(question: Question, condition: str) -> list[int]:
    """Visits after the start, up to the one asked for, at which either arm compared was seen.

    Raises
    ------
    CannotEstimate
        "never_scored" when there is none, or nobody has a score at the visit asked for.
    """
    comparison = question.comparison
    either = question.in_arm(comparison.treatment, condition) | question.in_arm(
        comparison.comparator, condition
    )
    seen = np.isfinite(question.scores(question.instrument_for(condition).code)[either]).any(axis=0)
    found = [
        place
        for place, visit in enumerate(question.cohort.visits)
        if question.first_day < visit.day <= question.visit.day and seen[place]
    ]
    if not found or found[-1] != question.visit_index:
        raise CannotEstimate(
            "never_scored",
            "Nobody in these groups has a score at this visit, so nobody can be said to be lost.",
            "Choose another visit or instrument.",
        )
    return found


def _flow(
    question: Question, condition: str, arms: tuple[Arm, ...], visits: list[int]
) -> tuple[FlowStep, ...]:
    steps = []
    scores = question.scores(question.instrument_for(condition).code)[:, visits]
    for arm in arms:
        seen = np.isfinite(scores[question.in_arm(arm, condition)])
        followed = (~is_lost(seen)).sum(axis=0)
        of = len(seen)
        steps.append(FlowStep(arm, STARTED, 0, of, of, of))
        for place, k in enumerate(visits):
            visit, n = question.cohort.visits[k], int(followed[place])
            there = int(seen[:, place].sum())
            steps.append(FlowStep(arm, visit.label, visit.day, n, there, of))
    return tuple(steps)


def _reasons(
    question: Question, condition: str, arms: tuple[Arm, ...]
) -> tuple[tuple[PeopleOf, ...], Refusal | None]:
    """People of each arm who withdrew up to the visit, by the reason given; the first one counts.

    Events hold adverse events too: where none is a withdrawal, withdrawals were not recorded.
    """
    try:
        events = require_table(question.cohort, "events")
    except CannotEstimate as fault:
        return (), fault.refusal
    left = events[events["kind"].astype(str) == "withdrawal"]
    if not len(left):
        return (), Refusal("not_recorded", "This cohort records no withdrawals.",
                           "Upload events.csv with rows of kind withdrawal.")  # fmt: skip
    left = left[left["day"].astype(float) <= question.visit.day].sort_values("day", kind="stable")
    left = left.drop_duplicates("participant")
    person, term = left["participant"].to_numpy(dtype=np.int64), left["term"].astype(str).to_numpy()
    inside = {arm: question.in_arm(arm, condition)[person] for arm in arms}
    anyone = np.logical_or.reduce([*inside.values(), np.zeros(len(person), dtype=bool)])
    terms = sorted(
        set(term[anyone]),
        key=lambda one: (one == NOT_RECORDED, -int((term[anyone] == one).sum()), one),
    )
    return tuple(
        PeopleOf(one, arm, int((term[there] == one).sum()), int(there.sum()))
        for arm, there in inside.items()
        for one in terms
    ), None  # fmt: skip
