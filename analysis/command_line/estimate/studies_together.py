"""Verbs `meta`, `effect-size-from-summary` and `three-level`."""

from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.core import CannotEstimate, say_approximate
from analysis.core.formulas import model_matrix
from analysis.meta_analysis import (
    TAU2_ESTIMATORS,
    Tau2Estimator,
    hedges_from_summaries,
    mantel_haenszel,
    peto,
    pool_studies,
    pool_subgroups,
    pool_three_levels,
    regress_on_moderators,
)

from .pooled_studies import (
    say_bias,
    say_count_pooling,
    say_fixed,
    say_funnel,
    say_group,
    say_leave_one_out,
    say_random,
    say_regression,
    say_tables,
    say_test_based,
)
from .reported_studies import ReportedStudies, find_summaries, label_rows, read_studies
from .request import Request, levels_of, split_names

_COUNTS = ("mh", "peto", "mantel-haenszel", "mh_peto")


def meta_verb(request: Request) -> dict[str, Any]:
    """Studies pooled; by --group, --covariates or --method mh where one is given."""
    studies = read_studies(request)
    if (request.options.method or "").lower() in _COUNTS:
        return _pool_counts(request, studies)
    told: dict[str, Any] = {}
    if request.options.group or request.options.subgroup:
        told |= _compare_subgroups(request, studies)
    if request.covariates():
        told |= _regress(request, studies)
    return told or _pool_all(request, studies)


