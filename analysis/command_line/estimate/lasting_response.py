"""Verbs `in-response` and `competing`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np

from analysis.core import CannotEstimate, Estimate, say_approximate
from analysis.durability import (
    Missing,
    Occupancy,
    compare_incidence,
    cumulative_incidence,
    log_rank,
    share_in_response,
)

from .request import Request, levels_of, split_names
from .time_to_event import (
    count_groups,
    has_two_arms,
    order_groups,
    read_time,
    read_times,
    say_refusal,
)

_NOTHING = frozenset({"0", "censored", "censor", "none", "no", "FALSE", "False"})
"""How a column of kinds of event writes that there was none."""


def in_response_verb(request: Request) -> dict[str, Any]:
    """Share of all who started in response and not retreated, at each visit, by arm.

    A long file: --id, --visit (in order of number, else as first met), --group, --outcome (1 in
    response, --outcome-level), and --event (1 once retreated, --event-level).
    """
    treatment, control = request.arms()
    grid = read_responses(request, request.labels("group"), (treatment, control))
    treated, visits = grid.labels == treatment, list(grid.visits)
    told: dict[str, Any] = {"treatment": treatment, "control": control, "visits": visits}
    for missing in get_args(Missing)[::-1]:
        try:
            found = share_in_response(grid.responding, grid.retreated, treated, visits, missing,
                                      request.level)  # fmt: skip
            told[missing] = {one.visit: _say(one) for one in found}
        except CannotEstimate as fault:
            if missing == "not_in_response":
                raise
            told[missing] = say_refusal(fault)
    return {
        **told,
        "method": "All who started in the denominator; retreated once is out of response for good. "
        "Wilson's interval, Newcombe's for the difference."
        + say_approximate("in_response", int(treated.sum()), int((~treated).sum())),
        "source": "Wilson 1927; Newcombe 1998",
    }


@dataclass(frozen=True, eq=False)
class Responses:
    """Who was in response (1, 0, nan not seen) and retreated at each visit, (people, visits)."""

    responding: np.ndarray
    retreated: np.ndarray
    labels: np.ndarray
    visits: tuple[str, ...]


def read_responses(request: Request, labels: np.ndarray, groups: Sequence[str]) -> Responses:
    """--outcome and --event of a long file, a person a row and a visit a column.

    Raises
    ------
    CannotEstimate
        "visit_twice"; "nobody" when no row is of a person of the groups.
    """
    people, moments = request.labels("id"), request.labels("visit")
    rows = np.isin(labels, groups)
    rows &= np.array([one is not None for one in people], bool)
    rows &= np.array([one is not None for one in moments], bool)
    if not rows.any():
        raise CannotEstimate("nobody", "No row names a person, a visit and a group.",
                             "Check --id, --visit and --group.")  # fmt: skip
    visits = _order_visits(request, moments[rows])
    names, person = np.unique(people[rows].astype(str), return_inverse=True)
    column = np.array([visits.index(one) for one in moments[rows]], dtype=int)
    _require_once(person, column, len(visits))
    shape = (len(names), len(visits))
    responding, retreated = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    responding[person, column] = _flags(request, "outcome")[rows]
    if request.options.event:
        retreated[person, column] = _flags(request, "event")[rows] == 1
    of_person = np.full(len(names), None, dtype=object)
    of_person[person] = labels[rows]
    return Responses(responding, retreated, of_person, tuple(visits))


def competing_verb(request: Request) -> dict[str, Any]:
    """Cumulative incidence of each kind of --event (0 for none) by --group, at the times of --at.

    `logrank` compares the hazard of each kind between groups, the other kinds as censoring.
    --event-level names the kinds wanted; all by default.
    """
    time, kinds = read_time(request), request.labels("event")
    labels = request.groups()
    there = [kind for kind in levels_of(kinds) if kind not in _NOTHING]
    wanted = split_names(request.options.event_level) or there
    if not there or not set(wanted) <= set(there):
        raise CannotEstimate("no_events", "The column of events does not have the kind asked for.",
                             f"It has: {', '.join(there) or 'none'}.")  # fmt: skip
    numbers = np.array([np.nan if one is None else there.index(one) + 1 if one in there else 0
                        for one in kinds], dtype=float)  # fmt: skip
    at = read_times(request)
    told: dict[str, Any] = {"causes": wanted, "at": {}}
    for group in order_groups(request, labels):
        rows = labels == group
        told["at"][f"g={group}"] = {
            kind: _say_incidence(time[rows], numbers[rows], there.index(kind) + 1, at, request)
            for kind in wanted
        }
    told["logrank"] = {
        kind: _compare_hazards(time, numbers, there.index(kind) + 1, labels) for kind in wanted
    }
    if len(at) and has_two_arms(request, labels):
        arms = [(time[labels == arm], numbers[labels == arm]) for arm in request.arms()]
        told["difference"] = {
            kind: _say_difference(arms, there.index(kind) + 1, at, request) for kind in wanted
        }
    return {
        **told,
        "method": "Aalen-Johansen, delta-method variance, log-log limits; cause-specific log-rank; "
        "difference treatment - control at the times of --at, normal limits."
        + say_approximate("cumulative_incidence", *count_groups(labels)),
        "source": "Aalen & Johansen 1978; Marubini & Valsecchi 1995; Choudhury 2002",
    }


def _say_difference(
    arms: list[tuple[np.ndarray, np.ndarray]], cause: int, at: np.ndarray, request: Request
) -> list[dict[str, Any]] | dict[str, Any]:
    try:
        found = compare_incidence(arms[1], arms[0], cause, at.tolist(), request.level)
    except CannotEstimate as fault:
        return say_refusal(fault)
    return [{"time": time, "estimate": one.value, "se": one.se, "ci": [one.low, one.high],
             "p": one.p} for time, one in zip(at, found, strict=True)]  # fmt: skip


def _flags(request: Request, option: str) -> np.ndarray:
    """1 where the column has the level that counts, nan where it is empty."""
    wanted = request.given(f"{option}_level", "1")
    cells = request.labels(option)
    if wanted not in cells and request.table.is_numeric(str(getattr(request.options, option))):
        return request.column(option)
    return np.array([np.nan if one is None else float(one == wanted) for one in cells])


def _order_visits(request: Request, moments: np.ndarray) -> list[str]:
    """Visits by number where they are numbers, else as the file first names them."""
    met = [str(one) for one in dict.fromkeys(moments)]
    return sorted(met, key=float) if request.table.is_numeric(request.needed("visit")) else met


def _require_once(person: np.ndarray, column: np.ndarray, visits: int) -> None:
    if len(np.unique(person * visits + column)) < len(person):
        raise CannotEstimate("visit_twice", "A person has a visit twice.",
                             "Leave one of the two rows out.")  # fmt: skip


def _say(one: Occupancy) -> dict[str, Any]:
    return {
        "treatment": _brief(one.treatment), "control": _brief(one.comparator),
        "difference": _brief(one.difference), "missed": list(one.missed),
    }  # fmt: skip


def _brief(one: Estimate) -> dict[str, Any]:
    return {"estimate": one.value, "ci": [one.low, one.high], "n": dict(one.counts)}


def _say_incidence(
    time: np.ndarray, kind: np.ndarray, cause: int, at: np.ndarray, request: Request
) -> dict[str, Any]:
    try:
        found = cumulative_incidence(time, kind, cause, at if len(at) else None, request.level)
    except CannotEstimate as fault:
        if fault.refusal.code != "no_events":
            raise
        return say_refusal(fault)
    return {
        "time": found.time, "share": found.share, "se": found.se, "lower": found.low,
        "upper": found.high, "n_risk": found.at_risk, "events": found.events, "n": found.n,
    }  # fmt: skip


def _compare_hazards(
    time: np.ndarray, kind: np.ndarray, cause: int, labels: np.ndarray
) -> dict[str, Any]:
    try:
        found = log_rank(time, np.where(np.isnan(kind), np.nan, kind == cause), labels)
    except CannotEstimate as fault:
        return say_refusal(fault)
    return {"chisq": found.chisq, "df": found.df, "p": found.p}
