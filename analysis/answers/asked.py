"""One condition asked about: whose numbers may be shown, and what the cohort has to hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pandas as pd

from analysis.core import ARMS, TABLE_COLUMNS, Arm, CannotEstimate, Cohort, Comparison
from analysis.privacy import View, blur_refusal, guard_filters, hidden_cells, view_for

from .question import Question, settle

TABLES: Final = {
    "infusions": "infusions",
    "therapy_sessions": "therapy sessions",
    "session_measures": "measurements during the sessions",
    "events": "adverse events, retreatments or withdrawals",
    "screening": "people screened",
    "items": "single answers",
}
"""What the rows of each table are, in a sentence."""


def settle_condition(
    cohort: Cohort, comparison: Comparison, condition: str, view: View
) -> Question:
    """A comparison settled for one condition, where its two arms may be shown.

    Raises
    ------
    CannotEstimate
        When the condition is not in the cohort, the filters make a group too small to show, or a
        landmark is asked for in protected view: these answers divide people further, and a part of
        an arm at the landmark taken from the same part without it could be a few people.
    """
    question = settle(cohort, comparison)
    if condition not in question.conditions:
        raise CannotEstimate("no_condition", "Nobody here was treated for this condition.",
                             "Choose another condition.")  # fmt: skip
    if view_for(cohort, view) == "protected":
        if question.landmark is not None:
            raise CannotEstimate(
                "landmark_divided",
                "In protected view a landmark is shown for whole arms only, not here.",
                "Count everyone instead.",
            )
        refusal = guard_filters(cohort, comparison, condition)
        if refusal:
            raise CannotEstimate(refusal.code, refusal.sentence, refusal.mend)
    return question


def arms_shown(question: Question, condition: str, view: View) -> tuple[Arm, ...]:
    """Arms that anyone with the condition was in and that may be shown, least support first."""
    cohort = question.cohort
    protected = view_for(cohort, view) == "protected"
    away = hidden_cells(cohort, question.comparison) if protected else set()
    return tuple(
        arm
        for arm in ARMS
        if (arm, condition) not in away and question.in_arm(arm, condition).any()
    )


def require_table(cohort: Cohort, table: str) -> pd.DataFrame:
    """A table of the cohort with at least one row.

    Raises
    ------
    CannotEstimate
        "not_recorded", with the columns that would fill the page, when the cohort has none.
    """
    rows: pd.DataFrame = getattr(cohort, table)
    if len(rows):
        return rows
    columns = ", ".join(c.replace("participant", "patient_id") for c in TABLE_COLUMNS[table])
    raise CannotEstimate(
        "not_recorded",
        f"This cohort holds no {TABLES[table]}, so this cannot be shown.",
        f"Upload a table {table}.csv with the columns {columns} beside the scores.",
    )


@contextmanager
def blur_refusals(cohort: Cohort, view: View) -> Iterator[None]:
    """Refusals inside that do not tell a group of one from a group of ten in protected view."""
    try:
        yield
    except CannotEstimate as fault:
        if view_for(cohort, view) == "full":
            raise
        blurred = blur_refusal(fault.refusal)
        raise CannotEstimate(blurred.code, blurred.sentence, blurred.mend) from None
