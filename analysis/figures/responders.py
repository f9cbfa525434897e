"""Who met which rule: a dot plot, better outcomes above and worse below."""

from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from analysis.core import CannotEstimate, Estimate, format_brackets, format_percent
from analysis.core.results import ArmOutcome, PersonOutcome, Responders
from analysis.privacy import Released, minimum_group

from .canvas import Trace, axis, paint, scatter
from .colours import GRID, RULE, ZEBRA, style_of
from .text import MUTED, SIGN_OFF_HEIGHT, SMALL, bold, escape, name_arm, note, sign_off, small

LINE: Final = 24
"""Pixels of an arm's line, wide; compact it has a line of text above its mark too."""

LINE_COMPACT: Final = 40
TITLE: Final = 24
GAP: Final = 12
HEAD: Final = 34
FOOT: Final = 30
NAMES, NUMBERS = 0.36, 0.19
"""Shares of the width for the names at the left and the numbers at the right."""


@dataclass(frozen=True)
class _Line:
    """One arm of one outcome at its height from the top; `share` None says `missing` instead."""

    arm: str
    y: float
    share: Estimate | None
    missing: str
    hollow: bool


@dataclass(frozen=True)
class _Block:
    """One outcome with its lines, from `top` to `bottom`."""

    outcome: PersonOutcome
    top: float
    bottom: float
    lines: tuple[_Line, ...]


def draw_responders(released: Released[Responders], compact: bool = False) -> go.Figure:
    """Per outcome a mark with its interval for every arm, 0 to 100 %; hollow where only as seen.

    Raises
    ------
    CannotEstimate
        When nothing is counted at the visit.
    """
    result = released.result
    if not result.outcomes:
        raise CannotEstimate("looks_back", "Nobody is counted at this visit.",
                             "Choose a later visit.")  # fmt: skip
    blocks = _arrange(result, compact)
    height = blocks[-1].bottom
    columns = (0.0, 1.0) if compact else (NAMES, 1 - NUMBERS)
    return paint(
        _draw_arms(result, [line for block in blocks for line in block.lines]),
        HEAD + height + FOOT + SIGN_OFF_HEIGHT,
        {"l": 8, "r": 8, "t": HEAD, "b": FOOT + SIGN_OFF_HEIGHT},
        _axes(columns, height),
        _frame(blocks, height),
        [
            note(small(_say_axis(blocks)), 0, 1, yshift=16),
            *[label for block in blocks for label in _label_block(result, block, compact)],
            *[n | {"xshift": -8} for n in sign_off(released, FOOT, compact)],
        ],
    )  # fmt: skip


def _say_axis(blocks: list[_Block]) -> str:
    hollow = any(line.hollow for block in blocks for line in block.lines)
    return "People who met it, of every 100 who could" + (" (hollow: as seen)" if hollow else "")


def _arrange(result: Responders, compact: bool) -> list[_Block]:
    """Blocks from the top: better outcomes, then worse ones after a wider gap."""
    blocks: list[_Block] = []
    y = 0.0
    step = LINE_COMPACT if compact else LINE
    ordered = sorted(result.outcomes, key=lambda one: one.worse)
    for place, outcome in enumerate(ordered):
        if outcome.worse and place and not ordered[place - 1].worse:
            y += 2 * GAP
        top = y
        y += TITLE
        lines = []
        for arm, share, missing, hollow in _read_arms(result, outcome):
            lines.append(_Line(arm, y + step - LINE / 2, share, missing, hollow))
            y += step
        y += GAP
        blocks.append(_Block(outcome, top, y, tuple(lines)))
    return blocks


def _read_arms(
    result: Responders, outcome: PersonOutcome
) -> list[tuple[str, Estimate | None, str, bool]]:
    """Arms of an outcome, most support first: share, else what stands in its place."""
    if outcome.refused is not None:
        return []
    there = {arm.arm: arm for arm in outcome.arms}
    others = [arm.arm for arm in outcome.others]
    found = []
    for arm in (result.comparison.treatment, *others, result.comparison.comparator):
        one: ArmOutcome | None = there.get(arm)
        share = outcome.share(one) if one is not None else None
        missing = f"1 to {minimum_group() - 1} people" if arm in outcome.few else "hidden"
        hollow = one is not None and outcome.leading not in (one.shares or {})
        found.append((arm, share, missing, hollow))
    return found


