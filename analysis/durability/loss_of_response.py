"""When response ended: retreatment as a loss or as a competing event, and loss between visits."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from analysis.core import CannotEstimate

RetreatmentRule = Literal["loss", "competing"]
STILL, LOST, RETREATED = 0, 1, 2
"""Kinds of end: still in response when last seen, response lost, retreated first."""


@dataclass(frozen=True, eq=False)
class LossIntervals:
    """Responders' loss of response: after the last visit in response, by the first without.

    Arrays hold the responders only: `person` their rows, `since` the first visit in response,
    `after` and `until` study days (`until` infinite where never seen lost, equal to `after` where
    the day is known because it is that of a retreatment).
    """

    person: np.ndarray
    since: np.ndarray
    after: np.ndarray
    until: np.ndarray


def end_response(
    loss_day: np.ndarray,
    retreatment_day: np.ndarray,
    last_seen_day: np.ndarray,
    rule: RetreatmentRule = "loss",
) -> tuple[np.ndarray, np.ndarray]:
    """Time to the end of response; retreatment is never censored.

    Parameters
    ----------
    loss_day : ndarray, shape (n,)
        Study day on which response was found lost; nan or infinite where it was not.
    retreatment_day : ndarray, shape (n,)
        Day of the first retreatment (planned maintenance is not one); nan or infinite without.
    last_seen_day : ndarray, shape (n,)
        Last day of contact.
    rule : {"loss", "competing"}
        Whether retreatment is itself a loss of response, or an event that forestalls it.

    Returns
    -------
    time : ndarray, shape (n,)
    kind : ndarray of int, shape (n,)
        0 still in response when last seen, 1 lost, 2 retreated first (with "competing").

    Raises
    ------
    CannotEstimate
        "bad_rule", "bad_length", "bad_time" where somebody has no day at all.

    Notes
    -----
    People are retreated because they do worse: counting them as lost from view would make response
    last longer than it did. Lost and retreated on one day is lost.
    """
    if rule not in get_args(RetreatmentRule):
        raise CannotEstimate("bad_rule", "Retreatment is a loss or a competing event.",
                             "It is never censored: choose loss or competing.")  # fmt: skip
    days = [np.asarray(a, float) for a in (loss_day, retreatment_day, last_seen_day)]
    if len({a.shape for a in days}) > 1:
        raise CannotEstimate("bad_length", "Days differ in number.",
                             "Give one of each for every person.")  # fmt: skip
    lost, again, seen = (np.where(np.isnan(a), np.inf, a) for a in days)
    ends = np.minimum(lost, again)
    kind = np.where(lost <= again, LOST, RETREATED if rule == "competing" else LOST)
    time = np.where(np.isfinite(ends), ends, seen)
    if not np.isfinite(time).all():
        raise CannotEstimate("bad_time", "Somebody has no day of loss, retreatment or contact.",
                             "Leave them out, or give the last day of contact.")  # fmt: skip
    return time, np.where(np.isfinite(ends), kind, STILL)


def bracket_losses(
    responding: np.ndarray, days: np.ndarray, retreatment_day: np.ndarray | None = None
) -> LossIntervals:
    """Between which visits responders lost their response for the first time.

    Parameters
    ----------
    responding : ndarray, shape (n, visits)
        1 in response, 0 not, nan not seen; visits in order of time.
    days : ndarray, shape (visits,)
        Study day of each visit, increasing.
    retreatment_day : ndarray, shape (n,), optional
        First retreatment, nan or infinite without: a loss on that very day, unless response was
        found lost before. Retreated before any response is no responder.

    Returns
    -------
    LossIntervals

    Raises
    ------
    CannotEstimate
        "bad_length", "bad_days", "bad_response"; "no_responders" when nobody ever responded.

    Notes
    -----
    A visit that was missed widens the interval. A response that comes back does not undo a loss.
    """
    responding, days = np.asarray(responding, float), np.asarray(days, float)
    _require_visits(responding, days)
    again = np.full(len(responding), np.inf)
    if retreatment_day is not None:
        again = np.where(np.isnan(retreatment_day), np.inf, retreatment_day)
    yes, no = responding == 1, responding == 0
    before = days[None, :] <= again[:, None]
    person = np.flatnonzero((yes & before).any(axis=1))
    if not len(person):
        raise CannotEstimate("no_responders", "Nobody was in response at any visit.",
                             "Look at the share in response instead.")  # fmt: skip
    yes, no, again = yes[person] & before[person], no[person], again[person]
    first = yes.argmax(axis=1)
    later = np.arange(len(days)) > first[:, None]
    gone = no & later
    ends = np.where(gone.any(axis=1), gone.argmax(axis=1), len(days))
    held = yes & (np.arange(len(days)) < ends[:, None])
    last = len(days) - 1 - held[:, ::-1].argmax(axis=1)
    until = np.concatenate([days, [np.inf]])[ends]
    exact = again < until
    return LossIntervals(person, days[first], np.where(exact, again, days[last]),
                         np.where(exact, again, until))  # fmt: skip


def _require_visits(responding: np.ndarray, days: np.ndarray) -> None:
    if responding.ndim != 2 or responding.shape[1] != len(days) or not len(days):
        raise CannotEstimate("bad_length", "Visits and days differ in number.",
                             "Give one day for every visit.")  # fmt: skip
    if not np.isfinite(days).all() or (np.diff(days) <= 0).any():
        raise CannotEstimate("bad_days", "The days of visits do not increase.",
                             "Put the visits in order of time.")  # fmt: skip
    if not np.isin(responding[~np.isnan(responding)], (0, 1)).all():
        raise CannotEstimate(
            "bad_response",
            "A response is neither 0 nor 1.",
            "Write 1 in response, 0 not, and leave empty what is unknown.",
        )
