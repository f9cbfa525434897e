"""Made-up answers to "for whom?" and "how many people?": numbers chosen, not estimated."""

from typing import Any

from analysis.core import Comparison, Estimate
from analysis.core.results import (
    ArmSizes,
    DoseBand,
    DoseOutcome,
    DoseResponse,
    ForWhom,
    Look,
    LookedAgain,
    NextCohort,
    PlannedFrom,
    PowerCurve,
    SubgroupEffect,
    Verdict,
    WatchedDifference,
)

from .made_up import ADJUSTED, LESS, MORE, estimate, note

CANNOT_TELL, ALIKE, LARGER, SMALLER = (
    (0.5, -1.9, 2.9), (0.1, -0.8, 1.0), (3.1, 0.4, 5.8), (-3.1, -5.8, -0.4),
)  # fmt: skip
"""Differences between differences, their limits, against a margin of 1.7 points."""

MARGIN = 1.7
Limits = tuple[float, float, float]


def number(limits: Limits, n: int = 150, **choices: Any) -> Estimate:
    counts = {"n_treatment": n, "n_comparator": n + 20}
    return estimate(*limits, **({"counts": counts} | choices))


def subgroup(
    name: str, label: str, reference: str, levels: dict[str, Limits], **choices: Any
) -> SubgroupEffect:
    """A subgroup whose levels differ from the first by these."""
    differences = {level: number(limits) for level, limits in levels.items()}
    by_level = {level: number((2.0, 1.0, 3.0), 75) for level in (reference, *levels)}
    base: dict[str, Any] = {"f": 1.2, "df1": 1.0, "df2": 320.0, "p": 0.31, "p_holm": 0.9,
                            "p_bh": 0.5}  # fmt: skip
    return SubgroupEffect(name, label, reference, differences, by_level, **(base | choices))


def sex(limits: Limits = CANNOT_TELL, **choices: Any) -> SubgroupEffect:
    return subgroup("sex", "Sex", "female", {"male": limits}, **choices)


def prior(*limits: Limits, **choices: Any) -> SubgroupEffect:
    levels = dict(zip(("2-3", "4+"), limits or (CANNOT_TELL, CANNOT_TELL), strict=True))
    return subgroup("prior", "Failed treatments before", "0-1", levels, **choices)


def nothing(name: str = "age", label: str = "Age") -> SubgroupEffect:
    """A subgroup with too few people in both arms."""
    return SubgroupEffect(name, label, "", {}, {}, None, None, None, None, left_out=("55+",))


def for_whom(*found: SubgroupEffect, **choices: Any) -> ForWhom:
    """Depression, PHQ-9, these subgroups."""
    base: dict[str, Any] = {
        "data": note(), "comparison": Comparison(), "condition": "depression",
        "condition_label": "Depression", "instrument": "PHQ9",
        "instrument_name": "Patient Health Questionnaire-9", "better": "lower", "visit": "week 12",
        "subgroups": found, "everyone": number((2.2, 1.0, 3.4)), "headline": "weighted",
        "verdict": Verdict("better_possibly_too_little", MARGIN, "convention: made up"),
        "severity_slope": number((0.8, -0.4, 2.0)), "adjusted_for": ADJUSTED,
        "reasons": {one.name: "known before treatment" for one in found},
    }  # fmt: skip
    return ForWhom(**(base | choices))


def doses(slope: Limits | None = (-0.3, -0.6, 0.1), **choices: Any) -> DoseOutcome:
    """Three bands and a slope per 0.1 mg/kg."""
    bands = (DoseBand("up to 0.5", 300, 0.5, 6.2, 30.0, 11.9, 6.0, 11.2, 12.6),
             DoseBand("above 0.5", 60, 0.9, 6.4, 31.0, 8.9, 6.5, 6.8, 11.0))  # fmt: skip
    found = None if slope is None else estimate(*slope, counts={"n": 360})
    response = DoseResponse("First dose", "0.1 mg/kg", "planned", bands, found,
                            adjusted_for=("baseline", "arm"))  # fmt: skip
    base: dict[str, Any] = {
        "data": note(), "condition_label": "Depression", "instrument": "PHQ9",
        "instrument_name": "P", "better": "lower", "visit": "week 12", "arms": (LESS, MORE),
        "dose": response,
    }  # fmt: skip
    return DoseOutcome(**(base | choices))


def sizes(n: int, enrol: tuple[int, int] | None = None) -> ArmSizes:
    start = enrol or (n, n)
    return ArmSizes(n, n, *start, None, 0.8)


def next_cohort(**choices: Any) -> NextCohort:
    """172 in each arm for 1.7 points; 154 and 177 here."""
    aims = {
        aim: {"80": sizes(n, (n + 28, n + 44)), "90": sizes(n + 58, (n + 90, n + 110))}
        for aim, n in (("detect", 172), ("exclude", 230), ("not_worse", 172), ("bound", 85))
    }
    people = tuple(range(10, 1200, 20))
    curves = tuple(
        PowerCurve(times, times * MARGIN, people,
                   tuple(min(0.99, 0.05 + n / needed * 0.75) for n in people), needed)
        for times, needed in ((0.5, 685), (1.0, 172), (2.0, 44))
    )  # fmt: skip
    base: dict[str, Any] = {
        "data": note(), "comparison": Comparison(), "condition_label": "Depression",
        "instrument": "PHQ9", "instrument_name": "P", "better": "lower", "visit": "week 12",
        "n_treatment": 154, "n_comparator": 177, "margin": MARGIN,
        "margin_source": "convention: made up", "power": 0.8, "lost": (0.14, 0.2),
        "people_a_therapist": 1,
        "inputs": {
            "margin": PlannedFrom("Smallest difference that matters", MARGIN, None, None,
                                  "points", "convention: made up"),
            "sd": PlannedFrom("SD", 6.5, 6.1, 7.1, "points", "this cohort, 331 people"),
            "correlation": PlannedFrom("Correlation", 0.54, 0.46, 0.61, "number", "this cohort"),
            "lost": PlannedFrom("Lost", 0.14, 0.10, 0.20, "share", "this cohort"),
        },
        "aims": aims, "cautious": sizes(185), "detectable": 2.4, "curves": curves,
    }  # fmt: skip
    return NextCohort(**(base | choices))


def looked_again(latest: Limits = (2.3, 0.4, 4.1), looks: int = 40, **choices: Any) -> LookedAgain:
    """Looks from 60 people on, the last with these limits."""
    value, low, high = latest
    found = tuple(
        Look(60 + i, 30 + i // 2, 30 + i - i // 2, value - 0.02 * (looks - 1 - i),
             low - 0.1 * (looks - 1 - i), high + 0.1 * (looks - 1 - i))
        for i in range(looks)
    )  # fmt: skip
    watched = WatchedDifference(found, number(latest, 40), number((2.3, 1.1, 3.4), 40), 100, 30)
    base: dict[str, Any] = {
        "data": note(), "comparison": Comparison(), "condition_label": "Depression",
        "instrument": "PHQ9", "instrument_name": "P", "better": "lower", "visit": "week 12",
        "is_primary": True, "watched": watched,
        "verdict": Verdict("better_possibly_too_little", MARGIN, "convention: made up"),
        "adjusted_for": ("baseline", "age"),
    }  # fmt: skip
    return LookedAgain(**(base | choices))
