"""How every number is made, read from the functions that make it."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from analysis.adjustment import judge_gate, overlap_weighted_difference
from analysis.core import formulas, settings
from analysis.effect_sizes import (
    adjusted_difference,
    adjusted_g,
    compare_risks,
    d_average_variance,
    hedges_g,
    joint_model,
    mean_difference,
    standardised_risks,
    summarise_arm,
)
from analysis.longitudinal import mmrm_by_visit, summarise_visits
from analysis.meta_analysis import pool


@dataclass(frozen=True)
class MethodEntry:
    """One estimator: its name, what it estimates, and its docstring's notes and references."""

    name: str
    summary: str
    notes: str
    source: str


@dataclass(frozen=True)
class SettingEntry:
    """One default in force, and what it is for."""

    name: str
    value: str
    meaning: str


DESCRIBED: dict[str, Callable[..., object]] = {
    "Repeated measures (randomised)": mmrm_by_visit,
    "Overlap-weighted difference (not randomised)": overlap_weighted_difference,
    "Gate of a comparison without randomisation": judge_gate,
    "Adjusted difference (points)": adjusted_difference,
    "Adjusted g": adjusted_g,
    "Mean difference (points)": mean_difference,
    "Hedges g": hedges_g,
    "d, average variance": d_average_variance,
    "Summary of an arm": summarise_arm,
    "Response and remission": compare_risks,
    "Standardised risks": standardised_risks,
    "Verdict": formulas.judge,
    "Conditions joined in one model": joint_model,
    "Sites pooled": pool,
    "Means by visit": summarise_visits,
    "Percent change": formulas.percent_change,
}


def describe_methods() -> tuple[MethodEntry, ...]:
    """One entry for every estimator shown, from its docstring, so that text and code agree."""
    return tuple(_describe(name, function) for name, function in DESCRIBED.items())


def _describe(name: str, function: Callable[..., object]) -> MethodEntry:
    text = inspect.getdoc(function) or ""
    summary = " ".join(text.split("\n\n")[0].split())
    return MethodEntry(name, summary, _section(text, "Notes"), _section(text, "References"))


def _section(docstring: str, heading: str) -> str:
    """Text below one underlined numpydoc heading, up to the next."""
    lines = docstring.splitlines()
    if heading not in lines:
        return ""
    start = lines.index(heading) + 2
    ends = [i - 1 for i in range(start, len(lines)) if set(lines[i]) == {"-"}]
    return "\n".join(lines[start : ends[0] if ends else len(lines)]).strip()


def describe_settings() -> tuple[SettingEntry, ...]:
    """Every default in force, with the comment that stands below it in `core/settings.py`."""
    lines = inspect.getsource(settings).splitlines()
    entries = []
    for number, line in enumerate(lines):
        name, _, rest = line.partition(": Final = ")
        if rest:
            below = lines[number + 1] if number + 1 < len(lines) else ""
            meaning = below.strip().strip('"') if below.startswith('"""') else ""
            entries.append(SettingEntry(name, str(getattr(settings, name)), meaning))
    return tuple(entries)
