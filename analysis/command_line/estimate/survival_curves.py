"""Verbs `km`, `log-rank` and `rmst`."""

from typing import Any, get_args

import numpy as np

from analysis.core import CannotEstimate, say_each_approximate
from analysis.durability import (
    Limits,
    SurvivalCurve,
    compare_restricted_means,
    kaplan_meier,
    log_rank,
    median_time,
    read_curve,
)

from .request import Request
from .time_to_event import GroupedTimes, read_follow_up, read_times, say_refusal

_LIMITS = {"km_log_log": "Log-log limits", "km_log": "Log limits", "km_plain": "Plain limits"}


def km_verb(request: Request) -> dict[str, Any]:
    """Kaplan-Meier by --group, with log, log-log and plain limits, and both tests between groups.

    Times of --at after the last time seen in a group are left out there, as R leaves them out.
    """
    asked = read_follow_up(request)
    curves = {g: _curve(asked, g) for g in asked.groups}
    at = read_times(request)
    if not len(at):
        shortest = min(curve.largest for curve in curves.values())
        at = np.linspace(0, shortest, 6)[1:]
    told: dict[str, Any] = {kind: _say(curves, at, kind, request) for kind in get_args(Limits)}
    if len(asked.groups) > 1:
        try:
            told |= _say_tests(asked)
        except CannotEstimate as fault:
            told["logrank"] = say_refusal(fault)
    return {
        **told,
        "method": "Kaplan-Meier with Greenwood's variance; log-log limits lead. Median: first time "
        "at or below one half, limits by inverting those of the curve. Times after the last one "
        "seen in a group are left out."
        + say_each_approximate(_LIMITS, *(curve.n for curve in curves.values())),
        "source": "Kaplan & Meier 1958; Brookmeyer & Crowley 1982; Borgan & Liestol 1990",
    }


def log_rank_verb(request: Request) -> dict[str, Any]:
    """Log-rank test of --group, within --strata where given, and Peto and Peto's weighting."""
    request.needed("group")
    asked = read_follow_up(request)
    tests = _say_tests(asked)
    return {
        **tests["logrank"], "groups": list(asked.groups),
        "peto_peto_rho1": tests["peto_peto_rho1"],
        "method": "Log-rank test" + (" within strata." if request.options.strata else "."),
        "source": "Mantel 1966; Peto & Peto 1972; Harrington & Fleming 1982",
    }  # fmt: skip


def rmst_verb(request: Request) -> dict[str, Any]:
    """Restricted mean time of both arms up to --tau; the second arm is the treatment."""
    treatment, control = request.arms()
    seen = read_follow_up(request).seen
    before, after = (
        (seen.time[seen.labels == arm], seen.event[seen.labels == arm])
        for arm in (control, treatment)
    )
    tau, level = request.options.tau, request.level
    first, second, difference = compare_restricted_means(before, after, tau, level)
    return {
        control: {"rmst": first.value, "se": first.se, "n": first.n},
        treatment: {"rmst": second.value, "se": second.se, "n": second.n},
        "diff_second_minus_first": difference.value, "se": difference.se,
        "ci": [difference.low, difference.high], "p": difference.p, "tau": first.tau,
        "method": difference.method, "source": difference.source,
    }  # fmt: skip


def _curve(asked: GroupedTimes, group: str) -> SurvivalCurve:
    rows = asked.seen.labels == group
    return kaplan_meier(asked.seen.time[rows], asked.seen.event[rows])


def _say(
    curves: dict[str, SurvivalCurve], at: np.ndarray, kind: Limits, request: Request
) -> dict[str, Any]:
    medians = [median_time(curve, kind, request.level) for curve in curves.values()]
    names = [f"g={group}" for group in curves]
    readings = [read_curve(curve, at, kind, request.level) for curve in curves.values()]
    return {
        "strata": names,
        "median": [one.value for one in medians],
        "median_lcl": [one.low for one in medians],
        "median_ucl": [one.high for one in medians],
        "at": {
            name: {"time": one.time, "surv": one.survival, "se": one.se, "lower": one.low,
                   "upper": one.high, "n_risk": one.at_risk}
            for name, one in zip(names, readings, strict=True)
        },
    }  # fmt: skip


def _say_tests(asked: GroupedTimes) -> dict[str, Any]:
    seen = asked.seen
    plain, peto = (
        log_rank(seen.time, seen.event, seen.labels, seen.strata, rho) for rho in (0.0, 1.0)
    )
    order = [plain.groups.index(group) for group in asked.groups]
    return {
        "logrank": {
            "chisq": plain.chisq, "df": plain.df, "p": plain.p,
            "obs": [plain.observed[i] for i in order], "exp": [plain.expected[i] for i in order],
            "n": [plain.n[i] for i in order],
        },
        "peto_peto_rho1": {"chisq": peto.chisq, "p": peto.p},
    }  # fmt: skip
