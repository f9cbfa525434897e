"""Excel workbooks: which sheet, its header, and every cell exactly as Excel holds it."""

import io
import zipfile

import pytest

from analysis.loading import load_cohort, read_mapping
from analysis.loading.formats import read_binary
from analysis.loading.text_table import UnreadableFile

from .made_up_files import (
    MOMENT,
    TIME,
    Raw,
    cohort_rows,
    dated,
    make_sheet,
    make_workbook,
)

LIMIT = 50 * 1024 * 1024


def read(data, **wanted):
    return read_binary(data, "cohort.xlsx", wanted, LIMIT)


def read_one(rows, **options):
    return read(make_workbook({"Data": make_sheet(rows, **options)}))["scores"]


def list_rows(table):
    return [tuple(row.values()) for row in table.data.to_pylist()]


def codes(found):
    return {finding.code for finding in found.findings}


def refusal(data, **wanted):
    with pytest.raises(UnreadableFile) as caught:
        read(data, **wanted)
    return caught.value.refusal


def test_cells_are_the_values_of_excel_exactly():
    row = ["0012", 14, 12.5, 0.1, 1e-07, 123456789012, True, dated(44289), dated(44289.4375, MOMENT),  # noqa: E501
           dated(0.25, TIME), Raw('<c r="{ref}" t="s"><v>0</v></c>')]  # fmt: skip
    names = [f"c{place}" for place in range(len(row))]
    table = read(make_workbook({"Data": make_sheet([names, row])}, ["shared & text"]))["scores"]
    assert list_rows(table) == [
        ("0012", "14", "12.5", "0.1", "1e-07", "123456789012", "TRUE", "2021-04-03",
         "2021-04-03T10:30:00", "06:00:00", "shared & text")
    ]  # fmt: skip
    assert table.row_numbers.tolist() == [2]
    assert (table.decisions.format, table.decisions.sheet) == ("xlsx", "Data")


def test_a_cohort_is_read_with_row_numbers_as_excel_shows_them():
    rows = cohort_rows()
    rows[5][3] = "not a number"
    rows.insert(3, [])
    loaded = load_cohort(make_workbook({"Data": make_sheet(rows)}), "anything.csv")
    assert (loaded.outcome, loaded.shape, loaded.participants) == ("accepted", "semi_long", 12)
    assert loaded.rows_total == loaded.rows_accepted == 24
    assert loaded.scores_rejected == {"non_numeric": 1}
    assert [f.rows for f in loaded.findings if f.code == "non_numeric"] == [(7,)]


def test_titles_notes_and_totals_are_no_records():
    rows = [["Our cohort, exported in May"], [], *cohort_rows()]
    rows += [["Total", None, None, 240, 300], ["* scores of the first year only"]]
    loaded = load_cohort(make_workbook({"Data": make_sheet(rows, ["A1:E1"])}), "a.xlsx")
    assert loaded.rows_total == 26
    assert loaded.rows_rejected == {"missing_id_or_footer": 2}
    assert sorted(row for _, row, _, _ in loaded.rejected_rows) == [28, 29]
    assert loaded.decisions.header_row == 3
    assert "preamble_skipped" in codes(loaded)


@pytest.mark.parametrize("over", ["merged", "blank", "repeated"])
def test_two_rows_of_a_header_are_joined(over):
    again = over == "repeated"
    top = ["", "", "PHQ-9", "PHQ-9" if again else None, "GAD-7", "GAD-7" if again else None]
    low = ["id", "arm", "baseline", "week 4", "baseline", "week 4"]
    rows = [["id", "arm", *top[2:]] if over == "merged" else top, low]
    if over == "merged":
        low[:2] = [None, None]
    rows += [[f"P{n}", "infusion only", 10 + n, 5, 9, 4.5] for n in range(6)]
    merged = ["A1:A2", "B1:B2", "C1:D1", "E1:F1"] if over == "merged" else []
    data = make_workbook({"Data": make_sheet(rows, merged)})
    loaded = load_cohort(data, "a.xlsx")
    assert "header_rows_joined" in codes(loaded)
    assert (loaded.instruments, loaded.visits) == (("PHQ9", "GAD7"), ("baseline", "week 4"))
    assert (loaded.rows_total, loaded.observations) == (6, 24)
    again = load_cohort(data, "a.xlsx", read_mapping(loaded.mapping.to_json()))
    assert again.cells == loaded.cells


