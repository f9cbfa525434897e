"""Verbs `cr2` and `therapist`: people within sites, and within therapists of one arm."""

from typing import Any

import numpy as np

from analysis.adjustment import (
    cluster_robust,
    clustered_difference,
    design_effect,
    partially_nested_difference,
)
from analysis.core import CannotEstimate, settings
from analysis.core.formulas import t_quantile, t_tail, upper

from .not_randomised import say_estimate
from .request import Request
from .two_arm_rows import read_two_arms


def cr2_verb(request: Request) -> dict[str, Any]:
    """Least squares with CR2 errors and Satterthwaite df, and the rule of few clusters."""
    rows = read_two_arms(request, ("cluster", *(("weights",) if request.options.weights else ())))
    clusters = request.labels("cluster")[rows.rows]
    weights = request.column("weights")[rows.rows] if request.options.weights else None
    ones = np.ones(len(rows.score))
    crossed = rows.interacting * rows.treated[:, None]
    design = np.column_stack([ones, rows.treated, rows.covariates, crossed])
    arm = f"{request.options.group}{'' if _is_numeric_arm(request) else rows.arms[0]}"
    more = [f"{arm}:{i + 1}" for i in range(crossed.shape[1])]
    names = ["(Intercept)", arm, *rows.names, *more]
    found = cluster_robust(design, rows.score, clusters, weights)
    ruled = None
    if weights is None:
        covariates = np.column_stack([rows.covariates, crossed])
        ruled = clustered_difference(rows.score, rows.treated, covariates, clusters, request.level)
    numbers = zip(found.coefficients, found.standard_errors, found.df, strict=True)
    coefficients = {
        name: _say_coefficient(float(value), float(se), float(df), request.level)
        for name, (value, se, df) in zip(names, numbers, strict=True)
    }
    return {
        "n": len(rows.score),
        "clusters": found.clusters,
        **coefficients[arm],
        "coefficients": coefficients,
        "enough_clusters": found.clusters >= settings.FEWEST_CLUSTERS
        and bool(found.df[1] >= settings.LOWEST_CLUSTER_DF),
        "shown": None if ruled is None else {**say_estimate(ruled), "method": ruled.method},
        "left_out": rows.left_out,
        "method": "Least squares; cluster-robust CR2 errors, Satterthwaite df.",
        "source": "Pustejovsky & Tipton 2018, J Bus Econ Stat 36:672-683",
    }


def therapist_verb(request: Request) -> dict[str, Any]:
    """The partially nested model; without --cluster the design effect of --cluster-size."""
    rows = read_two_arms(request)
    if not request.options.cluster:
        raise CannotEstimate(
            "option_missing",
            "`therapist` needs --cluster, the column of the therapist; where it is not recorded, "
            f"{request.given('cluster_size', 8.0):g} people each at ICC "
            f"{request.given('icc', settings.PLANNED_ICC):g} give a design effect of "
            f"{_effect(request):.3g}.",
            "Add --cluster and a column, or widen the interval by the design effect.",
        )
    therapist = request.labels("cluster")[rows.rows]
    found = partially_nested_difference(
        rows.score, rows.treated, rows.covariates, therapist, request.level
    )
    sizes = rows.treated.sum() / found.therapists
    return {
        **say_estimate(found.difference),
        "n": len(rows.score),
        "therapists": found.therapists,
        "icc": found.icc.value,
        "icc_ci": [found.icc.low, found.icc.high],
        "sd_therapists": found.sd_therapists,
        "sd_treatment": found.sd_treatment,
        "sd_control": found.sd_comparator,
        "design_effect": design_effect(sizes, found.icc.value),
        "left_out": rows.left_out,
        "method": found.difference.method,
        "source": found.difference.source,
    }


def _effect(request: Request) -> float:
    size, icc = request.given("cluster_size", 8.0), request.given("icc", settings.PLANNED_ICC)
    return design_effect(size, icc)


def _is_numeric_arm(request: Request) -> bool:
    return request.table.is_numeric(request.needed("group"))


def _say_coefficient(value: float, se: float, df: float, level: float) -> dict[str, Any]:
    if not (np.isfinite(df) and se > 0):
        return {"estimate": value, "se": None, "df": None, "t": None, "p": None, "ci": [None, None]}
    half = t_quantile(upper(level), df) * se
    t = value / se
    return {"estimate": value, "se": se, "df": df, "t": t, "p": t_tail(t, df),
            "ci": [value - half, value + half]}  # fmt: skip
