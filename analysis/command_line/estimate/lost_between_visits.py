"""Verbs `turnbull` and `loss-of-response`: an event known only to lie between two visits."""

from typing import Any

import numpy as np

from analysis.core import CannotEstimate, say_approximate
from analysis.durability import (
    bracket_losses,
    compare_intervals,
    fit_turnbull,
    read_turnbull,
)

from .lasting_response import Responses, read_responses
from .request import Request, levels_of
from .time_to_event import (
    count_groups,
    has_two_arms,
    order_groups,
    read_times,
    say_refusal,
)


def turnbull_verb(request: Request) -> dict[str, Any]:
    """Share without the event, known only to lie between --pre (last without) and --post (first
    with; empty where never), by --group, at the times of --at, and a test of two arms.

    As in R's interval2 an empty --pre is an event before the first time seen.
    """
    low, high = request.column("pre"), request.column("post")
    low = np.where(np.isnan(low) & ~np.isnan(high), 0.0, low)
    high = np.where(np.isnan(high), np.inf, high)
    labels = request.groups()
    return _describe(low, high, labels, request)


def loss_of_response_verb(request: Request) -> dict[str, Any]:
    """Among responders, how long response lasted: days since the first visit in response, lost
    between the last visit with it and the first without (or on the day of retreatment).

    A long file as `in-response` reads it, --visit in study days. Among responders groups are no
    longer comparable.
    """
    said = request.groups()
    groups = levels_of(said)
    grid = read_responses(request, said, groups)
    days = _days(grid)
    again = np.where(grid.retreated.any(axis=1), days[grid.retreated.argmax(axis=1)], np.nan)
    found = bracket_losses(grid.responding, days, again)
    labels = grid.labels[found.person]
    told = _describe(found.after - found.since, found.until - found.since, labels, request)
    lost = np.isfinite(found.until)
    return {
        "responders": {group: int((labels == group).sum()) for group in groups},
        "lost": {group: int((lost & (labels == group)).sum()) for group in groups},
        **told,
        "method": "Among responders, days since response was first seen. " + told["method"],
    }


def _days(grid: Responses) -> np.ndarray:
    try:
        return np.array([float(visit) for visit in grid.visits])
    except ValueError:
        raise CannotEstimate("bad_days", "A visit is not a number of days.",
                             "Give --visit a column of study days.") from None  # fmt: skip


def _describe(
    low: np.ndarray, high: np.ndarray, labels: np.ndarray, request: Request
) -> dict[str, Any]:
    """The curve of each group, and the test of two arms."""
    at, told = read_times(request), {}
    for group in order_groups(request, labels):
        rows = (labels == group) & ~np.isnan(low)
        told[f"g={group}"] = _say_turnbull(low[rows], high[rows], at, request)
    if has_two_arms(request, labels):
        arms = request.arms()
        rows = np.isin(labels, arms) & ~np.isnan(low)
        told["permutation"] = _test_arms(low[rows], high[rows], labels[rows] == arms[0], request)
    return {
        **told,
        "method": "Nonparametric maximum likelihood by EM; within an interval the data cannot tell "
        "where the event lies, so a least and a greatest share are given; percentile bootstrap "
        "over people. Test: Finkelstein's scores, permutation of the arm."
        + say_approximate("turnbull", *count_groups(labels)),
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
