"""An Excel workbook to tables: which sheet holds the cohort is found by what is in it, and said."""

import io
import zipfile
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, replace
from typing import Any, Final

from analysis.core import TABLE_COLUMNS, Finding

from ..exports import find_cohort
from ..kinds import is_zip, too_large
from ..mapping import Mapping
from ..opening import open_scores
from ..spellings import fold
from ..tables import PARTICIPANTS, SCORES
from ..text_table import TextTable, UnreadableFile
from ..unpacking import DAMAGE, damaged
from .sheet_grid import read_grid
from .sheet_table import make_sheet_table
from .workbook_parts import WORKBOOK, WorkbookParts, look_over
from .workbook_xml import damaged_workbook

_NAMES: Final = {
    **{fold(name): name for name in (PARTICIPANTS, SCORES, *TABLE_COLUMNS)},
    **dict.fromkeys(("patients", "patient", "subjects", "people", "demographics"), PARTICIPANTS),
    **dict.fromkeys(("assessments", "outcomes", "questionnaires", "ratings", "measurements"),
                    SCORES),
}  # fmt: skip
"""Sheets that are tables of a cohort by their names."""


@dataclass(frozen=True)
class _Sheet:
    """A sheet as read: a table, or why it is none."""

    place: int
    name: str
    hidden: bool
    table: TextTable | None = None
    fault: UnreadableFile | None = None

    @property
    def is_cohort(self) -> bool:
        """Whether ids and scores are recognised in it."""
        if self.table is None:
            return False
        opened = open_scores(self.table, Mapping())
        return opened.layout is not None and opened.id_column is not None


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are an Excel workbook of XML, by the parts of the zip."""
    if not is_zip(data):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return WORKBOOK in {name.casefold().lstrip("/") for name in archive.namelist()}
    except DAMAGE:
        return False


def read_workbook(
    data: bytes, name: str, wanted: Dictionary[str, object], limit: int
) -> dict[str, TextTable]:
    """The tables of a workbook by table name; one table is the scores.

    Parameters
    ----------
    wanted : mapping
        `sheet`, a name or a number from 1, is the one read; `header_row` and `decimal` hold in it.
    limit : int
        Most bytes, of the file and of its XML unpacked.

    Raises
    ------
    UnreadableFile
        For a damaged, protected or too large workbook, and where no sheet holds a table.
    """
    if len(data) > limit:
        raise too_large(len(data), limit)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = look_over(data, archive, limit)
    except DAMAGE:
        raise damaged() from None
    book = _open(data)
    asked = _find_asked(wanted.get("sheet"), book.sheet_names)
    sheets = [
        _read_sheet(book, place, parts, name, wanted)
        for place in range(len(book.sheet_names))
        if asked in (None, place)
    ]
    chosen = _choose_tables(sheets) if asked is None else {}
    chosen = chosen or _choose_by_content(sheets)
    return chosen or {SCORES: _choose_one(sheets, book.sheet_names)}


def _open(data: bytes) -> Any:
    import python_calamine

    try:
        return python_calamine.load_workbook(io.BytesIO(data))
    except python_calamine.PasswordError:
        raise UnreadableFile(
            "excel_encrypted",
            "The workbook is protected by a password.",
            "Remove the password, or save the sheet as CSV.",
        ) from None
    except (python_calamine.CalamineError, ValueError, OSError):
        raise damaged_workbook() from None


def _find_asked(asked: object, names: list[str]) -> int | None:
    """The place of the sheet asked for, by its name, else by its number from 1."""
    if asked in (None, ""):
        return None
    text = str(asked)
    folded = [fold(name) for name in names]
    if text in names:
        return names.index(text)
    if fold(text) in folded:
        return folded.index(fold(text))
    if text.isdecimal() and 1 <= int(text) <= len(names):
        return int(text) - 1
    raise UnreadableFile(
        "no_such_sheet",
        "The workbook has no sheet of the name or number asked for.",
        "Choose a sheet by its name, or by its number from 1.",
    )


def _read_sheet(
    book: Any, place: int, parts: WorkbookParts, name: str, wanted: Dictionary[str, object]
) -> _Sheet:
    import python_calamine

    told = book.sheets_metadata[place]
    hidden = told.visible != python_calamine.SheetVisibleEnum.Visible
    empty = _Sheet(place, told.name, hidden)
    if told.typ != python_calamine.SheetTypeEnum.WorkSheet:
        return empty
    try:
        grid = read_grid(book.get_sheet_by_index(place), parts.sheets[told.name])
        if grid is None:
            return empty
        table = make_sheet_table(grid, parts.sheets[told.name], name, told.name, wanted)
    except UnreadableFile as fault:
        return replace(empty, fault=fault)
    except (python_calamine.CalamineError, ValueError, OverflowError, KeyError):
        return replace(empty, fault=damaged_workbook())
    decisions = replace(table.decisions, sheets=tuple(book.sheet_names))
    return replace(empty, table=replace(table, decisions=decisions))


def _choose_tables(sheets: list[_Sheet]) -> dict[str, TextTable]:
    """Sheets named as tables of a cohort, where participants and scores are among them."""
    named: dict[str, _Sheet] = {}
    for sheet in sheets:
        kind = _NAMES.get(fold(sheet.name))
        if kind and (sheet.table or sheet.fault):
            if kind in named:
                return {}
            named[kind] = sheet
    if SCORES not in named or len(named) < 2:
        return {}
    tables = {}
    for kind, sheet in named.items():
        if sheet.table is None:
            fault = sheet.fault or damaged_workbook()
            why = fault.refusal
            raise UnreadableFile(why.code, f"{kind}: {why.sentence}", why.mend)
        findings = tuple(replace(found, table=kind) for found in sheet.table.findings)
        decisions = replace(sheet.table.decisions, sheet="")
        tables[kind] = replace(sheet.table, findings=findings, decisions=decisions)
    said = _say_others(sheets, list(named.values()))
    tables[SCORES] = replace(tables[SCORES], findings=(*tables[SCORES].findings, *said))
    return tables


def _choose_by_content(sheets: list[_Sheet]) -> dict[str, TextTable]:
    """Sheets of any names, where they hold the people and the scores of one cohort."""
    read = [one for one in sheets if one.table is not None and not one.hidden]
    tables = {one.name: replace(one.table, decisions=replace(one.table.decisions, sheet=""))
              for one in read if one.table}  # fmt: skip
    if len(tables) < 2 or not find_cohort(tables):
        return {}
    first, text = next(iter(tables.items()))
    findings = (*text.findings, *_say_others(sheets, read))
    return tables | {first: replace(text, findings=findings)}


def _choose_one(sheets: list[_Sheet], names: list[str]) -> TextTable:
    """The sheet that looks like a cohort's table, else the one with most rows; others are said."""
    tables = [sheet for sheet in sheets if sheet.table is not None]
    if not tables:
        faults = [sheet.fault for sheet in sheets if sheet.fault is not None]
        empty = UnreadableFile("empty", "The workbook has no cells with values.",
                               "Choose a file with a table in it.")  # fmt: skip
        raise next(iter(faults), empty)
    cohorts = [sheet for sheet in tables if sheet.is_cohort] if len(tables) > 1 else tables
    visible = [sheet for sheet in cohorts if not sheet.hidden] or cohorts or tables
    chosen = max(visible, key=lambda sheet: (_count_rows(sheet), -sheet.place))
    table = chosen.table
    if table is None:
        raise damaged_workbook()
    said = list(_say_others(sheets, [chosen]))
    if len(names) > 1:
        said.insert(0, Finding("info", "sheet_chosen", "", (), f"Sheet {chosen.place + 1} of "
                               f"{len(names)}, “{chosen.name}”, was read.",
                               "Name another under “sheet” in the mapping."))  # fmt: skip
    if len(visible) > 1:
        said.append(Finding("warning", "sheet_uncertain", "", (), f"{len(visible)} sheets look "
                            "like a cohort's table; the one with most rows was read.",
                            "Name the right one under “sheet” in the mapping."))  # fmt: skip
    if chosen.hidden:
        said.append(Finding("warning", "hidden_sheet", "", (), "The sheet that was read is hidden "
                            "in Excel.", "Check that it is the one meant."))  # fmt: skip
    return replace(table, findings=(*said, *table.findings))


def _count_rows(sheet: _Sheet) -> int:
    return sheet.table.rows_total if sheet.table else 0


def _say_others(sheets: list[_Sheet], read: list[_Sheet]) -> tuple[Finding, ...]:
    """Findings on sheets that were not read: what they hold, whether they are hidden or bad."""
    said = []
    for sheet in sheets:
        if sheet in read or not (sheet.table or sheet.fault):
            continue
        hidden = "hidden " if sheet.hidden else ""
        if sheet.fault is not None:
            said.append(Finding("warning", "sheet_not_readable", "", (), f"Sheet {sheet.place + 1} "
                                f"({hidden}not read): {sheet.fault.refusal.sentence}",
                                sheet.fault.refusal.mend))  # fmt: skip
        else:
            said.append(
                Finding(
                    "info",
                    "sheet_not_read",
                    "",
                    (),
                    f"Sheet {sheet.place + 1} is a "
                    f"{hidden}table of {_count_rows(sheet):,} rows and was not read.",
                    "Name it under “sheet” in the mapping to read it instead.",
                )
            )
    return tuple(said)
