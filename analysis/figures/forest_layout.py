"""Where everything of a forest stands, in pixels from the top, wide and compact."""

from dataclasses import dataclass
from typing import Any, Final

from analysis.core import format_brackets, format_number
from analysis.core.results import Pooled

from .colours import GRID, RULE, ZEBRA
from .forest_axis import ForestAxis
from .forest_marks import Placed, band
from .forest_rows import Row
from .text import LINE, MUTED, SMALL, bold, lower_first, name_arm, note, shorten, small, wrap

ROW: Final = 46.0
PAD: Final = 5.0
HEAD: Final = 38.0
WIDE_COLUMNS: Final = (0.29, 0.78)
COMPACT_COLUMNS: Final = (0.05, 0.95)
MARK_ROOM: Final = 26.0
"""Pixels that a mark takes under its text in the compact form."""

BESIDE_ROOM: Final = 10.0
"""Pixels more where small marks stand under it."""


@dataclass(frozen=True)
class Grid:
    """Rows with their marks, their tops and bottoms, and what is left and right of them."""

    placed: list[Placed]
    edges: list[tuple[float, float]]
    columns: tuple[float, float]
    compact: bool
    height: float
    head: float
    pooled_y: float


def arrange(rows: tuple[Row, ...], pooled: Pooled | None, compact: bool) -> Grid:
    """Give every row the height its text needs, at least that of a row."""
    placed, edges, top = [], [], 0.0
    for row in rows:
        height = _height_of(row, compact)
        y = top + height - MARK_ROOM / 2 - 2 if compact else top + height / 2
        y -= BESIDE_ROOM * bool(row.beside) if compact else 0.0
        placed.append(Placed(row, y))
        edges.append((top, top + height))
        top += height
    pooled_y = top + (ROW - 4 if compact else ROW / 2 + 8)
    height = top + ((ROW + 18 if compact else ROW + 14) if pooled is not None else 0)
    columns = COMPACT_COLUMNS if compact else WIDE_COLUMNS
    return Grid(placed, edges, columns, compact, height, 4 if compact else HEAD, pooled_y)


def _lines_of(row: Row, compact: bool) -> tuple[list[str], list[str]]:
    """The label and the detail of a row, wrapped to their column."""
    label = wrap(row.label, 36 if compact else 22)
    if len(row.detail) <= (22 if compact else 26):
        return label, [row.detail] if row.detail else []
    return label, [shorten(part, 28) for part in row.detail.split(" · ", 1)]


def _height_of(row: Row, compact: bool) -> float:
    label, detail = _lines_of(row, compact)
    text = LINE * (len(label) + len(detail))
    if compact:
        beside = BESIDE_ROOM if row.beside else 0.0
        return text + 8 + beside + (MARK_ROOM if row.estimate is not None else 2)
    return max(ROW, text + 8)


def frame_rows(
    grid: Grid, scale: ForestAxis, pooled: Pooled | None, colour: str
) -> list[dict[str, Any]]:
    """Zebra, grid, margin bands, the line of no difference, the rule over a pooled row."""
    shapes = [_stripe(edges) for edges in grid.edges[::2]]
    shapes += [_upright(x, (0, grid.height), GRID, 1) for x in scale.ticks if x != 0]
    strips = _find_strips(grid)
    for place, strip in zip(grid.placed, strips, strict=True):
        if place.row.margin is not None and not place.row.hollow:
            reach = min(place.row.margin, scale.limit)
            shapes.append(band(-reach, reach, *strip))
    ends = [(grid.pooled_y - MARK_ROOM / 2, grid.height)] if pooled is not None else []
    through = [*strips, *ends] if grid.compact else [(0.0, grid.height)]
    shapes += [_upright(0, strip, RULE, 1.5) for strip in through]
    if pooled is not None:
        shapes.append(_rule(grid.edges[-1][1] + 4))
        if pooled.estimate is not None:
            down = strips if grid.compact else [(0.0, grid.pooled_y)]
            x = pooled.estimate.value
            shapes += [_upright(x, strip, colour, 1.5, "dot") for strip in down]
    return shapes


def _find_strips(grid: Grid) -> list[tuple[float, float]]:
    """Where lines may run: whole rows, in the compact form only where no words stand."""
    if not grid.compact:
        return grid.edges
    half = MARK_ROOM / 2
    return [
        (place.y - half, edges[1]) if place.row.estimate is not None else (edges[1], edges[1])
        for place, edges in zip(grid.placed, grid.edges, strict=True)
    ]


def _rule(y: float) -> dict[str, Any]:
    return {"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": y, "y1": y,
            "line": {"color": RULE, "width": 1}}  # fmt: skip


