"""The clinic's shelf: a folder of cohort files, each with its mapping, for everyone to explore."""

import os
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final

from analysis.core import Cohort, Finding

from .cohort_files import load_path, name_mapping
from .instruments import DATA
from .loaded import Loaded
from .mapping import MappingFault
from .text_table import UnreadableFile

_VARIABLE: Final = "COHORT_SHELF"
_KINDS: Final = {".csv", ".tsv", ".txt", ".zip", ".xlsx"}

Signature = tuple[tuple[str, int, int], ...]
"""Name, size and time of each file behind an item: if none changed, nothing is read again."""


@dataclass(frozen=True)
class ShelfItem:
    """A cohort on the shelf; `ok` says whether it can be explored, `findings` why not."""

    name: str
    ok: bool
    fingerprint: str
    findings: tuple[Finding, ...]
    _path: Path = field(repr=False)


@dataclass(frozen=True)
class _Kept:
    signature: Signature
    digest: str
    item: ShelfItem
    cohort: Cohort | None


_KEPT: Final[dict[Path, _Kept]] = {}
_LOCK: Final = Lock()


def find_shelf() -> Path:
    """The folder `COHORT_SHELF` names, else `data/cohorts`."""
    named = os.environ.get(_VARIABLE)
    return Path(named) if named else DATA / "cohorts"


def list_shelf(folder: Path | None = None) -> tuple[ShelfItem, ...]:
    """Every cohort file of the shelf, by name; broken ones with their findings.

    Parameters
    ----------
    folder : Path, optional
        The shelf; `find_shelf()` if not given. A folder that is not there is an empty shelf.

    Returns
    -------
    tuple of ShelfItem
        Read again only where size or time of a file changed, checked again only where its
        bytes (sha256) did.
    """
    place = folder or find_shelf()
    with _LOCK:
        return tuple(_keep(path).item for path in _list_files(place))


def load_from_shelf(name: str, folder: Path | None = None) -> Cohort:
    """A cohort of the shelf by its name, as held by this process.

    Raises
    ------
    UnreadableFile
        When no such cohort is on the shelf, or it is broken.
    """
    place = folder or find_shelf()
    with _LOCK:
        kept = [_keep(path) for path in _list_files(place)]
    found = next((k.cohort for k in kept if k.item.name == name), None)
    if found is None:
        raise UnreadableFile(
            "not_on_shelf",
            "No cohort of this name can be opened from the shelf.",
            "Choose one of those listed; broken ones are listed with what is wrong.",
        )
    return found


def _list_files(place: Path) -> list[Path]:
    if not place.is_dir():
        return []
    return sorted(
        path
        for path in place.iterdir()
        if not path.name.startswith(".") and (path.is_dir() or path.suffix.lower() in _KINDS)
    )


def _keep(path: Path) -> _Kept:
    """What is held of a file, read again if it changed."""
    signature = _sign(path)
    kept = _KEPT.get(path)
    if kept and kept.signature == signature:
        return kept
    digest = _digest(path)
    if kept and kept.digest == digest:
        fresh = _Kept(signature, digest, kept.item, kept.cohort)
    else:
        item, cohort = _read(path)
        fresh = _Kept(signature, digest, item, cohort)
    _KEPT[path] = fresh
    return fresh


def _parts(path: Path) -> list[Path]:
    inside = sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
    beside = name_mapping(path)
    return [*inside, beside] if beside.is_file() else inside


def _sign(path: Path) -> Signature:
    stats = [(part.name, part.stat()) for part in _parts(path)]
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


def _digest(path: Path) -> str:
    whole = sha256()
    for part in _parts(path):
        whole.update(sha256(part.read_bytes()).digest() + part.name.encode())
    return whole.hexdigest()


def _read(path: Path) -> tuple[ShelfItem, Cohort | None]:
    name = path.stem if path.is_file() else path.name
    try:
        loaded = load_path(path, name=name, origin="shelf")
    except OSError:
        fault = Finding("error", "unreadable_file", "", (), "The file could not be opened.",
                        "Check who may read it.", "")  # fmt: skip
        return ShelfItem(name, False, "", (fault,), path), None
    except UnreadableFile as unread:
        fault = Finding("error", unread.refusal.code, "", (), unread.refusal.sentence,
                        unread.refusal.mend, "")  # fmt: skip
        return ShelfItem(name, False, "", (fault,), path), None
    except MappingFault as wrong:
        faults = tuple(
            Finding("error", "mapping_fault", "", (), text, "Correct the mapping file.", "")
            for text in wrong.faults
        )
        return ShelfItem(name, False, "", faults, path), None
    return _describe(name, path, loaded), loaded.cohort


def _describe(name: str, path: Path, loaded: Loaded) -> ShelfItem:
    fingerprint = loaded.cohort.fingerprint if loaded.cohort else ""
    return ShelfItem(name, loaded.cohort is not None, fingerprint, loaded.findings, path)


__all__ = ["ShelfItem", "find_shelf", "list_shelf", "load_from_shelf"]
