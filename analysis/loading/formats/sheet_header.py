"""The header of a sheet: titles above it, and two rows of it joined to one name a column."""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass

from analysis.core import Finding

from ..headers import find_header, is_header_data
from ..roles import recognise_instrument
from ..samples import Sample
from ..text_table import UnreadableFile
from ..visits import names_a_visit
from .sheet_grid import Grid


@dataclass(frozen=True)
class SheetHeader:
    """Where the header of a grid ends (a position in its rows) and the name of each column.

    `sample` holds the first rows as the reader of text has them, from the first of the sheet.
    """

    place: int
    names: list[str]
    sample: Sample
    findings: tuple[Finding, ...]


def find_sheet_header(grid: Grid, width: int, wanted: Dictionary[str, object]) -> SheetHeader:
    """The header of the first columns of a grid, the row asked for or the first that is one.

    Two rows are one header where cells are merged over columns above names, or merged over both
    rows, or where an instrument stands over visits: names are joined ("PHQ-9 week 4").

    Raises
    ------
    UnreadableFile
        `no_such_row`, `one_column` or `no_header`.
    """
    records = [[] if not any(x.strip() for x in r[:width]) else r[:width] for r in grid.start]
    asked = _read_row(wanted.get("header_row"), grid, records)
    local = Sample("", tuple(records), False)
    place = find_header(local, width) if asked is None else asked
    if place < 0:
        raise UnreadableFile(
            "one_column",
            "No row of the sheet names columns of a table.",
            "Put the names of the columns in one row above the table.",
        )
    top, bottom = _find_rows(grid, records, place, asked is not None)
    names, found = list(records[bottom]), []
    if top is not None:
        names = _join(_fill_right(grid, records, top), names)
        rows = (grid.first_row + top + 1, grid.first_row + bottom + 1)
        found.append(Finding("info", "header_rows_joined", "", rows, f"Rows {rows[0]} and "
                             f"{rows[1]} name the columns together, so their texts were joined.",
                             "Check the names of the columns shown."))  # fmt: skip
        records[top] = []
    records[bottom] = names
    sample = Sample("", tuple([[]] * grid.first_row + records), False)
    if asked is None and is_header_data(sample, grid.first_row + bottom, width):
        raise UnreadableFile("no_header", f"Row {grid.first_row + bottom + 1} looks like data: the "
                             "columns have no names.", "Add a first row that names the columns, or "
                             "choose the header row.")  # fmt: skip
    return SheetHeader(bottom, names, sample, tuple(found))


def _read_row(asked: object, grid: Grid, records: list[list[str]]) -> int | None:
    if not isinstance(asked, int):
        return None
    place = asked - 1 - grid.first_row
    if not 0 <= place < len(records) or not records[place]:
        raise UnreadableFile(
            "no_such_row",
            f"Row {asked} was chosen as the header and is not there, is blank or is too far down.",
            "Choose another row.",
        )
    return place


def _find_rows(
    grid: Grid, records: list[list[str]], place: int, asked: bool
) -> tuple[int | None, int]:
    """The upper and the lower row of the header; no upper row where it is one."""
    below = place + 1
    if not asked and below < len(records) and records[below] and _is_upper(grid, records, place):
        return place, below
    if place and records[place - 1] and _is_upper(grid, records, place - 1):
        return place - 1, place
    return None, place


def _is_upper(grid: Grid, records: list[list[str]], row: int) -> bool:
    """Whether a row is the upper one of a header of two."""
    sheet_row = row + grid.first_row
    width = len(records[row])
    blocks = [b for b in grid.merged if b[0] <= sheet_row <= b[2]]
    over = [b for b in blocks if b[0] == b[2] and 1 < b[3] - b[1] + 1 < width]
    first = grid.first_column
    if any(_says_what(records[row][b[1] - first]) for b in over if b[1] >= first):
        return all(_are_names(records[row + 1][b[1] - first : b[3] - first + 1]) for b in over)
    return _is_instruments_over_visits(records[row], records[row + 1])


def _says_what(text: str) -> bool:
    """Whether a text over columns is part of their names: an instrument or a visit."""
    return bool(text.strip()) and (bool(recognise_instrument(text)) or names_a_visit(text))


def _are_names(lower: list[str]) -> bool:
    """Whether the cells under a merged one name columns: filled, and different."""
    names = [cell.strip() for cell in lower if cell.strip()]
    return bool(names) and len(set(names)) == len(names)


def _is_instruments_over_visits(upper: list[str], lower: list[str]) -> bool:
    """Whether what is filled above are instruments, each over visits, some to the right of it."""
    above = _carry(upper)
    over = [(a, b) for a, b in zip(above, lower, strict=True) if a and recognise_instrument(a)]
    visits = sum(names_a_visit(b) for _, b in over)
    again = not all(cell.strip() for cell in upper) or len(set(upper)) < len(upper)
    return len(over) >= 2 and visits == len(over) and again


def _carry(cells: list[str]) -> list[str]:
    carried, last = [], ""
    for cell in cells:
        last = cell.strip() or last
        carried.append(last)
    return carried


def _fill_right(grid: Grid, records: list[list[str]], row: int) -> list[str]:
    """The upper row with each text in all the columns it stands over."""
    cells = [cell.strip() for cell in records[row]]
    blocks = [b for b in grid.merged if b[0] == row + grid.first_row]
    over = [b for b in blocks if b[3] > b[1]]
    if not over:
        return _carry(records[row])
    for _, left, _, right in over:
        first = left - grid.first_column
        for place in range(first, min(right - grid.first_column + 1, len(cells))):
            cells[place] = cells[first]
    return cells


def _join(upper: list[str], lower: list[str]) -> list[str]:
    """Both texts of each column; the lower alone where the upper is a heading of another kind."""
    pairs = ((a.strip(), b.strip()) for a, b in zip(upper, lower, strict=True))
    return [f"{a} {b}" if a != b and b and _says_what(a) else b or a for a, b in pairs]
