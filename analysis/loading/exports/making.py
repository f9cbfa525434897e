"""Tables of text changed: columns written, left out or renamed, rows rejected with their number."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pyarrow as pa

from analysis.core import Finding, Severity

from ..cells import Cells, read_cells, relabel
from ..text_table import TextTable
from ..wording import list_rows


def read_column(text: TextTable, column: str) -> Cells:
    """The cells of one column."""
    return read_cells(text.data.column(column))


def read_rows(text: TextTable, column: str) -> list[str]:
    """The text of every row of one column."""
    cells = read_column(text, column)
    return [cells.labels[code] for code in cells.codes]


def write_column(text: TextTable, column: str, cells: Cells) -> TextTable:
    """The table with a column's cells replaced, or with one column more at the end."""
    merged = relabel(cells, cells.labels)
    array = pa.DictionaryArray.from_arrays(
        pa.array(merged.codes, pa.int32()), pa.array(merged.labels, pa.string())
    )
    written = pa.chunked_array([array])
    if column in text.columns:
        data = text.data.set_column(text.columns.index(column), column, written)
        return replace(text, data=data)
    data = text.data.append_column(column, written)
    return replace(text, data=data, columns=(*text.columns, column))


def write_rows(text: TextTable, column: str, rows: Iterable[str]) -> TextTable:
    """As `write_column`, from one text a row."""
    labels: dict[str, int] = {}
    codes = np.array([labels.setdefault(row, len(labels)) for row in rows], dtype=np.int32)
    return write_column(text, column, Cells(codes, tuple(labels) or ("",)))


def change_labels(text: TextTable, column: str, change: Callable[[str], str]) -> TextTable:
    """The table with every distinct text of a column changed in the same way."""
    cells = read_column(text, column)
    return write_column(text, column, relabel(cells, [change(label) for label in cells.labels]))


def leave_out(text: TextTable, columns: Iterable[str]) -> TextTable:
    """The table without some of its columns."""
    out = set(columns)
    kept = tuple(column for column in text.columns if column not in out)
    return replace(text, columns=kept, data=text.data.select(list(kept)))


def reject_rows(
    text: TextTable, where: np.ndarray, code: str, column: str, message: str, mend: str
) -> TextTable:
    """The table without some of its rows, which stand in `rejected`, and a finding that says so."""
    if not where.any():
        return text
    rows = text.row_numbers[where].tolist()
    found = tell("warning", code, column, tuple(rows), message, mend)
    return replace(
        text,
        data=text.data.filter(pa.array(~where)),
        row_numbers=text.row_numbers[~where],
        rejected=tuple(sorted((*text.rejected, *((row, code) for row in rows)))),
        findings=(*text.findings, found),
    )


def tell(
    severity: Severity,
    code: str,
    column: str,
    rows: tuple[int, ...],
    message: str,
    mend: str,
    table: str = "scores",
) -> Finding:
    """A finding whose message begins with its rows and column."""
    place = [list_rows(rows)] if rows else []
    place += [f"column “{column}”"] if column else []
    start = ", ".join(place)
    whole = f"{start[0].upper()}{start[1:]}: {message}" if start else message
    return Finding(severity, code, column, rows, whole, mend, table)


def find_column(text: TextTable, *names: str) -> str | None:
    """The first column of one of these names, whatever its case."""
    wanted = {name.casefold() for name in names}
    return next((column for column in text.columns if column.casefold() in wanted), None)
