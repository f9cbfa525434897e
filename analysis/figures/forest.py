"""The forest by condition and the forest by site."""

from dataclasses import replace
from typing import Any

import plotly.graph_objects as go

from analysis.core import CannotEstimate, label_measure
from analysis.core.results import EffectBySite, EffectsByCondition, Measure, Pooled
from analysis.privacy import Released

from .canvas import axis, paint
from .colours import style_of
from .forest_axis import ForestAxis, choose_axis
from .forest_beside import KEY_HEIGHT, draw_beside, list_beside, write_key
from .forest_layout import Grid, arrange, frame_rows, label_rows, label_sides, name_sides
from .forest_marks import draw_pooled, draw_rows
from .forest_rows import Row, read_rows
from .text import SIGN_OFF_HEIGHT, SMALL, sign_off

FOOT = 62
"""Pixels under the rows for ticks and the two arrows."""


def draw_forest(
    released: Released[EffectsByCondition],
    measure: Measure = "headline_g",
    compact: bool = False,
    beside: bool = False,
) -> go.Figure:
    """One row a condition: its estimate with its interval, or the reason there is none.

    Parameters
    ----------
    released : Released[EffectsByCondition]
        The answer.
    measure : str
        Which estimate is drawn; right is better with more support.
    compact : bool
        For a narrow screen: names and numbers stand above the marks.
    beside : bool
        Draw small, where a leading estimate is drawn, what it is not adjusted, and adjusted at the
        visit only.

    Raises
    ------
    CannotEstimate
        When there is no condition at all.
    """
    result = released.result
    arms = (result.comparison.treatment, result.comparison.comparator)
    rows = read_rows(result.effects, measure, arms)
    if not beside:
        rows = tuple(replace(row, beside=()) for row in rows)
    return compose_forest(released, rows, arms, None, ("Condition", measure), compact)


def draw_site_forest(released: Released[EffectBySite], compact: bool = False) -> go.Figure:
    """One row a site and, under a rule, the sites pooled (adjusted g).

    Raises
    ------
    CannotEstimate
        When there is no site at all.
    """
    result = released.result
    there = next((e for e in result.effects if e.treatment and e.comparator), None)
    arms = (
        there.treatment.arm if there and there.treatment else "infusion_plus_psychotherapy",
        there.comparator.arm if there and there.comparator else "infusion_only",
    )
    rows = read_rows(result.effects, "adjusted_g", arms)
    return compose_forest(released, rows, arms, result.pooled, ("Site", "adjusted_g"), compact)


def compose_forest(
    released: Released[Any],
    rows: tuple[Row, ...],
    arms: tuple[str, str],
    pooled: Pooled | None,
    heads: tuple[str, str],
    compact: bool,
    sides: tuple[str, str] | None = None,
) -> go.Figure:
    """A forest of any rows: names, marks and numbers in three columns, the sides named below.

    `heads` are what the rows are and the measure of the marks; `sides` what left and right of no
    difference mean, by default with which arm it is better.
    """
    if not rows:
        raise CannotEstimate("nobody", "There is nobody to compare.", "Choose other people.")
    grid = arrange(rows, pooled, compact)
    found = [row.estimate for row in rows if row.estimate is not None] + list_beside(rows)
    scale = choose_axis([*found, *([pooled.estimate] if pooled and pooled.estimate else [])])
    key = write_key(rows, FOOT - 6)
    foot = FOOT + (KEY_HEIGHT if key else 0)
    colour = style_of(arms[0]).colour
    traces = [*draw_rows(grid.placed, scale), *draw_beside(grid.placed, scale)]
    if pooled is not None:
        traces += draw_pooled(pooled, grid.pooled_y, colour)
    return paint(
        traces,
        grid.head + grid.height + foot + SIGN_OFF_HEIGHT,
        {"t": grid.head, "b": foot + SIGN_OFF_HEIGHT},
        _axes(grid, scale),
        frame_rows(grid, scale, pooled, colour),
        [
            *label_rows(grid, pooled, (heads[0], f"{label_measure(heads[1])} [95% CI]")),
            *label_sides(sides or name_sides(arms, released.result.data.substance), compact),
            *key,
            *sign_off(released, foot, compact),
        ],
    )


def _axes(grid: Grid, scale: ForestAxis) -> dict[str, Any]:
    reach = scale.limit * 1.04
    return {
        "xaxis": axis(
            domain=list(grid.columns),
            range=[-reach, reach],
            tickvals=list(scale.ticks),
            ticktext=list(scale.labels),
            tickfont={"size": SMALL},
        ),
        "yaxis": axis(range=[grid.height, 0], showticklabels=False),
    }
