"""Verbs `power`, `sample-size` and `confidence-sequence`."""

from typing import Any

import numpy as np

from analysis.core import CannotEstimate, settings
from analysis.core.results import ArmSizes
from analysis.planning import (
    Design,
    detectable_difference,
    detectable_share,
    exact_power_of_shares,
    half_width,
    people_for_difference,
    people_for_shares,
    people_not_worse,
    people_to_bound,
    people_to_exclude,
    power_not_worse,
    power_of_difference,
    power_of_shares,
    power_to_exclude,
)
from analysis.sequential import confidence_sequence

from .for_whom import brief, read_covariates
from .request import Request, split_names

_EXACT_UP_TO = 400
"""People an arm up to whom the exact sum over counts takes under a few seconds."""


def power_verb(request: Request) -> dict[str, Any]:
    """Power at given sizes for a difference or two shares, and what is detectable."""
    n_t, n_c = _sizes(request)
    wanted = request.given("power", settings.PLANNED_POWER)
    if request.options.share_control is not None:
        return _power_of_shares(request, n_t, n_c, wanted)
    design, margin = _design(request), _number(request, "margin")
    told: dict[str, Any] = {"n": [n_t, n_c], "design_effect": design.design_effect}
    difference = request.options.difference
    difference = margin if difference is None else difference
    told["power"] = (
        None if difference is None else power_of_difference(design, difference, n_t, n_c)
    )
    told["detectable_difference"] = detectable_difference(design, n_t, n_c, wanted)
    told["half_width"] = half_width(design, n_t, n_c)
    if margin is not None:
        told["power_equivalence"] = power_to_exclude(design, margin, n_t, n_c)
        told["power_noninferiority"] = power_not_worse(design, margin, n_t, n_c)
    return {**told, "df": design.df(n_t, n_c), "method": "Exact noncentral t, two-sided; "
            "equivalence by Owen's Q. Never at the effect observed.",
            "source": "Cohen 1988; Phillips 1990, J Pharmacokinet Biopharm 18:137-144"}  # fmt: skip


def sample_size_verb(request: Request) -> dict[str, Any]:
    """People needed for the margin: to find it, to bound it, to exclude it, not to be worse."""
    wanted, ratio = request.given("power", settings.PLANNED_POWER), request.given("ratio", 1.0)
    lost = {"dropout_treatment": request.given("dropout", 0.0)}
    lost["dropout_comparator"] = request.given("dropout_control", lost["dropout_treatment"])
    if request.options.share_control is not None:
        share_t, share_c = _shares(request)
        found = people_for_shares(
            share_t, share_c, wanted, ratio=ratio, level=request.level, **lost
        )
        return {**_say_sizes(found), "method": "Normal approximation, pooled under no difference.",
                "source": "Fleiss, Levin & Paik 2003, ch. 4"}  # fmt: skip
    design, margin = _design(request), _number(request, "margin")
    margin = request.options.difference if margin is None else margin
    if margin is None:
        raise CannotEstimate("option_missing", "`sample-size` needs --margin or --share-control.",
                             "Give the smallest difference that matters.")  # fmt: skip
    to_detect = people_for_difference(design, margin, wanted, ratio=ratio, **lost)
    return {
        **_say_sizes(to_detect), "design_effect": design.design_effect,
        "precision": _say_sizes(people_to_bound(design, margin, ratio=ratio, **lost)),
        "equivalence": _say_sizes(people_to_exclude(design, margin, wanted, ratio=ratio, **lost)),
        "noninferiority": _say_sizes(
            people_not_worse(design, margin, wanted, ratio=ratio, **lost)),
        "method": "Fewest whole people by the exact noncentral t; enrolled: over 1 - drop-out.",
        "source": "Borm et al. 2007 (1 - r^2); Eldridge et al. 2006 (design effect)",
    }  # fmt: skip


