"""A sheet of a workbook as a grid of text: every cell as Excel holds it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..samples import SAMPLE_RECORDS
from .cell_texts import write_value
from .text_columns import TextColumns
from .workbook_xml import SheetParts

NOT_COMPUTED: Final = "#NOT COMPUTED"
"""In place of the value of a formula that was never computed."""

Block = tuple[int, int, int, int]
"""Merged cells: first row, first column, last row, last column, from 0 in the sheet."""


@dataclass(frozen=True, eq=False)
class Grid:
    """All rows from the first that is not empty, columns named "0", "1" ... from the left.

    `first_row` and `first_column` count from 0 in the sheet; `start` are the first rows as lists;
    `filled` says which rows have anything in them.
    """

    data: pa.Table
    start: tuple[list[str], ...]
    first_row: int
    first_column: int
    merged: tuple[Block, ...]
    filled: np.ndarray
    fractions: bool

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.data.num_columns)

    def column_filled(self, column: int, skip: int = 0) -> np.ndarray:
        """Rows (a mask) with something in this column, after some first ones."""
        texts = self.data.column(column).cast(pa.string()).slice(skip)
        found = pc.not_equal(pc.utf8_trim_whitespace(texts), "")
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def read_grid(sheet: Any, parts: SheetParts) -> Grid | None:
    """The grid of a sheet of a calamine workbook; None where no cell has a value.

    Errors stand as Excel shows them, formulas without a value as `NOT_COMPUTED`, and cells merged
    downwards have their value in every row.
    """
    if sheet.start is None or not parts.cells:
        return None
    row, column = sheet.start
    merged = tuple(_list_blocks(sheet))
    columns = TextColumns(sheet.width)
    start: list[list[str]] = []
    filled: list[bool] = []
    downwards = _Downwards(merged, column)
    odd = _by_row(parts, column)
    fractions = False
    for number, cells in enumerate(sheet.iter_rows(), row):
        fractions = fractions or any(isinstance(x, float) and x % 1 for x in cells)
        texts = [write_value(cell) for cell in cells]
        for place, text in odd.get(number, ()):
            if 0 <= place < len(texts):
                texts[place] = text
        filled.append(any(text.strip() for text in texts))
        downwards.fill(number, texts)
        columns.add(texts)
        if len(start) < SAMPLE_RECORDS:
            start.append(texts)
    return Grid(columns.finish(), tuple(start), row, column, merged, np.array(filled), fractions)


def _list_blocks(sheet: Any) -> Iterator[Block]:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        yield top, left, bottom, right


def _by_row(parts: SheetParts, first: int) -> dict[int, list[tuple[int, str]]]:
    """What the values leave out, by row: errors and formulas that were never computed."""
    found: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in parts.errors.items():
        found.setdefault(row, []).append((column - first, text or "#ERROR"))
    for row, column in parts.not_computed:
        found.setdefault(row, []).append((column - first, NOT_COMPUTED))
    return found


class _Downwards:
    """Cells of one column merged over rows: the value of the first stands for all."""

    def __init__(self, merged: tuple[Block, ...], first: int) -> None:
        self.begin: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, right in merged:
            if left == right and bottom > top and left >= first:
                self.begin.setdefault(top, []).append((left - first, bottom))
        self.open: dict[int, tuple[int, str]] = {}

    def fill(self, row: int, texts: list[str]) -> None:
        """Write the value of the blocks that this row is in, and begin those that start here."""
        for place, (bottom, text) in list(self.open.items()):
            if row <= bottom and place < len(texts):
                texts[place] = texts[place] or text
            if row >= bottom:
                del self.open[place]
        for place, bottom in self.begin.get(row, ()):
            if place < len(texts):
                self.open[place] = bottom, texts[place]
