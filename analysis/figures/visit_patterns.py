"""Who was seen when: a row of dots a pattern, and how many of each group share it."""

from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, format_number, format_percent
from analysis.core.results import Attrition
from analysis.privacy import Released

from .canvas import Trace, axis, paint, scatter
from .colours import EMPTY, INCONCLUSIVE, ZEBRA, fade, style_of
from .text import LINE, SIGN_OFF_HEIGHT, name_arm, note, sign_off, small, wrap

ROW: Final = 30.0
FOOT: Final = 14
MOST_ROWS: Final = 7
LEFT_WIDE, LEFT_COMPACT = 0.36, 0.33
_KINDS: Final = {
    "complete": "seen every time", "monotone": "left, did not come back",
    "intermittent": "missed some, came back", "never_seen": "never seen after the start",
}  # fmt: skip


@dataclass(frozen=True)
class _Row:
    """Visits seen and not (None: a kind, told in words), its name, people of each arm."""

    seen: tuple[bool, ...] | None
    name: str
    counts: dict[str, int | None]


def draw_patterns(released: Released[Attrition], compact: bool = False) -> go.Figure:
    """Patterns from the most to the least frequent; in protected view the four kinds in words.

    Bars are shares of everyone who started in a group. Patterns after the seventh are one row.

    Raises
    ------
    CannotEstimate
        When there is no row.
    """
    result = released.result
    rows = _list_rows(result)
    arms = [arm for arm in result.arms if any(k.arm == arm for k in result.kinds)]
    if not rows or not arms:
        raise CannotEstimate("nobody", "There is nobody to draw.", "Choose other people.")
    heads = {arm: wrap(f"{style_of(arm).glyph} {name_arm(arm, result.data.substance)}",
                       13 if compact else 20) for arm in arms}  # fmt: skip
    top = 26 + LINE * max(len(lines) for lines in heads.values())
    domains = _place_arms(len(arms), compact)
    return paint(
        [*_draw_dots(rows, len(result.visits), compact),
         *(t for i, arm in enumerate(arms) for t in _draw_bars(result, rows, arm, i))],
        top + ROW * len(rows) + FOOT + SIGN_OFF_HEIGHT,
        {"t": top, "b": FOOT + SIGN_OFF_HEIGHT},
        _axes(rows, domains, len(result.visits), compact),
        _stripe(len(rows)),
        [*_label_rows(result, rows, compact), *_label_heads(heads, domains),
         *_label_counts(result, rows, arms, compact), *sign_off(released, FOOT, compact)],
    )  # fmt: skip


def _list_rows(result: Attrition) -> list[_Row]:
    if not result.patterns:
        return [
            _Row(None, said, {one.arm: one.n for one in result.kinds if one.what == kind})
            for kind, said in _KINDS.items()
        ]
    shown = [_Row(p.seen, _KINDS[p.kind], dict(p.counts)) for p in result.patterns[:MOST_ROWS]]
    rest = result.patterns[MOST_ROWS:]
    if rest:
        counts: dict[str, int | None] = {
            arm: sum(p.counts.get(arm, 0) for p in rest) for arm in result.arms
        }
        shown.append(_Row(None, f"{len(rest)} other patterns", counts))
    return shown


def _place_arms(count: int, compact: bool) -> list[tuple[float, float]]:
    """Where the bars of each group stand across the picture, from 0 to 1."""
    left = LEFT_COMPACT if compact else LEFT_WIDE
    width = (1 - left) / count
    return [(left + i * width, left + (i + 1) * width - 0.02) for i in range(count)]


