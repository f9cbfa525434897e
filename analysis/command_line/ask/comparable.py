"""Are the groups comparable?"""

from analysis.answers import groups_compared
from analysis.words import (
    say_balance,
    say_comparable,
    say_elsewhere,
    say_exposure,
    say_outside,
    say_overlap,
    say_table_one,
    say_unmeasured,
    table_of_balance,
    table_of_confounders,
    table_of_exposure,
    table_of_needs,
    table_of_overlap,
    table_one,
)

from .printed import Asked, Printed


def print_comparable_groups(asked: Asked) -> Printed:
    """Therapy elsewhere, Table 1, what weighting does, the gate, and what was not recorded."""
    answer = groups_compared(asked.cohort, asked.comparison, asked.condition, asked.view)
    said = (say_comparable, say_elsewhere, say_exposure, say_table_one, say_overlap, say_balance,
            say_outside)  # fmt: skip
    tables = {
        "What both groups had": table_of_exposure(answer),
        "Before treatment": table_one(answer),
        "How likely to have had more support": table_of_overlap(answer),
        "Before and after weighting": table_of_balance(answer),
        "A fair comparison": table_of_needs(answer),
        "Something unrecorded": table_of_confounders(answer),
    }
    return Printed(answer, (*(say(answer) for say in said), *say_unmeasured(answer)), tables)