def test_a_heading_of_another_kind_is_no_part_of_a_name():
    rows = [["Who", None, "PHQ-9", None], ["id", "arm", "baseline", "week 4"],
            *[[f"P{n}", "infusion only", 9, 8] for n in range(3)]]  # fmt: skip
    table = read_one(rows, merged=["A1:B1", "C1:D1"])
    assert table.columns == ("id", "arm", "PHQ-9 baseline", "PHQ-9 week 4")


def test_cells_merged_downwards_have_their_value_in_every_row():
    rows = [["id", "visit", "phq9"], ["P1", "baseline", 12], [None, "week 4", 8],
            ["P2", "baseline", 14], [None, "week 4", 3]]  # fmt: skip
    table = read_one(rows, merged=["A2:A3", "A4:A5"])
    assert [row[0] for row in list_rows(table)] == ["P1", "P1", "P2", "P2"]
    assert [f.rows for f in table.findings if f.code == "merged_cells"] == [(3, 5)]


def test_cells_merged_over_columns_are_no_record():
    rows = [["id", "visit", "phq9"], ["Site north", None, None], ["P1", "baseline", 12],
            ["P1", "week 4", 8]]  # fmt: skip
    table = read_one(rows, merged=["A2:C2"])
    assert (table.rejected, table.rows_total) == (((2, "missing_id_or_footer"),), 3)


def test_errors_of_excel_are_missing_or_no_number_and_said():
    error = '<c r="{{ref}}" t="e"><v>{}</v></c>'
    rows = cohort_rows()
    rows[1][3] = Raw(error.format("#N/A"))
    rows[2][3] = Raw(error.format("#REF!"))
    rows[3][0] = Raw(error.format("#REF!"))
    loaded = load_cohort(make_workbook({"Data": make_sheet(rows)}), "a.xlsx")
    assert [f.rows for f in loaded.findings if f.code == "error_cells"] == [(2, 3, 4)]
    assert loaded.scores_rejected == {"non_numeric": 1}
    assert loaded.rows_rejected == {"missing_id_or_footer": 1}
    assert loaded.participants == 12
    assert loaded.observations == 48 - 4


@pytest.mark.parametrize(
    ("cell", "calculation"),
    [
        ("<f>1+1</f>", ""),
        ("<f>1+1</f><v></v>", ""),
        ("<f>1+1</f><v>0</v>", '<calcPr fullCalcOnLoad="1"/>'),
    ],
)
def test_a_formula_that_was_never_computed_is_no_score(cell, calculation):
    rows = cohort_rows()
    rows[1][3] = Raw(f'<c r="{{ref}}">{cell}</c>')
    rows[2][3] = Raw('<c r="{ref}"><f>SUM(1,1)</f><v>2</v></c>')
    data = make_workbook({"Data": make_sheet(rows)}, calculation=calculation)
    loaded = load_cohort(data, "a.xlsx")
    assert [f.rows for f in loaded.findings if f.code == "formula_not_computed"] == [(2,)]
    assert loaded.scores_rejected == {"non_numeric": 1}
    assert loaded.observations == 47
    assert "formulas_read" in codes(loaded)


def test_the_sheet_that_looks_like_a_cohort_is_read_and_another_can_be_named():
    notes = [["Key", "Meaning"], ["phq9", "depression"], ["gad7", "anxiety"]]
    other = cohort_rows(3)
    sheets = {"About": make_sheet(notes), "Pilot": make_sheet(other),
              "All": make_sheet(cohort_rows())}  # fmt: skip
    data = make_workbook(sheets, hidden=("Pilot",))
    loaded = load_cohort(data, "a.xlsx")
    assert loaded.participants == 12
    assert loaded.decisions.sheet == loaded.mapping.sheet == "All"
    assert {"sheet_chosen", "sheet_not_read"} <= codes(loaded)
    assert any("hidden" in f.message for f in loaded.findings if f.code == "sheet_not_read")
    for asked in ("Pilot", "pilot", "2"):
        named = load_cohort(data, "a.xlsx", read_mapping(f'{{"sheet": "{asked}"}}'))
        assert (named.participants, named.decisions.sheet) == (3, "Pilot")
    assert refusal(data, sheet="none such").code == "no_such_sheet"


