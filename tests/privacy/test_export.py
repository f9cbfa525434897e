"""Tables as CSV: no formula runs, numbers stay numbers, the mark is inside."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import Origin
from analysis.core.results import DataNote, Participation
from analysis.privacy import Released, View, export_csv, neutralise, release

from .made_up import make_cohort, make_people

STARTS = "=+-@\t\r＝＋－＠"


def release_for(
    origin: Origin = "shelf", view: View = "protected", synthetic: bool = False
) -> Released[Participation]:
    note = DataNote("x", synthetic, False, "planned", "abc123", "ketamine_iv", 80, origin)
    cohort = make_cohort(make_people(80, 0), origin, synthetic=synthetic)
    return release(Participation(note, (), (), (), (), ()), cohort, view)


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("start", list(STARTS))
def test_formula_cells_are_text(start: str) -> None:
    frame = pd.DataFrame({f"{start}name": [f"{start}cmd|' /C calc'!A0", f"  {start}1+1"]})
    text = export_csv(frame, release_for()).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert all(row[0].startswith("'") for row in rows)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=12))
def test_no_text_starts_a_formula(text: str) -> None:
    safe = str(neutralise(text))
    assert not safe.startswith(tuple(STARTS + "\n"))
    assert not safe.strip().startswith(tuple(STARTS))
    assert safe in (text, "'" + text)


@given(st.floats(allow_nan=False) | st.integers())
def test_numbers_stay_numbers(number: float) -> None:
    assert neutralise(number) is number


def test_negative_numbers_of_numpy_and_missing_cells() -> None:
    frame = pd.DataFrame({"g": [-0.25, np.nan], "n": np.array([-3, 4]), "t": [None, "-1.5"]})
    first, second = read(export_csv(frame, release_for()))
    assert (first["g"], first["n"], first["t"]) == ("-0.25", "-3", "")
    assert (second["g"], second["t"]) == ("", "'-1.5")


@pytest.mark.parametrize(
    ("released", "mark"),
    [
        (release_for(), ""),
        (release_for("demonstration", "protected", True), "SYNTHETIC DATA"),
        (release_for("own_upload", "full"), "NOT FOR SHARING: full detail of an uploaded cohort"),
    ],
    ids=["protected", "demonstration", "full detail"],
)
def test_every_row_carries_the_mark_and_the_source(
    released: Released[Participation], mark: str
) -> None:
    rows = read(export_csv(pd.DataFrame({"a": [1, 2]}), released, ("Positive is better.",)))
    assert [row["data_mark"] for row in rows] == [mark, mark]
    assert {row["fingerprint"] for row in rows} == {"abc123"}
    assert {row["view"] for row in rows} == {released.view}
    assert all("Positive is better." in row["notes"] for row in rows)


def test_letters_survive_a_spreadsheet() -> None:
    content = export_csv(pd.DataFrame({"name": ["“Infusion”, Müller"]}), release_for())
    assert content.startswith(b"\xef\xbb\xbf")
    assert read(content)[0]["name"] == "“Infusion”, Müller"
