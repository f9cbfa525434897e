"""How much therapy, and when?"""

from analysis.answers import outcomes_by_support, therapy_and_outcome, therapy_received
from analysis.words import (
    say_arms_between,
    say_outcomes_by_support,
    say_received,
    say_session_timing,
    say_therapist_timing,
    say_therapy_dose,
    table_of_arm_means,
    table_of_outcomes_by_support,
    table_of_received,
    table_of_sessions_by_kind,
    table_of_therapist_timing,
    table_of_therapy_doses,
)

from .printed import Asked, Printed, try_part


def print_how_much_therapy(asked: Asked) -> Printed:
    """Arms in order of support, what each had, and when; parts not recorded are said and left."""
    question = (asked.cohort, asked.comparison, asked.condition, asked.view)
    arms = outcomes_by_support(*question)
    said = [say_outcomes_by_support(arms), say_arms_between(arms)]
    tables = {"Arms compared": table_of_outcomes_by_support(arms),
              "Means at the visit": table_of_arm_means(arms)}  # fmt: skip
    had, why = try_part(therapy_received, *question)
    if had is not None:
        said += [say_received(had), say_session_timing(had)]
        tables |= {"What people had": table_of_received(had),
                   "Sessions": table_of_sessions_by_kind(had)}  # fmt: skip
    dose, why_not = try_part(therapy_and_outcome, *question)
    if dose is not None:
        said += [say_therapist_timing(dose), say_therapy_dose(dose)]
        tables |= {"When the first session was": table_of_therapist_timing(dose),
                   "Sessions by day 28": table_of_therapy_doses(dose)}  # fmt: skip
    return Printed(arms, (*said, why, why_not if why_not != why else ""), tables)
