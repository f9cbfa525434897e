"""Whether what a verb answers is what R answered, key by key."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

LOOSER = {
    "tau2": 1e-3, "tau": 1e-3, "se_tau2": 1e-3, "df": 1e-3, "df_satt": 1e-3, "df_kr": 1e-3,
    "hodges_lehmann": 1e-4,
}  # fmt: skip
"""Relative tolerance of keys whose R values come out of an optimiser or a root search."""

OPTIMISED = ("mmrm", "lmm", "meta", "meta_regression", "meta_subgroup")

STOPS_EARLY = ("PM", "bias.trimfill_L0_REML", "bias.trimfill_R0_REML")
"""Blocks of a pool whose tau2 R leaves off at 1e-4: estimates 2e-5, what tau2 enters 1e-3."""


def flatten(values: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf of nested values with its dotted path; places in lists are numbers."""
    if isinstance(values, Mapping):
        for key, inner in values.items():
            yield from flatten(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(values, list | tuple):
        for place, inner in enumerate(values):
            yield from flatten(inner, f"{path}.{place}")
    else:
        yield path, values


def find_differences(entry: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Keys that are wanting or differ by more than the entry's tolerance."""
    if "rule" in entry["tolerance"]:
        return list(_differ_by_seed(entry["values"], found))
    have, told = dict(flatten(found)), []
    for path, wanted in flatten(entry["values"]):
        if path not in have:
            told.append(f"{path}: no value")
        elif not is_close(wanted, have[path], *_tolerance(entry, path)):
            told.append(f"{path}: {have[path]!r}, R has {wanted!r}")
    return told


def is_close(wanted: Any, have: Any, rel: float, absolute: float) -> bool:
    """Numbers within the tolerance, everything else equal."""
    numbers = isinstance(wanted, int | float) and isinstance(have, int | float)
    if not numbers or isinstance(wanted, bool) or isinstance(have, bool):
        return bool(wanted == have)
    return abs(have - wanted) <= max(absolute, rel * abs(wanted))


def _tolerance(entry: Mapping[str, Any], path: str) -> tuple[float, float]:
    given = entry["tolerance"]
    if given.get("exact"):
        return 0.0, 0.0
    rel, key = given.get("rel", 1e-8), re.sub(r"(\.\d+)+$", "", path).rsplit(".", 1)[-1]
    if entry["section"] in OPTIMISED:
        rel = max(rel, LOOSER.get(key, 1e-5))
    if entry["section"].startswith("meta") and path.startswith(STOPS_EARLY):
        return (2e-5 if key == "estimate" else 1e-3), 1e-5
    if entry["section"].startswith("meta") and key == "I2":
        return rel, 1e-7
    if key.startswith("hodges_lehmann"):  # R finds it by a root search to 1e-4 points
        return 1e-4, 1.5e-4
    return rel, given.get("abs", 1e-10)


def _differ_by_seed(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    """Bootstrap limits lie in the range of R's seeds, widened by half of it."""
    for measure, r in wanted.items():
        have = found.get(measure, {})
        if not is_close(r["estimate"], have.get("estimate"), 1e-8, 1e-10):
            yield f"{measure}.estimate: {have.get('estimate')!r}, R has {r['estimate']!r}"
        length = r["bca_upper_mean"] - r["bca_lower_mean"]
        for limit in ("bca_lower", "bca_upper", "perc_lower", "perc_upper"):
            low, high = r[f"{limit}_range"]
            width = max(high - low, 0.02 * length)
            value = have.get(limit)
            if value is None or not low - 0.5 * width <= value <= high + 0.5 * width:
                yield f"{measure}.{limit}: {value!r}, R has {low!r} to {high!r}"
