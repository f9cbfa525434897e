"""Before and after: a pale line a person, bold means, and below them how much each arm changed."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import (
    CannotEstimate,
    Estimate,
    format_brackets,
    format_number,
    label_instrument,
    name_visit,
)
from analysis.core.results import ArmOneByOne, Curve, OneByOne
from analysis.privacy import Released

from .canvas import Trace, axis, paint, scatter
from .colours import GRID, OTHER, RULE, ArmStyle, fade, style_of
from .group_marks import MOST_POINTS
from .text import SIGN_OFF_HEIGHT, SMALL, bold, name_arm, note, shorten, sign_off, small, wrap
from .ticks import choose_step, label_ticks, place_ticks

HEAD: Final = 88
TOP: Final = 250
GAP: Final = 70
BOTTOM: Final = 170
PLOT: Final = TOP + GAP + BOTTOM
FOOT: Final = 96
LEFT: Final = 40
HALF: Final = 0.22
"""Half the width of a slope, in columns."""

VIOLIN: Final = 0.36
"""Width of half a violin, in columns."""

DIFFERENCE: Final = ArmStyle(OTHER.colour, "square", "solid", "■")
FAINT: Final = ((60, 0.4), (200, 0.25))
FAINTEST: Final = 0.15


def draw_before_after(released: Released[OneByOne], compact: bool = False) -> go.Figure:
    """Every person's score before and at the visit, and the mean changes with their bootstrap.

    Above, one pale line a person and the means; below, in points better, each arm's mean change and
    the difference between them, with bootstrap interval and half violin. For full detail only.

    Raises
    ------
    CannotEstimate
        Where single people may not be shown.
    """
    result = released.result
    if any(arm.pairs is None for arm in result.arms):
        raise CannotEstimate(
            "people_hidden",
            "One line a person is drawn in full detail only.",
            "Read the bands instead, or ask for full detail of your own upload.",
        )
    scores, changes = _find_scores(result), _find_changes(result)
    return paint(
        [*_draw_people(result), *_draw_means(result), *_draw_changes(result)],
        HEAD + PLOT + FOOT + SIGN_OFF_HEIGHT,
        {"l": LEFT, "r": 6, "t": HEAD, "b": FOOT + SIGN_OFF_HEIGHT},
        _axes(result, scores, changes, compact),
        [*_lines("y", "x", scores, 2), *_lines("y2", "x2", changes, 3)],
        [
            *_label_top(result, compact),
            *_label_bottom(result, compact),
            *[n | {"xshift": -LEFT} for n in sign_off(released, FOOT, compact)],
        ],
    )


def _find_scores(result: OneByOne) -> tuple[float, float]:
    found = [score for arm in result.arms for pair in arm.pairs or () for score in pair]
    room = 0.05 * (max(found) - min(found)) or 1.0
    return min(found) - room, max(found) + room


def _find_changes(result: OneByOne) -> tuple[float, float]:
    """Lowest and highest change drawn, in points better; zero is always in."""
    shown = [one for _, one, _ in _columns(result) if one is not None]
    ends = [0.0, *(end for one in shown for end in (one.low, one.high))]
    room = 0.18 * (max(ends) - min(ends)) or 1.0
    return min(ends) - room, max(ends) + room


def _columns(result: OneByOne) -> list[tuple[ArmStyle, Estimate | None, Curve | None]]:
    """Each arm's mean change and the difference, left to right."""
    arms = [(style_of(arm.arm), arm.change, arm.change_curve) for arm in result.arms]
    return [*arms, (DIFFERENCE, result.difference, result.difference_curve)]


