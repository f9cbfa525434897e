"""Nothing of a trial's records or of single answers is lost, whatever stands in them."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.command_line import main
from analysis.loading import Loaded, Mapping, read_table
from analysis.loading.exports import recognise_export

from .reading import load

ADAM = ("STUDYID", "USUBJID", "TRT01P", "PARAMCD", "AVISIT", "AVISITN", "ADY", "AVAL", "BASE",
        "ABLFL", "ANL01FL", "DTYPE")  # fmt: skip
flag = st.sampled_from(["Y", "", "N"])
CELLS = {
    "STUDYID": st.just("X"), "USUBJID": st.sampled_from(["1", "2", "3", "", "Total"]),
    "TRT01P": st.sampled_from(["KAP", "infusion only", "", "Screen Failure", "odd"]),
    "PARAMCD": st.sampled_from(["PHQ9TOT", "PHQ0101", "GAD7TOT", "WEIGHT", ""]),
    "AVISIT": st.sampled_from(["Baseline", "Week 4", "Screening", "Unscheduled 1", "", "Day 1"]),
    "AVISITN": st.sampled_from(["0", "4", "-1", "", "x"]), "ADY": st.sampled_from(["1", "29", "-7",
    "0", "", "x"]), "AVAL": st.sampled_from(["12", "5", "999", "", "x"]),
    "BASE": st.sampled_from(["12", "5", ""]), "ABLFL": flag, "ANL01FL": flag,
    "DTYPE": st.sampled_from(["", "", "", "LOCF"]),
}  # fmt: skip
LONG = ("id", "arm", "visit", "instrument", "score")
LONG_CELLS = {
    "id": st.sampled_from(["1", "2", "", "0012"]), "arm": st.sampled_from(["KAP", "odd", ""]),
    "visit": st.sampled_from(["baseline", "week 4", "end", ""]),
    "instrument": st.sampled_from([*(f"GAD7_{n}" for n in range(1, 8)), "GAD7", "PHQ9", "odd"]),
    "score": st.sampled_from(["0", "1", "2", "3", "7", "12", "", "x", "-9"]),
}  # fmt: skip
WHOLE_FORM = [("9", "KAP", "baseline", f"GAD7_{n}", "1") for n in range(1, 8)]


def write(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    return "\n".join(",".join(row) for row in (columns, *rows)) + "\n"


def rows_like(columns: tuple[str, ...], cells: dict[str, st.SearchStrategy[str]]) -> (
    st.SearchStrategy[list[tuple[str, ...]]]
):  # fmt: skip
    return st.lists(st.tuples(*(cells[name] for name in columns)), min_size=1, max_size=14)


def check_rows(text: str, rows: int) -> Loaded:
    """The file as loaded, after the rows of the tables made of it were counted."""
    original = read_table(text.encode(), "made_up.csv")
    export = recognise_export({"scores": original}, Mapping())
    assert export is not None
    own = [number for table in export.texts.values()
           for number in table.row_numbers[: len(table.row_numbers) - table.made].tolist()
           + [row for row, _ in table.rejected]]  # fmt: skip
    assert max(Counter(own).values(), default=1) == 1
    assert set(own) <= set(original.row_numbers.tolist())
    assert sum(table.rows_total for table in export.texts.values()) == original.rows_total
    found = load(text)
    assert found.rows_total == rows == found.rows_accepted + sum(found.rows_rejected.values())
    numbers = [row for _, row, _, _ in found.rejected_rows]
    if found.outcome == "accepted":
        assert len(numbers) == len(set(numbers)) == sum(found.rows_rejected.values())
    return found


@settings(deadline=None, max_examples=80, derandomize=True)
@given(rows_like(ADAM, CELLS))
def test_trial_records_are_counted_once_and_none_derived_or_unflagged_is_used(
    rows: list[tuple[str, ...]],
) -> None:
    found = check_rows(write(ADAM, rows), len(rows))
    rejected = {row for _, row, _, _ in found.rejected_rows}
    named = [dict(zip(ADAM, row, strict=True)) for row in rows]
    flagged = any(one["ANL01FL"] == "Y" for one in named if not one["DTYPE"])
    for number, one in enumerate(named, start=2):
        unflagged = flagged and one["ANL01FL"] != "Y" and one["ABLFL"] != "Y"
        if one["DTYPE"] or (unflagged and "Failure" not in one["TRT01P"]):
            assert number in rejected or found.outcome == "refused"


@settings(deadline=None, max_examples=80, derandomize=True)
@given(rows_like(LONG, LONG_CELLS))
def test_rows_of_items_are_counted_once(rows: list[tuple[str, ...]]) -> None:
    whole = [*WHOLE_FORM, *rows]
    text = write(LONG, whole)
    if recognise_export({"scores": read_table(text.encode(), "x.csv")}, Mapping()) is not None:
        check_rows(text, len(whole))


@settings(deadline=None, max_examples=40, derandomize=True)
@given(st.lists(st.tuples(*[st.sampled_from(["0", "1", "2", "3", "", "9", "x", "-9"])] * 7),
                min_size=1, max_size=8))  # fmt: skip
def test_columns_of_items_lose_no_row(answers: list[tuple[str, ...]]) -> None:
    head = ("id", "arm", "visit", *(f"gad7_{n}" for n in range(1, 8)))
    first = [("0", "KAP", "baseline", *["0"] * 7)] * 1
    rows = [*first, *((str(n + 1), "KAP", "baseline", *one) for n, one in enumerate(answers))]
    text = write(head, rows)
    if recognise_export({"scores": read_table(text.encode(), "x.csv")}, Mapping()) is None:
        return
    found = check_rows(text, len(rows))
    whole = [sum(map(int, row[3:])) for row in rows if set(row[3:]) <= set("0123")]
    totals = [c for c in found.cells if c["instrument"] == "GAD7"]
    assert sum(int(c["n"] or 0) for c in totals) == len(whole)
    assert totals[0]["mean"] == pytest.approx(sum(whole) / len(whole))


def test_check_says_how_alike_people_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arms = ("infusion_only", "infusion_plus_psychotherapy")
    lines = [f"{n},{arms[n % 2]},depression,{'female' if n % 3 else 'male'},{n}" for n in range(30)]
    place = tmp_path / "made_up.csv"
    head = "patient_id,arm_planned,condition,sex,phq9_baseline"
    place.write_text("\n".join([head, *(x.rpartition(",")[0] + ",9" for x in lines), ""]))
    assert main(["check", str(place), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["k_anonymity"]
    assert (told["people"], told["groups"], told["smallest_group"]) == (30, 4, 5)
    assert told["people_under_minimum"] == 30
    assert told["would_raise_most"]["column"] == "sex"
    assert told["would_raise_most"]["smallest_group"] == 15
    assert main(["check", str(place)]) == 0
    assert "has 5 people" in capsys.readouterr().out
