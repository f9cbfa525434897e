"""A plain CSV for `estimate`: columns, derived columns, chosen rows, two arms."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.command_line import main
from analysis.command_line.estimate.expressions import derive
from analysis.command_line.estimate.plain_table import PlainTable, read_plain
from analysis.command_line.estimate.request import levels_of
from analysis.core import CannotEstimate

TEXT = "id;bdi.pre;bdi.2m;drug\n01;20,5;10;Yes\n02;NA;8;No\n03;30;;Yes\n"


@pytest.fixture
def table(tmp_path) -> PlainTable:
    file = tmp_path / "plain.csv"
    file.write_text(TEXT)
    return read_plain(file)


def test_cells_are_read_with_their_decimal_mark_and_what_is_missing(table):
    assert table.rows == 3
    np.testing.assert_array_equal(table.numbers("bdi.pre"), [20.5, math.nan, 30])
    np.testing.assert_array_equal(table.numbers("bdi.2m"), [10, 8, math.nan])
    assert list(table.labels("id")) == ["01", "02", "03"]
    assert table.is_numeric("bdi.2m")
    assert not table.is_numeric("drug")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("(bdi.pre - bdi.2m) / bdi.pre >= 0.5", [1, math.nan, math.nan]),
        ("-bdi.2m^2 + 1", [-99, -63, math.nan]),
        ("2**3**2 - bdi.2m*0", [512, 512, math.nan]),
        ('drug == "Yes" & bdi.2m > 5', [1, 0, math.nan]),
        ("drug != 'Yes' | bdi.2m < 9", [0, 1, math.nan]),
        ("drug == 'Yes' & bdi.2m > 50", [0, 0, math.nan]),
        ("drug == 'Yes' | bdi.2m > 50", [1, 0, 1]),
        ("max(bdi.2m, 9)", [10, 9, math.nan]),
        ("log(exp(bdi.2m)) + sqrt(4) - abs(-1)", [11, 9, math.nan]),
        ("1 / (bdi.2m - 8)", [0.5, math.nan, math.nan]),
        ("`bdi.2m` - 1e1", [0, -2, math.nan]),
    ],
)
def test_a_derived_column_is_arithmetic_with_missing_kept(table, expression, expected):
    found = derive(table, f"new={expression}").numbers("new")
    np.testing.assert_allclose(found, expected)


@pytest.mark.parametrize(
    "assignment",
    ["new", "=1", "new==1", "new=1 +", "new=(1", "new=1 2", "new=import os", "new=nothing*2",
     "new=__import__('os')", "new=bdi.2m.mean()", "new=drug+1", "new=max(1)", "new=1;2", "new=[1]",
     "new=log()", "new="],
)  # fmt: skip
def test_anything_else_is_refused(table, assignment):
    with pytest.raises(CannotEstimate):
        derive(table, assignment)


@settings(deadline=None)
@given(st.text(alphabet="ab.12+-*/^()<>=&|!, \"'`_\\x", max_size=24))
def test_no_text_breaks_the_reader_of_expressions(text):
    one = PlainTable({"a": np.array([1.0, 2.0]), "b": np.array([0.0, 3.0])}, 2)
    try:
        values = derive(one, f"new={text}").numbers("new")
    except CannotEstimate:
        return
    assert values.shape == (2,)
    assert not np.isinf(values).any()


def test_a_column_that_is_not_numbers_says_where(table):
    with pytest.raises(CannotEstimate, match=r"3 cells.*record 1") as refused:
        table.numbers("drug")
    assert refused.value.refusal.code == "not_a_number"
    assert "Yes" not in str(refused.value)


def test_levels_stand_in_rs_order():
    found = levels_of(np.array(["b", "A", "a", None, "B"], dtype=object))
    assert found == ["A", "a", "B", "b"]


def test_a_refusal_is_an_answer_in_json_too(tmp_path, capsys):
    file = tmp_path / "plain.csv"
    file.write_text("a,b\n1,2\n3,4\n")
    asked = ["estimate", "two-group", str(file), "--score", "c", "--group", "b", "--json"]
    assert main(asked) == 2
    said = json.loads(capsys.readouterr().out)
    assert said["reasons"] == ["no_column"]


def test_a_file_with_ragged_records_is_refused(tmp_path):
    file = tmp_path / "plain.csv"
    file.write_text("a,b\n1,2\n3,4,5\n6,7\n")
    with pytest.raises(CannotEstimate, match="cannot be read: 3"):
        read_plain(file)