def effect_size_from_summary_verb(request: Request) -> dict[str, Any]:
    """g from means, SDs and n of each study, beside the effect the file itself gives."""
    columns = find_summaries(request)
    get = request.table.numbers
    means = [get(columns[name]) for name in ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")]
    known = ~np.isnan(np.array(means)).any(axis=0)
    if not known.any():
        raise CannotEstimate("nothing_to_pool", "No row has means, SDs and n of both arms.",
                             "Check --columns, --where and --where-not.")  # fmt: skip
    found = hedges_from_summaries(*(values[known] for values in means))
    labels = [label for label, keep in zip(label_rows(request), known, strict=True) if keep]
    told: dict[str, Any] = {"study": labels}
    if "yi" in columns:
        told["g_file"] = get(columns["yi"])[known]
        se = get(columns["sei"]) if "sei" in columns else np.sqrt(get(columns["vi"]))
        told["se_file"] = se[known]
    told |= {"g_recomputed": found.g, "se_esc": found.se_g, "se_d": found.se_d,
             "se_J": found.se_corrected}  # fmt: skip
    if "yi" in columns:
        apart = np.abs(told["g_file"] - found.g)
        told["max_abs_diff_g"] = float(np.nanmax(apart)) if (~np.isnan(apart)).any() else None
    return {
        **told,
        "method": "Hedges g, J = 1 - 3 / (4 (n1 + n2 - 2) - 1); SE from d (se_d), from g "
        "(se_esc), J times se_d (se_J).",
        "source": "Hedges 1981, J Educ Stat 6:107-128",
    }


def three_level_verb(request: Request) -> dict[str, Any]:
    """Effects within studies (--cluster), REML, with cluster-robust errors."""
    studies = read_studies(request)
    cluster = request.options.cluster or request.options.id
    if not cluster:
        request.needed("cluster")
    labels = request.table.labels(cluster)[studies.kept]
    if any(label is None for label in labels):
        raise CannotEstimate("no_study", f"“{cluster}” is missing for an effect.",
                             "Fill it, or leave those rows out with --where-not.")  # fmt: skip
    design, names, known = _design(request, studies, request.covariates())
    found = pool_three_levels(
        studies.y[known], studies.v[known], labels[known], design, names, request.level
    )
    told = [{
        "coef": {name: one.value for name, one in those.items()},
        "se": [one.se for one in those.values()],
        "stat": [one.value / (one.se or np.nan) for one in those.values()],
        "df": [one.df for one in those.values()], "p": [one.p for one in those.values()],
        "ci_lb": [one.low for one in those.values()], "ci_ub": [one.high for one in those.values()],
    } for those in (found.coefficients, found.robust, found.robust_cr1)]  # fmt: skip
    first = next(iter(found.robust.values()))
    return {
        **told[0], "sigma2": [found.between, found.within],
        "I2": [found.i2_between, found.i2_within], "QE": found.q, "QE_df": found.q_df,
        "QEp": found.q_p, "logLik": found.log_likelihood, "k": found.effects,
        "studies": found.studies, "CR2": told[1], "CR1": told[2],
        "method": first.method, "source": first.source,
    }  # fmt: skip


def _pool_all(request: Request, studies: ReportedStudies) -> dict[str, Any]:
    y, v, level = studies.y, studies.v, request.level
    chosen = _estimator(request)
    headline = pool_studies(y, v, chosen, level, studies.labels).knapp_hartung
    told: dict[str, Any] = {
        "study": studies.labels, "yi": y, "vi": v, "fixed": say_fixed(y, v, level),
        **{name: say_random(y, v, name, level) for name in TAU2_ESTIMATORS},
        "HigginsThompson": say_test_based(y, v, level), "bias": say_bias(y, v, level),
        f"leave_one_out_{chosen}": say_leave_one_out(y, v, chosen),
    }  # fmt: skip
    if studies.tables is not None and studies.measure in ("RR", "OR", "RD"):
        told["mantel_haenszel"] = _say_mantel_haenszel(studies, level)
    left_out = int((~studies.kept).sum())
    return {**told, "funnel": say_funnel(y, v, level), "measure": studies.measure,
            "rows_without_effect": left_out, "method": headline.method,
            "prediction_method": "One more study, by five conventions."
            + say_approximate("prediction_interval"),
            "source": headline.source}  # fmt: skip


def _say_mantel_haenszel(studies: ReportedStudies, level: float) -> dict[str, Any]:
    measure: Any = studies.measure
    try:
        return say_tables(mantel_haenszel(*_four(studies), measure, level), measure)
    except CannotEstimate as fault:
        return {"refused": {"code": fault.refusal.code, "message": fault.refusal.sentence}}


def _pool_counts(request: Request, studies: ReportedStudies) -> dict[str, Any]:
    odds = mantel_haenszel(*_four(studies), "OR", request.level)
    ratio = mantel_haenszel(*_four(studies), "RR", request.level)
    risk = mantel_haenszel(*_four(studies), "RD", request.level)
    stepped = peto(*_four(studies), request.level)
    return {
        "mh_or": say_count_pooling(odds), "mh_rr": say_count_pooling(ratio),
        "peto": say_count_pooling(stepped), "mh_rd": say_count_pooling(risk),
        "method": odds.estimate.method, "source": odds.estimate.source,
    }  # fmt: skip


def _four(
    studies: ReportedStudies,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    if studies.tables is None:
        raise CannotEstimate("bad_columns", "Pooling counts needs events and people of each arm.",
                             "Write --columns ai=..,n1=..,ci=..,n2=..")  # fmt: skip
    a, n1, c, n2 = studies.tables
    return a, n1, c, n2


def _compare_subgroups(request: Request, studies: ReportedStudies) -> dict[str, Any]:
    column = request.options.group or request.options.subgroup
    labels = request.table.labels(column)[studies.kept]
    known = np.array([label is not None for label in labels], dtype=bool)
    y, v, labels = studies.y[known], studies.v[known], labels[known]
    levels = levels_of(labels)
    found = pool_subgroups(y, v, labels.tolist(), levels, _estimator(request), request.level)
    q, df, p = found.apart
    common: dict[str, Any] = {"Qb": None, "df": df, "p": None, "tau2": None, "F_knha": None,
                              "F_p": None}  # fmt: skip
    if found.common is not None and found.common_f is not None:
        common |= {"Qb": found.common.statistic, "p": found.common.p, "tau2": found.common.tau2,
                   "F_knha": found.common_f.statistic, "F_p": found.common_f.p}  # fmt: skip
    return {
        "groups": {one: say_group(found.groups[one], y[labels == one]) for one in levels},
        "separate_tau2": {"Qb": q, "df": df, "p": p}, "common_tau2": common,
        "method": f"Subgroups by {column}, tau2 by {_estimator(request)}, in each group and common "
        "to all." + say_approximate("subgroups_z"), "source": "Borenstein et al. 2009, ch. 19",
    }  # fmt: skip


def _regress(request: Request, studies: ReportedStudies) -> dict[str, Any]:
    """The first moderator by z, Knapp-Hartung and DL; then models with one moderator more."""
    names, level, chosen = request.covariates(), request.level, _estimator(request)
    told: dict[str, Any] = {}
    for last in range(1, len(names) + 1):
        design, columns, known = _design(request, studies, names[:last])
        y, v = studies.y[known], studies.v[known]
        each = {
            key: say_regression(regress_on_moderators(y, v, design, columns, *how, level))
            for key, how in _models(chosen).items()
        }
        told |= each if last == 1 else {"_".join(names[:last]): {**each.pop("z"), **each}}
    return {**told, "method": f"Meta-regression, tau2 by {chosen} (DL: by DL); z, or Knapp-Hartung "
            "(knha); moderators added in the order given." + say_approximate("slope_z"),
            "source": "Thompson & Higgins 2002, Stat Med 21:1559-1573"}  # fmt: skip


def _models(chosen: Tau2Estimator) -> dict[str, tuple[Tau2Estimator, Literal["z", "knha"]]]:
    return {"z": (chosen, "z"), "knha": (chosen, "knha"), "DL": ("DL", "z")}


def _design(
    request: Request, studies: ReportedStudies, terms: tuple[str, ...]
) -> tuple[np.ndarray, tuple[str, ...], np.ndarray]:
    """Constant and moderators, named as metafor names them; and the studies that have them all."""
    factors, columns = split_names(request.options.factors), {}
    known = np.ones(len(studies.y), dtype=bool)
    if not terms:
        return np.ones((len(studies.y), 1)), ("intrcpt",), known
    for name in {part for term in terms for part in term.replace("*", ":").split(":")}:
        numeric = request.table.is_numeric(name) and name not in factors
        values = request.table.numbers(name) if numeric else request.table.labels(name)
        columns[name] = values[studies.kept]
        known &= ~np.array(pd.isna(columns[name]))
    if not known.any():
        raise CannotEstimate("moderator_missing", "No study has all the moderators.",
                             "Name other columns with --covariates.")  # fmt: skip
    design, names = model_matrix({name: those[known] for name, those in columns.items()}, terms)
    return design, ("intrcpt", *names[1:]), known


def _estimator(request: Request) -> Tau2Estimator:
    given = (request.options.estimator or "REML").upper()
    for name in TAU2_ESTIMATORS:
        if name == given:
            return name
    raise CannotEstimate("bad_estimator", f"“{given}” is no estimator of tau2.",
                         f"Choose one of {', '.join(TAU2_ESTIMATORS)}.")  # fmt: skip
