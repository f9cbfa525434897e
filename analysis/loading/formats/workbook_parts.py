"""The parts of an Excel workbook, looked over before it is parsed: sizes, cells, errors, formulas.

The library that reads the values gives an empty cell for an error and for a formula that was never
computed, and room for every cell between the first and the last; so both are looked up here, in
the XML itself, with nothing kept but positions.
"""

import posixpath
import zipfile
from dataclasses import dataclass
from typing import Final

from analysis.core import settings

from ..text_table import UnreadableFile
from ..unpacking import Meter, stream_member
from .text_columns import refuse_cells
from .workbook_xml import (
    BookListener,
    SheetListener,
    SheetParts,
    StringListener,
    damaged_workbook,
    parse_part,
)

WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_STRINGS: Final = "xl/sharedstrings.xml"
_VALUE: Final = b"<v>"
"""Counted before a sheet is parsed, as counting is quick; prefixed ones are counted then."""

_ENCRYPTED: Final = 0x1
_MANY: Final = 1_000_000
_SPREAD: Final = 20
"""A sheet that spans more than a million places must fill one in this many."""


@dataclass(frozen=True)
class WorkbookParts:
    """Sheets by name, in order; `recalculate` says that stored values may never have been
    computed, as in workbooks that a program wrote."""

    sheets: dict[str, SheetParts]
    recalculate: bool


def look_over(data: bytes, archive: zipfile.ZipFile, limit: int) -> WorkbookParts:
    """Sizes, positions and oddities of every sheet, within limits.

    Parameters
    ----------
    limit : int
        Most bytes of XML.

    Raises
    ------
    UnreadableFile
        `too_large`, `packed_bomb`, `zip_damaged`, `zip_too_many`, `excel_encrypted`,
        `excel_damaged`, `too_many_sheets`, `too_many_cells`, `cells_far_apart`.
    """
    members = _list_members(archive)
    meter = Meter(len(data), limit)
    book, strings = BookListener(), StringListener()
    for part in (WORKBOOK, _RELATIONS):
        if part not in members:
            raise damaged_workbook()
        parse_part(book, stream_member(archive, members[part], meter))
    if len(book.sheets) > settings.MAXIMUM_SHEETS:
        raise UnreadableFile("too_many_sheets", f"The workbook has {len(book.sheets)} sheets, more "
                             f"than {settings.MAXIMUM_SHEETS}.",
                             "Keep the sheets of the cohort only.")  # fmt: skip
    if _STRINGS in members:
        parse_part(strings, stream_member(archive, members[_STRINGS], meter))
    found = {}
    for name, relation in book.sheets:
        target = posixpath.join("/xl", book.targets.get(relation, ""))
        member = members.get(posixpath.normpath(target).lstrip("/").casefold())
        sheet = SheetListener(book.recalculate)
        if member is not None:
            counted = Meter(len(data), limit)
            refuse_cells(sum(x.count(_VALUE) for x in stream_member(archive, member, counted)))
            parse_part(sheet, stream_member(archive, member, meter))
        found[name] = sheet.finish()
        _limit(found[name], strings.longest, limit)
    return WorkbookParts(found, book.recalculate)


def _list_members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Files by name without case, as the library looks them up."""
    infos = archive.infolist()
    if len(infos) > settings.MAXIMUM_WORKBOOK_PARTS:
        raise UnreadableFile("zip_too_many", f"The workbook is made of {len(infos):,} files, more "
                             f"than {settings.MAXIMUM_WORKBOOK_PARTS:,}.",
                             "Save the sheet as CSV.")  # fmt: skip
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise UnreadableFile("excel_encrypted", "The workbook is protected by a password.",
                             "Remove the password, or save the sheet as CSV.")  # fmt: skip
    members = {info.filename.casefold().replace("\\", "/").lstrip("/"): info for info in infos}
    if len(members) < len(infos):
        raise damaged_workbook()
    return members


def _limit(sheet: SheetParts, longest: int, limit: int) -> None:
    """Refuse a sheet whose cells, spread out or written out, are more than are read."""
    if not sheet.cells:
        return
    height = sheet.last[0] - sheet.first[0] + 1
    width = sheet.last[1] - sheet.first[1] + 1
    if height * width > max(_MANY, _SPREAD * sheet.cells):
        raise UnreadableFile("cells_far_apart", "A sheet has cells very far from the others: it "
                             "spans far more rows and columns than it fills.",
                             "Delete what stands outside the table.")  # fmt: skip
    refuse_cells(height * width, 2 * settings.MAXIMUM_CELLS)
    if sheet.strings * longest > max(limit, 8 * settings.PACKED_FROM_BYTES):
        raise UnreadableFile("cell_too_long", "The workbook has very long texts in many cells.",
                             "Leave out columns of free text.")  # fmt: skip
