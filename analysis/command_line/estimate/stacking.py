"""Scores of several times below each other: a long file as it is, a wide one turned."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate

from .formula import Formula
from .plain_table import PlainTable
from .request import Request, split_names

BASELINE = "baseline"
"""Name of the column that a visit named by --baseline becomes."""


@dataclass(frozen=True, eq=False)
class Stacked:
    """A long table with the score, who and when of each row.

    `within` names the column of the visit or time; `wide` what the file called each visit.
    `baseline` names the column of the baseline, where --baseline names one or a visit.
    """

    table: PlainTable
    score: np.ndarray
    person: np.ndarray
    person_name: str
    within: str | None
    baseline: str | None
    wide: Mapping[str, str]


def stack_scores(request: Request, formula: Formula | None, timed: bool) -> Stacked:
    """Rows of --score over --visit (or --time), person by --id, as far as the formula has not them.

    Several columns in --score are the visits of a wide file, in order; their times (lmm) are those
    of --at, else the number in which their names differ. A visit named by --baseline becomes a
    column and is no longer a score.
    """
    given = request.options.score or (formula.response if formula else None)
    names = split_names(given) or [request.needed("score")]
    asked = (request.options.time, request.options.visit)
    chosen = (asked if timed else asked[::-1])[0] or (asked if timed else asked[::-1])[1]
    within = chosen or (formula.within if formula else None)
    if len(names) > 1:
        return _turn(request, names, within, timed, formula)
    person_name = request.options.id or (formula.person if formula else None)
    if person_name is None:
        request.needed("id")
    if within is None and not timed:
        request.needed("visit")
    found = Stacked(
        request.table, request.table.numbers(names[0]), request.table.labels(str(person_name)),
        str(person_name), within, request.options.baseline, {},
    )  # fmt: skip
    return _lift_baseline(found)


def _lift_baseline(found: Stacked) -> Stacked:
    """The score at the visit --baseline names as a column of its person, and its rows left out."""
    name, table = found.baseline, found.table
    if name is None or name in table.columns or found.within is None:
        return found
    at = table.labels(found.within) == name
    if not at.any():
        raise CannotEstimate(
            "no_column", f"“{name}” is neither a column nor a visit.",
            "Give --baseline the column of the baseline score, or the visit that is the baseline.",
        )  # fmt: skip
    before = dict(zip(found.person[at], found.score[at], strict=True))
    values = np.array([before.get(one, np.nan) for one in found.person])
    kept = table.extended(BASELINE, values).keep(~at)
    return Stacked(
        kept, found.score[~at], found.person[~at], found.person_name, found.within, BASELINE, {}
    )


def _turn(
    request: Request, names: list[str], within: str | None, timed: bool, formula: Formula | None
) -> Stacked:
    """Columns of a wide file below each other, person by person."""
    table = request.table
    names = [name for name in names if name != request.options.baseline]
    person_name = request.options.id or (formula.person if formula else None) or "subject"
    named = request.options.id is not None or person_name in table.columns
    rows = np.array([str(row) for row in range(table.rows)], dtype=object)
    person = table.labels(person_name) if named else rows
    unknown = [name for name in (formula.names if formula else ()) if name not in table.columns]
    within = within or (unknown[0] if len(unknown) == 1 else None) or ("time" if timed else "V")
    score = np.column_stack([table.numbers(name) for name in names]).ravel()
    long = {name: np.repeat(values, len(names)) for name, values in table.columns.items()}
    labels = [str(at + 1) for at in range(len(names))]
    marks = np.array(_times(request, names)) if timed else np.array(labels, dtype=object)
    long[within] = np.tile(marks, table.rows)
    return Stacked(
        PlainTable(long, len(score), table.decimal), score, np.repeat(person, len(names)),
        person_name, within, request.options.baseline, dict(zip(labels, names, strict=True)),
    )  # fmt: skip


def _times(request: Request, names: list[str]) -> list[float]:
    """Times of the columns: --at, else the number in which the names differ, else 1, 2, ... ."""
    if not request.options.at:
        return _numbers_in(names) or [float(at + 1) for at in range(len(names))]
    try:
        times = [float(text) for text in split_names(request.options.at)]
    except ValueError:
        times = []
    if len(times) != len(names):
        raise CannotEstimate("bad_at", "--at lists one number for each column of --score.",
                             "Write --at 2,4,6,8.")  # fmt: skip
    return times


def _numbers_in(names: list[str]) -> list[float]:
    """2, 4, 8 of bdi.2m, bdi.4m, bdi.8m; nothing where names differ in no or several numbers."""
    found = [re.findall(r"\d+", name) for name in names]
    if len({len(numbers) for numbers in found}) != 1:
        return []
    differing = [column for column in zip(*found, strict=True) if len(set(column)) > 1]
    times = [float(text) for text in differing[0]] if len(differing) == 1 else []
    return times if times == sorted(times) else []
