"""Repeated scores with the columns of a model: what `mmrm` and `lmm` are fitted to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from analysis.core import CannotEstimate
from analysis.core.formulas import INTERCEPT, model_matrix

from .formula import Formula, parse_formula
from .request import Request, levels_of, split_names
from .stacking import Stacked, stack_scores
from .visit_scores import by_number


@dataclass(frozen=True, eq=False)
class LongScores:
    """Scores, people and the columns of a model, a row a score; rows with gaps are left out.

    `levels` holds the levels of each factor, the reference first; `within` names the visit or time;
    `by` is the factor whose levels have a covariance each; `wide` what a wide file called visits.
    """

    score: np.ndarray
    person: np.ndarray
    columns: Mapping[str, np.ndarray]
    terms: tuple[str, ...]
    levels: Mapping[str, tuple[str, ...]]
    within: str | None
    person_name: str
    formula: Formula | None
    by: str | None
    wide: Mapping[str, str]
    rows_missing: int
    people_unseen: int

    def matrix(self) -> tuple[np.ndarray, tuple[str, ...]]:
        """The design with R's names."""
        if not self.columns:
            return np.ones((len(self.score), 1)), (INTERCEPT,)
        return model_matrix(self.columns, self.terms, levels=self.levels)

    def average_row(self, fixed: Mapping[str, str]) -> np.ndarray:
        """The design at given levels, numbers at their mean, levels of other factors alike."""
        named = [name for name in self.columns if name in self.levels]
        grid = list(product(*((fixed[n],) if n in fixed else self.levels[n] for n in named)))
        made: dict[str, np.ndarray] = {
            name: np.array([row[at] for row in grid], dtype=object) for at, name in enumerate(named)
        }
        for name, values in self.columns.items():
            if name not in made:
                made[name] = np.full(len(grid), float(values.mean()))
        ordered = {name: made[name] for name in self.columns}
        return np.asarray(model_matrix(ordered, self.terms, levels=self.levels)[0].mean(axis=0))


DefaultTerms = Callable[[Request, Stacked], Sequence[str]]


def read_long_scores(request: Request, timed: bool, default: DefaultTerms) -> LongScores:
    """The table a mixed model is fitted to.

    Parameters
    ----------
    request : Request
        --score (one column, or one for each visit), --id, --visit or --time, --formula, --group,
        --baseline, --covariates, --factors, --reference.
    timed : bool
        Whether visits are numbers of time (lmm), not levels of a factor (mmrm).
    default : callable
        Makes the terms where there is no --formula.
    """
    formula = parse_formula(request.options.formula) if request.options.formula else None
    stacked = stack_scores(request, formula, timed)
    terms = formula.terms if formula else tuple(default(request, stacked))
    names = dict.fromkeys(name for term in terms for name in term.split(":"))
    by = None if timed else request.options.covariance_by or (formula.group if formula else None)
    names |= dict.fromkeys(name for name in (stacked.within, by) if name)
    columns = {name: _column(request, stacked, name, timed) for name in names}
    known = np.array([one is not None for one in stacked.person], dtype=bool)
    kept = known & np.isfinite(stacked.score)
    for values in columns.values():
        kept &= np.isfinite(values) if values.dtype.kind == "f" else values != np.array(None)
    if not kept.any():
        raise CannotEstimate("nobody", "There is nobody with a score and all covariates.",
                             "Check the columns named.")  # fmt: skip
    columns = {name: values[kept] for name, values in columns.items()}
    levels = {
        name: _levels(request, name, values, name == stacked.within)
        for name, values in columns.items() if values.dtype.kind != "f"
    }  # fmt: skip
    return LongScores(
        stacked.score[kept], stacked.person[kept], columns, terms, levels, stacked.within,
        stacked.person_name, formula, by, stacked.wide, int((~kept).sum()),
        len(set(stacked.person[known])) - len(set(stacked.person[kept])),
    )  # fmt: skip


def _column(request: Request, stacked: Stacked, name: str, timed: bool) -> np.ndarray:
    """A column as numbers, or as labels where it is a factor."""
    table = stacked.table
    factors = [*split_names(request.options.factors), request.options.group,
               request.options.covariance_by]  # fmt: skip
    if (name == stacked.within and not timed) or name in factors or not table.is_numeric(name):
        return table.labels(name)
    return table.numbers(name)


def _levels(request: Request, name: str, values: np.ndarray, is_visit: bool) -> tuple[str, ...]:
    """Levels with the reference first: --control of --group, --reference of others."""
    there = list(by_number(values)) if is_visit else levels_of(values)
    wanted = dict(_split_reference(one) for one in request.options.reference)
    first = wanted.get(name)
    if name == request.options.group and request.options.control is not None:
        first = request.options.control
    if first is None:
        return tuple(there)
    if first not in there:
        raise CannotEstimate("no_level", f"“{name}” has no level “{first}”.",
                             f"Its levels are: {', '.join(there)}.")  # fmt: skip
    return (first, *(level for level in there if level != first))


def _split_reference(text: str) -> tuple[str, str]:
    name, equals, level = text.partition("=")
    if not equals:
        raise CannotEstimate("bad_reference", f"“{text}” is not COLUMN=LEVEL.",
                             "Write --reference SEX=Male.")  # fmt: skip
    return name.strip(), level.strip()
