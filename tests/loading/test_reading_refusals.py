"""What holds no table is refused with one sentence, a code and what to do."""

import gzip
import io
import random
import zipfile

import pytest

from analysis.core import settings
from analysis.loading.reading import read_table
from analysis.loading.text_table import UnreadableFile


def refusal(data, **options):
    with pytest.raises(UnreadableFile) as caught:
        read_table(data if isinstance(data, bytes) else data.encode(), "a.csv", **options)
    return caught.value.refusal


def make_zip(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


WIDE = ",".join(f"c{place}" for place in range(10_000))
REFUSED = {
    "empty": b"",
    "empty, blank lines": b" \r\n\n\t\n",
    "empty, a mark alone": b"\xef\xbb\xbf",
    "no_rows": b"id,arm,score\n",
    "no_rows, blank rows": b"id,arm,score\n\n\n",
    "no_rows, headers only": b"id,arm,score\nid,arm,score\n",
    "image": b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
    "image, jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "pdf": b"%PDF-1.7\n1 0 obj",
    "compressed": gzip.compress(b"id,score\n1,2\n"),
    "parquet": b"PAR1\x15\x04",
    "database": b"SQLite format 3\x00",
    "excel_not_read": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "excel_not_read, xlsx": make_zip(**{"[Content_Types].xml": "", "xl/workbook.xml": ""}),
    "document": make_zip(**{"[Content_Types].xml": "", "word/document.xml": ""}),
    "archive": make_zip(**{"scores.csv": "id,score\n1,2\n"}),
    "zip_damaged": b"PK\x03\x04 and no more",
    "binary": b"id,score\n1,\x00\n",
    "binary, no text in any encoding": b"id,score\n\x05\xff,2\n",
    "undecodable": b"id,score\n\x81\xff,2\n",
    "undecodable, utf-16 cut": "id,score\n1,2".encode("utf-16") + b"\x00",
    "undecodable, utf-32": "id,score\n1,2".encode("utf-32"),
    "web_page": "<!DOCTYPE html><html><body>Sign in</body></html>",
    "web_page, a sheet in disguise": "\n<table><tr><td>id</td></tr></table>",
    "xml": "<?xml version='1.0'?><a/>",
    "json": '{"id": 1, "score": 2}',
    "json, a list": '[{"id": 1}, {"id": 2}]',
    "too_many_columns": f"{WIDE}\n{WIDE.replace('c', '')}\n",
    "cell_too_long": "id,score\n1,2\n2," + "x" * (settings.MAXIMUM_CELL + 1) + "\n",
    "cell_too_long, a quote never closed": 'id,a,score\n1,"b,5\n' + "2,c,6\n" * 30_000,
    "one_column": "id\n1\n2\n",
    "one_column, prose": "Dear colleague\nplease find enclosed\nnothing at all\n",
    "duplicate_header": "id,score,score\n1,2,3\n",
    "blank_header": "id,,score\n1,2,3\n",
    "blank_header, with values at the end": "id,score,\n1,2,3\n2,3,4\n",
    "broken_quotes": 'id,a,score\n1,"b"c,5\n2,d,6\n',
    "broken_quotes, never closed": 'id,a,score\n1,b,5\n2,"d,6\n',
    "broken_quotes, in the header": 'id,"a,score\n1,b,5\n',
    "broken_quotes, rows swallowed": 'id,a,score\n1,"b,5\n2,c,6\n3,d",7\n4,e,8\n5,f,9\n',
    "mostly_ragged": "id,arm,score\n1,a\n2,b\n3,c,4\n",
    "mostly_ragged, a column more": "id,score\n1,12,5\n2,13,5\n",
    "no_header": "SYN-1,a,12\nSYN-2,b,13\nSYN-3,a,14\n",
    "ambiguous_delimiter": "id,a;score\n1,b;2\n2,c;3\n",
    "second_header": "id,arm,day,score\n1,a,0,5\nid,arm,score,day\n2,b,6,0\n",
}


@pytest.mark.parametrize("kind", REFUSED)
def test_each_kind_has_its_code(kind):
    found = refusal(REFUSED[kind])
    assert found.code == kind.split(",")[0]
    assert found.sentence.endswith(".")
    assert found.mend


def test_larger_than_the_limit():
    assert refusal(b"id,score\n1,2\n", limit=5).code == "too_large"


def test_the_row_of_broken_quotes_is_named():
    rows = "".join(f"{row},a,1\n" for row in range(5000))
    assert "Row 5002:" in refusal("id,b,score\n" + rows + '7,"x,1\n').sentence


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"encoding": "klingon"}, "unknown_encoding"),
        ({"encoding": "utf-16"}, "undecodable"),
        ({"delimiter": ":"}, "unknown_delimiter"),
        ({"delimiter": ";"}, "one_column"),
        ({"header_row": 9}, "no_such_row"),
        ({"header_row": 0}, "no_such_row"),
        ({"header_row": True}, "no_such_row"),
    ],
)
def test_decisions_that_cannot_be_followed(wanted, code):
    assert refusal("id,score\n1,2\n", wanted=wanted).code == code


def test_text_that_is_not_the_wanted_utf_8():
    found = refusal("id,score\né,2\n".encode("cp1252"), wanted={"encoding": "utf-8"})
    assert found.code == "undecodable"


def test_a_chosen_delimiter_settles_an_ambiguous_one():
    data = b"id,a;score\n1,b;2\n2,c;3\n"
    assert read_table(data, "a.csv", wanted={"delimiter": ";"}).columns == ("id,a", "score")
    assert read_table(data, "a.csv", wanted={"delimiter": ","}).columns == ("id", "a;score")


def test_a_chosen_header_row_settles_one_of_numbers():
    data = b"id,0,14\n1,20,10\n2,21,11\n"
    assert refusal(data).code == "no_header"
    assert read_table(data, "a.csv", wanted={"header_row": 1}).columns == ("id", "0", "14")


def test_random_bytes_are_refused():
    draw = random.Random(7)
    for _ in range(200):
        assert refusal(draw.randbytes(draw.randint(1, 400))).sentence
