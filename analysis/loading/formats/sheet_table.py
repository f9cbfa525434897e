"""A grid of cells to a table of text, by the rules that hold for text; what is odd is said."""

from collections.abc import Mapping as Dictionary
from dataclasses import replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.core import Finding, Severity

from ..decoding import Decoded
from ..dialect import Dialect
from ..headers import describe_start, name_columns
from ..kinds import plain_name
from ..quick_reading import Parsed
from ..spellings import find_role
from ..text_table import TextTable, UnreadableFile
from ..tidying import make_table
from ..wording import list_rows
from .sheet_grid import NOT_COMPUTED, Grid
from .sheet_header import SheetHeader, find_sheet_header
from .workbook_xml import SheetParts

_NOTE: Final = "missing_id_or_footer"
_WORDS_OF_A_NOTE: Final = 3


def make_sheet_table(
    grid: Grid, parts: SheetParts, name: str, sheet: str, wanted: Dictionary[str, object]
) -> TextTable:
    """The table of a sheet, its rows numbered as Excel numbers them.

    Parameters
    ----------
    parts : SheetParts
        Errors and formulas of the sheet.
    wanted : mapping
        `header_row` and `decimal` are obeyed.

    Raises
    ------
    UnreadableFile
        Where the sheet holds no table.
    """
    width, beside = _cut_beside(grid)
    header = find_sheet_header(grid, width, wanted)
    row = grid.first_row + header.place + 1
    columns = name_columns(header.names, width, row)
    findings = [
        *header.findings,
        *describe_start(header.sample, row - 1, width, "header_row" in wanted),
        *beside,
    ]
    dialect = Dialect("", "\n", row, columns, width, width, tuple(findings))
    data, numbers, notes = _take_rows(grid, header.place + 1, width)
    data = _blank_odd_ids(data, columns)
    decimal = wanted.get("decimal") or ("." if grid.fractions else None)
    parsed = Parsed(data, numbers, np.zeros(0, dtype=np.int64))
    table = make_table(
        plain_name(name), Decoded(b"", "", ()), dialect, parsed, dict(wanted) | {"decimal": decimal}
    )
    decisions = replace(table.decisions, format="xlsx", sheet=sheet)
    table = replace(table, decisions=decisions)
    return _say_odd(_leave_out(table, notes), grid, parts, header)


def _cut_beside(grid: Grid) -> tuple[int, tuple[Finding, ...]]:
    """The columns of the table, and a finding on few cells that stand beside it.

    What follows a column with nothing in it is beside the table; where that is a table too, nobody
    can tell which is meant.
    """
    filled = [int(grid.column_filled(place).sum()) for place in range(grid.width)]
    gap = next((place for place, n in enumerate(filled) if not n), grid.width)
    if gap == grid.width or gap < 2:
        return grid.width, ()
    if sum(filled[gap:]) > 0.1 * max(filled[:gap]) + 2:
        raise UnreadableFile("tables_beside", "The sheet has an empty column with cells on both "
                             "sides of it, as where two tables stand side by side.",
                             "Put each table on a sheet of its own, or delete the empty "
                             "column.")  # fmt: skip
    said = Finding("warning", "cells_beside_table", "", (), f"{sum(filled[gap:])} cell(s) stand "
                   "beside the table, after an empty column, and were not read.",
                   "Nothing to do, or delete the empty column.")  # fmt: skip
    return gap, (said,)


def _take_rows(grid: Grid, first: int, width: int) -> tuple[pa.Table, np.ndarray, np.ndarray]:
    """Rows under the header that are not blank, their numbers, and numbers of those that are notes:
    merged over columns, or one sentence at the left."""
    data = grid.data.select(range(width)).slice(first)
    numbers = np.arange(grid.first_row + first + 1, grid.first_row + grid.data.num_rows + 1)
    cells = np.array([grid.column_filled(place, first) for place in range(width)])
    filled = cells.sum(axis=0)
    wide = {row for b in grid.merged if b[3] > b[1] for row in range(b[0] + 1, b[2] + 2)}
    merged = np.isin(numbers, np.array(sorted(wide), dtype=np.int64))
    words = pc.count_substring_regex(data.column(0).cast(pa.string()), r"\S\s+\S")
    alone = (filled == 1) & cells[0] & (width > 2)
    notes = alone & (words.to_numpy(zero_copy_only=False) >= _WORDS_OF_A_NOTE - 1)
    left_out = (filled > 0) & (merged | notes)
    kept = (filled > 0) & ~left_out
    return data.filter(pa.array(kept)), numbers[kept].astype(np.int64), numbers[left_out]


