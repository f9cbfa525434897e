"""Faults planted in the sheets of the catalogue, and corrections saved by a spreadsheet."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.core import Finding
from analysis.loading.catalogue_sheet import CatalogueFault
from analysis.loading.instruments import load_catalogue

Sheet = list[dict[str, str]]


@pytest.fixture
def sheets(project: Path, tmp_path: Path) -> Path:
    for name in ("instruments.csv", "conditions.csv"):
        shutil.copy(project / "data" / name, tmp_path)
    return tmp_path


def read(path: Path) -> Sheet:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def plant(path: Path, change: Callable[[Sheet], object], delimiter: str = ",") -> None:
    rows = read(path)
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


def row_of(code: str, rows: Sheet) -> dict[str, str]:
    return next(row for row in rows if row["code"] == code)


def faults_in(folder: Path) -> tuple[Finding, ...]:
    with pytest.raises(CatalogueFault) as caught:
        load_catalogue(folder)
    return caught.value.faults


PLANTED = [
    ("MADRS", "better", "downwards", "unknown_word", "better"),
    ("MADRS", "counts_people", "maybe", "unknown_word", "counts_people"),
    ("MADRS", "rater", "", "unknown_word", "rater"),
    ("MADRS", "name", "", "blank", "name"),
    ("MADRS", "code", "madrs total", "bad_code", "code"),
    ("MADRS", "minimum", "none", "not_a_number", "minimum"),
    ("MADRS", "maximum", "inf", "not_a_number", "maximum"),
    ("MADRS", "maximum", "0", "range", "maximum"),
    ("MADRS", "range_source", "", "no_source", "range_source"),
    ("MADRS", "recall_days", "7", "no_source", "recall_source"),
    ("PHQ9", "recall_days", "1.5", "recall", "recall_days"),
    ("PHQ9", "recall_days", "-1", "recall", "recall_days"),
    ("MADRS", "bands", "none: 0 to 6; mild: 7 to 70", "band_range", "bands"),
    ("MADRS", "bands", "none: -1 to 6; mild: 7 to 10", "band_range", "bands"),
    ("MADRS", "bands", "none: 6 to 0", "band_range", "bands"),
    ("MADRS", "bands", "none: 0 to 7; mild: 7 to 19", "band_order", "bands"),
    ("MADRS", "bands", "mild: 7 to 19; none: 0 to 6", "band_order", "bands"),
    ("MADRS", "bands", "mild 7-19", "band", "bands"),
    ("MADRS", "bands", "mild: seven to 19", "not_a_number", "bands"),
    ("MADRS", "bands_source", "", "no_source", "bands_source"),
    ("MADRS", "remission_1", "below 61", "rule_range", "remission_1"),
    ("MADRS", "remission_2", "at most -1", "rule_range", "remission_2"),
    ("MADRS", "remission_1", "drop 50 %", "rule", "remission_1"),
    ("MADRS", "remission_1", "under ten", "rule", "remission_1"),
    ("MADRS", "remission_1", "below ten", "not_a_number", "remission_1"),
    ("MADRS", "remission_1", "at least 10", "rule_direction", "remission_1"),
    ("SMOKEABST", "response_1", "at most 0", "rule_direction", "response_1"),
    ("PHQ9", "caseness", "at most 10", "rule_direction", "caseness"),
    ("PHQ9", "caseness_source", "", "no_source", "caseness_source"),
    ("MADRS", "response_1", "drop 101 %", "rule_range", "response_1"),
    ("MADRS", "response_1", "drop 0 %", "rule_range", "response_1"),
    ("MADRS", "response_1", "drop 61 points", "rule_range", "response_1"),
    ("MADRS", "minimum", "", "rule_needs_range", "response_1"),
    ("MADRS", "response_1_source", "", "no_source", "response_1_source"),
    ("PCL5", "reliable_change_2", "81", "number_range", "reliable_change_2"),
    ("PCL5", "reliability_1", "1.2", "number_range", "reliability_1"),
    ("PCL5", "reliability_1_source", "", "no_source", "reliability_1_source"),
    ("PCL5", "between_group_margin", "5", "no_source", "between_group_margin_source"),
    ("MEQ30", "reliable_change_1", "1", "no_direction", "reliable_change_1"),
    ("UDS", "caseness", "at least 1", "no_direction", "caseness"),
    ("AUDIT", "response_1", "drop 5 points", "not_counted", "response_1"),
    ("MADRS", "code", "PHQ9", "code_twice", "code"),
    ("MADRS", "aliases", "madrs_total; PHQ_9", "name_twice", "aliases"),
]


@pytest.mark.parametrize(("code", "cell", "text", "fault", "column"), PLANTED)
def test_a_planted_fault_is_reported_where_it_stands(
    sheets: Path, code: str, cell: str, text: str, fault: str, column: str
) -> None:
    path = sheets / "instruments.csv"
    number = 2 + [row["code"] for row in read(path)].index(code)
    plant(path, lambda rows: row_of(code, rows).update({cell: text}))
    found = {(f.table, f.code, f.rows, f.column) for f in faults_in(sheets)}
    assert ("instruments.csv", fault, (number,), column) in found


@pytest.mark.parametrize(
    ("cell", "text", "fault"),
    [
        ("primary_instruments", "MADRS;HAMD99", "unknown_instrument"),
        ("primary_instruments", "MADRS;MEQ30", "no_direction"),
        ("primary_instruments", "MADRS;MADRS", "code_twice"),
        ("label", "", "blank"),
        ("why", "", "blank"),
        ("code", "", "blank"),
        ("code", "ptsd", "code_twice"),
    ],
)
def test_a_fault_planted_in_the_conditions(sheets: Path, cell: str, text: str, fault: str) -> None:
    plant(sheets / "conditions.csv", lambda rows: row_of("depression", rows).update({cell: text}))
    found = faults_in(sheets)
    where = {(f.table, f.code, f.column) for f in found}
    assert where == {("conditions.csv", fault, cell)}
    assert found[0].rows in ((2,), (3,))


def test_all_faults_at_once_and_said_in_words(sheets: Path) -> None:
    def spoil(rows: Sheet) -> None:
        row_of("MADRS", rows)["maximum"] = "sixty"
        row_of("GAD7", rows)["caseness"] = "at least 80"
        row_of("OCIR", rows)["remission_1_source"] = ""

    plant(sheets / "instruments.csv", spoil)
    plant(sheets / "conditions.csv", lambda rows: rows[0].update(label=""))
    with pytest.raises(CatalogueFault) as caught:
        load_catalogue(sheets)
    assert str(caught.value).splitlines() == [
        'instruments.csv, row 5, column "maximum": This is not a number. '
        "Write digits only, or clear it.",
        'instruments.csv, row 9, column "caseness": 80 is outside the range of the scale. '
        "Correct the number, the minimum or the maximum.",
        'instruments.csv, row 24, column "remission_1_source": The cell under "remission_1" has '
        "no source. Name the paper here (authors, year, DOI), or clear the value.",
        'conditions.csv, row 2, column "label": This cell is blank. Fill it in.',
    ]
    assert "sixty" not in str(caught.value)


def test_missing_and_unknown_columns(sheets: Path) -> None:
    def rename(rows: Sheet) -> None:
        for row in rows:
            row["remisson_1"] = row.pop("remission_1")

    plant(sheets / "instruments.csv", rename)
    found = {(f.code, f.rows, f.column) for f in faults_in(sheets)}
    assert ("no_column", (1,), "remission_1") in found
    assert ("unknown_column", (1,), "remisson_1") in found


def test_cells_under_no_heading_and_headings_twice(sheets: Path) -> None:
    path = sheets / "conditions.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[0] += ",,why"
    lines[2] += ",stray"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = {(f.code, f.rows) for f in faults_in(sheets)}
    assert {("column_twice", (1,)), ("no_heading", (3,))} <= found


def test_files_that_are_no_sheet(sheets: Path) -> None:
    (sheets / "conditions.csv").unlink()
    (sheets / "instruments.csv").write_bytes(b"code,name\nX,\xff\xfe\n")
    assert {f.code for f in faults_in(sheets)} == {"encoding", "no_file"}


def test_an_empty_file(sheets: Path) -> None:
    (sheets / "conditions.csv").write_text("", encoding="utf-8")
    assert [(f.table, f.code) for f in faults_in(sheets)] == [("conditions.csv", "empty")]


def test_a_correction_saved_by_a_spreadsheet_is_read(sheets: Path) -> None:
    path = sheets / "instruments.csv"
    plant(path, lambda rows: row_of("YBOCS", rows).update(remission_1="at most 14"), ";")
    text = path.read_text(encoding="utf-8").replace("4.9", "4,9").replace("\r\n", "\n")
    text += ";" * text.split("\n", 1)[0].count(";") + "\n"
    path.write_text(text, encoding="utf-8-sig", newline="\r\n")
    ybocs = load_catalogue(sheets).instruments["YBOCS"]
    assert ybocs.remission is not None
    assert ybocs.remission.threshold == 14
    assert ybocs.smallest_important[0].value == 4.9


def test_a_further_alternative_needs_only_its_columns(sheets: Path) -> None:
    def add(rows: Sheet) -> None:
        for row in rows:
            row.update(remission_3="", remission_3_source="")
        row_of("MADRS", rows).update(remission_3="at most 12", remission_3_source="A paper 2001")

    plant(sheets / "instruments.csv", add)
    assert [r.threshold for r in load_catalogue(sheets).instruments["MADRS"].remissions] == [
        10, 10, 12,
    ]  # fmt: skip
