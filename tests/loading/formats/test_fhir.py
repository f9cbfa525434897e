"""FHIR QuestionnaireResponse: totals by LOINC, summed where all items are there, else refused."""

import json

import pytest

from analysis.loading import load_cohort
from analysis.loading.formats import read_binary
from analysis.loading.text_table import UnreadableFile

from .made_up_files import make_response

LIMIT = 50 * 1024 * 1024
ITEMS = (3, 2, 1, 0, 3, 2, 1, 0, 0)


def lines(*resources):
    return "\n".join(json.dumps(resource) for resource in resources).encode()


def read(data):
    return read_binary(data, "a.ndjson", {}, LIMIT)["scores"]


def rows(table):
    return [tuple(row.values()) for row in table.data.to_pylist()]


def test_totals_are_read_and_sums_made():
    table = read(lines(make_response("p1", 14), make_response("p2", None, items=ITEMS),
                       make_response("p3", 12, items=ITEMS)))  # fmt: skip
    assert rows(table) == [
        ("p1", "2021-04-03T10:00:00Z", "PHQ9", "14"),
        ("p2", "2021-04-03T10:00:00Z", "PHQ9", "12"),
        ("p3", "2021-04-03T10:00:00Z", "PHQ9", "12"),
    ]
    assert table.row_numbers.tolist() == [1, 2, 3]
    assert table.decisions.format == "fhir"


def test_what_is_not_sure_is_rejected_under_its_line():
    table = read(lines(
        make_response("p1", 14),
        make_response("p2", 14, status="entered-in-error"),
        make_response("p3", None, items=ITEMS[:8]),
        make_response("p4", 5, items=ITEMS),
        make_response("p5", None),
        make_response("p6", 3),
    ))  # fmt: skip
    assert table.rejected == (
        (2, "not_analysis_record"), (3, "non_numeric"), (4, "non_numeric"), (5, "non_numeric")
    )  # fmt: skip
    assert (table.rows_total, table.row_numbers.tolist()) == (6, [1, 6])


def test_a_bundle_and_a_list_are_read():
    responses = [make_response("p1", 14), make_response("p1", 6, day="2021-05-01")]
    patient = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Secret"}]}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": r} for r in [patient, *responses]]}
    for content in (bundle, [patient, *responses]):
        table = read(json.dumps(content, indent=1).encode())
        assert [row[3] for row in rows(table)] == ["14", "6"]
        assert table.row_numbers.tolist() == [2, 3]
        assert {f.code for f in table.findings} == {"other_resources"}


def test_weights_decimals_and_other_instruments():
    response = make_response("p1", None, code="69737-5")
    weight = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
    codes = ("69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7")
    response["item"] = [
        {"linkId": "group", "item": [
            {"linkId": code, "answer": [{"valueCoding": {
                "code": "x", "extension": [{"url": weight, "valueDecimal": 2}]}}]}
            for code in codes
        ]}
    ]  # fmt: skip
    other = make_response("p2", None, code="x")
    other["questionnaire"] = "https://clinic.example/Questionnaire/madrs|2.0"
    other["item"] = [{"linkId": "total-score", "answer": [{"valueDecimal": 31.5}]}]
    assert [row[2:] for row in rows(read(lines(response, other)))] == [
        ("GAD7", "14"), ("MADRS", "31.5")
    ]  # fmt: skip


def test_dates_become_days_and_no_arm_is_asked_for():
    made = [
        make_response(f"p{n}", score, day=day)
        for n in range(6)
        for score, day in ((15, "2021-04-03"), (7, "2021-05-01"))
    ]
    loaded = load_cohort(lines(*made), "export.json")
    assert (loaded.outcome, loaded.rows_total, loaded.observations) == ("accepted", 12, 12)
    assert "visits" in loaded.needs
    assert loaded.visits == ("baseline", "day 28")
    assert "2021" not in str(loaded.preview)


def test_broken_or_other_json_is_refused():
    whole = lines(make_response("p1", 14), make_response("p2", 3))
    for data in (
        whole[:-20], whole + b"\n[1]", whole.replace(b"14", b"NaN", 1),
        b'{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient"}}]}',
        b'{"resourceType": "Bundle", "entry": ' + b"[" * 100_000,
    ):  # fmt: skip
        with pytest.raises(UnreadableFile) as caught:
            read(data)
        assert caught.value.refusal.code == "json"
        assert "p1" not in caught.value.refusal.sentence
    with pytest.raises(UnreadableFile):
        load_cohort(b'{"a": [1, 2]}', "a.json")
