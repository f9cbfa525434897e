"""What reading a file gives: its records as text, and every decision made on the way."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from analysis.core import Finding, Refusal


@dataclass(frozen=True)
class Decisions:
    """What was decided about the text of a file, shown to the user and overridable.

    `encoding` is "utf-8", "utf-8-sig", "utf-16" or "cp1252"; `delimiter` a comma, semicolon, tab
    or bar; `decimal` "." or ","; `header_row` is 1-based, as a spreadsheet shows records.
    `format` names what the content is ("text", "xlsx", "sav", "dta", "parquet" ...); what is no
    text has no delimiter ("") and perhaps no encoding (""). `sheet` is the sheet of a workbook
    that was read, `sheets` all its sheets.
    """

    encoding: str
    delimiter: str
    decimal: str
    header_row: int
    format: str = "text"
    sheet: str = ""
    sheets: tuple[str, ...] = ()


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

    `questions` are what a survey asked, by column. `of_forms` is True for exports whose records
    hold one form each, so that many hold no score and only say something of the person.
    `visits_given` is True where each record's visit was settled by the file's own analysis, so that
    its day does not move it to another. The last `made` rows of `data` were worked out from others
    (totals from items) and are no rows of the file: they count nowhere. `scores_left_out` counts,
    by code, scores blanked before although their rows are kept.
    """

    name: str
    columns: tuple[str, ...]
    data: pa.Table
    row_numbers: np.ndarray
    rows_total: int
    rejected: tuple[tuple[int, str], ...]
    decisions: Decisions
    findings: tuple[Finding, ...]
    questions: dict[str, str] = field(default_factory=dict)
    of_forms: bool = False
    visits_given: bool = False
    made: int = 0
    scores_left_out: dict[str, int] = field(default_factory=dict)


class UnreadableFile(Exception):
    """A file that holds no table; `refusal` says why in one sentence, and what to do."""

    def __init__(self, code: str, sentence: str, mend: str) -> None:
        super().__init__(sentence)
        self.refusal = Refusal(code, sentence, mend)
