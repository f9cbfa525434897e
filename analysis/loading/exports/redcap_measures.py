"""Measures of a REDCap project that uses no known instrument: kept under their own names."""

from dataclasses import replace
from math import isnan
from typing import Final

import numpy as np

from ..cells import is_missing, read_number
from ..mapping import Mapping
from ..roles import assign_roles
from ..shapes import recognise_shape
from ..text_table import TextTable
from .item_forms import find_forms
from .making import read_column, tell
from .redcap_checkboxes import list_choices
from .redcap_events import Fields, has_repeats

_MOST_SHOWN: Final = 6


def add_repeated_measures(
    text: TextTable, fields: Fields, mapping: Mapping
) -> tuple[TextTable, dict[str, str]]:
    """Roles of columns of numbers that are taken again in a person, where no score is known.

    Nothing is used of them until they are mapped to instruments.
    """
    if find_forms(text, mapping):
        return text, {}
    roles = assign_roles(text.columns, lambda c: read_column(text, c), mapping)
    if recognise_shape(text.columns, roles, lambda c: read_column(text, c), mapping) is not None:
        return text, {}
    record = read_column(text, fields.record)
    own = {fields.event, fields.repeat, fields.instance, fields.group, *fields.statuses}
    others = [c for c in text.columns if c not in roles and c not in own | set(list_choices(text))]
    found = [column for column in others if _is_repeated_measure(text, column, record)]
    if not found:
        return text, {}
    shown = ", ".join(f"“{column}”" for column in found[:_MOST_SHOWN])
    more = f" and {len(found) - _MOST_SHOWN} more" if len(found) > _MOST_SHOWN else ""
    said = tell("warning", "measures_not_known", "", (), "no instrument of the catalogue was "
                f"recognised; numbers taken again in a person stand under their own names: "
                f"{shown}{more}.", "Map the columns that are instruments, drop the "
                "others.")  # fmt: skip
    return replace(text, findings=(*text.findings, said)), dict.fromkeys(found, "score")


def _is_repeated_measure(text: TextTable, column: str, record: object) -> bool:
    """Whether a column holds numbers alone, more than one of some person."""
    cells = read_column(text, column)
    filled = [label for label in cells.present() if not is_missing(label)]
    if not filled or any(isnan(read_number(label)) for label in filled):
        return False
    return has_repeats(cells, record, np.ones(len(cells), dtype=bool))  # type: ignore[arg-type]
