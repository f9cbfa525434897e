"""One curve of responders: its steps with a band, or its points at fixed days."""

from itertools import pairwise

from analysis.core import format_number, format_percent
from analysis.core.results import ArmCurve, CurvePoint

from .canvas import Trace, scatter
from .colours import ArmStyle, fade, style_of
from .text import escape


def draw_curve(curve: ArmCurve, label: str, yaxis: str) -> list[Trace]:
    """The band of the intervals and the line of the shares; of both bounds where they differ."""
    style, name = style_of(curve.arm), escape(label)
    points = [point for point in curve.points or () if point.at_risk != 0]
    if curve.steps is not None:
        x = [step.day / 7 for step in curve.steps]
        y: list[float | None] = [100 * step.share for step in curve.steps]
        low = [step.low for step in curve.steps]
        high = [step.high for step in curve.steps]
        text = [f"{name}, week {_week(step.day)}: {format_percent(step.share)}"
                for step in curve.steps]  # fmt: skip
    else:
        x = [point.day / 7 for point in points]
        y = [_percent(point.share) for point in points]
        low, high = [point.low for point in points], [point.high for point in points]
        text = [_describe(point, name) for point in points]
    line = scatter(
        x=x, y=y, mode="lines" if curve.steps is not None else "lines+markers", name=name,
        yaxis=yaxis, connectgaps=False,
        line={"color": style.colour, "width": 2.5, "dash": style.dash, "shape": "hv"},
        marker={"symbol": style.symbol, "size": 6, "color": style.colour},
        text=text, hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    found = [*_draw_band(x, low, high, style, yaxis), line]
    return [*found, _draw_most(points, style, name, yaxis)] if _has_bounds(points) else found


def _draw_band(
    x: list[float], low: list[float | None], high: list[float | None], style: ArmStyle, yaxis: str
) -> list[Trace]:
    """One outline of steps over the run of times that have limits."""
    there = [(week, 100 * a, 100 * b) for week, a, b in zip(x, low, high, strict=True)
             if a is not None and b is not None]  # fmt: skip
    if len(there) < 2:
        return []
    upper = _as_steps([(week, high) for week, _, high in there])
    outline = [*upper, *reversed(_as_steps([(week, low) for week, low, _ in there]))]
    return [scatter(x=[w for w, _ in outline], y=[v for _, v in outline], mode="lines",
                    fill="toself", fillcolor=fade(style.colour, 0.14), line={"width": 0},
                    hoverinfo="skip", name="interval", yaxis=yaxis)]  # fmt: skip


def _as_steps(values: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Corners of a step function: each value holds until the next time."""
    corners = [values[0]]
    for (_, before), (week, value) in pairwise(values):
        corners += [(week, before), (week, value)]
    return corners


def _has_bounds(points: list[CurvePoint]) -> bool:
    return any(point.most is not None and point.most != point.share for point in points)


def _draw_most(points: list[CurvePoint], style: ArmStyle, name: str, yaxis: str) -> Trace:
    """The greatest share still in response, where loss lies somewhere between two visits."""
    return scatter(
        x=[point.day / 7 for point in points], y=[_percent(point.most) for point in points],
        mode="lines", name=f"{name}, at most", yaxis=yaxis, connectgaps=False, hoverinfo="skip",
        line={"color": fade(style.colour, 0.6), "width": 1.3, "dash": style.dash, "shape": "hv"},
    )  # fmt: skip


def end_of(curve: ArmCurve) -> float | None:
    """Where a curve ends, in percent; None where nothing of it is shown."""
    if curve.steps:
        return 100 * curve.steps[-1].share
    shown = [point.share for point in curve.points or () if point.share is not None]
    return 100 * shown[-1] if shown else None


def _describe(point: CurvePoint, name: str) -> str:
    share = format_percent(point.share)
    return f"{name}, week {_week(point.day)}: {share}, {format_number(point.at_risk, 0)} followed"


def _week(day: float) -> str:
    return format_number(day / 7, 0 if day % 7 == 0 else 1)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
