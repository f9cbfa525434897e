"""Who responds, who gets worse?"""

from analysis.answers import list_rules, who_responds
from analysis.words import (
    say_responders,
    table_of_every_count,
    table_of_responders,
    table_of_rules,
)

from .printed import Asked, Printed


def print_response_and_harm(asked: Asked) -> Printed:
    """Every published rule by arm, every way of counting, and the rules in force."""
    about = (asked.cohort, asked.comparison, asked.condition)
    rule = asked.choice("rule", tuple(list_rules(*about, asked.view)))
    found = who_responds(*about, rule, asked.view)
    return Printed(
        found,
        say_responders(found),
        {
            "Who responds, who gets worse": table_of_responders(found),
            "Every way of counting": table_of_every_count(found),
            "Rules in force": table_of_rules(found),
        },
    )
