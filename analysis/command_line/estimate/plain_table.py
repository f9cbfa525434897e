"""A plain CSV: any columns, cells as text until somebody asks for numbers or labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.core import CannotEstimate
from analysis.loading import read_table

MISSING = frozenset({"", "NA", "NaN", "nan", "."})
"""Cells read as missing: what R, pandas and SAS write."""


@dataclass(frozen=True, eq=False)
class PlainTable:
    """Columns of text by name, all of one length; a missing cell is None.

    `decimal` is the mark in its numbers. A derived column is stored as numbers.
    """

    columns: Mapping[str, np.ndarray]
    rows: int
    decimal: str = "."

    def numbers(self, name: str) -> np.ndarray:
        """A column as floats, missing as nan.

        Raises
        ------
        CannotEstimate
            "no_column", or "not_a_number" naming the row as a spreadsheet counts it.
        """
        values = self._column(name)
        if values.dtype.kind == "f":
            return values
        texts = pd.Series(values, dtype=object)
        if self.decimal == ",":
            texts = texts.map(lambda cell: None if cell is None else cell.replace(",", "."))
        found = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=float)
        there = np.array([cell is not None for cell in values], dtype=bool)
        wrong = (np.isnan(found) & there) | np.isinf(found)
        if wrong.any():
            raise CannotEstimate(
                "not_a_number",
                f"Column “{name}” holds {wrong.sum()} cells that are not numbers, the first in "
                f"record {np.flatnonzero(wrong)[0] + 1}.",
                "Name a column of numbers, or leave those rows out with --where.",
            )
        return found

    def labels(self, name: str) -> np.ndarray:
        """A column as text (object array), missing as None; numbers without a trailing ".0"."""
        values = self._column(name)
        if values.dtype.kind != "f":
            return values
        return np.array([None if np.isnan(v) else f"{v:g}" for v in values], dtype=object)

    def is_numeric(self, name: str) -> bool:
        """Whether every cell that is there is a number."""
        try:
            self.numbers(name)
        except CannotEstimate as fault:
            if fault.refusal.code == "no_column":
                raise
            return False
        return True

    def keep(self, mask: np.ndarray) -> "PlainTable":
        """The rows where `mask` is true."""
        kept = {name: values[mask] for name, values in self.columns.items()}
        return PlainTable(kept, int(mask.sum()), self.decimal)

    def extended(self, name: str, values: np.ndarray) -> "PlainTable":
        """The same table with one more column of numbers."""
        return PlainTable({**self.columns, name: values}, self.rows, self.decimal)

    def _column(self, name: str) -> np.ndarray:
        if name not in self.columns:
            there = ", ".join(list(self.columns)[:12])
            raise CannotEstimate(
                "no_column", f"There is no column “{name}”.", f"The file has: {there}."
            )
        return self.columns[name]


def read_plain(path: Path) -> PlainTable:
    """Read a CSV by the reader uploads go through; its doubts about a record refuse it here.

    Raises
    ------
    UnreadableFile
        When the file holds no table.
    CannotEstimate
        "rejected_rows" when a record does not fit the header.
    """
    found = read_table(path.read_bytes(), path.name)
    if found.rejected:
        numbers = ", ".join(str(row) for row, _ in found.rejected[:5])
        raise CannotEstimate(
            "rejected_rows",
            f"{len(found.rejected)} rows cannot be read: {numbers}.",
            "Mend them (see `check`), or leave them out of the file.",
        )
    columns = {}
    for name in found.columns:
        cells = found.data.column(name).to_pylist()
        stripped = (cell.strip() for cell in cells)
        kept = [None if cell in MISSING else cell for cell in stripped]
        columns[name] = np.array(kept, dtype=object)
    return PlainTable(columns, found.data.num_rows, found.decisions.decimal)


def is_known(values: np.ndarray) -> np.ndarray:
    """Where a column, of numbers or of text, is not missing."""
    if values.dtype.kind == "f":
        return ~np.isnan(values)
    return np.array([value is not None for value in values], dtype=bool)
