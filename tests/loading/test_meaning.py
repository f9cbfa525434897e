"""What cells mean: codes of missing, ids as text, ages; nothing guessed past what a file says."""

import json

import pytest

from analysis.loading import Loaded, MappingFault, load_cohort, read_mapping
from analysis.loading.ages import find_age_band, hide_high_age


def load(text: str, **mapping: object) -> Loaded:
    made = read_mapping(json.dumps(mapping)) if mapping else None
    return load_cohort(text.encode(), "made_up.csv", made, key=b"test")


def message(loaded: Loaded, code: str) -> str:
    return " ".join(f.message for f in loaded.findings if f.code == code)


def test_a_code_within_the_range_is_a_score_until_the_mapping_says_otherwise() -> None:
    text = "id,arm,visit,TLFB_PHDD\n1,KAP,baseline,99\n2,infusion only,baseline,40\n"
    assert [c["mean"] for c in load(text).cells] == [40.0, 99.0]
    declared = load(text, missing_in={"TLFB_PHDD": [99]})
    assert [c["mean"] for c in declared.cells] == [40.0]
    assert "1 cells hold a code" in message(declared, "missing_codes")


def test_a_code_of_one_column_is_a_score_in_another() -> None:
    text = "id,arm,visit,phq9,gad7\n1,KAP,baseline,9,9\n2,infusion only,baseline,8,9\n"
    found = load(text, missing_in={"gad7": ["9"]})
    assert [(c["instrument"], c["mean"]) for c in found.cells] == [("PHQ9", 8.0), ("PHQ9", 9.0)]
    assert load(text, missing=["9"]).observations == 1


def test_codes_outside_the_range_are_counted_by_column() -> None:
    rows = ["1,KAP,baseline,-9,4", "2,KAP,baseline,999,5", "3,KAP,baseline,-9,NA",
            "4,infusion only,baseline,12,6"]  # fmt: skip
    found = load("id,arm,visit,phq9,gad7\n" + "\n".join([*rows, ""]))
    said = message(found, "missing_codes")
    assert "column “phq9”: read as no score: -9 (2 times), 999 (once), outside the range." in said
    assert "column “gad7”: read as no score: a text that stands for missing (once)." in said
    assert found.observations == 4


@pytest.mark.parametrize("wrong", [["9"], {"phq9": "9"}, {"phq9": [True]}, {"phq9": [["9"]]}])
def test_codes_by_column_are_an_object_of_lists(wrong: object) -> None:
    with pytest.raises(MappingFault):
        read_mapping(json.dumps({"missing_in": wrong}))


def test_codes_by_column_survive_being_written() -> None:
    mapping = read_mapping('{"missing_in": {"phq9": [9, "x"]}}')
    assert mapping.missing_in == {"phq9": ("9", "x")}
    assert read_mapping(mapping.to_json()) == mapping


def test_ids_are_text_whatever_they_look_like() -> None:
    ids = ["0012", "12", "NA", "1E5", "100000", "null", "-9", "007", "7.0", "7"]
    rows = [
        f"{one},{'KAP' if n % 2 else 'infusion only'},baseline,{n}" for n, one in enumerate(ids)
    ]
    found = load("patient_id,arm,visit,phq9\n" + "\n".join([*rows, ""]))
    assert (found.participants, found.observations) == (10, 10)
    assert found.rows_rejected == {}


@pytest.mark.parametrize(
    ("text", "band"),
    [("34", "18-34"), ("34.9", "18-34"), ("35", "35-54"), ("54.5", "35-54"), ("55", "55+"),
     ("89", "55+"), ("90", "55+"), ("104", "55+"), ("90+", "55+"), ("> 89", "55+"), (">89", "55+"),
     ("≥90", "55+"), ("55+", "55+"), ("35-54", "35-54"), ("35 – 54", "35-54"), ("50+", None),
     ("17", None), ("999", None), ("", None), ("old", None)],
)  # fmt: skip
def test_bands_of_ages(text: str, band: str | None) -> None:
    assert find_age_band(text, ".") == band


def test_an_age_above_89_is_nowhere() -> None:
    text = "id,arm,age,phq9_baseline\n1,KAP,93,12\n2,infusion only,89,11\n3,KAP,104,10\n"
    found = load(text)
    assert [row["age"] for row in found.preview] == ["90+", "89", "90+"]
    assert found.cohort is not None
    assert found.cohort.participants["age_band"].tolist() == ["55+"] * 3
    assert "93" not in f"{found.findings}{found.preview}{found.cohort.participants}"
    assert hide_high_age("93,5", ",") == "90+"
