"""Clean cohorts as grids of text in the plain shapes, and grids as CSV."""

import csv
import io
from collections.abc import Sequence

from .clean import Clean, Person

Grid = list[list[str]]
"""Rows of cells, the header first."""

LONG = ["patient_id", "arm", "condition", "visit", "day", "instrument", "score"]
PEOPLE = ["patient_id", "arm", "condition", "sex", "age", "site"]


def describe(person: Person) -> list[str]:
    """A person's cells under `PEOPLE`."""
    return [person.id, person.arm, person.condition, person.sex, str(person.age), person.site]


def write_long(clean: Clean, *, blanks: bool = True) -> Grid:
    """One row a score; scores not taken stand as blanks unless they are left out."""
    return [LONG] + [
        [s.person.id, s.person.arm, s.person.condition, s.visit, str(s.day), s.instrument, s.text]
        for s in clean.scores
        if blanks or s.value is not None
    ]


def write_semi_long(clean: Clean) -> Grid:
    """One row a person and visit, a column an instrument."""
    grid = [["patient_id", "arm", "condition", "visit", *map(str.lower, clean.instruments)]]
    for person in clean.people:
        for visit in clean.visits:
            scores = [clean.of(person, name, visit).text for name in clean.instruments]
            grid.append([person.id, person.arm, person.condition, visit, *scores])
    return grid


def write_wide(clean: Clean, names: str = "{instrument}_{visit}") -> Grid:
    """One row a person; score columns are named by a pattern of instrument and visit."""
    columns = [(name, visit) for name in clean.instruments for visit in clean.visits]
    headings = [
        names.format(instrument=name.lower(), visit=visit.replace(" ", ""))
        for name, visit in columns
    ]
    return [PEOPLE + headings] + [
        describe(person) + [clean.of(person, name, visit).text for name, visit in columns]
        for person in clean.people
    ]


def write_csv(
    grid: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\n", quoting: int = 0
) -> str:
    """A grid as CSV; `quoting` as in the csv module."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(grid)
    return stream.getvalue()
