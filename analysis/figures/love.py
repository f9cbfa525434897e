"""The love plot: how far apart the groups are in what was recorded, before and after weighting."""

import math
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, format_number, settings
from analysis.core.results import BalanceRow, ComparableGroups
from analysis.privacy import Released

from .canvas import Trace, axis, paint, scatter
from .colours import EMPTY, GRID, RULE, ZEBRA
from .text import SIGN_OFF_HEIGHT, SMALL, bold, note, shorten, sign_off, small
from .ticks import label_ticks, place_ticks

AFTER: Final = "#3C82A8"
"""A blue of the severity ramp: neither group's colour, 3:1 on both backgrounds."""

ROW: Final = 23.0
HEAD: Final = 40
FOOT: Final = 48
_PARTS: Final = (
    ("Weighted for", ("modelled",)),
    ("Severity: its spread, and with the others", ("square", "interaction")),
    ("Recorded, not weighted for", ("outside",)),
)
_PLAIN: Final = (_PARTS[0], _PARTS[2])


@dataclass(frozen=True)
class _Line:
    """A heading, or a covariate with its distances, at its place from the top."""

    y: float
    heading: str
    row: BalanceRow | None


def draw_love(
    released: Released[ComparableGroups], compact: bool = False, detailed: bool = False
) -> go.Figure:
    """Distances in SDs, without sign, before (hollow) and after (filled) weighting.

    Rows stand in the order of how far apart they were before. `detailed` shows the square of
    severity and its products too.

    Raises
    ------
    CannotEstimate
        When there is no covariate that may be shown.
    """
    lines = _arrange(released.result, _PARTS if detailed else _PLAIN)
    rows = [line for line in lines if line.row is not None]
    if not rows:
        raise CannotEstimate(
            "no_covariates", "No covariate that may be shown was recorded.", "Choose another arm."
        )
    limit = _find_limit([line.row for line in rows if line.row])
    height = ROW * len(lines)
    left = 142 if compact else 236
    return paint(
        [_draw_ways(rows, limit), *(_draw_marks(rows, field, limit)
                                    for field in ("before", "after"))],
        HEAD + height + FOOT + SIGN_OFF_HEIGHT,
        {"l": left, "r": 14, "t": HEAD, "b": FOOT + SIGN_OFF_HEIGHT},
        _axes(limit, len(lines), compact),
        _frame(lines, limit),
        [
            *_label_lines(lines, compact, left),
            *_label_limits(limit),
            *_label_marks(rows[0], limit),
            *[n | {"xshift": -left} for n in sign_off(released, FOOT, compact)],
        ],
    )  # fmt: skip


def _arrange(result: ComparableGroups, parts: tuple[Any, ...]) -> list[_Line]:
    lines: list[_Line] = []
    for heading, kinds in parts:
        rows = result.covariates(kinds)
        if rows:
            lines.append(_Line(len(lines) + 0.5, heading, None))
            lines += [_Line(len(lines) + i + 0.5, "", row) for i, row in enumerate(rows)]
    return lines


def _find_limit(rows: list[BalanceRow]) -> float:
    """At least a little past 0.5, in steps of a quarter; groups wholly apart stand at the edge."""
    known = [abs(v) for row in rows for v in (row.before, row.after) if v is not None]
    furthest = max(known, default=0.0)
    return max(0.75, 0.25 * math.ceil((furthest + 0.05) / 0.25))


def _place(value: float | None, limit: float) -> float:
    return limit if value is None else min(abs(value), limit)


def _draw_ways(rows: list[_Line], limit: float) -> Trace:
    """A line from before to after, one trace for all of them."""
    x: list[float | None] = []
    y: list[float | None] = []
    for line in rows:
        if line.row is not None:
            x += [_place(line.row.before, limit), _place(line.row.after, limit), None]
            y += [line.y, line.y, None]
    return scatter(x=x, y=y, mode="lines", line={"color": GRID, "width": 3}, hoverinfo="skip",
                   name="way")  # fmt: skip


