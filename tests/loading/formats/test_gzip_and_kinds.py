"""Compressed text, and files that are recognised by content only to be refused."""

import bz2
import gzip
import io
import pickle
import tarfile
import zlib

import pytest

from analysis.loading import load_cohort
from analysis.loading.text_table import UnreadableFile

from .made_up_files import cohort_rows, make_sheet, make_workbook

TEXT = "\n".join(",".join(map(str, row)) for row in cohort_rows()).encode()


def refusal(data):
    with pytest.raises(UnreadableFile) as caught:
        load_cohort(data, "cohort.csv")
    return caught.value.refusal


def test_compressed_text_is_read_as_the_text_is():
    plain, packed = load_cohort(TEXT, "a.csv"), load_cohort(gzip.compress(TEXT), "a.csv.gz")
    assert packed.cells == plain.cells
    assert packed.rows_total == plain.rows_total == 24
    assert packed.decisions == plain.decisions


def test_a_compressed_workbook_is_read():
    data = gzip.compress(make_workbook({"Data": make_sheet(cohort_rows())}))
    assert load_cohort(data, "a").participants == 12


def test_what_is_not_one_whole_file_is_refused():
    packed = gzip.compress(TEXT)
    assert refusal(packed[:-10]).code == "gzip_damaged"
    assert refusal(packed[: len(packed) // 2]).code == "gzip_damaged"
    changed = bytearray(packed)
    changed[len(packed) // 2] ^= 0xFF
    assert refusal(bytes(changed)).code == "gzip_damaged"
    assert refusal(packed + packed).code == "gzip_several"
    assert load_cohort(packed + bytes(12), "padded").rows_total == 24
    assert refusal(gzip.compress(packed)).code == "compressed"
    assert refusal(gzip.compress(b"")).code == "empty"


def test_a_tar_of_tables_is_refused():
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        entry = tarfile.TarInfo("scores.csv")
        entry.size = len(TEXT)
        archive.addfile(entry, io.BytesIO(TEXT))
    assert refusal(stream.getvalue()).code == "archive"


def test_objects_of_programs_are_refused_and_never_opened():
    class Trap:
        def __reduce__(self):
            return exec, ("raise SystemExit('opened')",)

    for protocol in (2, 3, 4, 5):
        assert refusal(pickle.dumps(Trap(), protocol)).code == "pickle"
    assert refusal(gzip.compress(pickle.dumps([1, 2]))).code == "pickle"
    r_data = b"RDX3\nX\n\x00\x00\x00\x03\x00\x04"
    for data in (r_data, gzip.compress(r_data), gzip.compress(r_data[5:])):
        assert refusal(data).code == "r_data"
    assert refusal(b"\x89HDF\r\n\x1a\n" + bytes(40)).code == "hdf5"
    assert refusal(b"\x93NUMPY\x01\x00" + bytes(40)).code == "numpy"


def test_other_packing_and_old_documents_are_refused():
    assert refusal(bz2.compress(TEXT)).code == "compressed"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert refusal(ole).code == "excel_not_read"
    protected = ole + "EncryptedPackage".encode("utf-16-le") + bytes(100)
    assert refusal(protected).code == "excel_encrypted"
    assert "password" in refusal(protected).sentence


def test_a_file_that_only_begins_as_one_of_them_is_text():
    text = b"PAR1,arm,visit,phq9\n" + TEXT.split(b"\n", 1)[1].replace(b",12.5", b"")
    with pytest.raises(UnreadableFile) as caught:
        load_cohort(b"PAR1 " + zlib.compress(text), "x")
    assert caught.value.refusal.code == "parquet_damaged"