def confidence_sequence_verb(request: Request) -> dict[str, Any]:
    """The difference with limits that hold at every look."""
    treatment, control = request.arms()
    labels, y = request.labels("group"), request.column("score").copy()
    y[~np.isin(labels, [treatment, control])] = np.nan
    names = [request.options.baseline] if request.options.baseline else []
    columns = [request.table.numbers(name) for name in names]
    adjust = np.column_stack([*columns, read_covariates(request)])
    found = confidence_sequence(
        y, labels == treatment, request.column("order") if request.options.order else None,
        adjust=adjust if adjust.shape[1] else None, probability=_probability(request),
        level=request.level,
        tightest_at=int(request.given("tightest_at", settings.SEQUENCE_TIGHTEST_AT)),
        from_per_arm=int(request.given("from_per_arm", settings.SEQUENCE_FROM_PER_ARM)),
    )  # fmt: skip
    if found.latest is None or found.fixed is None:
        raise ValueError("a sequence without refusal has a latest look")
    return {
        **brief(found.latest), "fixed_ci": [found.fixed.low, found.fixed.high],
        "looks": {"people": [look.people for look in found.looks],
                  "estimate": [look.value for look in found.looks],
                  "low": [look.low for look in found.looks],
                  "high": [look.high for look in found.looks]},
        "notes": list(found.notes), "method": found.latest.method, "source": found.latest.source,
    }  # fmt: skip


def _power_of_shares(request: Request, n_t: int, n_c: int, wanted: float) -> dict[str, Any]:
    share_t, share_c = _shares(request)
    small = max(n_t, n_c) <= _EXACT_UP_TO
    return {
        "n": [n_t, n_c], "power": power_of_shares(share_t, share_c, n_t, n_c, request.level),
        "power_exact_newcombe": exact_power_of_shares(share_t, share_c, n_t, n_c, request.level)
        if small else None,
        "detectable_difference": detectable_share(share_c, n_t, n_c, wanted, request.level),
        "method": "Normal approximation, pooled under no difference; exact sum for Newcombe's "
        "interval.", "source": "Fleiss, Levin & Paik 2003, ch. 4; Newcombe 1998",
    }  # fmt: skip


def _design(request: Request) -> Design:
    return Design(
        sd=request.given("sd", 1.0), correlation=request.given("correlation", 0.0),
        icc=request.given("icc", 0.0), cluster_size=request.given("cluster_size", 1.0),
        level=request.level,
    )  # fmt: skip


def _sizes(request: Request) -> tuple[int, int]:
    n_t = request.options.n_treatment
    n_c = request.options.n_control
    if n_t is None and n_c is None:
        raise CannotEstimate("option_missing", "`power` needs --n-treatment and --n-control.",
                             "Give the people with the visit in each arm.")  # fmt: skip
    n_t, n_c = (n_c if n_t is None else n_t), (n_t if n_c is None else n_c)
    if n_t != int(n_t) or n_c != int(n_c):
        raise CannotEstimate("not_whole", "People are whole.", "Give whole numbers.")
    return int(n_t), int(n_c)


def _shares(request: Request) -> tuple[float, float]:
    share_c, share_t = request.options.share_control, request.options.share_treatment
    if share_t is None:
        rise = request.options.difference
        rise = _number(request, "margin") if rise is None else rise
        if rise is None:
            raise CannotEstimate("option_missing", "The share in the treatment arm is missing.",
                                 "Give --share-treatment, or --margin.")  # fmt: skip
        share_t = share_c + rise
    return share_t, share_c


def _number(request: Request, option: str) -> float | None:
    text = getattr(request.options, option)
    if text is None:
        return None
    try:
        return float(split_names(text)[0])
    except (ValueError, IndexError):
        raise CannotEstimate(
            "not_a_number", f"--{option} is a number.", "Write 5, or 0.24."
        ) from None


def _probability(request: Request) -> np.ndarray | float | None:
    given = request.options.probability
    if given is None:
        return None
    try:
        return float(given)
    except ValueError:
        return request.table.numbers(given)


def _say_sizes(found: ArmSizes) -> dict[str, Any]:
    return {
        "n": [found.n_treatment, found.n_comparator],
        "enrol": [found.enrol_treatment, found.enrol_comparator], "enrol_total": found.enrol,
        "therapists": found.therapists, "power": found.power,
    }  # fmt: skip
