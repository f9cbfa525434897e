"""What protected view rounds and leaves out, whatever the size of the group.

Counts of people in a comparison (analysed, assessed, seen at a visit, enrolled) are rounded to the
nearest 5, and so are degrees of freedom, which would tell them exactly. Enrolled is rounded like n
by visit because arm totals are exact on the page of who took part: exact numbers of the conditions
shown would give away the one hidden. Means and differences in points have 1 decimal, effects in SD
2, shares whole percent: enough to read, too little to solve for one person's score. Baselines are
those of everyone enrolled, never of completers at a visit. No single person's points.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final

from analysis.core import ArmSummary, Estimate, Refusal
from analysis.core.results import (
    FOLLOWED_UP,
    Amount,
    Count,
    GroupScores,
    JointModel,
    Pooled,
    Proportion,
    Result,
    RiskComparison,
    Verdict,
    VisitMean,
)

from .minimum import round_count
from .small_cells import TOO_SMALL

ROUNDING_NOTE: Final = (
    "Protected view: numbers of people are rounded to the nearest 5 (never under {minimum}), means "
    "and points to 1 decimal, effects in SD to 2, shares to whole percent."
)

_DIGITS: Final = {"points": 1, "sd": 2, "probability": 2, "ratio": 2, "people": 0}
_COUNT: Final = "count"
_MEAN_AND_SD: Final[dict[str, int | str]] = {"mean": 1, "sd": 1}

_ROUNDED: Final[dict[type, dict[str, int | str]]] = {
    ArmSummary: {**_MEAN_AND_SD, "n": _COUNT, "enrolled": _COUNT, "enrolled_baseline_n": _COUNT,
                 "enrolled_baseline_mean": 1, "enrolled_baseline_sd": 1},
    GroupScores: {**_MEAN_AND_SD, "n": _COUNT},
    VisitMean: {"n": _COUNT, "enrolled": _COUNT, "mean": 1, "low": 1, "high": 1},
    Amount: {"n": _COUNT, "mean": 2, "sd": 2},
    Proportion: {"events": _COUNT, "n": _COUNT, "share": 2, "low": 2, "high": 2},
    RiskComparison: {"adjusted_treatment": 2, "adjusted_comparator": 2},
    JointModel: {"f": 2, "df2": _COUNT, "p": 3, "smallest_group": _COUNT},
    Pooled: {"tau2": 3, "i2": 0, "q": 1, "q_p": 3, "prediction_low": 2, "prediction_high": 2},
}  # fmt: skip
"""Decimals of each field, or "count" for people."""

_LEFT_OUT: Final[dict[type, tuple[str, ...]]] = {
    ArmSummary: ("baseline_mean", "baseline_sd", "change_mean", "change_sd", "correlation"),
    GroupScores: ("points",),
}

_SAY_NOTHING_OF_SCORES: Final = {
    "group_too_small", "no_comparison", "no_direction", "no_baseline", "not_measured",
    "instrument_not_chosen", "one_condition", "one_site", "too_many_filters",
}  # fmt: skip
_BLURRED: Final = (
    (re.compile(r"only \d+(?:\.\d+)?%"), "too few"),
    (re.compile(r"\s*\([^()]*\d%[^()]*\)"), ""),
    (re.compile(r"\d+(?:\.\d+)?%"), "a share not shown"),
    (re.compile(r"fewer than \d+ people"), "few people"),
)


def coarsen(value: Any, minimum: int) -> Any:
    """A result, or anything in one, rounded and without what protected view leaves out."""
    if isinstance(value, Estimate):
        return _round_estimate(value, minimum)
    if isinstance(value, Verdict):
        return _blur_verdict(value)
    if isinstance(value, Refusal):
        return blur_refusal(value)
    if isinstance(value, tuple):
        return tuple(coarsen(one, minimum) for one in value)
    if isinstance(value, Mapping):
        return {key: coarsen(one, minimum) for key, one in value.items()}
    if isinstance(value, Result) or type(value) in _ROUNDED:
        return _coarsen_fields(value, minimum)
    return value


def blur_refusal(refusal: Refusal) -> Refusal:
    """A refusal that does not tell a group of one from a group of ten."""
    return refusal if refusal.code in _SAY_NOTHING_OF_SCORES else TOO_SMALL


def _coarsen_fields(value: Any, minimum: int) -> Any:
    changes: dict[str, Any] = {}
    rounding = dict(_ROUNDED.get(type(value), {}))
    if isinstance(value, Count) and value.characteristic == FOLLOWED_UP:
        rounding = {"n": _COUNT, "of": _COUNT}
    for field in fields(value):
        found = getattr(value, field.name)
        if field.name in _LEFT_OUT.get(type(value), ()):
            changes[field.name] = None
        elif field.name in rounding:
            changes[field.name] = _round(found, rounding[field.name], minimum)
        elif field.name == "notes":
            changes[field.name] = tuple(blur_text(note) for note in found)
        elif field.name != "comparison":
            changes[field.name] = coarsen(found, minimum)
    return replace(value, **changes)


def _round(value: float | None, digits: int | str, minimum: int) -> float | int | None:
    if value is None:
        return None
    return round_count(round(value), minimum) if digits == _COUNT else _to(value, int(digits))


def _to(value: float, digits: int) -> float:
    """Rounded, and never minus zero."""
    return round(value, digits) + 0.0


def _round_estimate(estimate: Estimate, minimum: int) -> Estimate:
    of_people = set(estimate.counts) != {"k"}
    digits = _DIGITS[estimate.unit]
    counts = {
        name: n if name == "k" else round_count(n, minimum) for name, n in estimate.counts.items()
    }
    df = estimate.df
    return replace(
        estimate,
        value=_to(estimate.value, digits),
        low=_to(estimate.low, digits),
        high=_to(estimate.high, digits),
        counts=counts,
        se=None if estimate.se is None else _to(estimate.se, digits),
        df=float(round_count(round(df), minimum)) if df is not None and of_people else df,
        p=None if estimate.p is None else _to(estimate.p, 3),
    )


def _blur_verdict(verdict: Verdict) -> Verdict:
    """Without followed-up shares (they give n), the convention's margin to 1 decimal."""
    conventional = verdict.margin_source.startswith("convention")
    return replace(
        verdict,
        margin=_to(verdict.margin, 1) if conventional else verdict.margin,
        reasons=tuple(blur_text(reason) for reason in verdict.reasons),
    )


def blur_text(text: str) -> str:
    """A sentence without shares of people, or bounds on how few they are."""
    for pattern, words in _BLURRED:
        text = pattern.sub(words, text)
    return text
