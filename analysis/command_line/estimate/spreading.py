"""A long file laid out wide: "bdi.4" is the column bdi where --visit is 4, one row a person."""

import argparse

import numpy as np

from analysis.core import CannotEstimate

from .plain_table import PlainTable


def spread(table: PlainTable, person: str, visit: str, wanted: list[str]) -> PlainTable:
    """One row a person, with the columns `wanted` that the long file does not have by name.

    Parameters
    ----------
    person, visit : str
        Columns that name the person and the visit.
    wanted : list of str
        "score.visit" each; the other columns keep the person's first value.

    Raises
    ------
    CannotEstimate
        "duplicate_visit" where a person has two records of a visit asked for.
    """
    people, visits = table.labels(person), table.labels(visit)
    rows = np.array([p is not None for p in people], dtype=bool)
    names, first = np.unique(people[rows].astype(str), return_index=True)
    place = {name: i for i, name in enumerate(names)}
    once = np.flatnonzero(rows)[first]
    columns = {name: values[once] for name, values in table.columns.items()}
    for column in wanted:
        score, _, level = column.rpartition(".")
        there = np.flatnonzero(rows & np.array([v == level for v in visits], dtype=bool))
        owners = [place[str(people[row])] for row in there]
        if len(set(owners)) < len(owners):
            raise CannotEstimate("duplicate_visit", f"Somebody has two records of visit {level}.",
                                 "Keep one with --where.")  # fmt: skip
        values = np.full(len(names), np.nan)
        values[owners] = table.numbers(score)[there]
        columns[column] = values
    return PlainTable(columns, len(names), table.decimal)


def find_spread(table: PlainTable, names: list[str | None]) -> list[str]:
    """Columns named that are not in the file but are one of its columns at a visit."""
    named = [part for name in names if name for part in name.split(",")]
    absent = [name for name in named if name not in table.columns]
    return [name for name in absent if name.rpartition(".")[0] in table.columns]


def name_visits(table: PlainTable, options: argparse.Namespace) -> None:
    """Read --score bdi --baseline 1 --at 4 of a long file as --score bdi.4 --baseline bdi.1.

    Also --pre and --post, where they name no column but a level of --visit.
    """
    score, person, visit = options.score, options.id, options.visit
    if not (person and visit in table.columns and score in table.columns):
        return
    levels = {level for level in table.labels(visit) if level is not None}
    for option in ("baseline", "pre", "post"):
        said = getattr(options, option)
        if said in levels and said not in table.columns:
            setattr(options, option, f"{score}.{said}")
    if options.at in levels:
        options.score = f"{score}.{options.at}"
