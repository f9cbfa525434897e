"""Files to refuse: no table at all, no usable one, or one that nobody can be sure of."""

import base64
import gzip
import io
import json
import pickle
import random
import struct
import tarfile
import zlib

from .kit_people import pack
from .kit_text import draw_clean
from .labelled import KIT, Labelled, refuse
from .workbooks import write_workbook
from .writing import write_csv, write_long, write_semi_long, write_wide

to_refuse = KIT.enter("refuse")


def _enter(kind: str, data: bytes | str, **more: object) -> None:
    """A file that is the same whatever the seed."""
    KIT.makers["refuse", kind] = lambda draw: refuse(data, **more)


def _png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        whole = kind + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" + b"\xff\x00\x00" * 2 + b"\x00" + b"\x00\xff\x00" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        part = tarfile.TarInfo("scores.csv")
        part.size = 12
        archive.addfile(part, io.BytesIO(b"id,score\n1,2"))
    return stream.getvalue()


def _encrypted(data: bytes) -> bytes:
    """A zip whose members claim to be encrypted."""
    local = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = local.find(mark)
        while start >= 0:
            local[start + place] |= 1
            start = local.find(mark, start + 4)
    return bytes(local)


_enter("empty", b"")
_enter("blank_lines", b"\r\n\r\n  \r\n")
_enter("mark_alone", b"\xef\xbb\xbf")
_enter("header_alone", b"patient_id,arm,visit,instrument,score\n")
_enter("image", _png(), name="scores.csv")
_enter("photograph", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)), name="scores.csv")
_enter("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\n", name="scores.csv")
_enter("sign_in_page", "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>"
       "<form>user, password</form></body></html>", name="scores.csv")  # fmt: skip