def _draw_marks(rows: list[_Line], field: str, limit: float) -> Trace:
    colour, symbol = (EMPTY, "circle-open") if field == "before" else (AFTER, "circle")
    values = [getattr(line.row, field) for line in rows]
    said = "before weighting" if field == "before" else "after weighting"
    return scatter(
        x=[_place(value, limit) for value in values],
        y=[line.y for line in rows],
        mode="markers",
        name=field,
        marker={"symbol": symbol, "size": 10, "color": colour, "line": {"color": colour,
                                                                         "width": 2}},
        text=[f"{line.row.name if line.row else ''}, {said}: "
              f"{'wholly apart' if v is None else format_number(abs(v), 2) + ' SD'}"
              for line, v in zip(rows, values, strict=True)],
        hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
    )  # fmt: skip


def _axes(limit: float, count: int, compact: bool) -> dict[str, Any]:
    ticks = place_ticks(0, limit, 0.5 if compact or limit > 1.5 else 0.25)
    return {
        "xaxis": axis(range=[0, limit * 1.02], tickvals=ticks, ticktext=label_ticks(ticks, 0.25),
                      tickfont={"size": SMALL}),
        "yaxis": axis(range=[count, 0], showticklabels=False),
    }  # fmt: skip


def _frame(lines: list[_Line], limit: float) -> list[dict[str, Any]]:
    stripes = [
        {"type": "rect", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": line.y - 0.5,
         "y1": line.y + 0.5, "fillcolor": ZEBRA, "line": {"width": 0}, "layer": "below"}
        for i, line in enumerate(line for line in lines if line.row is not None)
        if i % 2 == 0
    ]  # fmt: skip
    limits = [
        {"type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1,
         "line": {"color": RULE, "width": 1.3, "dash": dash}, "layer": "below"}
        for x, dash in ((0, "solid"), (settings.GATE_BALANCE, "dot"), (settings.GATE_SMD, "dash"))
        if x <= limit
    ]  # fmt: skip
    return [*stripes, *limits]


def _label_lines(lines: list[_Line], compact: bool, left: int) -> list[dict[str, Any]]:
    found = []
    for line in lines:
        if line.row is None:
            text = bold(shorten(line.heading, 44 if compact else 60))
        else:
            text = small(shorten(line.row.name[:1].upper() + line.row.name[1:],
                                 23 if compact else 40))  # fmt: skip
        found.append(note(text, 0, line.y, yref="y", xshift=-left))
    return found


def _label_limits(limit: float) -> list[dict[str, Any]]:
    """What the two upright lines are, over the plot, and what the axis is, under it."""
    places = [(settings.GATE_BALANCE, "alike"), (settings.GATE_SMD, "too far apart")]
    over = [
        note(small(f"{x:g} {said}"), x, 1, xref="x", yanchor="bottom", yshift=3,
             xanchor="center" if x == settings.GATE_SMD else "left", xshift=-14 if x < 0.2 else 0)
        for x, said in places
        if x <= limit
    ]  # fmt: skip
    return [
        *over,
        note(small("Apart, in SDs"), 0, 0, yanchor="top", yshift=-24),
    ]


def _label_marks(first: _Line, limit: float) -> list[dict[str, Any]]:
    """The first row says which mark is which."""
    row = first.row
    if row is None:
        return []
    before, after = _place(row.before, limit), _place(row.after, limit)
    right = before >= after
    return [
        note(small(word), x, first.y - 0.98, xref="x", yref="y", xanchor="center", opacity=0.9)
        for word, x in (("before", before), ("after", after))
    ] if abs(before - after) > 0.12 * limit else [
        note(small("before and after" if right else "after and before"), max(before, after),
             first.y - 0.98, xref="x", yref="y", xanchor="center", opacity=0.9)
    ]  # fmt: skip
