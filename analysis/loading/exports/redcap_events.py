"""Events, repeating instruments and arms of a REDCap export: which visit each record is of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ..cells import Cells
from ..mapping import Mapping
from ..spellings import find_role
from ..text_table import TextTable
from .making import read_column, tell, write_column, write_rows

ARM_ENDING: Final = re.compile(r"_arm_(\d+)$|\s*\(Arm (\d+): (.*)\)$", re.IGNORECASE)
"""How the name of an event ends: raw, or labelled with the arm's name."""

_LABELLED_ENDING: Final = re.compile(r"\s*\(Arm \d+: .*\)$", re.IGNORECASE)


@dataclass(frozen=True)
class Fields:
    """Columns that REDCap itself adds; None where the export has none."""

    record: str
    event: str | None
    repeat: str | None
    instance: str | None
    group: str | None
    statuses: tuple[str, ...]


def name_visits(
    text: TextTable, fields: Fields, mapping: Mapping
) -> tuple[TextTable, dict[str, str]]:
    """The visit of each record, in the column of events, else of instances; and its role.

    An event's name is the visit; without the arm at its end where there are several arms, as an
    event of one arm is the same visit as that of another, and where it is labelled. A second
    instance of an event is a visit of its own. Where there are instances and no events, a column
    of visits or days in the form itself says when, else the number of the instance does.
    """
    if fields.event is not None:
        return _name_by_event(text, fields), {fields.event: "visit"}
    timed = any(find_role(c) in ("visit", "day") for c in text.columns if c not in mapping.drop)
    timed = timed or bool({"visit", "day"} & set(mapping.roles.values()))
    if fields.instance is None or timed:
        return text, {}
    rows = tuple(text.row_numbers[read_column(text, fields.instance).where(bool)].tolist())
    said = tell("info", "visits_from_instances", fields.instance, rows, "there are no events, so "
                "the number of the repeat is read as the visit.",
                "Map each number to a study day.")  # fmt: skip
    text = replace(text, findings=(*text.findings, said))
    return text, {fields.instance: "visit"}


def _name_by_event(text: TextTable, fields: Fields) -> TextTable:
    column = fields.event or ""
    cells = read_column(text, column)
    arms = list_arms(cells)
    cut = ARM_ENDING if len(set(arms.values())) > 1 else _LABELLED_ENDING
    names = [cut.sub("", label) for label in cells.labels]
    if fields.instance is None:
        return write_column(text, column, Cells(cells.codes, tuple(names)))
    instances = read_column(text, fields.instance)
    later = instances.where(lambda label: label not in ("", "1"))
    labels = (
        f"{names[code]} instance {instances.labels[place]}" if again else names[code]
        for code, place, again in zip(cells.codes, instances.codes, later, strict=True)
    )
    return write_rows(text, column, labels)


def list_arms(cells: Cells) -> dict[str, str]:
    """The arm's number in each name of an event that ends with one."""
    found: dict[str, str] = {}
    for label in cells.labels:
        ending = ARM_ENDING.search(label)
        if ending:
            found[label] = ending[1] or ending[2]
    return found


def name_arms(cells: Cells, numbers: Iterable[str]) -> dict[str, str]:
    """The name of each arm by number, where labelled events give it."""
    named: dict[str, str] = {}
    for label in cells.labels:
        ending = ARM_ENDING.search(label)
        if ending and ending[3]:
            named[ending[2]] = ending[3]
    return {number: named.get(number, "") for number in numbers}


def has_repeats(cells: Cells, record: Cells, filled: np.ndarray) -> bool:
    """Whether any person has more than one record that is filled in a column."""
    people = record.codes[filled & cells.where(bool)]
    return bool(len(people)) and int(np.bincount(people).max()) > 1
