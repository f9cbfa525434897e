"""Made-up results and cohorts for tests of pictures and words: numbers chosen, not estimated."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import pandas as pd

from analysis.core import PARTICIPANT_COLUMNS, ArmSummary, Cohort, Comparison, Estimate, Visit
from analysis.core.results import (
    ConditionEffect,
    DataNote,
    EffectBySite,
    EffectsByCondition,
    GroupScores,
    JointModel,
    Pooled,
    Proportion,
    RiskComparison,
    Trajectories,
    TwoGroups,
    Verdict,
    VerdictCode,
    VisitMean,
)
from analysis.privacy import Released, release

MORE, LESS, BETWEEN = "infusion_plus_psychotherapy", "infusion_only", "infusion_plus_journaling"
ADJUSTED = ("baseline", "age", "sex", "prior treatment")
FINGERPRINT = "0123456789abcdef" * 4


def note(**choices: Any) -> DataNote:
    """What is said of the made-up cohort: synthetic, not randomised, unless told."""
    base: dict[str, Any] = {
        "name": "Made-up cohort", "synthetic": True, "randomised": False, "arm_basis": "planned",
        "fingerprint": FINGERPRINT, "substance": "ketamine_iv", "participants": 472,
        "origin": "demonstration",
    }  # fmt: skip
    return DataNote(**(base | choices))


def cohort(origin: str = "demonstration", synthetic: bool = True, people: int = 40) -> Cohort:
    """A cohort of depressed people, half in each of two arms, only there to be released from."""
    frame = pd.DataFrame(
        {column: pd.Categorical(["not_recorded"] * people) for column in PARTICIPANT_COLUMNS}
    )
    arms = [MORE, LESS] * (people // 2)
    frame["arm"] = pd.Categorical(arms)
    frame["condition"] = pd.Categorical(["depression"] * people)
    frame["substance"] = pd.Categorical(["ketamine_iv"] * people)
    scores = pd.DataFrame(
        {"participant": [0], "instrument": pd.Categorical(["PHQ9"]), "visit": [0], "day": [0],
         "score": [10.0], "rater_blinded": ["no"]}
    )  # fmt: skip
    return Cohort(
        name="Made-up cohort", origin=origin, participants=frame, scores=scores,  # type: ignore[arg-type]
        visits=(Visit("baseline", 0, -28, 0), Visit("week 12", 84, 63, 133)),
        fingerprint=FINGERPRINT, randomised=False, synthetic=synthetic, primary_visit="week 12",
    )  # fmt: skip


def estimate(value: float, low: float, high: float, **choices: Any) -> Estimate:
    """An estimate in points unless told."""
    base: dict[str, Any] = {
        "measure": "adjusted_difference", "level": 0.95, "method": "made up", "source": "nobody",
        "counts": {"n_treatment": 237, "n_comparator": 235}, "unit": "points",
        "se": (high - low) / 3.92, "df": 460.0, "p": 0.04,
    }  # fmt: skip
    return Estimate(value=value, low=low, high=high, **(base | choices))


def arm(name: str, n: int = 236, enrolled: int | None = 291) -> ArmSummary:
    """One arm with made-up means."""
    return ArmSummary(name, n, 10.0, 5.0, 17.0, 4.0, enrolled=enrolled)


def measures(value: float, low: float, high: float, sd: float = 4.0) -> dict[str, Estimate]:
    """All five measures around one difference in points."""
    points = estimate(value, low, high)
    g = estimate(value / sd, low / sd, high / sd, measure="adjusted_g", unit="sd",
                 standardiser="pooled baseline SD of those analysed")  # fmt: skip
    return {
        "adjusted_g": g,
        "adjusted_difference": points,
        "hedges_g": replace(g, measure="hedges_g"),
        "mean_difference": replace(points, measure="mean_difference"),
        "d_average_variance": replace(g, measure="d_average_variance"),
    }


LIMITS: Mapping[VerdictCode, tuple[float, float, float]] = {
    "worthwhile": (2.3, 1.6, 3.0),
    "better_possibly_too_little": (1.3, 0.3, 2.3),
    "no_meaningful_difference": (0.2, -0.5, 0.9),
    "small_difference_likely": (0.5, 0.1, 0.9),
    "meaningfully_worse": (-3.1, -4.4, -1.8),
    "worse_possibly_too_little": (-1.3, -2.3, -0.3),
    "too_imprecise": (0.84, -0.4, 2.08),
    "cannot_answer": (2.3, 1.6, 3.0),
}
"""Difference in points, positive is better, for each verdict with a margin of one point."""


def effect(code: VerdictCode | None = "worthwhile", **choices: Any) -> ConditionEffect:
    """One condition with a verdict, or one that looks back when there is none."""
    reasons = (
        ("only 60% of “Infusion only” were followed up",
         "follow-up differs between the arms (60% and 81%)")
        if code == "cannot_answer" else ()
    )  # fmt: skip
    base: dict[str, Any] = {
        "condition": "depression", "condition_label": "Depression", "instrument": "PHQ9",
        "instrument_name": "Patient Health Questionnaire-9", "visit": "week 12", "visit_day": 84,
        "treatment": arm(MORE), "comparator": arm(LESS),
        "estimates": measures(*LIMITS[code or "worthwhile"]), "adjusted_for": ADJUSTED,
        "verdict": Verdict(code, 1.0, "convention: made up", reasons) if code else None,
        "looks_back": code is None, "better": "lower",
        "response": risks() if code else None,
    }  # fmt: skip
    return ConditionEffect(**(base | choices))


def risks(outcome: Literal["response", "remission"] = "response", **choices: Any) -> RiskComparison:
    """11 and 29 of 100."""
    base: dict[str, Any] = {
        "outcome": outcome, "rule": "improved by at least 50% since baseline", "source": "nobody",
        "missing_as": "observed", "among": "people with a baseline score",
        "treatment": Proportion(MORE, 68, 236, 68 / 236, 0.23, 0.35),
        "comparator": Proportion(LESS, 26, 236, 26 / 236, 0.08, 0.16),
        "difference": estimate(0.178, 0.11, 0.25, measure="risk_difference", unit="probability"),
        "adjusted_treatment": estimate(0.29, 0.23, 0.35, measure="risk", unit="probability"),
        "adjusted_comparator": estimate(0.11, 0.08, 0.16, measure="risk", unit="probability"),
        "adjusted_difference": estimate(0.18, 0.11, 0.25, measure="risk", unit="probability"),
        "adjusted_for": ADJUSTED,
    }  # fmt: skip
    return RiskComparison(**(base | choices))


def effects(*found: ConditionEffect, **choices: Any) -> EffectsByCondition:
    """An answer of these conditions."""
    base: dict[str, Any] = {"comparison": Comparison(), "data": note(), "effects": found}
    return EffectsByCondition(**(base | choices))


def joint(**choices: Any) -> JointModel:
    """Two conditions in one model."""
    overall = estimate(2.1, 1.0, 3.2)
    base: dict[str, Any] = {
        "instrument": "PHQ9", "instrument_name": "Patient Health Questionnaire-9",
        "visit": "week 12", "overall": overall, "by_condition": {"Depression": overall},
        "f": 1.94, "df1": 4.0, "df2": 912.0, "p": 0.102, "adjusted_for": ADJUSTED,
        "left_out": ("Obsessive-compulsive disorder",), "smallest_group": 40,
    }  # fmt: skip
    return JointModel(**(base | choices))


def sites(*found: ConditionEffect, **choices: Any) -> EffectBySite:
    """One condition at these sites, pooled."""
    pooled = Pooled(
        estimate(0.5, 0.2, 0.8, measure="pooled", unit="sd", counts={"k": 3}), 0.02, 31.4, 3.1, 0.2
    )
    return EffectBySite(**({"data": note(), "effects": found, "pooled": pooled} | choices))


def two_groups(**choices: Any) -> TwoGroups:
    """Sixty people in two arms, with their points."""
    less = tuple(float(6 + i * 7 % 17) for i in range(30))
    more = tuple(float(3 + i * 5 % 16) for i in range(30))
    counts = {"n_treatment": 30, "n_comparator": 30}
    base: dict[str, Any] = {
        "data": note(), "condition_label": "Depression", "instrument": "PHQ9",
        "instrument_name": "Patient Health Questionnaire-9", "visit": "week 12", "better": "lower",
        "minimum": 0.0, "maximum": 27.0,
        "groups": (GroupScores(LESS, 30, 13.4, 5.1, less), GroupScores(MORE, 30, 10.3, 4.6, more)),
        "difference": estimate(2.9, 0.6, 5.2, counts=counts, df=52.0),
        "crude": estimate(3.1, 0.6, 5.6, counts=counts), "adjusted_for": ADJUSTED,
        "verdict": Verdict("better_possibly_too_little", 1.2, "convention: made up"),
    }  # fmt: skip
    return TwoGroups(**(base | choices))


COURSE = (("baseline", 0, 17.0), ("week 1", 7, 13.0), ("week 2", 14, 12.0), ("week 6", 42, 11.6),
          ("week 12", 84, 11.4), ("week 26", 182, 12.3), ("week 52", 364, 12.9))  # fmt: skip


def trajectories(arms: tuple[str, ...] = (LESS, BETWEEN, MORE), **choices: Any) -> Trajectories:
    """Three arms over a year, fewer people each time."""
    means = tuple(
        VisitMean(name, label, day, 236 - 24 * i, 240, mean - gap * min(i, 3) / 3,
                  mean - gap * min(i, 3) / 3 - 0.6, mean - gap * min(i, 3) / 3 + 0.6, day == 7)
        for gap, name in enumerate(arms)
        for i, (label, day, mean) in enumerate(COURSE)
    )  # fmt: skip
    base: dict[str, Any] = {
        "data": note(), "condition": "depression", "condition_label": "Depression",
        "instrument": "PHQ9", "instrument_name": "Patient Health Questionnaire-9",
        "better": "lower", "minimum": 0.0, "maximum": 27.0, "means": means,
        "differences": {"week 12": estimate(2.3, 1.6, 3.0)}, "primary_visit": "week 12",
        "comparison": Comparison(),
    }  # fmt: skip
    return Trajectories(**(base | choices))


def shown(result: Any, origin: str = "demonstration", wanted: str = "full") -> Released[Any]:
    """A result released in full detail (the demonstration cohort), unless told."""
    synthetic = result.data.synthetic
    return release(result, cohort(origin, synthetic), wanted)  # type: ignore[arg-type]
