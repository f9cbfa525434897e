"""Verbs `exposure` and `gate`: whether two arms that were not drawn by lot can be compared."""

from typing import Any

import numpy as np

from analysis.adjustment import (
    GateFacts,
    balancing_weights,
    check_balance,
    compare_exposure,
    effective_n,
    judge_gate,
)
from analysis.core import CannotEstimate
from analysis.core.results import ExposureParity, GateItem

from .not_randomised import read_propensity
from .request import Request, split_names
from .two_arm_rows import read_columns

_RECORDABLE = ("baseline_severity", "age", "sex", "prior_treatment", "concurrent_therapy")
_DECIDED = {"planned": True, "received": False}
_INFUSIONS = "Infusions"
_PARITY_METHOD = (
    "Means by arm of what each had besides the therapy compared; difference over "
    "sqrt((s_t^2 + s_c^2) / 2)."
)


def exposure_verb(request: Request) -> dict[str, Any]:
    """What each arm had besides the therapy compared: the columns of --beside, by --group."""
    request.needed("beside")
    rows = _compare_columns(request)
    if not any(row.n_treatment and row.n_comparator for row in rows):
        raise CannotEstimate("all_missing", "No amount is known in both arms.",
                             "Name other columns with --beside.")  # fmt: skip
    return {
        "exposure": {row.what: _say_parity(row) for row in rows},
        "largest_smd": max((abs(row.smd) for row in rows if row.smd is not None), default=None),
        "method": _PARITY_METHOD,
        "source": "Austin 2009, Stat Med 28:3083-3107",
    }


def gate_verb(request: Request) -> dict[str, Any]:
    """Every condition of a fair comparison, passed or failed.

    --group, --covariates (and --baseline) of the propensity; --columns covariates outside it;
    --score for follow-up; --beside infusions,... what else the arms had (the column named first
    counts as the infusions); --arm planned or received; --recorded NAME=COLUMN for what is
    recorded, where the column does not bear the name itself.
    """
    decided = request.needed("arm")
    if decided not in _DECIDED:
        raise CannotEstimate("bad_arm", "--arm says when the arm was decided.",
                             "Write planned (at the first infusion) or received.")  # fmt: skip
    gate = judge_gate(_gather(request, _DECIDED[decided]))
    return {
        "passed": gate.passed,
        "items": {one.code: _say_item(one) for one in gate.items},
        "failures": list(gate.failures),
        "method": "Limits declared beforehand on balance, overlap, effective n, follow-up, "
        "exposure and what is recorded; one failure fails the gate.",
        "source": "Austin 2009, Stat Med 28:3083; Li, Thomas & Li 2019, Am J Epidemiol 188:250; "
        "Rubin 2001",
    }


def _gather(request: Request, at_time_zero: bool) -> GateFacts:
    score = request.options.score or request.options.outcome
    followed_up = _followed_up(request) if score else None
    rows, propensity = read_propensity(request, scored=bool(score))
    weights = balancing_weights("overlap", rows.treated, propensity).values
    outside, names = read_columns(request, split_names(request.options.columns), rows.rows)
    exposure = _compare_columns(request) if request.options.beside else ()
    return GateFacts(
        balance=check_balance(rows.treated, weights, rows.covariates, rows.names, outside, names),
        penalised=propensity.penalised,
        propensities=propensity.probabilities,
        is_treatment=rows.treated,
        effective_n=(effective_n(weights[rows.treated]), effective_n(weights[~rows.treated])),
        followed_up=followed_up,
        exposure=exposure,
        arm_at_time_zero=at_time_zero,
        recorded=_shares_recorded(request),
    )


def _arms(request: Request) -> list[np.ndarray]:
    labels = request.labels("group")
    return [np.asarray(labels == arm, dtype=bool) for arm in request.arms()]


def _compare_columns(request: Request) -> tuple[ExposureParity, ...]:
    """Each column of --beside; the first is the infusions, whatever the file calls them."""
    treatment, comparator = _arms(request)
    names = split_names(request.options.beside)
    called = [_INFUSIONS, *names[1:]] if request.verb == "gate" else names
    return tuple(
        compare_exposure(what, "per person", request.table.numbers(name), treatment, comparator)
        for what, name in zip(called, names, strict=True)
    )


def _followed_up(request: Request) -> tuple[float, float]:
    """Share of each arm that has the score."""
    there = _is_known(request, request.options.score or request.options.outcome)
    shares = [float(there[arm].mean()) for arm in _arms(request)]
    return shares[0], shares[1]


def _shares_recorded(request: Request) -> dict[str, float]:
    """For which share of both arms each covariate is there; 0 where no column is named."""
    either = np.logical_or(*_arms(request))
    columns = _recorded_columns(request)
    return {name: float(_is_known(request, columns[name])[either].mean())
            for name in _RECORDABLE if name in columns}  # fmt: skip


def _recorded_columns(request: Request) -> dict[str, str]:
    found = {name: name for name in _RECORDABLE if name in request.table.columns}
    if request.options.baseline:
        found["baseline_severity"] = request.options.baseline
    for one in split_names(request.options.recorded):
        name, equals, column = one.partition("=")
        if not equals or name.strip().replace("-", "_") not in _RECORDABLE:
            raise CannotEstimate("bad_recorded", f"“{one}” is not NAME=COLUMN.",
                                 f"Names are: {', '.join(_RECORDABLE)}.")  # fmt: skip
        found[name.strip().replace("-", "_")] = column.strip()
    return found


def _is_known(request: Request, column: str) -> np.ndarray:
    return np.array([cell is not None for cell in request.table.labels(column)], dtype=bool)


def _say_parity(row: ExposureParity) -> dict[str, Any]:
    return {"n": [row.n_treatment, row.n_comparator],
            "mean": [row.mean_treatment, row.mean_comparator], "smd": row.smd}  # fmt: skip


def _say_item(item: GateItem) -> dict[str, Any]:
    return {"passed": item.passed, "value": item.value, "limit": item.limit,
            "sentence": item.sentence}  # fmt: skip
