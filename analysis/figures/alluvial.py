"""Where people ended up: streams from the band at baseline to the band at the visit."""

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from analysis.core import CannotEstimate, format_percent, name_visit
from analysis.core.results import ArmOneByOne, Move, OneByOne
from analysis.privacy import Released

from .band_grid import draw_band_grid
from .canvas import Trace, axis, paint, scatter
from .colours import fade, ramp_colour, style_of
from .line_ends import push_apart
from .text import LINE, SIGN_OFF_HEIGHT, bold, name_arm, note, sign_off, small, wrap

HEAD: Final = 62
STREAMS: Final = 230
AIR: Final = 6
"""Pixels between two bands."""

BETWEEN: Final = 18
"""Pixels between two arms, one under the other."""

FOOT: Final = 14
SIDES: Final = (0.29, 0.71)
"""Where the two columns of an arm stand; their labels are outside them."""

NODE: Final = 0.03
CURVE: Final = 15


def draw_bands(released: Released[OneByOne], compact: bool = False) -> go.Figure:
    """From band to band: streams as wide as the people in them, in protected view a grid of shares.

    Raises
    ------
    CannotEstimate
        When the scale has no bands, or no band may be shown.
    """
    result = released.result
    if not result.bands or not any(arm.moves for arm in result.arms):
        raise CannotEstimate("no_bands", "There are no bands of this scale to show people in.",
                             "Choose another instrument.")  # fmt: skip
    if released.view == "protected":
        return draw_band_grid(released, compact)
    count, blocks = len(result.arms), len(result.arms) if compact else 1
    block = HEAD + STREAMS + AIR * len(result.bands) + (BETWEEN if compact else 0)
    height = block * blocks
    traces, notes = [], []
    for place, arm in enumerate(result.arms):
        down = place * block if compact else 0.0
        on = {} if compact or place == 0 else {"xaxis": f"x{place + 1}"}
        left, right = (_stack(column, down + HEAD) for column in (arm.began, arm.ended))
        traces += [trace | on for trace in _draw_streams(arm, left, right, len(result.bands))]
        traces += [trace | on for trace in _draw_nodes((left, right), len(result.bands))]
        xref = on.get("xaxis", "x").replace("axis", "")
        notes += _label_block(result, arm, (left, right), down, xref)
    return paint(
        traces,
        height + FOOT + SIGN_OFF_HEIGHT,
        {"t": 0, "b": FOOT + SIGN_OFF_HEIGHT},
        _axes(1 if compact else count, height),
        [],
        [*notes, *sign_off(released, FOOT, compact)],
    )


def _axes(columns: int, height: float) -> dict[str, Any]:
    axes = {"yaxis": axis(range=[height, 0], showticklabels=False)}
    for i in range(columns):
        gap = 0.02 if columns > 1 else 0.0
        domain = [i / columns + gap * (i > 0), (i + 1) / columns - gap * (i < columns - 1)]
        name = "xaxis" if i == 0 else f"xaxis{i + 1}"
        axes[name] = axis(domain=domain, range=[0, 1], showticklabels=False, anchor="y")
    return axes


def _stack(column: tuple[Move, ...], top: float) -> list[tuple[float, float]]:
    """Top and bottom of each band in a column, from the mildest; the most severe stands on top."""
    ends = [(0.0, 0.0)] * len(column)
    for place in reversed(range(len(column))):
        height = STREAMS * (column[place].share or 0.0)
        ends[place] = (top, top + height)
        top += height + (AIR if height else 0)
    return ends


