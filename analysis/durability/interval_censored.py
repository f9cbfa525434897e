"""Time to an event known only to lie between two visits."""

from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate

_STEPS = 50_000


@dataclass(frozen=True, eq=False)
class IntervalCurve:
    """Turnbull's estimate: `mass` of the event in each interval (`after`, `until`].

    Where the mass lies within an interval the data cannot tell; `after` equals `until` for a time
    known exactly, and `until` is infinite for those who never had the event.
    """

    after: np.ndarray
    until: np.ndarray
    mass: np.ndarray
    n: int
    loglik: float

    def between(self, time: float) -> tuple[float, float]:
        """Least and greatest share without the event at a time; equal where it is known."""
        return (float(self.mass[(self.after >= time) & (self.until > time)].sum()),
                float(self.mass[self.until > time].sum()))  # fmt: skip


def fit_turnbull(last_without: np.ndarray, first_with: np.ndarray) -> IntervalCurve:
    """Distribution of the time of an event that happened between two visits.

    Parameters
    ----------
    last_without : ndarray, shape (n,)
        Last time seen without the event, not below zero.
    first_with : ndarray, shape (n,)
        First time seen with it; infinite where never seen with it; equal to `last_without` where
        its time is known exactly.

    Returns
    -------
    IntervalCurve

    Raises
    ------
    CannotEstimate
        "nobody", "bad_time", "bad_interval" when the event is seen before the last time without
        it, "no_events", "not_converged".

    Notes
    -----
    Nonparametric maximum likelihood by the EM (self-consistency) algorithm over the innermost
    intervals; at the maximum no interval's mean likelihood ratio exceeds 1 (checked to 1e-7).

    References
    ----------
    Turnbull 1976, J R Stat Soc B 38:290-295. Gentleman & Geyer 1994, Biometrika 81:618-623.
    """
    low, high = np.asarray(last_without, float), np.asarray(first_with, float)
    _require(low, high)
    after, until, inside = _innermost(low, high)
    mass = np.full(len(after), 1 / len(after))
    for _ in range(_STEPS):
        likelihood = inside @ mass
        ratio = (inside / likelihood[:, None]).mean(axis=0)
        if ratio.max() < 1 + 1e-7:
            loglik = float(np.log(likelihood).sum())
            return IntervalCurve(after, until, mass, len(low), loglik)
        mass = mass * ratio
    raise CannotEstimate("not_converged", "The curve of events between visits was not found.",
                         "Join visits that few people have.")  # fmt: skip


def _require(low: np.ndarray, high: np.ndarray) -> None:
    if not len(low) or len(low) != len(high):
        raise CannotEstimate("nobody", "Nobody has both times.", "Check the columns named.")
    if not np.isfinite(low).all() or (low < 0).any() or np.isnan(high).any():
        raise CannotEstimate("bad_time", "A time is below zero, missing or without end.",
                             "Correct it, or leave the person out.")  # fmt: skip
    if (high < low).any():
        raise CannotEstimate("bad_interval", "An event is seen before the last time without it.",
                             "Correct the order of the two columns.")  # fmt: skip
    if np.isinf(high).all():
        raise CannotEstimate("no_events", "Nobody had the event.", "Wait for longer follow-up.")


def _innermost(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Intervals that can hold mass, and which people's intervals hold each (n, m).

    An interval opens just after `low` (or at it, where the time is exact) and closes at `high`; one
    that opens and closes with nothing between is innermost.
    """
    values = np.unique(np.concatenate([low, high]))
    opens = 3 * np.searchsorted(values, low) + np.where(low == high, 0, 2)
    closes = 3 * np.searchsorted(values, high) + 1
    edges = np.unique(np.concatenate([opens, closes]))
    starts = np.isin(edges, opens)
    first = np.flatnonzero(starts[:-1] & ~starts[1:])
    begin, end = edges[first], edges[first + 1]
    inside = (opens[:, None] <= begin) & (end <= closes[:, None])
    return values[begin // 3], values[end // 3], inside.astype(float)
