"""The axis of a forest: symmetric about no difference."""

import math
from dataclasses import dataclass
from typing import Final

from analysis.core import Estimate

from .ticks import choose_step, label_ticks, place_ticks

SD_STEP: Final = 0.5
WIDEST_SD: Final = 2.5
"""Intervals reaching further are cut there, with an arrowhead, so that the others stay readable."""


@dataclass(frozen=True)
class ForestAxis:
    """Half the range, where the ticks are and what they say."""

    limit: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]


def choose_axis(estimates: list[Estimate]) -> ForestAxis:
    """A symmetric axis that holds every interval: ticks each 0.5 in SD, round ones in points."""
    reach = max((max(abs(e.low), abs(e.high)) for e in estimates), default=1.0)
    if estimates and estimates[0].unit == "points":
        step = choose_step(max(reach, 1.0), 3)
        limit = step * math.ceil(reach / step - 1e-9)
    else:
        step = SD_STEP
        limit = min(max(1.0, step * math.ceil(reach / step - 1e-9)), WIDEST_SD)
        furthest = max((abs(e.value) for e in estimates), default=0.0)
        if furthest + 0.1 > limit:
            limit = step * math.ceil((furthest + step) / step)
    ticks = place_ticks(-limit, limit, step)
    labels = label_ticks(ticks, step)
    if len(ticks) > 7:
        labels = [t if round(v / step) % 2 == 0 else "" for t, v in zip(labels, ticks, strict=True)]
    return ForestAxis(limit, tuple(ticks), tuple(labels))
