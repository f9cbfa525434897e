"""Parquet: every type to exact text, nothing nested, no index of pandas, nothing evaluated."""

import datetime as dt
import io
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from analysis.loading import load_cohort
from analysis.loading.formats import read_binary
from analysis.loading.text_table import UnreadableFile

LIMIT = 50 * 1024 * 1024


def pack(table, **options):
    stream = io.BytesIO()
    parquet.write_table(table, stream, **options)
    return stream.getvalue()


def read(data, limit=LIMIT):
    return read_binary(data, "a.csv", {}, limit)["scores"]


def refusal(data, limit=LIMIT):
    with pytest.raises(UnreadableFile) as caught:
        read(data, limit)
    return caught.value.refusal.code


def test_types_are_written_exactly():
    zone = dt.UTC
    columns = {
        "id": pa.array(["0012", "NA", None]),
        "whole": pa.array([1, None, -3], pa.int16()),
        "big": pa.array([2**63 - 1, 0, None], pa.int64()),
        "double": pa.array([0.1 + 0.2, 14.0, float("nan")]),
        "single": pa.array([12.3, 4, None], pa.float32()),
        "yes": pa.array([True, False, None]),
        "exact": pa.array([Decimal("1.50"), Decimal("-2.00"), None], pa.decimal128(10, 2)),
        "day": pa.array([dt.date(2021, 4, 3), None, dt.date(1999, 12, 31)]),
        "moment": pa.array([dt.datetime(2021, 4, 3, 10, 30), dt.datetime(2021, 4, 3), None],
                           pa.timestamp("ns")),
        "zoned": pa.array([dt.datetime(2021, 4, 3, tzinfo=zone)] * 2 + [None], pa.timestamp("us", "UTC")),  # noqa: E501
        "word": pa.array(["a", None, "b"]).dictionary_encode(),
        "nothing": pa.nulls(3),
    }  # fmt: skip
    table = read(pack(pa.table(columns)))
    assert [list(row.values()) for row in table.data.to_pylist()] == [
        ["0012", "1", "9223372036854775807", "0.30000000000000004", "12.3", "TRUE", "1.50",
         "2021-04-03", "2021-04-03T10:30:00", "2021-04-03T00:00:00+00:00", "a", ""],
        ["NA", "", "0", "14", "4", "FALSE", "-2.00", "", "2021-04-03",
         "2021-04-03T00:00:00+00:00", "", ""],
        ["", "-3", "", "", "", "", "", "1999-12-31", "", "", "b", ""],
    ]  # fmt: skip
    assert table.row_numbers.tolist() == [2, 3, 4]
    assert table.decisions.format == "parquet"


def test_a_cohort_is_read_and_an_unnamed_index_left_out():
    frame = pd.DataFrame({
        "id": ["a", "a", "b", "b"], "arm": pd.Categorical(["x", "x", "y", "y"]),
        "visit": ["baseline", "week 4"] * 2, "phq9": [15, 6.5, 12, None],
    }, index=[3, 1, 2, 9])  # fmt: skip
    stream = io.BytesIO()
    frame.to_parquet(stream)
    loaded = load_cohort(stream.getvalue(), "a")
    assert (loaded.rows_total, loaded.participants, loaded.observations) == (4, 2, 3)
    assert "index_dropped" in {f.code for f in loaded.findings}
    stream = io.BytesIO()
    frame.set_index("id").to_parquet(stream)
    assert load_cohort(stream.getvalue(), "a").participants == 2


def test_rows_of_several_groups_and_batches_are_all_read():
    rows = 150_000
    table = pa.table({"id": [f"P{n}" for n in range(rows)], "phq9": [n % 27 for n in range(rows)]})
    found = read(pack(table, row_group_size=40_000))
    assert found.data.num_rows == rows
    assert found.data.column("id").to_pylist()[-1] == f"P{rows - 1}"


@pytest.mark.parametrize(
    "column",
    [
        pa.array([[1], [2]]),
        pa.array([{"a": 1}, {"a": 2}]),
        pa.array([b"\x00", b"\x01"]),
        pa.array([[("a", 1)], []], pa.map_(pa.string(), pa.int64())),
    ],
)
def test_what_is_no_value_of_a_cell_is_refused(column):
    assert refusal(pack(pa.table({"id": ["a", "b"], "odd": column}))) == "nested_columns"


def test_damage_is_refused():
    whole = pack(pa.table({"id": ["a", "b"] * 500, "phq9": list(range(1000))}), compression="gzip")
    for cut in (8, 40, len(whole) // 2, len(whole) - 5):
        assert refusal(whole[:cut]) == "parquet_damaged"
    broken = bytearray(whole)
    broken[20:60] = bytes(40)
    assert refusal(bytes(broken)) == "parquet_damaged"
    assert refusal(b"PARE" + whole[4:]) == "parquet_encrypted"


def test_limits_hold_before_rows_are_decoded():
    many = pa.table({"id": pa.nulls(3_000_000, pa.string()), "b": pa.nulls(3_000_000)})
    assert refusal(pack(many)) == "too_many_cells"
    wide = pa.table({f"c{n}": [1] for n in range(2001)})
    assert refusal(pack(wide)) == "too_many_columns"
    packed = pack(
        pa.table({"id": ["a", "b"], "text": ["x" * 30_000, "y" * 30_000]}), compression="gzip"
    )
    assert refusal(packed, limit=20_000) == "too_large"


def test_a_text_that_many_rows_share_is_held_once():
    codes = pa.array([0] * 400_000, pa.int32())
    ids = pa.DictionaryArray.from_arrays(codes, ["x" * 30_000])
    table = pa.table({"id": ids, "phq9": [1] * 400_000})
    assert read(pack(table, compression="gzip")).data.num_rows == 400_000


def test_duplicate_names_are_refused():
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["id", "id"])
    assert refusal(pack(table)) in {"duplicate_header", "parquet_damaged"}
