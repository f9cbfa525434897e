"""Verb `cox`."""

import re
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np

from analysis.core import CannotEstimate
from analysis.core.formulas import (
    expand_terms,
    model_matrix,
    normal_quantile,
    normal_tail,
    upper,
)
from analysis.durability import (
    CoxFit,
    Ties,
    check_proportional_hazards,
    concordance,
    fit_cox,
    follow,
    robust_se,
)

from .expressions import derive
from .plain_table import is_known
from .request import Request, levels_of, split_names
from .time_to_event import read_events, read_strata, read_time, say_refusal

_COMPARISONS = ("==", "!=", "<", ">", "&", "|")
_TIMES = "\N{ASTERISK OPERATOR}"
"""Stands for * within a call, which is no interaction."""

_CALL = re.compile(r"(?P<call>I|factor|log|exp|sqrt|abs)\((?P<inside>(?:[^()]|\([^()]*\))*)\)")
_APART = re.compile(r"(?P<call>strata|cluster)\((?P<inside>[^()]+)\)")


@dataclass(frozen=True, eq=False)
class _Model:
    """Whole rows only; `terms` gives each term's places among the columns of `x`."""

    time: np.ndarray
    event: np.ndarray
    strata: np.ndarray
    cluster: np.ndarray | None
    x: np.ndarray
    names: tuple[str, ...]
    terms: dict[str, list[int]]


def cox_verb(request: Request) -> dict[str, Any]:
    """Hazard ratios by Efron's and by Breslow's way with ties, and the proportional-hazards test.

    Columns: --group and --covariates (a:b, a*b interactions; I(a == 1), log(a); strata(a) and
    cluster(a) as in R, as well as --strata and --cluster).
    --ties says whose fit the proportional-hazards test is of; --cluster sums `robust_se` over it.
    """
    leading = request.given("ties", "efron")
    if leading not in get_args(Ties):
        raise CannotEstimate("ties", "--ties is efron or breslow.", "Leave it out for Efron's.")
    model = _gather(request)
    fits = {ties: fit_cox(model.time, model.event, model.x, model.strata, ties)
            for ties in get_args(Ties)}  # fmt: skip
    return {
        **{ties: _say_fit(fit, model, request.level) for ties, fit in fits.items()},
        "zph": _say_zph(fits[leading], model),
        "n": len(model.time), "events": int(model.event.sum()),
        "method": f"Cox model, ties by {leading.capitalize()}; Wald limits; wald to two decimals "
        "as R's summary gives it; zph: score test against 1 - Kaplan-Meier.",
        "source": "Cox 1972; Efron 1977; Breslow 1974; Lin & Wei 1989; Grambsch & Therneau 1994",
    }  # fmt: skip


def _say_fit(fit: CoxFit, model: _Model, level: float) -> dict[str, Any]:
    b, se = fit.coefficients, fit.se
    half = normal_quantile(upper(level)) * se

    def named(values: np.ndarray) -> Any:
        """By name; a single one stands alone, as in R."""
        if len(values) == 1:
            return float(values[0])
        return dict(zip(model.names, values.tolist(), strict=True))

    return {
        "coef": dict(zip(model.names, b.tolist(), strict=True)), "se": named(se),
        "hr": dict(zip(model.names, np.exp(b).tolist(), strict=True)),
        "ci_lower": named(np.exp(b - half)), "ci_upper": named(np.exp(b + half)),
        "p": named(np.array([normal_tail(z) for z in b / se])),
        "loglik": list(fit.loglik), "lrt": fit.lrt, "score": fit.score,
        "wald": round(fit.wald, 2),
        "concordance": concordance(fit, model.time, model.event, model.strata),
        "lrt_p": fit.tail(fit.lrt), "score_p": fit.tail(fit.score), "wald_p": fit.tail(fit.wald),
        "robust_se": _robust(fit, model, named),
    }  # fmt: skip


def _robust(fit: CoxFit, model: _Model, named: Any) -> Any:
    try:
        return named(robust_se(fit, model.cluster))
    except CannotEstimate as fault:
        if model.cluster is not None:
            raise
        return say_refusal(fault)


def _say_zph(fit: CoxFit, model: _Model) -> dict[str, Any]:
    try:
        each, together = check_proportional_hazards(
            fit, model.time, model.event, list(model.terms.values())
        )
    except CannotEstimate as fault:
        return say_refusal(fault)
    named = (term.replace(_TIMES, "*") for term in model.terms)
    tests = {**dict(zip(named, each, strict=True)), "GLOBAL": together}
    return {
        "chisq": {name: test.chisq for name, test in tests.items()},
        "df": {name: test.df for name, test in tests.items()},
        "p": {name: test.p for name, test in tests.items()},
    }


