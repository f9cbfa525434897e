"""How many people would settle it, and looking again and again, in sentences."""

from typing import Final

import pandas as pd

from analysis.core import (
    format_brackets,
    format_number,
    format_percent,
    label_arm,
    name_visit,
    settings,
)
from analysis.core.results import ArmSizes, NextCohort, PlannedFrom
from analysis.privacy import Released

from .phrases import (
    count_words,
    say_scale,
)
from .pictures import fit_rows

INTERVAL: Final = "95% CI"
_TIMES: Final = {0.8: "4 times out of 5", 0.9: "9 times out of 10"}

POWER_CHOICES: Final = {
    f"{100 * p:.0f}": f"{often} ({100 * p:.0f}%)" for p, often in _TIMES.items()
}
LOSS_CHOICES: Final = {
    "here": "As many as here", **{code: f"{code}%" for code in ("0", "10", "20", "30", "40")},
}  # fmt: skip
THERAPIST_CHOICES: Final = {
    "1": "Not counted",
    **{code: f"{code} (ICC {settings.PLANNED_ICC:g})" for code in ("5", "10", "20")},
}
"""What a reader may plan with, by its code in the address."""


def title_next_cohort() -> str:
    """The question of the page: it claims nothing, so it is one for all data."""
    return "How many people would settle it?"


def say_next_cohort(released: Released[NextCohort]) -> str:
    """How many people the next cohort needs, and by what this one is limited."""
    result = released.result
    sizes = (result.aims or {}).get("detect", {}).get(f"{100 * result.power:.0f}")
    margin = _say_points(result.margin)
    if sizes is None:
        return "Hidden: too few people stand behind the numbers to plan from."
    often = _TIMES.get(round(result.power, 2), format_percent(result.power))
    needed = _say_sizes(result, sizes)
    cautious = result.cautious
    wide = "" if cautious is None else (
        f" If scores vary as much as they well may, it is "
        f"{format_number(cautious.n_treatment, 0)} in each arm."
    )  # fmt: skip
    return (
        f"To find a difference of {margin} {say_scale(result.instrument)}, the smallest that "
        f"matters here, {often}, the next cohort needs {needed}.{wide} Planned from the difference "
        "that would matter, never from the one seen, and for people assigned at random."
    )


def _say_sizes(result: NextCohort, sizes: ArmSizes) -> str:
    visit = name_visit(result.visit)
    enrol = (sizes.enrol_treatment, sizes.enrol_comparator)
    people = count_words(sizes.n_treatment, "person", "people")
    if enrol == (sizes.n_treatment, sizes.n_comparator):
        return f"{people} in each arm"
    more = label_arm(result.comparison.treatment, result.data.substance)
    less = label_arm(result.comparison.comparator, result.data.substance)
    start = (
        f"{format_number(enrol[0], 0)} in each arm to start"
        if enrol[0] == enrol[1]
        else f"{format_number(enrol[0], 0)} to start in “{more}” and "
        f"{format_number(enrol[1], 0)} in “{less}”"
    )
    return f"{people} in each arm with a score at {visit}: {start}"


def say_detectable(released: Released[NextCohort]) -> str:
    """The smallest difference that as many people as here could find."""
    result = released.result
    about = "about " if released.view == "protected" else ""
    seen = (
        f"{about}{format_number(result.n_treatment, 0)} and "
        f"{format_number(result.n_comparator, 0)} people"
    )
    if result.detectable is None:
        return f"With so few therapists among them, the {seen} seen here settle nothing."
    often = _TIMES.get(round(result.power, 2), format_percent(result.power))
    verdict = f"the {_say_points(result.margin)} that matter are missed more often than that"
    if round(result.detectable, 1) == round(result.margin, 1):
        verdict = "just about the difference that matters"
    elif result.detectable < result.margin:
        verdict = "enough for the difference that matters"
    return (
        f"As many as were seen here ({seen}) find a difference of "
        f"{_say_points(result.detectable)} or more {often}: {verdict}."
    )


def _say_points(value: float) -> str:
    size = format_number(value, 1)
    return f"{size} {'point' if size == '1.0' else 'points'}"


def table_of_sizes(released: Released[NextCohort]) -> pd.DataFrame:
    """One row an aim: people in each arm with a score, and to start, at 80 and 90 % power."""
    result = released.result
    rows = []
    for aim, by_power in (result.aims or {}).items():
        row = {"To show": _name_aim(result, aim)}
        for code, sizes in by_power.items():
            row[f"In each arm, {code}%"] = _write_sizes(sizes)
            row[f"To start, {code}%"] = _write_start(sizes)
        rows.append(row)
    return pd.DataFrame(rows)


def _name_aim(result: NextCohort, aim: str) -> str:
    margin = _say_points(result.margin)
    if aim == "response" and result.response is not None and result.response_with is not None:
        low, high = format_percent(result.response.share), format_percent(result.response_with)
        return f"More people responding: {high} rather than {low}"
    return {
        "detect": f"A difference of {margin}, where there is one",
        "exclude": f"That it is under {margin} either way, where there is none",
        "not_worse": f"That it is not worse by {margin}, where there is none",
        "bound": f"An interval reaching less than {margin} each way",
    }.get(aim, aim)


def _write_sizes(sizes: ArmSizes | None) -> str:
    if sizes is None:
        return "no number is enough"
    if sizes.n_treatment == sizes.n_comparator:
        return format_number(sizes.n_treatment, 0)
    return f"{format_number(sizes.n_treatment, 0)} + {format_number(sizes.n_comparator, 0)}"


def _write_start(sizes: ArmSizes | None) -> str:
    if sizes is None:
        return "–"
    return f"{format_number(sizes.enrol_treatment, 0)} + {format_number(sizes.enrol_comparator, 0)}"


def table_of_inputs(released: Released[NextCohort]) -> pd.DataFrame:
    """One row a number the plan rests on, with its interval and where it is from."""
    return pd.DataFrame(
        [
            {
                "Planned from": found.what,
                "Value": _write_input(found, found.value),
                INTERVAL: _write_limits(found),
                "Where from": found.source,
            }
            for found in (released.result.inputs or {}).values()
        ]
    )


def _write_input(found: PlannedFrom, value: float) -> str:
    if found.unit == "share":
        return format_percent(value)
    if found.unit == "points":
        return format_number(value, 1)
    return format_number(value, 0 if value >= 1 else 2)


def _write_limits(found: PlannedFrom) -> str:
    if found.low is None or found.high is None:
        return "–"
    if found.unit == "share":
        return f"[{format_percent(found.low)}, {format_percent(found.high)}]"
    return format_brackets(found.low, found.high, 1 if found.unit == "points" else 2)


def describe_power(released: Released[NextCohort]) -> str:
    """The curves of power against people in each arm."""
    result = released.result
    rows = [
        f"{_say_points(curve.difference)} needs "
        f"{'no number' if curve.needed is None else format_number(curve.needed, 0)} in each arm"
        for curve in result.curves or ()
    ]
    return fit_rows(
        "Curves of the chance to find a difference by people in each arm, for the smallest that "
        f"matters, half and twice it; at a chance of {format_percent(result.power)}: ",
        rows,
    )
