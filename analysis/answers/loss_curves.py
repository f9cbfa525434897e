"""Curves of responders: loss and retreatment, time in response, loss between visits."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis.core import Estimate, settings
from analysis.core.results import ArmCurve, CurveKind, CurvePoint, Step
from analysis.durability import (
    MedianTime,
    cumulative_incidence,
    kaplan_meier,
    median_time,
    read_curve,
    read_turnbull,
    survival_limits,
)
from analysis.privacy import is_small, minimum_group

from .response_ends import LOST, RETREATED, ResponseEnds

FIXED_STEP = 28
"""Curves are read every four weeks: in protected view nowhere else."""

REPLICATES = 500
SEED = 1


def list_fixed_days(ends: Sequence[ResponseEnds]) -> np.ndarray:
    """Every four weeks from the clock to when the last person was seen."""
    last = max((float(one.time.max()) for one in ends if one.n), default=0.0)
    return np.arange(0.0, last + 1, FIXED_STEP)


def draw_incidence(ends: ResponseEnds, days: np.ndarray) -> tuple[ArmCurve, ArmCurve]:
    """Share who lost their response, and who were retreated first, by each day."""
    return _incidence(ends, "lost", LOST, days), _incidence(ends, "retreated", RETREATED, days)


def _incidence(ends: ResponseEnds, kind: CurveKind, cause: int, days: np.ndarray) -> ArmCurve:
    own = ends.kind == cause
    wanted = days[days <= ends.time.max()]
    if not own.any():
        points = [(0.0, None, None)] * len(wanted)
        return _curve(ends, kind, own, wanted, points, (Step(0.0, 0.0, None, None),))
    steps = cumulative_incidence(ends.time, ends.kind, cause, None, settings.LEVEL)
    read = cumulative_incidence(ends.time, ends.kind, cause, wanted, settings.LEVEL)
    points = list(zip(read.share, read.low, read.high, strict=True))
    drawn = _list_steps(steps.time, steps.share, steps.low, steps.high, 0.0)
    return _curve(ends, kind, own, wanted, points, drawn)


def draw_survival(ends: ResponseEnds, days: np.ndarray, at_fixed_days: bool) -> ArmCurve:
    """Share still in response and not retreated by each day: retreatment is a loss.

    The median is read at the fixed days alone where so wanted, as the curve is.
    """
    curve = kaplan_meier(ends.time, ends.ended)
    low, high = survival_limits(curve, "log-log", settings.LEVEL)
    read = read_curve(curve, days, "log-log", settings.LEVEL)
    points = list(zip(read.survival, read.low, read.high, strict=True))
    drawn = _list_steps(curve.time, curve.survival, low, high, 1.0)
    found = _curve(ends, "still_in_response", ends.kind > 0, read.time, points, drawn)
    middle = median_time(curve, "log-log", settings.LEVEL)
    step = FIXED_STEP if at_fixed_days else 0
    return replace(found, median=_say_median(middle, ends.n, step))


def draw_between_visits(ends: ResponseEnds, days: np.ndarray) -> ArmCurve:
    """Least and greatest share still in response, where loss is known only to lie between visits.

    A retreatment is a loss on its day.
    """
    wanted = days[days <= ends.time.max()]
    if not np.isfinite(ends.until).any():
        points = [(1.0, None, None, 1.0)] * len(wanted)
    else:
        read = read_turnbull(ends.after, ends.until, wanted, settings.LEVEL, REPLICATES, SEED)
        points = list(zip(read.least, read.low, read.high, read.most, strict=True))
    return _curve(ends, "between_visits", np.isfinite(ends.until), wanted, points, None)


def _curve(
    ends: ResponseEnds, kind: CurveKind, own: np.ndarray, days: np.ndarray,
    read: Sequence[Sequence[float | None]], steps: tuple[Step, ...] | None,
) -> ArmCurve:  # fmt: skip
    points = tuple(
        _read_point(ends, own, int(day), [_or_none(value) for value in found])
        for day, found in zip(days, read, strict=True)
    )
    events = int(own.sum())
    few = is_small(events, minimum_group())
    return ArmCurve(ends.arm, kind, ends.n, events, points, steps, None, few, ends.left_out)


def _read_point(
    ends: ResponseEnds, own: np.ndarray, day: int, read: list[float | None]
) -> CurvePoint:
    """A curve at one day: share, limits and, where it is not exact, the most it can be."""
    followed, ended = int((ends.time >= day).sum()), int((own & (ends.time <= day)).sum())
    most = read[3] if len(read) > 3 else None
    return CurvePoint(ends.arm, day, followed, ended, read[0], read[1], read[2], most)


def _list_steps(
    days: np.ndarray, shares: np.ndarray, low: np.ndarray, high: np.ndarray, start: float
) -> tuple[Step, ...]:
    """The curve just after each time, from `start` at the clock."""
    steps = tuple(
        Step(float(day), float(share), _or_none(least), _or_none(most))
        for day, share, least, most in zip(days, shares, low, high, strict=True)
    )
    return steps if steps and steps[0].day == 0 else (Step(0.0, start, None, None), *steps)


def _or_none(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)


def _say_median(middle: MedianTime, n: int, step: int) -> Estimate | None:
    """Days by which half had lost their response; None where that is not reached."""
    if np.isnan(middle.value):
        return None
    value, low, high = (
        float(np.ceil(day / step) * step) if step and not np.isnan(day) else day
        for day in (middle.value, middle.low, middle.high)
    )
    return Estimate(
        "median_days", value, 0.0 if np.isnan(low) else low, np.inf if np.isnan(high) else high,
        settings.LEVEL, {"n": n},
        "Kaplan-Meier median, limits by inverting those of the curve.",
        "Brookmeyer & Crowley 1982, Biometrics 38:29-41",
    )  # fmt: skip
