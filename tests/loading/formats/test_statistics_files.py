"""Files of SPSS, Stata and SAS: labels, declared missing values, dates, names, limits."""

import datetime as dt
import io
import zipfile

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from analysis.loading import load_cohort
from analysis.loading.formats import read_binary
from analysis.loading.formats.value_labels import is_score, says_missing, use_labels
from analysis.loading.text_table import UnreadableFile

LIMIT = 50 * 1024 * 1024
WRITERS = {
    "sav": pyreadstat.write_sav, "dta": pyreadstat.write_dta, "xpt": pyreadstat.write_xport,
    "por": pyreadstat.write_por,
}  # fmt: skip


@pytest.fixture
def write(tmp_path):
    def make(frame, kind, **options):
        place = tmp_path / f"file.{kind}"
        WRITERS[kind](frame, str(place), **options)
        return place.read_bytes()

    return make


def read(data, **wanted):
    return read_binary(data, "file", wanted, LIMIT)["scores"]


def list_column(table, column):
    return table.data.column(column).to_pylist()


def said(found, code):
    return [finding for finding in found.findings if finding.code == code]


def make_frame(people=12):
    rows = []
    for person in range(people):
        for visit, score in ((0, 15 + person % 4), (4, 6.5)):
            rows.append([f"{person:04d}", person % 2 + 1, visit, score])
    frame = pd.DataFrame(rows, columns=["id", "arm", "week", "phq9"])
    return frame.astype({"arm": float, "week": float, "phq9": float})


@pytest.mark.parametrize("kind", ["sav", "dta", "xpt", "por"])
def test_a_cohort_is_read_from_each_program(write, kind):
    frame = make_frame() if kind != "por" else make_frame().rename(columns=str.upper)
    loaded = load_cohort(write(frame, kind), "download.bin")
    assert (loaded.outcome, loaded.rows_total, loaded.participants) == ("accepted", 24, 12)
    assert loaded.decisions.format == kind
    assert loaded.visits == ("0", "4") or loaded.visits == ("baseline", "week 4") or loaded.visits
    assert sum(cell["n"] for cell in loaded.cells) == loaded.observations == 24


def test_a_packed_file_of_spss_is_read(write):
    data = write(make_frame(), "sav", compress=True)
    assert data.startswith(b"$FL3")
    assert read(data).decisions.format == "zsav"


def test_ids_stay_text_and_numbers_exact(write):
    frame = pd.DataFrame({"id": ["0012", "NA", "1E5"], "phq9": [14.0, 12.3, np.nan],
                          "big": [1e15, 0.1 + 0.2, -1.0]})  # fmt: skip
    for kind in ("sav", "dta", "xpt"):
        table = read(write(frame, kind))
        assert list_column(table, "id") == ["0012", "NA", "1E5"]
        assert list_column(table, "phq9") == ["14", "12.3", ""]
        assert [float(x) for x in list_column(table, "big")] == list(frame["big"])
        assert table.row_numbers.tolist() == [2, 3, 4]


def test_single_precision_is_written_as_it_was_meant():
    frame = pd.DataFrame({"id": ["a", "b"], "phq9": np.array([12.3, 4], dtype=np.float32)})
    stream = io.BytesIO()
    frame.to_stata(stream, write_index=False, version=118)
    assert list_column(read(stream.getvalue()), "phq9") == ["12.3", "4"]


def test_labels_of_a_category_are_its_text_and_scores_keep_numbers(write):
    frame = make_frame()
    frame["phq9_1"] = frame["phq9"] // 6
    labels = {"arm": {1.0: "infusion only", 2.0: "infusion + psychotherapy"},
              "week": {0.0: "baseline", 4.0: "week 4"},
              "phq9_1": {float(n): f"answer {n}" for n in range(4)}}  # fmt: skip
    for kind in ("sav", "dta"):
        data = write(frame, kind, variable_value_labels=labels)
        table = read(data)
        assert set(list_column(table, "arm")) == {"infusion only", "infusion + psychotherapy"}
        assert set(list_column(table, "week")) == {"baseline", "week 4"}
        assert set(list_column(table, "phq9_1")) <= {"0", "1", "2", "3"}
        assert {f.column for f in said(table, "value_labels")} == {"arm", "week"}
        loaded = load_cohort(data, "x")
        assert loaded.arms == ("infusion_only", "infusion_plus_psychotherapy")


def test_declared_missing_values_of_spss_are_missing_and_counted(write):
    frame = make_frame()
    frame.loc[[0, 3], "phq9"] = 99
    frame.loc[5, "phq9"] = -5
    data = write(frame, "sav", missing_ranges={"phq9": [99, {"lo": -9, "hi": -1}]})
    table = read(data)
    assert [f.rows for f in said(table, "user_missing")] == [(2, 5, 7)]
    assert [list_column(table, "phq9")[row] for row in (0, 3, 5)] == ["", "", ""]
    assert load_cohort(data, "x").observations == 21


def test_special_missing_values_of_stata_are_missing_and_counted(write):
    frame = make_frame()
    frame["phq9"] = frame["phq9"].astype(object)
    frame.loc[[1, 2], "phq9"] = ["a", "r"]
    data = write(frame, "dta", missing_user_values={"phq9": ["a", "r"]})
    table = read(data)
    assert [f.rows for f in said(table, "user_missing")] == [(3, 4)]
    assert list_column(table, "phq9")[1:3] == ["", ""]


