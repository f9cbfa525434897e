"""What reading a file gives: its records as text, and every decision made on the way."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analysis.core import Finding, Refusal


@dataclass(frozen=True)
class Decisions:
    """What was decided about the text of a file, shown to the user and overridable.

    `encoding` is "utf-8", "utf-8-sig", "utf-16" or "cp1252"; `delimiter` a comma, semicolon, tab
    or bar; `decimal` "." or ","; `header_row` is 1-based, as a spreadsheet shows records.
    """

    encoding: str
    delimiter: str
    decimal: str
    header_row: int


@dataclass(frozen=True, eq=False)
class TextTable:
    """The records of one file, exactly as text.

    `columns` are the header's texts, stripped and unique; `data` has one string column each (a
    dictionary of text), with no missing values: what the file does not say is "". `row_numbers`
    (int64, one a record of `data`) count rows as a spreadsheet shows records: the header is 1 when
    nothing precedes it, a quoted record of several lines is one row, and preamble and blank rows
    count. `rows_total` counts the records after the header, blank rows not among them;
    `rejected` holds (row number, code) of those not in `data`, so that
    `len(rejected) + data.num_rows == rows_total`. `name` is plain and never a path.
    """

    name: str
    columns: tuple[str, ...]
    data: pa.Table
    row_numbers: np.ndarray
    rows_total: int
    rejected: tuple[tuple[int, str], ...]
    decisions: Decisions
    findings: tuple[Finding, ...]


class UnreadableFile(Exception):
    """A file that holds no table; `refusal` says why in one sentence, and what to do."""

    def __init__(self, code: str, sentence: str, mend: str) -> None:
        super().__init__(sentence)
        self.refusal = Refusal(code, sentence, mend)
