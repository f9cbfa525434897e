"""The first look at a table: what may identify a person is dropped before anything is kept."""

from typing import Final

from analysis.privacy import looks_like_national_number_or_name, scan_columns

from .mapping import Mapping
from .sheets import Sheet
from .spellings import fold, list_ids

_SAID: Final = {
    "direct_identifier_column": "going by its name it may identify people; it was dropped.",
    "direct_identifier_values": "its values look like identifiers; it was dropped.",
    "free_text_column": "it holds free text; it was dropped.",
}


def drop_identifiers(
    sheet: Sheet, mapping: Mapping, dated: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The columns of a sheet that may be kept; the others are dropped, each with a finding.

    The column of patient ids stays whatever it looks like, since only a keyed hash of it is used;
    that it looks like a name or a number people are known by is said. Columns in `dated` held dates
    and hold study days now.
    """
    ids = _find_id_columns(sheet, mapping)
    others = sheet.text.data.select([column for column in sheet.columns if column not in ids])
    for column, hit in scan_columns(others, dated).items():
        sheet.dropped.append(column)
        sheet.note("warning", hit.kind, column, None, _SAID[hit.kind],
                   "Remove it before sharing the file.")  # fmt: skip
    for column in ids:
        if looks_like_national_number_or_name(sheet.text.data.column(column)):
            sheet.note("info", "id_hashed", column, None, "the ids look like names or national "
                       "numbers; only a keyed hash of them is used.",
                       "Use study numbers if you can.")  # fmt: skip
    return tuple(column for column in sheet.columns if column not in sheet.dropped)


def _find_id_columns(sheet: Sheet, mapping: Mapping) -> set[str]:
    mapped = {fold(c) for c, role in mapping.roles.items() if role == "patient_id"}
    named = [c for c in sheet.columns if fold(c) in mapped]
    return set(named or list_ids(sheet.columns)[:1])