def _draw_streams(
    arm: ArmOneByOne,
    left: list[tuple[float, float]],
    right: list[tuple[float, float]],
    bands: int,
) -> list[Trace]:
    """One trace a band at baseline, one outline a stream out of it."""
    from_top, to_top = [top for top, _ in left], [top for top, _ in right]
    traces = []
    for before in reversed(range(bands)):
        x: list[float | None] = []
        y: list[float | None] = []
        for after in reversed(range(bands)):
            width = STREAMS * (arm.moves[before * bands + after].share or 0.0)
            if not width:
                continue
            outline = _outline(from_top[before], to_top[after], width)
            x, y = [*x, *outline[0], None], [*y, *outline[1], None]
            from_top[before] += width
            to_top[after] += width
        if x:
            colour = ramp_colour(before, bands)
            traces.append(scatter(x=x, y=y, mode="lines", fill="toself", line={"width": 0},
                                  fillcolor=fade(colour, 0.5), hoverinfo="skip",
                                  name="stream"))  # fmt: skip
    return traces


def _outline(start: float, end: float, width: float) -> tuple[list[float], list[float]]:
    t = np.linspace(0, 1, CURVE)
    x = SIDES[0] + (SIDES[1] - SIDES[0]) * t
    y = start + (end - start) * t**2 * (3 - 2 * t)
    return [*x, *x[::-1], x[0]], [*y, *(y[::-1] + width), y[0]]


def _draw_nodes(columns: tuple[list[tuple[float, float]], ...], bands: int) -> list[Trace]:
    traces = []
    for place in range(bands):
        x: list[float | None] = []
        y: list[float | None] = []
        for side, column in zip(SIDES, columns, strict=True):
            top, bottom = column[place]
            if bottom > top:
                ends = (side - NODE, side) if side == SIDES[0] else (side, side + NODE)
                x += [ends[0], ends[1], ends[1], ends[0], ends[0], None]
                y += [top, top, bottom, bottom, top, None]
        if x:
            colour = ramp_colour(place, bands)
            traces.append(scatter(x=x, y=y, mode="lines", fill="toself", fillcolor=colour,
                                  line={"width": 0}, hoverinfo="skip", name="band"))  # fmt: skip
    return traces


def _label_block(
    result: OneByOne,
    arm: ArmOneByOne,
    columns: tuple[list[tuple[float, float]], ...],
    down: float,
    xref: str,
) -> list[dict[str, Any]]:
    """The arm and the two visits above, each band with its share beside its column."""
    name = f"{style_of(arm.arm).glyph} {name_arm(arm.arm, result.data.substance)}"
    head = f"{bold(name)} {small(f'n = {arm.n}')}"
    notes = [note(head, 0.5, down + 16, xref=xref, yref="y", xanchor="center")]
    visits = ("baseline", name_visit(result.visit))
    people = (arm.began, arm.ended)
    for side, visit, column, moves in zip(SIDES, visits, columns, people, strict=True):
        at = {"xref": xref, "yref": "y"}
        anchor = "right" if side == SIDES[0] else "left"
        shift = -16 if anchor == "right" else 16
        notes.append(note(small(visit), side, down + HEAD - 14, xanchor=anchor, xshift=shift / 2,
                          **at))  # fmt: skip
        notes += _label_column(result, moves, column, down, at | {"xanchor": anchor,
                               "align": anchor, "xshift": shift}, side)  # fmt: skip
    return notes


def _label_column(
    result: OneByOne,
    moves: tuple[Move, ...],
    column: list[tuple[float, float]],
    down: float,
    at: dict[str, Any],
    side: float,
) -> list[dict[str, Any]]:
    """Labels of the bands that anybody is in, pushed apart where they would overlap."""
    there = [place for place in reversed(range(len(column))) if moves[place].share]
    gap = " " if result.published else ": "
    texts = [
        wrap(f"{result.bands[place].label}{gap}{format_percent(moves[place].share)}", 14)
        for place in there
    ]
    middles = [sum(column[place]) / 2 - down - HEAD for place in there]
    room = STREAMS + AIR * len(column)
    moved = push_apart(middles, [0.93 * LINE * len(text) for text in texts], room)
    return [
        note("<br>".join(small(line) for line in text), side, down + HEAD + y, **at)
        for text, y in zip(texts, moved, strict=True)
    ]
