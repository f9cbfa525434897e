"""One table under inspection: its columns, the rows rejected so far, and what was found."""

from typing import Final

import numpy as np

from analysis.core import Finding, Severity

from .cells import Cells, read_cells, relabel, repeat_label
from .mapping import Mapping
from .text_table import TextTable
from .wording import ROWS_IN_A_MESSAGE, list_rows

CODES: Final = (
    "missing_id_or_footer", "not_analysis_record", "duplicate_exact", "orphan_rows",
    "unknown_arm", "arm_changes_within_person", "unknown_instrument", "day_not_whole",
    "unknown_visit", "non_numeric", "out_of_range", "duplicate_conflict",
)  # fmt: skip
"""Why a row is rejected, in the order checked: a row counts under the first that holds."""

_HARMLESS: Final = {"missing_id_or_footer", "not_analysis_record", "duplicate_exact"}
"""Rejected without loss: what they say stands elsewhere, or is about nobody."""


class Sheet:
    """A table of text with the findings and rejections that gather while it is checked."""

    def __init__(self, name: str, text: TextTable, mapping: Mapping) -> None:
        self.name = name
        self.text = text
        self.decimal = text.decisions.decimal or "."
        self.missing = frozenset(mapping.missing)
        self.missing_in = mapping.missing_in
        self.columns = tuple(text.data.column_names)
        self.rows = int(text.data.num_rows)
        self.findings: list[Finding] = []
        self.dropped: list[str] = []
        self.scores_rejected = dict(text.scores_left_out)
        self.rejected = np.zeros(self.rows, dtype=np.int8)
        self._cells: dict[str, Cells] = {}

    def cells(self, column: str | None) -> Cells:
        """A column's cells; a column that is not there is blank in every row."""
        if column is None:
            return repeat_label("", self.rows)
        if column not in self._cells:
            cells = read_cells(self.text.data.column(column))
            self._cells[column] = self._leave_missing(column, cells)
        return self._cells[column]

    def _leave_missing(self, column: str, cells: Cells) -> Cells:
        """A column without the texts that the mapping says stand for missing in it alone."""
        codes = frozenset(self.missing_in.get(column, ()))
        where = cells.where(lambda label: label in codes)
        if not codes or not where.any():
            return cells
        self.note("info", "missing_codes", column, where, f"{int(where.sum())} cells hold a code "
                  "that the mapping says stands for missing here.", "Nothing to do.")  # fmt: skip
        return relabel(cells, ["" if label in codes else label for label in cells.labels])

    @property
    def kept(self) -> np.ndarray:
        """Rows not rejected so far."""
        return self.rejected == 0

    @property
    def _own(self) -> int:
        """Rows that are the file's; those made from others come after them."""
        return self.rows - self.text.made

    def number_rows(self, where: np.ndarray) -> tuple[int, ...]:
        """Row numbers as a spreadsheet shows them, of a mask or of positions."""
        return tuple(self.text.row_numbers[where].tolist())

    def reject(
        self, where: np.ndarray, code: str, column: str, message: str, mend: str
    ) -> np.ndarray:
        """Reject rows still kept, and say so; returns the mask of those newly rejected."""
        new = where & self.kept
        if new.any():
            self.rejected[new] = CODES.index(code) + 1
            self.note("warning" if code in _HARMLESS else "error", code, column, new, message, mend)
        return new

    def reject_scores(
        self, rows: np.ndarray, code: str, column: str, message: str, mend: str
    ) -> None:
        """Count scores that are left out although their rows (positions) are kept."""
        if len(rows):
            self.scores_rejected[code] = self.scores_rejected.get(code, 0) + len(rows)
            severity: Severity = "warning" if code in _HARMLESS else "error"
            self.note(severity, code, column, np.unique(rows), message, mend)

    def drop_unused(self, columns: tuple[str, ...]) -> None:
        """Name columns that are not kept because nobody says what they are."""
        if not columns:
            return
        self.dropped.extend(columns)
        shown = ", ".join(f"“{column}”" for column in columns[:ROWS_IN_A_MESSAGE])
        more = len(columns) - ROWS_IN_A_MESSAGE
        shown += f" and {more} more" if more > 0 else ""
        self.findings.append(Finding(
            "info", "column_not_used", columns[0] if len(columns) == 1 else "", (),
            f"Not kept, having no role: {shown}.",
            "Give a column a role in the mapping if it should be kept.", self.name,
        ))  # fmt: skip

    def note(
        self,
        severity: Severity,
        code: str,
        column: str,
        where: np.ndarray | None,
        message: str,
        mend: str,
    ) -> None:
        """Add a finding; the message begins with its rows and column."""
        if self.text.made == self.rows and self.name == "items":
            return  # It has been said of the rows these were made from.
        rows = () if where is None else self.number_rows(where)
        place = [list_rows(rows)] if rows else []
        place += [f"column “{column}”"] if column else []
        start = ", ".join(place)
        whole = f"{start[0].upper()}{start[1:]}: {message}" if start else message
        self.findings.append(Finding(severity, code, column, rows, whole, mend, self.name))

    def count_rejected(self) -> dict[str, int]:
        """Rows rejected by code, the reader's own included."""
        counts = np.bincount(self.rejected[: self._own], minlength=len(CODES) + 1)[1:]
        found = {code: int(n) for code, n in zip(CODES, counts, strict=True) if n}
        for _, code in self.text.rejected:
            found[code] = found.get(code, 0) + 1
        return found

    def list_rejected(self) -> list[tuple[str, int, str, str]]:
        """Table, row, code and reason of every rejected row."""
        reasons = {f.code: f.mend for f in (*self.text.findings, *self.findings)}
        listed = [(self.name, row, code, reasons.get(code, "")) for row, code in self.text.rejected]
        for position in np.flatnonzero(self.rejected[: self._own]):
            code = CODES[self.rejected[position] - 1]
            listed.append((self.name, int(self.text.row_numbers[position]), code, reasons[code]))
        return sorted(listed, key=lambda row: row[1])
