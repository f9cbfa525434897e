"""Cumulative incidence of one kind of event where others forestall it."""

from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate, settings
from analysis.core.formulas import normal_quantile, upper

from .follow_up import follow


@dataclass(frozen=True, eq=False)
class CumulativeIncidence:
    """Share who had the event of one kind by each time; nan limits while nobody had it."""

    time: np.ndarray
    share: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    at_risk: np.ndarray
    events: int
    n: int


def cumulative_incidence(
    time: np.ndarray,
    kind: np.ndarray,
    cause: int,
    at: np.ndarray | None = None,
    level: float = settings.LEVEL,
) -> CumulativeIncidence:
    """Probability of an event of kind `cause` by each time, the other kinds preventing it.

    Parameters
    ----------
    time : ndarray, shape (n,)
        Time from the start, not below zero; nan is left out.
    kind : ndarray, shape (n,)
        0 last seen without any event, else the number of the kind; nan is left out.
    cause : int
        Kind wanted, from 1.
    at : ndarray, optional
        Times at which to read; by default every distinct time. Later than anybody is left out.
    level : float

    Returns
    -------
    CumulativeIncidence

    Raises
    ------
    CannotEstimate
        "nobody", "bad_time"; "bad_cause" for a kind that is not a whole number from zero;
        "no_events" when nobody had an event of that kind.

    Notes
    -----
    Aalen-Johansen, F(t) = sum S(t-) d_k / n; variance by the delta method; limits on the log-log
    scale, F**exp(+-z se / (F log F)).

    References
    ----------
    Aalen & Johansen 1978, Scand J Stat 5:141-150. Marubini & Valsecchi 1995, ch. 10. Choudhury
    2002, Stat Med 21:1129-1144.
    """
    known = kind[~np.isnan(kind)]
    if (
        (known < 0).any()
        or not (np.isfinite(known) & (known == np.round(known))).all()
        or cause < 1
    ):
        raise CannotEstimate("bad_cause", "A kind of event is not a whole number from zero.",
                             "Write 0 for none and 1, 2, ... for the kinds.")  # fmt: skip
    seen = follow(time, np.where(np.isnan(kind), np.nan, (kind > 0).astype(float)))
    there = ~np.isnan(time) & ~np.isnan(kind)
    own = kind[there] == cause
    if not own.any():
        raise CannotEstimate("no_events", "Nobody had an event of this kind.",
                             "Wait for longer follow-up, or check --event.")  # fmt: skip
    times, place, leaving = np.unique(seen.time, return_inverse=True, return_counts=True)
    n = len(seen.time) - np.concatenate([[0], np.cumsum(leaving)[:-1]])
    d = np.bincount(place, seen.event, len(times))
    d_own = np.bincount(place, own, len(times))
    survival = np.cumprod(1 - d / n)
    before = np.concatenate([[1.0], survival[:-1]])
    share = np.cumsum(before * d_own / n)
    se = np.sqrt(np.maximum(_variance(share, before, n, d, d_own), 0))
    low, high = _log_log(share, se, level)
    wanted = times if at is None else np.asarray(at, float)
    wanted = wanted[wanted <= times[-1]]
    row = np.searchsorted(times, wanted, side="right")
    ahead = np.searchsorted(times, wanted, side="left")

    def after(values: np.ndarray, start: float) -> np.ndarray:
        return np.concatenate([[start], values])[row]

    return CumulativeIncidence(
        wanted, after(share, 0.0), after(se, 0.0), after(low, np.nan), after(high, np.nan),
        n[ahead], int(own.sum()), len(seen.time),
    )  # fmt: skip


def _variance(
    share: np.ndarray, before: np.ndarray, n: np.ndarray, d: np.ndarray, d_own: np.ndarray
) -> np.ndarray:
    """Delta-method variance of F at each time, sums over earlier times in powers."""
    left = n - d
    any_event = np.where(left > 0, d / (n * np.maximum(left, 1)), 0.0)
    mixed = before * d_own / n**2
    own = before**2 * (n - d_own) * d_own / n**3
    total, first, second = (np.cumsum(any_event * share**power) for power in (0, 1, 2))
    spread = share**2 * total - 2 * share * first + second
    return np.asarray(
        spread + np.cumsum(own) - 2 * (share * np.cumsum(mixed) - np.cumsum(share * mixed))
    )


def _log_log(share: np.ndarray, se: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    inside = (share > 0) & (share < 1 - 1e-12)
    f = np.where(inside, share, 0.5)
    width = normal_quantile(upper(level)) * se / (f * -np.log(f))
    low, high = f ** np.exp(width), f ** np.exp(-width)
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)