def _blank_odd_ids(data: pa.Table, columns: tuple[str, ...]) -> pa.Table:
    """The table with errors and formulas without a value blank where an id should be."""
    for place, column in enumerate(columns):
        if find_role(column) == "patient_id":
            texts = data.column(place).cast(pa.string())
            plain = pc.if_else(pc.starts_with(texts, "#N"), "", texts)
            plain = pc.if_else(pc.match_substring_regex(plain, r"^#[A-Z0-9/]+[!?]$"), "", plain)
            return data.set_column(place, str(place), plain.dictionary_encode())
    return data


def _leave_out(table: TextTable, notes: np.ndarray) -> TextTable:
    """The table with rows that are notes among its rejected ones."""
    if not len(notes):
        return table
    rows = tuple(int(row) for row in notes)
    said = Finding("warning", _NOTE, "", rows, f"{list_rows(rows)}: a note, or cells merged over "
                   "columns; not read as data.", "Nothing to do, or give every cell its own "
                   "value.")  # fmt: skip
    return replace(
        table,
        rows_total=table.rows_total + len(rows),
        rejected=tuple(sorted((*table.rejected, *((row, _NOTE) for row in rows)))),
        findings=(*table.findings, said),
    )


def _say_odd(table: TextTable, grid: Grid, parts: SheetParts, header: SheetHeader) -> TextTable:
    """The table with findings on what only a workbook has."""
    first = grid.first_row + header.place + 1
    lost = {row + 1 for row, _ in parts.not_computed if row >= first}
    down = {
        row + 1
        for top, left, bottom, right in grid.merged
        if left == right and bottom > top and top >= first
        for row in range(top + 1, bottom + 1)
    }
    kinds: tuple[tuple[Severity, str, set[int], str, str], ...] = (
        ("error", "formula_not_computed", lost,
         "a formula has no value, as it was never computed; the cell is read as "
         f"“{NOT_COMPUTED}” and not as a number.", "Open the file in Excel and save it."),
        ("warning", "error_cells", {row + 1 for row, _ in parts.errors if row >= first},
         "a cell holds an error of Excel (#N/A, #REF! ...); #N/A is read as missing, any other is "
         "no number.", "Mend the formula, or leave the cell blank."),
        ("warning", "merged_cells", down, "cells are merged with the one above and have its value.",
         "Give every row its own value."),
    )  # fmt: skip
    said = [
        Finding(severity, code, "", (rows := tuple(sorted(found))), f"{list_rows(rows)}: {message}",
                mend)
        for severity, code, found, message, mend in kinds
        if found
    ]  # fmt: skip
    return replace(table, findings=(*table.findings, *said, *_say_hidden(parts)))


def _say_hidden(parts: SheetParts) -> list[Finding]:
    """Findings on what does not show in a sheet: formulas behind values, hidden rows."""
    said = []
    if parts.formulas:
        said.append(Finding("info", "formulas_read", "", (), f"{parts.formulas:,} cell(s) are "
                            "formulas; the values stored with them were read.",
                            "Nothing to do."))  # fmt: skip
    if parts.hidden_rows or parts.hidden_columns:
        said.append(
            Finding(
                "warning",
                "hidden_cells",
                "",
                (),
                f"{parts.hidden_rows:,} row(s) and "
                f"{parts.hidden_columns:,} group(s) of columns are hidden in Excel; "
                "they were read like the others.",
                "Delete what should not be read.",
            )
        )
    return said
