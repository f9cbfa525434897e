"""Scores of several visits: columns of a wide file, or rows of a long one."""

import re
from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate

from .for_whom import read_covariates
from .request import Request, levels_of, split_names


@dataclass(frozen=True, eq=False)
class VisitScores:
    """`scores` (people, visits) with nan; `rows` is the first row of each person in the file."""

    scores: np.ndarray
    visits: tuple[str, ...]
    rows: np.ndarray
    long: bool

    @property
    def people(self) -> int:
        return len(self.rows)


def read_visits(request: Request) -> VisitScores:
    """The scores that --score names, a person a row and a visit a column.

    Several columns in --score are the visits in order of time. With --visit (or --time) the file
    is long: people by --id, visits in order of the number in their name.
    """
    names = split_names(request.needed("score"))
    timed = request.options.visit or request.options.time
    if timed and len(names) == 1:
        return _read_long(request, names[0], timed)
    columns = [request.table.numbers(name) for name in names]
    return VisitScores(np.column_stack(columns), tuple(names), np.arange(request.table.rows), False)


def _read_long(request: Request, name: str, timed: str) -> VisitScores:
    scores, people = request.table.numbers(name), request.labels("id")
    when = request.table.labels(timed)
    visits = by_number(when)
    place = {visit: i for i, visit in enumerate(visits)}
    rows: dict[str, int] = {}
    used = [i for i in range(len(scores)) if people[i] is not None and when[i] is not None]
    for i in used:
        rows.setdefault(people[i], i)
    wide = np.full((len(rows), len(visits)), np.nan)
    where = {person: i for i, person in enumerate(rows)}
    filled = set()
    for i in used:
        cell = where[people[i]], place[when[i]]
        if cell in filled:
            raise CannotEstimate(
                "visit_twice", f"A person has two rows at “{when[i]}”.",
                "Leave one of them out with --where or --where-not.",
            )  # fmt: skip
        filled.add(cell)
        wide[cell] = scores[i]
    return VisitScores(wide, visits, np.array(list(rows.values()), dtype=int), True)


def by_number(labels: np.ndarray) -> tuple[str, ...]:
    """Distinct labels by the first number in them, those without one first: pre, 2m, 10m."""

    def place(label: str) -> tuple[bool, float, str]:
        number = re.search(r"-?\d+(?:\.\d+)?", label)
        return number is not None, float(number[0]) if number else 0.0, label.lower()

    return tuple(sorted(levels_of(labels), key=place))


@dataclass(frozen=True, eq=False)
class TwoArmVisits:
    """What is imputed: the people of two arms."""

    scores: np.ndarray
    visits: tuple[str, ...]
    baseline: np.ndarray | None
    treated: np.ndarray
    covariates: np.ndarray
    visit: int
    treatment: str
    control: str


def read_two_arms(request: Request) -> TwoArmVisits:
    """Scores, baseline and covariates of the people of the two arms compared.

    --baseline names a column, or in a long file a visit; --at the visit compared (the last).
    """
    found, (treatment, control) = read_visits(request), request.arms()
    arm = request.labels("group")[found.rows]
    kept = np.flatnonzero((arm == treatment) | (arm == control))
    scores, visits, baseline = _split_baseline(request, found)
    at = request.given("at", visits[-1])
    if at not in visits:
        raise CannotEstimate("no_visit", f"There is no visit “{at}” among those scored.",
                             f"Give --at one of: {', '.join(visits)}.")  # fmt: skip
    covariates = read_covariates(request)[found.rows][kept]
    return TwoArmVisits(
        scores[kept], visits, None if baseline is None else baseline[kept],
        arm[kept] == treatment, covariates, visits.index(at), treatment, control,
    )  # fmt: skip


def _split_baseline(
    request: Request, found: VisitScores
) -> tuple[np.ndarray, tuple[str, ...], np.ndarray | None]:
    name = request.options.baseline
    if name in found.visits:
        at = found.visits.index(name)
        rest = tuple(visit for visit in found.visits if visit != name)
        if not rest:
            raise CannotEstimate("no_visit", "There is no visit besides the baseline.",
                                 "Name the later scores in --score.")  # fmt: skip
        return np.delete(found.scores, at, axis=1), rest, found.scores[:, at]
    if not name:
        return found.scores, found.visits, None
    return found.scores, found.visits, request.table.numbers(name)[found.rows]
