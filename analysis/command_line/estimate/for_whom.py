"""Verbs `interaction`, `subgroups`, `shrinkage` and `dose`."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis.core import CannotEstimate, Estimate, settings
from analysis.core.results import DoseBand, SubgroupEffect
from analysis.subgroups import (
    compare_subgroups,
    describe_doses,
    dose_slope,
    interaction,
    measure_coverage,
    moderator_slope,
    shrink,
)

from .request import Request, split_names

_MOST_LEVELS = 5
"""A column of numbers with more distinct values is a measured characteristic, not a subgroup."""


def brief(estimate: Estimate) -> dict[str, Any]:
    """An estimate's numbers as the verbs print them."""
    return {
        "estimate": estimate.value, "se": estimate.se, "df": estimate.df, "p": estimate.p,
        "ci": [estimate.low, estimate.high], "n": dict(estimate.counts),
    }  # fmt: skip


def interaction_verb(request: Request) -> dict[str, Any]:
    """The difference between differences first, each level's own after."""
    y, baseline, treated, covariates = _model(request)
    name = request.needed("subgroup")
    if _is_measured(request, name):
        slope = moderator_slope(y, baseline, treated, request.table.numbers(name), covariates,
                                request.level)  # fmt: skip
        return {"subgroup": name, "slope": brief(slope), "method": slope.method,
                "source": slope.source}  # fmt: skip
    found = interaction(y, baseline, treated, request.table.labels(name), covariates,
                        request.level, name=name, smallest=2)  # fmt: skip
    return _say_subgroup(found)


def subgroups_verb(request: Request) -> dict[str, Any]:
    """Each declared subgroup's interaction, with Holm and Benjamini-Hochberg over them."""
    y, baseline, treated, covariates = _model(request)
    declared = {n: request.table.labels(n) for n in split_names(request.needed("subgroups"))}
    found = compare_subgroups(y, baseline, treated, declared, covariates, request.level)
    return {
        "subgroups": {one.name: _say_subgroup(one) for one in found},
        "method": "One interaction model a subgroup; p adjusted over all declared (Holm, BH).",
        "source": "Wang et al. 2007, N Engl J Med 357:2189-2194",
    }


def shrinkage_verb(request: Request) -> dict[str, Any]:
    """Effects pulled towards their mean, and how often such intervals hold the truth."""
    columns = dict(pair.split("=", 1) for pair in split_names(request.needed("columns")))
    if set(columns) != {"yi", "vi"}:
        raise CannotEstimate("bad_columns", "Effects and variances are two columns.",
                             "Write --columns yi=EFFECT,vi=VARIANCE.")  # fmt: skip
    y, v = (request.table.numbers(columns[key]) for key in ("yi", "vi"))
    names = request.labels("id") if request.options.id else np.arange(1, len(y) + 1).astype(str)
    rows = [i for i in range(len(y)) if not (np.isnan(y[i]) or np.isnan(v[i]))]
    scale = request.given("prior_scale", settings.SHRINKAGE_SCALE)
    if not (v[rows] > 0).all() or not scale > 0:
        raise CannotEstimate("no_error", "Variances and the prior's scale are above zero.",
                             "Correct them, or leave that row out with --where-not.")  # fmt: skip
    given = {
        str(names[i]): Estimate("effect", float(y[i]), float("nan"), float("nan"), request.level,
                                {"k": 1}, "", "", "sd", float(np.sqrt(v[i])))
        for i in rows
    }  # fmt: skip
    found = shrink(given, request.level, scale)
    held = measure_coverage(v[rows], level=request.level, scale=scale,
                            seed=request.given("seed", 1))  # fmt: skip
    effects = {name: {"raw": given[name].value, **_interval(one)}
               for name, one in found.by_condition.items()}  # fmt: skip
    any_one = next(iter(found.by_condition.values()))
    return {
        "k": len(rows), "mu": _interval(found.overall), "tau": _interval(found.tau),
        "effects": effects,
        "coverage": {"average": held.average, "average_mc_error": held.average_error,
                     "worst": held.apart, "worst_mc_error": held.apart_error,
                     "worst_when_apart_by": held.shift},
        "method": any_one.method, "source": any_one.source,
    }  # fmt: skip


