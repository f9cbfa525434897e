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
    counts = {(mean.arm, float(place_week(mean.day))): mean.n
              for mean in result.means if mean.day in visits}  # fmt: skip
    names = {arm: name_arm(arm, result.data.substance) for arm in arms}
    return write_counts("People seen", names, counts, below, left)


def write_counts(
    heading: str,
    names: dict[str, str],
    counts: dict[tuple[str, float], int | None],
    below: float,
    left: float,
) -> list[dict[str, Any]]:
    """Rows of people under an axis, two lines an arm: its name, then its numbers.

    Parameters
    ----------
    heading : str
        What is counted.
    names : dict of str
        Label of each arm, in the order of the rows.
    counts : dict
        People by arm and place on the axis; None is hidden and drawn as a dash.
    below, left : float
        Pixels from the foot of the plot to the heading, and from its left edge to the figure's.
    """
    place = {"yanchor": "top", "align": "left"}
    head = f"{heading} (–: hidden)" if None in counts.values() else heading
    notes = [note(f"<b>{small(head)}</b>", 0, 0, xshift=-left + 4, yshift=-below, **place)]
    for i, (arm, label) in enumerate(names.items()):
        top = below + ROW_STEP * (1 + 2 * i)
        name = f"{style_of(arm).glyph} {label}"
        notes.append(note(small(name), 0, 0, xshift=-left + 4, yshift=-top, **place))
        for (other, x), n in counts.items():
            if other == arm:
                text = small("–" if n is None else format_number(n, 0))
                notes.append(note(text, x, 0, xref="x", xanchor="center", yanchor="top",
                                  yshift=-top - ROW_STEP))  # fmt: skip
    return notes
