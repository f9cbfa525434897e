"""Made-up answers over time and of who met which rule: numbers chosen, not estimated."""

from typing import Any

from analysis.core import Comparison, Estimate, Refusal
from analysis.core.results import (
    ArmCurve,
    ArmOutcome,
    CurvePoint,
    InResponse,
    LossComparison,
    LossOfResponse,
    LossTests,
    PersonOutcome,
    RepeatedMeasures,
    Responders,
    RuleInForce,
    StateShare,
    Step,
    VisitDifference,
)

from .made_up import BETWEEN, COURSE, LESS, MORE, estimate, note

RULE = "improved by at least 6 points since baseline on the PHQ-9"


def share(value: float, low: float, high: float, n: int = 100, **choices: Any) -> Estimate:
    """A share of so many people."""
    base: dict[str, Any] = {"measure": "share", "unit": "probability", "counts": {"n": n}}
    return estimate(value, low, high, **(base | choices))


def model(**choices: Any) -> RepeatedMeasures:
    """Two arms over a year, two points apart at every visit."""
    visits = tuple(
        VisitDifference(label, 180, 170, estimate(2.0, 1.0, 3.0), None,
                        estimate(mean - 2, mean - 2.5, mean - 1.5), estimate(mean, mean - 0.5,
                                                                             mean + 0.5))
        for label, day, mean in COURSE
        if day
    )  # fmt: skip
    base: dict[str, Any] = {
        "visits": visits, "n_treatment": 200, "n_comparator": 190, "n_scores": 1800, "joint": None,
        "covariance": "us", "correction": "kenward-roger", "sigmas": None, "minus2_reml": None,
        "without_baseline": 0, "without_scores": 0,
    }  # fmt: skip
    return RepeatedMeasures(**(base | choices))


def in_response(**choices: Any) -> InResponse:
    """Three arms at three visits; most are not seen at the last one."""
    shares = tuple(
        StateShare(arm, visit, day, 100, events, events / 100, events / 100 - 0.08,
                   events / 100 + 0.08, missed, events / (100 - missed))
        for arm, counts in ((LESS, (40, 30, 12)), (BETWEEN, (45, 35, 14)), (MORE, (50, 48, 20)))
        for (visit, day, missed), events in zip(
            (("week 6", 42, 15), ("week 12", 84, 20), ("week 52", 364, 70)), counts, strict=True)
    )  # fmt: skip
    differences = {
        visit: share(value, value - 0.1, value + 0.1)
        for visit, value in (("week 6", 0.10), ("week 12", 0.18), ("week 52", 0.08))
    }
    base: dict[str, Any] = {
        "data": note(), "comparison": Comparison(), "condition": "depression",
        "condition_label": "Depression", "instrument": "PHQ9",
        "instrument_name": "Patient Health Questionnaire-9", "rule": RULE, "source": "nobody",
        "among": "people at or above caseness at baseline", "shares": shares,
        "differences": differences, "primary_visit": "week 12", "retreatment_recorded": True,
    }  # fmt: skip
    return InResponse(**(base | choices))


def curve(arm: str, kind: str, ends: float, **choices: Any) -> ArmCurve:
    """A curve over 24 weeks that ends at a share, with its steps."""
    start = 0.0 if kind in ("lost", "retreated") else 1.0
    shares = [start + (ends - start) * i / 6 for i in range(7)]
    points = tuple(
        CurvePoint(arm, 28 * i, 80 - 10 * i, round(60 * i / 6), value,
                   None if value == start else max(value - 0.1, 0),
                   None if value == start else min(value + 0.1, 1))
        for i, value in enumerate(shares)
    )  # fmt: skip
    steps = tuple(Step(point.day + 3.0, value, point.low, point.high)
                  for point, value in zip(points, shares, strict=True))  # fmt: skip
    base: dict[str, Any] = {"arm": arm, "kind": kind, "n": 90, "events": 60, "points": points,
                            "steps": (Step(0.0, start, None, None), *steps)}  # fmt: skip
    return ArmCurve(**(base | choices))


