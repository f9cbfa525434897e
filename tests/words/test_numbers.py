"""Numbers, intervals, visits and instruments as they are written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.words import (
    format_brackets,
    format_interval,
    format_number,
    format_percent,
    label_instrument,
    name_size,
    name_visit,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.694, 2, "0.69"), (-0.1, 2, "−0.10"), (-0.001, 2, "0.00"), (0.0, 1, "0.0"),
        (1838, 0, "1,838"), (-1234.56, 1, "−1,234.6"), (None, 2, "hidden"),
    ],
)  # fmt: skip
def test_numbers(value: float | None, decimals: int, text: str) -> None:
    assert format_number(value, decimals) == text


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_a_number_reads_back_as_itself(value: float, decimals: int) -> None:
    text = format_number(value, decimals)
    assert "-" not in text
    back = float(text.replace("−", "-").replace(",", ""))
    assert back == pytest.approx(value, abs=0.5000001 * 10**-decimals)
    assert not re.fullmatch("−[0.]+", text)


def test_intervals_in_prose_and_in_columns() -> None:
    assert format_interval(-0.1, 0.52, 2) == "−0.10 to 0.52"
    assert format_brackets(-0.1, 0.52, 2) == "[−0.10, 0.52]"
    assert format_interval(None, 0.52, 2) == format_brackets(0.1, None, 2) == "hidden"


def test_percents() -> None:
    assert format_percent(0.812) == "81%"
    assert format_percent(None) == "hidden"


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("week 12", "week 12"), ("Week_12", "week 12"), ("wk12", "week 12"), ("W 6", "week 6"),
        ("2m", "month 2"), ("day 1", "day 1"), ("d84", "day 84"), ("pre", "baseline"),
        ("Baseline", "baseline"), ("3", "visit 3"), ("post", "visit “post”"),
        ("week 1.5", "week 1.5"), ("PHQ9", "visit “PHQ9”"), ("", "visit “”"),
    ],
)  # fmt: skip
def test_visits(label: str, said: str) -> None:
    assert name_visit(label) == said


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("PHQ9", "PHQ-9"), ("MADRS", "MADRS"), ("PCL5", "PCL-5"), ("YBOCS", "Y-BOCS"),
        ("BDI2", "BDI-II"), ("ITQ_DSO", "ITQ DSO"), ("TLFB_PHDD", "Heavy drinking days (%)"),
        ("EQ5D5L", "EQ-5D-5L"), ("mine", "mine"), ("", ""),
    ],
)  # fmt: skip
def test_instruments(code: str, label: str) -> None:
    assert label_instrument(code) == label


@pytest.mark.parametrize(
    ("value", "word"),
    [(0.19, "very small"), (-0.2, "small"), (0.5, "moderate"), (-0.8, "large"), (0.79, "moderate")],
)
def test_words_for_size(value: float, word: str) -> None:
    assert name_size(value) == word
