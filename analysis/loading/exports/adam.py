"""CDISC ADaM questionnaires: analysis records alone, baseline by its flag, arms from ADSL."""

import re
from dataclasses import replace
from typing import Final

import numpy as np

from ..mapping import Mapping
from ..roles import recognise_instrument
from ..spellings import fold
from ..tables import PARTICIPANTS, SCORES
from ..text_table import TextTable
from .adam_records import keep_analysis_records, say_baselines
from .adam_visits import settle_visits
from .export import Export, Recogniser, Texts
from .making import change_labels, find_column, read_column, reject_rows, tell

_NEEDED: Final = ("usubjid", "aval")
_TIMES: Final = ("avisit", "avisitn", "ady")
_PLANNED: Final = ("trt01p", "trtp", "arm")
_RECEIVED: Final = ("trt01a", "trta", "actarm")
_NOT_ENROLLED: Final = {"screenfailure", "screenfail", "scrnfail", "notassigned"}
_TOTAL_WORDS: Final = re.compile(
    r"\b(total|sum|score|scale)\b|\(\s*\d+\s*(-|to)\s*\d+\s*\)", re.IGNORECASE
)
_TOTAL_ENDING: Final = re.compile(r"(TOTAL|TOTL|TOT|SCORE|SCO|SUM|TS)$", re.IGNORECASE)


def _recognise(texts: Texts, mapping: Mapping) -> str | None:
    text = texts.get(SCORES)
    if text is None:
        return None
    named = {fold(column): column for column in text.columns}
    code = next((named[name] for name in ("paramcd", "param") if name in named), None)
    time = next((named[name] for name in _TIMES if name in named), None)
    if code is None or time is None or not all(name in named for name in _NEEDED):
        return None
    signs = [named["usubjid"], code, named["aval"], time]
    listed = ", ".join(f"“{sign}”" for sign in signs)
    joined = PARTICIPANTS in texts and find_column(texts[PARTICIPANTS], "USUBJID")
    return f"{listed} are present" + (", joined to ADSL on “USUBJID”" if joined else "")


def _rewrite(texts: Texts, mapping: Mapping) -> Export:
    tables = dict(texts)
    text, more = _name_roles(texts[SCORES])
    roles = more
    if PARTICIPANTS in tables:
        people, more = _name_arms(tables[PARTICIPANTS])
        roles = roles | more
        tables[PARTICIPANTS], strangers = _leave_screened_out(people, roles | mapping.roles)
        text = _leave_scores_of(text, strangers)
    else:
        text, _ = _leave_screened_out(text, roles | mapping.roles)
    text = keep_analysis_records(text, mapping)
    text, visits = settle_visits(text, mapping)
    text = say_baselines(text)
    if "events" in tables:
        tables["events"] = _count_events_from_zero(tables["events"], text)
    whole = replace(
        mapping,
        roles=roles | mapping.roles,
        instruments=_name_instruments(text) | mapping.instruments,
        visits=visits | mapping.visits,
    )
    return Export("adam", tables | {SCORES: text}, whole)


def _name_roles(text: TextTable) -> tuple[TextTable, dict[str, str]]:
    """Roles of the columns that the standard names, in the table of scores."""
    text, roles = _name_arms(text)
    for role, names in (
        ("instrument", ("PARAMCD", "PARAM")),
        ("score", ("AVAL",)),
        ("visit", ("AVISIT", "AVISITN")),
        ("day", ("ADY",)),
    ):
        column = next((found for name in names if (found := find_column(text, name))), None)
        if column is not None:
            roles[column] = role
    return text, {column: roles[column] for column in text.columns if column in roles}


