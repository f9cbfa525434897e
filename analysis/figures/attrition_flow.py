"""The way of each group from its start to a visit: a band that narrows as people are lost."""

from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, format_number, format_percent, name_visit
from analysis.core.results import Attrition, FlowStep
from analysis.privacy import Released

from .canvas import Trace, axis, paint, scatter
from .colours import GRID, fade, style_of
from .text import MUTED, SIGN_OFF_HEIGHT, bold, escape, name_arm, note, sign_off, small

LANE: Final = 122.0
BAND: Final = 58.0
"""Pixels a whole group is high; the rest of its lane holds its name and its numbers."""

HEAD: Final = 8
FOOT: Final = 10
EDGE: Final = 0.42
LOST: Final = "rgba(128,128,128,.28)"
"""Those no longer followed: what is left of everyone who started, over the band."""

MOST_WIDE, MOST_COMPACT = 8, 4


def draw_flow(released: Released[Attrition], compact: bool = False) -> go.Figure:
    """One band a group: its height is the share still followed, then or at a later visit.

    Each step says how many and what share; the grey above is those no longer followed.

    Raises
    ------
    CannotEstimate
        When no step may be shown.
    """
    result = released.result
    arms = [arm for arm in result.arms if any(s.share is not None for s in result.steps_of(arm))]
    if not arms:
        raise CannotEstimate(
            "group_too_small", "Too few people to show how many were lost.", "Choose other arms."
        )
    steps = [step.step for step in result.steps_of(arms[0])]
    height = LANE * len(arms)
    return paint(
        [t for i, arm in enumerate(arms) for t in _draw_band(result.steps_of(arm), arm, i)],
        HEAD + height + FOOT + SIGN_OFF_HEIGHT,
        {"t": HEAD, "b": FOOT + SIGN_OFF_HEIGHT},
        {
            "xaxis": axis(range=[-EDGE, len(steps) - 1 + EDGE], showticklabels=False),
            "yaxis": axis(range=[height, 0], showticklabels=False),
        },
        _frame(len(arms), len(steps)),
        [
            *(n for i, arm in enumerate(arms) for n in _label_lane(result, arm, i, compact)),
            *sign_off(released, FOOT, compact),
        ],
    )


def _middle(lane: int) -> float:
    return lane * LANE + 30 + BAND / 2


def _draw_band(steps: tuple[FlowStep, ...], arm: str, lane: int) -> list[Trace]:
    """One outline for each run of steps that may be shown."""
    style = style_of(arm)
    x: list[float | None] = []
    y: list[float | None] = []
    for run in _find_runs(steps):
        # A step is a stretch, so that one shown alone is seen too.
        places = [(k + side, share) for k, share in run for side in (-0.18, 0.18)]
        floor = _middle(lane) + BAND / 2
        upper = [floor - share * BAND for _, share in places]
        lower = [floor] * len(places)
        across = [k for k, _ in places]
        x += [*across, *reversed(across), across[0], None]
        y += [*upper, *reversed(lower), upper[0], None]
    fill = {"fill": "toself", "fillcolor": fade(style.colour, 0.55)}
    return [scatter(x=x, y=y, mode="lines", name=escape(arm), hoverinfo="skip",
                    line={"color": style.colour, "width": 1}, **fill)]  # fmt: skip


def _find_runs(steps: tuple[FlowStep, ...]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = [[]]
    for k, step in enumerate(steps):
        if step.share is None:
            runs.append([])
        else:
            runs[-1].append((k, step.share))
    return [run for run in runs if run]


def _frame(lanes: int, count: int) -> list[dict[str, Any]]:
    """Everyone who started, grey, behind each band; a thread between lanes."""
    behind = [
        {"type": "rect", "xref": "x", "yref": "y", "x0": -0.18, "x1": count - 0.82,
         "y0": _middle(i) - BAND / 2, "y1": _middle(i) + BAND / 2, "fillcolor": LOST,
         "line": {"width": 0}, "layer": "below"}
        for i in range(lanes)
    ]  # fmt: skip
    threads = [
        {"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": i * LANE,
         "y1": i * LANE, "line": {"color": GRID, "width": 1}, "layer": "below"}
        for i in range(1, lanes)
    ]  # fmt: skip
    return [*behind, *threads]


def choose_steps(count: int, compact: bool) -> list[int]:
    """Steps that are labelled: the first and the last always, and as many between as have room."""
    most = MOST_COMPACT if compact else MOST_WIDE
    if count <= most:
        return list(range(count))
    return sorted({round(i * (count - 1) / (most - 1)) for i in range(most)})


def _label_lane(result: Attrition, arm: str, lane: int, compact: bool) -> list[dict[str, Any]]:
    steps = result.steps_of(arm)
    name = f"{style_of(arm).glyph} {name_arm(arm, result.data.substance)}"
    found = [note(bold(name), 0, lane * LANE + 13, yref="y")]
    for k in choose_steps(len(steps), compact):
        step = steps[k]
        label = "Started" if k == 0 else _name(step.step)
        place = {"xref": "x", "yref": "y", "xanchor": "center", "align": "center"}
        if step.followed is None:
            found.append(note(small("hidden"), k, _middle(lane), opacity=MUTED, **place))
        else:
            n, share = format_number(step.followed, 0), format_percent(step.share)
            text = f"{bold(n)}<br>{small(share)}" if compact else bold(f"{n} · {share}")
            found.append(note(text, k, _middle(lane) + BAND * 0.1, **place))
        found.append(note(small(label), k, _middle(lane) + BAND / 2 + 12, **place))
    return found


def _name(visit: str) -> str:
    said = name_visit(visit)
    return said[:1].upper() + said[1:]
