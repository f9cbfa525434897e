"""Tables of text to what was found in them, and to a cohort where nothing needs mapping."""

from collections.abc import Mapping as Dictionary

import numpy as np
import pandas as pd

from analysis.core import Finding

from .checking import ScoresFound, check_people, check_scores, find_people
from .cohorts import Source
from .concluding import Gathered, conclude, refuse
from .loaded import Loaded
from .mapping import Mapping
from .opening import Opened, open_people, open_scores
from .participants import PeopleFound
from .people import NOBODY, Register
from .roles import find_absent_columns
from .sheets import Sheet
from .study_days import count_study_days
from .tables import PARTICIPANTS, SCORES, read_side_table
from .text_table import TextTable


def assemble(
    texts: Dictionary[str, TextTable],
    source: Source,
    mapping: Mapping,
    key: bytes,
    findings: tuple[Finding, ...] = (),
) -> Loaded:
    """Check one scores table, or participants, scores and what else there is.

    Parameters
    ----------
    texts : dict
        By table name ("participants", "scores" ...); a single table may have any name.
    findings : tuple of Finding
        What was noticed before, in front of all others.
    """
    dated = count_study_days(texts, mapping)
    texts, mapping = dated.texts, dated.mapping
    gathered = Gathered(source, mapping, Register(key), findings=list(findings),
                        unsure_days=dated.unsure)  # fmt: skip
    scores_text = texts[SCORES] if SCORES in texts else next(iter(texts.values()))
    scores = open_scores(scores_text, mapping, dated.columns)
    gathered.opened.append(scores)
    reasons = _why_unusable(scores)
    if reasons:
        return refuse(gathered, texts, reasons)
    people, person, enrolled = _enrol(gathered, texts, scores)
    _say_absent(gathered, scores.sheet)
    found = check_scores(scores.sheet, scores.need_layout(), mapping, person)
    if PARTICIPANTS in texts:
        _say_scoreless(gathered, found)
    else:
        enrolled = _people_kept(scores.sheet, person, len(gathered.register))
        found.value[~np.append(enrolled, False)[found.person]] = np.nan
    gathered.sheets.append(scores.sheet)
    side_tables = _read_side_tables(gathered, texts, enrolled)
    return conclude(gathered, texts, people, found, enrolled, side_tables)


def _why_unusable(scores: Opened) -> tuple[str, ...]:
    """Reasons for refusing a table before its rows are looked at."""
    reasons = []
    if scores.layout is None:
        reasons.append("no_score_column")
    if scores.id_column is None:
        reasons.append("no_id_column")
    if not scores.sheet.rows:
        reasons.append("no_rows")
    return tuple(reasons)


def _enrol(
    gathered: Gathered, texts: Dictionary[str, TextTable], scores: Opened
) -> tuple[PeopleFound, np.ndarray, np.ndarray]:
    """People, the person of each row of the scores table, and who is still in."""
    if PARTICIPANTS not in texts:
        layout = scores.need_layout()
        people, person = check_people(scores.sheet, layout, gathered.mapping, gathered.register)
        return people, person, np.ones(len(gathered.register), dtype=bool)
    opened = open_people(texts[PARTICIPANTS], gathered.mapping)
    gathered.opened.insert(0, opened)
    gathered.sheets.append(opened.sheet)
    layout = opened.need_layout()
    people, person = check_people(opened.sheet, layout, gathered.mapping, gathered.register)
    enrolled = _people_kept(opened.sheet, person, len(gathered.register))
    rows = find_people(scores.sheet, scores.need_layout(), gathered.register, enrolled)
    return people, rows, enrolled


def _say_scoreless(gathered: Gathered, found: ScoresFound) -> None:
    """People of the participants table of whom no score is used; they are kept."""
    opened = gathered.opened[0]
    person = gathered.register.find(opened.sheet.cells(opened.id_column))
    scored = np.zeros(len(gathered.register) + 1, dtype=bool)
    scored[found.person[~np.isnan(found.value)]] = True
    without = opened.sheet.kept & (person != NOBODY) & ~scored[person]
    if without.any():
        opened.sheet.note("warning", "person_without_scores", opened.id_column or "", without,
                          "no score of the person is in the scores table; they are kept.",
                          "Add the scores, or correct the id.")  # fmt: skip


def _say_absent(gathered: Gathered, sheet: Sheet) -> None:
    """Columns the mapping gives a role that none of the tables has."""
    there = tuple(column for one in gathered.opened for column in one.sheet.columns)
    for column in find_absent_columns(there, gathered.mapping):
        sheet.note("warning", "mapped_column_absent", column, None, "the mapping has a role for "
                   "it and the file has no such column.", "Check the mapping.")  # fmt: skip


def _people_kept(sheet: Sheet, person: np.ndarray, people: int) -> np.ndarray:
    """A mask of the people who have at least one row that was not rejected."""
    enrolled = np.zeros(people, dtype=bool)
    enrolled[person[sheet.kept & (person != NOBODY)]] = True
    return enrolled


def _read_side_tables(
    gathered: Gathered, texts: Dictionary[str, TextTable], enrolled: np.ndarray
) -> dict[str, pd.DataFrame]:
    frames = {}
    for name, text in texts.items():
        if len(texts) > 1 and name not in (PARTICIPANTS, SCORES):
            frames[name], sheet = read_side_table(
                name, text, gathered.mapping, gathered.register, enrolled
            )
            gathered.sheets.append(sheet)
    return frames
