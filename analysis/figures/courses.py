"""Everyone's course: one pale line a person, one panel an arm, the mean of those seen bold."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, is_infusion, label_instrument
from analysis.core.results import Trajectories
from analysis.privacy import Released

from .canvas import Trace, axis, paint, scatter
from .colours import GRID, fade, style_of
from .text import SIGN_OFF_HEIGHT, SMALL, bold, escape, name_arm, note, sign_off, small, wrap
from .ticks import choose_step, label_ticks, place_ticks
from .visits import place_week

PLOT: Final = 260
HEAD: Final = 62
FOOT: Final = 44
LEFT: Final = 34
GAP_ACROSS, GAP_DOWN = 0.03, 34.0
FAINT: Final = 0.22


def draw_courses(released: Released[Trajectories], compact: bool = False) -> go.Figure:
    """One panel an arm, side by side; one below the other where the screen is narrow.

    Raises
    ------
    CannotEstimate
        When single people may not be shown, or nobody was seen.
    """
    result = released.result
    if not result.courses:
        raise CannotEstimate("full_detail_only", "Single people are shown in full detail only.",
                             "Look at the means above.")  # fmt: skip
    arms = tuple(dict.fromkeys(course.arm for course in result.courses))
    rows = len(arms) if compact else 1
    height = rows * (PLOT * (0.7 if compact else 1)) + (rows - 1) * GAP_DOWN
    domains = _place_panels(len(arms), height, compact)
    return paint(
        [trace for i, arm in enumerate(arms) for trace in _draw_panel(result, arm, i)],
        HEAD + height + FOOT + SIGN_OFF_HEIGHT,
        {"l": LEFT, "r": 6, "t": HEAD, "b": FOOT + SIGN_OFF_HEIGHT},
        _axes(result, domains),
        _frame(result, len(arms)),
        [
            *_label_panels(result, arms, domains, compact),
            *[n | {"xshift": -LEFT} for n in sign_off(released, FOOT, compact)],
        ],
    )


Domains = list[tuple[tuple[float, float], tuple[float, float]]]
"""Across and up, of each panel."""


def _place_panels(count: int, height: float, compact: bool) -> Domains:
    if compact:
        tall = (1 - (count - 1) * GAP_DOWN / height) / count
        step = tall + GAP_DOWN / height
        return [((0.0, 1.0), (1 - i * step - tall, 1 - i * step)) for i in range(count)]
    wide = (1 - (count - 1) * GAP_ACROSS) / count
    return [((i * (wide + GAP_ACROSS), i * (wide + GAP_ACROSS) + wide), (0.0, 1.0))
            for i in range(count)]  # fmt: skip


def _draw_panel(result: Trajectories, arm: str, panel: int) -> list[Trace]:
    style, on = style_of(arm), _axes_of(panel)
    x: list[float | None] = []
    y: list[float | None] = []
    for course in result.courses or ():
        if course.arm == arm:
            x += [*(place_week(day) for day in course.days), None]
            y += [*course.scores, None]
    means = sorted((m for m in result.means if m.arm == arm), key=lambda mean: mean.day)
    name = escape(name_arm(arm, result.data.substance))
    return [
        scatter(x=x, y=y, mode="lines", line={"color": fade(style.colour, FAINT), "width": 1},
                hoverinfo="skip", name=f"{name}, people", **on),
        scatter(x=[place_week(m.day) for m in means], y=[m.mean for m in means],
                mode="lines+markers", line={"color": style.colour, "width": 3},
                marker={"symbol": style.symbol, "size": 9, "color": style.colour},
                hoverinfo="skip", name=f"{name}, mean", **on),
    ]  # fmt: skip


def _axes_of(panel: int) -> dict[str, str]:
    number = "" if panel == 0 else str(panel + 1)
    return {"xaxis": f"x{number}", "yaxis": f"y{number}"}


def _range(result: Trajectories) -> tuple[float, float]:
    found = [score for course in result.courses or () for score in course.scores]
    return min(found) - 1, max(found) + 1


def _axes(result: Trajectories, domains: Domains) -> dict[str, Any]:
    low, high = _range(result)
    step = choose_step(high - low, 6)
    ticks = place_ticks(low, high, step)
    days = sorted({mean.day for mean in result.means})
    labelled = [day for day in days if day in (days[0], days[-1]) or place_week(day) > 2]
    tick, found = {"tickfont": {"size": SMALL}}, {}
    for i, (across, up) in enumerate(domains):
        on = _axes_of(i)
        found[on["xaxis"].replace("x", "xaxis")] = axis(
            domain=list(across), anchor=on["yaxis"], tickvals=[place_week(d) for d in labelled],
            ticktext=[f"{d / 7:g}" for d in labelled], tickangle=0, **tick,
        )  # fmt: skip
        shown = across[0] == 0
        found[on["yaxis"].replace("y", "yaxis")] = axis(
            domain=list(up), anchor=on["xaxis"], range=[low, high], tickvals=ticks,
            ticktext=label_ticks(ticks, step), showticklabels=shown, **tick,
        )  # fmt: skip
    return found


def _frame(result: Trajectories, panels: int) -> list[dict[str, Any]]:
    low, high = _range(result)
    return [
        {"type": "line", "xref": f"{_axes_of(i)['xaxis']} domain", "yref": _axes_of(i)["yaxis"],
         "x0": 0, "x1": 1, "y0": y, "y1": y, "line": {"color": GRID, "width": 1},
         "layer": "below"}
        for i in range(panels)
        for y in place_ticks(low, high, choose_step(high - low, 6))
    ]  # fmt: skip


def _label_panels(
    result: Trajectories, arms: tuple[str, ...], domains: Domains, compact: bool
) -> list[dict[str, Any]]:
    better = f" ({result.better} is better)" if result.better in ("lower", "higher") else ""
    scale = f"{label_instrument(result.instrument)} score{better}"
    since = "first infusion" if is_infusion(result.data.substance) else "first dose"
    found = [
        note(small(scale), 0, 1, xshift=-LEFT + 4, yshift=HEAD - 12),
        note(small(f"Weeks since {since}"), 0, 0, yanchor="top", yshift=-24),
    ]
    for arm, (across, up) in zip(arms, domains, strict=True):
        name = wrap(name_arm(arm, result.data.substance), 40 if compact else 22)
        found.append(note("<br>".join(bold(line) for line in name), across[0], up[1], yshift=4,
                          yanchor="bottom"))  # fmt: skip
    return found
