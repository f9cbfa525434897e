"""Columns of text gathered row by row or whole, and the table they make."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.core import Finding, settings

from ..headers import blank_header, name_columns
from ..kinds import plain_name
from ..text_table import Decisions, TextTable, UnreadableFile
from ..tidying import check_lengths

BATCH = 8192


@dataclass
class TextColumns:
    """Rows of text of one width, kept as dictionaries in batches, so never all as lists."""

    width: int
    batches: list[pa.RecordBatch] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def add(self, row: list[str]) -> None:
        """Take a row of `width` texts."""
        self.rows.append(row)
        if len(self.rows) >= BATCH:
            self._pack()

    def _pack(self) -> None:
        columns = zip(*self.rows, strict=True) if self.rows else ([] for _ in range(self.width))
        arrays = [pa.array(list(column), pa.string()).dictionary_encode() for column in columns]
        names = [str(place) for place in range(self.width)]
        self.batches.append(pa.record_batch(arrays, names=names))
        self.rows = []

    def finish(self) -> pa.Table:
        """All rows as one table, its columns named "0", "1" ..."""
        self._pack()
        return pa.Table.from_batches(self.batches).unify_dictionaries()


def encode_texts(texts: Iterable[str]) -> pa.ChunkedArray:
    """A column of texts as a dictionary."""
    return pa.chunked_array([pa.array(list(texts), pa.string()).dictionary_encode()])


def make_named_table(
    name: str,
    columns: dict[str, pa.ChunkedArray] | list[tuple[str, pa.ChunkedArray]],
    decisions: Decisions,
    findings: tuple[Finding, ...],
    row_numbers: np.ndarray | None = None,
) -> TextTable:
    """The table of a file that names its columns itself, so that record 1 is row 2.

    Raises
    ------
    UnreadableFile
        `no_rows`, `duplicate_header`, `blank_header`, `one_column`, `too_many_columns` or
        `cell_too_long`.
    """
    pairs = list(columns.items()) if isinstance(columns, dict) else columns
    rows = len(pairs[0][1]) if pairs else 0
    names = name_columns([title for title, _ in pairs], len(pairs), 1)
    if len(names) < len(pairs):
        raise blank_header(str(len(names) + 1), 1)
    if rows == 0:
        raise UnreadableFile("no_rows", "The file names its columns and has no rows.",
                             "Choose a file with data.")  # fmt: skip
    data = pa.table([_share_texts(column) for _, column in pairs], names=list(names))
    numbers = np.arange(2, rows + 2, dtype=np.int64) if row_numbers is None else row_numbers
    check_lengths(data, numbers)
    return TextTable(plain_name(name), names, data, numbers, rows, (), decisions, findings)


def _share_texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """All chunks on one dictionary, with "" for null."""
    if column.null_count:
        column = pc.fill_null(column.cast(pa.string()), "").dictionary_encode()
    return column.unify_dictionaries()


def refuse_cells(cells: int, limit: int = settings.MAXIMUM_CELLS) -> None:
    """Refuse a table with more cells than are read."""
    if cells > limit:
        raise UnreadableFile("too_many_cells", f"The table has {cells:,} cells, more than the "
                             f"{limit:,} read of a file that is no text.",
                             "Save it as CSV, or leave out columns and rows.")  # fmt: skip
