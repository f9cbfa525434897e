"""For whom: the forest of interactions, and the forest of the difference in each group."""

import plotly.graph_objects as go

from analysis.core import CannotEstimate, Estimate, format_number, label_level, shorten_level
from analysis.core.formulas import judge_contrast
from analysis.core.results import ForWhom, SubgroupEffect
from analysis.privacy import Released

from .colours import INCONCLUSIVE, style_of
from .forest import compose_forest
from .forest_rows import Row, size_squares

LEAST_MARGIN = 1e-9
TOO_FEW, WITHHELD = "too few people", "hidden: too few people"


def draw_interactions(released: Released[ForWhom], compact: bool = False) -> go.Figure:
    """One row a level but the first of its subgroup: how much larger the arm difference is there.

    Grey where the interval cannot tell, or where the arms cannot be compared.

    Raises
    ------
    CannotEstimate
        When no subgroup has two levels with enough people.
    """
    result = released.result
    found = [
        (one, level, estimate)
        for one in result.subgroups
        for level, estimate in (one.differences or {}).items()
    ]
    if not found:
        raise CannotEstimate(
            "one_level",
            "No subgroup has two levels with enough people in both arms.",
            "Choose an earlier visit, fewer filters or another condition.",
        )
    sizes = size_squares([1 / estimate.se if estimate.se else None for _, _, estimate in found])
    rows = tuple(
        _read_contrast(result, one, level, estimate, size)
        for (one, level, estimate), size in zip(found, sizes, strict=True)
    )
    arms = (result.comparison.treatment, result.comparison.comparator)
    heads, sides = ("Group", "Larger by (points)"), ("smaller difference", "larger difference")
    return compose_forest(released, rows, arms, None, heads, compact, sides)


def _read_contrast(
    result: ForWhom, one: SubgroupEffect, level: str, estimate: Estimate, size: float
) -> Row:
    margin = max(result.verdict.margin if result.verdict else 0.0, LEAST_MARGIN)
    told = judge_contrast(estimate.low, estimate.high, margin) != "cannot_tell"
    n = format_number(_count_people(estimate), 0)
    return Row(
        label=label_level(one.name, level),
        detail=f"against {shorten_level(one.name, one.reference)} · n = {n}",
        estimate=estimate,
        reason="",
        colour=_colour(result) if told else INCONCLUSIVE,
        size=size,
        hollow=False,
        margin=margin,
    )


def draw_levels(released: Released[ForWhom], compact: bool = False) -> go.Figure:
    """Everyone, then each level of each subgroup: its own arm difference, or too few people.

    All levels have one colour: coloured by whether each holds zero, they would seem to differ.

    Raises
    ------
    CannotEstimate
        When there is no difference to draw.
    """
    result = released.result
    found = [row for one in result.subgroups for row in _read_levels(released, one)]
    rows = [*_read_everyone(result), *found]
    if not any(row.estimate is not None for row in rows):
        raise CannotEstimate("group_too_small", "Too few people for a difference in any group.",
                             "Choose an earlier visit or another condition.")  # fmt: skip
    arms = (result.comparison.treatment, result.comparison.comparator)
    return compose_forest(released, tuple(rows), arms, None, ("Group", "headline_difference"),
                          compact)  # fmt: skip


def _count_people(estimate: Estimate) -> int:
    return estimate.counts["n_treatment"] + estimate.counts["n_comparator"]


def _is_answerable(result: ForWhom) -> bool:
    return result.verdict is None or result.verdict.code != "cannot_answer"


def _colour(result: ForWhom) -> str:
    colour = style_of(result.comparison.treatment).colour
    return colour if _is_answerable(result) else INCONCLUSIVE


def _read_everyone(result: ForWhom) -> list[Row]:
    found = result.everyone
    if found is None:
        return []
    n = format_number(_count_people(found), 0)
    margin = None if result.verdict is None else result.verdict.margin
    return [Row("Everyone", f"n = {n}", found, "", _colour(result), 14.0, False, margin)]


def _read_levels(released: Released[ForWhom], one: SubgroupEffect) -> list[Row]:
    """Rows of one subgroup: the levels estimated, then those with too few people."""
    result, by_level = released.result, one.by_level or {}
    few = WITHHELD if released.view == "protected" else TOO_FEW
    margin = None if result.verdict is None else result.verdict.margin
    sizes = size_squares([1 / e.se if e.se else None for e in by_level.values()])
    rows = [
        Row(
            label_level(one.name, level),
            f"n = {format_number(_count_people(estimate), 0)}",
            estimate, "", _colour(result), 0.8 * size, False, margin,
        )
        for (level, estimate), size in zip(by_level.items(), sizes, strict=True)
    ]  # fmt: skip
    none = [
        Row(label_level(one.name, level), "", None, few, INCONCLUSIVE, 8.0, False, None)
        for level in one.left_out
    ]
    return [*rows, *none]
