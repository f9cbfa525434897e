"""The first records of a text, read with one delimiter."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .quoted_lines import RecordReader

SAMPLE_BYTES: Final = 1 << 20
SAMPLE_RECORDS: Final = 2000

_NUMBER: Final = re.compile(r"\s*[+\-−]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?\s*")
_MISSING: Final = {"", "na", "n/a", "nan", "null", ".", "-", "missing", "not done"}


@dataclass(frozen=True)
class Sample:
    """Records of the start of a file under one delimiter; blank rows are empty lists.

    `broken` says that quotes could not be followed somewhere, `broken_rows` at which positions:
    in a line that was passed over as if blank, or past the last record.
    """

    delimiter: str
    records: tuple[list[str], ...]
    broken: bool
    broken_rows: tuple[int, ...] = ()

    def data_after(self, header: int) -> list[list[str]]:
        """Records after the one at position `header`, blank rows left out."""
        return [record for record in self.records[header + 1 :] if record]


def find_line_end(text: bytes) -> str:
    """The character that ends lines: a line feed, or a carriage return where there is none."""
    return "\n" if b"\n" in text or b"\r" not in text else "\r"


def cut_sample(text: bytes) -> str:
    """Whole lines from the start of a text, about `SAMPLE_BYTES` of them."""
    if len(text) <= SAMPLE_BYTES:
        return text.decode()
    end = find_line_end(text).encode()
    cut = text.rfind(end, 0, SAMPLE_BYTES)
    cut = text.find(end) if cut < 0 else cut
    return text[: cut + 1 or None].decode()


def take_sample(start: str, delimiter: str, whole: bool) -> Sample:
    """The records of `start` (the `whole` text, or the start of it) under a delimiter."""
    records: list[list[str]] = []
    lines = io.StringIO(start, newline="")
    broken: list[int] = []
    try:
        for record in RecordReader(lines, delimiter):
            if record is None:
                broken.append(len(records))
            records.append([] if record is None or is_blank(record) else record)
            if len(records) >= SAMPLE_RECORDS:
                break
    except csv.Error:
        # A quoted cell may only have been cut off by the end of the sample.
        if whole or lines.read(1):
            broken.append(len(records))
    return Sample(delimiter, tuple(records), bool(broken), tuple(broken))


def is_blank(record: list[str]) -> bool:
    """Whether a record is a blank row: nothing, or one cell of spaces."""
    return not record or (len(record) == 1 and not record[0].strip())


def is_number(cell: str) -> bool:
    """Whether a cell is a number, with a point or a comma."""
    return _NUMBER.fullmatch(cell) is not None


def is_missing(cell: str) -> bool:
    """Whether a cell is blank or a common text for missing."""
    return cell.strip().casefold() in _MISSING


def list_columns(records: list[list[str]], width: int) -> Iterator[list[str]]:
    """Each column's cells that are not missing, of the records of this width."""
    full = [record for record in records if len(record) == width]
    for place in range(width):
        yield [record[place] for record in full if not is_missing(record[place])]
