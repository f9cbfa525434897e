"""Small phrases of findings about rows."""

from collections.abc import Sequence
from typing import Final

ROWS_IN_A_MESSAGE: Final = 5


def list_rows(rows: Sequence[int]) -> str:
    """ "Row 14", "Rows 3, 5 and 9", "Rows 3, 5, 9, 11, 12 and 40 more"."""
    if len(rows) == 1:
        return f"Row {rows[0]}"
    shown = [str(row) for row in rows[:ROWS_IN_A_MESSAGE]]
    if len(rows) > ROWS_IN_A_MESSAGE:
        return f"Rows {', '.join(shown)} and {len(rows) - ROWS_IN_A_MESSAGE} more"
    return f"Rows {', '.join(shown[:-1])} and {shown[-1]}"
