"""Names of the arms where their lines end, pushed apart where they would overlap."""

from typing import Any

from analysis.core.results import Trajectories

from .colours import style_of
from .text import LINE, name_arm, note, small, wrap
from .visits import place_week


def label_ends(
    result: Trajectories,
    arms: tuple[str, ...],
    limits: tuple[float, float],
    height: float,
    compact: bool,
) -> list[dict[str, Any]]:
    """One label an arm, to the right of its last mean, in the colour of text.

    `limits` are the lowest and highest score of the axis, `height` its pixels.
    """
    last = {
        arm: max((m for m in result.leading if m.arm == arm and m.mean is not None),
                 key=lambda mean: mean.day, default=None)
        for arm in arms
    }  # fmt: skip
    ends = {
        arm: (mean.mean or 0.0, name_arm(arm, result.data.substance) + _say_basis(result, arm))
        for arm, mean in last.items()
        if mean is not None
    }
    x = max(place_week(mean.day) for mean in result.means)
    return place_ends(ends, x, limits, height, compact)


def _say_basis(result: Trajectories, arm: str) -> str:
    """Which arm's line is of those seen, where the others are modelled."""
    return " (as seen)" if result.model is not None and not result.modelled(arm) else ""


def place_ends(
    ends: dict[str, tuple[float, str]],
    x: float,
    limits: tuple[float, float],
    height: float,
    compact: bool,
    yref: str = "y",
) -> list[dict[str, Any]]:
    """Labels of the arms beside the ends of their lines, pushed apart where they would overlap.

    `ends` holds where each arm's line ends and what its label says, `limits` and `height` the
    lowest and highest value of the axis and its pixels.
    """
    texts = [wrap(f"{style_of(arm).glyph} {label}", 13 if compact else 18)
             for arm, (_, label) in ends.items()]  # fmt: skip
    per_point = height / (limits[1] - limits[0])
    middles = [(limits[1] - y) * per_point for y, _ in ends.values()]
    moved = push_apart(middles, [LINE * 0.93 * len(text) for text in texts], height)
    return [
        note("<br>".join(small(line) for line in text), x, limits[1] - y / per_point, xref="x",
             yref=yref, xshift=14)
        for text, y in zip(texts, moved, strict=True)
    ]  # fmt: skip


def push_apart(middles: list[float], heights: list[float], room: float) -> list[float]:
    """Middles of labels moved as little as needed so that none overlaps, inside `room` pixels.

    Parameters
    ----------
    middles, heights : list of float
        Where each label would stand, from the top, and how tall it is.
    room : float
        Pixels from the top of the plot to its bottom; labels that cannot fit run below it.
    """
    order = sorted(range(len(middles)), key=lambda i: middles[i])
    moved, floor = list(middles), 0.0
    for i in order:
        moved[i] = max(middles[i], floor + heights[i] / 2)
        floor = moved[i] + heights[i] / 2
    ceiling = max(room, sum(heights))
    for i in reversed(order):
        moved[i] = min(moved[i], ceiling - heights[i] / 2)
        ceiling = moved[i] - heights[i] / 2
    return moved
