"""Bytes or a path to tables of text: read right, or refused with a sentence."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from analysis.core import Finding, settings

from .archive import (
    TABLES,
    choose_tables,
    count_ignored,
    is_table,
    name_tables,
    read_archive,
    refuse_office,
)
from .careful_reading import read_carefully
from .decoding import decode
from .dialect import choose_dialect
from .formats import read_binary
from .kinds import is_zip, plain_name, refuse_what_is_no_table, too_large
from .quick_reading import read_quickly
from .text_table import TextTable, UnreadableFile
from .tidying import make_table
from .uneven_rows import fit_uneven_rows, say_unfinished

NEEDED: Final = ("participants", "scores")
"""Tables without rows that refuse a cohort; any other may have a header alone."""

_NO_TABLE: Final = ("one_column", "empty", "binary", "web_page", "xml", "json", "pdf", "image")
"""Refusals of what is no table at all, such as a note to the reader beside the tables."""

NOTHING_WANTED: Final[Mapping[str, object]] = MappingProxyType({})


def read_table(
    data: bytes,
    name: str,
    *,
    wanted: Mapping[str, object] = NOTHING_WANTED,
    limit: int = settings.UPLOAD_LIMIT_BYTES,
) -> TextTable:
    """The records of one file as text, with every decision and everything odd said.

    Parameters
    ----------
    data : bytes
        The file; what it is follows from its content alone.
    name : str
        Its name, shown without folders and never used as a path.
    wanted : mapping
        Decisions already made: `encoding`, `delimiter`, `decimal`, `header_row` (from 1). Other
        keys, and None, are no decision.
    limit : int
        Most bytes read.

    Returns
    -------
    TextTable
        `len(rejected) + data.num_rows == rows_total`. Blank rows are no records: they count in
        row numbers, as in a spreadsheet, and not in `rows_total`.

    Raises
    ------
    UnreadableFile
        With a refusal: code, one sentence, what to do.
    """
    if is_zip(data):
        refuse_office(data)
    refuse_what_is_no_table(data, limit)
    decoded = decode(data, wanted.get("encoding"))
    if not decoded.text or decoded.text.isspace():
        raise UnreadableFile("empty", "The file is empty.", "Choose a file with a table in it.")
    dialect = choose_dialect(decoded.text, wanted)
    parsed = read_quickly(decoded.text, dialect) or read_carefully(decoded.text, dialect)
    fitted = fit_uneven_rows(parsed, dialect)
    decoded = replace(decoded, findings=(*decoded.findings, *say_unfinished(decoded.text, fitted)))
    return make_table(plain_name(name), decoded, dialect, fitted, wanted)


def read_tables(
    data: bytes,
    name: str,
    *,
    wanted: Mapping[str, object] = NOTHING_WANTED,
    limit: int = settings.UPLOAD_LIMIT_BYTES,
) -> dict[str, TextTable]:
    """The tables of an upload by table name: of a zip, or of one file as `scores`.

    Parameters and exceptions as in `read_table`; `limit` holds for all tables together.
    """
    if not is_zip(data):
        return {"scores": read_table(data, name, wanted=wanted, limit=limit)}
    contents, _ = read_archive(data, limit=limit)
    return _read_all(contents, wanted, limit, count_ignored(data))


def read_folder(
    path: Path,
    *,
    wanted: Mapping[str, object] = NOTHING_WANTED,
    limit: int = settings.FILE_LIMIT_BYTES,
) -> dict[str, TextTable]:
    """The tables of a cohort on disk by table name: a folder of CSVs, a zip, or one file.

    Parameters and exceptions as in `read_table`; `limit` holds for all tables together.
    """
    if not path.is_dir():
        if path.stat().st_size > limit:
            raise too_large(path.stat().st_size, limit)
        return read_tables(path.read_bytes(), path.name, wanted=wanted, limit=limit)
    files = [file for file in sorted(path.iterdir()) if file.is_file() and is_table(file.name)]
    wanted_names = set(choose_tables([file.name for file in files]).values())
    chosen = [file for file in files if file.name in wanted_names]
    size = sum(file.stat().st_size for file in chosen)
    if size > limit:
        raise too_large(size, limit)
    contents = name_tables({file.name: file.read_bytes() for file in chosen})
    return _read_all(contents, wanted, limit, len(files) - len(chosen))


def _read_all(
    contents: dict[str, bytes], wanted: Mapping[str, object], limit: int, ignored: int
) -> dict[str, TextTable]:
    """Each table read, its findings under its name; a refusal says which table it is of."""
    tables, blank = {}, []
    for name, data in contents.items():
        try:
            table = _read_member(data, f"{name}.csv", wanted, limit)
        except UnreadableFile as fault:
            why = fault.refusal
            if why.code == "no_rows" and name not in NEEDED and len(contents) > 1:
                blank.append(name)
                continue
            if why.code in _NO_TABLE and name not in TABLES and len(contents) > 1:
                ignored += 1
                continue
            raise UnreadableFile(why.code, f"{name}: {why.sentence}", why.mend) from None
        findings = tuple(replace(finding, table=name) for finding in table.findings)
        tables[name] = replace(table, findings=findings)
    return _say_unread(_name_the_only_one(tables), blank, ignored)


def _read_member(data: bytes, name: str, wanted: Mapping[str, object], limit: int) -> TextTable:
    """One file of several, of any format that is read, which must hold one table."""
    found = read_binary(data, name, wanted, limit)
    if found is None:
        return read_table(data, name, wanted=wanted, limit=limit)
    if len(found) > 1:
        raise UnreadableFile("several_tables", "The workbook holds several tables of a cohort.",
                             "Choose the workbook itself, or keep one sheet in it.")  # fmt: skip
    return next(iter(found.values()))


def _name_the_only_one(tables: dict[str, TextTable]) -> dict[str, TextTable]:
    """A table left alone under a name of its own holds the scores."""
    if not tables:
        raise UnreadableFile("unknown_tables", "No file holds a table with rows.",
                             "Add the tables of the cohort.")  # fmt: skip
    name, table = next(iter(tables.items()))
    if len(tables) > 1 or name in TABLES:
        return tables
    findings = tuple(replace(finding, table="scores") for finding in table.findings)
    return {"scores": replace(table, findings=findings)}


def _say_unread(
    tables: dict[str, TextTable], blank: list[str], ignored: int
) -> dict[str, TextTable]:
    """The tables, with findings in the first of them on files that are none."""
    said = [
        Finding("info", "table_empty", "", (), f"{name}: a header and no rows, so it was left out.",
                "Nothing to do, or add the rows.")
        for name in blank
    ]  # fmt: skip
    if ignored:
        said.append(Finding("info", "files_not_read", "", (), f"{ignored} other file(s) are not "
                            "named as a table of a cohort and were not read.",
                            "Nothing to do, or name them as in the template."))  # fmt: skip
    if said:
        first = next(iter(tables))
        findings = (*tables[first].findings, *(replace(one, table=first) for one in said))
        tables[first] = replace(tables[first], findings=findings)
    return tables
