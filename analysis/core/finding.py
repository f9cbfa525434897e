"""What the reader found in a file."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Finding:
    """One thing noticed in a file: where, what is wrong, how to mend it.

    `rows` are numbered as a spreadsheet shows records (the header is row 1). The message never
    quotes a cell that is not a number.
    """

    severity: Severity
    code: str
    column: str
    rows: tuple[int, ...]
    message: str
    mend: str
    table: str = "scores"
