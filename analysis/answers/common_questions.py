"""What a cohort has to say to the questions people ask: the answers of the other pages."""

from collections.abc import Callable
from typing import Any

from analysis.core import CannotEstimate, Cohort, Comparison, Refusal
from analysis.privacy import Released, View

from .durability import in_response_over_time
from .effects import effects_by_condition
from .participation import who_took_part
from .safety import safety
from .therapy import outcomes_by_support, therapy_and_outcome, therapy_received
from .trajectories import trajectories


def common_questions(
    cohort: Cohort, comparison: Comparison, condition: str, view: View = "protected"
) -> dict[str, Released[Any] | Refusal]:
    """Every answer the questions people ask draw on, by name, or why there is none.

    Parameters
    ----------
    condition : str
        The condition that answers about one condition are about.
    """
    one = (cohort, comparison, condition, view)
    asked: dict[str, Callable[[], Released[Any]]] = {
        "effects": lambda: effects_by_condition(cohort, comparison, view),
        "people": lambda: who_took_part(cohort, view),
        "safety": lambda: safety(cohort, comparison, view),
        "arms": lambda: outcomes_by_support(*one),
        "received": lambda: therapy_received(*one),
        "timing": lambda: therapy_and_outcome(*one),
        "over_time": lambda: trajectories(*one),
        "response": lambda: in_response_over_time(*one),
    }
    return {name: _answer(question) for name, question in asked.items()}


def _answer(question: Callable[[], Released[Any]]) -> Released[Any] | Refusal:
    try:
        return question()
    except CannotEstimate as fault:
        return fault.refusal
