"""Tables as CSV that carry their mark inside and run no formula."""

import csv
import io
import math
import re
from typing import Any, Final

import pandas as pd

from .release import Released

_STARTS_A_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠]|[ ]*[\t\r\n]")
_BYTE_ORDER_MARK: Final = "utf-8-sig"


def export_csv(frame: pd.DataFrame, released: Released[Any], notes: tuple[str, ...] = ()) -> bytes:
    """A table made from a released result, as the bytes of a CSV file.

    Parameters
    ----------
    frame : DataFrame
        The table; numbers stay numbers, what is missing is an empty cell.
    released : Released
        What the table was made from: its mark, view, notes and the cohort's fingerprint stand in
        columns of their own in every row, so that a part cut out of the table still says them.
    notes : tuple of str
        Further notes.

    Notes
    -----
    UTF-8 with a byte-order mark, without which a spreadsheet reads the names of arms and papers in
    the wrong letters. Text that a spreadsheet could take for a formula (it begins with = + - @, a
    tab, a line break or a full-width = + - @, also after blanks) gets an apostrophe in front; a
    negative number is a number and stays as it is.
    """
    data = getattr(released.result, "data", None)
    marked = {
        "data_mark": released.mark,
        "view": released.view,
        "fingerprint": getattr(data, "fingerprint", ""),
        "notes": " ".join([*released.notes, *notes]),
    }
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([neutralise(name) for name in (*frame.columns, *marked)])
    said = [neutralise(value) for value in marked.values()]
    for row in frame.itertuples(index=False, name=None):
        writer.writerow([*(neutralise(cell) for cell in row), *said])
    return text.getvalue().encode(_BYTE_ORDER_MARK)


def neutralise(cell: object) -> object:
    """A cell that a spreadsheet shows and never runs."""
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return ""
    if isinstance(cell, float) and math.isnan(cell):
        return ""
    if isinstance(cell, bool | int | float) or _is_numpy_number(cell):
        return cell
    text = str(cell)
    return "'" + text if _STARTS_A_FORMULA.match(text) else text


def _is_numpy_number(cell: object) -> bool:
    return type(cell).__module__ == "numpy" and hasattr(cell, "dtype") and cell.dtype.kind in "iufb"
