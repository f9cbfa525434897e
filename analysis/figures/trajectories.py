"""Mean scores over time, arm by arm, with how many people stand behind each."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, is_infusion, label_instrument
from analysis.core.results import Trajectories, VisitMean
from analysis.privacy import Released

from .canvas import axis, paint
from .colours import GRID, RULE
from .line_ends import label_ends
from .text import SIGN_OFF_HEIGHT, SMALL, note, sign_off, small, wrap
from .ticks import choose_step, label_ticks, place_ticks
from .time_marks import draw_arm
from .visits import ROW_STEP, choose_visits, place_week, rows_height, write_rows

PLOT: Final = 290
HEAD: Final = 34
LEFT: Final = 40


def draw_trajectories(released: Released[Trajectories], compact: bool = False) -> go.Figure:
    """Mean of each arm at each visit with its interval; hollow where the scale looks back.

    Under the axis stands how many were seen at each visit. Early weeks are drawn wider: the place
    of a week is its square root.

    Raises
    ------
    CannotEstimate
        When there is no mean that may be shown.
    """
    result = released.result
    shown = [m for m in result.means if m.mean is not None]
    if not shown:
        refusal = result.refused
        raise CannotEstimate(
            refusal.code if refusal else "no_scores",
            refusal.sentence if refusal else "There are no scores to draw.",
            refusal.mend if refusal else "Choose another instrument.",
        )
    arms = tuple(dict.fromkeys(mean.arm for mean in result.means))
    low, high = _find_range(result)
    right = 96 if compact else 132
    foot = 52 + rows_height(arms)
    return paint(
        [trace for arm in arms for trace in draw_arm(result, arm)],
        HEAD + PLOT + foot + SIGN_OFF_HEIGHT,
        {"l": LEFT, "r": right, "t": HEAD, "b": foot + SIGN_OFF_HEIGHT},
        _axes(result, low, high, compact),
        _frame(result, low, high),
        [
            *_label_axes(result, compact),
            *label_ends(result, arms, (low, high), PLOT, compact),
            *write_rows(result, arms, compact, 52, LEFT),
            *[n | {"xshift": -LEFT} for n in sign_off(released, foot, compact)],
        ],
    )


def _find_range(result: Trajectories) -> tuple[float, float]:
    seen = result.means if result.model is None else (*result.leading, *result.means)
    found = [v for m in seen for v in _drawn(result, m) if v is not None]
    room = 0.08 * (max(found) - min(found)) or 1.0
    low, high = min(found) - room, max(found) + room
    if result.minimum is not None:
        low = max(low, result.minimum - room / 2)
    if result.maximum is not None:
        high = min(high, result.maximum + room / 2)
    return low, high


def _drawn(result: Trajectories, mean: VisitMean) -> tuple[float | None, ...]:
    """The mean, and its limits where a band is drawn."""
    pale = result.model is not None and mean in result.means
    return (mean.mean,) if pale else (mean.low, mean.mean, mean.high)


def _axes(result: Trajectories, low: float, high: float, compact: bool) -> dict[str, Any]:
    visits = choose_visits(result, compact)
    step = choose_step(high - low, 6)
    ticks = place_ticks(low, high, step)
    places = [place_week(mean.day) for mean in result.means]
    room = 0.04 * (max(places) - min(places)) or 0.5
    tick = {"tickfont": {"size": SMALL}}
    return {
        "xaxis": axis(range=[min(places) - room, max(places) + room],
                      tickvals=[place_week(day) for day in visits],
                      ticktext=[_name_week(day) for day in visits], tickangle=0, **tick),
        "yaxis": axis(range=[low, high], tickvals=ticks, ticktext=label_ticks(ticks, step), **tick),
    }  # fmt: skip


def _name_week(day: int) -> str:
    """A study day in weeks, short: 84 is "12", 1 is "0.1"."""
    return f"{day / 7:.0f}" if day % 7 == 0 else f"{day / 7:.1f}".replace("-", "−")


def _frame(result: Trajectories, low: float, high: float) -> list[dict[str, Any]]:
    step = choose_step(high - low, 6)
    lines: list[dict[str, Any]] = [
        {"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": y, "y1": y,
         "line": {"color": GRID, "width": 1}, "layer": "below"}
        for y in place_ticks(low, high, step)
    ]  # fmt: skip
    primary = next((m.day for m in result.means if m.visit == result.primary_visit), None)
    if primary is not None:
        x = place_week(primary)
        lines.append({"type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": 0,
                      "y1": 1, "line": {"color": RULE, "width": 1, "dash": "dot"},
                      "layer": "below"})  # fmt: skip
    return lines


def _label_axes(result: Trajectories, compact: bool) -> list[dict[str, Any]]:
    better = f" ({result.better} is better)" if result.better in ("lower", "higher") else ""
    kinds = "" if result.model is None else "; bold: adjusted by a model, pale: as seen"
    scale = f"Mean {label_instrument(result.instrument)} score{better}{kinds}"
    since = "first infusion" if is_infusion(result.data.substance) else "first dose"
    weeks = f"Weeks since {since}" + ("" if compact else " (early weeks drawn wider)")
    lines = wrap(scale, 44 if compact else 80)
    return [
        note("<br>".join(small(line) for line in lines), 0, 1, xshift=-LEFT + 4, yshift=8,
             yanchor="bottom"),
        note(small(weeks), 0, 0, yanchor="top", yshift=-ROW_STEP - 6),
    ]  # fmt: skip
