"""Tables of what would become of the difference, and what the curve of it shows."""

from typing import Final

import pandas as pd

from analysis.core import HIDDEN, format_brackets, format_number
from analysis.core.results import IfLostDidWorse, LostNeeded, ShiftedLost
from analysis.privacy import Released

from .if_lost import name_shift, write_points, write_worse
from .phrases import name_had, name_together
from .tables import INTERVAL
from .tables_of_people import name_arm

_FINDINGS: Final = {
    "above zero": "better outcomes with more support",
    "below zero": "worse outcomes with more support",
    "includes zero": "no clear difference",
    "worthwhile": "worthwhile",
    "better_possibly_too_little": "better, possibly too little to matter",
    "no_meaningful_difference": "no meaningful difference",
    "small_difference_likely": "no meaningful difference; a small one is likely",
    "meaningfully_worse": "worse",
    "worse_possibly_too_little": "worse, possibly too little to matter",
    "too_imprecise": "too imprecise to say",
}


def describe_tipping(released: Released[IfLostDidWorse], worse: float = 0.0) -> str:
    """The curve: its ends, the point chosen, and where the finding vanishes."""
    result = released.result
    if not result.curve:
        return "No curve can be shown, as too few were lost."
    ends = [f"{write_worse(one.worse)}: {format_number(one.difference.value, 1)}"
            for one in (result.curve[0], result.curve[-1])]  # fmt: skip
    chosen = result.at(worse)
    at = "" if chosen is None else (
        f" Chosen, {name_shift(chosen.worse)}: {format_number(chosen.difference.value, 1)}, "
        f"{format_brackets(chosen.difference.low, chosen.difference.high, 1)}."
    )  # fmt: skip
    arm = name_together(result.comparison.treatment, result.data.substance)
    return (
        "Line with a band of 95% confidence: the difference in points (above zero is better with "
        f"more support) by how much worse those lost with {arm} did; {'; '.join(ends)}.{at}"
    )


def _assumptions(result: IfLostDidWorse) -> dict[str, str]:
    """What is assumed of those lost, by key, in plain words."""
    more = name_together(result.comparison.treatment, result.data.substance)
    less = name_had(result.comparison.comparator, result.data.substance)
    return {
        "seen": "Nothing: only those seen at the visit are compared",
        "repeated": "They would have gone on like others with the same scores until then "
        "(repeated-measures model)",
        "own_arm": "They did as people of their own group who were alike until then (filled in)",
        "jump": f"Those lost with {more} had gone back to where people with {less} were",
        "copy": f"Those lost with {more} had been like people with {less} all along",
    }


def table_of_assumptions(released: Released[IfLostDidWorse]) -> pd.DataFrame:
    """The difference under each assumption about those lost; positive is better."""
    result = released.result
    names, found = _assumptions(result), result.differences or {}
    return pd.DataFrame(
        [
            {
                "What is assumed of those lost": names[key],
                "Difference (points)": format_number(one.value, 1),
                INTERVAL: format_brackets(one.low, one.high, 1),
                "People": format_number(one.counts["n_treatment"] + one.counts["n_comparator"], 0),
            }
            for key, one in found.items()
        ]
    )


def table_of_shifts(released: Released[IfLostDidWorse]) -> pd.DataFrame:
    """The curve in numbers: the difference by how much worse those lost did."""
    return pd.DataFrame([_write_shift(one) for one in released.result.curve])


def _write_shift(one: ShiftedLost) -> dict[str, str]:
    return {
        "Those lost did": name_shift(one.worse),
        "Difference (points)": format_number(one.difference.value, 1),
        INTERVAL: format_brackets(one.difference.low, one.difference.high, 1),
        "People": format_number(sum(one.difference.counts.values()), 0),
    }


def table_of_needed(released: Released[IfLostDidWorse]) -> pd.DataFrame:
    """For either group lost: how far it must move, and what would be found then."""
    result = released.result
    about = {"no_difference": "a clear difference or none", "verdict": "the verdict"}
    return pd.DataFrame(
        [
            {
                "Those lost with": name_arm(one.arm, result.data.substance),
                "Finding": about[one.about],
                "Lost": format_number(one.lost, 0),
                "Must do": _write_needed(one),
                "In SDs": "–" if one.in_sd is None else format_number(abs(one.in_sd), 1),
                "Found now": _FINDINGS.get(one.finding or "", HIDDEN),
                "Found then": _FINDINGS.get(one.beyond or "", "–"),
            }
            for one in result.needed
        ]
    )


def _write_needed(one: LostNeeded) -> str:
    if one.size is None:
        return HIDDEN
    if one.size == "nobody_lost":
        return "nobody was lost"
    if one.worse is None:
        return f"no change up to {format_number(one.searched_to, 0)} points"
    return write_points(one.worse)


def table_of_imputed(released: Released[IfLostDidWorse]) -> pd.DataFrame:
    """Each difference with its error, df, p, method and source."""
    found = released.result.differences or {}
    return pd.DataFrame(
        [
            {
                "Assumption": key.replace("_", " "),
                "Value": format_number(one.value, 1),
                INTERVAL: format_brackets(one.low, one.high, 1),
                "SE": "" if one.se is None else f"{one.se:.3f}",
                "df": "" if one.df is None else f"{one.df:.1f}",
                "p": "" if one.p is None else ("< 0.001" if one.p < 0.001 else f"{one.p:.3f}"),
                "Method": one.method,
                "Source": one.source,
            }
            for key, one in found.items()
        ]
    )
