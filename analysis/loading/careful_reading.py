"""Records of any text, one by one, by the strict rules of CSV; whatever is odd is said."""

import csv
import io
import re
from array import array
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa

from analysis.core import Finding, settings

from .dialect import Dialect, broken_quotes
from .quick_reading import Parsed
from .quoted_lines import RecordReader
from .samples import is_blank, is_number
from .text_table import UnreadableFile
from .wording import list_rows

_BATCH: Final = 8192
_FEW: Final = 0.1
"""The share of rows with broken quotes over which the file is refused."""


@dataclass
class _Oddities:
    """Rows in which something is legal and suspicious."""

    stray_quotes: list[int] = field(default_factory=list)
    several_lines: list[int] = field(default_factory=list)
    ends: set[str] = field(default_factory=set)

    def note_end(self, line: str) -> None:
        """Note how a record's last line ends; the last of a file may not."""
        self.ends.add(line[len(line.rstrip("\r\n")) :])

    def describe(self) -> tuple[Finding, ...]:
        """One finding for each kind."""
        found = []
        if self.stray_quotes:
            found.append(_warn("stray_quotes", self.stray_quotes, "there is a quote inside a cell "
                               "that is not quoted; it was kept as it is.",
                               "Check the cells of these rows."))  # fmt: skip
        if self.several_lines:
            found.append(_warn("several_lines", self.several_lines, "a quoted cell goes over "
                               "several lines; it was read as one cell.",
                               "Check that the quotes of these rows are right."))  # fmt: skip
        if len(self.ends - {""}) > 1:
            message = "Lines end in more than one way, as when files are joined."
            mend = "Check that the file is one table."
            found.append(Finding("warning", "mixed_line_ends", "", (), message, mend))
        return tuple(found)


def _warn(code: str, rows: list[int], message: str, mend: str) -> Finding:
    return Finding("warning", code, "", tuple(rows), f"{list_rows(rows)}: {message}", mend)


def read_carefully(text: bytes, dialect: Dialect) -> Parsed:
    """The records after the header.

    Raises
    ------
    UnreadableFile
        `broken_quotes` or `cell_too_long`, naming the row.
    """
    reader = RecordReader(io.TextIOWrapper(io.BytesIO(text), "utf-8", newline=""),
                          dialect.delimiter)  # fmt: skip
    oddities, gathered = _Oddities(), _Gathered(dialect)
    feeds, returns, pairs = (text.count(end) for end in (b"\n", b"\r", b"\r\n"))
    in_two_ways = (pairs > 0) + (feeds > pairs) + (returns > pairs) > 1
    raw, row = reader.raw, 0
    try:
        for row, record in enumerate(reader, 1):
            if record is not None and is_blank(record):
                continue
            if in_two_ways:
                oddities.note_end(raw[-1])
            if row > dialect.header_row and (record is None or _is_broken(raw, record, dialect)):
                reader.put_back()
                gathered.broken.append(row)
                continue
            if record is None:
                raise broken_quotes(row)
            if len(raw) > 1 or '"' in raw[0]:
                _look_at(raw, record, row, dialect, oddities)
            if row > dialect.header_row:
                gathered.add(row, record)
    except csv.Error as error:
        raise _name_fault(str(error), row + 1) from None
    return gathered.finish(oddities.describe())


def _look_at(
    raw: list[str], record: list[str], row: int, dialect: Dialect, oddities: _Oddities
) -> None:
    """Look for quotes in the wrong place in a record that has some."""
    whole = "".join(record)
    if '"' in whole and _has_stray_quote("".join(raw), dialect.delimiter):
        oddities.stray_quotes.append(row)
    if "\n" in whole or "\r" in whole:
        oddities.several_lines.append(row)


def _has_stray_quote(raw: str, delimiter: str) -> bool:
    """Whether a quote stands in a cell that does not begin with one."""
    mark = re.escape(delimiter)
    cells = re.finditer(rf'(?:^|{mark})(?:"(?:[^"]|"")*"|([^{mark}]*))', raw)
    return any('"' in (cell.group(1) or "") for cell in cells)


