"""How did people change over time, and how long did it last?"""

from typing import get_args

import pandas as pd

from analysis.answers import in_response_over_time, loss_of_response, trajectories
from analysis.core import CannotEstimate
from analysis.core.results import LossOutcome, ResponseClock
from analysis.words import (
    AMONG_RESPONDERS,
    say_hazards,
    say_in_response,
    say_losses,
    say_trajectories,
    say_visit_by_visit,
    say_what_is_known,
    table_at_risk,
    table_in_response,
    table_of_differences,
    table_of_losses,
    table_of_means,
    table_of_model,
    table_of_seen,
)

from .printed import Asked, Printed

_Part = tuple[tuple[str, ...], dict[str, pd.DataFrame]]


def print_how_long(asked: Asked) -> Printed:
    """Means and differences by visit; who stayed in response; what became of responders."""
    about = (asked.cohort, asked.comparison, asked.condition)
    means = trajectories(*about, asked.view)
    sentences: tuple[str, ...] = (
        say_what_is_known(means),
        say_trajectories(means),
        say_visit_by_visit(means),
    )
    tables = {
        "Differences by visit": table_of_differences(means),
        "Means by visit": table_of_means(means),
        "Repeated-measures model": table_of_model(means),
    }
    for part in (_print_in_response, _print_losses):
        try:
            said, more = part(asked)
        except CannotEstimate as fault:  # one part refused does not take the rest away
            why = f"{fault.refusal.sentence} {fault.refusal.mend}".strip()
            said, more = (() if why in sentences else (why,)), {}
        sentences, tables = (*sentences, *said), tables | more
    return Printed(means, sentences, tables)


def _print_in_response(asked: Asked) -> _Part:
    found = in_response_over_time(asked.cohort, asked.comparison, asked.condition, asked.view)
    return say_in_response(found), {
        "In response, of everyone who started": table_in_response(found),
        "In response by visit": table_of_seen(found),
    }


def _print_losses(asked: Asked) -> _Part:
    outcome: LossOutcome = asked.choice("outcome", get_args(LossOutcome))  # type: ignore[assignment]
    clock: ResponseClock = asked.choice("clock", get_args(ResponseClock))  # type: ignore[assignment]
    found = loss_of_response(
        asked.cohort, asked.comparison, asked.condition, outcome, clock, asked.view
    )
    return (AMONG_RESPONDERS, *say_losses(found), *say_hazards(found)), {
        "Among those who responded": table_of_losses(found),
        "Responders over time": table_at_risk(found),
    }
