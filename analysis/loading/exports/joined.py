"""Several tables of any names: which is which by content, joined by the patient id."""

from collections.abc import Mapping as Dictionary
from dataclasses import replace
from typing import Final

from analysis.core import Finding

from ..archive import TABLES
from ..mapping import Mapping
from ..roles import assign_roles
from ..tables import PARTICIPANTS, SCORES
from ..text_table import TextTable, UnreadableFile
from .export import Export, Recogniser, Texts
from .making import read_column, read_rows, tell, write_rows
from .table_kinds import Kind, find_kind, name_event_columns

_ARMS: Final = ("arm_planned", "arm_received", "arm")


def find_cohort(texts: Texts) -> bool:
    """Whether some tables are, by content, the participants and the scores of one cohort."""
    try:
        found = _name_tables(texts, Mapping()).values()
    except UnreadableFile:
        return False
    return SCORES in found and PARTICIPANTS in found


def _recognise(texts: Texts, mapping: Mapping) -> str | None:
    """Evidence where a table is not named as one of a cohort and the scores are found."""
    if all(name in TABLES for name in texts):
        return None
    found = _name_tables(texts, mapping)
    if SCORES not in found.values():
        return None
    told = [f"“{own}” is read as {name}" for own, name in found.items() if name and own != name]
    return "; ".join(told) or None


def _name_tables(texts: Texts, mapping: Mapping) -> dict[str, str]:
    """The table of a cohort each table is ("" for none); those named as one are taken for it."""
    kinds = {
        name: Kind(name, "its name") if name in TABLES else find_kind(text, mapping)
        for name, text in texts.items()
    }
    scores = _choose_scores(kinds)
    found: dict[str, str] = {}
    for name, kind in kinds.items():
        is_second = kind.name == SCORES and name != scores
        found[name] = PARTICIPANTS if is_second and kind.roles else "" if is_second else kind.name
    for table in (PARTICIPANTS, "events"):
        several = [name for name, given in found.items() if given == table]
        if len(several) > 1:
            raise _several(several, table)
    return found


def _choose_scores(kinds: Dictionary[str, Kind]) -> str:
    """The one table of scores: one so named, else the only one whose scores have a time."""
    if SCORES in kinds:
        return SCORES
    several = [name for name, kind in kinds.items() if kind.name == SCORES]
    timed = [name for name in several if kinds[name].timed]
    if len(timed) > 1 or (not timed and len(several) > 1):
        raise _several(timed or several, SCORES)
    return (timed or several or [""])[0]


def _several(names: list[str], table: str) -> UnreadableFile:
    listed = " and ".join(f"“{name}”" for name in names[:3])
    return UnreadableFile("several_tables_alike", f"{listed} can each be the cohort's {table}.",
                          "Put their rows in one table, or leave out the others.")  # fmt: skip


def _rewrite(texts: Texts, mapping: Mapping) -> Export:
    found = _name_tables(texts, mapping)
    tables: dict[str, TextTable] = {}
    said: list[Finding] = []
    for own, name in found.items():
        if not name:
            said.append(Finding("warning", "files_not_read", "", (), f"“{own}” was not read: it is "
                                "not known which table of a cohort it is.", "Nothing to do, or "
                                "name it as in the template.", own))  # fmt: skip
            continue
        tables[name] = _call(texts[own], name)
    if PARTICIPANTS in tables:
        tables, mapping = _add_from_scores(tables, mapping)
    return Export("tables", tables, mapping, tuple(said))


def _call(text: TextTable, name: str) -> TextTable:
    """A table under its name in a cohort, its findings with it."""
    findings = tuple(replace(finding, table=name) for finding in text.findings)
    text = replace(text, findings=findings)
    if name != "events":
        return text
    renamed = name_event_columns(text)
    columns = tuple(renamed.get(column, column) for column in text.columns)
    return replace(text, columns=columns, data=text.data.rename_columns(list(columns)))


def _add_from_scores(
    tables: dict[str, TextTable], mapping: Mapping
) -> tuple[dict[str, TextTable], Mapping]:
    """The arm and condition of people whose table does not say them and whose scores do."""
    people, scores = tables[PARTICIPANTS], tables[SCORES]
    own, other = (
        assign_roles(text.columns, lambda c, text=text: read_column(text, c), mapping)  # type: ignore[misc]
        for text in (people, scores)
    )
    ids = [next((c for c, r in roles.items() if r == "patient_id"), None) for roles in (own, other)]
    has_arm = bool(set(_ARMS) & set(own.values()))
    for column, role in other.items():
        wanted = (role in _ARMS and not has_arm) or (
            role == "condition" and "condition" not in own.values()
        )
        if not wanted or column in people.columns or None in ids:
            continue
        first = _first_of_each(scores, str(ids[1]), column)
        people = write_rows(
            people, column, [first.get(i, "") for i in read_rows(people, str(ids[0]))]
        )
        said = tell("info", "column_from_scores", column, (), "the participants table does not say "
                    "it; it was taken from the scores.", "Check it.", PARTICIPANTS)  # fmt: skip
        people = replace(people, findings=(*people.findings, said))
        mapping = replace(mapping, roles={column: role} | mapping.roles)
    return tables | {PARTICIPANTS: people}, mapping


def _first_of_each(text: TextTable, ids: str, column: str) -> dict[str, str]:
    first: dict[str, str] = {}
    for person, value in zip(read_rows(text, ids), read_rows(text, column), strict=True):
        if value:
            first.setdefault(person, value)
    return first


JOINED: Final = Recogniser("tables", "Tables of one cohort", _recognise, _rewrite)