def _draw_arms(result: Responders, lines: list[_Line]) -> list[Trace]:
    """Intervals and marks of each arm, one trace each for the whole picture: quicker to draw."""
    traces: list[Trace] = []
    for arm in dict.fromkeys(line.arm for line in lines):
        shown = [(line, line.share) for line in lines if line.arm == arm and line.share]
        style, name = style_of(arm), escape(name_arm(arm, result.data.substance))
        ends = [end for _, share in shown for end in (100 * share.low, 100 * share.high, None)]
        widths = [2 if line.hollow else 0 for line, _ in shown]
        marker = {
            "symbol": [style.symbol + ("-open" if line.hollow else "") for line, _ in shown],
            "size": 11, "color": style.colour, "line": {"color": style.colour, "width": widths},
        }  # fmt: skip
        traces += [
            scatter(x=ends, y=[y for line, _ in shown for y in (line.y, line.y, None)],
                    mode="lines", line={"color": style.colour, "width": 3}, hoverinfo="skip",
                    name=f"{name}, interval"),
            scatter(x=[100 * share.value for _, share in shown], y=[line.y for line, _ in shown],
                    mode="markers", name=name, marker=marker,
                    text=[f"{name}: {_say_share(share)}" for _, share in shown],
                    hovertemplate="%{text}<extra></extra>"),
        ]  # fmt: skip
    return traces


def _axes(columns: tuple[float, float], height: float) -> dict[str, Any]:
    ticks = (0, 25, 50, 75, 100)
    return {
        "xaxis": axis(domain=list(columns), range=[-2, 102], tickvals=list(ticks),
                      ticktext=[f"{t}%" for t in ticks], tickangle=0, tickfont={"size": SMALL}),
        "yaxis": axis(range=[height, 0], showticklabels=False),
    }  # fmt: skip


def _frame(blocks: list[_Block], height: float) -> list[dict[str, Any]]:
    """Zebra behind every other outcome, the grid, and a rule between better and worse."""
    zebra: list[dict[str, Any]] = [
        {"type": "rect", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": b.top - GAP / 2,
         "y1": b.bottom - GAP / 2, "fillcolor": ZEBRA, "line": {"width": 0}, "layer": "below"}
        for b in blocks[::2]
    ]  # fmt: skip
    grid: list[dict[str, Any]] = [
        {"type": "line", "xref": "x", "yref": "y", "x0": x, "x1": x, "y0": 0, "y1": height,
         "line": {"color": GRID, "width": 1}, "layer": "below"}
        for x in (0, 25, 50, 75, 100)
    ]  # fmt: skip
    first = next((b for b in blocks if b.outcome.worse), None)
    if first is None or first is blocks[0]:
        return [*zebra, *grid]
    y = first.top - 1.5 * GAP
    rule = {"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": y, "y1": y,
            "line": {"color": RULE, "width": 1.2}}  # fmt: skip
    return [*zebra, *grid, rule]


def _label_block(result: Responders, block: _Block, compact: bool) -> list[dict[str, Any]]:
    outcome = block.outcome
    at = {"yref": "y"}
    label = outcome.label
    if outcome.refused is not None:
        none = "no published rule" if outcome.refused.code == "no_rule" else "cannot be counted"
        text = f"{bold(label)} {small(none)}"
        return [note(text, 0, block.top + TITLE / 2, **at)]
    basis = {"adjusted": "", "imputed": " (not adjusted)", "observed": " (as seen)"}
    random = result.data.randomised
    said = "" if random and outcome.leading == "imputed" else basis.get(outcome.leading, "")
    found = [note(f"{bold(label)}{small(said)}", 0, block.top + TITLE / 2, **at)]
    for line in block.lines:
        name = f"{style_of(line.arm).glyph} {name_arm(line.arm, result.data.substance)}"
        value = line.missing if line.share is None else _say_share(line.share)
        if compact:
            found.append(note(small(f"{name}  {value}"), 0, line.y - 19, **at))
        else:
            found.append(note(small(name), 0, line.y, **at))
            found.append(note(small(value), 1, line.y, xanchor="right",
                              opacity=1 if line.share else MUTED, **at))  # fmt: skip
    return found


def _say_share(share: Estimate) -> str:
    return f"{format_percent(share.value)} {format_brackets(100 * share.low, 100 * share.high, 0)}"
