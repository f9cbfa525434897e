"""Verb `logistic`: the log odds ratio of one coefficient of a logistic regression."""

import argparse
import math
from dataclasses import replace
from typing import Any

import numpy as np

from analysis.core import CannotEstimate
from analysis.core.formulas import (
    GlmFit,
    fit_glm,
    fit_logistic,
    model_matrix,
    normal_quantile,
    normal_tail,
    profile_interval,
    upper,
)

from .binary import read_event
from .formula import parse_formula
from .plain_table import is_known
from .request import Request, levels_of, split_names

_METHOD = (
    "Logistic regression by maximum likelihood: conditional log odds ratio, Wald's z, and the "
    "interval of the profile likelihood, to the digits R prints."
)
_SOURCE = "McCullagh & Nelder 1989; Venzon & Moolgavkar 1988, Appl Stat 37:87-94"


def logistic_verb(request: Request) -> dict[str, Any]:
    """Log odds ratio of `--group`, adjusted for `--covariates` and `--baseline`.

    Without `--group`: of the first covariate that is a factor, else of the first. `--formula
    'OUTCOME ~ a + b'` names outcome and covariates at once. People with a missing value are left
    out; the other coefficients of the model stand in `coefficients`.
    """
    request = _name_group(_read_formula(request))
    X, names, y, chosen = _model(request)
    fit_logistic(X, y)  # refuses what has no maximum
    fit = fit_glm(X, y)
    value, se = float(fit.coefficients[chosen]), float(fit.standard_errors[chosen])
    half = normal_quantile(upper(request.level)) * se
    profile = profile_interval(X, y, chosen, request.level)
    return {
        "est": value, "se": se, "p": normal_tail(abs(value / se)),
        "ci_wald": [value - half, value + half], "ci_profile": list(profile),
        "odds_ratio": math.exp(value), "odds_ratio_ci": [math.exp(end) for end in profile],
        "term": names[chosen], "n": len(y), "events": int(y.sum()),
        "coefficients": _say_others(fit, names, chosen),
        "method": _METHOD, "source": _SOURCE,
    }  # fmt: skip


def _say_others(fit: GlmFit, names: tuple[str, ...], chosen: int) -> dict[str, Any]:
    rows = zip(names, fit.coefficients, fit.standard_errors, strict=True)
    return {
        name: {"coefficient": value, "standard_error": se}
        for name, value, se in rows
        if name != names[chosen]
    }


def _read_formula(request: Request) -> Request:
    """The same request with outcome and covariates from --formula, where one is given."""
    if not request.options.formula:
        return request
    found = parse_formula(request.options.formula)
    if found.within or found.person:
        raise CannotEstimate("bad_formula", "A logistic regression here has no random effects.",
                             "Write OUTCOME ~ a + b.")  # fmt: skip
    told = {"covariates": ",".join(found.terms)}
    if not (request.options.outcome or request.options.event):
        told["outcome"] = found.response
    options = argparse.Namespace(**{**vars(request.options), **told})
    return replace(request, options=options)


def _name_group(request: Request) -> Request:
    """The covariate that has the level given as --treatment or --control, where no --group is."""
    given = request.options.treatment or request.options.control
    if request.options.group or given is None:
        return request
    for name in request.covariates():
        if name in request.table.columns and given in levels_of(request.table.labels(name)):
            options = argparse.Namespace(**{**vars(request.options), "group": name})
            return replace(request, options=options)
    return request


def _model(request: Request) -> tuple[np.ndarray, tuple[str, ...], np.ndarray, int]:
    """Design, names of its columns, outcome and the place of the coefficient asked for."""
    group, baseline = request.options.group, request.options.baseline
    terms = list(dict.fromkeys(one for one in (*request.covariates(), baseline, group) if one))
    if not terms:
        request.needed("group")
    met, rows = read_event(request)
    factors, references = set(split_names(request.options.factors)), _references(request)
    if group:
        treatment, control = request.arms()
        rows = rows & np.isin(request.labels("group"), [treatment, control])
        references[group] = control
        factors.add(group)
    columns: dict[str, np.ndarray] = {}
    for name in dict.fromkeys(part for term in terms for part in term.replace("*", ":").split(":")):
        numeric = name not in factors and request.table.is_numeric(name)
        columns[name] = request.table.numbers(name) if numeric else request.table.labels(name)
        rows = rows & is_known(columns[name])
    if not rows.any():
        raise CannotEstimate("no_people", "Nobody has all values of the model.",
                             "Leave out covariates with missing values.")  # fmt: skip
    kept = {name: values[rows] for name, values in columns.items()}
    X, names = model_matrix(kept, terms, references)
    first = next((name for name, those in kept.items() if those.dtype.kind != "f"), None)
    of_first = (name for name in names[1:] if first is not None and name.startswith(first))
    wanted = f"{group}{treatment}" if group else next(of_first, names[1])
    return X, names, met[rows].astype(float), names.index(wanted)


def _references(request: Request) -> dict[str, str]:
    pairs = (one.partition("=") for one in request.options.reference)
    return {name: level for name, _, level in pairs}
