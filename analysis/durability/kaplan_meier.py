"""Kaplan-Meier: the share still without the event at each time."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.core import settings
from analysis.core.formulas import normal_quantile, upper

from .follow_up import follow

Limits = Literal["log", "log-log", "plain"]
_TOLERANCE = 1e-9
"""How near to one half a curve is counted as at one half, whatever the rounding."""


@dataclass(frozen=True, eq=False)
class SurvivalCurve:
    """A Kaplan-Meier curve at each distinct time, censorings included.

    `survival` holds S(t) just after `time`; `variance` Greenwood's sum, the variance of log S(t),
    infinite where S is 0; `largest` is the last time anybody was seen.
    """

    time: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray
    survival: np.ndarray
    variance: np.ndarray
    n: int

    @property
    def largest(self) -> float:
        return float(self.time[-1])


@dataclass(frozen=True, eq=False)
class CurveReading:
    """A curve read at times: share, SE, limits, people at risk just before each."""

    time: np.ndarray
    survival: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    at_risk: np.ndarray


@dataclass(frozen=True)
class MedianTime:
    """Time by which half had the event; nan where the curve (or its limit) never comes to half."""

    value: float
    low: float
    high: float


def kaplan_meier(time: np.ndarray, event: np.ndarray) -> SurvivalCurve:
    """Share of people without the event after each time, censoring taken as uninformative.

    Parameters
    ----------
    time : ndarray, shape (n,)
        Time from the start, not below zero; nan is left out.
    event : ndarray, shape (n,)
        1 the event, 0 last seen without it. An event at a time precedes a censoring at it.

    Returns
    -------
    SurvivalCurve

    Raises
    ------
    CannotEstimate
        "nobody", "bad_time" or "bad_event".

    Notes
    -----
    S(t) = prod (1 - d/n) over event times up to t; var log S = sum d / (n (n - d)).

    References
    ----------
    Kaplan & Meier 1958, J Am Stat Assoc 53:457-481. Greenwood 1926.
    """
    seen = follow(time, event)
    times, place, leaving = np.unique(seen.time, return_inverse=True, return_counts=True)
    events = np.bincount(place, weights=seen.event, minlength=len(times))
    at_risk = len(seen.time) - np.concatenate([[0], np.cumsum(leaving)[:-1]])
    left = at_risk - events
    with np.errstate(divide="ignore"):
        terms = np.where(events > 0, events / (at_risk * left), 0.0)
    return SurvivalCurve(times, at_risk, events.astype(int), np.cumprod(left / at_risk),
                         np.cumsum(terms), len(seen.time))  # fmt: skip


def survival_limits(
    curve: SurvivalCurve, limits: Limits = "log-log", level: float = settings.LEVEL
) -> tuple[np.ndarray, np.ndarray]:
    """Pointwise limits of a curve at each of its times.

    Parameters
    ----------
    curve : SurvivalCurve
    limits : {"log", "log-log", "plain"}
        Scale on which the interval is symmetric.
    level : float
        Confidence level.

    Returns
    -------
    low, high : ndarray, shape of `curve.time`
        1 where nobody had the event yet; nan where nobody is left (the variance is not defined).

    References
    ----------
    Borgan & Liestol 1990, Scand J Stat 17:35-41.
    """
    s = np.where(curve.survival > 0, curve.survival, np.nan)
    half = normal_quantile(upper(level)) * np.sqrt(np.where(np.isnan(s), np.nan, curve.variance))
    if limits == "plain":
        low, high = s - half * s, s + half * s
    elif limits == "log":
        low, high = s * np.exp(-half), s * np.exp(half)
    else:
        inside = np.where(s < 1, s, 0.5)
        width = half / -np.log(inside)
        low, high = inside ** np.exp(width), inside ** np.exp(-width)
        low, high = np.where(s == 1, 1.0, low), np.where(s == 1, 1.0, high)
    return np.maximum(low, 0.0), np.minimum(high, 1.0)


def read_curve(
    curve: SurvivalCurve,
    at: np.ndarray,
    limits: Limits = "log-log",
    level: float = settings.LEVEL,
) -> CurveReading:
    """A curve at given times; times after anybody was seen are left out.

    Parameters
    ----------
    curve : SurvivalCurve
    at : ndarray, shape (k,)
        Times, in the unit of the curve.
    limits : {"log", "log-log", "plain"}
    level : float

    Returns
    -------
    CurveReading
    """
    wanted = np.asarray(at, float)
    wanted = wanted[wanted <= curve.largest]
    place = np.searchsorted(curve.time, wanted, side="right")
    low, high = survival_limits(curve, limits, level)
    with np.errstate(invalid="ignore"):
        se = curve.survival * np.sqrt(curve.variance)
    ahead = np.searchsorted(curve.time, wanted, side="left")

    def after(values: np.ndarray, start: float) -> np.ndarray:
        return np.concatenate([[start], values])[place]

    return CurveReading(wanted, after(curve.survival, 1.0), after(se, 0.0), after(low, 1.0),
                        after(high, 1.0), curve.at_risk[ahead])  # fmt: skip


def median_time(
    curve: SurvivalCurve, limits: Limits = "log-log", level: float = settings.LEVEL
) -> MedianTime:
    """Time by which half of the people had the event, with limits by inverting the curve's.

    Parameters
    ----------
    curve : SurvivalCurve
    limits : {"log", "log-log", "plain"}
    level : float

    Returns
    -------
    MedianTime
        nan where not reached.

    Notes
    -----
    Where a curve stands at exactly one half the middle of that step is taken, as R does.

    References
    ----------
    Brookmeyer & Crowley 1982, Biometrics 38:29-41.
    """
    low, high = survival_limits(curve, limits, level)
    return MedianTime(*(_first_at_half(curve.time, s) for s in (curve.survival, low, high)))


def _first_at_half(time: np.ndarray, curve: np.ndarray) -> float:
    reached = np.flatnonzero(curve <= 0.5 + _TOLERANCE)
    if not len(reached):
        return float("nan")
    first = reached[0]
    lower = np.flatnonzero(curve < curve[first] - _TOLERANCE)
    if abs(curve[first] - 0.5) <= _TOLERANCE and len(lower):
        return float((time[first] + time[lower[0]]) / 2)
    return float(time[first])
