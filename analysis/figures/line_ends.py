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
        arm: max((m for m in result.means if m.arm == arm and m.mean is not None),
                 key=lambda mean: mean.day, default=None)
        for arm in arms
    }  # fmt: skip
    ends = [(arm, mean) for arm, mean in last.items() if mean is not None]
    texts = [_wrap_label(arm, result.data.substance, compact) for arm, _ in ends]
    per_point = height / (limits[1] - limits[0])
    middles = [(limits[1] - (mean.mean or 0.0)) * per_point for _, mean in ends]
    moved = push_apart(middles, [LINE * 0.93 * len(text) for text in texts], height)
    found = [max(place_week(mean.day) for mean in result.means)] * len(ends)
    return [
        note("<br>".join(small(line) for line in text), x, limits[1] - y / per_point, xref="x",
             yref="y", xshift=14)
        for text, x, y in zip(texts, found, moved, strict=True)
    ]  # fmt: skip


def _wrap_label(arm: str, substance: str, compact: bool) -> list[str]:
    return wrap(f"{style_of(arm).glyph} {name_arm(arm, substance)}", 13 if compact else 18)


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
