"""How many people would settle it?"""

from analysis.answers import (
    looking_again,
    next_cohort,
    read_plan_choices,
)
from analysis.core import CannotEstimate
from analysis.words import (
    LOSS_CHOICES,
    POWER_CHOICES,
    THERAPIST_CHOICES,
    say_detectable,
    say_looking_again,
    say_next_cohort,
    say_ordinary,
    table_of_inputs,
    table_of_looks,
    table_of_sizes,
)

from .printed import Asked, Printed


def print_planning_ahead(asked: Asked) -> Printed:
    """People needed, what the plan rests on, and the difference at every look."""
    question = (asked.cohort, asked.comparison, asked.condition, asked.view)
    choices = read_plan_choices(
        asked.choice("target", tuple(POWER_CHOICES)), asked.choice("lost", tuple(LOSS_CHOICES)),
        asked.choice("split", tuple(THERAPIST_CHOICES)),
    )  # fmt: skip
    answer = next_cohort(*question, choices)
    sentences = [say_next_cohort(answer), say_detectable(answer)]
    tables = {"People needed": table_of_sizes(answer), "Planned from": table_of_inputs(answer)}
    try:
        watched = looking_again(*question)
        sentences += [say_looking_again(watched), say_ordinary(watched)]
        tables["Looking again and again"] = table_of_looks(watched)
    except CannotEstimate as fault:
        sentences.append(f"{fault.refusal.sentence} {fault.refusal.mend}".strip())
    return Printed(answer, tuple(sentences), tables)
