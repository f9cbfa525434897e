"""Which records of a trial's analysis data count, and whether their baselines agree."""

import re
from dataclasses import replace
from typing import Final

import numpy as np

from ..cells import is_missing, read_numbers
from ..mapping import Mapping
from ..text_table import TextTable
from .making import find_column, read_column, reject_rows, tell

_CODE: Final = "not_analysis_record"
_YES: Final = {"y", "yes", "1"}
_CARRIED: Final = re.compile(r"\b(locf|bocf|wocf|carried forward)\b", re.IGNORECASE)
_UNSCHEDULED: Final = re.compile(r"\bunsch(ed(uled)?)?\b|\bunplanned\b", re.IGNORECASE)


def keep_analysis_records(text: TextTable, mapping: Mapping) -> TextTable:
    """The table without records derived, not flagged for analysis, or of no scheduled visit.

    Notes
    -----
    A column that flags nothing says nothing. A flagged baseline (ABLFL) counts although the
    analysis flag (ANL01FL) is blank, as many files flag later visits only.
    """
    text = _leave_derived(text, mapping)
    text = _leave_unflagged(text)
    return _leave_unscheduled(text)


def is_flagged(text: TextTable, name: str) -> np.ndarray:
    """Rows whose flag says Y; none where the file has no such column."""
    column = find_column(text, name)
    if column is None:
        return np.zeros(text.data.num_rows, dtype=bool)
    return read_column(text, column).where(lambda label: label.casefold() in _YES)


def _leave_derived(text: TextTable, mapping: Mapping) -> TextTable:
    column, visit = find_column(text, "DTYPE"), find_column(text, "AVISIT")
    missing = frozenset(mapping.missing)
    if column is not None:
        derived = read_column(text, column).where(lambda label: not is_missing(label, missing))
        text = reject_rows(text, derived, _CODE, column, "the score was derived (carried forward, "
                           "averaged), not taken.", "Nothing to do, or clear the column where it "
                           "should count.")  # fmt: skip
    if visit is not None:
        carried = read_column(text, visit).where(lambda label: bool(_CARRIED.search(label)))
        text = reject_rows(text, carried, _CODE, visit, "the visit's name says that the score was "
                           "carried forward.", "Nothing to do.")  # fmt: skip
    return text


def _leave_unflagged(text: TextTable) -> TextTable:
    flagged, baseline = is_flagged(text, "ANL01FL"), is_flagged(text, "ABLFL")
    column = find_column(text, "ANL01FL")
    if column is None or not flagged.any():
        return text
    return reject_rows(text, ~flagged & ~baseline, _CODE, column, "the record is not flagged for "
                       "analysis.", "Nothing to do, or write Y where it should "
                       "count.")  # fmt: skip


def _leave_unscheduled(text: TextTable) -> TextTable:
    """Records of visits nobody planned; one that is the person's baseline by its flag stays."""
    for name in ("AVISIT", "VISIT"):
        column = find_column(text, name)
        if column is not None:
            found = read_column(text, column).where(lambda x: bool(_UNSCHEDULED.search(x)))
            found &= ~is_flagged(text, "ABLFL")
            if name == "VISIT":
                found &= _has_no_visit(text)
            text = reject_rows(text, found, _CODE, column, "the visit was not scheduled.",
                               "Nothing to do, or give the record a scheduled visit.")  # fmt: skip
    return text


def _has_no_visit(text: TextTable) -> np.ndarray:
    """Rows the analysis gave no visit; all of them where it gives none to any."""
    column = find_column(text, "AVISIT")
    if column is None:
        return np.ones(text.data.num_rows, dtype=bool)
    return read_column(text, column).where(lambda label: not label)


def say_baselines(text: TextTable) -> TextTable:
    """Say where BASE is not the score of the person's own baseline record.

    Expects baselines to be flagged (ABLFL) or the visit to be number 0.
    """
    base, value, keys = find_column(text, "BASE"), find_column(text, "AVAL"), key_records(text)
    if base is None or value is None:
        return text
    given, own = (_numbers(text, column) for column in (base, value))
    at_baseline = is_flagged(text, "ABLFL")
    if not at_baseline.any():
        at_baseline = number_visits(text) == 0
    if not at_baseline.any():
        if np.isnan(given).all():
            return text
        said = tell("warning", "baseline_not_used", base, (), "there are no records of the "
                    "baseline, and baselines beside the scores are not read.",
                    "Give each baseline a record of its own.")  # fmt: skip
        return replace(text, findings=(*text.findings, said))
    known = np.full(int(keys.max(initial=-1)) + 1, np.nan)
    known[keys[at_baseline]] = own[at_baseline]
    differs = np.abs(given - known[keys]) > 1e-9
    if not differs.any():
        return text
    said = tell("warning", "baseline_disagrees", base, tuple(text.row_numbers[differs].tolist()),
                "the baseline beside the score is not that of the person's baseline record, which "
                "is used.", "Correct the one that is wrong.")  # fmt: skip
    return replace(text, findings=(*text.findings, said))


def key_records(text: TextTable) -> np.ndarray:
    """One number for the records of one person and parameter."""
    person = read_column(text, find_column(text, "USUBJID") or "")
    code = read_column(text, find_column(text, "PARAMCD", "PARAM") or "")
    both = person.codes.astype(np.int64) * len(code.labels) + code.codes
    _, keys = np.unique(both, return_inverse=True)
    return np.asarray(keys)


def number_visits(text: TextTable) -> np.ndarray:
    """AVISITN of each row, NaN where there is none."""
    column = find_column(text, "AVISITN")
    return np.full(text.data.num_rows, np.nan) if column is None else _numbers(text, column)


def _numbers(text: TextTable, column: str) -> np.ndarray:
    cells = read_column(text, column)
    return read_numbers(cells, text.decisions.decimal or ".")[cells.codes]