def test_two_sheets_that_look_like_cohorts_are_a_warning():
    sheets = {"One": make_sheet(cohort_rows(3)), "Two": make_sheet(cohort_rows(5))}
    loaded = load_cohort(make_workbook(sheets), "a.xlsx")
    assert loaded.participants == 5
    assert [f.severity for f in loaded.findings if f.code == "sheet_uncertain"] == ["warning"]


def test_a_bad_sheet_is_said_and_refused_where_it_is_asked_for():
    bad = make_sheet([["id", "id", "phq9"], ["a", "b", 3], ["c", "d", 4]])
    data = make_workbook({"Bad": bad, "Good": make_sheet(cohort_rows())})
    loaded = load_cohort(data, "a.xlsx")
    assert loaded.participants == 12
    assert [f.severity for f in loaded.findings if f.code == "sheet_not_readable"] == ["warning"]
    assert refusal(data, sheet="Bad").code == "duplicate_header"
    assert refusal(make_workbook({"Bad": bad})).code == "duplicate_header"


def test_sheets_named_as_tables_of_a_cohort_are_read_as_tables():
    people = [["patient_id", "arm", "condition", "age"]]
    people += [[f"{n:04d}", "infusion only", "depression", 40 + n] for n in range(12)]
    scores = [[row[0], *row[2:]] for row in cohort_rows()]
    data = make_workbook({"Patients": make_sheet(people), "Assessments": make_sheet(scores),
                          "Read me": make_sheet([["x", "y"], ["1", "2"]])})  # fmt: skip
    loaded = load_cohort(data, "a.xlsx")
    assert (loaded.shape, loaded.participants, loaded.rows_total) == ("tables", 12, 36)
    assert loaded.conditions == ("depression",)
    assert "sheet_not_read" in codes(loaded)


def test_cells_beside_the_table_are_left_out_and_a_second_table_refused():
    rows = cohort_rows()
    rows[3] += [None, "checked by hand"]
    table = read_one(rows)
    assert len(table.columns) == 5
    assert "cells_beside_table" in codes(table)
    beside = [[*row, None, *row] for row in cohort_rows()]
    assert refusal(make_workbook({"Data": make_sheet(beside)})).code == "tables_beside"


def test_hidden_rows_are_said():
    body = make_sheet(cohort_rows()).replace('<row r="4">', '<row r="4" hidden="1">')
    table = read(make_workbook({"Data": body}))["scores"]
    assert table.rows_total == 24
    assert "hidden_cells" in codes(table)


def test_numbers_as_text_with_a_decimal_comma_are_read_where_nothing_contradicts():
    rows = [["id", "visit", "phq9"], *[[f"P{n}", "baseline", f"{n},5"] for n in range(9)]]
    assert read_one(rows).decisions.decimal == ","
    rows[1][2] = 1.5
    assert read_one(rows).decisions.decimal == "."


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<sheetData/>", "empty"),
        (make_sheet([["id", "phq9"]]), "no_rows"),
        (make_sheet([["P1", 4, 5], ["P2", 5, 6], ["P3", 5, 6]]), "no_header"),
        (make_sheet([["alone"]]), "one_column"),
    ],
)
def test_a_sheet_without_a_table_is_refused(body, code):
    assert refusal(make_workbook({"Data": body})).code == code


def test_a_workbook_in_a_zip_is_read():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("cohort/Export 3.xlsx", make_workbook({"Data": make_sheet(cohort_rows())}))
    assert load_cohort(stream.getvalue(), "a.zip").participants == 12
