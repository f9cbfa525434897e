"""Every question by the address of its page; one line a question, one file a topic."""

from collections.abc import Callable
from typing import Final

from .common import print_common_questions
from .comparable import print_comparable_groups
from .for_whom import print_for_whom
from .lost import print_who_was_lost
from .one_by_one import print_by_condition, print_one_by_one
from .over_time import print_how_long
from .planning_ahead import print_planning_ahead
from .printed import Asked, Printed
from .responding import print_response_and_harm
from .safety import print_is_it_safe
from .therapy import print_how_much_therapy

QUESTIONS: Final[dict[str, Callable[[Asked], Printed]]] = {
    "by-condition": print_by_condition,
    "one-by-one": print_one_by_one,
    "common-questions": print_common_questions,
    "planning-ahead": print_planning_ahead,
    "comparable-groups": print_comparable_groups,
    "who-was-lost": print_who_was_lost,
    "for-whom": print_for_whom,
    "how-long": print_how_long,
    "response-and-harm": print_response_and_harm,
    "how-much-therapy": print_how_much_therapy,
    "is-it-safe": print_is_it_safe,
}
