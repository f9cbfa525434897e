"""Records of a text that is provably simple, read by Arrow.

Simple means: one kind of line end, no blank row between records, no quote but around whole cells,
and no line end inside a cell. Everything else is left to the careful reader; where both read,
both give the same.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from analysis.core import Finding

from .dialect import Dialect
from .samples import is_number

TEXTS: Final = pa.dictionary(pa.int32(), pa.string())
_BLOCK: Final = 1 << 22
_BLOCK_SCANNED: Final = 1 << 18
_QUOTE, _FEED, _RETURN = ord('"'), ord("\n"), ord("\r")


@dataclass(frozen=True)
class Parsed:
    """Full records, one column a cell place named "0", "1" ..., and the rows that are not full.

    `ragged` are rows with more or fewer cells, `broken` rows whose quotes cannot be followed.
    `uneven` are rows (number and cells) that only have more or fewer empty cells at their end,
    in none of the others; `fragments` are those of `ragged` that hold a number alone, and
    `ragged_widths` how many cells they have, where there are `uneven` ones.
    """

    data: pa.Table
    row_numbers: np.ndarray
    ragged: np.ndarray
    findings: tuple[Finding, ...] = ()
    broken: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    uneven: tuple[tuple[int, list[str]], ...] = ()
    fragments: tuple[int, ...] = ()
    ragged_widths: frozenset[int] = frozenset()


def read_quickly(text: bytes, dialect: Dialect) -> Parsed | None:
    """The records after the header, or None where the text is not simple."""
    size = len(text)
    while size and text[size - 1] in b"\r\n":
        size -= 1
    lines = _count_lines(text, size, dialect)
    if lines is None or not _quotes_are_simple(text, size, dialect):
        return None
    if not _starts_are_lines(text, dialect.header_row):
        return None
    unusual: list[tuple[int, bool]] = []
    uneven = False

    def note(row: arrow_csv.InvalidRow) -> str:
        nonlocal uneven
        blank = row.actual_columns == 1 and not row.text.replace('"', "").strip()
        unusual.append((row.number, blank))
        alone = row.actual_columns == 1 and is_number(row.text.strip('"'))
        uneven |= alone or may_be_uneven(row.actual_columns, row.text[-1:], dialect)
        return "skip"

    try:
        data = _parse(text, size, dialect, note)
    except pa.ArrowInvalid:  # a record longer than a block
        return None
    if uneven or data.num_rows + len(unusual) != lines - dialect.header_row:
        return None  # a quoted cell holds a line end
    ragged = np.array([row for row, blank in unusual if not blank], dtype=np.int64)
    rows = np.arange(dialect.header_row + 1, lines + 1, dtype=np.int64)
    if unusual:
        rows = np.setdiff1d(rows, [row for row, _ in unusual], assume_unique=True)
    return Parsed(data, rows, ragged)


def may_be_uneven(cells: int, last: str, dialect: Dialect) -> bool:
    """Whether a row of so many cells may have more or fewer empty ones at its end than others.

    Parameters
    ----------
    last : str
        The last sign of the row.
    """
    named = len(dialect.columns) + len(dialect.empty)
    ends_empty = last in (dialect.delimiter, '"', "\r", "")
    return cells >= named and (cells < dialect.width or ends_empty)


def _count_lines(text: bytes, size: int, dialect: Dialect) -> int | None:
    """Lines up to the last that is not empty; None where line ends differ or a line is empty."""
    if dialect.line_end != "\n" or text.startswith((b"\n", b"\r")):
        return None
    view = np.frombuffer(text, dtype=np.uint8, count=size)
    feeds = returns = pairs = 0
    for start in range(0, size, _BLOCK_SCANNED):
        block = view[start : start + _BLOCK_SCANNED + 1]  # one over, to see what follows
        feed, back = block == _FEED, block == _RETURN
        if (feed[:-1] & (feed[1:] | back[1:])).any():
            return None
        if back.any():
            returns += int(np.count_nonzero(back[:_BLOCK_SCANNED]))
            pairs += int(np.count_nonzero(back[:-1] & feed[1:]))
        feeds += int(np.count_nonzero(feed[:_BLOCK_SCANNED]))
    ending = text[size:].replace(b"\r\n", b"") if returns else text[size:].replace(b"\n", b"")
    alike = not returns or returns == feeds == pairs
    return feeds + 1 if alike and (not ending or not feeds) else None


def _starts_are_lines(text: bytes, rows: int) -> bool:
    """Whether each of the first rows is one line: its quotes are even."""
    start = 0
    for _ in range(rows):
        end = text.find(b"\n", start)
        if text.count(b'"', start, end if end >= 0 else len(text)) % 2:
            return False
        start = end + 1
    return True


def _quotes_are_simple(text: bytes, size: int, dialect: Dialect) -> bool:
    """Whether quotes come in pairs that open at a cell's start and close at its end.

    By induction from the left a quote at an even place is then outside quotes, so it opens a
    cell, and the next one is followed by the cell's end, so it closes it.
    """
    if text.find(b'"', 0, size) < 0:
        return True
    view = np.frombuffer(text, dtype=np.uint8, count=size)
    edge = np.zeros(256, dtype=bool)
    edge[[ord(dialect.delimiter), ord("\n"), ord("\r")]] = True
    seen = 0
    for start in range(0, size, _BLOCK):
        places = np.flatnonzero(view[start : start + _BLOCK] == _QUOTE) + start
        opening = (np.arange(len(places)) + seen) % 2 == 0
        before = np.where(opening, places - 1, places + 1)
        inside = (before >= 0) & (before < size)
        if not edge[view[before[inside]]].all():
            return False
        seen += len(places)
    return seen % 2 == 0


def _parse(text: bytes, size: int, dialect: Dialect, note: object) -> pa.Table:
    names = [str(place) for place in range(dialect.width)]
    source = pa.BufferReader(pa.py_buffer(memoryview(text)[:size]))
    quoted = text.find(b'"', 0, size) >= 0
    data = arrow_csv.read_csv(
        source,
        read_options=arrow_csv.ReadOptions(
            use_threads=False,  # row numbers of odd rows are only known so
            block_size=_BLOCK,
            column_names=names,
            skip_rows=dialect.header_row,
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char='"' if quoted else False,
            newlines_in_values=quoted,
            ignore_empty_lines=True,
            invalid_row_handler=note,
        ),
        convert_options=arrow_csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(names, TEXTS),
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        ),
    )
    return data.unify_dictionaries()
