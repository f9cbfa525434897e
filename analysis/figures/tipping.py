"""How the difference answers to what became of those lost: a curve, and a point on it."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, format_brackets, format_number
from analysis.core.results import IfLostDidWorse, ShiftedLost
from analysis.privacy import Released

from .canvas import Trace, axis, paint, scatter
from .colours import GRID, INCONCLUSIVE, RULE, fade, style_of
from .text import (
    LINE,
    SIGN_OFF_HEIGHT,
    SMALL,
    bold,
    lower_first,
    name_arm,
    note,
    sign_off,
    small,
    wrap,
)
from .ticks import choose_step, label_ticks, place_ticks

PLOT: Final = 260
LEFT: Final = 44


def draw_tipping(
    released: Released[IfLostDidWorse], worse: float = 0.0, compact: bool = False
) -> go.Figure:
    """The difference with its interval when those lost did better (left) or worse (right).

    Raises
    ------
    CannotEstimate
        When there is no curve that may be shown.
    """
    result = released.result
    if not result.curve:
        raise CannotEstimate(
            "no_curve",
            "Too few people were lost for a curve of what they may have done.",
            "Choose a later visit, or another condition.",
        )
    chosen = result.at(worse) or result.curve[0]
    low, high = _find_range(result)
    over, under = _say_axes(result, compact)
    head, foot = 26 + LINE * len(over), 44 + LINE * len(under)
    return paint(
        [*_draw_curve(result), *_draw_chosen(chosen, result.comparison.treatment)],
        head + PLOT + foot + SIGN_OFF_HEIGHT,
        {"l": LEFT, "r": 10, "t": head, "b": foot + SIGN_OFF_HEIGHT},
        _axes(result, low, high, compact),
        _frame(result, low, high),
        [
            *_label_axes(over, under),
            *_label_tipping(result),
            _label_chosen(result, chosen),
            *[n | {"xshift": -LEFT} for n in sign_off(released, foot, compact)],
        ],
    )


def _find_range(result: IfLostDidWorse) -> tuple[float, float]:
    reach = [0.0, *(v for p in result.curve for v in (p.difference.low, p.difference.high))]
    room = 0.08 * (max(reach) - min(reach)) or 1.0
    return min(reach) - room, max(reach) + room


def _draw_curve(result: IfLostDidWorse) -> list[Trace]:
    style = style_of(result.comparison.treatment)
    x = [point.worse for point in result.curve]
    found = [point.difference for point in result.curve]
    band = scatter(
        x=[*x, *reversed(x)],
        y=[*(d.low for d in found), *(d.high for d in reversed(found))],
        mode="lines",
        fill="toself",
        fillcolor=fade(style.colour, 0.16),
        line={"width": 0},
        hoverinfo="skip",
        name="interval",
    )
    line = scatter(
        x=x,
        y=[d.value for d in found],
        mode="lines",
        name="difference",
        line={"color": style.colour, "width": 2.5},
        text=[f"{p.worse:g} points worse: {format_number(p.difference.value, 1)} "
              f"{format_brackets(p.difference.low, p.difference.high, 1)}"
              for p in result.curve],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    return [band, line]


def _draw_chosen(chosen: ShiftedLost, arm: str) -> list[Trace]:
    """Grey where the interval takes in no difference, as everywhere."""
    found = chosen.difference
    clear = not found.low <= 0 <= found.high
    colour = style_of(arm).colour if clear else INCONCLUSIVE
    return [
        scatter(x=[chosen.worse] * 2, y=[found.low, found.high], mode="lines", hoverinfo="skip",
                line={"color": colour, "width": 4}, name="chosen interval"),
        scatter(x=[chosen.worse], y=[found.value], mode="markers", hoverinfo="skip", name="chosen",
                marker={"symbol": "square", "size": 13, "color": colour}),
    ]  # fmt: skip


def _axes(result: IfLostDidWorse, low: float, high: float, compact: bool) -> dict[str, Any]:
    first, last = result.curve[0].worse, result.curve[-1].worse
    step = choose_step(last - first, 5 if compact else 9)
    across = place_ticks(first, last, step)
    rise = choose_step(high - low, 6)
    ticks = place_ticks(low, high, rise)
    room = 0.03 * (last - first)
    tick = {"tickfont": {"size": SMALL}}
    return {
        "xaxis": axis(range=[first - room, last + room], tickvals=across,
                      ticktext=label_ticks([abs(v) for v in across], step), **tick),
        "yaxis": axis(range=[low, high], tickvals=ticks, ticktext=label_ticks(ticks, rise), **tick),
    }  # fmt: skip


def _frame(result: IfLostDidWorse, low: float, high: float) -> list[dict[str, Any]]:
    lines = [
        {"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": y, "y1": y,
         "line": {"color": RULE if y == 0 else GRID, "width": 1.5 if y == 0 else 1},
         "layer": "below"}
        for y in place_ticks(low, high, choose_step(high - low, 6))
    ]  # fmt: skip
    places = [(0.0, "dot"), *((x, "dash") for x in _tipping_of(result))]
    return lines + [
        {"type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1,
         "line": {"color": RULE, "width": 1, "dash": dash}, "layer": "below"}
        for x, dash in places
    ]  # fmt: skip


def _tipping_of(result: IfLostDidWorse) -> list[float]:
    """Where the finding changes for those lost from the arm with more support, on the axis."""
    return [
        one.worse
        for one in result.needed
        if one.arm == result.comparison.treatment
        and one.about == "no_difference"
        and one.worse is not None
        and result.curve[0].worse <= one.worse <= result.curve[-1].worse
    ]


def _label_tipping(result: IfLostDidWorse) -> list[dict[str, Any]]:
    """What the dashed line is, over the plot."""
    clear = any(
        one.finding in ("above zero", "below zero")
        for one in result.needed
        if one.about == "no_difference"
    )
    word = "the finding vanishes" if clear else "a difference appears"
    middle = (result.curve[0].worse + result.curve[-1].worse) / 2
    return [
        note(small(f"{word} at {format_number(abs(x), 1)}"), x, 1, xref="x", yanchor="bottom",
             yshift=3, xanchor="right" if x > middle else "left")
        for x in _tipping_of(result)
    ]  # fmt: skip


def _label_chosen(result: IfLostDidWorse, chosen: ShiftedLost) -> dict[str, Any]:
    """The number chosen, beside its mark, on the side with more room."""
    found = chosen.difference
    right = chosen.worse <= (result.curve[0].worse + result.curve[-1].worse) / 2
    text = f"{bold(format_number(found.value, 1))} " + small(
        format_brackets(found.low, found.high, 1)
    )
    return note(text, chosen.worse, found.high, xref="x", yref="y",
                xanchor="left" if right else "right", xshift=6 if right else -6,
                yanchor="bottom", yshift=2)  # fmt: skip


def _say_axes(result: IfLostDidWorse, compact: bool) -> tuple[list[str], list[str]]:
    """What is counted upwards, and what across, in lines that fit."""
    more = lower_first(name_arm(result.comparison.treatment, result.data.substance))
    over = f"Difference in points (above zero: better with {more})"
    under = f"Points by which those lost from “{more}” did other than expected"
    return wrap(over, 46 if compact else 90), wrap(under, 50 if compact else 100)


def _label_axes(over: list[str], under: list[str]) -> list[dict[str, Any]]:
    below = {"yanchor": "top", "yref": "paper"}
    return [
        note("<br>".join(small(line) for line in over), 0, 1, xshift=-LEFT + 4, yshift=20,
             yanchor="bottom"),
        note(small("← better"), 0, 0, yshift=-20, **below),
        note(small("as expected"), 0.0, 0, xref="x", xanchor="center", yshift=-20, **below),
        note(small("worse →"), 1, 0, xanchor="right", yshift=-20, **below),
        note("<br>".join(small(line) for line in under), 0, 0, xshift=-LEFT + 4, yshift=-38,
             **below),
    ]  # fmt: skip
