"""A hundred people an arm, those who responded filled."""

from typing import Any, Final, Literal

import plotly.graph_objects as go

from analysis.core import CannotEstimate
from analysis.core.results import EffectsByCondition, RiskComparison
from analysis.privacy import Released

from .canvas import Trace, axis, paint, scatter
from .colours import CLEAR, EMPTY, style_of
from .text import SIGN_OFF_HEIGHT, SMALL, bold, escape, name_arm, note, sign_off, small, wrap

SIDE: Final = 10
STEP: Final = 22
HEAD: Final = 78
FOOT: Final = 14
_MET: Final = {"response": "responded", "remission": "in remission"}


def draw_icon_array(
    released: Released[EffectsByCondition],
    condition: str,
    outcome: Literal["response", "remission"] = "response",
    compact: bool = False,
) -> go.Figure:
    """Of a hundred such people in each arm, how many responded (or were in remission).

    Raises
    ------
    CannotEstimate
        When the condition is not in the answer, or its shares are hidden or not counted.
    """
    result = released.result
    arms = (result.comparison.comparator, result.comparison.treatment)
    counts = _count_per_100(result, condition, outcome)
    width = 0.48 if compact else 0.42
    domains = ([0.0, width], [1 - width, 1.0])
    size = 10 if compact else 13
    traces = [
        trace
        for i, (count, arm) in enumerate(zip(counts, arms, strict=True))
        for trace in _draw_hundred(count, arm, i, name_arm(arm, result.data.substance), size)
    ]
    heads = [
        _label(count, name_arm(arm, result.data.substance), outcome, domain[0])
        for count, arm, domain in zip(counts, arms, domains, strict=True)
    ]
    return paint(
        traces,
        HEAD + SIDE * STEP + FOOT + SIGN_OFF_HEIGHT,
        {"t": HEAD, "b": FOOT + SIGN_OFF_HEIGHT},
        _axes(domains),
        [],
        [*heads, *sign_off(released, FOOT, compact)],
    )


def _count_per_100(
    result: EffectsByCondition, condition: str, outcome: Literal["response", "remission"]
) -> tuple[int, int]:
    """People of every hundred in the comparator and in the treatment arm."""
    effect = next((e for e in result.effects if e.condition == condition), None)
    risks: RiskComparison | None = getattr(effect, outcome, None)
    treatment, comparator = risks.leading[:2] if risks is not None else (None, None)
    if treatment is None or comparator is None:
        raise CannotEstimate(
            "no_shares",
            f"No share of people with {outcome} can be shown here.",
            "Choose another instrument, or a later visit.",
        )
    return round(100 * comparator), round(100 * treatment)


def _draw_hundred(count: int, arm: str, panel: int, label: str, size: int) -> list[Trace]:
    """Filled icons from the top left, row by row, then the empty ones."""
    style, name = style_of(arm), escape(label)
    parts = ((range(count), style.colour, style.colour, name),
             (range(count, SIDE * SIDE), CLEAR, EMPTY, f"{name}, not met"))  # fmt: skip
    return [
        scatter(
            x=[i % SIDE for i in icons],
            y=[i // SIDE for i in icons],
            xaxis="x" if panel == 0 else "x2",
            yaxis="y",
            mode="markers",
            name=title,
            marker={"symbol": style.symbol, "size": size, "color": fill,
                    "line": {"color": edge, "width": 1.3}},
            hoverinfo="skip",
        )
        for icons, fill, edge, title in parts
    ]  # fmt: skip


def _label(count: int, label: str, outcome: str, x: float) -> dict[str, Any]:
    number = f'<b><span style="font-size:26px">{count}</span></b> '
    lines = [number + small(f"of 100 {_MET[outcome]}"), *(bold(t) for t in wrap(label, 22))]
    return note("<br>".join(lines), x, 1, yanchor="top", yshift=HEAD - 4)


def _axes(domains: tuple[list[float], list[float]]) -> dict[str, Any]:
    across = {"range": [-0.7, SIDE - 0.3], "showticklabels": False, "tickfont": {"size": SMALL}}
    return {
        "xaxis": axis(domain=domains[0], **across),
        "xaxis2": axis(domain=domains[1], **across),
        "yaxis": axis(range=[SIDE - 0.4, -0.6], showticklabels=False),
    }
