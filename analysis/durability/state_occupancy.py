"""The share of all who started who are in response and were not retreated, visit by visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.core import CannotEstimate, Estimate, settings
from analysis.core.formulas import newcombe, wilson

Missing = Literal["observed_only", "not_in_response"]
_SOURCE = "Wilson 1927; Newcombe 1998, Stat Med 17:873-890"


@dataclass(frozen=True)
class Occupancy:
    """Shares in response and not retreated at one visit; `difference` treatment - comparator."""

    visit: str
    treatment: Estimate
    comparator: Estimate
    difference: Estimate
    missed: tuple[int, int]


def share_in_response(
    responding: np.ndarray,
    retreated: np.ndarray,
    treated: np.ndarray,
    visits: Sequence[str],
    missing: Missing = "not_in_response",
    level: float = settings.LEVEL,
) -> tuple[Occupancy, ...]:
    """Share of all who started who are in response and not retreated at each visit, by arm.

    Parameters
    ----------
    responding : ndarray, shape (n, visits)
        1 in response, 0 not, nan unknown; one row for each person who started.
    retreated : ndarray of bool, shape (n, visits)
        Whether retreated by that visit; once true, true at later visits whatever is given.
    treated : ndarray of bool, shape (n,)
        Whether in the treatment arm.
    visits : sequence of str
        Names of the visits, in order.
    missing : {"not_in_response", "observed_only"}
        Whether people not seen at a visit count as not in response or are left out of it.
    level : float

    Returns
    -------
    tuple of Occupancy
        One a visit. `missed` counts people (treatment, comparator) whose response was not seen.

    Raises
    ------
    CannotEstimate
        "nobody", "one_arm", "bad_length", "bad_response"; "nobody_at_visit" when, of those
        observed only, an arm has nobody at a visit.

    Notes
    -----
    Everybody stays in the denominator, so the arms remain comparable as they started; retreatment
    counts as out of response. Of those observed only, a retreated person without a score is left
    out like anybody not seen: keeping the retreated alone would make shares too small. Wilson's
    interval for a share, Newcombe's for a difference.

    References
    ----------
    Wilson 1927, J Am Stat Assoc 22:209-212. Newcombe 1998, Stat Med 17:873-890.
    """
    _require(responding, retreated, treated, visits)
    out = np.logical_or.accumulate(retreated.astype(bool), axis=1)
    unseen = np.isnan(responding)
    state = np.where(out | unseen, 0.0, responding)
    if missing == "observed_only":
        state = np.where(unseen, np.nan, state)
    return tuple(
        _compare(state[:, place], unseen[:, place], treated.astype(bool), visit, level)
        for place, visit in enumerate(visits)
    )


def _require(
    responding: np.ndarray, retreated: np.ndarray, treated: np.ndarray, visits: Sequence[str]
) -> None:
    if not len(treated) or not len(visits):
        raise CannotEstimate("nobody", "Nobody started, or there is no visit.",
                             "Check the columns named.")  # fmt: skip
    if responding.shape != retreated.shape or responding.shape != (len(treated), len(visits)):
        raise CannotEstimate("bad_length", "People and visits differ in number.",
                             "Give one state for every person and visit.")  # fmt: skip
    if treated.all() or not treated.any():
        raise CannotEstimate("one_arm", "Everybody is in one arm, so nothing is compared.",
                             "Name a column of the arm with two levels.")  # fmt: skip
    if not np.isin(responding[~np.isnan(responding)], (0, 1)).all():
        raise CannotEstimate(
            "bad_response",
            "A response is neither 0 nor 1.",
            "Write 1 in response, 0 not, and leave empty what is unknown.",
        )


def _compare(
    state: np.ndarray, unseen: np.ndarray, treated: np.ndarray, visit: str, level: float
) -> Occupancy:
    missed = int(unseen[treated].sum()), int(unseen[~treated].sum())
    (e_t, n_t), (e_c, n_c) = (_count(state[arm], visit) for arm in (treated, ~treated))
    low, high = newcombe(e_t, n_t, e_c, n_c, level)
    difference = Estimate(
        "share_difference", e_t / n_t - e_c / n_c, low, high, level,
        {"n_treatment": n_t, "n_comparator": n_c}, "Newcombe's square-and-add interval", _SOURCE,
        "probability",
    )  # fmt: skip
    return Occupancy(visit, _share(e_t, n_t, level), _share(e_c, n_c, level), difference, missed)


def _count(arm: np.ndarray, visit: str) -> tuple[int, int]:
    known = ~np.isnan(arm)
    n = int(known.sum())
    if not n:
        raise CannotEstimate(
            "nobody_at_visit",
            f"An arm has nobody observed at visit {visit}.",
            "Leave the visit out, or count the unknown as not in response.",
        )
    return int(arm[known].sum()), n


def _share(events: int, n: int, level: float) -> Estimate:
    low, high = wilson(events, n, level)
    return Estimate(
        "share_in_response", events / n, low, high, level, {"events": events, "n": n},
        "Wilson's interval", _SOURCE, "probability",
    )  # fmt: skip
