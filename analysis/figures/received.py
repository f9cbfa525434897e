"""What people of each arm received: a small picture for each amount, medians and middle halves."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, format_number
from analysis.core.results import Received, TherapyReceived
from analysis.privacy import Released

from .canvas import Trace, axis, paint, scatter
from .colours import GRID, ZEBRA, style_of
from .text import SIGN_OFF_HEIGHT, bold, escape, name_arm, note, sign_off, small

ROW: Final = 22.0
HEADING: Final = 24.0
GAP: Final = 12.0
FOOT: Final = 26.0
AMOUNTS: Final = ("sessions", "hours", "infusions", "dose")
DECIMALS: Final = {"sessions": 0, "hours": 1, "infusions": 0, "maintenance": 0, "dose": 2}
WIDE: Final = (0.31, 0.74)
COMPACT: Final = (0.02, 0.98)


def draw_received(released: Released[TherapyReceived], compact: bool = False) -> go.Figure:
    """Sessions, hours, infusions and dose a person, by arm: the median, and a line over half.

    Each amount has a scale of its own from zero to the highest number drawn.

    Raises
    ------
    CannotEstimate
        When no amount is recorded.
    """
    result = released.result
    groups = [[a for a in result.amounts if a.what == what] for what in AMOUNTS]
    groups = [group for group in groups if group]
    if not groups:
        raise CannotEstimate("not_recorded", "Neither sessions nor infusions are recorded.",
                             "Upload therapy_sessions.csv and infusions.csv.")  # fmt: skip
    row = 2 * ROW if compact else ROW
    placed, headings, shapes, top = [], [], [], 0.0
    for group in groups:
        headings.append(_head(group[0], top))
        shapes.append(_panel(top, top + HEADING + row * len(group) + 4))
        most = max((x for a in group for x in (a.high, a.median) if x is not None), default=1.0)
        for i, amount in enumerate(group):
            middle = top + HEADING + row * (i + (0.72 if compact else 0.5))
            placed.append((amount, middle, most or 1.0))
        top += HEADING + row * len(group) + 4 + GAP
    substance = result.data.substance
    drawn = [trace for arm in result.arms for trace in _draw_arm(arm, placed, substance)]
    return paint(
        [_draw_tracks(placed), *drawn],
        top + FOOT + SIGN_OFF_HEIGHT,
        {"t": 0, "b": FOOT + SIGN_OFF_HEIGHT},
        _axes(top, compact),
        shapes,
        [*headings, *(n for p in placed for n in _label(*p[:2], substance, compact)),
         note(small("Mark: the median. Line: the middle half of the people."), 0, 0, yanchor="top",
              yshift=-4), *sign_off(released, FOOT, compact)],
    )  # fmt: skip


def _head(amount: Received, top: float) -> dict[str, Any]:
    unit = f" ({amount.unit} a person)" if amount.unit != "mg/kg" else " (mg/kg an infusion)"
    if amount.label.lower() == amount.unit or amount.what == "sessions":
        unit = " (a person)"
    text = f"{bold(amount.label)}{small(unit)}"
    return note(text, 0, top + HEADING / 2, yref="y", xshift=5)


def _panel(top: float, bottom: float) -> dict[str, Any]:
    return {"type": "rect", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": top, "y1": bottom,
            "fillcolor": ZEBRA, "line": {"width": 0}, "layer": "below"}  # fmt: skip


def _draw_tracks(placed: list[tuple[Received, float, float]]) -> Trace:
    """A pale track for each arm, from zero to the highest number of the amount."""
    y = [v for _, middle, _ in placed for v in (middle, middle, None)]
    return scatter(x=[0, 1, None] * len(placed), y=y, mode="lines", hoverinfo="skip",
                   line={"color": GRID, "width": 1}, name="track")  # fmt: skip


def _draw_arm(arm: str, placed: list[tuple[Received, float, float]], substance: str) -> list[Trace]:
    style, name = style_of(arm), escape(name_arm(arm, substance))
    x: list[float | None] = []
    y: list[float | None] = []
    medians, middles, texts = [], [], []
    for amount, middle, most in placed:
        if amount.arm != arm or amount.median is None:
            continue
        if amount.low is not None and amount.high is not None:
            x += [amount.low / most, amount.high / most, None]
            y += [middle, middle, None]
        medians.append(amount.median / most)
        middles.append(middle)
        texts.append(f"{name}, {escape(amount.label)}: {write_amount(amount)}")
    line = {"color": style.colour, "width": 4}
    marker = {"symbol": style.symbol, "size": 11, "color": style.colour}
    return [
        scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", name="middle half"),
        scatter(x=medians, y=middles, mode="markers", marker=marker, name=name, text=texts,
                hovertemplate="%{text}<extra></extra>"),
    ]  # fmt: skip


def _label(
    amount: Received, middle: float, substance: str, compact: bool
) -> list[dict[str, Any]]:  # fmt: skip
    name, said = name_arm(amount.arm, substance), write_amount(amount)
    if compact:
        above = {"yref": "y", "yanchor": "bottom", "yshift": 5}
        return [
            note(small(name), 0, middle, xshift=5, **above),
            note(small(said), 1, middle, xanchor="right", xshift=-5, **above),
        ]
    return [
        note(small(name), 0, middle, yref="y", xshift=5),
        note(small(said), WIDE[1], middle, yref="y", xshift=12),
    ]


def write_amount(amount: Received) -> str:
    """A median and its middle half: "8 (6 to 10)"."""
    decimals = DECIMALS.get(amount.what, 1)
    if amount.median is None:
        return "hidden: too few people"
    value = _write(amount.median, decimals)
    if amount.low is None or amount.high is None:
        return value
    return f"{value} ({_write(amount.low, decimals)} to {_write(amount.high, decimals)})"


def _write(value: float, decimals: int) -> str:
    """Half a session is written as such, whole ones without decimals."""
    return format_number(value, max(decimals, 0 if float(value).is_integer() else 1))


def _axes(height: float, compact: bool) -> dict[str, Any]:
    return {
        "xaxis": axis(domain=list(COMPACT if compact else WIDE), range=[-0.04, 1.06],
                      showticklabels=False),
        "yaxis": axis(range=[height, 0], showticklabels=False),
    }  # fmt: skip
