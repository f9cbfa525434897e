"""Squares, intervals and the pooled diamond of a forest."""

from dataclasses import dataclass
from typing import Any

from analysis.core import Estimate, format_brackets, format_number
from analysis.core.results import Pooled

from .canvas import Trace, scatter
from .colours import CLEAR, fade
from .forest_axis import ForestAxis
from .forest_rows import Row
from .text import escape

DIAMOND_HALF = 9.0


@dataclass(frozen=True)
class Placed:
    """A row and where its mark stands, in pixels from the top."""

    row: Row
    y: float


def draw_rows(placed: list[Placed], axis: ForestAxis) -> list[Trace]:
    """One trace of intervals a colour, one of squares, and arrowheads where intervals are cut."""
    shown = [p for p in placed if p.row.estimate is not None]
    colours = dict.fromkeys(p.row.colour for p in shown)
    traces = [_draw_intervals([p for p in shown if p.row.colour == c], c, axis) for c in colours]
    return [*traces, *_draw_cuts(shown, axis), _draw_squares(shown)]


def _draw_intervals(placed: list[Placed], colour: str, axis: ForestAxis) -> Trace:
    x: list[float | None] = []
    y: list[float | None] = []
    for p in placed:
        if p.row.estimate is not None:
            low, high = p.row.estimate.low, p.row.estimate.high
            x += [max(low, -axis.limit), min(high, axis.limit), None]
            y += [p.y, p.y, None]
    line = {"color": colour, "width": 2}
    return scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", name="interval")


def _draw_squares(placed: list[Placed]) -> Trace:
    estimates = [p.row.estimate for p in placed]
    colours = [p.row.colour for p in placed]
    return scatter(
        x=[e.value for e in estimates if e is not None],
        y=[p.y for p in placed],
        mode="markers",
        name="estimate",
        marker={
            "symbol": ["square-open" if p.row.hollow else "square" for p in placed],
            "size": [p.row.size for p in placed],
            "color": colours,
            "opacity": 1,
            "line": {"color": colours, "width": [2 if p.row.hollow else 0 for p in placed]},
        },
        text=[f"{escape(p.row.label)}: {p.row.value_text} {p.row.limits_text}" for p in placed],
        hovertemplate="%{text}<extra></extra>",
    )


def _draw_cuts(placed: list[Placed], axis: ForestAxis) -> list[Trace]:
    cut: list[tuple[float, float, str, str]] = []
    for p in placed:
        if p.row.estimate is not None and p.row.estimate.low < -axis.limit:
            cut.append((-axis.limit, p.y, "triangle-left", p.row.colour))
        if p.row.estimate is not None and p.row.estimate.high > axis.limit:
            cut.append((axis.limit, p.y, "triangle-right", p.row.colour))
    if not cut:
        return []
    x, y, symbols, colours = zip(*cut, strict=True)
    marker = {"symbol": list(symbols), "color": list(colours), "size": 9}
    return [scatter(x=list(x), y=list(y), mode="markers", marker=marker, hoverinfo="skip",
                       name="interval goes on")]  # fmt: skip


def draw_pooled(pooled: Pooled, y: float, colour: str) -> list[Trace]:
    """A diamond as wide as the pooled interval, over a band as wide as the prediction interval."""
    estimate = pooled.estimate
    if estimate is None:
        return []
    traces = []
    if pooled.prediction_low is not None and pooled.prediction_high is not None:
        line = {"color": fade(colour, 0.4), "width": 6}
        limits = [pooled.prediction_low, pooled.prediction_high]
        traces.append(scatter(x=limits, y=[y, y], mode="lines", line=line, hoverinfo="skip",
                                 name="prediction interval"))  # fmt: skip
    traces.append(_draw_diamond(estimate, y, colour))
    return traces


def _draw_diamond(estimate: Estimate, y: float, colour: str) -> Trace:
    text = f"{format_number(estimate.value, 2)} {format_brackets(estimate.low, estimate.high, 2)}"
    return scatter(
        x=[estimate.low, estimate.value, estimate.high, estimate.value, estimate.low],
        y=[y, y - DIAMOND_HALF, y, y + DIAMOND_HALF, y],
        mode="lines",
        fill="toself",
        fillcolor=colour,
        line={"color": colour, "width": 1},
        name="pooled",
        text=f"All sites: {text}",
        hoverinfo="text",
        hoveron="fills",
    )


def band(low: float, high: float, top: float, bottom: float) -> dict[str, Any]:
    """The band of the margin in one row."""
    return {"type": "rect", "x0": low, "x1": high, "y0": top, "y1": bottom, "xref": "x",
            "yref": "y", "fillcolor": "rgba(128,128,128,.16)", "line": {"width": 0, "color": CLEAR},
            "layer": "below"}  # fmt: skip