def _draw_people(result: OneByOne) -> list[Trace]:
    traces = []
    for place, arm in enumerate(result.arms):
        pairs = arm.pairs or ()
        if not pairs or len(pairs) > MOST_POINTS:
            continue
        x: list[float | None] = []
        y: list[float | None] = []
        for before, after in pairs:
            x += [place + 0.5 - HALF, place + 0.5 + HALF, None]
            y += [before, after, None]
        share = next((share for most, share in FAINT if len(pairs) <= most), FAINTEST)
        line = {"color": fade(style_of(arm.arm).colour, share), "width": 1}
        traces.append(scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", name="people"))
    return traces


def _draw_means(result: OneByOne) -> list[Trace]:
    return [_draw_mean(place, arm) for place, arm in enumerate(result.arms)]


def _draw_mean(place: int, arm: ArmOneByOne) -> Trace:
    style = style_of(arm.arm)
    return scatter(
        x=[place + 0.5 - HALF, place + 0.5 + HALF],
        y=[arm.before, arm.after],
        mode="lines+markers",
        name="mean",
        line={"color": style.colour, "width": 4, "dash": style.dash},
        marker={"symbol": style.symbol, "size": 12, "color": style.colour},
        hovertemplate="mean %{y:.1f}<extra></extra>",
    )


def _draw_changes(result: OneByOne) -> list[Trace]:
    traces = []
    for place, (style, found, curve) in enumerate(_columns(result)):
        if found is None:
            continue
        x = place + 0.5
        on = {"xaxis": "x2", "yaxis": "y2"}
        if curve is not None:
            traces.append(_draw_violin(x, curve, style) | on)
        line = {"color": style.colour, "width": 3}
        traces.append(scatter(x=[x, x], y=[found.low, found.high], mode="lines", line=line,
                              hoverinfo="skip", name="interval", **on))  # fmt: skip
        marker = {"symbol": style.symbol, "size": 10, "color": style.colour}
        traces.append(scatter(x=[x], y=[found.value], mode="markers", marker=marker, name="change",
                              hovertemplate="%{y:.1f} points better<extra></extra>",
                              **on))  # fmt: skip
    return traces


def _draw_violin(x: float, curve: Curve, style: ArmStyle) -> Trace:
    most = max(curve.y)
    return scatter(
        x=[x, *(x + VIOLIN * height / most for height in curve.y), x],
        y=[curve.x[0], *curve.x, curve.x[-1]],
        mode="lines", fill="toself", fillcolor=fade(style.colour, 0.35), line={"width": 0},
        hoverinfo="skip", name="redrawn means",
    )  # fmt: skip


def _axes(
    result: OneByOne,
    scores: tuple[float, float],
    changes: tuple[float, float],
    compact: bool,
) -> dict[str, Any]:
    low, high = changes
    turned = [high, low] if result.better == "lower" else [low, high]
    return {
        "xaxis": axis(domain=[0, 1 if compact else 2 / 3], range=[0, 2], showticklabels=False),
        "yaxis": axis(domain=[1 - TOP / PLOT, 1], range=list(scores), **_ticks(scores, 6)),
        "xaxis2": axis(domain=[0, 1], range=[0, 3], showticklabels=False, anchor="y2"),
        "yaxis2": axis(domain=[0, BOTTOM / PLOT], range=turned, anchor="x2", **_ticks(changes, 4)),
    }


def _ticks(limits: tuple[float, float], most: int) -> dict[str, Any]:
    step = choose_step(limits[1] - limits[0], most)
    ticks = place_ticks(*limits, step)
    return {"tickvals": ticks, "ticktext": label_ticks(ticks, step), "tickfont": {"size": SMALL}}


def _lines(y: str, x: str, limits: tuple[float, float], columns: int) -> list[dict[str, Any]]:
    """Pale lines across; no change is a firm one."""
    step = choose_step(limits[1] - limits[0], 6 if y == "y" else 4)
    return [
        {"type": "line", "xref": x, "yref": y, "x0": 0, "x1": columns, "y0": at, "y1": at,
         "line": {"color": RULE if at == 0 and y == "y2" else GRID, "width": 1}, "layer": "below"}
        for at in place_ticks(*limits, step)
    ]  # fmt: skip


def _label_top(result: OneByOne, compact: bool) -> list[dict[str, Any]]:
    scale = f"{label_instrument(result.instrument)} score ({result.better} is better)"
    notes = [note(small(scale), 0, 1, xshift=-LEFT + 4, yshift=HEAD - 12)]
    middle = {"xref": "x", "xanchor": "center", "align": "center"}
    at_visit = shorten(name_visit(result.visit), 10 if compact else 24)
    for place, arm in enumerate(result.arms):
        name = wrap(name_arm(arm.arm, result.data.substance), 15 if compact else 24)
        text = "<br>".join([*(bold(line) for line in name), small(f"n = {arm.n}")])
        notes.append(note(text, place + 0.5, 1, yanchor="bottom", yshift=4, **middle))
        for side, mean, visit in ((-1, arm.before, "baseline"), (1, arm.after, at_visit)):
            x = place + 0.5 + side * HALF
            foot = {"yanchor": "top", "yshift": -4, **middle}
            beside = {"xanchor": "left" if side > 0 else "right", "xshift": 9 * side}
            notes.append(note(small(visit), x, 1 - TOP / PLOT, **foot))
            text = bold(format_number(mean, 1))
            notes.append(note(text, x, mean or 0.0, xref="x", yref="y", **beside))
    if not compact:
        told = "<br>".join(small(line) for line in wrap("Each pale line is one person, the bold "
                           "one the mean of the arm.", 26))  # fmt: skip
        notes.append(note(told, 0.7, 1, yanchor="top", yshift=-6))
    return notes


def _label_bottom(result: OneByOne, compact: bool) -> list[dict[str, Any]]:
    top = BOTTOM / PLOT
    head = "Points better since baseline" + ("" if compact else ", mean and bootstrap interval")
    notes = [note(small(head), 0, top, xshift=-LEFT + 4, yanchor="bottom", yshift=6)]
    names = [name_arm(arm.arm, result.data.substance) for arm in result.arms]
    names.append("Difference, not adjusted")
    for place, (name, (style, found, _)) in enumerate(zip(names, _columns(result), strict=True)):
        value = "–" if found is None else format_number(found.value, 1)
        limits = "" if found is None else format_brackets(found.low, found.high, 1)
        lines = [f"{bold(value)}", small(limits)]
        lines += [small(line) for line in wrap(f"{style.glyph} {name}", 15 if compact else 26)]
        notes.append(note("<br>".join(lines), place + 0.5, 0, xref="x2", xanchor="center",
                          align="center", yanchor="top", yshift=-6))  # fmt: skip
    return notes