def dose_verb(request: Request) -> dict[str, Any]:
    """A slope over a planned or landmark dose (--method), else bands alone."""
    y, baseline, dose = (request.column(name) for name in ("score", "baseline", "dose"))
    beside = request.options.beside
    others = request.table.numbers(beside) if beside else np.zeros(len(y))
    bands = describe_doses(y, baseline, dose, others, _edges(request, dose), request.level)
    basis = request.given("method", "received")
    if basis not in ("planned", "landmark", "received"):
        raise CannotEstimate("bad_method", f"“{basis}” is no basis of a dose.",
                             "Give --method planned, landmark or received.")  # fmt: skip
    told: dict[str, Any] = {"basis": basis, "bands": [_say_band(band) for band in bands]}
    if basis == "received":
        return {**told, "slope": None, "method": "Described without a slope: people who stay "
                "longer receive more and differ in other ways.", "source": ""}  # fmt: skip
    slope, other = dose_slope(y, baseline, dose, others, read_covariates(request), request.level,
                              request.needed("dose"))  # fmt: skip
    return {
        **told,
        "slope": brief(slope),
        "beside": brief(other) if other else None,
        "method": slope.method,
        "source": "Anderson, Cain & Gelber 1983, J Clin Oncol 1:710-719",
    }


def _model(request: Request) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Score, baseline (zeros where none), who was treated, covariates; rows of the two arms."""
    treatment, control = request.arms()
    labels = request.labels("group")
    y = request.column("score").copy()
    y[~np.isin(labels, [treatment, control])] = np.nan
    baseline = request.column("baseline") if request.options.baseline else np.zeros(len(y))
    return y, baseline, labels == treatment, read_covariates(request)


def read_covariates(request: Request) -> np.ndarray:
    """Columns of the covariates: numbers as they are, text as R's dummies (missing: nan)."""
    factors, columns = split_names(request.options.factors), []
    for name in request.covariates():
        if request.table.is_numeric(name) and name not in factors:
            columns.append(request.table.numbers(name))
            continue
        labels = request.table.labels(name)
        missing = np.array([label is None for label in labels], dtype=bool)
        for one in sorted({x for x in labels if x is not None}, key=lambda t: (t.lower(), t))[1:]:
            columns.append(np.where(missing, np.nan, (labels == one).astype(float)))
    return np.column_stack(columns) if columns else np.zeros((request.table.rows, 0))


def _is_measured(request: Request, name: str) -> bool:
    if name in split_names(request.options.factors) or not request.table.is_numeric(name):
        return False
    values = request.table.numbers(name)
    return len(np.unique(values[~np.isnan(values)])) > _MOST_LEVELS


def _edges(request: Request, dose: np.ndarray) -> list[float]:
    """Cuts as given with --at, else the thirds of the doses."""
    if request.options.at:
        try:
            return sorted(float(text) for text in split_names(request.options.at))
        except ValueError:
            raise CannotEstimate("bad_at", "--at lists numbers.", "Write --at 0,4,8.") from None
    known = dose[~np.isnan(dose)]
    return sorted({float(q) for q in np.quantile(known, [0, 1 / 3, 2 / 3])}) if len(known) else [0]


def _say_subgroup(found: SubgroupEffect) -> dict[str, Any]:
    if found.refused:
        return {"refused": {"code": found.refused.code, "message": found.refused.sentence}}
    first = next(iter(found.differences.values()))
    return {
        "reference": found.reference, "differences": _each(found.differences),
        "by_level": _each(found.by_level), "f": found.f, "df1": found.df1, "df2": found.df2,
        "p": found.p, "p_holm": found.p_holm, "p_bh": found.p_bh,
        "left_out": list(found.left_out), "method": first.method, "source": first.source,
    }  # fmt: skip


def _each(estimates: Mapping[str, Estimate]) -> dict[str, Any]:
    return {name: brief(one) for name, one in estimates.items()}


def _interval(one: Estimate | None) -> dict[str, Any]:
    return {"estimate": one.value, "se": one.se, "ci": [one.low, one.high]} if one else {}


def _say_band(band: DoseBand) -> dict[str, Any]:
    return {
        "dose": band.label, "n": band.n, "mean_dose": band.dose, "beside": band.infusions,
        "mean_baseline": band.baseline_mean, "mean_change": band.change_mean,
        "sd_change": band.change_sd, "ci": [band.low, band.high],
    }  # fmt: skip
