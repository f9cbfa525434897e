"""Verbs `in-response`, `competing` and `turnbull`."""

from typing import Any, get_args

import numpy as np

from analysis.core import CannotEstimate, Estimate
from analysis.durability import (
    Missing,
    Occupancy,
    compare_incidence,
    compare_intervals,
    cumulative_incidence,
    fit_turnbull,
    log_rank,
    read_turnbull,
    share_in_response,
)

from .request import Request, levels_of, split_names
from .time_to_event import order_groups, read_times, say_refusal

_NOTHING = frozenset({"0", "censored", "censor", "none", "no", "FALSE", "False"})
"""How a column of kinds of event writes that there was none."""


def in_response_verb(request: Request) -> dict[str, Any]:
    """Share of all who started in response and not retreated, at each visit, by arm.

    A long file: --id, --visit (in order of number, else as first met), --group, --outcome (1 in
    response, --outcome-level), and --event (1 once retreated, --event-level).
    """
    treatment, control = request.arms()
    people, labels = request.labels("id"), request.labels("group")
    moments = request.labels("visit")
    rows = np.isin(labels, (treatment, control))
    rows &= np.array([one is not None for one in people], bool)
    rows &= np.array([one is not None for one in moments], bool)
    visits = _order_visits(request, moments[rows])
    names, person = np.unique(people[rows].astype(str), return_inverse=True)
    column = np.array([visits.index(one) for one in moments[rows]], dtype=int)
    _require_once(person, column, len(visits))
    shape = (len(names), len(visits))
    responding, retreated = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    responding[person, column] = _flags(request, "outcome")[rows]
    if request.options.event:
        retreated[person, column] = _flags(request, "event")[rows] == 1
    treated = np.zeros(len(names), dtype=bool)
    treated[person] = labels[rows] == treatment
    told: dict[str, Any] = {"treatment": treatment, "control": control, "visits": visits}
    for missing in get_args(Missing)[::-1]:
        try:
            found = share_in_response(responding, retreated, treated, visits, missing,
                                      request.level)  # fmt: skip
            told[missing] = {one.visit: _say(one) for one in found}
        except CannotEstimate as fault:
            if missing == "not_in_response":
                raise
            told[missing] = say_refusal(fault)
    return {
        **told,
        "method": "All who started in the denominator; retreated once is out of response for good. "
        "Wilson's interval, Newcombe's for the difference.",
        "source": "Wilson 1927; Newcombe 1998",
    }


def competing_verb(request: Request) -> dict[str, Any]:
    """Cumulative incidence of each kind of --event (0 for none) by --group, at the times of --at.

    `logrank` compares the hazard of each kind between groups, the other kinds as censoring.
    --event-level names the kinds wanted; all by default.
    """
    time, kinds = request.column("time"), request.labels("event")
    labels = request.labels("group") if request.options.group else np.full(len(time), "all", object)
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
    if len(at) and _has_two_arms(request, labels):
        arms = [(time[labels == arm], numbers[labels == arm]) for arm in request.arms()]
        told["difference"] = {
            kind: _say_difference(arms, there.index(kind) + 1, at, request) for kind in wanted
        }
    return {
        **told,
        "method": "Aalen-Johansen, delta-method variance, log-log limits; cause-specific log-rank; "
        "difference treatment - control at the times of --at, normal limits.",
        "source": "Aalen & Johansen 1978; Marubini & Valsecchi 1995; Choudhury 2002",
    }


def turnbull_verb(request: Request) -> dict[str, Any]:
    """Share without the event, known only to lie between --pre (last without) and --post (first
    with; empty where never), by --group, at the times of --at, and a test of two arms.

    As in R's interval2 an empty --pre is an event before the first time seen.
    """
    low, high = request.column("pre"), request.column("post")
    low = np.where(np.isnan(low) & ~np.isnan(high), 0.0, low)
    high = np.where(np.isnan(high), np.inf, high)
    labels = request.labels("group") if request.options.group else np.full(len(low), "all", object)
    at, told = read_times(request), {}
    for group in order_groups(request, labels):
        rows = (labels == group) & ~np.isnan(low)
        told[f"g={group}"] = _say_turnbull(low[rows], high[rows], at, request)
    if _has_two_arms(request, labels):
        arms = request.arms()
        rows = np.isin(labels, arms) & ~np.isnan(low)
        told["permutation"] = _test_arms(low[rows], high[rows], labels[rows] == arms[0], request)
    return {
        **told,
        "method": "Nonparametric maximum likelihood by EM; within an interval the data cannot tell "
        "where the event lies, so a least and a greatest share are given; percentile bootstrap "
        "over people. Test: Finkelstein's scores, permutation of the arm.",
        "source": "Turnbull 1976; Gentleman & Geyer 1994; Finkelstein 1986; Fay & Shih 1998",
    }


def _say_turnbull(
    low: np.ndarray, high: np.ndarray, at: np.ndarray, request: Request
) -> dict[str, Any]:
    fit = fit_turnbull(low, high)
    ends = at if len(at) else fit.after[1:]
    told = {"after": fit.after, "until": fit.until, "mass": fit.mass, "n": fit.n,
            "loglik": fit.loglik, "time": ends}  # fmt: skip
    try:
        found = read_turnbull(low, high, ends, request.level, request.given("replicates", 1000),
                              request.given("seed", 1))  # fmt: skip
    except CannotEstimate as fault:
        if request.options.replicates is not None:
            raise
        bounds = np.array([fit.between(time) for time in ends]).reshape(-1, 2)
        return {**told, "surv_least": bounds[:, 0], "surv_most": bounds[:, 1],
                "limits": say_refusal(fault)}  # fmt: skip
    return {**told, "surv_least": found.least, "surv_most": found.most, "lower": found.low,
            "upper": found.high, "replicates": found.replicates}  # fmt: skip


def _test_arms(
    low: np.ndarray, high: np.ndarray, treated: np.ndarray, request: Request
) -> dict[str, Any]:
    try:
        found = compare_intervals(low, high, treated, seed=request.given("seed", 1))
    except CannotEstimate as fault:
        return say_refusal(fault)
    return {"score": found.score, "z": found.z, "p": found.p, "n": list(found.n),
            "permutations": found.permutations}  # fmt: skip


def _has_two_arms(request: Request, labels: np.ndarray) -> bool:
    """Whether two arms can be told: the only two levels, or named."""
    named = request.options.treatment is not None and request.options.control is not None
    return bool(request.options.group) and (named or len(levels_of(labels)) == 2)


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
