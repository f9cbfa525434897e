"""One group: its people where they may be shown, its mean and one SD to each side."""

from analysis.core import format_number
from analysis.core.results import GroupScores

from .canvas import Trace, scatter
from .colours import ArmStyle, fade, style_of
from .swarm import spread_points

MOST_POINTS = 1500
"""People a group may have and still be drawn one by one: more are a blot, and slow."""

BESIDE = 0.4
"""How far right of its people a mean stands; without people it stands in their place."""


def draw_group(group: GroupScores, place: int, bin_height: float) -> list[Trace]:
    """Traces of one group at a place on the axis; none where its mean is hidden."""
    if group.mean is None:
        return []
    style = style_of(group.arm)
    points = group.points or ()
    if not points or len(points) > MOST_POINTS:
        return [*_draw_spread(group, place, style), _draw_mean(group, place, style)]
    x = place + BESIDE
    return [
        _draw_people(points, place, bin_height, style),
        *_draw_spread(group, x, style),
        _draw_mean(group, x, style),
    ]


def _draw_people(
    points: tuple[float, ...], place: int, bin_height: float, style: ArmStyle
) -> Trace:
    offsets = spread_points(points, bin_height)
    return scatter(
        x=[place - 0.06 + offset for offset in offsets],
        y=list(points),
        mode="markers",
        name="people",
        marker={"symbol": style.symbol, "size": 5, "color": fade(style.colour, 0.5)},
        hoverinfo="skip",
    )


def _draw_spread(group: GroupScores, x: float, style: ArmStyle) -> list[Trace]:
    if group.mean is None or group.sd is None:
        return []
    ends = [group.mean - group.sd, group.mean + group.sd]
    line = {"color": style.colour, "width": 2.5}
    return [scatter(x=[x, x], y=ends, mode="lines", line=line, hoverinfo="skip", name="one SD")]


def _draw_mean(group: GroupScores, x: float, style: ArmStyle) -> Trace:
    text = f"Mean {format_number(group.mean, 1)}, SD {format_number(group.sd, 1)}"
    return scatter(
        x=[x],
        y=[group.mean],
        mode="markers",
        name="mean",
        marker={"symbol": style.symbol, "size": 11, "color": style.colour},
        text=text,
        hovertemplate="%{text}<extra></extra>",
    )
