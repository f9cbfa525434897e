"""Two shares compared: difference, ratio, odds ratio and number needed, each with its interval."""

import math

from analysis.core import CannotEstimate, Estimate
from analysis.core.formulas import newcombe

from .score_intervals import koopman_ratio, miettinen_nurminen_odds_ratio, read_tables

Limits = tuple[float, float]


def risk_difference(e_t: int, n_t: int, e_c: int, n_c: int, level: float) -> Estimate:
    """Difference of two shares (treatment - comparator), Newcombe's interval.

    Parameters
    ----------
    e_t, n_t, e_c, n_c : int
        Events and people in the treatment and in the comparator arm.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "no_people" when an arm has nobody; "bad_counts" when events are not between 0 and n.

    References
    ----------
    Newcombe RG (1998). Stat Med 17:873-890, method 10.
    """
    counts = _count(e_t, n_t, e_c, n_c)
    low, high = newcombe(e_t, n_t, e_c, n_c, level)
    return Estimate(
        "risk_difference", e_t / n_t - e_c / n_c, low, high, level, counts,
        "Difference of two shares; Newcombe's interval from Wilson's two.",
        "Newcombe 1998, Stat Med 17:873-890, method 10", unit="probability",
    )  # fmt: skip


def risk_ratio(e_t: int, n_t: int, e_c: int, n_c: int, level: float) -> Estimate:
    """Ratio of two shares (treatment / comparator), Koopman's score interval.

    Parameters as `risk_difference`. Without events in the comparator the ratio has no upper limit
    and is itself infinite, while its lower limit stands.

    Raises
    ------
    CannotEstimate
        As `risk_difference`, and "no_events" when nobody in either arm had the event.

    References
    ----------
    Koopman PAR (1984). Biometrics 40:513-517.
    """
    counts = _count(e_t, n_t, e_c, n_c)
    if e_t == 0 and e_c == 0:
        raise _undefined("no_events", "Nobody in either arm had the event")
    low, high = koopman_ratio(e_t, n_t, e_c, n_c, level)
    return Estimate(
        "risk_ratio", _divide(e_t / n_t, e_c / n_c), float(low), float(high), level, counts,
        "Ratio of two shares; Koopman's score interval.",
        "Koopman 1984, Biometrics 40:513-517", unit="ratio",
    )  # fmt: skip


def odds_ratio(e_t: int, n_t: int, e_c: int, n_c: int, level: float) -> Estimate:
    """Odds ratio of two arms (treatment / comparator), Miettinen and Nurminen's score interval.

    Parameters as `risk_difference`. Infinite where the comparator has no events or everybody in the
    treatment arm has one, while its lower limit stands.

    Raises
    ------
    CannotEstimate
        As `risk_difference`, and "no_events" or "all_events" when nobody or everybody in both arms
        had the event.

    References
    ----------
    Miettinen O, Nurminen M (1985). Stat Med 4:213-226.
    """
    counts = _count(e_t, n_t, e_c, n_c)
    if e_t == 0 and e_c == 0:
        raise _undefined("no_events", "Nobody in either arm had the event")
    if e_t == n_t and e_c == n_c:
        raise _undefined("all_events", "Everybody in both arms had the event")
    low, high = miettinen_nurminen_odds_ratio(e_t, n_t, e_c, n_c, level)
    return Estimate(
        "odds_ratio", _divide(e_t * (n_c - e_c), e_c * (n_t - e_t)), float(low), float(high),
        level, counts, "Odds ratio; Miettinen and Nurminen's score interval.",
        "Miettinen & Nurminen 1985, Stat Med 4:213-226", unit="ratio",
    )  # fmt: skip


def number_needed(difference: Estimate) -> Estimate | None:
    """Number needed to treat: one over a difference of shares; None where the shares are equal.

    Parameters
    ----------
    difference : Estimate
        Of two shares, with its interval.

    Notes
    -----
    Where the interval of the difference holds zero, that of the number needed is what lies outside
    the two limits given, and `method` says so.

    References
    ----------
    Altman DG (1998). BMJ 317:1309-1312.
    """
    if difference.value == 0:
        return None
    (low, high), through = number_needed_limits(difference.low, difference.high)
    return Estimate(
        "number_needed", 1 / difference.value, low, high, difference.level, difference.counts,
        "One over the difference of the shares. The difference may be zero, so the interval runs "
        "through infinity: below the lower limit given, or above the upper one."
        if through
        else "One over the difference of the shares, and over its limits.",
        "Altman 1998, BMJ 317:1309-1312", unit="people",
    )  # fmt: skip


def number_needed_limits(low: float, high: float) -> tuple[Limits, bool]:
    """Limits of a number needed from those of a difference; whether they run through infinity.

    In order of size; or, where the difference may be zero, the reciprocals of the lower and of the
    upper limit, between which no number lies in the interval. A limit of zero gives infinity.
    """
    if low < 0 < high:
        return (1 / low, 1 / high), True
    if low == high == 0:
        return (-math.inf, math.inf), True
    sign = 1 if high > 0 else -1
    ends = sorted(sign / abs(end) if end else sign * math.inf for end in (low, high))
    return (ends[0], ends[1]), False


def _count(e_t: int, n_t: int, e_c: int, n_c: int) -> dict[str, int]:
    read_tables(e_t, n_t, e_c, n_c)
    return {"n_treatment": n_t, "n_comparator": n_c,
            "events_treatment": e_t, "events_comparator": e_c}  # fmt: skip


def _divide(top: float, bottom: float) -> float:
    return top / bottom if bottom else math.inf


def _undefined(code: str, sentence: str) -> CannotEstimate:
    return CannotEstimate(code, f"{sentence}, so a ratio is not defined.",
                          "Read the difference of the shares and its interval.")  # fmt: skip
