"""Among responders: curves of loss and retreatment, or of time in response."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate
from analysis.core.results import ArmCurve, CurveKind, LossOfResponse
from analysis.privacy import Released

from .canvas import axis, paint
from .colours import GRID
from .curve_marks import draw_curve, end_of
from .line_ends import place_ends
from .text import SIGN_OFF_HEIGHT, SMALL, bold, name_arm, note, sign_off, small, wrap
from .visits import ROW_STEP, rows_height, write_counts

PLOT: Final = 230
HEAD: Final = 46
BETWEEN: Final = 40
"""Pixels between two panels, for the title of the lower one."""

LEFT: Final = 40
TICKS: Final = (0, 25, 50, 75, 100)
_TITLES: Final[dict[CurveKind, str]] = {
    "lost": "Response lost",
    "retreated": "Retreated before response was lost",
    "still_in_response": "Still in response and not retreated",
    "between_visits": "Still in response and not retreated: least and most possible",
}
_CLOCKS: Final = {
    "first_response": "the first visit in response",
    "first_infusion": "the first infusion",
    "last_infusion": "the last infusion of the first course",
    "last_integration_session": "the last integration session",
}
MOST_WEEKS: Final = {False: 8, True: 4}
"""Numbers under the axis, at most, wide and compact."""


def draw_losses(released: Released[LossOfResponse], compact: bool = False) -> go.Figure:
    """One panel a kind of event, one curve an arm; numbers still followed under the axis.

    In full detail curves step at events; in protected view they are read at fixed days alone.

    Raises
    ------
    CannotEstimate
        When no curve may be shown.
    """
    result = released.result
    kinds = tuple(dict.fromkeys(curve.kind for curve in result.curves))
    if not any(_is_shown(curve) for curve in result.curves):
        raise CannotEstimate("group_too_small", "Too few people responded for a curve that can be "
                             "shown.", "Look at everyone who started instead.")  # fmt: skip
    names = {curve.arm: name_arm(curve.arm, result.data.substance) for curve in result.curves}
    last = max(point.day for curve in result.curves for point in curve.points or ()) / 7
    height = PLOT if len(kinds) == 1 else 2 * (PLOT - 60) + BETWEEN
    panels = _place_panels(kinds, height)
    foot = 52 + rows_height(tuple(names))
    counts = _count(result, kinds[0], _choose_step(last, compact))
    return paint(
        [trace for curve in result.curves
         for trace in draw_curve(curve, names[curve.arm], panels[curve.kind][0])],
        HEAD + height + foot + SIGN_OFF_HEIGHT,
        {"l": LEFT, "r": 96 if compact else 132, "t": HEAD, "b": foot + SIGN_OFF_HEIGHT},
        _axes(panels, last, compact),
        _frame(panels),
        [
            *_label_axes(result, panels, compact),
            *[label for kind in kinds
              for label in _label_ends(result, kind, panels[kind], height, last, compact)],
            *write_counts("Still followed", names, counts, 52, LEFT),
            *[n | {"xshift": -LEFT} for n in sign_off(released, foot, compact)],
        ],
    )  # fmt: skip


Panels = dict[CurveKind, tuple[str, tuple[float, float]]]
"""Axis and domain of each kind of curve."""


def _place_panels(kinds: tuple[CurveKind, ...], height: float) -> Panels:
    if len(kinds) == 1:
        return {kinds[0]: ("y", (0.0, 1.0))}
    half = (1 - BETWEEN / height) / 2
    return {kinds[0]: ("y", (1 - half, 1.0)), kinds[1]: ("y2", (0.0, half))}


def _is_shown(curve: ArmCurve) -> bool:
    return any(point.share is not None for point in curve.points or ())


def _count(
    result: LossOfResponse, kind: CurveKind, step: int
) -> dict[tuple[str, float], int | None]:
    """Still followed by arm and week, every `step` weeks; an arm has the same in all panels."""
    return {
        (curve.arm, point.day / 7): point.at_risk
        for curve in result.curves
        if curve.kind == kind
        for point in curve.points or ()
        if point.day / 7 % step == 0
    }


def _choose_step(last: float, compact: bool) -> int:
    """Weeks between numbers: 4, doubled until they have room."""
    step = 4
    while last / step > MOST_WEEKS[compact]:
        step *= 2
    return step


def _label_ends(
    result: LossOfResponse, kind: CurveKind, panel: tuple[str, tuple[float, float]],
    height: float, last: float, compact: bool,
) -> list[dict[str, Any]]:  # fmt: skip
    ends = {}
    for curve in result.curves:
        end = end_of(curve) if curve.kind == kind else None
        if end is not None:
            ends[curve.arm] = (end, name_arm(curve.arm, result.data.substance))
    low, high = panel[1]
    return place_ends(ends, last, (0, 100), height * (high - low), compact, panel[0])


def _axes(panels: Panels, last: float, compact: bool) -> dict[str, Any]:
    weeks = list(range(0, int(last) + 1, _choose_step(last, compact)))
    tick = {"tickfont": {"size": SMALL}}
    found = {
        "xaxis": axis(range=[-0.02 * last, 1.02 * last or 1], tickvals=weeks,
                      ticktext=[str(week) for week in weeks], tickangle=0, anchor="free",
                      position=0, **tick)
    }  # fmt: skip
    for name, domain in panels.values():
        found[name.replace("y", "yaxis")] = axis(
            range=[0, 100], domain=list(domain), tickvals=list(TICKS),
            ticktext=[f"{t}%" for t in TICKS], **tick,
        )  # fmt: skip
    return found


def _frame(panels: Panels) -> list[dict[str, Any]]:
    return [
        {"type": "line", "xref": "paper", "yref": name, "x0": 0, "x1": 1, "y0": y, "y1": y,
         "line": {"color": GRID, "width": 1}, "layer": "below"}
        for name, _ in panels.values()
        for y in TICKS
    ]  # fmt: skip


def _label_axes(result: LossOfResponse, panels: Panels, compact: bool) -> list[dict[str, Any]]:
    found = []
    for kind, (_, (_, top)) in panels.items():
        lines = wrap(_TITLES[kind], 44 if compact else 80)
        found.append(note("<br>".join(bold(line) for line in lines), 0, top, xshift=-LEFT + 4,
                          yshift=6, yanchor="bottom"))  # fmt: skip
    weeks = f"Weeks since {_CLOCKS[result.clock]}"
    return [*found, note(small(weeks), 0, 0, yanchor="top", yshift=-ROW_STEP - 6)]
