"""Files of SPSS, Stata and SAS to a table of text: labels, declared missing values, dates."""

import io
import warnings
from collections.abc import Mapping as Dictionary
from typing import Any, Final

import pyarrow as pa

from analysis.core import Finding

from ..text_table import Decisions, TextTable, UnreadableFile
from .statistics_columns import write_column
from .statistics_limits import check_records, damaged_file, limit_records
from .text_columns import make_named_table

_READERS: Final = {"sav": "read_sav", "zsav": "read_sav", "por": "read_por", "dta": "read_dta",
                   "xpt": "read_xport", "sas7bdat": "read_sas7bdat"}  # fmt: skip
_KNOWS_ENCODING: Final = {"sav", "zsav", "dta", "xpt", "sas7bdat"}
_KEEPS_MISSING: Final = {"sav", "zsav", "dta", "sas7bdat"}
_WINDOWS: Final = "WINDOWS-1252"


def read_statistics_file(
    data: bytes, name: str, kind: str, wanted: Dictionary[str, object], limit: int
) -> TextTable:
    """The one table of a file of SPSS, Stata or SAS.

    Parameters
    ----------
    kind : str
        "sav", "zsav", "por", "dta", "xpt" or "sas7bdat".
    wanted : mapping
        `encoding` is obeyed where the format has none of its own.

    Raises
    ------
    UnreadableFile
        `statistics_damaged`, `several_tables`, `too_many_cells`, `too_large`, `undecodable`, and
        as `make_named_table`.
    """
    check_records(data, kind)
    asked = wanted.get("encoding")
    said: tuple[Finding, ...] = ()
    encoding = str(asked) if asked and kind in _KNOWS_ENCODING else None
    try:
        values, meta = _read(data, kind, encoding, limit)
    except UnreadableFile as fault:
        if fault.refusal.code != "undecodable" or encoding or kind not in _KNOWS_ENCODING:
            raise
        values, meta = _read(data, kind, _WINDOWS, limit)
        encoding, said = _WINDOWS, (_say_guessed(),)
    names = [str(column) for column in meta.column_names]
    told_apart = names if kind == "dta" else [column.casefold() for column in names]
    if len(set(told_apart)) < len(names) or set(names) != set(values):
        raise _repeated_names()
    findings: list[Finding] = list(said)
    columns: list[tuple[str, pa.ChunkedArray]] = []
    for column in names:
        texts, found = write_column(column, values.pop(column), meta)
        columns.append((column, texts))
        findings += found
    told = str(meta.file_encoding or encoding or "").casefold()
    decisions = Decisions(told, "", ".", 1, kind)
    return make_named_table(name, columns, decisions, tuple(findings))


def _read(data: bytes, kind: str, encoding: str | None, limit: int) -> tuple[dict[str, Any], Any]:
    """Values by name and what the file says of them, within limits of what it declares."""
    meta = _call(data, kind, encoding, metadataonly=True)[1]
    rows = limit_records(data, kind, meta, limit)
    values, meta = _call(data, kind, encoding, row_limit=rows + 1)
    read = max((len(column) for column in values.values()), default=0)
    told = meta.number_rows
    if read > rows or (told is not None and 0 <= told != read and values):
        raise damaged_file(kind)
    return values, meta


def _repeated_names() -> UnreadableFile:
    return UnreadableFile("duplicate_header", "Two variables of the file have the same name.",
                          "Give every variable its own name.")  # fmt: skip


def _say_guessed() -> Finding:
    return Finding("warning", "encoding_guessed", "", (), "The texts are not in the encoding that "
                   "the file names; they were read as Windows text (cp1252). Accented letters may "
                   "be wrong.", "Check the letters shown, or name the encoding.")  # fmt: skip


def _call(
    data: bytes, kind: str, encoding: str | None, **options: Any
) -> tuple[dict[str, Any], Any]:
    """What pyreadstat reads from the bytes themselves; nothing is written to a disk."""
    import pyreadstat

    if encoding is not None:
        options["encoding"] = encoding
    if kind in _KEEPS_MISSING:
        options["user_missing"] = True
    reader = getattr(pyreadstat, _READERS[kind])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # names that are twice in the file
            values, meta = reader(io.BytesIO(data), output_format="dict", **options)
    except UserWarning:
        raise _repeated_names() from None
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, TypeError,
            OverflowError, MemoryError, OSError) as fault:  # fmt: skip
        if "encoding" in str(fault):
            raise UnreadableFile("undecodable", "The texts of the file are not in the encoding "
                                 "named.", "Save the file in Unicode.") from None  # fmt: skip
        raise damaged_file(kind) from None
    return values, meta
