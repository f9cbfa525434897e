"""Harms as tables and as descriptions of pictures, for reading."""

import pandas as pd

from analysis.core import (
    Estimate,
    format_brackets,
    format_more,
    format_number,
    format_per_100,
    label_arm,
)
from analysis.core.results import (
    BetterAndWorse,
    HarmArm,
    Participation,
    RowPer100,
    Safety,
    SessionMeasure,
)
from analysis.privacy import Released

from .per_100 import say_row, write_arm, write_limits
from .phrases import lower_first, name_together
from .pictures import fit_rows
from .tables import INTERVAL


def table_of_better_and_worse(released: Released[BetterAndWorse]) -> pd.DataFrame:
    """The panel's rows: of every 100 people in each arm, and how many more or fewer."""
    result = released.result
    arms = (result.comparator, result.treatment)
    return _table(result.rows, arms, result.data.substance, "Of every 100 people")


def table_of_harms(released: Released[Safety], rows: tuple[RowPer100, ...]) -> pd.DataFrame:
    """Adverse events of one split, of every 100 people in each arm."""
    result = released.result
    arms = (result.comparator, result.treatment)
    return _table(rows, arms, result.data.substance, "Of every 100 people")


def _table(
    rows: tuple[RowPer100, ...], arms: tuple[str, str], substance: str, head: str
) -> pd.DataFrame:
    """Where every row is of the same people their number stands in the head of the column."""
    counts = [{n for row in rows if (n := row.people[i]) is not None} for i in (0, 1)]
    once = [len(found) == 1 for found in counts]
    heads = [
        f"{label_arm(arm, substance)} (n = {format_number(max(found), 0)})"
        if same
        else label_arm(arm, substance)
        for arm, found, same in zip(arms, counts, once, strict=True)
    ]
    return pd.DataFrame(
        [
            {
                head: row.label,
                heads[0]: write_arm(row, 0, arms[0], not once[0]),
                heads[1]: write_arm(row, 1, arms[1], not once[1]),
                "Difference": format_more(row.difference.value if row.difference else None),
                INTERVAL: write_limits(row.difference),
                "In plain words": say_row(row, arms[1], substance),
            }
            for row in rows
        ]
    )


def table_of_rates(released: Released[Safety]) -> pd.DataFrame:
    """Every harm in people, events and events per 100 person-months, with difference and ratio."""
    result, decimals = released.result, 0 if released.view == "protected" else 2
    harms = (*(result.harms.harms if result.harms else ()), *result.outcomes)
    names = [label_arm(arm, result.data.substance) for arm in (result.comparator, result.treatment)]
    rows = []
    for harm in harms:
        row = {"Harm": harm.label}
        for name, arm in zip(names, (harm.comparator, harm.treatment), strict=True):
            row[f"{name}: people"] = "hidden" if arm is None else f"{arm.people} of {arm.of}"
            row[f"{name}: events"] = "hidden" if arm is None else format_number(arm.events, 0)
            row[f"{name}: per 100 months"] = _rate(arm, decimals)
        row["Rate difference"] = _estimate(harm.rate_difference, decimals)
        row["Rate ratio"] = _estimate(harm.rate_ratio, 2)
        rows.append(row)
    return pd.DataFrame(rows)


def _rate(arm: HarmArm | None, decimals: int) -> str:
    return "hidden" if arm is None else _estimate(arm.per_100_months, decimals)


def _estimate(found: Estimate | None, decimals: int) -> str:
    if found is None:
        return "–"
    limits = format_brackets(found.low, found.high, decimals)
    return f"{format_number(found.value, decimals)} {limits}"


def table_of_sessions(released: Released[Safety]) -> pd.DataFrame:
    """Each person's worst value during a session, by arm, and how many went past the threshold."""
    result = released.result
    return pd.DataFrame(
        [
            {
                "Measured": f"{peak.label}, {peak.unit}",
                "Arm": label_arm(peak.arm, result.data.substance),
                "People": format_number(peak.people, 0),
                "Worst, mean": _value(peak.worst, 0),
                INTERVAL: _limits(peak.worst),
                "Rise from before": _value(peak.change, 0),
                "Past the threshold": _write_beyond(peak),
                "Threshold": peak.threshold.partition(" (")[0] or "–",
            }
            for peak in result.peaks
            if peak.arm in (result.comparator, result.treatment)
        ]
    )


def _write_beyond(peak: SessionMeasure) -> str:
    if peak.beyond is None:
        return "hidden" if "beyond" in peak.hidden else "–"
    return f"{format_per_100(peak.beyond.value)} of 100"


def _value(found: Estimate | None, decimals: int) -> str:
    return "–" if found is None else format_number(found.value, decimals)


def _limits(found: Estimate | None) -> str:
    return "–" if found is None else format_brackets(found.low, found.high, 0)


def table_of_screening(released: Released[Participation]) -> pd.DataFrame:
    """Why people were not taken on, most frequent first."""
    outcomes = {"screened_out": "screened out", "declined": "chose not to start"}
    return pd.DataFrame(
        [
            {
                "Reason": reason.reason.replace("_", " "),
                "What happened": outcomes.get(reason.outcome, reason.outcome.replace("_", " ")),
                "People": format_number(reason.n, 0),
            }
            for reason in released.result.screened_out
        ]
    )


def describe_better_and_worse(released: Released[BetterAndWorse]) -> str:
    """The panel: two marks a row, who got better above, worse and harms below."""
    result = released.result
    return _describe(result.rows, (result.comparator, result.treatment), result.data.substance)


def describe_harms(released: Released[Safety], rows: tuple[RowPer100, ...]) -> str:
    """Adverse events of one split: two marks a row."""
    result = released.result
    return _describe(rows, (result.comparator, result.treatment), result.data.substance)


def _describe(rows: tuple[RowPer100, ...], arms: tuple[str, str], substance: str) -> str:
    less, more = (name_together(arm, substance) for arm in arms)
    said = [
        f"{lower_first(row.label)} {format_per_100(row.values[0])} and "
        f"{format_per_100(row.values[1])}"
        for row in rows
    ]
    return fit_rows(
        f"Dot plot of people per 100 with {less} and with {more}, with intervals: ", said
    )


def describe_sessions(released: Released[Safety]) -> str:
    """The course of each thing watched: from before the start to its highest mean, in each arm."""
    result = released.result
    said = []
    for measure in dict.fromkeys(one.measure for one in result.course):
        for arm in (result.comparator, result.treatment):
            there = [one for one in result.course if (one.measure, one.arm) == (measure, arm)]
            found = [one for one in there if one.mean is not None]
            if found:
                means = [format_number(one.mean, 0) for one in found]
                name = name_together(arm, result.data.substance)
                said.append(f"{lower_first(found[0].label)} with {name} {', '.join(means)}")
    return fit_rows("Line charts of means by minutes since the start of the session: ", said)
