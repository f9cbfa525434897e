"""Of every 100 people in two arms: who got better, who got worse, and what befell them."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import (
    CannotEstimate,
    format_more,
    format_number,
    format_per_100,
    label_instrument,
)
from analysis.core.results import BetterAndWorse, RowPer100, Safety
from analysis.privacy import Released

from .arm_key import KEY_ROW, write_key
from .canvas import Trace, axis, paint, scatter
from .colours import GRID, RULE, ZEBRA, style_of
from .text import (
    LINE,
    MUTED,
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

ROW: Final = 44.0
HEADING: Final = 30.0
FOOT: Final = 44.0
OFFSET: Final = 5.5
"""Pixels an arm's mark stands above or below the middle of its row, so that none hides another."""

WIDE: Final = (0.31, 0.74)
COMPACT: Final = (0.04, 0.96)
_MARK_ROOM: Final = 30.0


def draw_better_and_worse(
    released: Released[BetterAndWorse], compact: bool = False
) -> go.Figure:  # fmt: skip
    """Response and remission above, deterioration and harms below, people per 100 in each arm.

    Raises
    ------
    CannotEstimate
        When there is nothing to draw.
    """
    result = released.result
    scale = label_instrument(result.instrument)
    condition = f"{result.condition_label}, {scale}" if scale else result.condition_label
    better = [row for row in result.rows if row.side == "better"]
    worse = [row for row in result.rows if row.code == "deterioration"]
    harms = [row for row in result.rows if row.side == "worse" and row.code != "deterioration"]
    groups = [(f"Got better ({condition})", better), (f"Got worse ({condition})", worse),
              ("Came to harm, or withdrew (everyone)", harms)]  # fmt: skip
    return _draw(released, groups, (result.comparator, result.treatment), compact)


def draw_harms(
    released: Released[Safety], rows: tuple[RowPer100, ...], compact: bool = False
) -> go.Figure:
    """Adverse events of one split that anybody had, people per 100 in each arm.

    Raises
    ------
    CannotEstimate
        When no adverse events are recorded.
    """
    result = released.result
    there = [row for row in rows if row.values != (0, 0)]
    return _draw(released, [("", there)], (result.comparator, result.treatment), compact)


