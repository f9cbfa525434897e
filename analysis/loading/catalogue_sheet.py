"""A sheet of the catalogue as rows of text, each remembering where it stands and what is wrong."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analysis.core import Finding


class CatalogueFault(ValueError):
    """Everything wrong with the instrument and condition sheets, all at once."""

    def __init__(self, faults: Iterable[Finding]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(_describe(fault) for fault in self.faults))


def _describe(fault: Finding) -> str:
    row = f", row {fault.rows[0]}" if fault.rows else ""
    column = f', column "{fault.column}"' if fault.column else ""
    return f"{fault.table}{row}{column}: {fault.message} {fault.mend}"


@dataclass(frozen=True)
class Row:
    """One row of a sheet; reading a cell that cannot be read adds to `faults`."""

    file: str
    number: int
    cells: dict[str, str]
    faults: list[Finding]

    def fault(self, code: str, column: str, message: str, mend: str) -> None:
        """Note what is wrong with a cell and how to mend it."""
        rows = (self.number,) if self.number else ()
        self.faults.append(Finding("error", code, column, rows, message, mend, self.file))

    def text(self, column: str) -> str:
        """A cell without outer spaces; blank where the sheet has no such column."""
        return self.cells.get(column, "")

    def needed(self, column: str) -> str:
        """A cell that may not be blank."""
        text = self.text(column)
        if not text:
            self.fault("blank", column, "This cell is blank.", "Fill it in.")
        return text

    def choice(self, column: str, choices: tuple[str, ...]) -> str:
        """A cell that holds one of a few words; the last of them where it does not."""
        text = self.text(column).lower()
        if text in choices:
            return text
        message = "This is not one of the words known here."
        self.fault("unknown_word", column, message, f"Write one of: {', '.join(choices)}.")
        return choices[-1]

    def value(self, column: str) -> float | None:
        """A number, or None for a blank; a decimal comma is read as a point."""
        text = self.text(column)
        return parse_number(self, column, text) if text else None

    def source(self, column: str) -> str:
        """The paper a filled cell is from, which stands in the column named `..._source`."""
        beside = f"{column}_source"
        if not self.text(beside):
            message = f'The cell under "{column}" has no source.'
            mend = "Name the paper here (authors, year, DOI), or clear the value."
            self.fault("no_source", beside, message, mend)
        return self.text(beside)

    def split(self, column: str) -> tuple[str, ...]:
        """The parts of a cell between semicolons."""
        return tuple(part.strip() for part in self.text(column).split(";") if part.strip())


def parse_number(row: Row, column: str, text: str) -> float | None:
    """A finite number; anything else is a fault of the row's cell."""
    try:
        number = float(text.replace(",", ".").replace("−", "-"))
    except ValueError:
        number = float("nan")
    if abs(number) < float("inf"):
        return number
    row.fault("not_a_number", column, "This is not a number.", "Write digits only, or clear it.")
    return None


def read_rows(path: Path, columns: tuple[str, ...], faults: list[Finding]) -> list[Row]:
    """The rows of a sheet, numbered as a spreadsheet shows them; blank rows are passed over."""
    top = Row(path.name, 0, {}, faults)
    lines = _read_lines(path, top)
    if not lines:
        return []
    heading = [cell.strip() for cell in lines[0]]
    _check_heading(Row(path.name, 1, {}, faults), heading, columns)
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = [cell.strip() for cell in line]
        if any(cells):
            row = Row(path.name, number, dict(zip(heading, cells, strict=False)), faults)
            _check_width(row, heading, cells)
            rows.append(row)
    return rows


def _read_lines(path: Path, top: Row) -> list[list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        top.fault("no_file", "", "The file is not there.", "Put it back into the data folder.")
        return []
    except UnicodeDecodeError:
        message = "The file is not text in UTF-8."
        top.fault("encoding", "", message, 'Save it again as "CSV UTF-8".')
        return []
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    lines = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    if not lines:
        top.fault("empty", "", "The file is empty.", "Put its headings and rows back.")
    return lines


def _check_heading(row: Row, heading: list[str], columns: tuple[str, ...]) -> None:
    for column in columns:
        if column not in heading:
            row.fault("no_column", column, "This column is missing.", "Put it back.")
    for column in sorted({name for name in heading if name and heading.count(name) > 1}):
        row.fault("column_twice", column, "This column stands here twice.", "Keep one of them.")


def _check_width(row: Row, heading: list[str], cells: list[str]) -> None:
    beyond = [cell for cell in cells[len(heading) :] if cell]
    if beyond or any(cell and not name for name, cell in zip(heading, cells, strict=False)):
        message = "The row has a filled cell that stands under no heading."
        row.fault("no_heading", "", message, "Clear it, or move it under its heading.")
