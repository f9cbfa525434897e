"""What was watched while infusions ran: means before, during and after, a small picture each."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, format_brackets, format_number
from analysis.core.results import MinuteMean, Safety
from analysis.privacy import Released

from .arm_key import KEY_ROW, write_key
from .canvas import Trace, axis, paint, scatter
from .colours import GRID, style_of
from .text import SIGN_OFF_HEIGHT, SMALL, bold, escape, name_arm, note, sign_off, small, wrap
from .ticks import choose_step, label_ticks, place_ticks

PLOT: Final = 150.0
HEAD: Final = 46.0
FOOT: Final = 44.0
LEFT: Final = 40
APART: Final = 1.2
"""Minutes the arms stand apart, so that like means do not hide one another."""


def draw_session_course(released: Released[Safety], compact: bool = False) -> go.Figure:
    """Mean of each thing watched by minutes since the start, with its interval, in both arms.

    Raises
    ------
    CannotEstimate
        When nothing was watched that may be shown.
    """
    result = released.result
    shown = [one for one in result.course if one.mean is not None]
    measures = tuple(dict.fromkeys(one.measure for one in shown))
    if not measures:
        raise CannotEstimate("not_recorded", "Nothing measured during the sessions can be shown.",
                             "Upload session_measures.csv beside the scores.")  # fmt: skip
    arms = (result.comparator, result.treatment)
    across = 1 if compact else min(len(measures), 3)
    down = -(-len(measures) // across)
    head = 2 * KEY_ROW + 10
    height = down * (HEAD + PLOT + FOOT)
    shapes, notes = write_key(arms, result.data.substance, head - 8, LEFT)
    traces: list[Trace] = []
    axes: dict[str, Any] = {}
    for i, measure in enumerate(measures):
        means = [one for one in shown if one.measure == measure]
        place = _place(i, across, down, height)
        traces += [t for k, arm in enumerate(arms) for t in _draw_arm(means, arm, k, i, released)]
        axes |= _axes(means, i, place)
        notes += _name(means[0], place, 40 if compact else 28)
    return paint(
        traces,
        head + height + SIGN_OFF_HEIGHT,
        {"l": LEFT, "r": 8, "t": head, "b": SIGN_OFF_HEIGHT},
        axes,
        shapes,
        [*notes, *[n | {"xshift": -LEFT} for n in sign_off(released, 0, compact)]],
    )


def _place(
    i: int, across: int, down: int, height: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Left and right, bottom and top of the i-th picture, as shares of the plot."""
    gap = 0.09 if across > 1 else 0.0
    width = (1 - gap * (across - 1)) / across
    left = (i % across) * (width + gap)
    top = 1 - ((i // across) * (HEAD + PLOT + FOOT) + HEAD) / height
    return (left, min(left + width, 1.0)), (max(top - PLOT / height, 0.0), top)


def _draw_arm(
    means: list[MinuteMean], arm: str, k: int, i: int, released: Released[Safety]
) -> list[Trace]:
    style, name = style_of(arm), escape(name_arm(arm, released.result.data.substance))
    found = sorted((one for one in means if one.arm == arm), key=lambda one: one.minute)
    on = {"xaxis": f"x{i + 1}" if i else "x", "yaxis": f"y{i + 1}" if i else "y"}
    x = [one.minute + APART * (2 * k - 1) for one in found]
    ends: list[float | None] = []
    places: list[float | None] = []
    for at, one in zip(x, found, strict=True):
        if one.low is not None and one.high is not None:
            places += [at, at, None]
            ends += [one.low, one.high, None]
    return [
        scatter(x=places, y=ends, mode="lines", line={"color": style.colour, "width": 2},
                hoverinfo="skip", name="interval", **on),
        scatter(x=x, y=[one.mean for one in found], mode="lines+markers", name=name,
                line={"color": style.colour, "width": 2, "dash": style.dash},
                marker={"symbol": style.symbol, "size": 8, "color": style.colour},
                text=[_describe(one, name) for one in found],
                hovertemplate="%{text}<extra></extra>", **on),
    ]  # fmt: skip


def _describe(one: MinuteMean, name: str) -> str:
    when = "before the start" if one.minute == 0 else f"minute {one.minute}"
    limits = "" if one.low is None else f" {format_brackets(one.low, one.high, 1)}"
    return f"{name}, {when}: {format_number(one.mean, 1)}{limits}"


def _axes(
    means: list[MinuteMean], i: int, place: tuple[tuple[float, float], tuple[float, float]]
) -> dict[str, Any]:
    ends = [v for one in means for v in (one.low, one.mean, one.high) if v is not None]
    room = 0.15 * (max(ends) - min(ends)) or 1.0
    low, high = min(ends) - room, max(ends) + room
    step = choose_step(high - low, 4)
    ticks = place_ticks(low, high, step)
    minutes = sorted({one.minute for one in means})
    name = str(i + 1) if i else ""
    tick = {"tickfont": {"size": SMALL}, "tickangle": 0}
    return {
        f"xaxis{name}": axis(
            domain=list(place[0]), range=[minutes[0] - 8, minutes[-1] + 8], anchor=f"y{name}",
            tickvals=minutes, ticktext=["before" if m == 0 else str(m) for m in minutes], **tick,
        ),
        f"yaxis{name}": axis(
            domain=list(place[1]), range=[low, high], anchor=f"x{name}", tickvals=ticks,
            ticktext=label_ticks(ticks, step), showgrid=True, gridcolor=GRID, **tick,
        ),
    }  # fmt: skip


def _name(
    one: MinuteMean, place: tuple[tuple[float, float], tuple[float, float]], width: int
) -> list[dict[str, Any]]:
    lines = [*(bold(line) for line in wrap(one.label, width)), small(f"mean, {one.unit}")]
    title = note("<br>".join(lines), place[0][0], place[1][1], yanchor="bottom", yshift=4,
                 xshift=-LEFT + 6 if place[0][0] == 0 else -30)  # fmt: skip
    minutes = note(small("minutes since the start"), place[0][0], place[1][0], yanchor="top",
                   yshift=-22)  # fmt: skip
    return [title, minutes]