def losses(**choices: Any) -> LossOfResponse:
    """Loss and retreatment of two arms' responders."""
    compared = (
        LossComparison("lost", 168, share(0.3, 0.2, 0.4), share(0.6, 0.5, 0.7),
                       share(-0.3, -0.4, -0.2), (30, 60)),
        LossComparison("retreated", 168, share(0.15, 0.1, 0.2), share(0.2, 0.1, 0.3),
                       share(-0.05, -0.15, 0.05), (15, 20)),
    )  # fmt: skip
    curves = tuple(curve(arm, kind, ends) for arm, kind, ends in (
        (LESS, "lost", 0.6), (LESS, "retreated", 0.2), (MORE, "lost", 0.3),
        (MORE, "retreated", 0.15)))  # fmt: skip
    base: dict[str, Any] = {
        "data": note(), "comparison": Comparison(), "condition": "depression",
        "condition_label": "Depression", "instrument": "PHQ9",
        "instrument_name": "Patient Health Questionnaire-9", "outcome": "incidence",
        "clock": "first_response", "rule": RULE, "source": "nobody", "curves": curves,
        "comparisons": compared,
    }  # fmt: skip
    return LossOfResponse(**(base | choices))


def time_in_response(**choices: Any) -> LossOfResponse:
    """Kaplan-Meier of two arms, with mean days and a hazard ratio."""
    median = estimate(98, 70, float("inf"), counts={"n": 90})
    curves = (curve(LESS, "still_in_response", 0.4, median=median),
              curve(MORE, "still_in_response", 0.7))  # fmt: skip
    mean = LossComparison("restricted_mean", 168, estimate(140, 130, 150), estimate(110, 100, 120),
                          estimate(30, 12, 48), (30, 60))  # fmt: skip
    ratio = estimate(0.45, 0.3, 0.7, unit="ratio", p=0.0004)
    tests = LossTests(ratio, 12.4, 0.0004, 0.62, (30, 60))
    return losses(outcome="still_in_response", curves=curves, comparisons=(mean,), tests=tests,
                  **choices)  # fmt: skip


def outcome(code: str, label: str, less: float, more: float, **choices: Any) -> PersonOutcome:
    """A rule met by these shares of a hundred seen, of 120 who could."""
    worse = bool(choices.get("worse"))

    def arm(name: str, value: float) -> ArmOutcome:
        shares = {"observed": share(value, value - 0.08, value + 0.08)}
        if not worse:
            shares["not_met"] = share(value * 100 / 120, value - 0.15, value, 120)
        shares["imputed"] = share(value + 0.01, value - 0.07, value + 0.09, 120, measure="imputed")
        return ArmOutcome(name, round(100 * value), 100, 120, shares, worse)

    difference = {
        basis: share(more - less, more - less - 0.1, more - less + 0.1)
        for basis in ("observed", *(() if worse else ("not_met",)), "imputed")
    }
    base: dict[str, Any] = {
        "code": code, "label": label, "worse": False, "rule": "score below 10", "source": "nobody",
        "among": "people with a baseline score", "treatment": arm(MORE, more),
        "comparator": arm(LESS, less), "differences": difference, "leading": "imputed",
    }  # fmt: skip
    return PersonOutcome(**(base | choices))


def responders(**choices: Any) -> Responders:
    """Response and worsening counted, remission without a rule, a third arm as seen."""
    third = ArmOutcome(BETWEEN, 40, 100, 120, {"observed": share(0.4, 0.31, 0.5)})
    outcomes = (
        outcome("response", "Responded", 0.3, 0.5, others=(third,)),
        PersonOutcome("remission", "In remission", False,
                      refused=Refusal("no_rule", "No published rule was found.")),
        outcome("reliable_deterioration", "Reliably worse", 0.15, 0.12, worse=True),
    )  # fmt: skip
    ledger = (
        RuleInForce("response", "Responded", "improved by at least 15 points", "Marx 2022",
                    ("improved by at least 18 points",)),
        RuleInForce("reliable_improvement", "Reliably better", "better by at least 5.1 points",
                    "1.96 sqrt(2) SD sqrt(1 - reliability), with the baseline SD of this cohort "
                    "(Jacobson & Truax 1991); reliability 0.93: Williams & Kobak 2008"),
    )  # fmt: skip
    base: dict[str, Any] = {
        "data": note(), "comparison": Comparison(), "condition": "depression",
        "condition_label": "Depression", "instrument": "PHQ9",
        "instrument_name": "Patient Health Questionnaire-9", "visit": "week 12",
        "outcomes": outcomes, "ledger": ledger, "rule_choice": "published",
        "rule_choices": {"published": "Published rules"},
    }  # fmt: skip
    return Responders(**(base | choices))
