"""Limits of files of SPSS, Stata and SAS, by what they declare, before records are read."""

import re
from typing import Any, Final, Literal

from analysis.core import settings

from ..kinds import too_large
from ..text_table import UnreadableFile
from .text_columns import refuse_cells

_MEMBER: Final = re.compile(rb"HEADER RECORD\*{7}MEMB(ER  |V8  )HEADER RECORD!{7}")
_LONG_TEXTS: Final = b"<strls>GSO"
_BYTES_A_CODE: Final = 8
"""Most bytes of a record that one byte of an SPSS file may stand for."""

_HELD: Final = {"sav": _BYTES_A_CODE, "dta": 1, "xpt": 1, "por": 4}
"""Most bytes of records for each byte of the file, where they are not packed."""

_MOST_SHARED: Final = 256 * 1024 * 1024
_SLACK: Final = 4096
_RECORD: Final = 80
"""Bytes of a record of a SAS transport file; the last is filled up with blanks."""

_LITTLE: Final = (b"\x02\x00\x00\x00", b"\x03\x00\x00\x00")
_DICTIONARY_ENDS: Final = {"little": b"\xe7\x03\x00\x00\x00\x00\x00\x00",
                           "big": b"\x00\x00\x03\xe7\x00\x00\x00\x00"}  # fmt: skip
NAMES: Final = {"sav": "SPSS", "zsav": "SPSS", "por": "SPSS portable", "dta": "Stata",
                "xpt": "SAS transport", "sas7bdat": "SAS"}  # fmt: skip


def check_records(data: bytes, kind: str) -> None:
    """Refuse a file of several tables, one cut off, and one with texts longer than a cell."""
    if (kind == "xpt" and len(data) % _RECORD) or (kind in ("sav", "zsav") and _miscounts(data)):
        raise damaged_file(kind)
    if kind == "xpt" and len(_MEMBER.findall(data)) > 1:
        raise UnreadableFile("several_tables", "The SAS transport file holds several tables.",
                             "Export each table to a file of its own.")  # fmt: skip
    if kind == "dta" and _find_longest(data) > settings.MAXIMUM_CELL:
        raise UnreadableFile("cell_too_long", "A text of the file has more than "
                             f"{settings.MAXIMUM_CELL:,} characters.",
                             "Leave out columns of long text.")  # fmt: skip


def damaged_file(kind: str) -> UnreadableFile:
    """The refusal of a statistics program's file that cannot be followed."""
    return UnreadableFile("statistics_damaged", f"The {NAMES[kind]} file is damaged or cut off.",
                          "Save it again, or export the table as CSV.")  # fmt: skip


def _miscounts(data: bytes) -> bool:
    """Whether the two places where an SPSS file counts its cases say different numbers."""
    order: Literal["little", "big"] = "little" if data[64:68] in _LITTLE else "big"
    short = int.from_bytes(data[80:84], order, signed=True)
    mark = b"".join(number.to_bytes(4, order) for number in (7, 16, 8, 2))
    place = data.find(mark, 0, data.find(_DICTIONARY_ENDS[order]))
    if place < 0 or short < 0:
        return False
    start = place + len(mark) + 8
    return int.from_bytes(data[start : start + 8], order, signed=True) not in (short, -1)


def limit_records(data: bytes, kind: str, meta: Any, limit: int) -> int:
    """Most rows to read of a file: those it declares, or as many as fit.

    Parameters
    ----------
    meta : pyreadstat metadata
        Of the file's header alone.

    Raises
    ------
    UnreadableFile
        `too_many_columns`, `too_many_cells`, `too_large`, `packed_bomb`, or `statistics_damaged`
        where more is declared than the file can hold.
    """
    columns = len(meta.column_names)
    if columns > settings.MAXIMUM_COLUMNS:
        raise UnreadableFile("too_many_columns", f"The file has {columns:,} columns, "
                             f"more than the {settings.MAXIMUM_COLUMNS:,} read here.",
                             "Leave out columns that are not needed.")  # fmt: skip
    rows = meta.number_rows
    if rows is None or rows < 0:
        return settings.MAXIMUM_CELLS // max(columns, 1)
    refuse_cells(rows * columns)
    width = sum(_width(meta, column) for column in meta.column_names)
    size = rows * width
    if kind in _HELD and size > _HELD[kind] * len(data) + _SLACK:
        raise damaged_file(kind)
    if size > settings.FILE_LIMIT_BYTES:
        raise too_large(size, settings.FILE_LIMIT_BYTES)
    packed = settings.MOST_PACKED * _BYTES_A_CODE * len(data)
    if kind not in _HELD and size > max(packed, settings.PACKED_FROM_BYTES):
        raise UnreadableFile("packed_bomb", "The file unpacks to hundreds of times its size, which "
                             "no table of scores does.", "Export the table as CSV.")  # fmt: skip
    if kind == "dta":
        _limit_shared(data, rows, meta)
    return int(rows)


def _width(meta: Any, column: str) -> int:
    """Bytes of a value in a record; a long text of Stata stands elsewhere."""
    width = int(meta.variable_storage_width.get(column) or 0)
    return 8 if _is_long_text(meta, column) else max(width, 0)


def _is_long_text(meta: Any, column: str) -> bool:
    return str(meta.readstat_variable_types.get(column)) == "string_ref"


def _limit_shared(data: bytes, rows: int, meta: Any) -> None:
    """Refuse long texts that many records may share, as each record would get its own."""
    columns = sum(_is_long_text(meta, column) for column in meta.column_names)
    if rows * columns * _find_longest(data) > max(_MOST_SHARED, 2 * len(data)):
        raise UnreadableFile("cell_too_long", "The file has very long texts in many records.",
                             "Leave out columns of free text.")  # fmt: skip


def _find_longest(data: bytes) -> int:
    """Bytes of the longest text that a Stata file keeps beside its records (GSO blocks)."""
    place = data.find(_LONG_TEXTS)
    if place < 0:
        return 0
    place += len(_LONG_TEXTS) - 3
    order = "little" if b"<byteorder>LSF" in data[:200] else "big"
    wide = b"<release>117" not in data[:60]
    head, longest = (20 if wide else 16), 0
    while data[place : place + 3] == b"GSO":
        end = place + head
        length = int.from_bytes(data[end : end + 4], order)  # type: ignore[arg-type]
        longest = max(longest, length)
        place = end + 4 + length
    return longest
