"""The tables beside participants and scores: infusions, sessions, events, screening, items."""

from typing import Final

import numpy as np
import pandas as pd

from analysis.core import NOT_RECORDED, TABLE_COLUMNS

from .cells import Cells, is_missing, read_numbers
from .checking import find_people
from .mapping import Mapping
from .people import Register
from .roles import recognise_instrument
from .screening import drop_identifiers
from .shapes import Layout
from .sheets import Sheet
from .spellings import find_role, fold
from .text_table import TextTable
from .timeline import NO_DAY

PARTICIPANTS: Final = "participants"
SCORES: Final = "scores"

_NUMBERS: Final = {
    "day", "number", "mg", "mg_per_kg", "minutes", "hours_after_infusion", "minutes_after_start",
    "value", "answer",
}  # fmt: skip


def read_side_table(
    name: str, text: TextTable, mapping: Mapping, register: Register, enrolled: np.ndarray
) -> tuple[pd.DataFrame, Sheet]:
    """One of the tables of `TABLE_COLUMNS`, its rows joined to people by number.

    Rows without an id, of strangers, repeated, or without a whole study day are rejected; a cell
    that should be a number and is not is read as missing, and said. The screening table is joined
    to nobody.
    """
    sheet = Sheet(name, text, mapping)
    places = _find_columns(drop_identifiers(sheet, mapping), name)
    used = {*places.values(), *(c for c in sheet.columns if _is_id(c))}
    sheet.drop_unused(tuple(c for c in sheet.columns if c not in used | set(sheet.dropped)))
    columns: dict[str, object] = {}
    if "participant" in TABLE_COLUMNS[name]:
        roles = {column: role for role, column in places.items()}
        layout = Layout("tables", {c: "patient_id" if r == "participant" else r
                                   for c, r in roles.items()})  # fmt: skip
        columns["participant"] = find_people(sheet, layout, register, enrolled)
    if "day" in TABLE_COLUMNS[name]:
        _reject_days(sheet, places.get("day"))
    for column in TABLE_COLUMNS[name]:
        if column != "participant":
            columns[column] = _read_column(sheet, name, column, places.get(column), register)
    frame = pd.DataFrame(columns)[list(TABLE_COLUMNS[name])]
    return frame[sheet.kept].reset_index(drop=True), sheet


def _is_id(column: str) -> bool:
    """Whether a column numbers people; no table of a cohort keeps one, so it is none dropped."""
    return find_role(column) == "patient_id" or fold(column) == "screeningnumber"


def _find_columns(columns: tuple[str, ...], name: str) -> dict[str, str]:
    """The file's column for each of the table's."""
    places: dict[str, str] = {}
    for column in columns:
        role = "participant" if find_role(column) == "patient_id" else None
        known = next((c for c in TABLE_COLUMNS[name] if fold(c) == fold(column)), role)
        if known:
            places.setdefault(known, column)
    return places


def _reject_days(sheet: Sheet, column: str | None) -> None:
    cells = sheet.cells(column)
    numbers = read_numbers(cells, sheet.decimal)
    bad = np.isnan(numbers) | (numbers != np.floor(numbers))
    sheet.reject(bad[cells.codes], "day_not_whole", column or "day", "the study day is not a "
                 "whole number.", "Write days from the first infusion (-7, 0, 84).")  # fmt: skip


def _read_column(
    sheet: Sheet, table: str, column: str, source: str | None, register: Register
) -> object:
    cells = sheet.cells(source)
    if column in _NUMBERS:
        return _read_number_column(sheet, column, source, cells)
    labels = [_name_cell(sheet, column, label, register) for label in cells.labels]
    categories = sorted({label for label in labels if label != NOT_RECORDED})
    order = {label: place for place, label in enumerate([*categories, NOT_RECORDED])}
    codes = np.array([order[label] for label in labels], dtype=np.int32)[cells.codes]
    return pd.Categorical.from_codes(codes, list(order))


def _name_cell(sheet: Sheet, column: str, label: str, register: Register) -> str:
    if is_missing(label, sheet.missing):
        return NOT_RECORDED
    if column == "therapist":
        return f"therapist {register.hash_text('therapist ' + label).hex()[:8]}"
    if column == "instrument":
        return recognise_instrument(label) or label
    return label


def _read_number_column(sheet: Sheet, column: str, source: str | None, cells: Cells) -> np.ndarray:
    numbers = read_numbers(cells, sheet.decimal)[cells.codes]
    wrong = np.isnan(numbers) & sheet.kept & ~cells.where(lambda x: is_missing(x, sheet.missing))
    if source is not None and wrong.any():
        sheet.note("warning", "non_numeric", source, wrong, "the cell is not a number and is read "
                   "as missing.", "Write a number, or leave the cell blank.")  # fmt: skip
    if column == "day":
        return np.where(np.isnan(numbers), NO_DAY, numbers).astype(np.int32)
    return numbers