def _name_arms(text: TextTable) -> tuple[TextTable, dict[str, str]]:
    """Roles of the id and the arms: planned at the start of the first period, and received."""
    roles: dict[str, str] = {}
    person = find_column(text, "USUBJID")
    if person is not None:
        roles[person] = "patient_id"
    for role, names in (("arm_planned", _PLANNED), ("arm_received", _RECEIVED)):
        found = [column for name in names if (column := find_column(text, name))]
        roles |= dict.fromkeys(found[1:], "ignore") | dict.fromkeys(found[:1], role)
    return _say_changing_arm(text), roles


def _say_changing_arm(text: TextTable) -> TextTable:
    """Records planned for another arm than the person's first, as in a second period."""
    first, other = find_column(text, "TRT01P"), find_column(text, "TRTP")
    if first is None or other is None:
        return text
    one, two = read_column(text, first), read_column(text, other)
    pairs = list(zip(one.codes.tolist(), two.codes.tolist(), strict=True))
    folded = [[fold(label) for label in cells.labels] for cells in (one, two)]
    changed = {(i, j) for i, j in set(pairs)
               if folded[0][i] and folded[1][j] and folded[0][i] != folded[1][j]}  # fmt: skip
    rows = tuple(int(row) for row, pair in zip(text.row_numbers, pairs, strict=True)
                 if pair in changed)  # fmt: skip
    if not rows:
        return text
    said = tell("warning", "arm_changes_by_record", other, rows, "the arm planned for the record "
                f"is not that of “{first}”, which is used.", "Remove records of a later period, "
                "or give the other column the role arm_planned.")  # fmt: skip
    return replace(text, findings=(*text.findings, said))


def _leave_screened_out(text: TextTable, roles: dict[str, str]) -> tuple[TextTable, frozenset[str]]:
    """The table without people who were never in an arm, and their ids."""
    column = next((c for c, role in roles.items() if role == "arm_planned" and c in text.columns),
                  None)  # fmt: skip
    person = find_column(text, "USUBJID")
    if column is None or person is None:
        return text, frozenset()
    where = read_column(text, column).where(lambda label: fold(label) in _NOT_ENROLLED)
    ids = read_column(text, person)
    gone = frozenset(ids.take(np.flatnonzero(where)).present())
    return reject_rows(text, where, "not_analysis_record", column, "the person was screened and "
                       "never in an arm.", "Nothing to do."), gone  # fmt: skip


def _leave_scores_of(text: TextTable, people: frozenset[str]) -> TextTable:
    person = find_column(text, "USUBJID") or ""
    where = read_column(text, person).where(lambda label: label in people)
    return reject_rows(text, where, "not_analysis_record", person, "the person was screened and "
                       "never in an arm.", "Nothing to do.")  # fmt: skip


def _name_instruments(text: TextTable) -> dict[str, str]:
    """Instruments of parameter codes that only their description, or less of them, tells."""
    code, words = find_column(text, "PARAMCD"), find_column(text, "PARAM")
    column = code or words or ""
    cells = read_column(text, column)
    described = read_column(text, words) if words else cells
    found: dict[str, str] = {}
    for i, j in set(zip(cells.codes.tolist(), described.codes.tolist(), strict=True)):
        label = cells.labels[i]
        if not label or recognise_instrument(label):
            continue
        plain = _TOTAL_WORDS.sub(" ", described.labels[j]).strip(" :,;-–")
        known = recognise_instrument(plain) or recognise_instrument(_TOTAL_ENDING.sub("", label))
        if known:
            found[label] = known
    return found


def _count_events_from_zero(events: TextTable, scores: TextTable) -> TextTable:
    """Days of events from 0 where those of the scores count the first dose as day 1."""
    ady, day = find_column(scores, "ADY"), find_column(events, "day")
    if ady is None or day is None or not find_column(events, "USUBJID"):
        return events
    if {"0"} & {*read_column(scores, ady).labels, *read_column(events, day).labels}:
        return events
    return change_labels(
        events, day, lambda text: str(int(text) - 1) if text.isdecimal() and int(text) else text
    )


ADAM: Final = Recogniser("adam", "CDISC ADaM questionnaires", _recognise, _rewrite)
