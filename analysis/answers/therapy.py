"""How much therapy, and when; and how the arms did, least support first."""

from contextlib import suppress
from dataclasses import replace
from itertools import combinations
from typing import Final

import numpy as np

from analysis.core import (
    ARMS,
    NOT_RECORDED,
    Arm,
    CannotEstimate,
    Cohort,
    Comparison,
    Instrument,
    is_infusion,
)
from analysis.core.results import (
    ArmPair,
    DoseResponse,
    Elsewhere,
    OutcomesBySupport,
    TherapyDose,
    TherapyReceived,
    TherapyTiming,
)
from analysis.effect_sizes import Covariates, encode_covariates
from analysis.participants import describe_received, divide_sessions
from analysis.privacy import Released, View, release, view_for
from analysis.subgroups import compare_timing, therapy_dose

from .analysed import CONFOUNDERS
from .asked import arms_shown, require_table, settle_condition
from .effects import estimate_condition
from .question import Question, settle

THERAPY: Final[Arm] = "infusion_plus_psychotherapy"
STAYERS: Final = (
    "People who stay longer have more sessions and differ in other ways, so more therapy and a "
    "better outcome going together does not show that one led to the other."
)


def outcomes_by_support(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[OutcomesBySupport]:
    """Every two arms of one condition, compared as the headline is; the two asked about first.

    Raises
    ------
    CannotEstimate
        When the condition is not in the cohort or its two arms may not be shown; an arm or a pair
        that cannot be estimated stays, with its reason.
    """
    question = settle_condition(cohort, comparison, condition, view)
    arms = arms_shown(question, condition, view)
    asked = (question.comparison.comparator, question.comparison.treatment)
    pairs = sorted(combinations(arms, 2), key=lambda pair: (pair != asked, ARMS.index(pair[1])))
    found = tuple(_compare(cohort, comparison, pair, condition, view) for pair in pairs)
    result = OutcomesBySupport(
        data=question.data,
        condition=condition,
        condition_label=question.catalogue.label_condition(condition),
        visit=question.visit.label,
        pairs=found,
        comparison=comparison,
        notes=question.estimand_notes,
    )
    return release(result, cohort, view)


def _compare(
    cohort: Cohort, comparison: Comparison, pair: tuple[Arm, Arm], condition: str, view: View
) -> ArmPair:
    less, more = pair
    question = settle(cohort, replace(comparison, treatment=more, comparator=less))
    return ArmPair(more, less, estimate_condition(question, condition, view_for(cohort, view)))


def therapy_received(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[TherapyReceived]:
    """Support and drug a person had, arm by arm as planned, when the sessions were, who gave them.

    Raises
    ------
    CannotEstimate
        "not_recorded" when the cohort holds neither sessions nor infusions; otherwise as
        `settle_condition`.
    """
    asked = replace(comparison, estimand="treatment_policy")
    question = settle_condition(cohort, asked, condition, view)
    if not len(cohort.infusions):
        require_table(cohort, "therapy_sessions")
    shown = arms_shown(question, condition, view)
    arms: dict[str, np.ndarray] = {arm: question.in_arm(arm, condition) for arm in shown}
    drug = "Infusions" if is_infusion(question.substance) else "Doses"
    result = TherapyReceived(
        data=question.data,
        condition=condition,
        condition_label=question.catalogue.label_condition(condition),
        arms=tuple(arms),
        amounts=describe_received(cohort, arms, drug),
        mixes=divide_sessions(cohort, arms),
        elsewhere=_count_elsewhere(cohort, arms),
        comparison=comparison,
    )
    return release(result, cohort, view)


def _count_elsewhere(cohort: Cohort, arms: dict[str, np.ndarray]) -> tuple[Elsewhere, ...]:
    said = cohort.participants["outside_psychotherapy"].astype(str).to_numpy()
    known = said != NOT_RECORDED
    if not any((known & there).any() for there in arms.values()):
        return ()
    return tuple(
        Elsewhere(arm, int((there & (said == "yes")).sum()), int((there & known).sum()))
        for arm, there in arms.items()
    )


def therapy_and_outcome(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> Released[TherapyDose]:
    """Within psychotherapy: more sessions by day 28, or a first one on the infusion day, and after.

    Raises
    ------
    CannotEstimate
        "not_recorded" when the cohort holds no therapy sessions; "nobody" when nobody with the
        condition was to have psychotherapy; otherwise as `settle_condition`.
    """
    asked = replace(comparison, estimand="treatment_policy")
    question = settle_condition(cohort, asked, condition, view)
    require_table(cohort, "therapy_sessions")
    if THERAPY not in arms_shown(question, condition, view):
        raise CannotEstimate("nobody", "Nobody here who may be shown was to have psychotherapy.",
                             "Choose another condition or substance.")  # fmt: skip
    instrument = question.instrument_for(condition)
    dose, timing = _relate(question, condition, instrument)
    result = TherapyDose(
        data=question.data,
        condition=condition,
        condition_label=question.catalogue.label_condition(condition),
        arm=THERAPY,
        instrument=instrument.code,
        visit=question.visit.label,
        better=instrument.better,
        dose=dose,
        timing=timing,
        notes=(STAYERS,),
    )
    return release(result, cohort, view)


def _relate(
    question: Question, condition: str, instrument: Instrument
) -> tuple[DoseResponse | None, TherapyTiming | None]:
    """Dose and timing against the score at the visit, signed as benefit."""
    people = question.in_arm(THERAPY, condition)
    matrix = question.scores(instrument.code)
    baseline = matrix[:, question.cohort.baseline_visit]
    columns, names = _covariates(question, people)
    asked = (question.cohort, people, baseline, matrix[:, question.visit_index],
             question.visit.day, columns)  # fmt: skip
    dose: DoseResponse | None = None
    timing: TherapyTiming | None = None
    # What cannot be told is not shown: the other of the two stands without it.
    with suppress(CannotEstimate):
        dose = therapy_dose(*asked, adjusted_for=names)
    with suppress(CannotEstimate):
        timing = compare_timing(*asked, adjusted_for=names)
    if not instrument.measures_benefit:
        return (dose and replace(dose, slope=None, infusions_slope=None),
                timing and replace(timing, difference=None))  # fmt: skip
    return _sign_dose(dose, instrument), _sign_timing(timing, instrument)


def _sign_dose(dose: DoseResponse | None, instrument: Instrument) -> DoseResponse | None:
    if dose is None or dose.slope is None:
        return dose
    sign, beside = instrument.benefit_sign, dose.infusions_slope
    return replace(dose, slope=dose.slope.signed(sign),
                   infusions_slope=beside.signed(sign) if beside else None)  # fmt: skip


def _sign_timing(timing: TherapyTiming | None, instrument: Instrument) -> TherapyTiming | None:
    if timing is None or timing.difference is None:
        return timing
    return replace(timing, difference=timing.difference.signed(instrument.benefit_sign))


def _covariates(question: Question, people: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """What is recorded of the people of one arm, as columns over all participants.

    Chance decided no one's number of sessions, so they are adjusted for in randomised cohorts too.
    """
    frame = question.cohort.participants.loc[people, list(CONFOUNDERS)]
    found: Covariates = encode_covariates(frame)
    matrix = np.zeros((len(people), found.matrix.shape[1]))
    matrix[people] = found.matrix
    return matrix, tuple(CONFOUNDERS[name] for name in found.names)
