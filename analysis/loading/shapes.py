"""The shape of a scores table: long, semi-long or wide, and what its score columns hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from analysis.core import NOT_RECORDED

from .mapping import BASELINE, Mapping, Shape
from .roles import CellsOf, recognise_instrument
from .spellings import find_role, fold
from .visits import names_a_visit

_SEPARATOR: Final = re.compile(r"[\s_.\-:/]+")
_BRACKETS: Final = re.compile(r"[()\[\]]")
_TOTAL: Final = re.compile(r"[\s_.\-]*(total|tot|score|sum)$", re.IGNORECASE)
_UNSEPARATED: Final = re.compile(
    r"(.+?)((?:t|v|w|wk|week|d|day|m|month)\d+|baseline|base|bl|pre)", re.IGNORECASE
)


@dataclass(frozen=True)
class ScoreColumn:
    """A column of scores: which instrument (the file's label) and which visit ("" if by row).

    `day` is set where the mapping gives this very column a study day.
    """

    column: str
    instrument: str
    visit: str = ""
    day: int | None = None


@dataclass(frozen=True)
class Layout:
    """A scores table as recognised."""

    shape: Shape
    roles: dict[str, str]
    score_columns: tuple[ScoreColumn, ...] = ()

    def column(self, role: str) -> str | None:
        """The column with a role, if any."""
        return next((c for c, r in self.roles.items() if r == role), None)

    @property
    def used(self) -> tuple[str, ...]:
        """Columns that are kept."""
        scores = [part.column for part in self.score_columns]
        return tuple(dict.fromkeys([*(c for c, r in self.roles.items() if r != "ignore"), *scores]))


def recognise_shape(
    columns: tuple[str, ...], roles: dict[str, str], cells_of: CellsOf, mapping: Mapping
) -> Layout | None:
    """The layout of a table whose columns have these roles; None where no scores are found.

    Long: an instrument column and a score column. Semi-long: a visit (or day) column and a score
    column for each instrument. Wide: a score column for each instrument and visit.
    """
    timed = any(role in ("visit", "day") for role in roles.values())
    singles = [column for column, role in roles.items() if role == "score"]
    if _wants(mapping, "long") and "instrument" in roles.values() and len(singles) == 1:
        return Layout("long", roles)
    parts = _score_columns(columns, roles, mapping, singles)
    if not parts:
        return None
    later = tuple(part for part in parts if roles.get(part.column) != BASELINE)
    one_row_each = not timed or (_has_visits(later) and _is_unique(roles, cells_of))
    wide = mapping.shape == "wide" or (mapping.shape in (None, "tables") and one_row_each)
    kept = {c: r for c, r in roles.items() if r not in ("score", "instrument", BASELINE)}
    if wide:
        kept = {c: r for c, r in kept.items() if r not in ("visit", "day")}
        return Layout("wide", kept, _name_timeless(parts, mapping))
    by_row = tuple(
        part
        if roles.get(part.column) == BASELINE
        else ScoreColumn(part.column, _semi_label(part, mapping))
        for part in parts
    )
    return Layout("semi_long", kept, by_row)


def _wants(mapping: Mapping, shape: Shape) -> bool:
    return mapping.shape in (None, "tables", shape)


def _name_timeless(parts: tuple[ScoreColumn, ...], mapping: Mapping) -> tuple[ScoreColumn, ...]:
    """Columns beside others that say when and say nothing themselves: their time is asked for."""
    if not _has_visits(parts):
        return parts
    days = {part.column: mapping.visits.get(part.column) for part in parts}
    return tuple(
        part
        if part.visit
        else replace(part, visit=NOT_RECORDED, day=None)
        if days[part.column] is None
        else replace(part, visit=part.column, day=days[part.column])
        for part in parts
    )


def _semi_label(part: ScoreColumn, mapping: Mapping) -> str:
    if part.column in mapping.instruments or not part.visit:
        return part.instrument
    return part.column


def _score_columns(
    columns: tuple[str, ...], roles: dict[str, str], mapping: Mapping, singles: list[str]
) -> tuple[ScoreColumn, ...]:
    named = [c for c in columns if c in mapping.instruments and roles.get(c) != "ignore"]
    declared = [c for c in columns if c in named or (c in singles and c in mapping.roles)]
    before = [c for c in columns if roles.get(c) == BASELINE]
    later = [_split_declared(c, mapping) for c in declared if c not in before]
    free = [c for c in columns if c not in roles and c not in declared]
    later = later or [part for part in (split_column(c, mapping) for c in free) if part]
    later = later or [ScoreColumn(column, column) for column in singles]
    return (*(_read_baseline(column, later, mapping) for column in before), *later)


def _split_declared(column: str, mapping: Mapping) -> ScoreColumn:
    """A column the mapping calls a score: its visit is mapped by name, or by its suffix."""
    split = split_column(column, mapping)
    day = mapping.visits.get(column)
    visit = split.visit if split else ""
    label = column if column in mapping.instruments or split is None else split.instrument
    return ScoreColumn(column, label, visit or ("" if day is None else column), day)


def _read_baseline(column: str, others: list[ScoreColumn], mapping: Mapping) -> ScoreColumn:
    """A column of baselines: on the instrument its name says, else the only one of the others."""
    part = _split_declared(column, mapping)
    codes = {mapping.instruments.get(other.instrument, other.instrument): other for other in others}
    nameless = column not in mapping.instruments and not _is_instrument(part.instrument, mapping)
    label = next(iter(codes.values())).instrument if nameless and len(codes) == 1 else ""
    day = mapping.visits.get(column, 0)
    return ScoreColumn(column, label or part.instrument, BASELINE, day)


def split_column(column: str, mapping: Mapping) -> ScoreColumn | None:
    """Instrument and visit in a column's name ("phq9_wk2", "baseline.BDI"), or None."""
    for one, other in list_splits(column):
        for stem, suffix in ((one, other), (other, one)):
            if _is_visit(suffix, mapping) and _is_instrument(stem, mapping):
                return ScoreColumn(column, _TOTAL.sub("", stem) or stem, suffix)
    if find_role(column) is None and _is_instrument(column, mapping):
        return ScoreColumn(column, column)
    return None


def list_splits(column: str) -> Iterator[tuple[str, str]]:
    """Both halves at each separator, the longest first half first; then without separator."""
    column = _BRACKETS.sub(" ", column).strip()
    for found in reversed(list(_SEPARATOR.finditer(column))):
        if column[: found.start()] and column[found.end() :]:
            yield column[: found.start()], column[found.end() :]
    joined = _UNSEPARATED.fullmatch(column)
    if joined:
        yield joined[1], joined[2]


def _is_instrument(stem: str, mapping: Mapping) -> bool:
    known = {fold(label) for label in mapping.instruments}
    bare = _TOTAL.sub("", stem)
    return fold(stem) in known or bool(recognise_instrument(stem) or recognise_instrument(bare))


def _is_visit(suffix: str, mapping: Mapping) -> bool:
    known = {fold(label) for label in mapping.visits}
    return fold(suffix) in known or names_a_visit(suffix)


def _has_visits(parts: tuple[ScoreColumn, ...]) -> bool:
    return any(part.visit for part in parts)


def _is_unique(roles: dict[str, str], cells_of: CellsOf) -> bool:
    column = next((c for c, role in roles.items() if role == "patient_id"), None)
    if column is None:
        return False
    cells = cells_of(column)
    return len(cells.present()) == len(cells)
