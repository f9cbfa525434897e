"""REDCap's own dictionary, where it is at hand: codes of choices to their labels."""

import re
from dataclasses import replace
from typing import Final

from ..mapping import PERSON_ROLES
from ..spellings import find_role
from ..text_table import TextTable
from .making import change_labels, find_column, read_column, read_rows, tell

_CHOICES: Final = ("dropdown", "radio", "yesno", "truefalse")
_YES_NO: Final = {"1": "yes", "0": "no"}
_SPLIT: Final = re.compile(r"\s*\|\s*")


def read_choices(dictionary: TextTable | None) -> dict[str, dict[str, str]]:
    """The label of each code, by field; fields without choices are left out."""
    if dictionary is None:
        return {}
    names = ("Variable / Field Name", "field_name"), ("Field Type", "field_type"), (
        "Choices, Calculations, OR Slider Labels", "select_choices_or_calculations")  # fmt: skip
    columns = [find_column(dictionary, *spellings) for spellings in names]
    if columns[0] is None or columns[1] is None:
        return {}
    rows = [_texts(dictionary, column) for column in columns]
    found: dict[str, dict[str, str]] = {}
    for field, kind, choices in zip(*rows, strict=True):
        if kind in _CHOICES or kind == "checkbox":
            listed = _YES_NO if kind in ("yesno", "truefalse") else _split(choices)
            if listed:
                found[field] = listed
    return found


def _texts(text: TextTable, column: str | None) -> list[str]:
    if column is None:
        return [""] * text.data.num_rows
    return read_rows(text, column)


def _split(choices: str) -> dict[str, str]:
    """ "0, Female | 1, Male" as label by code."""
    found = {}
    for choice in _SPLIT.split(choices.strip()):
        code, comma, label = choice.partition(",")
        if comma and label.strip():
            found[code.strip()] = label.strip()
    return found


def decode_choices(text: TextTable, dictionary: TextTable | None) -> TextTable:
    """Codes of what is said of a person (sex, arm, condition ...) as the dictionary's labels.

    Scores are left alone, as the labels of an item's answers are no numbers.
    """
    for field, labels in read_choices(dictionary).items():
        column = find_column(text, field)
        if column is None or find_role(column) not in PERSON_ROLES:
            continue
        codes = {label for label in read_column(text, column).labels if label}
        if not codes or not codes <= labels.keys():
            continue
        text = change_labels(text, column, lambda code, labels=labels: labels.get(code, code))  # type: ignore[misc]
        said = tell("info", "codes_from_dictionary", column, (), "codes were read as the labels "
                    "that the dictionary beside the data gives.", "Check them.")  # fmt: skip
        text = replace(text, findings=(*text.findings, said))
    return text
