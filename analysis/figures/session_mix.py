"""When the sessions of each arm were, as stacked bars with their names and shares under them."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, format_number, format_percent
from analysis.core.results import SessionMix, TherapyReceived
from analysis.privacy import Released

from .canvas import Trace, axis, paint, scatter
from .colours import fade, style_of
from .line_ends import push_apart
from .text import SIGN_OFF_HEIGHT, bold, escape, name_arm, note, sign_off, small, wrap

BAR: Final = 22.0
NAME: Final = 26.0
LABEL: Final = 40.0
GAP: Final = 14.0
FOOT: Final = 12.0
LABEL_WIDTH: Final = 74.0
PLOT_WIDE, PLOT_COMPACT = 700.0, 345.0
"""Pixels of the narrowest picture each form is made for."""

NAMES: Final = {
    "preparation": "before the first",
    "same_day": "same day",
    "within_week": "within a week",
    "later": "later",
    "not_recorded": "not recorded",
}
OPACITY: Final = {"preparation": 0.22, "same_day": 1.0, "within_week": 0.66, "later": 0.42}
"""The nearer to an infusion, the fuller the colour; preparation is palest."""


def draw_session_timing(released: Released[TherapyReceived], compact: bool = False) -> go.Figure:
    """A bar an arm: the shares of its sessions on the day of an infusion, within a week, later.

    Raises
    ------
    CannotEstimate
        When no arm has sessions whose time may be shown.
    """
    result = released.result
    mixes = [mix for mix in result.mixes if mix.split == "timing"]
    if not any(mix.shares for mix in mixes):
        raise CannotEstimate("no_timing", "When the sessions were cannot be shown.",
                             "Add timing to therapy_sessions.csv.")  # fmt: skip
    width = PLOT_COMPACT if compact else PLOT_WIDE
    traces: list[Trace] = []
    notes: list[dict[str, Any]] = []
    top = 0.0
    for mix in mixes:
        notes.append(_name(mix, top, result.data.substance))
        if mix.shares:
            traces += _draw_bar(mix, top + NAME + BAR / 2, result.data.substance)
            notes += _label(mix, top + NAME + BAR, width)
            top += NAME + BAR + LABEL + GAP
        else:
            top += NAME + GAP
    axes = {
        "xaxis": axis(range=[0, 1], showticklabels=False),
        "yaxis": axis(range=[top, 0], showticklabels=False),
    }
    return paint(
        traces,
        top + FOOT + SIGN_OFF_HEIGHT,
        {"t": 0, "b": FOOT + SIGN_OFF_HEIGHT},
        axes | {"barmode": "stack"},
        [],
        [*notes, *sign_off(released, FOOT, compact)],
    )


def _name(mix: SessionMix, top: float, substance: str) -> dict[str, Any]:
    if mix.shares:
        more = f" · {format_number(mix.sessions, 0)} sessions"
    else:
        hidden = "shares" in mix.hidden
        more = " · hidden: too few people" if hidden else " · no sessions"
    text = f"{bold(name_arm(mix.arm, substance))}{small(more)}"
    return note(text, 0, top + NAME / 2, yref="y")


def _draw_bar(mix: SessionMix, middle: float, substance: str) -> list[Trace]:
    style, name = style_of(mix.arm), escape(name_arm(mix.arm, substance))
    return [
        scatter(
            type="bar", orientation="h", x=[share.share], y=[middle], width=BAR, name=name,
            marker={"color": fade(style.colour, OPACITY.get(share.category, 0.12)),
                    "line": {"color": style.colour, "width": 1}},
            text=f"{name}, {_call(share.category)}: {format_percent(share.share)}",
            textposition="none", hovertemplate="%{text}<extra></extra>",
        )
        for share in mix.shares or ()
    ]  # fmt: skip


def _label(mix: SessionMix, below: float, width: float) -> list[dict[str, Any]]:
    """Name and share under each part, moved sideways where two would overlap."""
    shares, ends, start = mix.shares or (), [], 0.0
    for share in shares:
        ends.append((start + share.share / 2) * width)
        start += share.share
    moved = push_apart(ends, [LABEL_WIDTH] * len(ends), width)
    found = []
    for share, x in zip(shares, moved, strict=True):
        lines = [*wrap(_call(share.category), 13), format_percent(share.share)]
        text = "<br>".join(small(line) for line in lines)
        found.append(note(text, x / width, below + 2, yref="y", xanchor="center", align="center",
                          yanchor="top"))  # fmt: skip
    return found


def _call(category: str) -> str:
    return NAMES.get(category, category.replace("_", " "))
