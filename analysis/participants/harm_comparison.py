"""One harm in two arms: people per 100, events per 100 person-months, and their differences."""

from dataclasses import replace

import numpy as np

from analysis.core import CannotEstimate, Estimate, say_approximate
from analysis.core.formulas import newcombe, wilson
from analysis.core.results import HarmArm, HarmComparison

from .rates import (
    poisson_limits,
    rate_difference,
    rate_ratio,
    require_time,
    robust_rate,
    robust_rate_difference,
    robust_rate_ratio,
    zero_limit,
    zero_rate_limit,
)

_HUNDRED = 100.0
_EXACT = "exact Poisson limits"
_ROBUST = "limits that allow people their own pace (some had several events)"


def compare_harm(
    code: str,
    label: str,
    arms: tuple[str, str],
    events: np.ndarray,
    is_treatment: np.ndarray,
    months: np.ndarray | None,
    level: float,
    serious: bool = False,
) -> HarmComparison:
    """How many more people per 100, and events per 100 person-months, in the treatment arm.

    Parameters
    ----------
    code, label : str
        The harm, and its name for a reader.
    arms : tuple of str
        Treatment, comparator.
    events : ndarray of int, shape (people,)
        How often each person of the two arms had it.
    is_treatment : ndarray of bool, shape (people,)
        Who was in the treatment arm.
    months : ndarray, shape (people,), optional
        Each person's months of follow-up; None: no rates.
    level : float
        Confidence level.
    serious : bool
        A harm that is named even where its numbers are hidden.

    Returns
    -------
    HarmComparison
        Where nobody of an arm had it the upper limit is the one-sided one ("rule of three"); the
        ratio of rates is None where nothing happened in the comparator arm.

    Raises
    ------
    CannotEstimate
        "no_people" when an arm is empty, "bad_count" when a count is none, "no_time" when an arm
        has no follow-up.

    Notes
    -----
    People: Wilson's interval each, Newcombe's for the difference. Events: Garwood's exact limits,
    square-and-add for the difference, exact conditional limits for the ratio; where anyone had it
    more than once, the sandwich with the person as cluster in place of all three.

    References
    ----------
    Newcombe RG (1998). Stat Med 17:873-890; Garwood F (1936). Biometrika 28:437-442; Stukel TA et
    al. (1994). Stat Med 13:1781-1791.
    """
    events, treated = _checked(events), np.asarray(is_treatment, dtype=bool)
    sides = [treated, ~treated]
    if not all(side.any() for side in sides):
        raise CannotEstimate("no_people", "Nobody is in one of the arms.",
                             "Choose arms that people were in.")  # fmt: skip
    counts = [(int((events[side] > 0).sum()), int(side.sum())) for side in sides]
    rated = [_describe(arm, events[side], None if months is None else months[side], level)
             for arm, side in zip(arms, sides, strict=True)]  # fmt: skip
    low, high = newcombe(*counts[0], *counts[1], level)
    shares = [people / of for people, of in counts]
    difference = Estimate(
        "difference_per_100", _HUNDRED * (shares[0] - shares[1]),
        _HUNDRED * low, _HUNDRED * high, level,
        {"n_treatment": counts[0][1], "n_comparator": counts[1][1]},
        "People per 100, treatment minus comparator; Newcombe's interval.",
        "Newcombe 1998, Stat Med 17:873-890", "people",
    )  # fmt: skip
    found = HarmComparison(code, label, rated[0], rated[1], difference, serious=serious,
                           occurred=bool(events.any()))  # fmt: skip
    return found if months is None else _compare_rates(found, events, months, sides, level)


def _checked(events: np.ndarray) -> np.ndarray:
    found = np.asarray(events, dtype=float)
    if not (np.isfinite(found).all() and (found >= 0).all() and (found == np.floor(found)).all()):
        raise CannotEstimate("bad_count", "A count of events is not a whole number from zero.",
                             "Correct the count.")  # fmt: skip
    return found


def _describe(
    arm: str, events: np.ndarray, months: np.ndarray | None, level: float
) -> HarmArm:  # fmt: skip
    people, of, total = int((events > 0).sum()), len(events), int(events.sum())
    low, high = wilson(people, of, level)
    method = "People per 100 who had it at least once; Wilson's interval."
    if people == 0:
        high = zero_limit(of, level)
        method = "Nobody had it; one-sided upper limit (rule of three)."
    per_100 = Estimate("per_100", _HUNDRED * people / of, _HUNDRED * low, _HUNDRED * high, level,
                       {"n": of, "people": people}, method, "Wilson 1927; Hanley 1983",
                       "people")  # fmt: skip
    if months is None:
        return HarmArm(arm, people, of, total, None, per_100, None)
    time = require_time(float(months.sum()))
    if total == 0:
        rate, limits = 0.0, (0.0, zero_rate_limit(time, level))
        method = "Nothing happened; one-sided upper limit."
    elif events.max() > 1 and of > 1:
        rate, *between = robust_rate(events, months, level)
        limits, method = (between[0], between[1]), _of_people(of)
    else:
        rate, exact = total / time, poisson_limits(total, level)
        limits = (exact[0] / time, exact[1] / time)
        method = f"Events per 100 person-months; {_EXACT}."
    per_months = Estimate("per_100_months", _HUNDRED * rate, _HUNDRED * limits[0],
                          _HUNDRED * limits[1], level, {"n": of, "events": total}, method,
                          "Garwood 1936; Stukel et al. 1994", "people")  # fmt: skip
    return HarmArm(arm, people, of, total, time, per_100, per_months)


def _of_people(of: int) -> str:
    said = f"Events per 100 person-months; {_ROBUST}."
    return said + say_approximate("clustered_rate", of)


def _compare_rates(
    found: HarmComparison, events: np.ndarray, months: np.ndarray, sides: list[np.ndarray],
    level: float,
) -> HarmComparison:  # fmt: skip
    treated, control = sides
    parts = (events[treated], months[treated], events[control], months[control])
    totals = (int(parts[0].sum()), float(parts[1].sum()), int(parts[2].sum()),
              float(parts[3].sum()))  # fmt: skip
    counts = {"n_treatment": len(parts[0]), "n_comparator": len(parts[2]),
              "events_treatment": totals[0], "events_comparator": totals[2]}  # fmt: skip
    repeated = events.max() > 1 and min(len(parts[0]), len(parts[2])) > 1
    if repeated:
        value, low, high = robust_rate_difference(*parts, level)
    else:
        value, low, high = rate_difference(*totals, level)
    limits = _ROBUST if repeated else _EXACT
    sizes = len(parts[0]), len(parts[2])
    rough = say_approximate("clustered_rate_ratio", *sizes) if repeated else ""
    difference = Estimate(
        "rate_difference", _HUNDRED * value, _HUNDRED * low, _HUNDRED * high, level, counts,
        f"Events per 100 person-months, treatment minus comparator; {limits}, square-and-add."
        + rough,
        "Zou & Donner 2008, Stat Med 27:1693-1702", "people",
    )  # fmt: skip
    if totals[2] == 0:
        return replace(found, rate_difference=difference)
    if repeated and totals[0] > 0:
        value, low, high = robust_rate_ratio(*parts, level)
    else:
        value, low, high = rate_ratio(*totals, level)
    ratio = Estimate("rate_ratio", value, low, high, level, counts,
                     f"Ratio of rates, treatment over comparator; {limits}.{rough}",
                     "Przyborowski & Wilenski 1940; Stukel et al. 1994", "ratio")  # fmt: skip
    return replace(found, rate_difference=difference, rate_ratio=ratio)
