"""A zip of the cohort's tables, limited before and while it is unpacked, never written out."""

import io
import zipfile
from typing import Final

from analysis.core import TABLE_COLUMNS, settings

from .kinds import plain_name, too_large
from .text_table import UnreadableFile
from .unpacking import DAMAGE, Meter, damaged, stream_member

TABLES: Final = ("participants", "scores", *TABLE_COLUMNS)
"""Names of the tables of a cohort; as a file NAME.csv, .tsv, .xlsx, .sav and so on."""

MAP_ENDING: Final = ".map.json"
_TABLE_ENDINGS: Final = (
    ".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".sav", ".zsav", ".por", ".dta", ".xpt", ".sas7bdat",
    ".parquet",
)  # fmt: skip
"""Of files in a zip or folder that are opened; the content of each then decides what it is."""
_ENCRYPTED: Final = 0x1


def read_archive(
    data: bytes, *, limit: int = settings.UPLOAD_LIMIT_BYTES
) -> tuple[dict[str, bytes], bytes | None]:
    """The bytes of each table of a zip by table name, and of its mapping where there is one.

    A zip with a single table of any name holds the scores. Folders are flattened; what is not
    named as a table, `__MACOSX` and files whose names begin with a dot are left alone.

    Parameters
    ----------
    limit : int
        Most bytes, of the zip and of all its files together once unpacked.

    Raises
    ------
    UnreadableFile
        For a damaged, encrypted or too large zip, for Office documents, for two files of one
        name, and where no file is named as a table.
    """
    if len(data) > limit:
        raise too_large(len(data), limit)
    refuse_office(data)
    with _open(data) as archive:
        members = _list_members(archive, limit)
        # No more than is declared is ever unpacked, so that a bomb that says so is refused first.
        Meter(len(data), limit).count(sum(member.file_size for member in members))
        contents = _unpack(archive, members, Meter(len(data), limit))
    maps = [name for name in contents if name.casefold().endswith(MAP_ENDING)]
    if len(maps) > 1:
        raise UnreadableFile("zip_duplicates", "The zip holds more than one mapping.",
                             "Keep one file that ends in .map.json.")  # fmt: skip
    mapping = contents.pop(maps[0]) if maps else None
    return name_tables(contents), mapping


def count_ignored(data: bytes) -> int:
    """Files of a zip that are not read, being no tables or not wanted."""
    with _open(data) as archive:
        names = [plain_name(member.filename) for member in _visible(archive)]
    read = choose_tables(names)
    return sum(not name.casefold().endswith(MAP_ENDING) for name in names) - len(read)


def refuse_office(data: bytes) -> None:
    """Refuse a spreadsheet or another document that is a zip inside."""
    with _open(data) as archive:
        names = set(archive.namelist())
    if any(name.startswith("xl/") for name in names) or "content.xml" in names:
        raise UnreadableFile("excel_not_read", "This is a spreadsheet file (Excel or OpenDocument),"
                             " which is not read yet.", "Save the sheet as CSV and choose that "
                             "file.")  # fmt: skip
    if "[Content_Types].xml" in names:
        raise UnreadableFile("document", "This is an Office document, not a table.",
                             "Save the table as CSV and choose that file.")  # fmt: skip


def is_table(name: str) -> bool:
    """Whether a file's name ends as a table's does."""
    return name.casefold().endswith(_TABLE_ENDINGS)


def find_table(name: str) -> str | None:
    """The table of a cohort a file's name means; None for any other name."""
    stem = name.casefold().rsplit(".", 1)[0].strip()
    return stem if is_table(name) and stem in TABLES else None


def name_tables(contents: dict[str, bytes]) -> dict[str, bytes]:
    """File contents by table, as `choose_tables` chooses them.

    Raises
    ------
    UnreadableFile
        Where two files are named as one table, and where no file is a table.
    """
    return {table: contents[name] for table, name in choose_tables(list(contents)).items()}


def choose_tables(names: list[str]) -> dict[str, str]:
    """The files to read, by table: those named as one, and others where one may be missing.

    Where no file is named as the scores, or none as the participants, every other table is read
    under its own name: its content says what it is. A table alone holds the scores.
    """
    named = {name: table for name in names if (table := find_table(name))}
    if len(set(named.values())) < len(named):
        raise _duplicates()
    chosen = {table: name for name, table in named.items()}
    others = [name for name in names if is_table(name) and name not in named]
    if not chosen and len(others) == 1:
        return {TABLES[1]: others[0]}
    if not all(table in chosen for table in TABLES[:2]):
        stems = [name.rsplit(".", 1)[0].strip() for name in others]
        unique = len(set(stems) | chosen.keys()) == len(stems) + len(chosen)
        chosen |= dict(zip(stems if unique else others, others, strict=True))
    if chosen:
        return chosen
    raise UnreadableFile("unknown_tables", "No file is a table of a cohort.",
                         f"Name the files {', '.join(f'{table}.csv' for table in TABLES[:2])} and "
                         "so on, as in the template.")  # fmt: skip


def _duplicates() -> UnreadableFile:
    return UnreadableFile("zip_duplicates", "Two files have the same name.",
                          "Keep one file of each name.")  # fmt: skip


def _open(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except DAMAGE:
        raise damaged() from None


def _visible(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [
        member
        for member in archive.infolist()
        if not member.is_dir()
        and "__macosx" not in member.filename.casefold()
        and not plain_name(member.filename).startswith(".")
        and plain_name(member.filename)
    ]


def _list_members(archive: zipfile.ZipFile, limit: int) -> list[zipfile.ZipInfo]:
    """The files to unpack, after every check that needs no unpacking."""
    if len(archive.infolist()) > settings.MAXIMUM_ZIP_MEMBERS:
        raise UnreadableFile("zip_too_many", f"The zip holds {len(archive.infolist()):,} files, "
                             f"more than {settings.MAXIMUM_ZIP_MEMBERS}.",
                             "Zip only the tables of the cohort.")  # fmt: skip
    members = _visible(archive)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise UnreadableFile("zip_encrypted", "The zip is protected by a password.",
                             "Make a zip without a password.")  # fmt: skip
    names = [plain_name(member.filename).casefold() for member in members]
    if len(set(names)) < len(names):
        raise _duplicates()
    declared = sum(member.file_size for member in members)
    if declared > limit:
        raise too_large(declared, limit)
    return members


def _unpack(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], meter: Meter
) -> dict[str, bytes]:
    """Contents by plain name; what is declared is not believed, bytes are counted."""
    named = {plain_name(member.filename): member for member in members}
    return {
        name: b"".join(stream_member(archive, member, meter))
        for name, member in named.items()
        if is_table(name) or name.casefold().endswith(MAP_ENDING)
    }
