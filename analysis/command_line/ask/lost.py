"""Who was lost?"""

from analysis.answers import if_lost_did_worse, who_was_lost
from analysis.core import CannotEstimate
from analysis.words import (
    say_attrition,
    say_if_lost,
    say_needed,
    say_patterns,
    say_reasons,
    say_screened,
    say_seen_and_lost,
    say_shifted,
    table_of_assumptions,
    table_of_flow,
    table_of_kinds,
    table_of_needed,
    table_of_reasons,
    table_of_seen_and_lost,
    table_of_shifts,
)

from .printed import Asked, Printed


def print_who_was_lost(asked: Asked) -> Printed:
    """The way of each group, who missed what and why, and what it would take to change a finding.

    `--choose lost=4` moves those lost from the arm with more support by so many points worse.
    """
    question = (asked.cohort, asked.comparison, asked.condition, asked.view)
    answer = who_was_lost(*question)
    said = tuple(
        say(answer)
        for say in (say_attrition, say_screened, say_patterns, say_reasons, say_seen_and_lost)
    )
    tables = {
        "Still followed": table_of_flow(answer),
        "Patterns of visits": table_of_kinds(answer),
        "Reasons for withdrawing": table_of_reasons(answer),
        "Those lost at baseline": table_of_seen_and_lost(answer),
    }
    try:
        moved = if_lost_did_worse(*question)
    except CannotEstimate as refused:
        why = f"{refused.refusal.sentence} {refused.refusal.mend}".strip()
        return Printed(answer, (*said, why), tables)
    shifts = tuple(f"{point.worse:g}" for point in moved.result.curve)
    chosen = float(asked.choice("lost", ("0", *shifts)))
    said = (*said, say_if_lost(moved), say_needed(moved), say_shifted(moved, chosen))
    return Printed(answer, said, tables | {
        "If those lost did otherwise": table_of_assumptions(moved),
        "How much worse": table_of_shifts(moved),
        "Where the finding changes": table_of_needed(moved),
    })  # fmt: skip
