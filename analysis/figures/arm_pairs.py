"""Every two arms compared, least support first: differences with their intervals."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, Estimate, format_number, label_added, label_instrument
from analysis.core.results import ArmPair, OutcomesBySupport
from analysis.privacy import Released

from .canvas import axis, paint
from .colours import style_of
from .forest_axis import ForestAxis, choose_axis
from .forest_layout import Grid, arrange, frame_rows, label_rows
from .forest_marks import draw_rows
from .forest_rows import Row, read_rows
from .text import SIGN_OFF_HEIGHT, SMALL, lower_first, note, sign_off

FOOT: Final = 62
MEASURE: Final = "headline_difference"


def draw_arm_pairs(released: Released[OutcomesBySupport], compact: bool = False) -> go.Figure:
    """One row a pair of arms: right is better with more support, grey where nothing can be said.

    Raises
    ------
    CannotEstimate
        When there are no two arms.
    """
    result = released.result
    if not result.pairs:
        raise CannotEstimate("no_comparison", "There are no two arms to compare.",
                             "Choose other people.")  # fmt: skip
    rows = tuple(_read(pair, result.data.substance) for pair in result.pairs)
    grid = arrange(rows, None, compact)
    found: list[Estimate] = [row.estimate for row in rows if row.estimate is not None]
    scale = choose_axis(found)
    colour = style_of(result.pairs[0].treatment).colour
    return paint(
        draw_rows(grid.placed, scale),
        grid.head + grid.height + FOOT + SIGN_OFF_HEIGHT,
        {"t": grid.head, "b": FOOT + SIGN_OFF_HEIGHT},
        _axes(grid, scale),
        frame_rows(grid, scale, None, colour),
        [
            *label_rows(grid, None, ("Compared", "Difference in points [95% CI]")),
            *_label_sides(compact),
            *sign_off(released, FOOT, compact),
        ],
    )


def _read(pair: ArmPair, substance: str) -> Row:
    """The row of a pair, named by both arms."""
    row = read_rows((pair.effect,), MEASURE, (pair.treatment, pair.comparator))[0]
    more = label_added(pair.treatment, substance)
    less = lower_first(label_added(pair.comparator, substance))
    effect, detail = pair.effect, []
    if effect.instrument:
        detail.append(label_instrument(effect.instrument))
    if effect.treatment is not None and effect.comparator is not None:
        detail.append(f"n = {format_number(effect.treatment.n + effect.comparator.n, 0)}")
    return Row(f"{more} vs {less}", " · ".join(detail), row.estimate, row.reason, row.colour,
               row.size, row.hollow, row.margin)  # fmt: skip


def _axes(grid: Grid, scale: ForestAxis) -> dict[str, Any]:
    reach = scale.limit * 1.04
    return {
        "xaxis": axis(domain=list(grid.columns), range=[-reach, reach], tickvals=list(scale.ticks),
                      ticktext=list(scale.labels), tickfont={"size": SMALL}),
        "yaxis": axis(range=[grid.height, 0], showticklabels=False),
    }  # fmt: skip


def _label_sides(compact: bool) -> list[dict[str, Any]]:
    less, more = "less support", "more support"
    left = f"← better with<br>{less}" if compact else f"← better with {less}"
    right = f"better with →<br>{more}" if compact else f"better with {more} →"
    place = {"xref": "x", "yanchor": "top", "yshift": -24, "font": {"size": SMALL}}
    return [
        note(left, 0, 0, xanchor="right", xshift=-8, align="right", **place),
        note(right, 0, 0, xshift=8, **place),
    ]