def _draw_dots(rows: list[_Row], visits: int, compact: bool) -> list[Trace]:
    """Two traces, of visits seen and of visits missed."""
    found = []
    for wanted, symbol, name in ((True, "circle", "seen"), (False, "circle-open", "missed")):
        places = [(k, i + 0.5) for i, row in enumerate(rows) for k in range(visits)
                  if row.seen is not None and row.seen[k] is wanted]  # fmt: skip
        colour = INCONCLUSIVE if wanted else EMPTY
        found.append(
            scatter(x=[k for k, _ in places], y=[y for _, y in places], mode="markers", name=name,
                    marker={"symbol": symbol, "size": 9 if compact else 11, "color": colour,
                            "line": {"width": 1.5, "color": colour}}, hoverinfo="skip")
        )  # fmt: skip
    return found


def _draw_bars(result: Attrition, rows: list[_Row], arm: str, place: int) -> list[Trace]:
    of = _started(result, arm)
    style = style_of(arm)
    return [{
        "type": "bar", "orientation": "h", "name": name_arm(arm, result.data.substance),
        "x": [None if (n := row.counts.get(arm)) is None or not of else n / of for row in rows],
        "y": [i + 0.5 for i in range(len(rows))], "width": 0.56,
        "xaxis": f"x{place + 2}",
        "marker": {"color": fade(style.colour, 0.75), "line": {"color": style.colour, "width": 1}},
        "hoverinfo": "skip",
    }]  # fmt: skip


def _started(result: Attrition, arm: str) -> int:
    return next((k.of or 0 for k in result.kinds if k.arm == arm), 0)


def _axes(
    rows: list[_Row], domains: list[tuple[float, float]], visits: int, compact: bool
) -> dict[str, Any]:
    left = (LEFT_COMPACT if compact else LEFT_WIDE) * (0.88 if compact else 0.55)
    axes = {
        "xaxis": axis(domain=[0, left], range=[-0.5, max(visits - 0.5, 0.5)],
                      showticklabels=False),
        "yaxis": axis(range=[len(rows), 0], showticklabels=False),
    }  # fmt: skip
    for i, domain in enumerate(domains):
        # Room to the right of a bar of everyone for its number.
        axes[f"xaxis{i + 2}"] = axis(domain=list(domain), range=[0, 1.75 if compact else 1.5],
                                     showticklabels=False)  # fmt: skip
    return axes


def _stripe(count: int) -> list[dict[str, Any]]:
    return [
        {"type": "rect", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": i, "y1": i + 1,
         "fillcolor": ZEBRA, "line": {"width": 0}, "layer": "below"}
        for i in range(0, count, 2)
    ]  # fmt: skip


def _label_rows(result: Attrition, rows: list[_Row], compact: bool) -> list[dict[str, Any]]:
    """The visits over the dots, and rows that are told in words."""
    found = []
    if any(row.seen for row in rows):
        first, last = result.visits[0], result.visits[-1]
        found.append(note(small(f"{first} to {last}"), 0, 1, yanchor="bottom", yshift=4,
                          xshift=4))  # fmt: skip
    for i, row in enumerate(rows):
        if row.seen is None:
            lines = wrap(row.name, 15 if compact else 34)
            text = "<br>".join(small(line) for line in lines)
            found.append(note(text, 0, i + 0.5, yref="y", xshift=6))
    return found


def _label_heads(
    heads: dict[str, list[str]], domains: list[tuple[float, float]]
) -> list[dict[str, Any]]:
    return [
        note("<br>".join(small(line) for line in lines), domain[0], 1, yanchor="bottom", yshift=4)
        for lines, domain in zip(heads.values(), domains, strict=True)
    ]


def _label_counts(
    result: Attrition, rows: list[_Row], arms: list[str], compact: bool
) -> list[dict[str, Any]]:
    found = []
    for place, arm in enumerate(arms):
        of = _started(result, arm)
        for i, row in enumerate(rows):
            n = row.counts.get(arm)
            share = n / of if n is not None and of else 0.0
            if n is None:
                text = "hidden"
            else:
                text = format_number(n, 0) if compact else (
                    f"{format_number(n, 0)} ({format_percent(share)})"
                )  # fmt: skip
            found.append(note(small(text), share, i + 0.5, xref=f"x{place + 2}", yref="y",
                              xshift=4))  # fmt: skip
    return found
