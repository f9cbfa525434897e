"""Visits of a trial's analysis data: the baseline by its flag, screening before it, days from 0."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from ..cells import read_number
from ..mapping import Mapping
from ..text_table import TextTable
from ..visits import guess_day
from .adam_records import is_flagged, key_records, number_visits
from .making import find_column, read_column, read_rows, reject_rows, tell, write_rows

_SCREENING: Final = re.compile(r"\bscr(een(ing)?|n)?\b", re.IGNORECASE)
_NUMBERED_DAY: Final = re.compile(r".*\bday\s*(\d+).*", re.IGNORECASE)
_BASELINE: Final = "Baseline"
_SCREENING_DAY: Final = -7
"""Of a screening visit without any study day: before the baseline, and used for nothing."""


def settle_visits(text: TextTable, mapping: Mapping) -> tuple[TextTable, dict[str, int]]:
    """The table with each person's baseline under one label, and study days of visits by label.

    The analysis visit (AVISIT, else AVISITN) is the visit of a record whatever its day. Days are
    given where every visit has one; else it is left to be recognised or mapped.
    """
    column = find_column(text, "AVISIT") or find_column(text, "AVISITN")
    if column is None:
        return text, {}
    baseline = _name_baseline(text, column)
    if baseline is not None:
        text = _gather_baselines(text, column, baseline)
    days = dict(_schedule(text, column, baseline))
    text = _say_screening(text, column, days)
    known = {label: day for label, (day, _) in days.items() if day is not None}
    given = known if len(known) == len(days) else {}
    return replace(text, visits_given=True), given


def _name_baseline(text: TextTable, column: str) -> str | None:
    """The label of the baseline: most flagged records have it, else visit 0, else by its name."""
    labels = read_rows(text, column)
    flagged = [labels[row] for row in np.flatnonzero(is_flagged(text, "ABLFL"))]
    zero = [labels[row] for row in np.flatnonzero(number_visits(text) == 0)]
    if flagged:
        own = [label for label in flagged if label and not _SCREENING.search(label)]
        return max(set(own), key=own.count) if own else _BASELINE
    named = [label for label in dict.fromkeys(labels) if label and guess_day(label) == 0]
    return next((label for label in [*zero, *named] if label), None)


def _gather_baselines(text: TextTable, column: str, baseline: str) -> TextTable:
    """Flagged records under the baseline's label; others of that label give way to them."""
    flagged, keys, labels = is_flagged(text, "ABLFL"), key_records(text), read_rows(text, column)
    here = np.array([label == baseline for label in labels], dtype=bool)
    moved = flagged & ~here
    if moved.any():
        said = tell("info", "baseline_by_flag", column, tuple(text.row_numbers[moved].tolist()),
                    "the record is flagged as the person's baseline and is read as such.",
                    "Nothing to do, or clear ABLFL.")  # fmt: skip
        labels = [baseline if one else label for label, one in zip(labels, moved, strict=True)]
        text = write_rows(replace(text, findings=(*text.findings, said)), column, labels)
    rivals = here & ~flagged & np.isin(keys, keys[flagged])
    return reject_rows(text, rivals, "not_analysis_record", column, "another record of the person "
                       "is flagged as the baseline.", "Nothing to do.")  # fmt: skip


def _schedule(
    text: TextTable, column: str, baseline: str | None
) -> Iterator[tuple[str, tuple[int | None, bool]]]:
    """Label, and its study day with whether that was only assumed, of each visit that occurs."""
    cells, numbers = read_column(text, column), number_visits(text)
    taken, from_one = _read_days(text, baseline)
    for label in cells.present():
        rows = cells.where(lambda other, label=label: other == label)  # type: ignore[misc]
        seen = taken[rows & ~np.isnan(taken)]
        median = round(float(np.median(seen))) if len(seen) else None
        if label == baseline:
            yield label, (0, False)
        elif _SCREENING.search(label) or (numbers[rows] < 0).any():
            yield label, (_SCREENING_DAY if median is None else min(median, -1), median is None)
        elif (found := _NUMBERED_DAY.fullmatch(label)) and from_one and int(found[1]) > 0:
            yield label, (int(found[1]) - 1, False)
        else:
            guessed = guess_day(label, column)
            yield label, (median if guessed is None else guessed, False)


def _read_days(text: TextTable, baseline: str | None) -> tuple[np.ndarray, bool]:
    """The study day from 0 of each row (NaN for none), and whether the file counts from 1."""
    column = find_column(text, "ADY")
    if column is None:
        found = _NUMBERED_DAY.fullmatch(baseline or "")
        return np.full(text.data.num_rows, np.nan), found is not None and int(found[1]) == 1
    cells = read_column(text, column)
    days = np.array([read_number(label) for label in cells.labels])
    from_one = not bool((days == 0).any())
    return np.where(from_one & (days > 0), days - 1, days)[cells.codes], from_one


def _say_screening(
    text: TextTable, column: str, days: dict[str, tuple[int | None, bool]]
) -> TextTable:
    assumed = [label for label, (_, is_assumed) in days.items() if is_assumed]
    if not assumed:
        return text
    said = tell("info", "screening_day_assumed", column, (), "screening has no study day and is "
                f"put at day {_SCREENING_DAY}, before the baseline; no result rests on it.",
                "Give the visit its day in the mapping.")  # fmt: skip
    return replace(text, findings=(*text.findings, said))
