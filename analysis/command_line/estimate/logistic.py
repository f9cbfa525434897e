"""Verb `logistic`: the log odds ratio of one coefficient of a logistic regression."""

import math
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
from .request import Request, split_names

_METHOD = (
    "Logistic regression by maximum likelihood: conditional log odds ratio, Wald's z, and the "
    "interval of the profile likelihood, to the digits R prints."
)
_SOURCE = "McCullagh & Nelder 1989; Venzon & Moolgavkar 1988, Appl Stat 37:87-94"


def logistic_verb(request: Request) -> dict[str, Any]:
    """Log odds ratio of `--group` (or of the first covariate), adjusted for `--covariates`.

    The outcome is `--outcome` or `--event`; people with a missing value are left out.
    """
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
        "coefficients": _say_coefficients(fit, names),
        "method": _METHOD, "source": _SOURCE,
    }  # fmt: skip


def _say_coefficients(fit: GlmFit, names: tuple[str, ...]) -> dict[str, Any]:
    rows = zip(names, fit.coefficients, fit.standard_errors, strict=True)
    return {name: {"coefficient": value, "standard_error": se} for name, value, se in rows}


def _model(request: Request) -> tuple[np.ndarray, tuple[str, ...], np.ndarray, int]:
    """Design, names of its columns, outcome and the place of the coefficient asked for."""
    terms = list(request.covariates())
    group = request.options.group
    if group and group not in terms:
        terms.append(group)
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
        rows = rows & _is_there(columns[name])
    if not rows.any():
        raise CannotEstimate("no_people", "Nobody has all values of the model.",
                             "Leave out covariates with missing values.")  # fmt: skip
    kept = {name: values[rows] for name, values in columns.items()}
    X, names = model_matrix(kept, terms, references)
    wanted = f"{group}{treatment}" if group else names[1]
    return X, names, met[rows].astype(float), names.index(wanted)


def _is_there(values: np.ndarray) -> np.ndarray:
    if values.dtype.kind == "f":
        return ~np.isnan(values)
    return np.array([value is not None for value in values], dtype=bool)


def _references(request: Request) -> dict[str, str]:
    pairs = (one.partition("=") for one in request.options.reference)
    return {name: level for name, _, level in pairs}
