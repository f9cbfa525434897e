"""Small pale marks in a row: its estimate not adjusted, and adjusted at the visit only."""

from dataclasses import replace
from typing import Any, Final

from analysis.core import Estimate, decimals_of, format_number

from .canvas import Trace, scatter
from .colours import INCONCLUSIVE, fade
from .forest_axis import ForestAxis
from .forest_marks import Placed
from .forest_rows import Row
from .text import SMALL, escape, note

BELOW: Final = 13.0
"""Pixels under the leading mark."""

KEY_HEIGHT: Final = 20
MARKS: Final = {
    "not adjusted": ("circle-open", "○"),
    "adjusted at the visit": ("diamond-open", "◇"),
    "as estimated": ("circle-open", "○"),
}


def list_beside(rows: tuple[Row, ...]) -> list[Estimate]:
    """What an axis has to hold of them: their values; their intervals are not drawn."""
    return [
        replace(found, low=found.value, high=found.value) for row in rows for _, found in row.beside
    ]


def draw_beside(placed: list[Placed], axis: ForestAxis) -> list[Trace]:
    """One trace a kind of estimate, one mark a row; none where it would be off the axis."""
    traces = []
    for kind, (symbol, _) in MARKS.items():
        there = [
            (p, found)
            for p in placed
            for name, found in p.row.beside
            if name == kind and abs(found.value) <= axis.limit
        ]
        if there:
            traces.append(
                scatter(
                    x=[found.value for _, found in there],
                    y=[p.y + BELOW for p, _ in there],
                    mode="markers",
                    name=kind,
                    marker={"symbol": symbol, "size": 7,
                            "color": fade(INCONCLUSIVE, 0.9), "line": {"width": 1.5}},
                    text=[f"{escape(p.row.label)}, {kind}: "
                          f"{format_number(found.value, decimals_of(found))}"
                          for p, found in there],
                    hovertemplate="%{text}<extra></extra>",
                )
            )  # fmt: skip
    return traces


def write_key(rows: tuple[Row, ...], below: float) -> list[dict[str, Any]]:
    """What the small marks are, in words, `below` pixels under the rows; nothing without any."""
    there = {name for row in rows for name, _ in row.beside}
    parts = [f"{glyph} {kind}" for kind, (_, glyph) in MARKS.items() if kind in there]
    if not parts:
        return []
    text = "Small marks: " + "  ·  ".join(parts)
    return [note(text, 0, 0, yanchor="top", yshift=-below, font={"size": SMALL})]
