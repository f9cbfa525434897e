"""What analysis data of trials (CDISC ADaM) say by convention: records left out, no day 0."""

from typing import Final

import numpy as np

from .cells import Cells, is_missing
from .sheets import Sheet
from .spellings import fold

_SIGNS: Final = {"usubjid", "paramcd", "param", "aval", "avisit"}
"""Column names that only such files have; two of them tell."""

_SAYS_YES: Final = {"y", "yes", "1"}


def reject_records_outside(sheet: Sheet) -> None:
    """Reject records that were made up (DTYPE) or are not flagged for analysis (ANL01FL).

    A baseline (ABLFL) counts whether flagged or not, as many files flag later visits only; a
    column that flags no record at all says nothing.
    """
    named = {fold(column): column for column in sheet.columns}
    if len(_SIGNS & named.keys()) < 2:
        return
    derived = _is_filled(sheet, named.get("dtype"))
    sheet.reject(derived, "not_analysis_record", named.get("dtype", ""), "the score was derived "
                 "(carried forward, averaged), not taken.",
                 "Nothing to do, or clear the column where it should count.")  # fmt: skip
    flagged = _is_flagged(sheet, named.get("anl01fl"))
    unflagged = ~flagged & ~_is_flagged(sheet, named.get("ablfl")) & flagged.any()
    sheet.reject(unflagged, "not_analysis_record", named.get("anl01fl", ""), "the record is not "
                 "flagged for analysis.", "Nothing to do, or write Y where it should "
                 "count.")  # fmt: skip


def _is_filled(sheet: Sheet, column: str | None) -> np.ndarray:
    return sheet.cells(column).where(lambda text: not is_missing(text, sheet.missing))


def _is_flagged(sheet: Sheet, column: str | None) -> np.ndarray:
    return sheet.cells(column).where(lambda text: text.casefold() in _SAYS_YES)


def start_from_zero(sheet: Sheet, column: str, cells: Cells, days: np.ndarray) -> np.ndarray:
    """Days from 0 where the column (ADY) counts the first dose as day 1 and has no day 0.

    Parameters
    ----------
    cells : Cells
        The column's own cells.
    days : array of int
        The day of each label of `cells`.
    """
    if fold(column) != "ady" or (days == 0).any() or not len(cells):
        return days
    sheet.note("info", "days_from_one", column, None, "day 1 is the first dose and there is no day "
               "0, so days after it are read as one less.", "Nothing to do, or rename the column "
               "if day 1 is the day after.")  # fmt: skip
    return np.where(days > 0, days - 1, days)
