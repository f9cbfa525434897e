"""The XML of a workbook, listened to as it streams by: names, positions, errors, formulas."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from analysis.core import settings

from ..text_table import UnreadableFile
from .text_columns import refuse_cells

_YES: Final = ("1", "true")
_LONGEST_TAG: Final = 4 * 1024 * 1024
_MOST_ODD: Final = 100_000
"""Errors and formulas without a value, of one sheet."""


@dataclass
class SheetParts:
    """What the XML of a sheet says beside its values; rows and columns count from 0."""

    cells: int = 0
    first: tuple[int, int] = (0, 0)
    last: tuple[int, int] = (-1, -1)
    strings: int = 0
    formulas: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    not_computed: set[tuple[int, int]] = field(default_factory=set)


class Listener:
    """What listens to the elements of a part; `hear` turns on texts of the element begun."""

    def __init__(self) -> None:
        self.hear: Callable[[Callable[[str], None] | None], None] = lambda _: None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; names come without their namespace."""
        raise NotImplementedError


def parse_part(listener: Listener, pieces: Iterable[bytes]) -> None:
    """Let a part stream by a listener; what declares entities or is no XML is refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    plain: dict[str, str] = {}

    def begin(name: str, attributes: dict[str, str]) -> None:
        known = plain.get(name) or plain.setdefault(name[:200], name.rpartition(" ")[2])
        listener.start(known, attributes)

    def refuse(*_: object) -> None:
        raise damaged_workbook()

    def hear(take: Callable[[str], None] | None) -> None:
        parser.CharacterDataHandler = take

    listener.hear = hear
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse
    given = 0
    try:
        for piece in pieces:
            parser.Parse(piece)
            given += len(piece)
            # What is not understood yet is read anew with each piece, ever more slowly.
            if given - parser.CurrentByteIndex > _LONGEST_TAG:
                raise damaged_workbook()
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError):
        raise damaged_workbook() from None


def damaged_workbook() -> UnreadableFile:
    """The refusal of a workbook that cannot be followed."""
    return UnreadableFile(
        "excel_damaged",
        "The workbook is damaged and cannot be read.",
        "Open it in Excel and save it again, or save the sheet as CSV.",
    )


class BookListener(Listener):
    """Names of sheets with their relations, targets of relations, and how it is calculated."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.targets: dict[str, str] = {}
        self.recalculate = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a sheet, a relation, or the rule of calculation."""
        if name == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(" id")), "")
            self.sheets.append((attributes.get("name", ""), relation))
        elif name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")
        elif name == "calcPr":
            self.recalculate = attributes.get("fullCalcOnLoad") in _YES


class StringListener(Listener):
    """The length of the longest shared text."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0
        self.length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a shared text anew."""
        self.hear(self.take)
        if name == "si":
            self.length = 0

    def take(self, text: str) -> None:
        """Count some of its characters."""
        self.length += len(text)
        self.longest = max(self.longest, self.length)


class SheetListener(Listener):
    """Positions of cells, errors and formulas of one sheet."""

    def __init__(self, recalculate: bool) -> None:
        super().__init__()
        self.found = SheetParts(first=(1 << 30, 1 << 30))
        self.recalculate = recalculate
        self.row = self.column = -1
        self.kind, self.value, self.formula = "", "", False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Follow rows, cells, values and formulas."""
        if name == "c":
            self._end_cell()
            reference = attributes.get("r")
            self.row, self.column = (
                read_reference(reference) if reference else (self.row, self.column + 1)
            )
            self.kind = attributes.get("t", "n")
        elif name in ("v", "is"):
            self._place()
        elif name == "f":
            self.formula = True
            self.found.formulas += 1
        elif name == "row":
            self._end_cell()
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
            self.found.hidden_rows += attributes.get("hidden") in _YES
        elif name == "col":
            self.found.hidden_columns += attributes.get("hidden") in _YES

    def take(self, text: str) -> None:
        """Take some of a value."""
        self.value += text

    def _place(self) -> None:
        """Count a cell that has a value."""
        found, row, column = self.found, self.row, self.column
        found.cells += 1
        found.strings += self.kind == "s"
        if found.cells > settings.MAXIMUM_CELLS:
            refuse_cells(found.cells)
        if row < found.first[0] or column < found.first[1]:
            found.first = min(found.first[0], row), min(found.first[1], column)
        if row > found.last[0] or column > found.last[1]:
            found.last = max(found.last[0], row), max(found.last[1], column)
        if self.formula or self.kind == "e":
            self.hear(self.take)

    def _end_cell(self) -> None:
        """Judge the cell that just ended."""
        if not (self.formula or self.kind == "e"):
            return
        self.hear(None)
        plain, found = self.value.strip(), self.found
        if self.kind == "e":
            found.errors[self.row, self.column] = plain
        elif self.kind != "str" and (not plain or (self.recalculate and plain == "0")):
            found.not_computed.add((self.row, self.column))
        if len(found.errors) + len(found.not_computed) > _MOST_ODD:
            raise UnreadableFile("too_many_errors", "A sheet has very many errors or formulas "
                                 "without a value.", "Mend the formulas in Excel, or save the "
                                 "sheet as CSV.")  # fmt: skip
        self.kind, self.value, self.formula = "", "", False

    def finish(self) -> SheetParts:
        """What was found, the last cell included."""
        self._end_cell()
        return self.found


def read_reference(reference: str) -> tuple[int, int]:
    """Row and column, from 0, of a cell's name such as B12."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    if not letters.isalpha() or not 0 < column <= 16384:
        raise damaged_workbook()
    return int(reference[len(letters) :] or 0) - 1, column - 1
