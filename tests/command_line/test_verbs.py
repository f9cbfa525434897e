"""The verbs on made-up files: exit status, objects, refusals."""

import json

import pytest

from analysis.answers import effects_by_condition
from analysis.command_line import main
from analysis.core import Comparison
from analysis.loading import load_demonstration

LONG = "patient_id,arm,condition,visit,instrument,score\n" + "".join(
    f"{person:04d},{arm},depression,{visit},PHQ-9,{score}\n"
    for person, arm in enumerate(["infusion only", "infusion + psychotherapy"] * 15)
    for visit, score in (
        ("baseline", 14 + person % 7),
        ("week 12", 9 + person % 5 - 3 * (person % 2)),
    )
)
MAP = {
    "version": 1,
    "shape": "long",
    "roles": {"patient_id": "patient_id", "arm": "arm_planned", "condition": "condition",
              "visit": "visit", "instrument": "instrument", "score": "score"},
    "arms": {"infusion only": "infusion_only",
             "infusion + psychotherapy": "infusion_plus_psychotherapy"},
    "visits": {"baseline": 0, "week 12": 84},
    "instruments": {"PHQ-9": "PHQ9"},
    "randomised": True,
}  # fmt: skip


@pytest.fixture
def files(tmp_path):
    """A long cohort file and its mapping."""
    cohort, mapping = tmp_path / "cohort.csv", tmp_path / "map.json"
    cohort.write_text(LONG)
    mapping.write_text(json.dumps(MAP))
    return cohort, mapping


def run(capsys, *arguments):
    status = main([str(a) for a in arguments])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_effects_of_the_demonstration_cohort_are_the_answers_to_the_last_digit(capsys):
    status, out, _ = run(capsys, "effects", "--json")
    printed = json.loads(out)
    released = effects_by_condition(load_demonstration(), Comparison(), "full")
    assert status == 0
    assert next(iter(printed)) == "effects"
    assert printed["data"]["synthetic"] is True
    for shown, effect in zip(printed["effects"], released.result.effects, strict=True):
        found = effect.estimate("headline_g")
        assert (shown["value"], shown["low"], shown["high"]) == (found.value, found.low, found.high)


def test_protect_hides_the_small_group_and_says_so(capsys):
    _, out, _ = run(capsys, "effects", "--protect", "--json")
    ocd = next(e for e in json.loads(out)["effects"] if e["condition"] == "ocd")
    assert ocd["value"] is None
    assert ocd["n_treatment"] is None
    assert "estimates" in ocd["hidden"]
    assert json.loads(out)["data"]["view"] == "protected"


def test_a_file_is_protected_unless_full_detail_is_asked(capsys, files):
    cohort, mapping = files
    _, out, _ = run(capsys, "effects", cohort, "--map", mapping, "--json")
    _, full, _ = run(capsys, "effects", cohort, "--map", mapping, "--full-detail", "--json")
    assert json.loads(out)["data"]["view"] == "protected"
    assert json.loads(full)["data"]["view"] == "full"
    assert json.loads(full)["effects"][0]["n_treatment"] == 15
    assert "NOT FOR SHARING" in json.loads(full)["data"]["mark"]


def test_a_visit_may_be_named_by_its_day(capsys, files):
    cohort, mapping = files
    _, by_day, _ = run(capsys, "effects", cohort, "--map", mapping, "--visit", "84", "--json")
    _, by_label, _ = run(
        capsys, "effects", cohort, "--map", mapping, "--visit", "week 12", "--json"
    )
    assert by_day == by_label
    status, _, err = run(capsys, "effects", cohort, "--map", mapping, "--visit", "week 99")
    assert status == 2
    assert "week 12" in err


def test_check_prints_one_object_whose_rows_add_up(capsys, files):
    cohort, mapping = files
    with cohort.open("a") as file:
        file.write("0001,infusion + psychotherapy,depression,week 12,PHQ-9,99\n")
    status, out, _ = run(capsys, "check", cohort, "--map", mapping, "--json")
    found = json.loads(out)
    assert status == 0
    assert found["rows_total"] == 61
    assert found["rows_accepted"] + sum(found["rows_rejected"].values()) == 61
    assert all(isinstance(row, int) for f in found["findings"] for row in f["rows"])
    assert found["cells"]


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n", b"\x89PNG\r\n\x1a\n\x00\x00", b"<!doctype html>"]
)
def test_what_is_no_cohort_is_refused_with_one_sentence(capsys, tmp_path, content):
    place = tmp_path / "file.csv"
    place.write_bytes(content)
    status, out, _ = run(capsys, "check", place, "--json")
    assert status == 2
    assert json.loads(out)["outcome"] == "refused"
    assert len(json.loads(out)["reasons"]) >= 1


def test_an_unknown_key_of_a_mapping_is_refused_by_name(capsys, files):
    cohort, mapping = files
    mapping.write_text(json.dumps(MAP | {"colour": "blue"}))
    status, _, err = run(capsys, "check", cohort, "--map", mapping)
    assert status == 2
    assert "colour" in err


def test_a_missing_file_is_refused(capsys, tmp_path):
    assert run(capsys, "check", tmp_path / "nothing.csv")[0] == 2


def test_the_template_is_written_once_and_loads(capsys, tmp_path):
    assert run(capsys, "template", tmp_path / "new")[0] == 0
    assert (tmp_path / "new" / "scores.csv").exists()
    status, out, _ = run(capsys, "check", tmp_path / "new", "--json")
    assert status == 0
    assert json.loads(out)["rows_rejected"] == {}
    (tmp_path / "new" / "scores.csv").write_text("mine")
    run(capsys, "template", tmp_path / "new")
    assert (tmp_path / "new" / "scores.csv").read_text() == "mine"