def _gather(request: Request) -> _Model:
    options = request.options
    group = split_names(options.group)
    covariates, said = _set_apart(request.covariates())
    terms = _expand([*group, *covariates])
    if not terms:
        request.needed("covariates")
    columns: dict[str, np.ndarray] = {}
    logical: set[str] = set()
    for name in dict.fromkeys(part for term in terms for part in term.split(":")):
        columns[name] = _read(request, name, logical)
    known = np.ones(request.table.rows, dtype=bool)
    for values in columns.values():
        known &= is_known(values)
    if group and options.treatment is not None and options.control is not None:
        known &= np.isin(request.labels("group"), request.arms())
    named = [options.cluster] if options.cluster else said["cluster"][:1]
    cluster = request.table.labels(named[0]) if named else None
    if cluster is not None:
        known &= is_known(cluster)
    strata = read_strata(request, said["strata"])
    strata = np.full(len(known), "all", object) if strata is None else strata
    time, event = read_time(request), read_events(request)
    known &= ~np.isnan(time) & ~np.isnan(event) & is_known(strata)
    seen = follow(time[known], event[known], None, strata[known])
    kept = {name: values[known] for name, values in columns.items()}
    x, names, places = _design(kept, terms, request, logical)
    return _Model(seen.time, seen.event, seen.strata,
                  None if cluster is None else cluster[known], x, names, places)  # fmt: skip


def _set_apart(covariates: tuple[str, ...]) -> tuple[list[str], dict[str, list[str]]]:
    """The covariates, and the columns that strata(a) and cluster(a) among them name, as in R."""
    said: dict[str, list[str]] = {"strata": [], "cluster": []}
    rest: list[str] = []
    for name in covariates:
        match = _APART.fullmatch(name)
        (said[match["call"]] if match else rest).append(match["inside"].strip() if match else name)
    return rest, said


def _expand(names: list[str]) -> list[str]:
    """Terms, interactions last, as R spells them; a call is one term whatever stands inside."""
    found: list[str] = []
    for name in names:
        found += [_spell(name)] if _CALL.fullmatch(name) else map(_spell, expand_terms([name]))
    return sorted(dict.fromkeys(found), key=lambda term: term.count(":"))


def _spell(term: str) -> str:
    """I(sex==2) as R prints it: I(sex == 2)."""

    def space(call: re.Match[str]) -> str:
        inside = re.sub(r"\s*(==|!=|<=|>=|[-<>+*&|])\s*", r" \1 ", call["inside"].strip())
        inside = re.sub(r"\s*([/^])\s*", r"\1", inside).replace("'", '"')
        return f"{call['call']}({inside.replace('*', _TIMES)})"

    return ":".join(_CALL.sub(space, part.strip()) for part in term.split(":"))


def _design(
    columns: dict[str, np.ndarray], terms: list[str], request: Request, logical: set[str]
) -> tuple[np.ndarray, tuple[str, ...], dict[str, list[int]]]:
    blocks: list[np.ndarray] = []
    names: list[str] = []
    places: dict[str, list[int]] = {}
    references, levels = _references(request), _levels(columns)
    for term in terms:
        matrix, told = model_matrix(columns, [term], references, levels)
        places[term] = list(range(len(names), len(names) + len(told) - 1))
        blocks.append(matrix[:, 1:])
        names += [
            ":".join(
                part + "TRUE" if part in logical else part for part in name.split(":")
            ).replace(_TIMES, "*")
            for name in told[1:]
        ]
    return np.column_stack(blocks), tuple(names), places


def _levels(columns: dict[str, np.ndarray]) -> dict[str, list[str]]:
    """Levels of factors that are written as numbers, by size as in R."""
    found = {}
    for name, values in columns.items():
        if values.dtype.kind != "f":
            try:
                found[name] = sorted(levels_of(values), key=float)
            except ValueError:
                continue  # text goes by name
    return found


def _read(request: Request, name: str, logical: set[str]) -> np.ndarray:
    """A column, I(EXPR), log(EXPR) or factor(COLUMN); text, --factors, --control make a factor."""
    table, options = request.table, request.options
    call = None if name in table.columns else _CALL.fullmatch(name)
    if call is not None and call["call"] == "factor":
        return table.labels(call["inside"].strip())
    if call is not None:
        inside = (call["inside"] if call["call"] == "I" else name).replace(_TIMES, "*")
        if any(mark in inside for mark in _COMPARISONS):
            logical.add(name)
        return derive(table, f"wanted={inside}").numbers("wanted")
    chosen = name == options.group and (options.control or options.treatment)
    if chosen or name in split_names(options.factors) or not table.is_numeric(name):
        return table.labels(name)
    return table.numbers(name)


def _references(request: Request) -> dict[str, str]:
    """Reference levels: --reference COLUMN=LEVEL, and --control of --group."""
    found = {}
    for said in request.options.reference:
        name, _, level = said.partition("=")
        found[name.strip()] = level.strip()
    options = request.options
    if options.group and (options.control is not None or options.treatment is not None):
        there = levels_of(request.labels("group"))
        if options.control is not None or len(there) == 2:
            others = [level for level in there if level != options.treatment]
            found[options.group] = options.control if options.control is not None else others[0]
    return found
