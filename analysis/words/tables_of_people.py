"""Tables of means, groups and people, written for reading."""

import re

import pandas as pd

from analysis.core import (
    ARMS,
    SUBSTANCES,
    Estimate,
    format_brackets,
    format_number,
    format_percent,
    label_arm,
)
from analysis.core.results import Count, Participation, Trajectories, TwoGroups
from analysis.privacy import Released

from .phrases import count_people
from .tables import INTERVAL


def table_of_means(released: Released[Trajectories]) -> pd.DataFrame:
    """One row an arm and visit: who was seen and the mean with its interval."""
    result = released.result
    return pd.DataFrame(
        [
            {
                "Arm": name_arm(mean.arm, result.data.substance),
                "Visit": mean.visit,
                "Day": mean.day,
                "Seen": format_number(mean.n, 0),
                "Started": format_number(mean.enrolled, 0),
                "Mean": format_number(mean.mean, 1),
                INTERVAL: _mean_limits(mean.n, mean.low, mean.high),
                "Remark": "asks about days before treatment" if mean.looks_back else "",
            }
            for mean in result.means
        ],
        columns=["Arm", "Visit", "Day", "Seen", "Started", "Mean", INTERVAL, "Remark"],
    )


def table_of_groups(released: Released[TwoGroups]) -> pd.DataFrame:
    """Both groups' n, mean and SD, then the adjusted and the crude difference in points."""
    result = released.result
    groups = [
        {
            "Group": name_arm(group.arm, result.data.substance),
            "People": format_number(group.n if group.mean is not None else None, 0),
            "Mean": format_number(group.mean, 1),
            "SD": "–"
            if group.sd is None and group.mean is not None
            else format_number(group.sd, 1),
            INTERVAL: "",
        }
        for group in result.groups
    ]
    differences = [
        _difference_row("Adjusted difference, positive is better", result.difference),
        _difference_row("Difference in means, positive is better", result.crude),
    ]
    return pd.DataFrame([*groups, *differences])


def table_of_participation(released: Released[Participation]) -> dict[str, pd.DataFrame]:
    """Four tables by their titles: who took part, what they had, who was seen, who was not taken.

    Titles whose table would be empty are left out.
    """
    result = released.result
    tables = {
        "Who was in each arm": _table_of_counts(result, result.characteristics),
        "What they received": _table_of_amounts(result),
        "Who was still seen": _table_of_visits(result),
        "Who was not taken on": pd.DataFrame(
            [
                {"Reason": _readable(reason.reason), "People": format_number(reason.n, 0)}
                for reason in result.screened_out
            ]
        ),
    }
    return {title: table for title, table in tables.items() if len(table)}


def name_arm(arm: str, substance: str) -> str:
    """Label of an arm; a label that is none of the three stays as it is."""
    return label_arm(arm, substance) if arm in ARMS else arm


def _mean_limits(n: int | None, low: float | None, high: float | None) -> str:
    return "–" if n is not None and low is None else format_brackets(low, high, 1)


def _difference_row(name: str, estimate: Estimate | None) -> dict[str, str]:
    low, high = (estimate.low, estimate.high) if estimate else (None, None)
    return {
        "Group": name,
        "People": format_number(count_people(estimate) if estimate else None, 0),
        "Mean": format_number(estimate.value if estimate else None, 1),
        "SD": "",
        INTERVAL: format_brackets(low, high, 1),
    }


def _table_of_counts(result: Participation, counts: tuple[Count, ...]) -> pd.DataFrame:
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for count in counts:
        substance = result.data.substance
        category = _name_category(count, substance)
        row = rows.setdefault((count.characteristic, count.category), {
            "Characteristic": count.characteristic, "": category,
        })  # fmt: skip
        row[name_arm(count.arm, substance)] = _count_and_share(count)
    return pd.DataFrame(list(rows.values()))


def _table_of_visits(result: Participation) -> pd.DataFrame:
    rows: dict[str, dict[str, str]] = {}
    for count in result.followed_up:
        row = rows.setdefault(count.category, {"Visit": count.category})
        row[name_arm(count.arm, result.data.substance)] = _count_and_share(count)
    return pd.DataFrame(list(rows.values()))


def _table_of_amounts(result: Participation) -> pd.DataFrame:
    rows: dict[str, dict[str, str]] = {}
    for amount in result.amounts:
        row = rows.setdefault(amount.what, {"What": f"{amount.what} ({amount.unit})"})
        decimals = 2 if amount.unit == "mg/kg" else 1
        spread = f" (SD {format_number(amount.sd, decimals)})" if amount.sd is not None else ""
        mean = format_number(amount.mean, decimals)
        row[name_arm(amount.arm, result.data.substance)] = mean + spread
    return pd.DataFrame(list(rows.values())).fillna("–") if rows else pd.DataFrame()


def _count_and_share(count: Count) -> str:
    if count.n is None or not count.of:
        return "hidden"
    share = format_percent(count.n / count.of)
    return f"{format_number(count.n, 0)} of {format_number(count.of, 0)} ({share})"


def _name_category(count: Count, substance: str) -> str:
    if count.category in ARMS:
        return name_arm(count.category, substance)
    return SUBSTANCES.get(count.category) or _readable(count.category)


def _readable(code: str) -> str:
    """A code as words: "complex_ptsd;ocd" is "complex PTSD; OCD"."""
    words = code.replace("_", " ").replace(";", "; ")
    return re.sub(r"\b(ptsd|ocd|gad)\b", lambda found: found[0].upper(), words)