_enter("table_of_a_web_page", "<table>\n<tr><td>patient_id</td><td>score</td></tr></table>\n")
_enter("xml", '<?xml version="1.0"?>\n<ODM><ClinicalData/></ODM>\n')
_enter("json_object", json.dumps({"patients": [{"id": 1, "phq9": 12}]}))
_enter("json_records", json.dumps([{"id": k, "phq9": k} for k in range(20)]))
_enter("old_excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, name="cohort.xls")
_enter("r_objects", gzip.compress(b"X\n\x00\x00\x00\x03\x00\x04\x03\x02\x00\x03\x05\x00", mtime=0),
       name="cohort.rds")  # fmt: skip
_enter("database", b"SQLite format 3\x00" + b"\x00" * 100)
_enter("tar", _tar(), name="cohort.tar")
_enter("rich_text", r"{\rtf1\ansi patient_id,score\par 1,2\par}")
_enter("word_document", pack({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}),
       name="cohort.docx")  # fmt: skip
_enter("zip_of_nothing", pack({"readme.md": "no table", "plan.docx": b"PK"}), name="cohort.zip")
_enter("pickled", pickle.dumps([("P001", 12)] * 30), name="cohort.csv")
_enter("excel_empty", write_workbook({"Sheet1": []}), name="cohort.xlsx")
_enter("one_column", "score\n12\n13\n9\n4\n")
_enter(
    "prose", "Dear colleague,\n\nplease find the scores of last week enclosed.\n\nKind regards\n"
)
_enter("base_64", base64.b64encode(bytes(range(256)) * 8))


@to_refuse
def noise(draw: random.Random) -> Labelled:
    """Bytes of no kind."""
    return refuse(draw.randbytes(3000))


@to_refuse
def utf_32(draw: random.Random) -> Labelled:
    """UTF-32, which nobody writes."""
    return refuse(write_csv(write_long(draw_clean(draw))).encode("utf-32"))


@to_refuse
def no_id(draw: random.Random) -> Labelled:
    """Scores of nobody."""
    return refuse(write_csv([row[1:] for row in write_long(draw_clean(draw))]))


@to_refuse
def no_score(draw: random.Random) -> Labelled:
    """People without a score."""
    return refuse(write_csv([row[:6] for row in write_wide(draw_clean(draw))]))


@to_refuse
def scores_all_blank(draw: random.Random) -> Labelled:
    """A form nobody filled in."""
    grid = write_long(draw_clean(draw))
    return refuse(write_csv([grid[0], *([*row[:6], ""] for row in grid[1:])]))


@to_refuse
def no_header(draw: random.Random) -> Labelled:
    """Nothing names the columns."""
    return refuse(write_csv(write_long(draw_clean(draw))[1:]))


@to_refuse
def names_twice(draw: random.Random) -> Labelled:
    """Two columns of one name."""
    grid = write_wide(draw_clean(draw))
    grid[0][7] = grid[0][6]
    return refuse(write_csv(grid))


@to_refuse
def name_missing(draw: random.Random) -> Labelled:
    """A column of scores without a name."""
    grid = write_wide(draw_clean(draw))
    grid[0][8] = ""
    return refuse(write_csv(grid))


@to_refuse
def delimiters_in_doubt(draw: random.Random) -> Labelled:
    """Commas and semicolons divide every row alike."""
    lines = [f"P{k:03d},arm {k % 2};baseline,PHQ9;{draw.randint(1, 20)},x" for k in range(30)]
    return refuse("\n".join(["patient_id,arm;visit,instrument;score,note", *lines, ""]))


@to_refuse
def tables_under_each_other(draw: random.Random) -> Labelled:
    """Two tables of different columns in one file."""
    clean = draw_clean(draw)
    grid = write_semi_long(clean)
    order = [0, 3, 1, 2, 5, 4]
    other = [[row[place] for place in order] for row in write_semi_long(draw_clean(draw))]
    return refuse(write_csv(grid) + write_csv(other))


@to_refuse
def identifiers_alone(draw: random.Random) -> Labelled:
    """Who they are and how to reach them, and no score."""
    rows = [["surname", "first_name", "email", "phone"]] + [
        [draw.choice(("Smith", "Brown")), draw.choice(("Ann", "Bob")), f"a{k}@example.org",
         f"+1 415 555 {draw.randint(1000, 9999)}"]
        for k in range(20)
    ]  # fmt: skip
    return refuse(write_csv(rows))


@to_refuse
def cut_in_a_quoted_cell(draw: random.Random) -> Labelled:
    """The end is missing, in the middle of a quoted cell."""
    text = write_csv(write_long(draw_clean(draw)), quoting=1)
    place = len(text) * 2 // 3
    start = text.index('\n"', place) + 1
    return refuse(text[: start + draw.randint(2, 4)])


@to_refuse
def quote_never_closed(draw: random.Random) -> Labelled:
    """A quote opens and nothing closes it."""
    lines = write_csv(write_long(draw_clean(draw))).splitlines()
    row = draw.randrange(2, len(lines) // 2)
    lines[row] = lines[row].replace(",", ',"', 1)
    return refuse("\n".join([*lines, ""]))


@to_refuse
def quotes_all_wrong(draw: random.Random) -> Labelled:
    """Quotes in the wrong place in every row."""
    lines = write_csv(write_long(draw_clean(draw))).splitlines()
    return refuse("\n".join([lines[0], *(f'"{line[:3]}"{line[3:]}' for line in lines[1:]), ""]))


@to_refuse
def rows_all_ragged(draw: random.Random) -> Labelled:
    """Rows of any number of cells."""
    lines = [",".join(str(draw.randint(0, 9)) for _ in range(draw.randint(1, 12)))
             for _ in range(60)]  # fmt: skip
    return refuse("\n".join(["patient_id,arm,visit,instrument,score", *lines, ""]))


@to_refuse
def zip_with_a_password(draw: random.Random) -> Labelled:
    """A zip nobody can open."""
    data = pack({"scores.csv": write_csv(write_long(draw_clean(draw)))})
    return refuse(_encrypted(data), name="cohort.zip")


@to_refuse
def zip_cut_off(draw: random.Random) -> Labelled:
    """Half a zip."""
    data = pack({"scores.csv": write_csv(write_long(draw_clean(draw)))})
    return refuse(data[: len(data) // 2], name="cohort.zip")


@to_refuse
def zip_of_participants_alone(draw: random.Random) -> Labelled:
    """People and no scores."""
    people = write_csv([row[:6] for row in write_wide(draw_clean(draw))])
    return refuse(pack({"participants.csv": people, "events.csv": "patient_id,day,kind\n1,2,x\n"}),
                  name="cohort.zip")  # fmt: skip


@to_refuse
def gzip_cut_off(draw: random.Random) -> Labelled:
    """Half a gzip."""
    data = gzip.compress(write_csv(write_long(draw_clean(draw))).encode(), mtime=0)
    return refuse(data[: len(data) // 2], name="scores.csv.gz")
