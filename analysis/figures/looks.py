"""The difference watched as people came in, in limits that hold at every look."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, format_brackets, format_number, label_instrument
from analysis.core.results import Look, LookedAgain, WatchedDifference
from analysis.privacy import Released

from .canvas import Trace, axis, paint, scatter
from .colours import GRID, INCONCLUSIVE, RULE, ArmStyle, fade, style_of
from .forest_marks import band
from .text import SIGN_OFF_HEIGHT, SMALL, bold, lower_first, name_arm, note, sign_off, small
from .ticks import choose_step, label_ticks, place_ticks

PLOT: Final = 280
HEAD: Final = 30
LEFT: Final = 40
FOOT: Final = 46
FEWEST_LOOKS: Final = 2


def draw_looks(released: Released[LookedAgain], compact: bool = False) -> go.Figure:
    """The difference after each person, its band, and the ordinary interval at the end.

    Raises
    ------
    CannotEstimate
        With fewer than two looks: protected view has the last one alone.
    """
    result, watched = released.result, released.result.watched
    if watched is None or len(watched.looks or ()) < FEWEST_LOOKS:
        raise CannotEstimate("one_look", "There is one look to show, so no line is drawn.", "")
    colour = style_of(result.comparison.treatment)
    limits = _find_range(watched)
    right = 104 if compact else 150
    return paint(
        _draw(watched, colour, _is_answerable(result)),
        HEAD + PLOT + FOOT + SIGN_OFF_HEIGHT,
        {"l": LEFT, "r": right, "t": HEAD, "b": FOOT + SIGN_OFF_HEIGHT},
        _axes(watched.looks, limits),
        _frame(result, watched.looks, limits),
        [
            *_label(result, watched, limits, compact),
            *[n | {"xshift": -LEFT} for n in sign_off(released, FOOT, compact)],
        ],
    )


def _is_answerable(result: LookedAgain) -> bool:
    return result.verdict is None or result.verdict.code != "cannot_answer"


def _find_range(watched: WatchedDifference) -> tuple[float, float]:
    lows, highs = [look.low for look in watched.looks], [look.high for look in watched.looks]
    room = 0.06 * (max(highs) - min(lows)) or 1.0
    return min(*lows, 0.0) - room, max(*highs, 0.0) + room


def _draw(watched: WatchedDifference, style: ArmStyle, told: bool) -> list[Trace]:
    looks, shade = watched.looks, style.colour if told else INCONCLUSIVE
    x = [look.people for look in looks]
    outline = scatter(
        x=[*x, *reversed(x)],
        y=[*(look.low for look in looks), *(look.high for look in reversed(looks))],
        mode="lines", fill="toself", fillcolor=fade(shade, 0.16), hoverinfo="skip",
        line={"width": 1, "color": fade(shade, 0.6)}, name="limits at every look",
    )  # fmt: skip
    line = scatter(x=x, y=[look.value for look in looks], mode="lines", name="difference",
                   line={"color": shade, "width": 2.5}, text=[_describe(look) for look in looks],
                   hovertemplate="%{text}<extra></extra>")  # fmt: skip
    fixed = watched.fixed
    if fixed is None:
        return [outline, line]
    last = x[-1] + 0.02 * (x[-1] - x[0])
    ordinary = scatter(x=[last, last], y=[fixed.low, fixed.high], mode="lines", hoverinfo="skip",
                       line={"color": shade, "width": 4}, name="ordinary interval")  # fmt: skip
    return [outline, line, ordinary]


def _describe(look: Look) -> str:
    limits = format_brackets(look.low, look.high, 1)
    return f"After {format_number(look.people, 0)}: {format_number(look.value, 1)} {limits}"


def _axes(looks: tuple[Look, ...], limits: tuple[float, float]) -> dict[str, Any]:
    first, last = looks[0].people, looks[-1].people
    x_step, y_step = choose_step(last - first, 5), choose_step(limits[1] - limits[0], 6)
    x_ticks = place_ticks(first, last, x_step)
    y_ticks = place_ticks(*limits, y_step)
    tick = {"tickfont": {"size": SMALL}}
    return {
        "xaxis": axis(range=[first, last + 0.04 * (last - first)], tickvals=x_ticks,
                      ticktext=label_ticks(x_ticks, x_step), tickangle=0, **tick),
        "yaxis": axis(range=list(limits), tickvals=y_ticks,
                      ticktext=label_ticks(y_ticks, y_step), **tick),
    }  # fmt: skip


def _frame(
    result: LookedAgain, looks: tuple[Look, ...], limits: tuple[float, float]
) -> list[dict[str, Any]]:
    step = choose_step(limits[1] - limits[0], 6)
    lines = [_across(y, GRID, 1) for y in place_ticks(*limits, step) if y != 0]
    lines.append(_across(0, RULE, 1.5))
    if result.verdict is not None:
        margin = result.verdict.margin
        lines.append(band(0, 1, -margin, margin) | {"xref": "paper"})
    return lines


def _across(y: float, colour: str, width: float) -> dict[str, Any]:
    return {"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": y, "y1": y,
            "line": {"color": colour, "width": width}, "layer": "below"}  # fmt: skip


def _label(
    result: LookedAgain, watched: WatchedDifference, limits: tuple[float, float], compact: bool
) -> list[dict[str, Any]]:
    """Axes, and at the end of the line what its number and its two intervals are."""
    more = lower_first(name_arm(result.comparison.treatment, result.data.substance))
    scale = label_instrument(result.instrument)
    head = f"{scale} points better" if compact else f"{scale} points better with {more}"
    last, fixed = watched.looks[-1], watched.fixed
    now = [bold(format_number(last.value, 1)), small("every look:"),
           small(format_brackets(last.low, last.high, 1))]  # fmt: skip
    if fixed is not None:
        now += [small("one look only:"), small(format_brackets(fixed.low, fixed.high, 1))]
    return [
        note(small(head), 0, 1, xshift=-LEFT + 4, yshift=8, yanchor="bottom"),
        note(small("People so far with a score, in order of enrolment"), 0, 0, yanchor="top",
             yshift=-22),
        note("<br>".join(now), 1, max(min(last.value, limits[1]), limits[0]), yref="y", xshift=8),
    ]  # fmt: skip
