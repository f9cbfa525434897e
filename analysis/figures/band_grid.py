"""Band at baseline by band at the visit, as a grid of shares: what protected view shows."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import format_percent, name_visit
from analysis.core.results import ArmOneByOne, Move, OneByOne
from analysis.privacy import Released

from .canvas import axis, paint
from .colours import CLEAR, GRID, RULE, fade, ramp_colour, style_of
from .text import MUTED, SIGN_OFF_HEIGHT, bold, name_arm, note, sign_off, small, wrap

HEAD: Final = 66
ROW: Final = 40
FOOT: Final = 30
DASH: Final = "–"
WHY: Final = f"{DASH} hidden: too few people, or they would follow"
NAMES: Final = 1.9
"""Width of the column of names, in columns of shares."""

DARKEST: Final = 0.55
"""Opacity of a cell that holds everybody: text in the colour of the page stays readable on it."""


def draw_band_grid(released: Released[OneByOne], compact: bool = False) -> go.Figure:
    """A grid an arm: rows the band at baseline, columns the band at the visit, shares of the arm.

    Left of the diagonal people got better. The last row is everybody who ended in a band. A dash
    stands for a share that may not be shown.
    """
    result = released.result
    rows = len(result.bands) + 1
    block = HEAD + ROW * rows + 16
    down = len(result.arms) if compact else 1
    shapes, notes = [], []
    for place, arm in enumerate(result.arms):
        xref = "x" if compact or place == 0 else f"x{place + 1}"
        top = place * block if compact else 0.0
        shapes += _paint_cells(result, arm, top, xref)
        notes += _write_cells(result, arm, top, xref)
        notes += _label_grid(result, arm, top, xref)
    return paint(
        [],
        block * down + FOOT + SIGN_OFF_HEIGHT,
        {"t": 0, "b": FOOT + SIGN_OFF_HEIGHT},
        _axes(result, 1 if compact else len(result.arms), block * down),
        shapes,
        [
            *notes,
            note(small(WHY), 0, 0, yanchor="top", yshift=-4),
            *sign_off(released, FOOT, compact),
        ],
    )


def _axes(result: OneByOne, columns: int, height: float) -> dict[str, Any]:
    reach = NAMES + len(result.bands)
    axes = {"yaxis": axis(range=[height, 0], showticklabels=False)}
    for i in range(columns):
        gap = 0.02 if columns > 1 else 0.0
        domain = [i / columns + gap * (i > 0), (i + 1) / columns - gap * (i < columns - 1)]
        axes["xaxis" if i == 0 else f"xaxis{i + 1}"] = axis(
            domain=domain, range=[0, reach], showticklabels=False, anchor="y"
        )
    return axes


def _places(result: OneByOne, arm: ArmOneByOne, top: float) -> list[tuple[Move, float, float]]:
    """Every share with the left end of its cell and its top: the grid, then its margins."""
    bands = len(result.bands)
    if not arm.moves:
        return []
    rows = [top + HEAD + ROW * i for i in range(bands + 1)]
    found = [
        (move, NAMES + (move.after or 0), rows[bands - 1 - (move.before or 0)])
        for move in arm.moves
    ]
    return [*found, *((move, NAMES + (move.after or 0), rows[bands]) for move in arm.ended)]


def _paint_cells(result: OneByOne, arm: ArmOneByOne, top: float, xref: str) -> list[dict[str, Any]]:
    shapes = []
    bands = len(result.bands)
    for move, x, y in _places(result, arm, top):
        inside = move.before is not None and move.after is not None
        colour = fade(ramp_colour(bands - 1, bands), DARKEST * (move.share or 0.0) ** 0.5)
        same = inside and move.before == move.after
        shapes.append(
            {"type": "rect", "xref": xref, "yref": "y", "x0": x + 0.03, "x1": x + 0.97,
             "y0": y + 2, "y1": y + ROW - 2, "fillcolor": colour if inside else CLEAR,
             "line": {"width": 1.5 if same else 1 if inside else 0,
                      "color": RULE if same else GRID}, "layer": "below"}
        )  # fmt: skip
    return shapes


def _write_cells(result: OneByOne, arm: ArmOneByOne, top: float, xref: str) -> list[dict[str, Any]]:
    notes = []
    for move, x, y in _places(result, arm, top):
        text = small(DASH if move.share is None else format_percent(move.share))
        if move.before is None or move.after is None:
            text = f"<b>{text}</b>"
        notes.append(note(text, x + 0.5, y + ROW / 2, xref=xref, yref="y", xanchor="center",
                          opacity=1 if move.share is not None else MUTED))  # fmt: skip
    return notes


def _label_grid(result: OneByOne, arm: ArmOneByOne, top: float, xref: str) -> list[dict[str, Any]]:
    bands = len(result.bands)
    n = "hidden" if arm.n is None else f"n = {arm.n}"
    name = f"{style_of(arm.arm).glyph} {name_arm(arm.arm, result.data.substance)}"
    at = {"xref": xref, "yref": "y"}
    visit = name_visit(result.visit)
    notes = [
        note(f"{bold(name)} {small(n)}", 0, top + 14, **at),
        note(small(f"at {visit} →"), NAMES, top + HEAD - 30, **at),
        note(small("↓ at baseline"), 0, top + HEAD - 10, **at),
        note(
            f"{bold('everybody')}<br>{small(f'at {visit}')}",
            0,
            top + HEAD + ROW * (bands + 0.5),
            **at,
        ),
    ]
    for place, band in enumerate(result.bands):
        lines = wrap(band.label[:1].upper() + band.label[1:], 16)
        if result.published:
            lines = [*lines[:1], f"({band.low:g} to {band.high:g})"]
        y = top + HEAD + ROW * (bands - 1 - place) + ROW / 2
        notes.append(note("<br>".join(small(line) for line in lines), 0, y, **at))
        notes.append(note(small(f"{band.low:g}–{band.high:g}"), NAMES + place + 0.5,
                          top + HEAD - 10, xanchor="center", **at))  # fmt: skip
    return notes
