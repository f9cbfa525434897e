"""Loading texts written in a test, and looking at what was found."""

import io
import zipfile

from analysis.loading import Loaded, Mapping, load_cohort

Rows = list[tuple[str, tuple[int, ...]]]


def load(text: str, mapping: Mapping | None = None) -> Loaded:
    return load_cohort(text.encode(), "made_up.csv", mapping, key=b"test")


def load_zip(files: dict[str, str], mapping: Mapping | None = None) -> Loaded:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return load_cohort(stream.getvalue(), "made_up.zip", mapping, key=b"test")


def rows_of(loaded: Loaded, code: str) -> Rows:
    return [(f.column, f.rows) for f in loaded.findings if f.code == code]


def means(loaded: Loaded) -> dict[tuple[object, ...], tuple[object, object]]:
    return {(c["instrument"], c["arm"], c["visit"]): (c["n"], c["mean"]) for c in loaded.cells}


def adds_up(loaded: Loaded, rows: int) -> bool:
    rejected = sum(loaded.rows_rejected.values())
    return loaded.rows_total == rows == loaded.rows_accepted + rejected
