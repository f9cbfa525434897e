"""The two-group estimation plot: both groups, and beside them how far apart they are."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, format_number, label_instrument, name_visit
from analysis.core.results import TwoGroups
from analysis.privacy import Released

from .canvas import axis, paint
from .colours import GRID, RULE
from .difference_panel import Panel, draw_difference, frame_difference, label_difference, place
from .group_marks import draw_group
from .text import MUTED, SIGN_OFF_HEIGHT, SMALL, bold, escape, name_arm, note, sign_off, small, wrap
from .ticks import choose_step, label_ticks, place_ticks

PLOT: Final = 330
HEAD: Final = 74
FOOT: Final = 78


def draw_two_groups(released: Released[TwoGroups], compact: bool = False) -> go.Figure:
    """Scores of two groups with mean and SD, and their difference with its interval.

    Single people are drawn in full detail only; the axis of the difference has its zero at the
    comparator's mean and counts points better.

    Raises
    ------
    CannotEstimate
        When the comparison was refused.
    """
    result = released.result
    if result.refused is not None and not any(g.mean is not None for g in result.groups):
        raise CannotEstimate(result.refused.code, result.refused.sentence, result.refused.mend)
    low, high = _find_range(result)
    panel = place(result, low, high)
    left = 40
    traces = [t for i, g in enumerate(result.groups) for t in draw_group(g, i, (high - low) / 70)]
    return paint(
        [*traces, *draw_difference(result, panel)],
        HEAD + PLOT + FOOT + SIGN_OFF_HEIGHT,
        {"l": left, "r": 36, "t": HEAD, "b": FOOT + SIGN_OFF_HEIGHT},
        _axes(result, low, high, panel, compact),
        _frame(low, high, panel),
        [
            *_label_groups(result, compact),
            *label_difference(result, panel, compact),
            *[n | {"xshift": -left} for n in sign_off(released, FOOT, compact)],
        ],
    )


def _find_range(result: TwoGroups) -> tuple[float, float]:
    """Lowest and highest score that is drawn, with a little room."""
    reach: list[float] = []
    for group in result.groups:
        if group.mean is not None:
            sd = group.sd or 0.0
            reach += [group.mean - sd, group.mean + sd, *(group.points or ())]
    first = result.groups[0].mean
    if first is not None and result.difference is not None:
        sign = -1 if result.better == "lower" else 1
        reach += [first + sign * result.difference.low, first + sign * result.difference.high]
    room = 0.06 * (max(reach) - min(reach)) or 1.0
    return min(reach) - room, max(reach) + room


def _frame(low: float, high: float, panel: Panel) -> list[dict[str, Any]]:
    step = choose_step(high - low, 6)
    lines: list[dict[str, Any]] = [
        {"type": "line", "xref": "x", "yref": "y", "x0": -0.5, "x1": 1.6, "y0": y, "y1": y,
         "line": {"color": GRID if y else RULE, "width": 1}, "layer": "below"}
        for y in place_ticks(low, high, step)
    ]  # fmt: skip
    return [*lines, *frame_difference(panel)]


def _axes(
    result: TwoGroups, low: float, high: float, panel: Panel, compact: bool
) -> dict[str, Any]:
    step = choose_step(high - low, 6)
    ticks = place_ticks(low, high, step)
    tick = {"tickfont": {"size": SMALL}}
    return {
        "xaxis": axis(domain=[0, 0.64], range=[-0.5, 1.6],
                      showticklabels=False),
        "yaxis": axis(range=[low, high], tickvals=ticks, ticktext=label_ticks(ticks, step), **tick),
        "xaxis2": axis(domain=[0.68, 1], range=[-0.25, 1.15], showticklabels=False, anchor="y2"),
        "yaxis2": axis(range=list(panel.range), tickvals=list(panel.ticks),
                       ticktext=list(panel.labels), side="right", anchor="x2", **tick),
    }  # fmt: skip


def _label_groups(result: TwoGroups, compact: bool) -> list[dict[str, Any]]:
    """What the scores are, above; who the groups are, below them."""
    scale = f"{label_instrument(result.instrument)} score, {name_visit(result.visit)}"
    better = f"{result.better} is better" if result.better in ("lower", "higher") else ""
    lines = [*wrap(scale, 26 if compact else 60), better]
    found = [
        note("<br>".join(small(line) for line in lines if line), 0, 1, xshift=-36, yshift=10,
             yanchor="bottom")
    ]  # fmt: skip
    style = small if compact else bold
    for i, group in enumerate(result.groups):
        name = wrap(name_arm(group.arm, result.data.substance), 13 if compact else 18)
        shown = group.mean is not None
        n = f"n = {format_number(group.n, 0)}" if shown else "hidden"
        text = "<br>".join([*(style(line) for line in name), small(n)])
        found.append(note(text, i, 0, xref="x", yanchor="top", yshift=-8, xanchor="center",
                          align="center", xshift=0))  # fmt: skip
        if not shown:
            found.append(note(escape("hidden"), i, 0.5, xref="x", xanchor="center", opacity=MUTED))
    return found
