"""Verb `balance`: how alike two arms are before and after weighting."""

from typing import Any

from analysis.adjustment import balancing_weights, check_balance, effective_n
from analysis.core.results import BalanceRow

from .not_randomised import chosen_kind, read_propensity
from .request import Request, split_names
from .two_arm_rows import read_columns


def balance_verb(request: Request) -> dict[str, Any]:
    """Standardised differences before and after weighting, squares and pairs included."""
    scored = request.options.score or request.options.outcome
    rows, propensity = read_propensity(request, scored=bool(scored))
    weights = balancing_weights(chosen_kind(request), rows.treated, propensity)
    outside, outside_names = read_columns(
        request, split_names(request.options.columns), rows.rows
    )  # fmt: skip
    found = check_balance(
        rows.treated, weights.values, rows.covariates, rows.names, outside, outside_names
    )
    judged = [row for row in found if row.kind != "modelled"]
    return {
        "n": len(rows.treated),
        "n_treated": int(rows.treated.sum()),
        "ess1": effective_n(weights.values[rows.treated]),
        "ess0": effective_n(weights.values[~rows.treated]),
        **{kind: {row.name: _say_row(row) for row in found if row.kind == kind}
           for kind in ("modelled", "square", "interaction", "outside")},
        "largest_after": max((abs(r.after) for r in judged if r.after is not None), default=None),
        "propensity": propensity.method,
        "left_out": rows.left_out,
        "method": f"Standardised mean differences before and after {weights.kind} weights.",
        "source": "Austin & Stuart 2015, Stat Med 34:3661-3679",
    }  # fmt: skip


def _say_row(row: BalanceRow) -> dict[str, Any]:
    said: dict[str, Any] = {"before": row.before, "after": row.after}
    return said if row.absent_in is None else {**said, "absent_in": row.absent_in}
