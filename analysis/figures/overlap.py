"""Two groups back to back by how likely each person was to be in the arm with more support."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, settings
from analysis.core.results import ComparableGroups, OverlapBin
from analysis.privacy import Released

from .canvas import Trace, axis, paint
from .colours import GRID, RULE, ZEBRA, fade, style_of
from .text import LINE, SIGN_OFF_HEIGHT, SMALL, bold, escape, name_arm, note, sign_off, small, wrap

HALF: Final = 105
HEAD: Final = 26
UNDER: Final = 26
"""Pixels under the lower bars, in which the name of their group stands."""

STANDARD: Final = 0.1
"""Width of a bar as drawn where none were merged: heights are shares of the group in as much."""


def draw_overlap(released: Released[ComparableGroups], compact: bool = False) -> go.Figure:
    """Shares of each group by propensity: the arm with more support up, the other down.

    A wider bar stands for bars that were merged; its height is the share a bar of the usual width
    would have, so that areas compare.

    Raises
    ------
    CannotEstimate
        When there are no bars that may be shown.
    """
    result = released.result
    arms = (result.comparison.treatment, result.comparison.comparator)
    bars = [one for one in result.overlap if one.share is not None]
    if not bars:
        raise CannotEstimate(
            "no_overlap", "There is no overlap of the groups to draw.", "Choose another condition."
        )
    top = 1.1 * max(abs(_height(one)) for one in bars)
    said = _say_foot(name_arm(arms[0], result.data.substance), compact)
    foot = 30 + LINE * len(said)
    return paint(
        [_draw(arm, [b for b in bars if b.arm == arm], way, result.data.substance)
         for arm, way in zip(arms, (1, -1), strict=True)],
        HEAD + 2 * HALF + UNDER + foot + SIGN_OFF_HEIGHT,
        {"t": HEAD, "b": foot + SIGN_OFF_HEIGHT, "l": 6, "r": 6},
        _axes(top),
        _frame(),
        [*_label(result, arms, said), *sign_off(released, foot, compact)],
    )  # fmt: skip


def _height(one: OverlapBin) -> float:
    return (one.share or 0.0) * STANDARD / (one.high - one.low)


def _draw(arm: str, bars: list[OverlapBin], way: int, substance: str) -> Trace:
    style = style_of(arm)
    name = escape(name_arm(arm, substance))
    return {
        "type": "bar",
        "name": name,
        "x": [(one.low + one.high) / 2 for one in bars],
        "y": [way * _height(one) for one in bars],
        "width": [(one.high - one.low) * 0.94 for one in bars],
        "marker": {"color": fade(style.colour, 0.75), "line": {"color": style.colour, "width": 1}},
        "text": [f"{name}, {100 * one.low:.0f} to {100 * one.high:.0f}%: {one.n} people, "
                 f"{100 * (one.share or 0):.0f}%" for one in bars],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _axes(top: float) -> dict[str, Any]:
    ticks = [0, 0.25, 0.5, 0.75, 1]
    return {
        "xaxis": axis(range=[0, 1], tickvals=ticks, ticktext=[f"{100 * t:.0f}%" for t in ticks],
                      tickfont={"size": SMALL}),
        "yaxis": axis(range=[-top * (1 + UNDER / HALF), top], showticklabels=False),
        "barmode": "overlay",
    }  # fmt: skip


def _frame() -> list[dict[str, Any]]:
    """The line between the groups, and what lies outside 10 to 90 percent, shaded."""
    low, high = settings.GATE_PROPENSITY
    shaded = [
        {"type": "rect", "xref": "x", "yref": "paper", "x0": x0, "x1": x1, "y0": 0, "y1": 1,
         "fillcolor": ZEBRA, "line": {"width": 0}, "layer": "below"}
        for x0, x1 in ((0, low), (high, 1))
    ]  # fmt: skip
    edges = [
        {"type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1,
         "line": {"color": RULE if x in (low, high) else GRID, "width": 1,
                  "dash": "dot" if x in (low, high) else "solid"}, "layer": "below"}
        for x in (low, 0.25, 0.5, 0.75, high)
    ]  # fmt: skip
    middle = {"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": 0, "y1": 0,
              "line": {"color": RULE, "width": 1.5}}  # fmt: skip
    return [*shaded, *edges, middle]


def _say_foot(more: str, compact: bool) -> list[str]:
    """What the axis is and what is shaded, in lines that fit."""
    said = f"Chance, from what was recorded, of having “{more[:1].lower() + more[1:]}”"
    shaded = "Shaded: under 10% or over 90%, hardly anyone alike in the other group"
    width = 50 if compact else 90
    return [*wrap(said, width), *wrap(shaded, width)]


def _label(
    result: ComparableGroups, arms: tuple[str, str], said: list[str]
) -> list[dict[str, Any]]:
    names = [f"{style_of(arm).glyph} {name_arm(arm, result.data.substance)}" for arm in arms]
    return [
        note(bold(names[0]), 0, 1, yanchor="bottom", yshift=5),
        note(bold(names[1]), 0, 0, yanchor="bottom", yshift=3),
        note("<br>".join(small(line) for line in said), 0, 0, yanchor="top", yshift=-22),
    ]
