"""FHIR QuestionnaireResponse, one JSON object a line or a Bundle, to a long table of totals."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import numpy as np

from analysis.core import Finding, Severity

from ..text_table import Decisions, TextTable, UnreadableFile
from ..wording import list_rows
from .fhir_answers import find_instrument_of, find_total
from .text_columns import encode_texts, make_named_table

_RESPONSE: Final = "QuestionnaireResponse"
_DONE: Final = {"completed", "amended", ""}
_LONGEST_LINE: Final = 16 * 1024 * 1024
_COLUMNS: Final = ("patient_id", "authored", "instrument", "score")
_NOT_DONE: Final = "not_analysis_record"
_NO_TOTAL: Final = "non_numeric"

_REASONS: Final[dict[str, tuple[Severity, str, str]]] = {
    _NOT_DONE: ("warning", "the questionnaire is not completed, or was entered in error, as its "
                "status says; not read.", "Nothing to do."),
    _NO_TOTAL: ("error", "an answer is missing or is no number, or the total differs from the sum "
                "of the answers; not read.", "Complete the answers, or correct the total."),
}  # fmt: skip


def read_questionnaires(data: bytes, name: str) -> TextTable:
    """Each completed response as a row: subject, date, instrument, total.

    The total is the one the response holds, else the sum of the answers where every item of a
    known questionnaire (PHQ-9, GAD-7 by LOINC) has one. Rows are lines of the file, or entries of
    a Bundle, from 1.

    Raises
    ------
    UnreadableFile
        `json` where the JSON is broken or holds no response.
    """
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    rejected: list[tuple[int, str]] = []
    others = 0
    for number, resource in _list_resources(data):
        if resource.get("resourceType") != _RESPONSE:
            others += 1
            continue
        why, row = _read_response(resource)
        if why:
            rejected.append((number, why))
        else:
            rows.append(row)
            numbers.append(number)
    if not rows and not rejected:
        raise UnreadableFile("json", "The JSON holds no QuestionnaireResponse of FHIR.",
                             "Export questionnaire responses, or a table as CSV.")  # fmt: skip
    said = (*_say_rejected(rejected), *_say_others(others))
    return _make(name, rows, numbers, rejected, said)


def _make(
    name: str,
    rows: list[tuple[str, ...]],
    numbers: list[int],
    rejected: list[tuple[int, str]],
    findings: tuple[Finding, ...],
) -> TextTable:
    if not rows:
        raise UnreadableFile("no_rows", "No response of the file can be used: none is completed "
                             "and has a total.", "Export completed responses.")  # fmt: skip
    columns = [
        (title, encode_texts([row[place] for row in rows])) for place, title in enumerate(_COLUMNS)
    ]
    decisions = Decisions("utf-8", "", ".", 1, "fhir")
    table = make_named_table(name, columns, decisions, findings, np.array(numbers, dtype=np.int64))
    return replace(table, rows_total=len(rows) + len(rejected), rejected=tuple(rejected))


def _list_resources(data: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    """Resources with their line, or their entry in a Bundle."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _broken("The JSON is not UTF-8.") from None
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > 1 and all(line.lstrip().startswith("{") and line.rstrip().endswith("}")
                              for _, line in lines[:2]):  # fmt: skip
        for number, line in lines:
            yield number, _read_object(line, number)
        return
    whole = _read_json(text, 1)
    if isinstance(whole, dict) and whole.get("resourceType") == "Bundle":
        entries = whole.get("entry", [])
        whole = [e.get("resource") for e in entries if isinstance(e, dict)]
    listed = whole if isinstance(whole, list) else [whole]
    for number, resource in enumerate(listed, 1):
        if isinstance(resource, dict):
            yield number, resource


def _read_object(line: str, number: int) -> dict[str, Any]:
    found = _read_json(line, number)
    if not isinstance(found, dict):
        raise _broken(f"Line {number}: this is no JSON object.")
    return found


def _read_json(text: str, line: int) -> Any:
    if len(text) > _LONGEST_LINE and "\n" not in text:
        raise _broken(f"Line {line}: the JSON object is too long.")
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise _broken(f"Line {line}: the JSON is broken or cut off.") from None


def _refuse_constant(_: str) -> None:
    raise ValueError


def _broken(sentence: str) -> UnreadableFile:
    return UnreadableFile("json", sentence, "Export the responses again.")


def _read_response(resource: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Why a response is not read ("" if it is), and its row."""
    if str(resource.get("status", "")) not in _DONE:
        return _NOT_DONE, ()
    instrument = find_instrument_of(resource)
    total = find_total(resource, instrument)
    if total is None:
        return _NO_TOTAL, ()
    subject = resource.get("subject")
    person = subject.get("reference") or _identify(subject) if isinstance(subject, dict) else ""
    return "", (str(person or "").rpartition("/")[2], str(resource.get("authored") or ""),
                instrument, total)  # fmt: skip


def _identify(subject: dict[str, Any]) -> str:
    """The subject's identifier, where there is no reference."""
    identifier = subject.get("identifier")
    return str(identifier.get("value") or "") if isinstance(identifier, dict) else ""


def _say_rejected(rejected: list[tuple[int, str]]) -> Iterator[Finding]:
    for code, (severity, message, mend) in _REASONS.items():
        rows = tuple(row for row, why in rejected if why == code)
        if rows:
            yield Finding(severity, code, "", rows, f"{list_rows(rows)}: {message}", mend)


def _say_others(others: int) -> Iterator[Finding]:
    if others:
        yield Finding("info", "other_resources", "", (), f"{others:,} resource(s) of other kinds "
                      "(patients, encounters ...) were not read.", "Nothing to do.")  # fmt: skip
