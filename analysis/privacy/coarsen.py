"""What protected view rounds and leaves out, whatever the size of the group.

Counts of people in a comparison (analysed, assessed, seen at a visit, enrolled) are rounded to the
nearest 5, and so are degrees of freedom, which would tell them exactly. Enrolled is rounded like n
by visit because arm totals are exact on the page of who took part: exact numbers of the conditions
shown would give away the one hidden. Means and differences in points have 1 decimal, effects in SD
2, shares whole percent: enough to read, too little to solve for one person's score. Baselines are
those of everyone enrolled, never of completers at a visit. No single person's points.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any, Final

from analysis.core import ArmSummary, Estimate, Refusal
from analysis.core.results import (
    FOLLOWED_UP,
    Amount,
    ArmOneByOne,
    BalanceRow,
    BaselineRow,
    ChangeBin,
    ComparableGroups,
    Confounder,
    Count,
    ExposureParity,
    FlowStep,
    Gate,
    GateItem,
    GroupScores,
    GroupValue,
    IfLostDidWorse,
    JointModel,
    Look,
    LostNeeded,
    Move,
    OneByOne,
    OverlapBin,
    PeopleOf,
    Pooled,
    Proportion,
    Result,
    SeenAndLost,
    ShiftedLost,
    SubgroupEffect,
    Unmeasured,
    Verdict,
    VisitMean,
)

from .minimum import round_count
from .rounded_care import LEFT_OUT_OF_CARE, ROUNDED_CARE
from .rounded_over_time import LEFT_OUT_OVER_TIME, ROUNDED_OVER_TIME
from .small_cells import TOO_SMALL

ROUNDING_NOTE: Final = (
    "Protected view: numbers of people are rounded to the nearest 5 (never under {minimum}), means "
    "and points to 1 decimal, effects in SD to 2, shares to whole percent."
)

_DIGITS: Final = {"points": 1, "sd": 2, "probability": 2, "ratio": 2, "people": 0}
_COUNT: Final = "count"
_MEAN_AND_SD: Final[dict[str, int | str]] = {"mean": 1, "sd": 1}

_ROUNDED: Final[dict[type, dict[str, int | str]]] = {
    **ROUNDED_OVER_TIME,
    **ROUNDED_CARE,
    ArmSummary: {**_MEAN_AND_SD, "n": _COUNT, "enrolled": _COUNT, "enrolled_baseline_n": _COUNT,
                 "enrolled_baseline_mean": 1, "enrolled_baseline_sd": 1},
    GroupScores: {**_MEAN_AND_SD, "n": _COUNT},
    VisitMean: {"n": _COUNT, "enrolled": _COUNT, "mean": 1, "low": 1, "high": 1},
    Amount: {"n": _COUNT, "mean": 2, "sd": 2},
    Proportion: {"events": _COUNT, "n": _COUNT, "share": 2, "low": 2, "high": 2},
    JointModel: {"f": 2, "df2": _COUNT, "p": 3, "smallest_group": _COUNT},
    ArmOneByOne: {"n": _COUNT, "after": 1},
    Move: {"n": _COUNT, "of": _COUNT, "share": 2},
    ChangeBin: {"n": _COUNT, "of": _COUNT, "share": 2},
    Pooled: {"tau2": 3, "i2": 0, "q": 1, "q_p": 3, "prediction_low": 2, "prediction_high": 2},
    GroupValue: {**_MEAN_AND_SD, "n": _COUNT, "of": _COUNT},
    BaselineRow: {"smd": 2},
    BalanceRow: {"before": 2, "after": 2, "level_n": _COUNT},
    ExposureParity: {"n_treatment": _COUNT, "n_comparator": _COUNT, "mean_treatment": 2,
                     "mean_comparator": 2, "smd": 2},
    OverlapBin: {"n": _COUNT, "share": 2},
    ComparableGroups: {"n_treatment": _COUNT, "n_comparator": _COUNT, "effective": _COUNT},
    Unmeasured: {"evalue": 1, "evalue_limit": 1},
    Confounder: {"for_estimate": 1, "for_limit": 1},
    Gate: {},
    GateItem: {},
    FlowStep: {"followed": _COUNT, "seen": _COUNT, "of": _COUNT},
    PeopleOf: {"n": _COUNT, "of": _COUNT},
    SeenAndLost: {"n_seen": _COUNT, "n_lost": _COUNT},
    LostNeeded: {"lost": _COUNT, "worse": 1, "in_sd": 1, "searched_to": 0},
    ShiftedLost: {},
    IfLostDidWorse: {"lost": _COUNT, "people": _COUNT, "sd": 1, "fmi": 2, "monte_carlo_se": 2},
    Look: {"people": _COUNT, "n_treatment": _COUNT, "n_comparator": _COUNT, "value": 1, "low": 1,
           "high": 1},
    SubgroupEffect: {"f": 2, "df2": _COUNT, "p": 3, "p_holm": 3, "p_bh": 3},
}  # fmt: skip
"""Decimals of each field, or "count" for people."""

_LEFT_OUT: Final[dict[type, tuple[str, ...]]] = {
    **LEFT_OUT_OVER_TIME,
    **LEFT_OUT_OF_CARE,
    ArmSummary: ("baseline_mean", "baseline_sd", "change_mean", "change_sd", "correlation"),
    GroupScores: ("points",),
    ArmOneByOne: ("before", "change", "change_curve", "pairs", "box", "curve"),
    OneByOne: ("difference", "difference_curve"),
    BalanceRow: ("arms",),
    GateItem: ("value",),
    SeenAndLost: ("seen", "lost", "yes_seen", "yes_lost"),
}

_SAY_NOTHING_OF_SCORES: Final = {
    "group_too_small", "not_recorded", "no_comparison", "no_direction", "no_baseline",
    "not_measured",
    "instrument_not_chosen", "one_condition", "one_site", "too_many_filters", "before_landmark",
    "landmark_without_filters", "no_rule", "landmark_too_close",
    "looks_back", "two_levels", "no_slope",
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
        elif isinstance(value, GateItem) and field.name == "sentence":
            changes[field.name] = blur_condition(found)
        elif field.name != "comparison":
            changes[field.name] = coarsen(found, minimum)
    return replace(value, **changes)


def _round(value: Any, digits: int | str, minimum: int) -> Any:
    if isinstance(value, Mapping):
        return {key: _round(one, digits, minimum) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(_round(one, digits, minimum) for one in value)
    if value is None:
        return None
    return round_count(round(value), minimum) if digits == _COUNT else _to(value, int(digits))


def _to(value: float, digits: int) -> float:
    """Rounded, and never minus zero."""
    return round(value, digits) + 0.0


def _to_end(value: float, digits: int, outwards: Callable[[float], int]) -> float:
    """A limit rounded; whole people outwards, so that nobody of 600 never reads "0 to 0"."""
    if digits > 0 or not math.isfinite(value):
        return _to(value, digits)
    return float(outwards(_to(value, 6)))


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
        low=_to_end(estimate.low, digits, math.floor),
        high=_to_end(estimate.high, digits, math.ceil),
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


def blur_condition(sentence: str) -> str:
    """A condition of the gate with shares and people to the nearest 5, distances to 0.1 SD."""
    sentence = re.sub(r"(\d+)%", lambda found: f"{5 * round(int(found[1]) / 5)}%", sentence)
    sentence = re.sub(r"(\d+\.\d+) SD", lambda found: f"{float(found[1]):.1f} SD", sentence)
    return re.sub(r"as much as (\d+) people", lambda found:
                  f"as much as {5 * round(int(found[1]) / 5)} people", sentence)  # fmt: skip
