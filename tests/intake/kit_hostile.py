"""Hostile files: bombs, paths, formulas, Python objects, cells and columns without end."""

import gzip
import io
import os
import pickle
import random
import zipfile

from .clean import numbers_of
from .kit_people import pack
from .kit_text import draw_clean
from .labelled import KIT, Labelled, accept, refuse
from .workbooks import write_workbook
from .writing import write_csv, write_long, write_wide

hostile = KIT.enter("hostile")

_MANY = 400 * 1024 * 1024


def _zip_bomb(name: str, start: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w", force_zip64=True) as member,
    ):
        member.write(start)
        block = b"0" * (1 << 20)
        for _ in range(_MANY >> 20):
            member.write(block)
    return stream.getvalue()


@hostile
def zip_bomb(draw: random.Random) -> Labelled:
    """400 MB of zeros in a small zip."""
    return refuse(_zip_bomb("scores.csv", b"patient_id,score\n"), name="cohort.zip")


def _add_part(book: bytes, name: str, start: bytes, again: bytes, end: bytes) -> bytes:
    """A workbook with one more part that unpacks to a lot."""
    stream = io.BytesIO(book)
    block = again * ((1 << 20) // len(again))
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w", force_zip64=True) as part,
    ):
        part.write(start)
        for _ in range(_MANY >> 20):
            part.write(block)
        part.write(end)
    return stream.getvalue()


@hostile
def workbook_bomb(draw: random.Random) -> Labelled:
    """A workbook whose shared texts unpack to 400 MB."""
    book = write_workbook({"Sheet1": [["patient_id", "score"], ["P1", 3]]})
    texts = (b"<sst><si><t>", b"0" * 1024, b"</t></si></sst>")
    return refuse(_add_part(book, "xl/sharedStrings.xml", *texts), name="cohort.xlsx")


@hostile
def workbook_of_one_endless_tag(draw: random.Random) -> Labelled:
    """A workbook with a tag that never ends."""
    book = write_workbook({"Sheet1": [["patient_id", "score"], ["P1", 3]]})
    return refuse(_add_part(book, "xl/sharedStrings.xml", b"<sst ", b"a" * 1024, b">"),
                  name="cohort.xlsx")  # fmt: skip


@hostile
def gzip_bomb(draw: random.Random) -> Labelled:
    """400 MB of zeros in a small gzip."""
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=1, mtime=0) as packed:
        packed.write(b"patient_id,score\n")
        for _ in range(_MANY >> 20):
            packed.write(b"0" * (1 << 20))
    return refuse(stream.getvalue(), name="scores.csv.gz")


@hostile
def paths_in_a_zip(draw: random.Random) -> Labelled:
    """Members that would climb out of a folder are read by their plain names, or refused."""
    clean = draw_clean(draw)
    text = write_csv(write_long(clean))
    data = pack({"../../../../tmp/scores.csv": text, "/etc/passwd": "root:x:0:0\n"})
    return accept(data, clean, name="../../cohort.zip", either=True)


@hostile
def formulas(draw: random.Random) -> Labelled:
    """Cells a spreadsheet would run are texts here."""
    clean = draw_clean(draw)
    grid = write_wide(clean)
    runs = ("=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", '=HYPERLINK("http://x.example")', "-2+3")
    for row in grid[1:]:
        row[5] = draw.choice(runs)
    return accept(write_csv(grid), clean, either=True, secrets=runs[:1] + runs[3:4])


class _Runs:
    """Unpickled, this makes a folder; it must never be."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("/tmp/intake_was_unpickled",)


@hostile
def python_objects(draw: random.Random) -> Labelled:
    """A pickle that runs something, under the name of a CSV."""
    return refuse(pickle.dumps(_Runs()), name="scores.csv")


@hostile
def endless_cell(draw: random.Random) -> Labelled:
    """A cell of five million letters."""
    clean = draw_clean(draw)
    grid = write_long(clean)
    grid[3][3] = "x" * 5_000_000
    return refuse(write_csv(grid))


@hostile
def a_million_columns(draw: random.Random) -> Labelled:
    """A header of a million names."""
    header = ",".join(["patient_id", *(f"phq9_day{k}" for k in range(1_000_000))])
    return refuse(f"{header}\n{'1,' * 1_000_000}1\n")


@hostile
def formulas_in_a_workbook(draw: random.Random) -> Labelled:
    """A workbook of formulas: their stored values are read, they are never worked out."""
    clean = draw_clean(draw)
    rows = [[float(c) if c.replace(".", "").isdigit() else c for c in row]
            for row in write_wide(clean)]  # fmt: skip
    data = write_workbook({"Sheet1": rows}, formula="1+1")  # type: ignore[arg-type]
    return accept(data, numbers_of(clean), name="cohort.xlsx", either=True)
