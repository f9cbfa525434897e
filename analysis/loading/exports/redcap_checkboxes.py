"""Checkboxes, one column a choice, as one column of the choices that are checked."""

import re
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ..spellings import find_condition, find_role
from ..text_table import TextTable
from .making import leave_out, read_column, tell, write_rows
from .redcap_codes import read_choices

_RAW: Final = re.compile(r"(\w+?)___(\w+)")
_LABELLED: Final = re.compile(r"(.+?) \(choice=(.*)\)")
_CHECKED: Final = ("1", "checked")
_NOT_CHECKED: Final = ("0", "unchecked")


@dataclass(frozen=True)
class _Choice:
    """One choice of a checkbox: its column, and the label it stands for."""

    column: str
    label: str


def combine_checkboxes(text: TextTable, dictionary: TextTable | None) -> TextTable:
    """Comorbid conditions checked as one column; other checkboxes are not kept, and said.

    A choice means a condition by its own code, by its label, or by the dictionary's; where any
    choice means none, nothing is made of the box.
    """
    for box, choices in _list_boxes(text, read_choices(dictionary)).items():
        codes = [find_condition(choice.label) or _none(choice.label) for choice in choices]
        if find_role(box) == "comorbidity" and box not in text.columns and None not in codes:
            rows = _join(text, choices, [code or "" for code in codes])
            text = write_rows(text, box, rows)
            message = "the choices that are checked are read as one column."
        else:
            message = "the choices of a checkbox are not kept."
        columns = [choice.column for choice in choices]
        said = tell("info", "checkboxes", box, (), message, "Nothing to do, or name each choice "
                    "after a condition (comorbidity___ptsd).")  # fmt: skip
        text = replace(text, findings=(*text.findings, said))
        if box in text.columns:
            text = leave_out(text, columns)
    return text


def list_choices(text: TextTable) -> tuple[str, ...]:
    """Every column that is one choice of a checkbox."""
    boxes = _list_boxes(text, {})
    return tuple(choice.column for choices in boxes.values() for choice in choices)


def _list_boxes(text: TextTable, choices: dict[str, dict[str, str]]) -> dict[str, list[_Choice]]:
    found: dict[str, list[_Choice]] = {}
    for column in text.columns:
        raw, labelled = _RAW.fullmatch(column), _LABELLED.fullmatch(column)
        if raw:
            label = choices.get(raw[1], {}).get(raw[2], raw[2])
            found.setdefault(raw[1], []).append(_Choice(column, label))
        elif labelled:
            found.setdefault(labelled[1], []).append(_Choice(column, labelled[2]))
    return found


def _none(label: str) -> str | None:
    return "none" if label.casefold() in ("none", "no", "none of these") else None


def _join(text: TextTable, choices: list[_Choice], codes: list[str]) -> list[str]:
    """The conditions checked in each row; "none" where the box was shown and nothing checked."""
    rows = text.data.num_rows
    checked = np.zeros((len(choices), rows), dtype=bool)
    shown = np.zeros(rows, dtype=bool)
    for place, choice in enumerate(choices):
        cells = read_column(text, choice.column)
        checked[place] = cells.where(lambda label: label.casefold() in _CHECKED)
        shown |= checked[place] | cells.where(lambda label: label.casefold() in _NOT_CHECKED)
    joined = []
    for row in range(rows):
        named = {code for code, on in zip(codes, checked[:, row], strict=True) if on} - {"none"}
        joined.append(";".join(sorted(named)) or ("none" if shown[row] else ""))
    return joined
