"""Visits on the axis of time, and the people seen at each of them under it."""

import math
from typing import Any, Final

from analysis.core import format_number
from analysis.core.results import Trajectories

from .colours import style_of
from .text import name_arm, note, small

ROW_STEP: Final = 17
ROOM_WIDE, ROOM_COMPACT = 22.0, 30.0
PLOT_WIDE, PLOT_COMPACT = 400.0, 190.0
"""Pixels a number needs, and of the narrowest plot each form is made for."""


def place_week(day: float) -> float:
    """Where a study day stands: the square root of its week, the sign kept."""
    return math.copysign(math.sqrt(abs(day) / 7), day) if day else 0.0


def choose_visits(result: Trajectories, compact: bool) -> list[int]:
    """Days of the visits that are labelled: all, or as many as have room.

    The first, the last and the primary visit always are; others where their number fits.
    """
    days = sorted({mean.day for mean in result.means})
    span = place_week(days[-1]) - place_week(days[0])
    room = (ROOM_COMPACT / PLOT_COMPACT if compact else ROOM_WIDE / PLOT_WIDE) * span
    primary = [m.day for m in result.means if m.visit == result.primary_visit]
    chosen = [days[0], days[-1]]
    for day in [*primary[:1], *reversed(days)]:
        if all(abs(place_week(day) - place_week(other)) >= room for other in chosen):
            chosen.append(day)
    return sorted(set(chosen))


def rows_height(arms: tuple[str, ...]) -> int:
    """Pixels the rows of numbers need: a heading, and two lines an arm."""
    return ROW_STEP * (1 + 2 * len(arms)) + 10


def write_rows(
    result: Trajectories, arms: tuple[str, ...], compact: bool, below: float, left: float
) -> list[dict[str, Any]]:
    """How many of each arm were seen at each labelled visit, in rows under the axis."""
    visits = choose_visits(result, compact)
    place = {"yanchor": "top", "align": "left"}
    hidden = any(mean.n is None for mean in result.means)
    head = "People seen (–: hidden)" if hidden else "People seen"
    notes = [note(f"<b>{small(head)}</b>", 0, 0, xshift=-left + 4, yshift=-below, **place)]
    for i, arm in enumerate(arms):
        top = below + ROW_STEP * (1 + 2 * i)
        name = f"{style_of(arm).glyph} {name_arm(arm, result.data.substance)}"
        notes.append(note(small(name), 0, 0, xshift=-left + 4, yshift=-top, **place))
        for day in visits:
            mean = next((m for m in result.means if m.arm == arm and m.day == day), None)
            if mean is not None:
                n = "–" if mean.n is None else format_number(mean.n, 0)
                notes.append(note(small(n), place_week(day), 0, xref="x", xanchor="center",
                                  yanchor="top", yshift=-top - ROW_STEP))  # fmt: skip
    return notes
