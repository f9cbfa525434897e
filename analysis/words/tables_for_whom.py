"""Tables and descriptions of subgroups and of the drug's dose."""

from typing import Final

import pandas as pd

from analysis.core import (
    HIDDEN,
    Estimate,
    format_brackets,
    format_interval,
    format_number,
    format_percent,
    label_arm,
    label_instrument,
    label_level,
    name_visit,
    shorten_level,
)
from analysis.core.results import DoseOutcome, ForWhom, ShrunkenSubgroups, SubgroupEffect
from analysis.privacy import Released

from .for_whom import count_people, is_answerable, judge_level
from .pictures import fit_rows

INTERVAL: Final = "95% CI"
CANNOT_ANSWER: Final = "these data cannot answer"
TOO_FEW: Final = "too few people"


def table_of_interactions(released: Released[ForWhom]) -> pd.DataFrame:
    """One row a level but the first: how much larger the arm difference is there."""
    result = released.result
    rows = []
    for one in result.subgroups:
        for level, found in (one.differences or {}).items():
            rows.append(
                {
                    "Group": label_level(one.name, level),
                    "Compared with": shorten_level(one.name, one.reference),
                    "People": format_number(count_people(found), 0),
                    "Larger by (points)": format_number(found.value, 1),
                    INTERVAL: format_brackets(found.low, found.high, 1),
                    "In plain words": _summarise(result, found),
                }
            )
        if not one.differences:
            rows.append(
                {
                    "Group": one.label, "Compared with": "–", "People": "–",
                    "Larger by (points)": "–", INTERVAL: "–",
                    "In plain words": _name_missing(released),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _summarise(result: ForWhom, found: Estimate) -> str:
    if not is_answerable(result):
        return CANNOT_ANSWER
    code = judge_level(result, found)
    if code == "another":
        return "a larger difference" if found.value > 0 else "a smaller difference"
    return "cannot tell: too imprecise" if code == "cannot_tell" else "much the same"


def _name_missing(released: Released[ForWhom]) -> str:
    """What stands for a level without a number; in protected view few and hidden look alike."""
    return HIDDEN if released.view == "protected" else TOO_FEW


def table_of_levels(released: Released[ForWhom]) -> pd.DataFrame:
    """One row a level of each subgroup: the people of both arms and their difference."""
    result, rows = released.result, []
    comparison, substance = result.comparison, result.data.substance
    arms = {"n_treatment": label_arm(comparison.treatment, substance),
            "n_comparator": label_arm(comparison.comparator, substance)}  # fmt: skip
    for one in result.subgroups:
        for level in (*(one.by_level or {}), *one.left_out):
            found = (one.by_level or {}).get(level)
            missing = _name_missing(released)
            rows.append(
                {
                    "Subgroup": one.label,
                    "Group": label_level(one.name, level),
                    **{name: missing if found is None else format_number(found.counts[key], 0)
                       for key, name in arms.items()},
                    "Difference (points)": "–" if found is None else format_number(found.value, 1),
                    INTERVAL: "–" if found is None else format_brackets(found.low, found.high, 1),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def table_of_tests(released: Released[ForWhom]) -> pd.DataFrame:
    """One row a subgroup: the test of its interaction, alone and among all looked at."""
    result = released.result
    return pd.DataFrame(
        [
            {
                "Subgroup": one.label,
                "F": "–" if one.f is None else f"{one.f:.2f}",
                "df": "–"
                if one.df1 is None or one.df2 is None
                else f"{one.df1:.0f}, {one.df2:.0f}",
                "p": _write_p(one.p),
                "p (Holm)": _write_p(one.p_holm),
                "p (Benjamini-Hochberg)": _write_p(one.p_bh),
                "Why looked at": result.reasons.get(one.name, ""),
                "Not estimated": _say_why_not(released, one),
            }
            for one in result.subgroups
        ]
    )


def _say_why_not(released: Released[ForWhom], one: SubgroupEffect) -> str:
    if released.view == "full" and one.refused is not None:
        return one.refused.sentence
    names = ", ".join(shorten_level(one.name, level) for level in one.left_out)
    return f"{names}: {_name_missing(released)}" if names else ""


def _write_p(p: float | None) -> str:
    if p is None:
        return "–"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def describe_interactions(released: Released[ForWhom]) -> str:
    """The forest of differences between differences."""
    result = released.result
    rows = [
        f"{label_level(one.name, level)} against {shorten_level(one.name, one.reference)} "
        f"{_read(found)}"
        for one in result.subgroups
        for level, found in (one.differences or {}).items()
    ]
    scale, visit = label_instrument(result.instrument), name_visit(result.visit)
    return fit_rows(
        f"Forest plot, one row a group: by how many {scale} points the difference between the arms "
        f"at {visit} is larger (right) or smaller there. ",
        rows or ["no row can be drawn"],
    )


def describe_levels(released: Released[ForWhom]) -> str:
    """The forest of the difference in each level."""
    result = released.result
    rows = [
        f"{label_level(one.name, level)} {_read(found)}"
        for one in result.subgroups
        for level, found in (one.by_level or {}).items()
    ]
    everyone = [] if result.everyone is None else [f"everyone {_read(result.everyone)}"]
    scale, visit = label_instrument(result.instrument), name_visit(result.visit)
    return fit_rows(
        f"Forest plot, one row a group: the difference between the arms in {scale} points at "
        f"{visit}, right is better with more support. ",
        [*everyone, *rows],
    )


def _read(found: Estimate) -> str:
    return f"{format_number(found.value, 1)} ({format_interval(found.low, found.high, 1)})"


def table_of_shrunken(released: Released[ShrunkenSubgroups]) -> pd.DataFrame:
    """One row a level: its difference pulled towards the mean of its subgroup."""
    return pd.DataFrame(
        [
            {
                "Group": label_level(name, level),
                "Shrunken difference (points)": format_number(found.value, 1),
                INTERVAL: format_brackets(found.low, found.high, 1),
                "Holds the truth, on average": _write_share(effects.average_coverage),
                "Where one stands apart": _write_share(effects.worst_coverage),
            }
            for name, effects in zip(released.result.names, released.result.effects, strict=True)
            for level, found in (effects.by_condition or {}).items()
        ]
    )


def _write_share(share: float | None) -> str:
    return "–" if share is None else format_percent(share)


def table_of_doses(released: Released[DoseOutcome]) -> pd.DataFrame:
    """One row a dose band: people, what else they had, and how much better they were."""
    dose = released.result.dose
    return pd.DataFrame(
        [
            {
                "First dose (mg/kg)": band.label,
                "People": format_number(band.n, 0),
                "Infusions (mean)": format_number(band.infusions, 1),
                "Points better since baseline": format_number(band.change_mean, 1),
                INTERVAL: format_brackets(band.low, band.high, 1),
            }
            for band in (dose.bands if dose is not None else ())
        ]
    )
