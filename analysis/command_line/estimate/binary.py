"""Verb `binary`: two shares compared, from counts or from a file of people."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from analysis.core import CannotEstimate, Estimate, say_each_approximate
from analysis.core.formulas import wilson
from analysis.effect_sizes import (
    R_TOLERANCE,
    LogRatio,
    agresti_caffo,
    chi_square,
    clopper_pearson,
    cohen_h,
    exact_odds_ratio,
    haldane_odds_ratio,
    haldane_ratio,
    katz_ratio,
    koopman_ratio,
    mee_difference,
    miettinen_nurminen_difference,
    miettinen_nurminen_odds_ratio,
    miettinen_nurminen_ratio,
    number_needed,
    number_needed_limits,
    odds_ratio,
    phi_coefficient,
    read_tables,
    risk_difference,
    risk_ratio,
    rule_of_three,
    wald_difference,
    woolf_odds_ratio,
)

from .request import Request, levels_of, split_names

_METHOD = (
    "Risk difference with Newcombe's interval from Wilson's two; score intervals beside it. The "
    "conditional odds ratio is sought as near as R's fisher.test seeks it, about four digits."
)
_SOURCE = "Newcombe 1998, Stat Med 17:873; Miettinen & Nurminen 1985; Altman 1998, BMJ 317:1309"
_ROUGH = {"wald_difference": "Wald's limits", "katz": "Katz's limits",
          "katz_haldane": "Katz's limits with halves added"}  # fmt: skip
Counts = tuple[int, int, int, int]
"""Events and people of the treatment arm, then of the control arm."""

_AVAILABLE = ("available", "observed", "complete")
_AS_NOT_MET = ("nri", "non-responder", "missing-as-failure", "failure")
"""Names for what becomes of people whose outcome is missing: left out, or not met."""

_YES, _NO = ("1", "yes", "true", "y", "t"), ("0", "no", "false", "n", "f")


def binary_verb(request: Request) -> dict[str, Any]:
    """Events of two arms (treatment, control): shares, differences, ratios, tests.

    `--counts a,n1,b,n2` without a file, or `--event` (or `--outcome`) with `--group`; with
    `--method nri` people whose outcome is missing count as not having met it.
    """
    counts = count_events(request)
    told = {
        **_say_shares(counts, request.level), **_say_difference(counts, request.level),
        **_say_ratios(counts, request.level), **_say_tests(counts, request.level),
    }  # fmt: skip
    rough = say_each_approximate(_ROUGH, counts[1], counts[3])
    return {**write_infinity(told), "method": _METHOD + rough, "source": _SOURCE}


def count_events(request: Request) -> Counts:
    """The table that --counts gives, or that the people of the file make.

    Raises
    ------
    CannotEstimate
        "bad_counts" when there are not four whole numbers, or more events than people; "no_people"
        when an arm has nobody.
    """
    if request.options.counts:
        return _read_counts(request.options.counts)
    met, rows = read_event(request)
    labels = request.labels("group")
    arms = [rows & (labels == arm) for arm in request.arms()]
    found = [int(part) for arm in arms for part in (met[arm].sum(), arm.sum())]
    return _check(found)


def _read_counts(text: str) -> Counts:
    try:
        return _check([float(part) for part in split_names(text)])
    except ValueError:
        raise CannotEstimate("bad_counts", "--counts has four numbers.",
                             "Write events,people,events,people.") from None  # fmt: skip


def _check(found: Sequence[float]) -> Counts:
    e_t, n_t, e_c, n_c = found
    read_tables(e_t, n_t, e_c, n_c)
    return int(e_t), int(n_t), int(e_c), int(n_c)


def read_event(request: Request) -> tuple[np.ndarray, np.ndarray]:
    """Who had the event, and whose outcome counts (all with `--method nri`)."""
    named = (name for name in ("event", "outcome", "score") if getattr(request.options, name))
    option = next(named, "outcome")
    labels = request.labels(option)
    level = request.options.event_level or request.options.outcome_level
    met = np.array([one is not None for one in labels], dtype=bool)
    there = levels_of(labels)
    if not there:
        raise CannotEstimate("all_missing", "The outcome is missing for everybody.",
                             "Name another column with --event.")  # fmt: skip
    had = met & (labels == _event_level(there, level))
    method = (request.options.method or "available").lower().replace("_", "-")
    if method not in (*_AVAILABLE, *_AS_NOT_MET):
        raise CannotEstimate("no_method", f"There is no method “{method}” of `{request.verb}`.",
                             "Choose available or nri.")  # fmt: skip
    return had, np.ones_like(met) if method in _AS_NOT_MET else met


def _event_level(there: list[str], given: str | None) -> str:
    """The level that is the event: as given, else 1, yes or TRUE, else the last of two."""
    agreed = all(one.lower() in (*_YES, *_NO) for one in there)
    if given in there:
        return str(given)
    if given is not None:
        side = next((words for words in (_YES, _NO) if given.lower() in words), ())
        if not agreed or not side:
            raise CannotEstimate("no_level", f"The outcome has no level “{given}”.",
                                 f"Its levels are: {', '.join(there[:12])}.")  # fmt: skip
        return next((one for one in there if one.lower() in side), given)
    if len(there) > 2:
        raise CannotEstimate("two_levels", "The outcome has more than two values.",
                             "Name the one that counts with --event-level.")  # fmt: skip
    if agreed:
        return next((one for one in there if one.lower() in _YES), "1")
    return there[-1]


def _say_shares(counts: Counts, level: float) -> dict[str, Any]:
    e_t, n_t, e_c, n_c = counts
    arms = ((e_t, n_t), (e_c, n_c))
    told: dict[str, Any] = {
        "events": [e_t, e_c], "n": [n_t, n_c], "risk": [e_t / n_t, e_c / n_c],
        "risk_ci_wilson": [wilson(x, n, level) for x, n in arms],
        "risk_ci_clopper": [clopper_pearson(x, n, level) for x, n in arms],
    }  # fmt: skip
    if 0 in (e_t, e_c):
        told["rule_of_three"] = [None if x else rule_of_three(n, level) for x, n in arms]
    return told


def _say_difference(counts: Counts, level: float) -> dict[str, Any]:
    difference = risk_difference(*counts, level)
    return {
        "rd": difference.value,
        "rd_ci_wald": wald_difference(*counts, level),
        "rd_ci_newcombe": [difference.low, difference.high],
        "rd_ci_mn": miettinen_nurminen_difference(*counts, level),
        "rd_ci_mee": mee_difference(*counts, level),
        "rd_ci_agresti_caffo": agresti_caffo(*counts, level),
    }


def _say_ratios(counts: Counts, level: float) -> dict[str, Any]:
    # Neither Katz nor Woolf is told where a cell is nil: the score intervals beside them hold.
    full = _is_full(counts)
    katz = katz_ratio(*counts, level) if full else None
    woolf = woolf_odds_ratio(*counts, level) if full else None
    ratio, odds = haldane_ratio(*counts, level), haldane_odds_ratio(*counts, level)
    exact = exact_odds_ratio(*counts, level, R_TOLERANCE)
    return {
        "rr": _value(risk_ratio, counts, level),
        "rr_ci_katz_log": _limits(katz),
        "se_log_rr": katz and katz.se,
        "rr_ci_mn": miettinen_nurminen_ratio(*counts, level),
        "rr_ci_koopman": koopman_ratio(*counts, level),
        "or": _value(odds_ratio, counts, level),
        "or_ci_woolf": _limits(woolf),
        "se_log_or": woolf and woolf.se,
        "or_ci_mn": miettinen_nurminen_odds_ratio(*counts, level),
        "or_haldane": odds.ratio,
        "or_haldane_ci": _limits(odds),
        "rr_haldane": ratio.ratio,
        "rr_haldane_ci": _limits(ratio),
        "or_conditional_mle": exact.ratio,
        "or_ci_exact_fisher": [exact.low, exact.high],
        "fisher_p": exact.p,
    }


def _say_tests(counts: Counts, level: float) -> dict[str, Any]:
    yates, pearson = chi_square(*counts, corrected=True), chi_square(*counts)
    difference = risk_difference(*counts, level)
    needed = number_needed(difference)
    return {
        "chisq_yates": yates.statistic, "chisq_yates_p": yates.p,
        "chisq": pearson.statistic, "chisq_p": pearson.p,
        "nnt": needed.value if needed else math.inf,
        "nnt_ci_newcombe": _say_number_needed(difference.low, difference.high),
        "nnt_ci_wald": _say_number_needed(*wald_difference(*counts, level)),
        "phi": phi_coefficient(*counts), "cohen_h": cohen_h(*counts),
        "zero_cell": not _is_full(counts),
    }  # fmt: skip


def _value(
    estimate: Callable[[int, int, int, int, float], Estimate], counts: Counts, level: float
) -> float:
    """A ratio, not a number where it is not defined: the intervals beside it say what is known."""
    try:
        return estimate(*counts, level).value
    except CannotEstimate:
        return math.nan


def _is_full(counts: Counts) -> bool:
    e_t, n_t, e_c, n_c = counts
    return 0 not in (e_t, n_t - e_t, e_c, n_c - e_c)


def _limits(found: LogRatio | None) -> list[float] | None:
    return None if found is None else [found.low, found.high]


def _say_number_needed(low: float, high: float) -> Any:
    """The two limits, under a name that says so where the interval runs through infinity."""
    found, through_infinity = number_needed_limits(low, high)
    return {"nntb_to_inf_nnth": found} if through_infinity else found


def write_infinity(value: Any) -> Any:
    """Infinity as the word R writes: an infinite ratio is an answer, not a missing one."""
    if isinstance(value, Mapping):
        return {key: write_infinity(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [write_infinity(inner) for inner in value]
    if isinstance(value, np.ndarray):
        return write_infinity(value.tolist())
    if isinstance(value, float) and math.isinf(value):
        return "Inf" if value > 0 else "-Inf"
    return value
