"""A file, zip or folder to a checked cohort: read, recognise, check, pseudonymise."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from analysis.core import Finding, Origin, settings

from .archive import MAP_ENDING, read_archive
from .assembling import assemble
from .cohorts import Source
from .exports import recognise_export, report_export
from .formats import read_binary, unpack_gzip
from .kinds import is_zip, plain_name, too_large
from .loaded import Loaded
from .mapping import Mapping, read_mapping
from .people import find_key
from .reading import read_folder, read_table, read_tables
from .tables import SCORES
from .text_table import TextTable, UnreadableFile


def load_cohort(
    data: bytes,
    name: str,
    mapping: Mapping | None = None,
    *,
    origin: Origin = "own_upload",
    key: bytes | None = None,
    limit: int = settings.UPLOAD_LIMIT_BYTES,
) -> Loaded:
    """Read and check the bytes of one file: a table of scores, a workbook, or a zip of tables.

    Parameters
    ----------
    data : bytes
        The file. Its content decides what it is; nothing of it is kept.
    name : str
        What to call it; never used as a path.
    mapping : Mapping, optional
        What columns and labels mean. Without one, well-known names and spellings are recognised
        (a *.map.json inside a zip is used) and the rest is listed in `needs`.
    key : bytes, optional
        For hashing ids; else `COHORT_KEY`, else random.
    limit : int
        Most bytes read, unpacked.

    Returns
    -------
    Loaded
        Every finding at once; faults in rows are findings and never exceptions.

    Raises
    ------
    UnreadableFile
        When the bytes hold no table at all, or more than the limit.
    MappingFault
        When a mapping inside a zip cannot be used.
    """
    said: tuple[Finding, ...] = ()
    fingerprint, data = sha256(data).hexdigest(), unpack_gzip(data, limit)
    binary = read_binary(data, name, _wanted(mapping), limit)
    if binary is not None:
        texts = binary
    elif is_zip(data):
        _, enclosed = read_archive(data, limit=limit)
        if mapping is None and enclosed is not None:
            mapping, said = read_mapping(enclosed), (_say_mapping("inside the file"),)
        texts = read_tables(data, name, wanted=_wanted(mapping), limit=limit)
    else:
        texts = {SCORES: read_table(data, name, wanted=_wanted(mapping), limit=limit)}
    source = Source(plain_name(name), origin, fingerprint)
    return _assemble(texts, source, mapping, find_key(key), said)


def load_path(
    path: Path,
    mapping: Mapping | None = None,
    *,
    name: str | None = None,
    origin: Origin = "command_line",
    key: bytes | None = None,
) -> Loaded:
    """Read and check a file, a zip, or a folder of tables named as the cohort's.

    Parameters
    ----------
    path : Path
        File or folder.
    mapping : Mapping, optional
        If not given, a *.map.json in the folder or NAME.map.json beside the file is used, and said.

    Returns, Raises
    ---------------
    As `load_cohort`; FileNotFoundError where nothing is there.
    """
    said: tuple[Finding, ...] = ()
    beside = name_mapping(path)
    if mapping is None and beside.is_file():
        mapping, said = read_mapping(beside.read_bytes()), (_say_mapping("beside the file"),)
    if path.is_dir():
        return _load_folder(path, name or path.name, mapping, origin, find_key(key), said)
    limit = settings.FILE_LIMIT_BYTES
    if path.stat().st_size > limit:
        raise too_large(path.stat().st_size, limit)
    data, shown = path.read_bytes(), name or path.name
    loaded = load_cohort(data, shown, mapping, origin=origin, key=key, limit=limit)
    return replace(loaded, findings=(*said, *loaded.findings)) if said else loaded


def _load_folder(
    path: Path,
    name: str,
    mapping: Mapping | None,
    origin: Origin,
    key: bytes,
    said: tuple[Finding, ...],
) -> Loaded:
    inside = sorted(path.glob(f"*{MAP_ENDING}"))
    if mapping is None and len(inside) == 1:
        mapping, said = read_mapping(inside[0].read_bytes()), (_say_mapping("in the folder"),)
    texts = read_folder(path, wanted=_wanted(mapping))
    source = Source(name, origin, _fingerprint(path))
    return _assemble(texts, source, mapping, key, said)


def name_mapping(path: Path) -> Path:
    """The mapping file that belongs to a cohort file or folder."""
    stem = path.name if path.is_dir() else path.stem
    return path.with_name(f"{stem}{MAP_ENDING}")


def _fingerprint(folder: Path) -> str:
    """sha256 over names and bytes of a folder's tables, in order of name."""
    whole = sha256()
    for part in sorted(p for p in folder.iterdir() if p.is_file()):
        whole.update(part.name.encode() + b"\x00" + sha256(part.read_bytes()).digest())
    return whole.hexdigest()


def _wanted(mapping: Mapping | None) -> dict[str, object]:
    """What the mapping says of the text: encoding, delimiter, decimal mark, header row, sheet."""
    if mapping is None:
        return {}
    keys = ("encoding", "delimiter", "decimal", "header_row", "sheet")
    said = {key: getattr(mapping, key) for key in keys}
    return {key: value for key, value in said.items() if value is not None}


def _assemble(
    texts: dict[str, TextTable],
    source: Source,
    mapping: Mapping | None,
    key: bytes,
    said: tuple[Finding, ...],
) -> Loaded:
    mapping = mapping or Mapping()
    export = recognise_export(texts, mapping)
    if export is not None:
        texts = export.texts
    if len(texts) > 1 and SCORES not in texts:
        raise UnreadableFile("no_scores_table", "There is no scores table: no table is named so, "
                             "and none has a patient id, a visit and scores of a known instrument.",
                             "Add scores.csv to the tables.")  # fmt: skip
    if export is None:
        return assemble(texts, source, mapping, key, said)
    loaded = assemble(texts, source, export.mapping, key, (*said, *export.findings))
    return report_export(export, loaded)


def _say_mapping(where: str) -> Finding:
    return Finding("info", "mapping_used", "", (), f"The mapping {where} was used.",
                   "Give another mapping to read it differently.", "")  # fmt: skip
