"""Power against people in each arm, for the margin, half of it and twice it."""

import math
from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, format_number, name_visit
from analysis.core.results import NextCohort, PowerCurve
from analysis.privacy import Released

from .canvas import Trace, axis, paint, scatter
from .colours import GRID, INCONCLUSIVE, RULE, style_of
from .text import LINE, SIGN_OFF_HEIGHT, SMALL, bold, note, sign_off, small

PLOT: Final = 300
HEAD: Final = 84
LEFT: Final = 44
RIGHT: Final = 14
FOOT: Final = 50
LOWEST, HIGHEST = -9.0, 103.0
"""Percent at the ends of the axis: under zero stands how many there are here."""

_TICKS: Final = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_DASHES: Final = {0.5: "dot", 1.0: "solid", 2.0: "dash"}
_NAMES: Final = {0.5: "half of that", 1.0: "what matters", 2.0: "twice that"}


def draw_power_curves(released: Released[NextCohort], compact: bool = False) -> go.Figure:
    """A line for each difference, marked where it reaches the power wanted.

    The axis of people is logarithmic: half the difference needs four times the people.

    Raises
    ------
    CannotEstimate
        When too few people stand behind the plan.
    """
    result = released.result
    if not result.curves:
        raise CannotEstimate("group_too_small", "Too few people to plan from.",
                             "Choose another condition.")  # fmt: skip
    people = result.curves[0].people
    ends = (math.log10(people[0]), math.log10(people[-1]))
    colour = style_of(result.comparison.treatment).colour
    return paint(
        [trace for curve in result.curves for trace in _draw_curve(result, curve, colour)],
        HEAD + PLOT + FOOT + SIGN_OFF_HEIGHT,
        {"l": LEFT, "r": RIGHT, "t": HEAD, "b": FOOT + SIGN_OFF_HEIGHT},
        _axes(ends),
        _frame(result, ends),
        [
            *_label_axes(result, ends),
            *(_label_curve(curve, ends, compact) for curve in result.curves),
            *[n | {"xshift": -LEFT} for n in sign_off(released, FOOT, compact)],
        ],
    )


def _draw_curve(result: NextCohort, curve: PowerCurve, colour: str) -> list[Trace]:
    shade = colour if curve.times == 1 else INCONCLUSIVE
    size = format_number(curve.difference, 1)
    line = scatter(
        x=[math.log10(n) for n in curve.people],
        y=[100 * power for power in curve.power],
        mode="lines",
        name=f"{size} points",
        line={"color": shade, "width": 3 if curve.times == 1 else 2, "dash": _DASHES[curve.times]},
        text=[
            f"{size} points, {format_number(n, 0)} in each arm: {format_number(100 * p, 0)}%"
            for n, p in zip(curve.people, curve.power, strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
    )
    if curve.needed is None or curve.needed > curve.people[-1]:
        return [line]
    dot = scatter(x=[math.log10(curve.needed)], y=[100 * result.power], mode="markers",
                  name="people needed", marker={"color": shade, "size": 10, "symbol": "diamond"},
                  hoverinfo="skip")  # fmt: skip
    return [line, dot]


def _axes(ends: tuple[float, float]) -> dict[str, Any]:
    ticks = [n for n in _TICKS if ends[0] - 0.01 <= math.log10(n) <= ends[1] + 0.01]
    tick = {"tickfont": {"size": SMALL}}
    return {
        "xaxis": axis(range=[ends[0], ends[1] + 0.02], tickvals=[math.log10(n) for n in ticks],
                      ticktext=[format_number(n, 0) for n in ticks], tickangle=0, **tick),
        "yaxis": axis(range=[LOWEST, HIGHEST], tickvals=[0, 20, 40, 60, 80, 100],
                      ticktext=["0%", "20%", "40%", "60%", "80%", "100%"], **tick),
    }  # fmt: skip


def _frame(result: NextCohort, ends: tuple[float, float]) -> list[dict[str, Any]]:
    """Grid, the power wanted, where each curve reaches it, and how many there are here."""
    lines = [_line((0, y), (1, y), GRID, 1, "solid") for y in (0, 20, 40, 60, 80, 100)]
    power = 100 * result.power
    lines.append(_line((0, power), (1, power), RULE, 1.5, "dot"))
    for curve in result.curves:
        x = _place(curve, ends)
        lines.append(_line((x, power), (x, HIGHEST), GRID, 1.5, "solid") | {"xref": "x"})
    here = math.log10(_count_here(result))
    if ends[0] <= here <= ends[1]:
        lines.append(_line((here, LOWEST), (here, HIGHEST), RULE, 1.5, "dot") | {"xref": "x"})
    return lines


def _count_here(result: NextCohort) -> int:
    return min(result.n_treatment, result.n_comparator)


def _place(curve: PowerCurve, ends: tuple[float, float]) -> float:
    """Where a curve reaches the power wanted, or the end of the axis before it does."""
    return ends[1] if curve.needed is None else min(math.log10(curve.needed), ends[1])


def _line(
    start: tuple[float, float], end: tuple[float, float], colour: str, width: float, dash: str
) -> dict[str, Any]:
    return {"type": "line", "xref": "paper", "yref": "y", "x0": start[0], "y0": start[1],
            "x1": end[0], "y1": end[1], "layer": "below",
            "line": {"color": colour, "width": width, "dash": dash}}  # fmt: skip


def _label_axes(result: NextCohort, ends: tuple[float, float]) -> list[dict[str, Any]]:
    here = math.log10(_count_here(result))
    inside = ends[0] <= here <= ends[1]
    left = here > sum(ends) / 2
    place = {"xanchor": "right", "xshift": -5} if left else {"xshift": 5}
    below = f"People in each arm with a score at {name_visit(result.visit)}"
    few = note(small(f"smaller arm here: {format_number(_count_here(result), 0)}"), here,
               LOWEST / 2, xref="x", yref="y", **place)  # fmt: skip
    return [
        note(small("Chance of finding a difference of"), 0, 1, xshift=-LEFT + 4,
             yshift=HEAD - LINE, yanchor="bottom"),
        note(small(below), 0, 0, yanchor="top", yshift=-22),
        *([few] if inside else []),
    ]  # fmt: skip


def _label_curve(curve: PowerCurve, ends: tuple[float, float], compact: bool) -> dict[str, Any]:
    """Above the plot, over the mark: which difference, and how many it needs."""
    size = f"{format_number(curve.difference, 1)} points"
    lines = [f"<b>{small(size)}</b>"] if compact else [bold(size), small(_NAMES[curve.times])]
    if curve.needed is not None:
        lines.append(small(f"{format_number(curve.needed, 0)} each"))
    late = _place(curve, ends) > ends[1] - 0.06 * (ends[1] - ends[0])
    place = {"xanchor": "right", "align": "right"} if late else {"xanchor": "center",
                                                                 "align": "center"}  # fmt: skip
    return note("<br>".join(lines), _place(curve, ends), 1, xref="x", yanchor="bottom", yshift=3,
                **place)  # fmt: skip
