"""Zips and folders of a cohort's tables: limited, flattened, never a path."""

import io
import struct
import zipfile

import pytest

from analysis.core import settings
from analysis.loading.archive import read_archive
from analysis.loading.reading import read_folder, read_tables
from analysis.loading.text_table import UnreadableFile

PEOPLE, SCORES = b"patient_id,arm\n1,a\n2,b\n", b"patient_id,score\n1,5\n2,6\n"


def make_zip(members, method=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def refusal(data, **options):
    with pytest.raises(UnreadableFile) as caught:
        read_tables(data, "cohort.zip", **options)
    return caught.value.refusal


def test_tables_by_name_and_the_mapping_beside():
    data = make_zip([
        ("cohort/participants.csv", PEOPLE), ("cohort/Scores.CSV", SCORES),
        ("cohort/cohort.map.json", b"{}"), ("__MACOSX/cohort/._scores.csv", b"\x00"),
        ("cohort/.hidden.csv", b""), ("../../escape/events.csv", b"patient_id,day\n1,3\n"),
    ])  # fmt: skip
    tables, mapping = read_archive(data)
    assert tables.keys() == {"participants", "scores", "events"}
    assert mapping == b"{}"
    read = read_tables(data, "cohort.zip")
    assert {name: table.data.num_rows for name, table in read.items()} == {
        "participants": 2,
        "scores": 2,
        "events": 1,
    }


def test_a_single_table_holds_the_scores():
    assert read_tables(make_zip([("my data.csv", SCORES)]), "a.zip").keys() == {"scores"}
    assert read_tables(SCORES, "my data.csv").keys() == {"scores"}


def test_files_not_read_are_counted_and_findings_name_their_table():
    data = make_zip([("scores.csv", SCORES), ("participants.csv", PEOPLE + b"3\n"),
                     ("Jane Doe.csv", PEOPLE), ("README.md", b"x")])  # fmt: skip
    tables = read_tables(data, "a.zip")
    said = [f for table in tables.values() for f in table.findings]
    assert [(f.code, f.table) for f in said] == [
        ("files_not_read", "scores"),
        ("ragged_row", "participants"),
    ]
    assert said[0].message.startswith("2 ")
    assert "Jane" not in said[0].message


def test_a_refusal_says_which_table():
    found = refusal(make_zip([("scores.csv", SCORES), ("participants.csv", b"patient_id,age\n")]))
    assert (found.code, found.sentence.split(":")[0]) == ("no_rows", "participants")


def test_limits_hold_before_and_while_unpacking():
    bomb = make_zip([("scores.csv", b"0" * 5_000_000)])
    assert len(bomb) < 100_000
    assert refusal(bomb, limit=1_000_000).code == "too_large"
    several = make_zip([("scores.csv", b"0" * 600), ("events.csv", b"1" * 600)], zipfile.ZIP_STORED)
    assert refusal(several, limit=len(several) - 1).code == "too_large"
    assert refusal(bomb, limit=10).code == "too_large"


def test_a_lying_size_is_not_believed():
    honest = make_zip([("scores.csv", b"0" * 50_000)])
    lying = honest.replace(struct.pack("<I", 50_000), struct.pack("<I", 50))
    assert lying != honest
    assert refusal(lying, limit=10_000).code in {"too_large", "zip_damaged"}


def test_too_many_files():
    many = make_zip([(f"{n}.csv", SCORES) for n in range(settings.MAXIMUM_ZIP_MEMBERS + 1)])
    assert refusal(many).code == "zip_too_many"


def test_two_files_of_one_name():
    assert refusal(make_zip([("a/scores.csv", SCORES), ("b/scores.csv", SCORES)])).code == (
        "zip_duplicates"
    )
    assert refusal(make_zip([("scores.csv", SCORES), ("scores.tsv", SCORES)])).code == (
        "zip_duplicates"
    )
    maps = [("a.map.json", b"{}"), ("b.map.json", b"{}"), ("scores.csv", SCORES)]
    assert refusal(make_zip(maps)).code == "zip_duplicates"


def test_encrypted_damaged_and_without_tables():
    plain = bytearray(make_zip([("scores.csv", SCORES)]))
    place = plain.index(b"PK\x01\x02")
    plain[place + 8] |= 1
    assert refusal(bytes(plain)).code == "zip_encrypted"
    whole = make_zip([("scores.csv", SCORES * 50)], zipfile.ZIP_STORED)
    assert refusal(whole[:60]).code == "zip_damaged"
    broken = bytearray(whole)
    broken[60] ^= 0xFF
    assert refusal(bytes(broken)).code == "zip_damaged"
    assert refusal(make_zip([("photo.png", b"x")])).code == "unknown_tables"
    assert refusal(make_zip([])).code == "unknown_tables"


def test_a_folder_is_read_like_a_zip(tmp_path):
    (tmp_path / "participants.csv").write_bytes(PEOPLE)
    (tmp_path / "scores.csv").write_bytes(SCORES)
    (tmp_path / "other.csv").write_bytes(SCORES)
    tables = read_folder(tmp_path)
    assert tables.keys() == {"participants", "scores"}
    assert sum(f.code == "files_not_read" for t in tables.values() for f in t.findings) == 1
    assert read_folder(tmp_path / "other.csv").keys() == {"scores"}


def test_a_folder_larger_than_the_limit_or_without_tables(tmp_path):
    with pytest.raises(UnreadableFile) as caught:
        read_folder(tmp_path)
    assert caught.value.refusal.code == "unknown_tables"
    (tmp_path / "scores.csv").write_bytes(SCORES)
    for path in (tmp_path, tmp_path / "scores.csv"):
        with pytest.raises(UnreadableFile) as caught:
            read_folder(path, limit=5)
        assert caught.value.refusal.code == "too_large"
