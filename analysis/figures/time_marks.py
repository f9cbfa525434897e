"""One arm over time: its band, its line, its marks."""

from analysis.core import format_brackets, format_number, name_visit
from analysis.core.results import Trajectories, VisitMean

from .canvas import Trace, scatter
from .colours import ArmStyle, fade, style_of
from .text import escape, name_arm
from .visits import place_week


def draw_arm(result: Trajectories, arm: str) -> list[Trace]:
    """The band of the intervals, the line through the means, a mark at each visit.

    Where the arm is modelled its observed means stand pale behind; where only other arms are, its
    own line is pale, as it is of another kind.
    """
    style = style_of(arm)
    label = escape(name_arm(arm, result.data.substance))
    seen = sorted((m for m in result.means if m.arm == arm), key=lambda mean: mean.day)
    modelled = sorted(result.modelled(arm), key=lambda mean: mean.day)
    if result.model is None:
        return [*_draw_band(seen, style), _draw_means(seen, style, label)]
    if not modelled:
        return [_draw_pale(seen, style, label)]
    return [
        _draw_pale(seen, style, f"{label}, as seen"),
        *_draw_band(modelled, style),
        _draw_means(modelled, style, label),
    ]


def _draw_pale(means: list[VisitMean], style: ArmStyle, label: str) -> Trace:
    """Means of those seen, thin and pale."""
    line = _draw_means(means, style, label)
    pale = fade(style.colour, 0.55)
    marker = {**line["marker"], "size": 5, "color": pale}
    marker["line"] = {"color": pale, "width": line["marker"]["line"]["width"]}
    return {**line, "line": {"color": pale, "width": 1.2, "dash": style.dash}, "marker": marker}


def _draw_band(means: list[VisitMean], style: ArmStyle) -> list[Trace]:
    """One outline a run of visits with an interval: a hidden visit is a gap."""
    x: list[float | None] = []
    y: list[float | None] = []
    for run in _find_runs(means):
        there = [place_week(mean.day) for mean in run]
        x += [*there, *reversed(there), there[0], None]
        y += [*(m.low for m in run), *(m.high for m in reversed(run)), run[0].low, None]
    if not x:
        return []
    return [scatter(x=x, y=y, mode="lines", fill="toself", fillcolor=fade(style.colour, 0.16),
                       line={"width": 0}, hoverinfo="skip", name="interval")]  # fmt: skip


def _find_runs(means: list[VisitMean]) -> list[list[VisitMean]]:
    runs: list[list[VisitMean]] = [[]]
    for mean in means:
        if mean.low is None or mean.high is None:
            runs.append([])
        else:
            runs[-1].append(mean)
    return [run for run in runs if run]


def _draw_means(means: list[VisitMean], style: ArmStyle, label: str) -> Trace:
    hollow = [mean.looks_back for mean in means]
    return scatter(
        x=[place_week(mean.day) for mean in means],
        y=[mean.mean for mean in means],
        mode="lines+markers",
        name=label,
        connectgaps=False,
        line={"color": style.colour, "width": 2.5, "dash": style.dash},
        marker={
            "symbol": [f"{style.symbol}-open" if h else style.symbol for h in hollow],
            "size": 9,
            "color": style.colour,
            "line": {"color": style.colour, "width": [2 if h else 0 for h in hollow]},
        },
        text=[_describe(mean, label) for mean in means],
        hovertemplate="%{text}<extra></extra>",
    )


def _describe(mean: VisitMean, label: str) -> str:
    visit = escape(name_visit(mean.visit))
    limits = "" if mean.low is None else f" {format_brackets(mean.low, mean.high, 1)}"
    return f"{label}, {visit}: {format_number(mean.mean, 1)}{limits}"
