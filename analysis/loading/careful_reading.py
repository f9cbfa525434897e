"""Records of any text, one by one, by the strict rules of CSV; whatever is odd is said."""

import csv
import io
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa

from analysis.core import Finding, settings

from .dialect import Dialect, broken_quotes
from .quick_reading import Parsed
from .samples import is_blank
from .text_table import UnreadableFile
from .wording import list_rows

_BATCH: Final = 8192


@dataclass
class _Lines:
    """Lines of a text, those of the record being read kept beside."""

    source: io.TextIOWrapper
    record: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        for line in self.source:
            self.record.append(line)
            yield line


@dataclass
class _Oddities:
    """Rows in which something is legal and suspicious."""

    stray_quotes: list[int] = field(default_factory=list)
    several_lines: list[int] = field(default_factory=list)
    bare_ends: int = 0
    paired_ends: int = 0

    def note_end(self, line: str) -> None:
        """Count how a record's last line ends; the last of a file may not."""
        self.paired_ends += line.endswith("\r\n")
        self.bare_ends += line.endswith("\n") and not line.endswith("\r\n")

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
        if self.bare_ends and self.paired_ends:
            message = "Lines end in two ways, as when files are joined."
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
        `broken_quotes`, `mixed_line_ends` or `cell_too_long`, naming the row.
    """
    lines = _Lines(io.TextIOWrapper(io.BytesIO(text), "utf-8", newline=dialect.line_end))
    reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
    oddities, gathered = _Oddities(), _Gathered(dialect.width)
    in_two_ways = 0 < text.count(b"\r\n") < text.count(b"\n")
    raw, row = lines.record, 0
    try:
        for row, record in enumerate(reader, 1):
            if not is_blank(record):
                if in_two_ways:
                    oddities.note_end(raw[-1])
                if len(raw) > 1 or '"' in raw[0]:
                    _look_at(raw, record, row, dialect, oddities)
                if row > dialect.header_row:
                    gathered.add(row, record)
            raw.clear()
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
        if _swallows_rows(record, dialect):
            raise broken_quotes(row)
        oddities.several_lines.append(row)


def _has_stray_quote(raw: str, delimiter: str) -> bool:
    """Whether a quote stands in a cell that does not begin with one."""
    mark = re.escape(delimiter)
    cells = re.finditer(rf'(?:^|{mark})(?:"(?:[^"]|"")*"|([^{mark}]*))', raw)
    return any('"' in (cell.group(1) or "") for cell in cells)


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
    if "new-line" in error:
        return UnreadableFile("mixed_line_ends", f"Row {row}: lines end in different ways, so "
                              "where rows end is not known.",
                              "Export the table again.")  # fmt: skip
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

    def __init__(self, width: int) -> None:
        self.width = width
        self.batches: list[pa.RecordBatch] = []
        self.batch: list[list[str]] = []
        self.rows = array("q")
        self.ragged = array("q")

    def add(self, row: int, record: list[str]) -> None:
        """Take a record, or its row number where it is not full."""
        if len(record) != self.width:
            self.ragged.append(row)
            return
        self.batch.append(record)
        self.rows.append(row)
        if len(self.batch) >= _BATCH:
            self._pack()

    def _pack(self) -> None:
        columns = zip(*self.batch, strict=True) if self.batch else ([] for _ in range(self.width))
        arrays = [pa.array(column, pa.string()).dictionary_encode() for column in columns]
        names = [str(place) for place in range(self.width)]
        self.batches.append(pa.record_batch(arrays, names=names))
        self.batch = []

    def finish(self, findings: tuple[Finding, ...]) -> Parsed:
        """All records as one table."""
        self._pack()
        data = pa.Table.from_batches(self.batches).unify_dictionaries()
        rows = np.array(self.rows, dtype=np.int64)
        return Parsed(data, rows, np.array(self.ragged, dtype=np.int64), findings)
