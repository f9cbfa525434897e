"""Roles of columns: from the mapping, by name, by value."""

import pytest

from analysis.loading import Mapping, load_cohort


def roles(head: str, *rows: str, mapping: Mapping | None = None) -> dict[str, str]:
    text = "\n".join((head, *rows)) + "\n"
    found = load_cohort(text.encode(), "made_up.csv", mapping).mapping.roles
    return {column: role for column, role in found.items() if role != "ignore"}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("ID,Treatment Group,Time Point,Questionnaire,Value",
         ["patient_id", "arm", "visit", "instrument", "score"]),
        ("record_id,group,VISIT,measure,score",
         ["patient_id", "arm", "visit", "instrument", "score"]),
        ("USUBJID,TRT01P,AVISIT,PARAMCD,AVAL",
         ["patient_id", "arm_planned", "visit", "instrument", "score"]),
        ("Subject.ID,arm_planned,visit,instrument,score",
         ["patient_id", "arm_planned", "visit", "instrument", "score"]),
    ],
)  # fmt: skip
def test_names_are_recognised_whatever_case_and_punctuation(head: str, expected: list[str]) -> None:
    found = roles(head, "1,KAP,baseline,PHQ9,18", "2,infusion only,baseline,PHQ9,17")
    assert list(found.values()) == expected


def test_a_drug_column_of_yes_and_no_is_no_substance() -> None:
    found = roles("id,drug,arm,phq9_baseline", "1,Yes,KAP,3", "2,No,KAP,4")
    assert "drug" not in found
    found = roles("id,drug,arm,phq9_baseline", "1,esketamine,KAP,3", "2,ketamine,KAP,4")
    assert found["drug"] == "substance"


def test_arms_and_instruments_are_recognised_by_their_values() -> None:
    found = roles("id,a,b,visit,score", "1,KAP,PHQ9,baseline,3", "2,infusion only,GAD-7,week 2,4")
    assert (found["a"], found["b"]) == ("arm", "instrument")


def test_a_first_column_of_unique_numbers_is_the_id() -> None:
    assert roles("rownames,arm,phq9_pre", "1,KAP,3", "2,KAP,4")["rownames"] == "patient_id"
    found = roles("rownames,Subject,arm,phq9_pre", "1,77,KAP,3", "2,78,KAP,4")
    assert found["Subject"] == "patient_id"
    assert "rownames" not in found


def test_the_mapping_overrules_names() -> None:
    mapping = Mapping(roles={"group": "site", "other": "arm"}, drop=("age",))
    found = roles("id,group,other,age,phq9_pre", "1,x,KAP,30,4", "2,y,KAP,40,3", mapping=mapping)
    assert found == {
        "id": "patient_id", "group": "site", "other": "arm", "phq9_pre": "score",
    }  # fmt: skip


def test_a_mapped_column_that_is_absent_is_said() -> None:
    text = b"id,arm,phq9_pre\n1,KAP,3\n2,KAP,4\n"
    loaded = load_cohort(text, "made_up.csv", Mapping(roles={"weight": "age"}))
    assert [f.column for f in loaded.findings if f.code == "mapped_column_absent"] == ["weight"]


def test_a_score_column_with_no_known_instrument_can_be_mapped() -> None:
    text = b"Subject,Days,Reaction\n1,0,12\n1,14,9\n2,0,11\n2,14,8\n"
    mapping = Mapping(roles={"Reaction": "score", "Days": "day", "Subject": "patient_id"})
    loaded = load_cohort(text, "made_up.csv", mapping)
    assert loaded.needs == ("arms", "instruments")
    assert loaded.instruments == ("Reaction",)
    assert [cell["n"] for cell in loaded.cells] == [2, 2]
