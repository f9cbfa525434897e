"""A table opened: identifiers and unknown columns dropped, the rest recognised."""

from dataclasses import dataclass, replace

import numpy as np

from .ages import hide_high_age
from .cells import Cells
from .checking import ScoresFound
from .mapping import PERSON_ROLES, VERSION, Mapping, Shape
from .participants import PeopleFound
from .roles import assign_roles
from .screening import drop_identifiers
from .shapes import Layout, recognise_shape
from .sheets import Sheet
from .tables import PARTICIPANTS, SCORES
from .text_table import TextTable

PREVIEW_ROWS = 10
_HIDDEN_ID = "(id)"


@dataclass
class Opened:
    """A table with its layout (None where no scores were found)."""

    sheet: Sheet
    layout: Layout | None
    id_column: str | None

    def need_layout(self) -> Layout:
        """The layout of a table that has one."""
        if self.layout is None:
            raise ValueError("the table was not recognised")
        return self.layout


def open_scores(text: TextTable, mapping: Mapping, dated: frozenset[str] = frozenset()) -> Opened:
    """Recognise a scores table, with what it says of people if it says any.

    Columns in `dated` held dates and hold study days now.
    """
    sheet = Sheet(SCORES, text, mapping)
    columns = drop_identifiers(sheet, mapping, dated)
    roles = assign_roles(columns, sheet.cells, mapping)
    layout = recognise_shape(columns, roles, sheet.cells, mapping)
    used = layout.used if layout else tuple(c for c, r in roles.items() if r != "ignore")
    return _open(sheet, columns, roles, layout, used)


def open_people(text: TextTable, mapping: Mapping) -> Opened:
    """Recognise a participants table."""
    sheet = Sheet(PARTICIPANTS, text, mapping)
    columns = drop_identifiers(sheet, mapping)
    roles = assign_roles(columns, sheet.cells, mapping)
    kept = {c: r for c, r in roles.items() if r == "patient_id" or r in PERSON_ROLES}
    layout = Layout("tables", kept)
    return _open(sheet, columns, roles, layout, layout.used)


def _open(
    sheet: Sheet,
    columns: tuple[str, ...],
    roles: dict[str, str],
    layout: Layout | None,
    used: tuple[str, ...],
) -> Opened:
    sheet.drop_unused(tuple(column for column in columns if column not in used))
    id_column = next((c for c, role in roles.items() if role == "patient_id"), None)
    return Opened(sheet, layout, id_column)


def preview_rows(opened: Opened) -> tuple[dict[str, str], ...]:
    """The first rows as read, kept columns only; ids and ages above 89 are not shown."""
    layout = opened.layout
    columns = layout.used if layout else ()
    first = np.arange(min(PREVIEW_ROWS, opened.sheet.rows))
    read = {c: opened.sheet.cells(c).take(first) for c in columns}
    age = layout.column("age") if layout else None
    if age is not None:
        labels = tuple(hide_high_age(x, opened.sheet.decimal) for x in read[age].labels)
        read[age] = Cells(read[age].codes, labels)
    return tuple(
        {
            column: _HIDDEN_ID if column == opened.id_column else cells.labels[cells.codes[row]]
            for column, cells in read.items()
        }
        for row in first
    )


def complete_mapping(
    mapping: Mapping,
    opened: list[Opened],
    people: PeopleFound | None,
    scores: ScoresFound | None,
) -> Mapping:
    """The mapping as given, filled in with what was recognised."""
    last = opened[-1]
    decisions = last.sheet.text.decisions
    shape: Shape | None = last.layout.shape if last.layout else None
    roles = {column: "ignore" for one in opened for column in one.sheet.dropped}
    for one in opened:
        roles |= _roles_of(one)
    return replace(
        mapping,
        version=VERSION,
        shape="tables" if len(opened) > 1 else shape,
        delimiter=decisions.delimiter or None,
        encoding=decisions.encoding or None,
        decimal=decisions.decimal,
        header_row=decisions.header_row,
        sheet=decisions.sheet or None,
        roles=roles | mapping.roles,
        arms=(people.arms.codes if people else {}) | mapping.arms,
        conditions=(people.condition_codes if people else {}) | mapping.conditions,
        visits=_visits_of(scores) | mapping.visits if scores else mapping.visits,
        instruments=(scores.instruments.codes if scores else {}) | mapping.instruments,
    )


def _roles_of(one: Opened) -> dict[str, str]:
    if one.layout is None:
        return {one.id_column: "patient_id"} if one.id_column else {}
    scores = {part.column: "score" for part in one.layout.score_columns}
    return {c: r for c, r in one.layout.roles.items() if r != "ignore"} | scores


def _visits_of(scores: ScoresFound) -> dict[str, int]:
    return dict(scores.timeline.schedule)
