"""Bytes of a file that is no text to tables of text; None for text and zips of tables."""

from collections.abc import Mapping as Dictionary

from ..kinds import too_large
from ..tables import SCORES
from ..text_table import TextTable
from .recognising import find_format
from .workbook import is_workbook, read_workbook


def read_binary(
    data: bytes, name: str, wanted: Dictionary[str, object], limit: int
) -> dict[str, TextTable] | None:
    """The tables of a workbook, a statistics program's file, Parquet or FHIR, as text.

    Parameters
    ----------
    data : bytes
        The file; its content alone decides what it is.
    name : str
        Its name, shown and never used as a path.
    wanted : mapping
        Decisions already made: `sheet`, `header_row`, `decimal`, `encoding`. Others are for text.
    limit : int
        Most bytes, packed and unpacked.

    Returns
    -------
    dict of str to TextTable, or None
        By table name; a single table is "scores". Record 1 of a file that names its columns
        itself is row 2. None where the file is none of these.

    Raises
    ------
    UnreadableFile
        With a refusal: code, one sentence, what to do.
    """
    if is_workbook(data):
        return read_workbook(data, name, wanted, limit)
    kind = find_format(data)
    if kind is None:
        return None
    if len(data) > limit:
        raise too_large(len(data), limit)
    if kind == "parquet":
        from .parquet import read_parquet

        return {SCORES: read_parquet(data, name, limit)}
    if kind == "fhir":
        from .fhir import read_questionnaires

        return {SCORES: read_questionnaires(data, name)}
    from .statistics_files import read_statistics_file

    return {SCORES: read_statistics_file(data, name, kind, wanted, limit)}
