"""Of everyone who started: the share in response and not retreated at each visit, arm by arm."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, format_brackets, format_percent, is_infusion, name_visit
from analysis.core.results import InResponse, StateShare
from analysis.privacy import Released

from .canvas import Trace, axis, paint, scatter
from .colours import GRID, RULE, fade, style_of
from .line_ends import place_ends
from .text import SIGN_OFF_HEIGHT, SMALL, escape, name_arm, note, sign_off, small, wrap
from .visits import ROW_STEP, place_week, rows_height, write_counts

PLOT: Final = 250
HEAD: Final = 40
LEFT: Final = 40
APART: Final = 0.05
"""How far the arms' marks stand apart at one visit, in places of the axis."""

TOPS: Final = (20, 40, 60, 80, 100)
"""Percent at which the axis may end: the first above everything drawn."""


def draw_in_response(released: Released[InResponse], compact: bool = False) -> go.Figure:
    """Each arm's share with its interval; small hollow marks are shares of the people seen.

    Under the axis stands how many were not seen, who count as not in response.

    Raises
    ------
    CannotEstimate
        When no share may be shown.
    """
    result = released.result
    if all(share.share is None for share in result.shares):
        raise CannotEstimate("group_too_small", "Too few people were in response at any visit for "
                             "a picture.", "Choose fewer filters, or another scale.")  # fmt: skip
    names = {share.arm: name_arm(share.arm, result.data.substance) for share in result.shares}
    places = [place_week(share.day) for share in result.shares]
    counts = {(share.arm, place_week(share.day)): share.missed for share in result.shares}
    foot, top = 52 + rows_height(tuple(names)), _find_top(result)
    heading = "Not seen, counted as not in response"
    return paint(
        [trace for i, arm in enumerate(names)
         for trace in _draw_arm(result, arm, APART * (i - (len(names) - 1) / 2), names[arm])],
        HEAD + PLOT + foot + SIGN_OFF_HEIGHT,
        {"l": LEFT, "r": 96 if compact else 132, "t": HEAD, "b": foot + SIGN_OFF_HEIGHT},
        _axes(result, places, top),
        _frame(result, top),
        [
            *_label_axes(result, compact),
            *place_ends(_find_ends(result, names), max(places), (0, top), PLOT, compact),
            *write_counts(heading, names, counts, 52, LEFT),
            *[n | {"xshift": -LEFT} for n in sign_off(released, foot, compact)],
        ],
    )  # fmt: skip


def _draw_arm(result: InResponse, arm: str, shift: float, label: str) -> list[Trace]:
    shares = [share for share in result.shares if share.arm == arm]
    style, name = style_of(arm), escape(label)
    x = [place_week(share.day) + shift for share in shares]
    y = [None if share.share is None else 100 * share.share for share in shares]
    seen = [None if share.seen_share is None else 100 * share.seen_share for share in shares]
    hollow = {"symbol": f"{style.symbol}-open", "size": 6, "color": fade(style.colour, 0.75)}
    return [
        scatter(
            x=x, y=seen, mode="markers", name=f"{name}, of those seen", marker=hollow,
            text=[f"{name}, {escape(name_visit(s.visit))}: {format_percent(s.seen_share)} of those "
                  "seen" for s in shares],
            hovertemplate="%{text}<extra></extra>",
        ),
        scatter(
            x=x, y=y, mode="lines+markers", name=name, connectgaps=False,
            line={"color": style.colour, "width": 2.5, "dash": style.dash},
            marker={"symbol": style.symbol, "size": 9, "color": style.colour},
            error_y={"type": "data", "symmetric": False, "width": 0, "thickness": 2,
                     "color": style.colour, **_reach(shares)},
            text=[_describe(share, name) for share in shares],
            hovertemplate="%{text}<extra></extra>",
        ),
    ]  # fmt: skip


def _reach(shares: list[StateShare]) -> dict[str, list[float]]:
    """How far each interval reaches above and below its mark."""
    up, down = [], []
    for one in shares:
        known = one.share is not None and one.low is not None and one.high is not None
        up.append(100 * ((one.high or 0) - (one.share or 0)) if known else 0.0)
        down.append(100 * ((one.share or 0) - (one.low or 0)) if known else 0.0)
    return {"array": up, "arrayminus": down}


def _describe(share: StateShare, name: str) -> str:
    low, high = share.low, share.high
    limits = "" if low is None or high is None else f" {format_brackets(100 * low, 100 * high, 0)}"
    return f"{name}, {escape(name_visit(share.visit))}: {format_percent(share.share)}{limits}"


def _find_ends(result: InResponse, names: dict[str, str]) -> dict[str, tuple[float, str]]:
    ends = {}
    for arm, label in names.items():
        shown = [s for s in result.shares if s.arm == arm and s.share is not None]
        if shown:
            ends[arm] = (100 * (shown[-1].share or 0.0), label)
    return ends


def _find_top(result: InResponse) -> int:
    drawn = [100 * v for s in result.shares for v in (s.high, s.seen_share) if v is not None]
    return next(top for top in TOPS if top >= min(max(drawn, default=100), 100))


def _place_ticks(top: int) -> range:
    return range(0, top + 1, top // 4)


def _axes(result: InResponse, places: list[float], top: int) -> dict[str, Any]:
    room = 0.06 * (max(places) - min(places)) or 0.5
    tick = {"tickfont": {"size": SMALL}}
    days = sorted({share.day for share in result.shares})
    return {
        "xaxis": axis(range=[min(places) - room, max(places) + room],
                      tickvals=[place_week(day) for day in days],
                      ticktext=[f"{day / 7:g}" for day in days], tickangle=0, **tick),
        "yaxis": axis(range=[0, top], tickvals=list(_place_ticks(top)),
                      ticktext=[f"{t}%" for t in _place_ticks(top)], **tick),
    }  # fmt: skip


def _frame(result: InResponse, top: int) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = [
        {"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": y, "y1": y,
         "line": {"color": GRID, "width": 1}, "layer": "below"}
        for y in _place_ticks(top)
    ]  # fmt: skip
    primary = next((s.day for s in result.shares if s.visit == result.primary_visit), None)
    if primary is not None:
        x = place_week(primary)
        lines.append({"type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": 0,
                      "y1": 1, "line": {"color": RULE, "width": 1, "dash": "dot"},
                      "layer": "below"})  # fmt: skip
    return lines


def _label_axes(result: InResponse, compact: bool) -> list[dict[str, Any]]:
    retreated = " and not retreated" if result.retreatment_recorded else ""
    what = f"In response{retreated}, of everyone who started (hollow: of those seen)"
    since = "first infusion" if is_infusion(result.data.substance) else "first dose"
    weeks = f"Weeks since {since}" + ("" if compact else " (early weeks drawn wider)")
    lines = wrap(what, 44 if compact else 80)
    return [
        note("<br>".join(small(line) for line in lines), 0, 1, xshift=-LEFT + 4, yshift=8,
             yanchor="bottom"),
        note(small(weeks), 0, 0, yanchor="top", yshift=-ROW_STEP - 6),
    ]  # fmt: skip
