"""The difference of two groups: its sampling distribution, its interval, its axis."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from analysis.core import Estimate, format_brackets, format_number, name_level
from analysis.core.results import TwoGroups

from .canvas import Trace, scatter
from .colours import RULE, fade, style_of
from .forest_marks import band
from .text import MUTED, bold, lower_first, name_arm, note, small, wrap
from .ticks import choose_step, label_ticks, place_ticks

CURVE_POINTS: Final = 61
CURVE_WIDTH: Final = 0.75
MOST_TICKS: Final = 15
"""Ticks over the whole height of the plot that still have room for their numbers."""

REACH: Final = 3.3
"""Standard errors to each side of the estimate that its curve is drawn over."""


@dataclass(frozen=True)
class Panel:
    """The axis of the difference, in points better, and where the comparator's mean is.

    `range` runs from the bottom of the plot to its top, so that a lower score stands lower also
    where lower is better; None in `base` when the comparator's mean is hidden.
    """

    base: float | None
    range: tuple[float, float]
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    margin: float | None


def place(result: TwoGroups, low: float, high: float) -> Panel:
    """The axis of the difference beside scores from `low` to `high`."""
    base, found = result.groups[0].mean, result.difference
    sign = -1.0 if result.better == "lower" else 1.0
    if base is None or found is None:
        return Panel(None, (0.0, 1.0), (), (), None)
    bottom, top = sign * (low - base), sign * (high - base)
    near = max(abs(found.low), abs(found.high), 1e-9)
    step = max(choose_step(2 * near, 5), choose_step(high - low, MOST_TICKS))
    ends = sorted((bottom, top))
    ticks = place_ticks(max(-near - step, ends[0]), min(near + step, ends[1]), step)
    margin = None if result.verdict is None else result.verdict.margin
    return Panel(base, (bottom, top), tuple(ticks), tuple(label_ticks(ticks, step)), margin)


def frame_difference(panel: Panel) -> list[dict[str, Any]]:
    """The line of no difference from the comparator's mean across, and the band of the margin."""
    if panel.base is None:
        return []
    dashed = {"color": RULE, "width": 1.2, "dash": "dash"}
    lines: list[dict[str, Any]] = [
        {"type": "line", "xref": "paper", "yref": "y", "x0": 0.2, "x1": 1, "y0": panel.base,
         "y1": panel.base, "line": dashed, "layer": "below"}
    ]  # fmt: skip
    if panel.margin is not None:
        shade = band(-0.25, 1.15, -panel.margin, panel.margin)
        lines.append(shade | {"xref": "x2", "yref": "y2"})
    return lines


def draw_difference(result: TwoGroups, panel: Panel) -> list[Trace]:
    """The curve, the interval and the estimate, in points better."""
    found = result.difference
    if found is None or panel.base is None:
        return []
    colour = style_of(result.groups[1].arm).colour
    on = {"xaxis": "x2", "yaxis": "y2", "hoverinfo": "skip"}
    interval = scatter(x=[0, 0], y=[found.low, found.high], mode="lines", name="interval",
                          line={"color": colour, "width": 3}, **on)  # fmt: skip
    text = f"{format_number(found.value, 1)} {format_brackets(found.low, found.high, 1)} points"
    dot = scatter(
        x=[0], y=[found.value], mode="markers", name="difference", xaxis="x2", yaxis="y2",
        marker={"symbol": "diamond" if not result.looks_back else "diamond-open", "size": 12,
                "color": colour},
        text=text, hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    return [*_draw_curve(found, colour), interval, dot]


def _draw_curve(found: Estimate, colour: str) -> list[Trace]:
    """Student's t density of the estimate (its normal limit where df is not given)."""
    if not found.se:
        return []
    t = np.linspace(-REACH, REACH, CURVE_POINTS)
    df = found.df
    density = np.exp(-(t**2) / 2) if df is None else (1 + t**2 / df) ** (-(df + 1) / 2)
    y = found.value + t * found.se
    return [
        scatter(
            x=[0.0, *(CURVE_WIDTH * density).tolist(), 0.0],
            y=[float(y[0]), *y.tolist(), float(y[-1])],
            mode="lines", fill="toself", fillcolor=fade(colour, 0.35), line={"width": 0},
            xaxis="x2", yaxis="y2", hoverinfo="skip", name="sampling distribution",
        )
    ]  # fmt: skip


def label_difference(result: TwoGroups, panel: Panel, compact: bool) -> list[dict[str, Any]]:
    """What the difference counts, above; its value and interval, below."""
    found = result.difference
    if found is None or panel.base is None:
        return [note("difference hidden", 0.83, 0.5, xanchor="center", opacity=MUTED)]
    more = lower_first(name_arm(result.groups[1].arm, result.data.substance))
    above = wrap(f"Points better with {more}", 18 if compact else 24)
    head = "adjusted" if result.adjusted_for else "not adjusted"
    below = [
        bold(f"{format_number(found.value, 1)} points"),
        small(format_brackets(found.low, found.high, 1)),
        *([small(head)] if compact else [small(f"{head}, {name_level(found.level)}")]),
    ]
    place_above = {"xanchor": "right", "align": "right", "yanchor": "bottom", "yshift": 10}
    return [
        note("<br>".join(small(line) for line in above), 1, 1, xshift=34, **place_above),
        note("<br>".join(below), 0.83, 0, xanchor="center", align="center", yanchor="top",
             yshift=-8),
    ]  # fmt: skip
