"""The rows of two arms with everything an adjusted estimate needs, complete cases told."""

import re
from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate
from analysis.core.formulas import expand_terms, model_matrix

from .expressions import derive
from .plain_table import PlainTable, is_known
from .request import Request, levels_of, split_names

_FACTOR = re.compile(r"(?:as\.)?factor\((.+)\)")
_AS_IS = re.compile(r"I\((.+)\)")
_ARM = "arm"


@dataclass(frozen=True, eq=False)
class TwoArmRows:
    """Complete rows of two arms: scores, arms, covariates (n, q) and their names as R prints them.

    `interacting` (n, r) are columns whose product with the arm was asked for. `rows` are the
    places of these rows in the table, `left_out` counts those of the two arms with something
    missing.
    """

    score: np.ndarray
    treated: np.ndarray
    covariates: np.ndarray
    names: tuple[str, ...]
    interacting: np.ndarray
    rows: np.ndarray
    left_out: int
    arms: tuple[str, str]


def read_two_arms(request: Request, more: tuple[str, ...] = ()) -> TwoArmRows:
    """Score, arm and covariates of everyone in one of the two arms who has all of them.

    Parameters
    ----------
    request : Request
        With --score (or --outcome), --group, --covariates, --factors, --baseline. A covariate is a
        column, `factor(column)`, arithmetic (`age^2`, `I(age^2)`), an interaction (`a:b`, `a*b`),
        or an interaction with the column of the arm.
    more : tuple of str
        Options whose columns must not be missing either.

    Raises
    ------
    CannotEstimate
        "no_rows" when nobody has everything; as the reading of columns.
    """
    arms, labels = request.arms(), request.labels("group")
    score = _read_outcome(request)
    table, terms, crossed = _read_terms(request)
    needed = list(dict.fromkeys(name for term in (*terms, *crossed) for name in term.split(":")))
    factors = _factors(request)
    there = np.isin(labels, arms) & ~np.isnan(score)
    columns: dict[str, np.ndarray] = {}
    for name in needed:
        numeric = name not in factors and table.is_numeric(name)
        columns[name] = table.numbers(name) if numeric else table.labels(name)
        there &= is_known(columns[name])
    for option in more:
        there &= is_known(request.labels(option))
    if not there.any():
        raise CannotEstimate("no_rows", "Nobody in the two arms has a score and all covariates.",
                             "Name fewer covariates, or another score.")  # fmt: skip
    kept = {name: values[there] for name, values in columns.items()}
    count = int(there.sum())
    covariates, names = _code(kept, terms, table, request, count)
    interacting, _ = _code(kept, crossed, table, request, count)
    return TwoArmRows(
        score[there], labels[there] == arms[0], covariates, names, interacting,
        np.flatnonzero(there), int(np.isin(labels, arms).sum() - there.sum()), arms,
    )  # fmt: skip


def read_columns(request: Request, names: list[str], rows: np.ndarray) -> tuple[np.ndarray, list]:
    """Further columns of the same people, coded as covariates are, and their names."""
    factors, table = _factors(request), request.table
    kept = {
        name: table.labels(name)[rows]
        if name in factors or not table.is_numeric(name)
        else table.numbers(name)[rows]
        for name in names
    }
    if not all(is_known(values).all() for values in kept.values()):
        raise CannotEstimate("missing_cells", "A covariate outside the model is missing in some "
                             "people.", "Leave them out with --where.")  # fmt: skip
    matrix, coded = _code(kept, names, table, request, len(rows))
    return matrix, list(coded)


def _read_outcome(request: Request) -> np.ndarray:
    option = "score" if request.options.score else "outcome"
    if request.options.outcome_level is None:
        return request.column(option)
    labels = request.labels(option)
    return np.array([np.nan if x is None else float(x == request.options.outcome_level)
                     for x in labels])  # fmt: skip


def _factors(request: Request) -> set[str]:
    wrapped = (_FACTOR.fullmatch(name) for name in request.covariates())
    return set(split_names(request.options.factors)) | {m[1].strip() for m in wrapped if m}


def _read_terms(request: Request) -> tuple[PlainTable, list[str], list[str]]:
    """The table with columns derived, terms without the arm, and what is crossed with the arm."""
    group = request.needed("group")
    wanted = [_FACTOR.sub(r"\1", name).replace("**", "^") for name in request.covariates()]
    baseline = request.options.baseline
    wanted = [*([baseline] if baseline and baseline not in wanted else []), *wanted]
    wanted += [name for name in split_names(request.options.factors) if name not in wanted]
    table, terms, crossed = request.table, [], []
    for name in wanted:
        inner = _AS_IS.fullmatch(name)
        if name not in table.columns and (inner or re.search(r"[-+/^<>()&|]", name)):
            table = _derive_as(table, name, inner[1] if inner else name)
        parts = [name] if name in table.columns else expand_terms([name])
        for term in parts:
            factors = term.split(":")
            if group in factors:
                crossed += [":".join(f for f in factors if f != group)] if len(factors) > 1 else []
            else:
                terms.append(term)
    return table, list(dict.fromkeys(terms)), list(dict.fromkeys(crossed))


def _derive_as(table: PlainTable, name: str, expression: str) -> PlainTable:
    """The column an expression gives, under the expression as its name."""
    return table.extended(name, derive(table, f"{_ARM}={expression}").columns[_ARM])


def _code(
    kept: dict[str, np.ndarray], terms: list[str], table: PlainTable, request: Request, count: int
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Columns without the constant, factors written in numbers with levels in order of number."""
    if not terms:
        return np.zeros((count, 0)), ()
    levels = {
        name: sorted(levels_of(values), key=float)
        for name, values in kept.items()
        if values.dtype.kind != "f" and table.is_numeric(name)
    }
    references = dict(pair.split("=", 1) for pair in request.options.reference if "=" in pair)
    matrix, names = model_matrix(kept, terms, references, levels)
    return matrix[:, 1:], names[1:]
