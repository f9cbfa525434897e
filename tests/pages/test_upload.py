"""An upload on the real path: read, mapped, used, shown, removed; a bad file changes nothing."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analysis.loading import write_template
from tests.loading.formats.made_up_files import make_sheet, make_workbook
from tests.pages.conftest import all_text, go

CSV = "text/csv"
ARMS = ("infusion only", "infusion + psychotherapy")


def write_scores(people: int = 60) -> bytes:
    """A small long file of two arms with made-up scores."""
    lines = ["patient_id,arm,condition,visit,day,instrument,score"]
    for person in range(people):
        arm, start = ARMS[person % 2], 14 + person % 9
        lines.append(f"P{person},{arm},depression,baseline,0,PHQ9,{start}")
        lines.append(f"P{person},{arm},depression,week 12,84,PHQ9,{start - 3 - 2 * (person % 2)}")
    return "\n".join(lines).encode()


def upload(at: AppTest, name: str, content: bytes, kind: str = CSV) -> AppTest:
    next(u for u in at.file_uploader if u.label.startswith("A cohort file")).set_value(
        (name, content, kind)
    )
    return at.run()


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click()
    return at.run()


def held_bytes(at: AppTest, content: bytes) -> list[str]:
    """Keys of the session state whose value holds the bytes of a file."""
    state = at.session_state.to_dict()
    return [key for key, value in state.items() if content in repr(value).encode() or
            (isinstance(value, tuple) and content in value)]  # fmt: skip


def test_a_file_is_read_used_and_named_by_its_fingerprint(start: Callable[..., AppTest]) -> None:
    content = write_scores()
    at = upload(start("cohort"), "my clinic.csv", content)
    assert "120 rows accepted + 0 rejected = 120 rows in the file" in all_text(at)
    assert "the smallest group of people alike in arm, condition, sex and age band" in all_text(at)
    assert held_bytes(at, content) == ["_draft"]
    press(at, "Use this cohort")
    assert not at.exception
    assert held_bytes(at, content) == []
    cohort = at.query_params["cohort"]
    assert str(cohort).strip("[']").startswith("upload-")
    assert "clinic" not in str(dict(at.query_params))
    assert "Protected view" in all_text(at)
    go(at, "effects")
    assert "Depression" in all_text(at)
    assert not at.error
    assert list(at.query_params) == ["cohort"]


def test_full_detail_is_marked_and_only_on_request(start: Callable[..., AppTest]) -> None:
    at = press(upload(start("cohort"), "a.csv", write_scores()), "Use this cohort")
    assert "not for sharing" not in all_text(at)
    at.checkbox[0].check().run()
    assert "not for sharing" in all_text(at)
    spec = go(at, "effects").get("plotly_chart")[0].proto.spec
    assert "NOT FOR SHARING" in spec


def test_rejected_rows_are_counted_and_offered(start: Callable[..., AppTest]) -> None:
    content = write_scores() + b"\nP2,infusion only,depression,week 6,42,PHQ9,99"
    at = upload(start("cohort"), "a.csv", content)
    assert "120 rows accepted + 1 rejected = 121 rows in the file" in all_text(at)
    labels = [button.proto.label for button in at.get("download_button")]
    assert "Rejected rows with reasons (CSV)" in labels
    assert any("99" in str(cell) for cell in at.table[0].value["What and where"])


def test_the_form_says_what_labels_mean(start: Callable[..., AppTest]) -> None:
    content = write_scores().replace(b"infusion only", b"A").replace(b"infusion + psychotherapy",
                                                                     b"B")  # fmt: skip
    at = upload(start("cohort"), "a.csv", content)
    assert "Still to be said below before it can be used: arms" in all_text(at)
    assert "Use this cohort" not in [button.label for button in at.button]
    at.selectbox(key="map_arms_0").set_value("infusion_only")
    at.selectbox(key="map_arms_1").set_value("infusion_plus_psychotherapy")
    at.checkbox(key="map_randomised").check()
    press(at, "Read the file this way")
    press(at, "Use this cohort")
    assert "assigned at random" in all_text(at)
    assert "Does adding psychotherapy help?" in go(at, "overview").title[0].value


BAD = {
    "empty": ("a.csv", b""),
    "header only": ("a.csv", b"patient_id,arm,visit,instrument,score\n"),
    "binary": ("a.csv", bytes(range(256)) * 40),
    "a picture": ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(500)),
    "a web page": ("a.csv", b"<!DOCTYPE html><html><body><p>Sign in</p></body></html>"),
    "wrong columns": ("a.csv", b"colour,taste\nred,sweet\nblue,sour\n"),
    "10,000 columns": ("a.csv", b",".join(b"c%d" % i for i in range(10_000)) + b"\n"),
    "not a zip": ("a.zip", b"PK\x03\x04 and then nothing"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_one_sentence_and_changes_nothing(
    start: Callable[..., AppTest], kind: str
) -> None:
    at = press(upload(start("cohort"), "a.csv", write_scores()), "Use this cohort")
    before = dict(at.query_params)
    upload(at, *BAD[kind])
    assert not at.exception
    assert not at.error
    assert dict(at.query_params) == before
    labels = [button.label for button in at.button]
    assert "Use this cohort" not in labels
    if "Put this file away" not in labels:
        assert len(at.warning) == 1
        assert at.warning[0].value.replace("\\", "").endswith("The cohort in use is as it was.")
        assert at.session_state.get("_draft") is None


def test_a_zip_of_tables_is_one_cohort(start: Callable[..., AppTest]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in write_template().items():
            archive.writestr(name, content)
    at = upload(start("cohort"), "template.zip", packed.getvalue(), "application/zip")
    assert "3 people" in all_text(at)
    press(at, "Use this cohort")
    assert not at.error


def test_remove_my_data_leaves_nothing(start: Callable[..., AppTest]) -> None:
    content = write_scores()
    at = press(upload(start("cohort"), "a.csv", content), "Use this cohort")
    upload(at, "b.csv", content + b"\n")
    press(at, "Remove my data")
    state = at.session_state.to_dict()
    assert not {"_upload", "_draft"} & set(state)
    assert not any(type(value).__name__ == "Cohort" and value.origin == "own_upload"
                   for value in state.values())  # fmt: skip
    assert "Your data was removed" in all_text(at)
    assert "Synthetic data" in all_text(at)


def test_a_label_of_the_file_is_text_and_nothing_else(start: Callable[..., AppTest]) -> None:
    """A site named as a picture on another host would be fetched if it were read as Markdown."""
    picture = b"![x](http://192.0.2.1/x.png)"
    lines = write_scores().split(b"\n")
    content = b"\n".join([lines[0] + b",site", *(line + b"," + picture for line in lines[1:])])
    at = press(upload(start("cohort"), "a.csv", content), "Use this cohort")
    for name in ("cohort", "overview", "effects", "trajectories"):
        go(at, name)
        written = [str(m.value) for m in (*at.markdown, *at.caption, *at.info, *at.warning)]
        tables = [table.value.reset_index().to_csv() for table in at.table]
        assert not any("![x](http" in text for text in (*written, *tables))


TRIALS = {
    "btheb": ("BtheB.csv", "btheb.two_group.bdi.2m", "btheb.ancova.2m"),
    "claus": ("claus_2020.csv", "claus.two_group.hamd.4", "claus.ancova.hamd"),
}


@pytest.mark.parametrize("name", TRIALS)
def test_a_trial_gives_the_numbers_of_r(
    start: Callable[..., AppTest], shared_dir: Path, project: Path, name: str
) -> None:
    file, groups, ancova = TRIALS[name]
    trial = (shared_dir / "data" / "trial" / file).read_bytes()
    mapping = (project / "tests" / "maps" / f"{name}.map.json").read_bytes()
    r = json.loads((project / "tests" / "reference" / "real_trials.json").read_text())
    at = upload(start("cohort"), file, trial)
    saved = next(u for u in at.file_uploader if "JSON" in u.label)
    saved.set_value(("m.json", mapping, "application/json"))
    at.run()
    press(at, "Use this cohort")
    at.checkbox[0].check().run()
    go(at, "effects")
    at.selectbox(key="measure").set_value("adjusted_difference").run()
    row = at.table[0].value.iloc[0]
    assert str(row["Adjusted difference \\(points\\)"]) == f"{-r[ancova]['adj_diff']:.1f}"
    for mean, n in zip(r[groups]["mean"], r[groups]["n"], strict=True):
        assert f"{mean:.1f}" in all_text(at)
        assert f"n = {n}" in all_text(at)


def test_a_table_without_rows_is_not_drawn(start: Callable[..., AppTest]) -> None:
    at = start("overview")
    assert len(at.table) == 2
    at.selectbox(key="instrument").set_value("WSAS").run()
    assert not at.exception
    assert all(len(table.value) for table in at.table)
    assert len(at.table) == 1


def test_the_platforms_own_copy_of_the_file_is_dropped() -> None:
    at = AppTest.from_function(count_copies).run()
    at.file_uploader[0].set_value(("a.csv", b"x,y\n1,2\n", CSV)).run()
    assert [m.value for m in at.markdown] == ["1 before, 0 after"]


def count_copies() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from pages.shared import intake

    file = st.file_uploader("A file")
    context = get_script_run_ctx()
    if file is not None and context is not None:
        manager, who = context.uploaded_file_mgr, context.session_id
        before = len(manager.get_files(who, [file.file_id]))
        intake.drop_uploaded(file)
        st.write(f"{before} before, {len(manager.get_files(who, [file.file_id]))} after")


def test_a_workbook_is_read_its_sheet_named_and_another_chosen(
    start: Callable[..., AppTest],
) -> None:
    rows = [line.decode().split(",") for line in write_scores().splitlines()]
    sheets = {"Pilot": make_sheet(rows[:31]), "All": make_sheet(rows)}
    at = upload(start("cohort"), "scores.xlsx", make_workbook(sheets), "application/octet-stream")
    assert "120 rows accepted + 0 rejected = 120 rows in the file" in all_text(at)
    assert "Read as xlsx, sheet All" in all_text(at)
    next(box for box in at.selectbox if box.key == "map_sheet").set_value("Pilot")
    press(at, "Read the file this way")
    assert "30 rows accepted + 0 rejected = 30 rows in the file" in all_text(at)
    assert not at.exception