def _stripe(edges: tuple[float, float]) -> dict[str, Any]:
    return {"type": "rect", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": edges[0],
            "y1": edges[1], "fillcolor": ZEBRA, "line": {"width": 0}, "layer": "below"}  # fmt: skip


def _upright(
    x: float, ends: tuple[float, float], colour: str, width: float, dash: str = "solid"
) -> dict[str, Any]:
    return {"type": "line", "xref": "x", "yref": "y", "x0": x, "x1": x, "y0": ends[0],
            "y1": ends[1], "line": {"color": colour, "width": width, "dash": dash},
            "layer": "below"}  # fmt: skip


def label_rows(grid: Grid, pooled: Pooled | None, heads: tuple[str, str]) -> list[dict[str, Any]]:
    """Names to the left and numbers to the right of the marks; compact: both above them."""
    notes = []
    for place, edges in zip(grid.placed, grid.edges, strict=True):
        notes += _label_compact(place.row, edges) if grid.compact else _label_wide(place.row, edges)
    if pooled is not None:
        notes += _label_pooled(grid, pooled)
    if not grid.compact:
        for text, x in zip(heads, (0, grid.columns[1]), strict=True):
            place_head = {"yanchor": "bottom", "yshift": 2, "font": {"size": SMALL}}
            notes.append(note("<br>".join(wrap(text, 20)), x, 1, xshift=PAD, **place_head))
    return notes


def _label_wide(row: Row, edges: tuple[float, float]) -> list[dict[str, Any]]:
    middle = sum(edges) / 2
    label, detail = _lines_of(row, False)
    left = "<br>".join([*(bold(line) for line in label), *(small(line) for line in detail)])
    found = [note(left, 0, middle, yref="y", xshift=PAD)]
    if row.estimate is None:
        reason = "<br>".join(wrap(row.reason, 17))
        place = {"yref": "y", "xshift": PAD, "opacity": MUTED, "font": {"size": SMALL}}
        return [*found, note(reason, WIDE_COLUMNS[1], middle, **place)]
    right = f"{bold(row.value_text)} {small(row.limits_text)}"
    return [*found, note(right, WIDE_COLUMNS[1], middle, yref="y", xshift=PAD)]


def _label_compact(row: Row, edges: tuple[float, float]) -> list[dict[str, Any]]:
    label, detail = _lines_of(row, True)
    left = "<br>".join([*(bold(line) for line in label), *(small(line) for line in detail)])
    top = {"yref": "y", "yanchor": "top", "yshift": -3}
    found = [note(left, 0, edges[0], xshift=PAD, **top)]
    baseline = edges[0] + LINE * (len(label) + len(detail) - 1)
    right = {"xanchor": "right", "xshift": -PAD, "align": "right", **top}
    if row.estimate is None:
        return [*found, note(row.reason, 1, baseline, opacity=MUTED, font={"size": SMALL}, **right)]
    text = f"{bold(row.value_text)} {small(row.limits_text)}"
    return [*found, note(text, 1, baseline, **right)]


def _label_pooled(grid: Grid, pooled: Pooled) -> list[dict[str, Any]]:
    estimate = pooled.estimate
    detail = "" if pooled.i2 is None else f"random effects · I² = {pooled.i2:.0f}%"
    name = f"{bold('All sites')}<br>{small(detail)}" if detail else bold("All sites")
    if estimate is None:
        text = "hidden"
    else:
        value = bold(format_number(estimate.value, 2))
        text = f"{value} {small(format_brackets(estimate.low, estimate.high, 2))}"
    if grid.compact:
        top = {"yref": "y", "yanchor": "top", "yshift": -3}
        y = grid.edges[-1][1] + 6
        right = {"xanchor": "right", "xshift": -PAD}
        return [note(bold("All sites"), 0, y, xshift=PAD, **top), note(text, 1, y, **right, **top)]
    y = grid.pooled_y
    return [note(name, 0, y, yref="y", xshift=PAD),
            note(text, WIDE_COLUMNS[1], y, yref="y", xshift=PAD)]  # fmt: skip


def name_sides(arms: tuple[str, str], substance: str) -> tuple[str, str]:
    """With which arm it is better left and right of no difference."""
    more, less = (lower_first(name_arm(arm, substance)) for arm in arms)
    return f"better with {less}", f"better with {more}"


def label_sides(sides: tuple[str, str], compact: bool) -> list[dict[str, Any]]:
    """What is left and right of no difference, with arrows, under the axis."""
    left, right = f"← {sides[0]}", f"{sides[1]} →"
    if compact:
        left, right = (text.replace(" with ", " with<br>") for text in (left, right))
    place = {"xref": "x", "yanchor": "top", "yshift": -24, "font": {"size": SMALL}}
    return [
        note(left, 0, 0, xanchor="right", xshift=-8, align="right", **place),
        note(right, 0, 0, xshift=8, **place),
    ]