def _draw(
    released: Released[Any],
    groups: list[tuple[str, list[RowPer100]]],
    arms: tuple[str, str],
    compact: bool,
) -> go.Figure:
    placed, headings, height = _arrange([g for g in groups if g[1]], compact)
    if not placed:
        raise CannotEstimate("nothing_recorded", "Nothing is recorded that could be drawn here.",
                             "Upload events.csv beside the scores.")  # fmt: skip
    reach = _find_reach([row for row, *_ in placed])
    step = choose_step(reach, 5 if compact else 6)
    limit = step * -(-reach // step)
    head, foot = 2 * KEY_ROW + 14, FOOT + (2 * LINE if compact else 0)
    key_shapes, key_notes = write_key(arms, released.result.data.substance, head - 10)
    shapes = [*key_shapes, *_stripe(placed)]
    arms_drawn = [
        trace for i, arm in enumerate(arms) for trace in _draw_arm(placed, i, arm, released)
    ]
    labels = [note for row in placed for note in _label(*row, compact)]
    return paint(
        [*_draw_grid(placed, step, limit), *arms_drawn],
        head + height + foot + SIGN_OFF_HEIGHT,
        {"t": head, "b": foot + SIGN_OFF_HEIGHT},
        _axes(height, step, limit, compact),
        shapes,
        [*key_notes, *headings, *labels, *_explain(released, arms[1], compact)],
    )


Placed = tuple[RowPer100, float, float, float]
"""A row, its top, the middle of its marks, and its bottom, in pixels from the top."""


def _arrange(
    groups: list[tuple[str, list[RowPer100]]], compact: bool
) -> tuple[list[Placed], list[dict[str, Any]], float]:
    placed: list[Placed] = []
    headings: list[dict[str, Any]] = []
    top = 0.0
    for heading, rows in groups:
        if heading:
            lines = wrap(heading, 40 if compact else 80)
            text = "<br>".join(bold(line) for line in lines)
            headings.append(note(text, 0, top + 8, yref="y", yanchor="top"))
            top += HEADING + LINE * (len(lines) - 1)
        for row in rows:
            text_height = LINE * (len(wrap(row.label, 44 if compact else 26)) + compact)
            height = text_height + _MARK_ROOM + 4 if compact else max(ROW, text_height + LINE + 8)
            middle = top + height - _MARK_ROOM / 2 - 2 if compact else top + height / 2
            placed.append((row, top, middle, top + height))
            top += height
    return placed, headings, top


def _find_reach(rows: list[RowPer100]) -> float:
    return max((high for row in rows for high in row.highs if high is not None), default=10.0)


def _draw_arm(placed: list[Placed], i: int, arm: str, released: Released[Any]) -> list[Trace]:
    """The intervals and the marks of one arm: the comparator above, the treatment below."""
    style, name = style_of(arm), name_arm(arm, released.result.data.substance)
    x: list[float | None] = []
    y: list[float | None] = []
    values, middles, texts = [], [], []
    for row, _, middle, _ in placed:
        value, low, high = row.values[i], row.lows[i], row.highs[i]
        if value is None:
            continue
        at = middle + OFFSET * (2 * i - 1)
        if low is not None and high is not None:
            x += [low, high, None]
            y += [at, at, None]
        values.append(value)
        middles.append(at)
        texts.append(f"{row.label}, {name}: {format_per_100(value)} of 100")
    line = {"color": style.colour, "width": 2}
    marker = {"symbol": style.symbol, "size": 10, "color": style.colour}
    return [
        scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", name="interval"),
        scatter(x=values, y=middles, mode="markers", marker=marker, name=name, text=texts,
                hovertemplate="%{text}<extra></extra>"),
    ]  # fmt: skip


def _label(
    row: RowPer100, top: float, middle: float, bottom: float, compact: bool
) -> list[dict[str, Any]]:
    """What a row counts and of how many people; how far apart the arms are."""
    n = None if None in row.people else sum(p for p in row.people if p is not None)
    detail = "" if n is None else f"n = {format_number(n, 0)}"
    said = _say_difference(row)
    lines = [*wrap(row.label, 44 if compact else 26)]
    text = "<br>".join([*(bold(line) for line in lines), small(detail)])
    if compact:
        upper = {"yref": "y", "yanchor": "top", "yshift": -3}
        right = {"xanchor": "right", "align": "right", "yshift": -3 - LINE * len(lines)}
        return [note(text, 0, top, **upper), note(said, 1, top, **(upper | right))]
    return [
        note(text, 0, (top + bottom) / 2, yref="y", xshift=5),
        note(said, WIDE[1], (top + bottom) / 2, yref="y", xshift=8),
    ]


def _say_difference(row: RowPer100) -> str:
    if row.difference is None:
        reason = "1 to 10 in an arm" if row.few else "hidden: too few people"
        return f'<span style="opacity:{MUTED}">{small(reason)}</span>'
    found = row.difference
    limits = f"[{format_per_100(found.low)}, {format_per_100(found.high)}]"
    return f"{bold(format_more(found.value))} {small(limits)}"


def _stripe(placed: list[Placed]) -> list[dict[str, Any]]:
    return [
        {"type": "rect", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": top, "y1": bottom,
         "fillcolor": ZEBRA, "line": {"width": 0}, "layer": "below"}
        for _, top, _, bottom in placed[::2]
    ]  # fmt: skip


def _draw_grid(placed: list[Placed], step: float, limit: float) -> list[Trace]:
    """Upright lines in every row, only where no words stand; one trace, as shapes are slow."""
    traces = []
    ticks = place_ticks(0, limit, step)
    for places, colour in ((ticks[:1], RULE), (ticks[1:], GRID)):
        x = [v for tick in places for _ in placed for v in (tick, tick, None)]
        y = [v for _ in places for _, _, middle, bottom in placed
             for v in (middle - 12, bottom, None)]  # fmt: skip
        line = {"color": colour, "width": 1}
        traces.append(scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", name="grid"))
    return traces


def _axes(height: float, step: float, limit: float, compact: bool) -> dict[str, Any]:
    ticks = place_ticks(0, limit, step)
    return {
        "xaxis": axis(domain=list(COMPACT if compact else WIDE), range=[-0.02 * limit, limit],
                      tickvals=ticks, ticktext=label_ticks(ticks, step), tickangle=0,
                      tickfont={"size": SMALL}),
        "yaxis": axis(range=[height, 0], showticklabels=False),
    }  # fmt: skip


def _explain(released: Released[Any], more: str, compact: bool) -> list[dict[str, Any]]:
    """What the axis counts, and in which arm there are more or fewer."""
    name = lower_first(name_arm(more, released.result.data.substance))
    axis_text = note(small("Of every 100 people, with 95% CI"), COMPACT[0] if compact else WIDE[0],
                     0, yanchor="top", yshift=-22)  # fmt: skip
    lines = wrap(f"more or fewer of 100 with {name}", 48 if compact else 26)
    text = "<br>".join(small(line) for line in lines)
    place: dict[str, Any] = {"yanchor": "top", "yshift": -22 - LINE} if compact else {
        "yanchor": "bottom", "yshift": 4, "xshift": 8}  # fmt: skip
    which = note(text, COMPACT[0] if compact else WIDE[1], 0 if compact else 1, **place)
    foot = FOOT + (LINE * len(lines) if compact else 0)
    return [axis_text, which, *sign_off(released, foot, compact)]
