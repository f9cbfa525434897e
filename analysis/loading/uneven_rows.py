"""Rows that only have more or fewer empty cells at their end than the others; broken rows."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.core import Finding

from .dialect import Dialect
from .quick_reading import Parsed
from .samples import is_missing, is_number
from .wording import list_rows

_FEWEST_ROWS: Final = 3
_MOST_LOOKED_AT: Final = 1000
_THOUSANDS: Final = re.compile(r"\s*[+-]?[1-9]\d{0,2},\d{3}(\.\d*)?\s*")
_FEWEST_ALIKE: Final = 5
_SHARE_ALIKE: Final = 0.05
"""From so many rows on, empty cells at the end are how the file was written, and no accident."""


@dataclass(frozen=True)
class _Kind:
    """What the cells of a column are in rows that are full."""

    blank: bool
    numeric: bool
    worded: bool
    fractions: bool
    divided: bool

    def fits(self, cell: str) -> bool:
        """Whether a cell may stand in the column."""
        if not cell.strip():
            return self.blank
        if is_missing(cell):
            return True
        return self.numeric if is_number(cell) else self.worded

    def fits_joined(self, cell: str) -> bool:
        """Whether a cell with the delimiter in it may stand in the column."""
        thousands = self.numeric and _THOUSANDS.fullmatch(cell) is not None
        return self.divided or thousands or (self.fractions and is_number(cell))


@dataclass(frozen=True)
class _Columns:
    """The kinds of the columns that have a name, in the order of a record."""

    kinds: tuple[_Kind, ...]
    delimiter: str

    def fit(self, cells: list[str], start: int = 0) -> bool:
        """Whether each cell is of its column's kind, from the column at `start` on."""
        return all(kind.fits(cell) for kind, cell in zip(self.kinds[start:], cells, strict=True))

    def may_be_shifted(self, cells: list[str]) -> bool:
        """Whether the row would fit as well without one cell: an empty one, or half of another."""
        if not self.kinds[-1].blank:
            return False
        for place in range(len(cells) - 1):
            joined = self.delimiter.join(cells[place : place + 2])
            inner = not cells[place].strip() and any(cell.strip() for cell in cells[place:])
            rest = [*cells[place + 2 :], ""]
            if self.kinds[place].fits_joined(joined) and self.fit(rest, place + 1):
                return True
            if inner and self.fit([*cells[place + 1 :], ""], place):
                return True
        return False


def fit_uneven_rows(parsed: Parsed, dialect: Dialect) -> Parsed:
    """The rows with those added that have only more or fewer empty cells at their end.

    Such a row is taken, and said, where every cell is of its column's kind, and where it would not
    fit as well with its cells one column to the left; or where many rows have as many cells and
    none of them has something in the last. The others are ragged. A row that ends in a number (or
    nothing), followed by a line that holds a number alone, may have been broken in two, and is
    ragged as well.
    """
    if not parsed.uneven and not parsed.fragments:
        return parsed
    named = len(dialect.columns) + len(dialect.empty)
    columns = _Columns(
        tuple(_judge(parsed.data.column(place), dialect.delimiter) for place in range(named)),
        dialect.delimiter,
    )
    widths = Counter(len(record) for _, record in parsed.uneven)
    least = max(_FEWEST_ALIKE, _SHARE_ALIKE * (parsed.data.num_rows + len(parsed.uneven)))
    taken, ragged = [], [*parsed.ragged]
    for row, record in parsed.uneven:
        cells, width = record[:named], len(record)
        often = widths[width] >= least and width not in parsed.ragged_widths
        enough = parsed.data.num_rows >= _FEWEST_ROWS
        if enough and columns.fit(cells) and (often or not columns.may_be_shifted(cells)):
            taken.append((row, [*cells, *[""] * dialect.width][: dialect.width]))
        else:
            ragged.append(row)
    return _leave_out_split(_add_rows(parsed, taken), ragged, named - 1)


def _leave_out_split(parsed: Parsed, ragged: list[int], last: int) -> Parsed:
    """Without rows that go on in the next line, which is ragged for that."""
    split = np.isin(parsed.row_numbers, np.array(parsed.fragments, dtype=np.int64) - 1)
    split[split] = [
        not text.strip() or is_number(text)
        for text in parsed.data.column(last).filter(pa.array(split)).to_pylist()
    ]
    ragged = sorted([*ragged, *parsed.row_numbers[split].tolist()])
    return replace(
        parsed,
        data=parsed.data.filter(pa.array(~split)),
        row_numbers=parsed.row_numbers[~split],
        ragged=np.array(ragged, dtype=np.int64),
        uneven=(),
        fragments=(),
    )


def _judge(column: pa.ChunkedArray, delimiter: str) -> _Kind:
    """The kind of a column, from its distinct texts."""
    texts = pc.unique(column.cast(pa.string())).to_pylist()
    some = [text for text in texts[:_MOST_LOOKED_AT] if text.strip() and not is_missing(text)]
    numbers = [text for text in some if is_number(text)]
    return _Kind(
        blank=any(not text.strip() for text in texts),
        numeric=bool(numbers),
        worded=len(numbers) < len(some),
        fractions=any("." in text or "," in text for text in numbers),
        divided=any(delimiter in text for text in some),
    )


def _add_rows(parsed: Parsed, taken: list[tuple[int, list[str]]]) -> Parsed:
    """Rows in their places among the others."""
    if not taken:
        return parsed
    columns = zip(*(cells for _, cells in taken), strict=True)
    arrays = [pa.array(column, pa.string()).dictionary_encode() for column in columns]
    more = pa.table(dict(zip(parsed.data.column_names, arrays, strict=True)))
    data = pa.concat_tables([parsed.data, more.cast(parsed.data.schema)]).unify_dictionaries()
    rows = np.concatenate([parsed.row_numbers, [row for row, _ in taken]]).astype(np.int64)
    order = np.argsort(rows, kind="stable")
    said = _say(tuple(row for row, _ in taken))
    return replace(parsed, data=data.take(pa.array(order)), row_numbers=rows[order],
                   findings=(*parsed.findings, *said))  # fmt: skip


def _say(rows: tuple[int, ...]) -> tuple[Finding, ...]:
    message = f"{list_rows(rows)}: more or fewer empty cells at the end than in the others; read."
    return (Finding("warning", "uneven_rows", "", rows, message,
                    "Check that the cells of these rows stand in their columns."),)  # fmt: skip


def say_unfinished(text: bytes, parsed: Parsed) -> tuple[Finding, ...]:
    """A warning where the last line has no end, since its last cell may have been cut off."""
    if text.endswith((b"\n", b"\r")):
        return ()
    row, ragged = (int(rows.max(initial=1)) for rows in (parsed.row_numbers, parsed.ragged))
    if ragged > row:
        return ()
    message = f"Row {row}: the last line has no line end, as where a file was cut off."
    return (Finding("warning", "unfinished_last_line", "", (row,), message,
                    "Check the last row and that no rows are missing."),)  # fmt: skip
