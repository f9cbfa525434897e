"""REDCap exports: one record a form and event, raw or labelled, with repeats and checkboxes."""

import re
from dataclasses import replace
from typing import Final

from ..mapping import Mapping, Shape
from ..roles import assign_roles
from ..spellings import find_role
from ..tables import SCORES
from ..text_table import TextTable
from .export import Export, Recogniser, Texts
from .making import find_column, leave_out, read_column, tell
from .redcap_arms import take_arms
from .redcap_checkboxes import combine_checkboxes
from .redcap_codes import decode_choices
from .redcap_events import Fields, name_visits
from .redcap_measures import add_repeated_measures
from .table_kinds import REDCAP_ARMS, REDCAP_DICTIONARY, REDCAP_EVENTS

_METADATA: Final = (REDCAP_DICTIONARY, REDCAP_ARMS, REDCAP_EVENTS)
_STATUS: Final = re.compile(r"\w+_complete|Complete\?( \(\d+\))?", re.IGNORECASE)
_STATUSES: Final = {"", "0", "1", "2", "incomplete", "unverified", "complete"}
_FINISHED: Final = ("2", "complete")
_LABELLED: Final = ("Repeat Instrument", "Repeat Instance", "Data Access Group",
                    "Survey Identifier", "Complete?")  # fmt: skip
_PERSONAL: Final = re.compile(
    r"redcap_survey_identifier|survey identifier|\w+_timestamp|survey timestamp( \(\d+\))?",
    re.IGNORECASE,
)
"""What REDCap itself writes of who answered a survey and when."""

_IN_AN_ARM: Final = re.compile(r".+\(Arm \d+: .+\)|\w+_arm_\d+", re.IGNORECASE)


def find_fields(text: TextTable) -> Fields:
    """The columns REDCap itself adds, under their raw or labelled names."""
    return Fields(
        record=text.columns[0],
        event=find_column(text, "redcap_event_name", "Event Name"),
        repeat=find_column(text, "redcap_repeat_instrument", "Repeat Instrument"),
        instance=find_column(text, "redcap_repeat_instance", "Repeat Instance"),
        group=find_column(text, "redcap_data_access_group", "Data Access Group"),
        statuses=tuple(column for column in text.columns if _is_status(text, column)),
    )


def _is_status(text: TextTable, column: str) -> bool:
    """Whether a column says if a form is complete: 0, 1, 2 or their labels."""
    if not _STATUS.fullmatch(column):
        return False
    return {label.casefold() for label in read_column(text, column).labels} <= _STATUSES


def _recognise(texts: Texts, mapping: Mapping) -> str | None:
    text = texts.get(SCORES)
    if text is None:
        return None
    own = [column for column in text.columns if column.casefold().startswith("redcap_")]
    fields = find_fields(text)
    labelled = [column for column in _LABELLED if find_column(text, column)]
    in_arms = fields.event is not None and any(
        _IN_AN_ARM.fullmatch(label) for label in read_column(text, fields.event).labels
    )
    if own:
        signs = [*own, *fields.statuses]
    elif fields.event and (labelled or in_arms or fields.statuses):
        signs = [fields.event, *labelled]
    elif fields.statuses and fields.record.casefold() in ("record_id", "record id"):
        signs = [fields.record, *fields.statuses]
    else:
        return None
    listed = ", ".join(f"“{sign}”" for sign in dict.fromkeys(signs[:4]))
    return f"{listed} {'are' if len(signs) > 1 else 'is'} present"


def _rewrite(texts: Texts, mapping: Mapping) -> Export:
    text, fields = texts[SCORES], find_fields(texts[SCORES])
    text = replace(text, of_forms=True)
    roles = {fields.record: "patient_id"}
    if "patient_id" in mapping.roles.values():
        roles = {}
    if fields.group and not any(find_role(column) == "site" for column in text.columns):
        roles[fields.group] = "site"
    text, dropped = _leave_personal(text)
    text = _say_unfinished(text, fields)
    text = decode_choices(text, texts.get(REDCAP_DICTIONARY))
    text = combine_checkboxes(text, texts.get(REDCAP_DICTIONARY))
    text, more = take_arms(text, fields, _role_names(text, mapping), texts.get(REDCAP_ARMS))
    roles |= more
    text, more = name_visits(text, fields, mapping)
    roles |= more
    text, more = add_repeated_measures(text, fields, replace(mapping, roles=roles | mapping.roles))
    whole = replace(mapping, roles=roles | more | mapping.roles)
    kept = {name: table for name, table in texts.items() if name not in _METADATA}
    by_form = fields.event is not None or fields.repeat is not None
    shape: Shape | None = "redcap_longitudinal" if by_form else None
    return Export(shape, kept | {SCORES: text}, whole, dropped=dropped)


def _leave_personal(text: TextTable) -> tuple[TextTable, tuple[str, ...]]:
    """The table without survey identifiers and times of answering, which are reported."""
    dropped = tuple(column for column in text.columns if _PERSONAL.fullmatch(column))
    said = tuple(
        tell("warning", "direct_identifier_column", column, (), "it says who answered or exactly "
             "when; it was dropped.", "Remove it before sharing the file.")
        for column in dropped
    )  # fmt: skip
    return replace(leave_out(text, dropped), findings=(*text.findings, *said)), dropped


def _role_names(text: TextTable, mapping: Mapping) -> set[str]:
    """Roles that columns have by name, by value or by mapping."""
    return set(assign_roles(text.columns, lambda c: read_column(text, c), mapping).values())


def _say_unfinished(text: TextTable, fields: Fields) -> TextTable:
    """Form statuses: said where a form is not marked complete; its scores are kept."""
    said = list(text.findings)
    for column in fields.statuses:
        cells = read_column(text, column)
        open_forms = cells.where(lambda label: bool(label) and label.casefold() not in _FINISHED)
        rows = tuple(text.row_numbers[open_forms].tolist())
        if rows:
            said.append(tell("info", "form_not_complete", column, rows, "the form is not marked "
                             "complete; what it holds is kept.",
                             "Finish the form in REDCap, or remove the row."))  # fmt: skip
    return replace(text, findings=tuple(said))


REDCAP: Final = Recogniser("redcap_longitudinal", "REDCap export", _recognise, _rewrite)
