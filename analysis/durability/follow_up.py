"""Time to event: what every estimator of this room asks of its numbers."""

from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate

_ROUNDING = 1.5e-8
"""Times nearer than this, relative to their mean, are one."""


@dataclass(frozen=True, eq=False)
class FollowUp:
    """Times from the start and whether the event came, one row a person; nothing missing.

    `labels` are the groups and `strata` the strata, object arrays of text of the same length.
    """

    time: np.ndarray
    event: np.ndarray
    labels: np.ndarray
    strata: np.ndarray


def follow(
    time: np.ndarray,
    event: np.ndarray,
    labels: np.ndarray | None = None,
    strata: np.ndarray | None = None,
) -> FollowUp:
    """The follow-up of the people of whom everything is known.

    Parameters
    ----------
    time : ndarray, shape (n,)
        Time from the start in any unit, not below zero; nan where unknown.
    event : ndarray, shape (n,)
        1 where the event came at `time`, 0 where the person was last seen without it then.
    labels, strata : ndarray of str or None, shape (n,), optional
        Group and stratum; None where unknown.

    Returns
    -------
    FollowUp

    Raises
    ------
    CannotEstimate
        "nobody", "bad_time", "bad_event" or "bad_length".
    """
    time, event = np.asarray(time, float), np.asarray(event, float)
    groups = np.full(len(time), "all", object) if labels is None else np.asarray(labels, object)
    blocks = np.full(len(time), "all", object) if strata is None else np.asarray(strata, object)
    if not len(time) == len(event) == len(groups) == len(blocks):
        raise CannotEstimate("bad_length", "Times, events and groups differ in number.",
                             "Give one of each for every person.")  # fmt: skip
    known = ~np.isnan(time) & ~np.isnan(event)
    for names in (groups, blocks):
        known &= np.array([name is not None for name in names], dtype=bool)
    if not known.any():
        raise CannotEstimate("nobody", "Nobody has a time, an event and a group.",
                             "Check the columns named.")  # fmt: skip
    kept = FollowUp(time[known], event[known], groups[known], blocks[known])
    if not np.isfinite(kept.time).all() or (kept.time < 0).any():
        raise CannotEstimate("bad_time", "A time is below zero or without end.",
                             "Correct it, or leave the person out.")  # fmt: skip
    if not np.isin(kept.event, (0, 1)).all():
        raise CannotEstimate("bad_event", "An event is neither 0 nor 1.",
                             "Write 1 where the event came and 0 where it did not.")  # fmt: skip
    return FollowUp(_join_equal(kept.time), kept.event.astype(bool), kept.labels, kept.strata)


def _join_equal(time: np.ndarray) -> np.ndarray:
    """Times that differ by rounding alone (days / 7 * 7) are one time, as in R's survival."""
    values, place = np.unique(time, return_inverse=True)
    apart = np.diff(values) > _ROUNDING * max(float(np.abs(values).mean()), np.finfo(float).tiny)
    first = np.concatenate([[True], apart])
    return np.asarray(values[first][np.cumsum(first) - 1][place])


def require_events(event: np.ndarray) -> None:
    """Refuse where nobody had the event.

    Raises
    ------
    CannotEstimate
        "no_events".
    """
    if not event.any():
        raise CannotEstimate("no_events", "Nobody had the event, so there is nothing to compare.",
                             "Wait for longer follow-up, or check --event.")  # fmt: skip
