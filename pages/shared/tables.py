"""Tables of what stands behind the pages: coverage, instruments, defaults."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pandas as pd

from analysis.answers import MethodEntry, SettingEntry
from analysis.core import APPROXIMATE_BELOW, Instrument, Rule
from analysis.loading import load_catalogue

COVERAGE: Final = Path(__file__).resolve().parents[2] / "data" / "coverage.csv"
_COLUMNS: Final = {
    "name": "Interval or test", "n_treatment": "People, treatment",
    "n_comparator": "People, comparator", "sd_ratio": "SD, treatment over comparator",
    "setting": "What was true", "coverage": "Holds the truth", "monte_carlo_se": "Chance error",
    "replicates": "Data sets drawn", "note": "Remark",
}  # fmt: skip

_RATERS: Final = {"self": "the person", "clinician": "a clinician", "biological": "a sample"}
_RULES: Final = {
    "percent_drop": "drop of {}% or more", "points_drop": "{} points or more towards better",
    "at_most": "{} or less", "below": "below {}", "at_least": "{} or more",
}  # fmt: skip


def read_coverage() -> pd.DataFrame:
    """Every simulated situation of data/coverage.csv, its columns named in plain words."""
    cells = _cells()
    shares = {name: cells[name].map(_percent) for name in ("coverage", "monte_carlo_se")}
    people = {name: cells[name].map(_whole) for name in ("n_treatment", "n_comparator")}
    return cells.assign(**shares, **people)[list(_COLUMNS)].rename(columns=_COLUMNS)


def summarise_coverage() -> pd.DataFrame:
    """One row an interval or test: average and lowest share, and where it is under 93 %.

    Of a test the share is of those that did not reject though nothing differed. Lowest of shares
    of people is the lowest of all true shares tried, which is asked to be 90 % or more.
    """
    rows = []
    for code, cells in _cells().groupby("estimator", sort=False):
        worst = cells.loc[cells["coverage"].idxmin()]
        average = cells[~cells["setting"].str.startswith("minimum")]["coverage"].mean()
        low = cells[cells["note"].str.contains("under 9")]
        below = APPROXIMATE_BELOW.get(str(code))
        rows.append(
            {
                "Interval or test": worst["name"],
                "Average": _percent(average),
                "Lowest": _percent(worst["coverage"]),
                "Lowest at": _describe(worst),
                "Under 93%": _say_where(low, len(cells)),
                "The program says": f"approximate below n = {below} per arm" if below else "",
            }
        )
    return pd.DataFrame(rows)


def _cells() -> pd.DataFrame:
    texts = {"setting": str, "note": str, "replicates": str}
    return pd.read_csv(COVERAGE, dtype=texts).fillna({"setting": "", "note": ""})


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _whole(people: float) -> str:
    return "" if pd.isna(people) else f"{people:.0f}"


def _describe(cell: "pd.Series[str]") -> str:
    ratio = "" if pd.isna(cell["sd_ratio"]) or cell["sd_ratio"] == 1 else cell["sd_ratio"]
    parts = (_people(cell), f"SD {ratio:g} to 1" if ratio else "", str(cell["setting"]))
    return ", ".join(part for part in parts if part)


def _people(cell: "pd.Series[str]") -> str:
    groups = [_whole(cell[n]) for n in ("n_treatment", "n_comparator")]
    return "n " + " and ".join(filter(None, groups)) if any(groups) else ""


def _say_where(low: pd.DataFrame, situations: int) -> str:
    """How many situations fall short, and the sizes (else what was true) at which they do."""
    if low.empty:
        return ""
    alike = low["sd_ratio"].isna() | (low["sd_ratio"] == 1)
    places = []
    for chosen, said in ((low[alike], ""), (low[~alike], "SDs unlike: ")):
        found = list(dict.fromkeys(_people(c) or _describe(c) for _, c in chosen.iterrows()))
        more = f" and {len(found) - 4} more" if len(found) > 4 else ""
        if found:
            places.append(said + "; ".join(found[:4]) + more)
    return f"{len(low)} of {situations} ({'. '.join(places)})"


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


def table_of_methods(entries: Iterable[MethodEntry]) -> pd.DataFrame:
    """One row an estimator: what it estimates, and the function to look up."""
    return pd.DataFrame([{"What is estimated": e.summary, "Function": e.name} for e in entries])


def table_of_settings(entries: tuple[SettingEntry, ...]) -> pd.DataFrame:
    """One row a default: its name, its value, what it is for."""
    return pd.DataFrame(
        [
            {"Default": e.name.replace("_", " ").lower(), "Value": e.value, "What for": e.meaning}
            for e in entries
        ]
    )


def table_of_outcomes(risks: pd.DataFrame, label: str, *, rules: bool = False) -> pd.DataFrame:
    """The rows of one condition in the table of response and remission, with its rules or not."""
    rows = risks[risks["Condition"] == label]
    away = ("Condition",) if rules else ("Condition", "Rule", "Among", "Source")
    return rows.drop(columns=[column for column in away if column in rows])
