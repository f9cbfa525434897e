"""Verb `counts`: what a plain file holds, before anybody estimates anything from it."""

import math
import re
from typing import Any

import numpy as np

from .plain_table import PlainTable
from .request import Request, levels_of

_EVENT, _INSTRUMENT, _INSTANCE = (
    "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance",
)  # fmt: skip
_STUDY = "study"
"""A file with this column is read as one of studies, whose cells are about no single person."""

_MOST_LEVELS = 20
_LONGEST_LEVEL = 40


def counts_verb(request: Request) -> dict[str, Any]:
    """Rows, columns, records and cells that are there; levels and sums where no one is named.

    REDCap exports are known by their own columns. A file of people is told levels only of the
    columns named with --group, --visit or --outcome.
    """
    table = request.table
    told: dict[str, Any] = {"rows": table.rows, "cols": len(table.columns)}
    if _STUDY in table.columns and not request.options.id:
        return {**told, "studies": len(levels_of(table.labels(_STUDY))), **_say_studies(table)}
    is_redcap = _EVENT in table.columns or _INSTRUMENT in table.columns
    person = request.options.id or (next(iter(table.columns), None) if is_redcap else None)
    if person:
        told |= _say_records(table, person)
    if is_redcap and person:
        told |= _say_events(table, person) | _say_repeats(table)
    for option in ("group", "visit", "outcome"):
        if getattr(request.options, option):
            told |= {getattr(request.options, option): _count_levels(request.labels(option))}
    there = _count_cells(table)
    return {
        **told,
        "columns_empty_everywhere": [name for name, n in there.items() if n == 0],
        "checkbox_columns": sum("___" in name for name in table.columns),
        "nonmissing_by_col": there,
    }


def _say_records(table: PlainTable, person: str) -> dict[str, Any]:
    people = [label for label in table.labels(person) if label is not None]
    distinct = list(dict.fromkeys(people))
    return {"records": len(distinct), "record_ids": distinct}


def _say_events(table: PlainTable, person: str) -> dict[str, Any]:
    """Rows of each event, and records in each arm (REDCap ends an event's name with its arm)."""
    if _EVENT not in table.columns:
        return {}
    events, people = table.labels(_EVENT), table.labels(person)
    arms: dict[str, set[str]] = {}
    for event, one in zip(events, people, strict=True):
        found = re.search(r"_arm_(\d+)[a-z]?$", event or "")
        if found and one is not None:
            arms.setdefault(f"arm{found[1]}", set()).add(one)
    return {
        "events": _count_levels(events),
        "records_per_arm": {arm: len(those) for arm, those in sorted(arms.items())},
    }


def _say_repeats(table: PlainTable) -> dict[str, Any]:
    """Rows of each repeating instrument, and those of none."""
    if _INSTRUMENT not in table.columns:
        return {}
    instruments = table.labels(_INSTRUMENT)
    told: dict[str, Any] = {
        "base_rows": sum(label is None for label in instruments),
        "by_instrument": dict(sorted(_count_levels(instruments).items())),
    }
    if _INSTANCE in table.columns:
        instances = table.numbers(_INSTANCE)
        known = instances[~np.isnan(instances)]
        told["max_instance"] = int(known.max()) if len(known) else 0
    return told


def _count_levels(labels: np.ndarray) -> dict[str, int]:
    """Rows of each level, in the order in which they first appear."""
    found: dict[str, int] = {}
    for label in labels:
        if label is not None:
            found[label] = found.get(label, 0) + 1
    return found


def _count_cells(table: PlainTable) -> dict[str, int]:
    """Cells that are there, by column; a derived column's numbers as well."""
    return {name: sum(cell is not None for cell in table.labels(name)) for name in table.columns}


def _say_studies(table: PlainTable) -> dict[str, Any]:
    """Sum, count and least of every column of numbers; levels of every column of a few words.

    Names lose a leading dot.
    """
    told: dict[str, Any] = {}
    for name in table.columns:
        if name == _STUDY:
            continue
        plain = name.lstrip(".")
        if table.is_numeric(name):
            values = table.numbers(name)
            known = values[~np.isnan(values)]
            told |= {f"{plain}_sum": math.fsum(known), f"{plain}_n": len(known)}
            if len(known):
                told |= {f"min_{plain}": float(known.min()), f"max_{plain}": float(known.max())}
            continue
        levels = _count_levels(table.labels(name))
        if len(levels) <= _MOST_LEVELS and max(map(len, levels), default=0) <= _LONGEST_LEVEL:
            told[plain] = dict(sorted(levels.items()))
    return told
