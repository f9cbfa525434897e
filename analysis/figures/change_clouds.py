"""The raincloud of change: how many changed by how much, in each arm."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, format_number, label_instrument
from analysis.core.results import ArmOneByOne, OneByOne
from analysis.privacy import Released

from .canvas import Trace, axis, paint, scatter
from .change_steps import CLOUD, draw_steps, edges_of, label_steps, step_of
from .colours import GRID, RULE, ArmStyle, fade, style_of
from .group_marks import MOST_POINTS
from .text import SIGN_OFF_HEIGHT, SMALL, bold, name_arm, note, sign_off, small
from .ticks import choose_step, label_ticks, place_ticks

HEAD: Final = 6
NAME: Final = 26
BOX: Final = 18
RAIN: Final = 40
AIR: Final = 16
FOOT: Final = 64
GOLDEN: Final = 0.618033988749895
"""Steps of the golden ratio spread points evenly and the same way every time."""


def draw_changes(released: Released[OneByOne], compact: bool = False) -> go.Figure:
    """How far each person's score changed, in points better: cloud, box and rain an arm.

    In full detail a smooth density over a box (whiskers from the 5th to the 95th percentile) over
    one mark a person; in protected view only steps that hold enough people, the outermost open.

    Raises
    ------
    CannotEstimate
        When no change may be shown.
    """
    result = released.result
    if not any(arm.bins for arm in result.arms):
        raise CannotEstimate("group_too_small", "Too few people to show how they changed.",
                             "Choose an earlier visit or other arms.")  # fmt: skip
    whole = released.view == "full"
    limits = _find_limits(result)
    block = NAME + CLOUD + (BOX + RAIN if whole else 0) + AIR
    traces: list[Trace] = []
    for place, arm in enumerate(result.arms):
        floor = place * block + NAME + CLOUD
        if whole:
            traces += _draw_arm(arm, floor, result.better)
        else:
            traces += draw_steps(result, arm, floor)
    height = block * len(result.arms)
    return paint(
        traces,
        HEAD + height + FOOT + SIGN_OFF_HEIGHT,
        {"t": HEAD, "b": FOOT + SIGN_OFF_HEIGHT, "l": 6, "r": 6},
        _axes(limits, height, compact),
        _lines(limits, block, len(result.arms), compact),
        [
            *(n for i, arm in enumerate(result.arms)
              for n in _label_arm(result, arm, i * block, compact)),
            *_label_axis(result, compact),
            *[n | {"xshift": -6} for n in sign_off(released, FOOT, compact)],
        ],
    )  # fmt: skip


def _find_limits(result: OneByOne) -> tuple[float, float]:
    ends, step = [0.0], step_of(result)
    for arm in result.arms:
        if arm.curve is not None and arm.box is not None:
            ends += [arm.curve.x[0], arm.curve.x[-1]]
        else:
            ends += [end for one in arm.bins for end in edges_of(one, step)]
    room = 0.03 * (max(ends) - min(ends)) or 1.0
    return min(ends) - room, max(ends) + room


def _draw_arm(arm: ArmOneByOne, floor: float, better: str) -> list[Trace]:
    style = style_of(arm.arm)
    traces: list[Trace] = []
    if arm.curve is not None:
        most = max(arm.curve.y)
        y = [floor - (CLOUD - 8) * height / most for height in arm.curve.y]
        traces.append(_cloud([*arm.curve.x], [*y], floor, style))
    if arm.box is not None:
        traces += _draw_box(arm.box, floor + 4 + BOX / 2, style)
    pairs = arm.pairs or ()
    if 0 < len(pairs) <= MOST_POINTS:
        traces.append(_draw_rain(arm, floor + BOX + 8, better))
    return traces


def _cloud(x: list[float], y: list[float], floor: float, style: ArmStyle) -> Trace:
    return scatter(
        x=[x[0], *x, x[-1]], y=[floor, *y, floor], mode="lines", fill="toself",
        fillcolor=fade(style.colour, 0.35), line={"color": style.colour, "width": 1.5},
        hoverinfo="skip", name="density",
    )  # fmt: skip


def _draw_box(box: tuple[float, ...], y: float, style: ArmStyle) -> list[Trace]:
    """5th to 95th percentile as a thin line, the middle half as a thick one, the median on it."""
    thin, thick = ({"color": style.colour, "width": width} for width in (1.5, 9))
    dot = {"symbol": style.symbol, "size": 9, "color": "#FFFFFF",
           "line": {"color": style.colour, "width": 2}}  # fmt: skip
    return [
        scatter(x=[box[0], box[4]], y=[y, y], mode="lines", line=thin, hoverinfo="skip",
                name="5th to 95th percentile"),
        scatter(x=[box[1], box[3]], y=[y, y], mode="lines", line=thick, hoverinfo="skip",
                name="middle half"),
        scatter(x=[box[2]], y=[y], mode="markers", marker=dot, name="median",
                hovertemplate="median %{x:.1f} points better<extra></extra>"),
    ]  # fmt: skip


def _draw_rain(arm: ArmOneByOne, top: float, better: str) -> Trace:
    style = style_of(arm.arm)
    pairs = arm.pairs or ()
    sign = -1 if better == "lower" else 1
    return scatter(
        x=[sign * (after - before) for before, after in pairs],
        y=[top + (RAIN - 8) * ((i * GOLDEN) % 1) for i in range(len(pairs))],
        mode="markers",
        name="people",
        marker={"symbol": style.symbol, "size": 5, "color": fade(style.colour, 0.5)},
        hoverinfo="skip",
    )


def _axes(limits: tuple[float, float], height: float, compact: bool) -> dict[str, Any]:
    step = choose_step(limits[1] - limits[0], 5 if compact else 9)
    ticks = place_ticks(*limits, step)
    return {
        "xaxis": axis(range=list(limits), tickvals=ticks, ticktext=label_ticks(ticks, step),
                      tickfont={"size": SMALL}),
        "yaxis": axis(range=[height, 0], showticklabels=False),
    }  # fmt: skip


def _lines(
    limits: tuple[float, float], block: float, arms: int, compact: bool
) -> list[dict[str, Any]]:
    """Pale lines up, a firm one at no change; none runs through a name."""
    step = choose_step(limits[1] - limits[0], 5 if compact else 9)
    return [
        {"type": "line", "xref": "x", "yref": "y", "x0": x, "x1": x, "y0": i * block + NAME,
         "y1": (i + 1) * block, "line": {"color": GRID if x else RULE, "width": 1 if x else 1.5},
         "layer": "below"}
        for x in place_ticks(*limits, step)
        for i in range(arms)
    ]  # fmt: skip


def _label_arm(
    result: OneByOne, arm: ArmOneByOne, top: float, compact: bool
) -> list[dict[str, Any]]:
    name = f"{style_of(arm.arm).glyph} {name_arm(arm.arm, result.data.substance)}"
    n = small(f"n = {format_number(arm.n, 0)}" if arm.n is not None else "hidden")
    notes = [note(f"{bold(name)} {n}", 0, top + NAME / 2, yref="y")]
    if arm.box is not None and not compact:
        low, middle, high = (format_number(arm.box[i], 1) for i in (1, 2, 3))
        said = small(f"median {middle}, middle half {low} to {high} points better")
        notes.append(note(said, 1, top + NAME / 2, yref="y", xanchor="right", align="right"))
    if arm.box is None:
        notes += label_steps(result, arm, top + NAME + CLOUD)
    return notes


def _label_axis(result: OneByOne, compact: bool) -> list[dict[str, Any]]:
    scale = label_instrument(result.instrument)
    unit = "Points better" if compact else f"{scale} points better since baseline"
    place = {"yanchor": "top", "yshift": -24}
    under = place
    if any(one.high is None for arm in result.arms for one in arm.bins):
        unit, under = f"{unit}; outermost steps: and beyond", place | {"yshift": -42}
    return [
        note(small("← worse"), 0, 0, **place),
        note(small(unit), 0.5, 0, xanchor="center", **under),
        note(small("better →"), 1, 0, xanchor="right", **place),
    ]