def test_a_special_value_that_its_label_calls_missing_is_missing(write):
    frame = make_frame()
    frame.loc[0, "phq9"], frame.loc[1, "phq9"] = 999, 27
    labels = {"phq9": {999.0: "999 refused", 27.0: "worst"}}
    table = read(write(frame, "sav", variable_value_labels=labels))
    assert list_column(table, "phq9")[:2] == ["", "27"]
    assert [f.rows for f in said(table, "labelled_missing")] == [(2,)]
    assert [f.rows for f in said(table, "labelled_values")] == [(3,)]


def test_labels_that_say_the_same_are_not_used(write):
    frame = make_frame()
    data = write(frame, "sav", variable_value_labels={"arm": {1.0: "drug", 2.0: "Drug"}})
    table = read(data)
    assert set(list_column(table, "arm")) == {"1", "2"}
    assert said(table, "labels_repeated")


def test_dates_are_iso(write):
    frame = make_frame(2)
    frame["visit_date"] = [dt.date(2021, 4, day) for day in (1, 29, 2, 30)]
    frame["stamp"] = [dt.datetime(2021, 4, 1, 10, 30)] * 4
    for kind in ("sav", "dta"):
        table = read(write(frame, kind))
        assert list_column(table, "visit_date")[:2] == ["2021-04-01", "2021-04-29"]
        assert list_column(table, "stamp")[0] == "2021-04-01T10:30:00"


def test_texts_in_windows_encoding_are_read_and_said(write):
    frame = pd.DataFrame({"id": ["a", "b"], "arm": ["Müdigkeit", "x"], "phq9": [3.0, 4.0]})
    data = write(frame, "sav")
    broken = data.replace("Müdigkeit".encode(), "Müdigkeit ".encode("cp1252"))
    assert len(broken) == len(data)
    table = read(broken)
    assert list_column(table, "arm") == ["Müdigkeit", "x"]
    assert said(table, "encoding_guessed")


def test_several_tables_in_one_transport_file_are_refused(write):
    data = write(make_frame(), "xpt", file_format_version=5)
    second = data[data.index(b"HEADER RECORD*******MEMBER") :]
    with pytest.raises(UnreadableFile) as caught:
        read(data + second)
    assert caught.value.refusal.code == "several_tables"


@pytest.mark.parametrize("kind", ["sav", "dta", "xpt", "por"])
def test_a_file_cut_off_is_refused_or_whole(write, kind):
    frame = make_frame() if kind != "por" else make_frame().rename(columns=str.upper)
    data = write(frame, kind)
    for share in (0.3, 0.6, 0.9, 0.97):
        try:
            found = read_binary(data[: int(len(data) * share)], "file", {}, LIMIT)
        except UnreadableFile as fault:
            assert fault.refusal.code in {"statistics_damaged", "no_rows", "undecodable"}  # noqa: PT017
        else:
            assert found is None or found["scores"].rows_total == 24, share


@pytest.mark.parametrize("number", [2_000_000_000, 30, 10])
def test_a_file_that_declares_another_number_of_records_is_refused(write, number):
    data = bytearray(write(make_frame(), "sav"))
    data[80:84] = number.to_bytes(4, "little")
    with pytest.raises(UnreadableFile) as caught:
        read(bytes(data))
    assert caught.value.refusal.code == "statistics_damaged"


def test_two_variables_of_one_name_are_refused(write):
    frame = make_frame().assign(gad7=1.0)
    for kind in ("dta", "sav"):
        data = write(frame, kind)
        upper = data.replace(b"gad7", b"phq9").replace(b"GAD7", b"PHQ9")
        with pytest.raises(UnreadableFile) as caught:
            read(upper)
        assert caught.value.refusal.code in {"duplicate_header", "statistics_damaged"}


def test_files_of_a_zip_may_be_of_any_format(write):
    people = pd.DataFrame({"id": [f"{n:04d}" for n in range(12)], "arm": ["infusion only"] * 12,
                           "condition": ["depression"] * 12})  # fmt: skip
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("participants.xpt", write(people, "xpt"))
        archive.writestr("scores.sav", write(make_frame()[["id", "week", "phq9"]], "sav"))
    loaded = load_cohort(stream.getvalue(), "a.zip")
    assert (loaded.shape, loaded.participants, loaded.observations) == ("tables", 12, 24)
    assert loaded.rows_total == 36


def test_which_names_are_scores():
    assert all(map(is_score, ["phq9", "PHQ9_T0", "phq9_1", "gad7_total", "pcl5_item_03", "id",
                              "age", "phq9_q1"]))  # fmt: skip
    assert not any(map(is_score, ["arm", "sex", "visit", "site", "group", "cohort", "smoker"]))


def test_which_labels_say_missing():
    assert all(map(says_missing, ["999 missing", "Refused", "not done", "N/A", "don't know"]))
    assert not any(map(says_missing, ["none", "no", "never", "not at all", "0 no pain"]))


def test_labels_that_cover_only_some_values_are_special():
    use = use_labels("pain", {0.0, 3.0, 10.0}, {0.0: "none", 10.0: "worst"})
    assert (use.use, set(use.special)) == ("numbers", {0.0, 10.0})


def test_nothing_is_written_to_a_disk(write, monkeypatch):
    data = write(make_frame(), "sav")
    opened = []
    import builtins

    real = builtins.open
    monkeypatch.setattr(builtins, "open", lambda *a, **k: opened.append(a[1:]) or real(*a, **k))
    read(data)
    assert not [mode for mode in opened if mode and set(str(mode[0])) & set("wax+")]
    assert io.BytesIO(data).read(4) == b"$FL2"
