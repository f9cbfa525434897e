"""Tables of how each person changed, written for reading."""

import pandas as pd

from analysis.core import (
    HIDDEN,
    Estimate,
    format_brackets,
    format_number,
    format_percent,
    label_arm,
    name_visit,
)
from analysis.core.results import ChangeBin, Move, OneByOne
from analysis.privacy import Released

from .phrases import count_people, raise_first
from .tables import INTERVAL


def table_of_before_after(released: Released[OneByOne]) -> pd.DataFrame:
    """One row an arm: people, mean before and after, mean change; then the difference."""
    result = released.result
    visit = name_visit(result.visit)
    rows = [
        {
            "Arm": label_arm(arm.arm, result.data.substance),
            "People": format_number(arm.n, 0),
            "Mean at baseline": format_number(arm.before, 1),
            f"Mean at {visit}": format_number(arm.after, 1),
            "Better by (points)": _value(arm.change),
            INTERVAL: _limits(arm.change),
        }
        for arm in result.arms
    ]
    people = None if result.difference is None else count_people(result.difference)
    rows.append(
        {
            "Arm": "Difference in change, not adjusted",
            "People": format_number(people, 0),
            "Mean at baseline": "",
            f"Mean at {visit}": "",
            "Better by (points)": _value(result.difference),
            INTERVAL: _limits(result.difference),
        }
    )
    return pd.DataFrame(rows)


def table_of_changes(released: Released[OneByOne]) -> pd.DataFrame:
    """People by how far they changed, best first: a column an arm, or rows where steps differ."""
    result, substance = released.result, released.result.data.substance
    if released.view == "protected":
        return pd.DataFrame(
            [
                {"Arm": label_arm(arm.arm, substance), "Change": name_change(one),
                 "People": _count(one)}
                for arm in result.arms
                for one in arm.bins
            ],
            columns=["Arm", "Change", "People"],
        )  # fmt: skip
    rows: dict[tuple[float, float], dict[str, str]] = {}
    for arm in result.arms:
        for one in arm.bins:
            edges = (one.low or 0.0, one.high or 0.0)
            row = rows.setdefault(edges, {"Change (points)": name_change(one)})
            row[label_arm(arm.arm, substance)] = _count(one)
    ordered = [rows[edges] for edges in sorted(rows, reverse=True)]
    arms = [label_arm(arm.arm, substance) for arm in result.arms]
    return pd.DataFrame(ordered, columns=["Change (points)", *arms]).fillna("0 (0%)")


def table_of_bands(released: Released[OneByOne]) -> pd.DataFrame:
    """One row a band, most severe first: people in it before and after, arm by arm.

    Before is left out where it may not be shown: baselines are those of everyone enrolled.
    """
    result, substance = released.result, released.result.data.substance
    rows = []
    for place in reversed(range(len(result.bands))):
        row = {"Band": name_band(result, place)}
        for arm in result.arms:
            name = label_arm(arm.arm, substance)
            if released.view == "full":
                row[f"{name}, baseline"] = _count(arm.began[place])
            ended = _count(arm.ended[place]) if arm.ended else HIDDEN
            row[f"{name}, {name_visit(result.visit)}"] = ended
        rows.append(row)
    return pd.DataFrame(rows)


def table_of_moves(released: Released[OneByOne]) -> pd.DataFrame:
    """One row an arm and pair of bands that people moved between and that may be shown."""
    result = released.result
    return pd.DataFrame(
        [
            {
                "Arm": label_arm(arm.arm, result.data.substance),
                "From": name_band(result, move.before or 0),
                "To": name_band(result, move.after or 0),
                "People": _count(move),
            }
            for arm in result.arms
            for move in reversed(arm.moves)
            if move.n
        ],
        columns=["Arm", "From", "To", "People"],
    )


def name_band(result: OneByOne, place: int) -> str:
    """A band with its scores: "Severe (35 to 60)"."""
    band = result.bands[place]
    name = raise_first(band.label)
    return f"{name} ({band.low:g} to {band.high:g})" if result.published else name


def name_change(one: ChangeBin) -> str:
    """A step of change in words: "Better by more than 5, up to 10"."""
    low, high = one.low, one.high
    if low == 0 and high == 0:
        return "No change"
    if (high is None or high > 0) and (low is None or low < 0):
        worse = "worse" if low is None else f"worse by up to {-low:g}"
        return f"{_name_step('better', 0.0, high)}, the same, or {worse}"
    if high is None or high > 0:
        step = _name_step("better", low or 0.0, high)
    else:
        step = _name_step("worse", -high, None if low is None else -low)
    return f"The same, or {step[0].lower()}{step[1:]}" if one.same else step


def _name_step(way: str, near: float, far: float | None) -> str:
    way = raise_first(way)
    if far is None:
        return f"{way} by more than {near:g}" if near else way
    return f"{way} by more than {near:g}, up to {far:g}" if near else f"{way} by up to {far:g}"


def _count(one: ChangeBin | Move) -> str:
    if one.n is None or one.share is None:
        return HIDDEN
    return f"{format_number(one.n, 0)} ({format_percent(one.share)})"


def _value(estimate: Estimate | None) -> str:
    return format_number(None if estimate is None else estimate.value, 1)


def _limits(estimate: Estimate | None) -> str:
    return HIDDEN if estimate is None else format_brackets(estimate.low, estimate.high, 1)
