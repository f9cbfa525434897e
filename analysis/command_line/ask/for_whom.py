"""For whom is the difference between the arms another one?"""

from analysis.answers import dose_and_outcome, for_whom
from analysis.core import CannotEstimate
from analysis.words import (
    say_dose,
    say_exploratory,
    say_for_whom,
    say_levels,
    say_slope,
    table_of_doses,
    table_of_interactions,
    table_of_levels,
    table_of_tests,
)

from .printed import Asked, Printed


def print_for_whom(asked: Asked) -> Printed:
    """Interactions, the difference in each group, the tests, and the drug's dose."""
    question = (asked.cohort, asked.comparison, asked.condition, asked.view)
    answer = for_whom(*question)
    sentences = [say_for_whom(answer), say_exploratory(answer), say_levels(answer),
                 say_slope(answer)]  # fmt: skip
    tables = {
        "How much larger the difference is": table_of_interactions(answer),
        "The difference in each group": table_of_levels(answer),
        "Tests": table_of_tests(answer),
    }
    try:
        doses = dose_and_outcome(*question)
        sentences.append(say_dose(doses))
        tables["The first dose"] = table_of_doses(doses)
    except CannotEstimate as fault:
        sentences.append(f"{fault.refusal.sentence} {fault.refusal.mend}".strip())
    return Printed(answer, tuple(sentences), tables)
