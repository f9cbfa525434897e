"""Which table of a cohort a table of text is, by its columns and what stands in them."""

from dataclasses import dataclass
from typing import Final

from ..mapping import PERSON_ROLES, Mapping
from ..roles import assign_roles
from ..shapes import Layout, recognise_shape
from ..spellings import fold
from ..tables import PARTICIPANTS, SCORES
from ..text_table import TextTable
from .making import read_column

REDCAP_DICTIONARY: Final = "redcap dictionary"
REDCAP_ARMS: Final = "redcap arms"
REDCAP_EVENTS: Final = "redcap events"
OMOP_PERSON: Final = "omop person"
OMOP_COHORT: Final = "omop cohort"
OMOP_DRUG: Final = "omop drug"

_BY_COLUMNS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (REDCAP_DICTIONARY, ("variablefieldname", "fieldtype")),
    (REDCAP_DICTIONARY, ("fieldname", "formname", "fieldtype")),
    (REDCAP_EVENTS, ("uniqueeventname",)),
    (REDCAP_ARMS, ("armnum", "name")),
    (OMOP_PERSON, ("personid", "genderconceptid")),
    (OMOP_PERSON, ("personid", "yearofbirth")),
    (OMOP_COHORT, ("subjectid", "cohortdefinitionid")),
    (OMOP_DRUG, ("personid", "drugconceptid")),
    (SCORES, ("personid", "measurementconceptid", "valueasnumber")),
    ("screening", ("screeningnumber", "outcome")),
    ("items", ("item", "answer")),
    ("session_measures", ("minutesafterstart", "measure", "value")),
    ("infusions", ("mg", "drug")),
    ("infusions", ("mgperkg", "purpose")),
    ("therapy_sessions", ("minutes", "type")),
    ("therapy_sessions", ("timing", "training")),
    ("events", ("kind", "term")),
    ("events", ("term", "severity")),
    ("events", ("term", "serious")),
)
"""Columns (folded) that together only one table has."""

_BY_FORM: Final = {"redcapeventname", "redcaprepeatinstrument"}
"""Columns (folded) of REDCap exports that hold one record a form."""

EVENT_COLUMNS: Final = {
    "aeterm": "term", "aedecod": "term", "adverseevent": "term", "event": "term", "ae": "term",
    "eventterm": "term", "aesev": "severity", "aetoxgr": "severity", "grade": "severity",
    "intensity": "severity", "aeser": "serious", "sae": "serious", "seriousevent": "serious",
    "astdy": "day", "aestdy": "day", "onsetday": "day", "studyday": "day", "eventkind": "kind",
    "eventtype": "kind",
}  # fmt: skip
"""Usual names of the columns of a table of adverse events."""


@dataclass(frozen=True)
class Kind:
    """What a table is: its `name` among the tables of a cohort ("" for none), and why."""

    name: str
    why: str
    timed: bool = False
    layout: Layout | None = None
    roles: tuple[str, ...] = ()


def name_event_columns(text: TextTable) -> dict[str, str]:
    """New names for the columns of a table of adverse events."""
    there = {fold(column) for column in text.columns}
    renamed: dict[str, str] = {}
    for column in text.columns:
        name = EVENT_COLUMNS.get(fold(column))
        if name and name not in there and name not in renamed.values():
            renamed[column] = name
    return renamed


def find_kind(text: TextTable, mapping: Mapping) -> Kind:
    """What one table is, as far as its content tells."""
    folded = {fold(column) for column in text.columns}
    for name, signs in _BY_COLUMNS:
        if folded >= set(signs):
            return Kind(name, f"columns {', '.join(signs)}", name == SCORES)
    named = folded | {EVENT_COLUMNS[column] for column in folded if column in EVENT_COLUMNS}
    if len(named & {"term", "severity", "serious"}) >= 2:
        return Kind("events", "a term with its severity or seriousness in each row")
    kind = _find_by_roles(text, mapping)
    if kind.name != SCORES and folded & _BY_FORM and _says_more_than_once(text):
        return Kind(SCORES, "a REDCap export with several records a person", True)
    return kind


def _says_more_than_once(text: TextTable) -> bool:
    """Whether the first column, the id of a record, comes again."""
    cells = read_column(text, text.columns[0])
    return len(cells.present()) < len(cells)


def _find_by_roles(text: TextTable, mapping: Mapping) -> Kind:
    """Scores or people: what the columns' roles say."""
    roles = assign_roles(text.columns, lambda column: read_column(text, column), mapping)
    layout = recognise_shape(text.columns, roles, lambda column: read_column(text, column), mapping)
    found = tuple(sorted({role for role in roles.values() if role in PERSON_ROLES}))
    if "patient_id" not in roles.values():
        return Kind("", "no patient id")
    if layout is not None:
        timed = any(role in ("visit", "day") for role in roles.values())
        timed = timed or any(part.visit for part in layout.score_columns)
        return Kind(SCORES, "scores" + (" by visit" if timed else ""), timed, layout, found)
    if found:
        return Kind(PARTICIPANTS, f"{', '.join(found)} and no scores", roles=found)
    return Kind("", "neither scores nor anything about people")
