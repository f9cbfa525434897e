"""A table of any texts and numbers, written to each format and read back, equals itself."""

import csv
import gzip
import io
import string

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pyreadstat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.loading.formats import read_binary, unpack_gzip
from analysis.loading.reading import read_table

from .made_up_files import make_sheet, make_workbook

LIMIT = 50 * 1024 * 1024
SETTINGS = settings(max_examples=30, deadline=None, derandomize=True, database=None,
                    suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
LETTERS = string.ascii_letters + string.digits + "äßé .,;'\"<&>_-"
words = st.text(LETTERS, min_size=1, max_size=12).filter(lambda x: x == x.strip() and x)
ids = st.lists(words, min_size=2, max_size=12, unique_by=str.casefold)
numbers = st.one_of(
    st.integers(-(10**12), 10**12), st.floats(-1e300, 1e300, allow_nan=False, width=64)
).map(float)
"""Less than what SPSS and Stata keep the largest numbers for: missing values."""


@st.composite
def tables(draw):
    """Ids, texts and numbers of one length, some of them missing."""
    people = [f"P{text}" for text in draw(ids)]
    size = len(people)
    texts = draw(
        st.lists(st.one_of(words.map("x{}".format), st.just("")), min_size=size, max_size=size)
    )
    values = draw(st.lists(st.one_of(numbers, st.none()), min_size=size, max_size=size))
    return people, texts, values


def check(table, people, texts, values):
    rows = [tuple(row.values()) for row in table.data.to_pylist()]
    assert [row[0] for row in rows] == people
    assert [row[1] for row in rows] == texts
    assert [float(row[2]) if row[2] else None for row in rows] == values
    assert not any("." in row[2] and row[2].endswith(".0") for row in rows)
    assert len(table.rejected) + table.data.num_rows == table.rows_total == len(people)
    assert table.row_numbers.tolist() == list(range(2, len(people) + 2))


def read(data):
    return read_binary(data, "a", {}, LIMIT)["scores"]


@SETTINGS
@given(tables())
def test_excel(table):
    people, texts, values = table
    rows = [["name1", "note2", "score3"]]
    rows += [[p, t or None, v] for p, t, v in zip(people, texts, values, strict=True)]
    check(read(make_workbook({"S": make_sheet(rows)})), people, texts, values)


@SETTINGS
@given(tables())
def test_parquet(table):
    people, texts, values = table
    stream = io.BytesIO()
    columns = {"name1": people, "note2": texts, "score3": pa.array(values, pa.float64())}
    parquet.write_table(pa.table(columns), stream)
    check(read(stream.getvalue()), people, texts, values)


def _through(table, place, write):
    people, texts, values = table
    frame = pd.DataFrame({"name1": people, "note2": texts, "score3": pd.array(values, "float64")})
    write(frame, str(place))
    check(read(place.read_bytes()), people, texts, values)


@SETTINGS
@given(tables())
def test_spss(tmp_path, table):
    _through(table, tmp_path / "a.sav", pyreadstat.write_sav)


@SETTINGS
@given(tables())
def test_packed_spss(tmp_path, table):
    _through(table, tmp_path / "a.zsav", lambda f, p: pyreadstat.write_sav(f, p, compress=True))


@SETTINGS
@given(tables())
def test_stata(tmp_path, table):
    _through(table, tmp_path / "a.dta", pyreadstat.write_dta)


@SETTINGS
@given(tables().filter(
    lambda t: all(v in (None, 0.0) or 1e-60 < abs(v) < 1e60 for v in t[2])
))  # fmt: skip
def test_sas_transport(tmp_path, table):
    people, texts, values = table
    place = tmp_path / "a.xpt"
    frame = pd.DataFrame({"name1": people, "note2": texts, "score3": pd.array(values, "float64")})
    pyreadstat.write_xport(frame, str(place), file_format_version=5)
    found = read(place.read_bytes())
    rows = [tuple(row.values()) for row in found.data.to_pylist()]
    assert [row[:2] for row in rows] == list(zip(people, texts, strict=True))
    for row, value in zip(rows, values, strict=True):
        assert (row[2] == "") == (value is None)
        assert value is None or abs(float(row[2]) - value) <= 1e-14 * abs(value)


@SETTINGS
@given(tables())
def test_compressed_text(table):
    people, texts, values = table
    stream = io.StringIO()
    rows = zip(people, texts, ("" if v is None else repr(v) for v in values), strict=True)
    csv.writer(stream, lineterminator="\n").writerows([("name1", "note2", "score3"), *rows])
    data = stream.getvalue().encode()
    assert unpack_gzip(gzip.compress(data), LIMIT) == data
    plain = read_table(data, "a.csv")
    packed = read_table(unpack_gzip(gzip.compress(data), LIMIT), "a.csv")
    assert packed.data.to_pylist() == plain.data.to_pylist()
