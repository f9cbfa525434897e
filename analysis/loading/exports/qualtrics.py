"""Qualtrics exports: three header rows, previews among the responses, metadata of the survey."""

from dataclasses import replace
from typing import Final

import numpy as np

from ..mapping import Mapping
from ..roles import recognise_instrument
from ..shapes import split_column
from ..spellings import find_role, fold
from ..tables import SCORES
from ..text_table import TextTable
from .export import Export, Recogniser, Texts
from .making import read_column, read_rows, reject_rows, tell

_METADATA: Final = {
    "startdate", "enddate", "status", "ipaddress", "progress", "durationinseconds", "finished",
    "recordeddate", "responseid", "recipientlastname", "recipientfirstname", "recipientemail",
    "externalreference", "externaldatareference", "locationlatitude", "locationlongitude",
    "distributionchannel", "userlanguage",
}  # fmt: skip
"""Columns (folded) that Qualtrics puts in front of a survey's own."""

_ENOUGH: Final = 3
_NO_RESPONSE: Final = {
    "surveypreview", "surveytest", "previewspam", "offlinesurveypreview", "preview", "test", "1",
    "2", "9", "17",
}  # fmt: skip
"""Values of Status and DistributionChannel, folded, of what no respondent sent."""


def _recognise(texts: Texts, mapping: Mapping) -> str | None:
    text = texts.get(SCORES)
    if text is None:
        return None
    found = [column for column in text.columns if fold(column) in _METADATA]
    if len(found) < _ENOUGH:
        return None
    listed = ", ".join(f"“{column}”" for column in found[:_ENOUGH])
    rows = "; three header rows" if text.questions else ""
    return f"{listed} are present{rows}"


def _rewrite(texts: Texts, mapping: Mapping) -> Export:
    text = texts[SCORES]
    places = {fold(column): column for column in text.columns if fold(column) in _METADATA}
    text = _reject_previews(text, places)
    text = _say_unfinished(text, places)
    person = _find_person(text, places, mapping)
    # When a response was begun is nobody's day 0, whatever the name of the column.
    roles = {places[name]: "ignore" for name in ("startdate", "enddate") if name in places}
    roles |= {person: "patient_id"} if person else {}
    instruments = _read_questions(text, mapping) | mapping.instruments
    whole = replace(mapping, roles=roles | mapping.roles, instruments=instruments)
    return Export("qualtrics", dict(texts) | {SCORES: text}, whole)


def _reject_previews(text: TextTable, places: dict[str, str]) -> TextTable:
    """Responses sent while the survey was previewed or tested are of nobody."""
    where = np.zeros(text.data.num_rows, dtype=bool)
    for name in ("status", "distributionchannel"):
        if name in places:
            where |= read_column(text, places[name]).where(lambda x: fold(x) in _NO_RESPONSE)
    column = places.get("status", places.get("distributionchannel", ""))
    return reject_rows(text, where, "not_analysis_record", column, "a preview or test of the "
                       "survey, not a response.", "Nothing to do.")  # fmt: skip


def _say_unfinished(text: TextTable, places: dict[str, str]) -> TextTable:
    column = places.get("finished")
    if column is None:
        return text
    unfinished = read_column(text, column).where(lambda x: fold(x) in ("0", "false", "no"))
    if not unfinished.any():
        return text
    said = tell("warning", "response_not_finished", column,
                tuple(text.row_numbers[unfinished].tolist()), "the response was not finished; its "
                "scores are kept.", "Remove it if a score rests on missing answers.")  # fmt: skip
    return replace(text, findings=(*text.findings, said))


def _find_person(text: TextTable, places: dict[str, str], mapping: Mapping) -> str:
    """The column of participants, by name, else the reference given, else one a response."""
    if "patient_id" in mapping.roles.values():
        return ""
    named = [c for c in text.columns if find_role(c) == "patient_id" and c not in places.values()]
    if named:
        return named[0]
    for name in ("externalreference", "externaldatareference"):
        if name in places and all(read_rows(text, places[name])):
            return places[name]
    return places.get("responseid", "")


def _read_questions(text: TextTable, mapping: Mapping) -> dict[str, str]:
    """Instruments of columns whose name says nothing (SC0) and whose question does ("PHQ-9")."""
    by_question = {
        column: code
        for column, question in text.questions.items()
        if column in text.columns
        and find_role(column) is None
        and split_column(column, mapping) is None
        and (code := recognise_instrument(question))
    }
    if not by_question:
        return {}
    named = {c: split for c in text.columns if (split := split_column(c, mapping))}
    own = {c: recognise_instrument(split.instrument) for c, split in named.items()}
    return by_question | {column: code for column, code in own.items() if code}


QUALTRICS: Final = Recogniser("qualtrics", "Qualtrics export", _recognise, _rewrite)
