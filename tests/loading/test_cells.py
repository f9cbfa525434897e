"""Texts to numbers, one by one and a column at once; codes and what occurs again."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.loading.cells import Cells, occurs_again, read_cells, read_number, read_numbers

TEXTS = st.text(alphabet="0123456789.,+-eE−xn ", max_size=7) | st.floats().map(str)


@pytest.mark.parametrize(
    ("text", "number"),
    [("5", 5.0), (".5", 0.5), ("+5", 5.0), ("−5", -5.0), ("1E2", 100.0), ("5.", 5.0)],
)
def test_numbers_are_read(text: str, number: float) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "abc", "1e309", "inf", "nan", "++5", "+-5", "1_000", "٣", "0x10", "1.2.3", "12,5"]
)
def test_other_texts_are_no_numbers(text: str) -> None:
    assert np.isnan(read_number(text))


def test_a_decimal_comma_is_read_where_it_is_the_mark() -> None:
    assert read_number("12,5", ",") == 12.5
    assert np.isnan(read_number("12.5", ","))


@settings(deadline=None, max_examples=300)
@given(st.lists(TEXTS, max_size=8), st.sampled_from([".", ","]))
def test_a_column_at_once_is_the_same_as_one_by_one(texts: list[str], decimal: str) -> None:
    column = Cells(np.arange(len(texts)), tuple(texts))
    one_by_one = [read_number(text, decimal) for text in texts]
    np.testing.assert_array_equal(read_numbers(column, decimal), np.array(one_by_one, dtype=float))


@settings(deadline=None, max_examples=100)
@given(st.lists(st.lists(st.sampled_from(["a", " a", "", "b "]), max_size=5), max_size=3))
def test_cells_are_the_columns_texts_without_outer_spaces(chunks: list[list[str]]) -> None:
    parts = [pa.array(chunk, pa.string()).dictionary_encode() for chunk in chunks]
    kind = pa.dictionary(pa.int32(), pa.string())
    cells = read_cells(pa.chunked_array(parts, type=kind))
    expected = [text.strip() for chunk in chunks for text in chunk]
    assert [cells.labels[code] for code in cells.codes] == expected
    assert cells.present() == tuple(dict.fromkeys(text for text in expected if text))


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(-5, 5) | st.integers(-(2**40), 2**40), max_size=30))
def test_what_occurs_again_is_found(numbers: list[int]) -> None:
    found = occurs_again(np.array(numbers, dtype=np.int64))
    assert found.tolist() == [numbers.count(number) > 1 for number in numbers]
