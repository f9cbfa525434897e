"""Verb `evalue`: how strong something unmeasured would have to be."""

import math
import re
from typing import Any, cast

from analysis.adjustment import RatioMeasure, evalue, tipping_point
from analysis.core import CannotEstimate, Estimate, Unit

from .request import Request, split_names

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_NAMED = re.compile(rf"(?P<name>[A-Za-z]*)_?(?P<minus>minus)?\s*[=:]?\s*(?P<number>{_NUMBER})")
_LIMITS = {"lo": "low", "low": "low", "lower": "low", "hi": "high", "high": "high",
           "upper": "high"}  # fmt: skip
_MEASURES = {"rr": "RR", "or": "OR", "hr": "HR", "d": "SMD", "g": "SMD", "smd": "SMD"}
_PREFIX = {"RR": "rr", "OR": "or", "HR": "hr", "SMD": "d"}


def evalue_verb(request: Request) -> dict[str, Any]:
    """The E-value of every number given, and of the limit where an interval is.

    `--values 3.9` (a risk ratio, or --measure SMD, OR, HR), `--values 3.9,0.5` (several),
    `--values rr=3.9,lo=1.8,hi=8.7,d=0.5` (named: a limit belongs to the estimate before it). Three
    numbers in order low < high around the first (3.9,1.8,8.7) are an estimate and its limits.
    """
    measure = _measure(str(request.given("measure", "RR")))
    named = [_parse(word, measure) for word in split_names(_values(request))]
    if len(named) == 3 and all(kind == measure for kind, _ in named):
        first, second, third = (number for _, number in named)
        if second < first < third:
            named = [(measure, first), ("low", second), ("high", third)]
    found: dict[str, Any] = {}
    groups = _group(named, measure)
    for kind, value, low, high in groups:
        found |= _say(kind, value, low, high, request)
    leading = evalue(groups[0][1], measure=groups[0][0])
    return {**found, "method": leading.method, "source": leading.source}


def _values(request: Request) -> str:
    """--values, or estimate and limits in --columns estimate=..,low=..,high=.."""
    if request.options.values is None and request.options.columns:
        pairs = dict(pair.split("=", 1) for pair in split_names(request.options.columns))
        estimate = next((v for k, v in pairs.items() if k not in _LIMITS), None)
        if estimate is not None:
            limits = [f"{_LIMITS[k]}={v}" for k, v in pairs.items() if k in _LIMITS]
            return ",".join([estimate, *limits])
    return request.needed("values")


def _measure(name: str) -> RatioMeasure:
    known = _MEASURES.get(name.lower())
    if known is None:
        raise CannotEstimate("bad_measure", f"There is no E-value of “{name}”.",
                             "Use --measure RR, OR, HR or SMD.")  # fmt: skip
    return cast(RatioMeasure, known)


def _parse(word: str, measure: RatioMeasure) -> tuple[str, float]:
    match = _NAMED.fullmatch(word)
    name = match["name"].lower() if match else "?"
    if match is None or (name and name not in _LIMITS and name not in _MEASURES):
        raise CannotEstimate("bad_values", f"“{word}” is not a number, nor one with its name.",
                             "Write --values 3.9, or rr=3.9,lo=1.8,d=0.5.")  # fmt: skip
    number = float(match["number"]) * (-1 if match["minus"] else 1)
    return _LIMITS.get(name) or _MEASURES.get(name) or measure, number


def _group(
    named: list[tuple[str, float]], measure: RatioMeasure
) -> list[tuple[RatioMeasure, float, float | None, float | None]]:
    """Estimates with the limits that follow them; a limit alone is an estimate of its own."""
    groups: list[list[Any]] = []
    for kind, number in named:
        place = {"low": 2, "high": 3}.get(kind)
        if place is None:
            groups.append([kind, number, None, None])
        elif groups:
            groups[-1][place] = number
        else:
            groups.append([measure, number, None, None])
    return [(group[0], group[1], group[2], group[3]) for group in groups]


def _say(
    kind: RatioMeasure, value: float, low: float | None, high: float | None, request: Request
) -> dict[str, Any]:
    found = evalue(value, low, high, kind)
    said: dict[str, Any] = {_key(_PREFIX[kind], value): found.value}
    for prefix, limit in (("lo", low), ("hi", high)):
        is_nearest = (prefix == "lo") == (found.ratio >= 1)
        if limit is not None and is_nearest:
            said[_key(prefix, limit)] = found.limit
    if found.limit == 1.0:
        said["ci_crosses"] = found.limit
    shares = (request.options.share_treatment, request.options.share_control)
    if None not in shares:
        said["tipping_point"] = _say_tipping(kind, value, low, high, shares)
    return said


def _key(prefix: str, number: float) -> str:
    return f"{prefix}_minus{-number:g}" if number < 0 else f"{prefix}{number:g}"


def _say_tipping(
    kind: RatioMeasure, value: float, low: float | None, high: float | None,
    shares: tuple[float, float],
) -> dict[str, Any]:  # fmt: skip
    unit: Unit = "sd" if kind == "SMD" else "ratio"
    given = Estimate(kind, value, value if low is None else low, value if high is None else high,
                     math.nan, {"k": 1}, "", "", unit)  # fmt: skip
    found = tipping_point(given, *shares)
    return {
        "share_treatment": shares[0], "share_control": shares[1], "unit": unit,
        "for_estimate": found.for_estimate,
        "for_limit": None if low is None and high is None else found.for_limit,
        "method": found.method, "source": found.source,
    }  # fmt: skip
