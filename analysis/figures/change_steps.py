"""Steps of change where single people may not be drawn: an area for the people in each."""

from typing import Any, Final

from analysis.core import format_percent
from analysis.core.results import ArmOneByOne, ChangeBin, OneByOne

from .canvas import Trace, scatter
from .colours import fade, style_of
from .text import MUTED, escape, note, small

CLOUD: Final = 74
HEADROOM: Final = 22
"""Pixels over the tallest step for its share."""


def step_of(result: OneByOne) -> float:
    """The width of one step of change, for those without an end."""
    widths = [
        one.high - one.low
        for arm in result.arms
        for one in arm.bins
        if one.low is not None and one.high is not None and one.high > one.low
    ]
    return min(widths, default=1.0)


def edges_of(one: ChangeBin, step: float) -> tuple[float, float]:
    """Where a step is drawn; an end that is not told is one step further."""
    low, high = one.low, one.high
    if low is None:
        low = (min(high, 0.0) if high is not None else 0.0) - step
    if high is None:
        high = max(low, 0.0) + step
    return (low, high) if high > low else (low - step / 10, high + step / 10)


def draw_steps(result: OneByOne, arm: ArmOneByOne, floor: float) -> list[Trace]:
    """One outline a step that people are in; its area is their share."""
    step = step_of(result)
    shown = [one for one in arm.bins if one.share]
    if not shown:
        return []
    tallest = _tallest(result, step)
    x: list[float | None] = []
    y: list[float | None] = []
    for one in shown:
        low, high = edges_of(one, step)
        top = floor - (CLOUD - HEADROOM) * (one.share or 0.0) / (high - low) / tallest
        x += [low, low, high, high, low, None]
        y += [floor, top, top, floor, floor, None]
    style = style_of(arm.arm)
    return [scatter(x=x, y=y, mode="lines", fill="toself", fillcolor=fade(style.colour, 0.35),
                    line={"color": style.colour, "width": 1.5}, hoverinfo="skip",
                    name="density")]  # fmt: skip


def label_steps(result: OneByOne, arm: ArmOneByOne, floor: float) -> list[dict[str, Any]]:
    """The share of people over each step."""
    if not arm.bins:
        return [note(escape("hidden"), 0.5, floor - CLOUD / 2, yref="y", opacity=MUTED)]
    step = step_of(result)
    tallest, notes = _tallest(result, step), []
    for one in arm.bins:
        low, high = edges_of(one, step)
        y = floor - (CLOUD - HEADROOM) * (one.share or 0.0) / (high - low) / tallest
        notes.append(note(small(format_percent(one.share)), (low + high) / 2, y, xref="x", yref="y",
                          xanchor="center", yanchor="bottom", yshift=2))  # fmt: skip
    return notes


def _tallest(result: OneByOne, step: float) -> float:
    heights = [
        (one.share or 0.0) / (high - low)
        for arm in result.arms
        for one in arm.bins
        for low, high in [edges_of(one, step)]
    ]
    return max(heights) or 1.0
