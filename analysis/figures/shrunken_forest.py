"""Shrunken effects beside the ones estimated: small, grey, for the details."""

import plotly.graph_objects as go

from analysis.core import CannotEstimate, Estimate, format_number
from analysis.core.results import ShrunkenByCondition
from analysis.privacy import Released

from .colours import INCONCLUSIVE
from .forest import compose_forest
from .forest_rows import SMALLEST_SQUARE, Row


def draw_shrunken_conditions(
    released: Released[ShrunkenByCondition], compact: bool = False
) -> go.Figure:
    """One row a condition: its shrunken effect with its interval, and small what was estimated.

    All in one grey: shrunken effects say nothing of a verdict.

    Raises
    ------
    CannotEstimate
        When the shrunken effects are hidden.
    """
    result = released.result
    if result.shrunken is None or not result.shrunken.by_condition:
        raise CannotEstimate("group_too_small", "Too few people in a condition for this.",
                             "Choose an earlier visit or other arms.")  # fmt: skip
    rows = tuple(
        Row(
            label=name,
            detail=_say_people(found),
            estimate=found,
            reason="",
            colour=INCONCLUSIVE,
            size=SMALLEST_SQUARE + 2,
            hollow=False,
            margin=None,
            beside=(("as estimated", result.estimates[name]),) if name in result.estimates else (),
        )
        for name, found in result.shrunken.by_condition.items()
    )
    arms = (result.comparison.treatment, result.comparison.comparator)
    return compose_forest(released, rows, arms, None, ("Condition", "Shrunken effect (g)"), compact)


def _say_people(found: Estimate) -> str:
    people = sum(n for name, n in found.counts.items() if name.startswith("n_"))
    return f"n = {format_number(people, 0)}"
