"""Rows that only have more or fewer empty cells at their end than the others; broken rows."""

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


@dataclass(frozen=True)
class _Kind:
    """What the cells of a column are in rows that are full."""

    blank: bool
    numeric: bool
    worded: bool

    def fits(self, cell: str) -> bool:
        """Whether a cell may stand in the column."""
        if not cell.strip():
            return self.blank
        if is_missing(cell):
            return True
        return self.numeric if is_number(cell) else self.worded


def fit_uneven_rows(parsed: Parsed, dialect: Dialect) -> Parsed:
    """The rows with those added that have only more or fewer empty cells at their end.

    Such a row is taken, and said, where every cell is of its column's kind, and where its cells
    cannot stand a column too far to the right: the last column is never blank, or no cell of the
    row is. The others are ragged. A row that ends in a number (or nothing), followed by a line
    that holds a number alone, may have been broken in two, and is ragged as well.
    """
    if not parsed.uneven and not parsed.fragments:
        return parsed
    kinds = [_judge(parsed.data.column(place)) for place in range(dialect.width)]
    last = len(dialect.columns) + len(dialect.empty) - 1
    enough = parsed.data.num_rows >= _FEWEST_ROWS
    taken, ragged = [], [*parsed.ragged]
    for row, record in parsed.uneven:
        cells = [*record, *[""] * dialect.width][: dialect.width]
        named = [cell for place, cell in enumerate(cells[: last + 1]) if place not in dialect.empty]
        surely = not kinds[last].blank or all(cell.strip() for cell in named)
        if enough and surely and all(k.fits(c) for k, c in zip(kinds, cells, strict=True)):
            taken.append((row, cells))
        else:
            ragged.append(row)
    whole = _add_rows(parsed, taken)
    split = np.isin(whole.row_numbers, np.array(parsed.fragments, dtype=np.int64) - 1)
    split[split] = [
        not text.strip() or is_number(text)
        for text in whole.data.column(last).filter(pa.array(split)).to_pylist()
    ]
    ragged += whole.row_numbers[split].tolist()
    return replace(
        whole,
        data=whole.data.filter(pa.array(~split)),
        row_numbers=whole.row_numbers[~split],
        ragged=np.array(sorted(ragged), dtype=np.int64),
        uneven=(),
        fragments=(),
        findings=(*parsed.findings, *_say(tuple(row for row, _ in taken))),
    )


def _judge(column: pa.ChunkedArray) -> _Kind:
    """The kind of a column, from its distinct texts."""
    texts = pc.unique(column.cast(pa.string())).to_pylist()
    some = [text for text in texts[:_MOST_LOOKED_AT] if text.strip() and not is_missing(text)]
    numbers = sum(map(is_number, some))
    return _Kind(any(not text.strip() for text in texts), numbers > 0, numbers < len(some))


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
    return replace(parsed, data=data.take(pa.array(order)), row_numbers=rows[order])


def _say(rows: tuple[int, ...]) -> tuple[Finding, ...]:
    if not rows:
        return ()
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