def _is_broken(raw: list[str], record: list[str], dialect: Dialect) -> bool:
    """Whether a record of several lines is one only because a quote was lost."""
    if len(raw) == 1:
        return False
    if len(record) == dialect.width:
        return _swallows_rows(record, dialect)
    return any(line.count(dialect.delimiter) == dialect.width - 1 for line in raw[1:])


def _swallows_rows(record: list[str], dialect: Dialect) -> bool:
    """Whether a cell of several lines holds what, but for a lost quote, would be whole rows.

    Its first line then ends a record that its column began, its last line begins one that the
    record's later cells end, and lines between are records.
    """
    others = dialect.width - 1
    for place, cell in enumerate(record):
        lines = cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        counts = [line.count(dialect.delimiter) for line in lines]
        first, last = others - place, place
        whole = all(count == others for count in counts[1:-1])
        if len(lines) > 1 and counts[0] == first and counts[-1] == last and whole:
            return True
    return False


def _name_fault(error: str, row: int) -> UnreadableFile:
    if "field larger" in error:
        return cell_too_long(row)
    return broken_quotes(row)


def cell_too_long(row: int) -> UnreadableFile:
    """The refusal of a file with a cell longer than a spreadsheet holds."""
    return UnreadableFile(
        "cell_too_long",
        f"Row {row}: a cell has more than {settings.MAXIMUM_CELL:,} characters, as when a quote "
        "is never closed.",
        "Mend the quotes in that row, or shorten the cell.",
    )


class _Gathered:
    """Full records in batches of columns, so that no list of all of them is ever held."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.batches: list[pa.RecordBatch] = []
        self.batch: list[list[str]] = []
        self.rows = array("q")
        self.ragged = array("q")
        self.broken = array("q")
        self.uneven: list[tuple[int, list[str]]] = []
        self.fragments: list[int] = []
        self.ragged_widths: set[int] = set()

    def add(self, row: int, record: list[str]) -> None:
        """Take a record, or its row number where it is not full."""
        if len(record) != self.dialect.width:
            self._add_uneven(row, record)
            return
        self.batch.append(record)
        self.rows.append(row)
        if len(self.batch) >= _BATCH:
            self._pack()

    def _add_uneven(self, row: int, record: list[str]) -> None:
        named = len(self.dialect.columns) + len(self.dialect.empty)
        if len(record) >= named and not any(cell.strip() for cell in record[named:]):
            self.uneven.append((row, record))
            return
        self.ragged.append(row)
        self.ragged_widths.add(len(record))
        if len(record) == 1 and is_number(record[0]):
            self.fragments.append(row)

    def _pack(self) -> None:
        width = self.dialect.width
        columns = zip(*self.batch, strict=True) if self.batch else ([] for _ in range(width))
        arrays = [pa.array(column, pa.string()).dictionary_encode() for column in columns]
        names = [str(place) for place in range(width)]
        self.batches.append(pa.record_batch(arrays, names=names))
        self.batch = []

    def finish(self, findings: tuple[Finding, ...]) -> Parsed:
        """All records as one table.

        Raises
        ------
        UnreadableFile
            `broken_quotes` where that holds for more than a few rows.
        """
        self._pack()
        total = len(self.rows) + len(self.ragged) + len(self.uneven) + len(self.broken)
        if len(self.broken) > _FEW * total:
            raise broken_quotes(self.broken[0])
        data = pa.Table.from_batches(self.batches).unify_dictionaries()
        rows, ragged, broken = (
            np.array(found, dtype=np.int64) for found in (self.rows, self.ragged, self.broken)
        )
        return Parsed(data, rows, ragged, findings, broken, tuple(self.uneven),
                      tuple(self.fragments), frozenset(self.ragged_widths))  # fmt: skip
