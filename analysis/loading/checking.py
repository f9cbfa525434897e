"""Everything there is to check in a scores table, in one order, all findings at once."""

from dataclasses import dataclass

import numpy as np

from .arms import assign_arms
from .duplicates import reject_repeated_rows, resolve_repeated_scores
from .mapping import BASELINE, Mapping
from .participants import PeopleFound, describe_people
from .people import NOBODY, Register, reject_without_id, say_ids_alike
from .records import Records, list_records
from .scores import (
    UNKNOWN,
    Instruments,
    judge_scores,
    recognise_instruments,
    reject_unknown_instruments,
)
from .shapes import Layout
from .sheets import Sheet
from .timeline import Timeline, place_records
from .trial_data import reject_records_outside
from .versions import ask_for_versions
from .visits import keep_closest


@dataclass(frozen=True, eq=False)
class ScoresFound:
    """The scores of a file after every check.

    `person` is the number of the person of each record; `value` is NaN where a score is not used;
    `visit` the position in `timeline.labels` of the one record that stands for it, else -1.
    """

    records: Records
    instruments: Instruments
    timeline: Timeline
    person: np.ndarray
    value: np.ndarray
    visit: np.ndarray


def check_people(
    sheet: Sheet, layout: Layout, mapping: Mapping, register: Register
) -> tuple[PeopleFound, np.ndarray]:
    """Enrol everyone a sheet names; returns them and the number of the person of each row."""
    column = layout.column("patient_id") or ""
    reject_without_id(sheet, column)
    reject_records_outside(sheet)
    usable = sheet.kept
    reject_repeated_rows(sheet, layout)
    say_ids_alike(sheet, column)
    person = register.enrol(sheet.cells(column), usable & sheet.kept)
    arms = assign_arms(sheet, layout, mapping, person, len(register))
    return describe_people(sheet, layout, mapping, person, register, arms), person


def find_people(
    sheet: Sheet, layout: Layout, register: Register, enrolled: np.ndarray
) -> np.ndarray:
    """The number of the person of each row of a second table; rows of strangers are rejected.

    Parameters
    ----------
    enrolled : array of bool
        Which people are still in the cohort.
    """
    column = layout.column("patient_id") or ""
    reject_without_id(sheet, column)
    reject_records_outside(sheet)
    reject_repeated_rows(sheet, layout)
    person = register.find(sheet.cells(column))
    known = np.append(enrolled, False)[person]
    sheet.reject(~known, "orphan_rows", column, "the person is not among the participants read.",
                 "Add the person to participants, or correct the id.")  # fmt: skip
    return np.where(known, person, NOBODY)


def check_scores(
    sheet: Sheet, layout: Layout, mapping: Mapping, row_person: np.ndarray
) -> ScoresFound:
    """Judge every score of a sheet whose rows belong to these people."""
    records = list_records(sheet, layout)
    by_row = layout.shape == "long"
    if by_row and layout.column(BASELINE):
        sheet.note("warning", "baseline_not_used", layout.column(BASELINE) or "", None, "baselines "
                   "beside an instrument column are not read.", "Give each baseline a row of its "
                   "own, or each instrument a column.")  # fmt: skip
    instruments = recognise_instruments(records.instrument, mapping)
    if instruments.needs_mapping:
        sheet.note("warning", "unknown_instrument", layout.column("instrument") or "", None,
                   "no instrument of the catalogue was recognised, so ranges were not checked.",
                   "Map the file's names to instruments.")  # fmt: skip
    else:
        column = layout.column("instrument") or ""
        reject_unknown_instruments(sheet, records, instruments, by_row, column)
    kept = sheet.kept[records.row] & (instruments.number != UNKNOWN)
    timeline = place_records(records, layout, sheet, mapping, kept)
    instruments = ask_for_versions(sheet, records, instruments, mapping)
    value = judge_scores(sheet, records, instruments, by_row)
    person = row_person[records.row]
    number = instruments.number
    value = resolve_repeated_scores(sheet, records, person, number, timeline, value, by_row)
    value[person == NOBODY] = np.nan
    visit = _choose_records(sheet, records, person, number, timeline, value)
    found = ScoresFound(records, instruments, timeline, person, value, visit)
    _say_missing_baseline(sheet, found)
    return found


def _choose_records(
    sheet: Sheet,
    records: Records,
    person: np.ndarray,
    instrument: np.ndarray,
    timeline: Timeline,
    value: np.ndarray,
) -> np.ndarray:
    """The visit each score stands for; -1 where another was closer or no window holds it."""
    visit = np.where(np.isnan(value), -1, timeline.visit).astype(np.int16)
    outside = ~np.isnan(value) & (visit < 0)
    if outside.any():
        sheet.note("info", "outside_windows", "", np.unique(records.row[outside]), "the day is "
                   "in no visit's window; kept, and not used at a visit.",
                   "Nothing to do, or add a visit to the mapping.")  # fmt: skip
    if not timeline.visits:
        return visit
    closest = keep_closest(person, instrument, visit, timeline.day, timeline.visits)
    other = (visit >= 0) & ~closest
    if other.any():
        sheet.note("info", "closer_record_used", "", np.unique(records.row[other]), "another "
                   "score of the same person was closer to the visit (the last one before the "
                   "first infusion for the baseline) and is used.", "Nothing to do.")  # fmt: skip
    return np.where(closest, visit, -1).astype(np.int16)


def find_baseline(timeline: Timeline) -> np.ndarray:
    """Positions of the baseline among the visits as recognised; several spellings may be it."""
    before = [d for label, d in timeline.schedule.items() if d <= 0 and label in timeline.labels]
    return np.array(
        [
            position
            for position, label in enumerate(timeline.labels)
            if before and timeline.schedule.get(label) == max(before)
        ],
        dtype=np.int64,
    )


def _say_missing_baseline(sheet: Sheet, found: ScoresFound) -> None:
    """People with a later score on an instrument and none at baseline; they are kept."""
    baseline = find_baseline(found.timeline)
    unsure = found.timeline.needs_mapping and not len(baseline)
    if unsure or found.instruments.needs_mapping:
        return
    number, people = found.instruments.number, int(found.person.max(initial=-1)) + 1
    for position, name in enumerate(found.instruments.names):
        scored = (number == position) & (found.visit >= 0)
        first_visit = np.isin(found.visit, baseline)
        at_baseline = np.zeros(people, dtype=bool)
        at_baseline[found.person[scored & first_visit]] = True
        without = np.flatnonzero(scored & ~first_visit)
        without = without[~at_baseline[found.person[without]]]
        if not len(without):
            continue
        _, first = np.unique(found.person[without], return_index=True)
        rows = np.unique(found.records.row[without[first]]) if at_baseline.any() else None
        whom = "a person has" if len(first) == 1 else f"{len(first)} people have"
        sheet.note("warning", "missing_baseline", "", rows, f"{whom} a later {name} score and no "
                   "baseline; they are kept, and left out where change is compared.",
                   "Add the score before the first infusion if there is one.")  # fmt: skip
