"""Tables of what stands behind the pages (coverage, instruments, defaults) and of differences."""

from pathlib import Path
from typing import Final

import pandas as pd

from analysis.answers import SettingEntry
from analysis.core import Instrument, Rule, format_brackets, format_number, name_visit
from analysis.core.results import Trajectories
from analysis.loading import load_catalogue
from analysis.privacy import Released

COVERAGE: Final = Path(__file__).resolve().parents[2] / "data" / "coverage.csv"
APPROXIMATE: Final = 0.93
"""Below this share the interval is called approximate (method.md's proof section)."""

_RATERS: Final = {"self": "the person", "clinician": "a clinician", "biological": "a sample"}
_RULES: Final = {
    "percent_drop": "drop of {}% or more", "points_drop": "{} points or more towards better",
    "at_most": "{} or less", "below": "below {}", "at_least": "{} or more",
}  # fmt: skip


def read_coverage() -> pd.DataFrame:
    """Every simulated cell, as it stands in data/coverage.csv."""
    return pd.read_csv(COVERAGE)


def summarise_coverage() -> pd.DataFrame:
    """One row an estimator: lowest, mean and highest coverage, and where the lowest is."""
    rows = []
    for estimator, cells in read_coverage().groupby("estimator", sort=False):
        worst = cells.loc[cells["coverage"].idxmin()]
        rows.append(
            {
                "Interval of": str(estimator).replace("_", " "),
                "Situations": len(cells),
                "Lowest": _percent(worst["coverage"]),
                "Mean": _percent(cells["coverage"].mean()),
                "Highest": _percent(cells["coverage"].max()),
                "Lowest at": _describe(worst),
                "Remark": "approximate there" if worst["coverage"] < APPROXIMATE else "",
            }
        )
    return pd.DataFrame(rows)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _describe(cell: "pd.Series[str]") -> str:
    groups = [str(int(cell[n])) for n in ("n_treatment", "n_comparator") if pd.notna(cell[n])]
    setting = str(cell["setting"]) if pd.notna(cell["setting"]) else ""
    return ", ".join(part for part in (f"n {' and '.join(groups)}" if groups else "", setting)
                     if part)  # fmt: skip


def table_of_instruments() -> pd.DataFrame:
    """One row an instrument: what it measures, its rules and margin, and the papers."""
    return pd.DataFrame([_describe_instrument(i) for i in load_catalogue().instruments.values()])


def _describe_instrument(scale: Instrument) -> dict[str, str]:
    margin = scale.between_group_margin
    ends = (scale.minimum, scale.maximum)
    known = ends[0] is not None and ends[1] is not None
    return {
        "Instrument": scale.name,
        "Measures": scale.construct.replace("_", " "),
        "Rated by": _RATERS.get(scale.rater, ""),
        "Range": f"{ends[0]:g} to {ends[1]:g}" if known else "",
        "Better is": scale.better if scale.measures_benefit else "neither",
        "Asks about days": "" if scale.recall_days is None else str(scale.recall_days),
        "Response": _rule(scale.response),
        "Remission": _rule(scale.remission),
        "Reliable change": "; ".join(f"{c.value:g}" for c in scale.reliable_changes),
        "Margin between groups": "" if margin is None else f"{margin.value:g}",
        "Sources": " | ".join(dict.fromkeys(_sources(scale))),
    }


def _rule(rule: Rule | None) -> str:
    return "" if rule is None else _RULES[rule.kind].format(f"{rule.threshold:g}")


def _sources(scale: Instrument) -> list[str]:
    rules = [*scale.responses, *scale.remissions]
    numbers = [*scale.reliable_changes, *scale.smallest_important, *scale.reliabilities]
    once = [scale.caseness, scale.between_group_margin]
    return [
        *scale.sources,
        *(rule.source for rule in rules),
        *(number.source for number in numbers),
        *(one.source for one in once if one is not None),
    ]


def table_of_settings(entries: tuple[SettingEntry, ...]) -> pd.DataFrame:
    """One row a default: its name, its value, what it is for."""
    return pd.DataFrame(
        [
            {"Default": e.name.replace("_", " ").lower(), "Value": e.value, "What for": e.meaning}
            for e in entries
        ]
    )


def table_of_differences(released: Released[Trajectories]) -> pd.DataFrame:
    """One row a follow-up visit: the adjusted difference, positive is better with more support."""
    result = released.result
    return pd.DataFrame(
        [
            {
                "Visit": name_visit(visit)
                + (" (primary)" if visit == result.primary_visit else ""),
                "Adjusted difference (points)": format_number(found.value, 1),
                "95% CI": format_brackets(found.low, found.high, 1),
                "People": format_number(sum(found.counts.values()), 0),
            }
            for visit, found in (result.differences or {}).items()
            if found is not None
        ]
    )


def table_of_outcomes(risks: pd.DataFrame, label: str, *, rules: bool = False) -> pd.DataFrame:
    """The rows of one condition in the table of response and remission, with its rules or not."""
    rows = risks[risks["Condition"] == label]
    away = ("Condition",) if rules else ("Condition", "Rule", "Among", "Source")
    return rows.drop(columns=[column for column in away if column in rows])
