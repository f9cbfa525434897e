"""REDCap: events, static fields in one event's row, checkboxes, repeats, arms, labels."""

from pathlib import Path

import pytest

from analysis.loading import Mapping, load_path, read_mapping

from .reading import adds_up, load, load_zip, means, rows_of

HEAD = (
    "record_id,redcap_event_name,redcap_data_access_group,redcap_survey_identifier,arm,condition,"
    "sex,age,comorbidity___ptsd,comorbidity___anxiety,demographics_complete,phq9_timestamp,"
    "phq9_total,phq9_complete,pcl5_total,pcl5_complete\n"
)
RAW = HEAD + (
    "1,baseline_arm_1,north,x1,IV only,depression,female,34,1,0,2,2024-01-02 10:00,20,2,40,2\n"
    "1,week_4_arm_1,north,,,,,,,,,2024-02-02 10:00,12,2,,\n"
    "1,month_3_arm_1,north,,,,,,,,,2024-04-02 10:00,10,2,22,2\n"
    "2,baseline_arm_1,south,x2,KAP,ptsd,male,54,0,0,2,2024-01-02 10:00,18,2,44,2\n"
    "2,week_4_arm_1,south,,,,,,,,,2024-02-02 10:00,9,1,,\n"
    "2,month_3_arm_1,south,,,,,,,,,2024-04-02 10:00,,0,20,2\n"
)


def test_fields_of_the_first_event_hold_for_the_person() -> None:
    found = load(RAW)
    assert (found.outcome, found.shape, found.needs) == ("accepted", "redcap_longitudinal", ())
    assert adds_up(found, 6)
    assert (found.participants, found.observations) == (2, 9)
    assert found.cohort is not None
    people = found.cohort.participants
    assert list(people["arm"]) == ["infusion_only", "infusion_plus_psychotherapy"]
    assert list(people["sex"]) == ["female", "male"]
    assert list(people["site"]) == ["north", "south"]
    assert list(people["comorbidity"]) == ["ptsd", "none"]
    assert [v.day for v in found.cohort.visits] == [0, 28, 91]
    assert rows_of(found, "missing_score") == []


def test_what_told_it_is_said_and_what_is_personal_is_dropped() -> None:
    found = load(RAW)
    (evidence,) = [f for f in found.findings if f.code == "export_recognised"]
    assert "REDCap export: “redcap_event_name”" in evidence.message
    dropped = {"redcap_survey_identifier", "phq9_timestamp", "phq9_complete", "pcl5_complete",
               "demographics_complete"}  # fmt: skip
    assert dropped <= set(found.dropped_columns)
    named = [column for column, _ in rows_of(found, "direct_identifier_column")]
    assert {"redcap_survey_identifier", "phq9_timestamp"} <= set(named)
    assert rows_of(found, "form_not_complete") == [("phq9_complete", (6, 7))]


ARMS = (
    "record_id,redcap_event_name,sex,phq9,demo_complete\n"
    "1,baseline_arm_1,female,20,2\n1,week_4_arm_1,,12,\n"
    "2,baseline_arm_2,male,19,2\n2,week_4_arm_2,,15,\n"
)


def test_arms_at_the_end_of_events_are_asked_for() -> None:
    found = load(ARMS)
    assert (found.arms, found.visits, found.needs) == (
        ("arm 1", "arm 2"), ("baseline", "week_4"), ("arms",),
    )  # fmt: skip
    assert rows_of(found, "arms_from_events") == [("redcap_event_name", ())]
    assert means(found)["PHQ9", "arm 2", "week_4"] == (1, 15.0)
    again = load(ARMS, Mapping(arms={"arm 1": "infusion_only",
                                     "arm 2": "infusion_plus_psychotherapy"}))  # fmt: skip
    assert (again.needs, again.cohort is not None) == ((), True)


def test_an_arm_column_wins_over_the_events() -> None:
    text = ARMS.replace("sex", "arm").replace("female", "KAP").replace("male", "infusion only")
    found = load(text)
    assert found.arms == ("infusion_only", "infusion_plus_psychotherapy")
    assert rows_of(found, "arms_from_events") == []


def test_raw_codes_need_a_mapping_and_the_dictionary_gives_one() -> None:
    text = (
        "record_id,redcap_event_name,arm,sex,phq9,phq_complete\n"
        "1,baseline_arm_1,1,0,20,2\n1,week_4_arm_1,,,12,2\n"
        "2,baseline_arm_1,2,1,19,2\n2,week_4_arm_1,,,15,2\n"
    )
    found = load(text)
    assert (found.arms, found.needs) == (("1", "2"), ("arms",))
    dictionary = (
        '"Variable / Field Name","Form Name","Field Type",'
        '"Choices, Calculations, OR Slider Labels"\n'
        'arm,demo,radio,"1, Infusion only | 2, Infusion + psychotherapy"\n'
        'sex,demo,radio,"0, Female | 1, Male"\n'
        'phq9,phq,dropdown,"12, twelve | 15, fifteen | 19, a | 20, b"\n'
    )
    both = load_zip({"export.csv": text, "our dictionary.csv": dictionary})
    assert (both.shape, both.needs) == ("redcap_longitudinal", ())
    assert adds_up(both, 4)
    assert both.cohort is not None
    assert list(both.cohort.participants["sex"]) == ["female", "male"]
    assert [column for column, _ in rows_of(both, "codes_from_dictionary")] == ["arm", "sex"]


def test_labels_with_the_heading_of_every_form() -> None:
    text = (
        '"Record ID","Event Name","Repeat Instrument","Repeat Instance","Treatment arm",Diagnosis,'
        '"Comorbidity (choice=PTSD)","Comorbidity (choice=None)",Complete?,"PHQ-9 total score",'
        "Complete?\n"
        '1,"Baseline (Arm 1: Ketamine)",,,KAP,MDD,Checked,Unchecked,Complete,20,Complete\n'
        '1,"Week 4 (Arm 1: Ketamine)",,,,,,,,12,Incomplete\n'
        '2,"Baseline (Arm 1: Ketamine)",,,IV only,MDD,Unchecked,Checked,Complete,21,Complete\n'
        '2,"Week 4 (Arm 1: Ketamine)",,,,,,,,11,Complete\n'
    )
    found = load(text)
    assert (found.shape, found.needs, found.visits) == (
        "redcap_longitudinal", (), ("Baseline", "Week 4"),
    )  # fmt: skip
    assert found.cohort is not None
    assert list(found.cohort.participants["comorbidity"]) == ["ptsd", "none"]
    assert rows_of(found, "form_not_complete") == [("Complete? (2)", (3,))]


REPEATS = (
    "record_id,redcap_repeat_instrument,redcap_repeat_instance,arm,weight,demo_complete,phq9,"
    "phq_complete\n"
    "1,,,KAP,80,2,,\n1,phq,1,,,,20,2\n1,phq,2,,,,12,2\n1,other,1,,,,,\n1,other,2,,,,,\n"
    "2,,,infusion only,81,2,,\n2,phq,1,,,,21,2\n2,phq,2,,,,15,2\n"
)


def test_repeats_without_events_are_visits_whose_days_are_asked_for() -> None:
    found = load(REPEATS)
    assert adds_up(found, 8)
    assert (found.rows_rejected, found.participants, found.observations) == ({}, 2, 4)
    assert (found.visits, found.needs) == (("1", "2"), ("visits",))
    mapped = load(REPEATS, Mapping(visits={"1": 0, "2": 28}))
    assert mapped.cohort is not None
    assert mapped.cohort.score_matrix("PHQ9").tolist() == [[20.0, 12.0], [21.0, 15.0]]


def test_a_second_instance_of_an_event_is_a_visit_of_its_own() -> None:
    text = (
        "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,arm,phq9\n"
        "1,baseline_arm_1,,,KAP,\n1,baseline_arm_1,phq,1,,20\n1,week_4_arm_1,phq,1,,12\n"
        "1,week_4_arm_1,phq,2,,13\n"
    )
    found = load(text)
    assert found.visits == ("baseline_arm_1", "week_4_arm_1", "week_4_arm_1 instance 2")
    assert (found.rows_rejected, found.needs) == ({}, ("visits",))


def test_the_same_visit_twice_in_an_export_is_rejected_or_kept_once() -> None:
    copy = RAW + RAW.splitlines(keepends=True)[2]
    found = load(copy)
    assert (found.rows_rejected, rows_of(found, "duplicate_exact")) == (
        {"duplicate_exact": 1}, [("", (8,))],
    )  # fmt: skip
    conflict = RAW + RAW.splitlines(keepends=True)[2].replace(",12,", ",13,")
    found = load(conflict)
    assert found.rows_rejected == {"duplicate_conflict": 2}
    assert [rows for _, rows in rows_of(found, "duplicate_conflict")] == [(3, 8)]


def test_a_plain_file_and_a_named_shape_are_left_alone() -> None:
    plain = "record_id,visit,arm,phq9\n1,baseline,KAP,20\n1,week 4,KAP,10\n"
    assert load(plain).shape == "semi_long"
    assert rows_of(load(plain), "export_recognised") == []
    assert load(RAW, Mapping(shape="semi_long")).shape == "semi_long"


def test_a_project_without_events_is_as_wide_as_it_is() -> None:
    found = load(
        "record_id,arm,diagnosis,comorbidity___ptsd,demographics_complete,phq9_bl,phq9_wk2\n"
        "1,KAP,MDD,1,2,20,10\n2,infusion only,MDD,0,2,21,14\n"
    )
    assert (found.shape, found.visits, found.needs) == ("wide", ("bl", "wk2"), ())
    assert found.cohort is not None
    assert list(found.cohort.participants["comorbidity"]) == ["ptsd", "none"]


def test_the_mapping_found_can_be_used_again() -> None:
    first = load(RAW)
    again = load(RAW, read_mapping(first.mapping.to_json()))
    assert first.mapping.shape == "redcap_longitudinal"
    assert (again.shape, again.cells, again.rows_total) == (first.shape, first.cells, 6)
    assert rows_of(again, "mapped_column_absent") == []


@pytest.mark.parametrize(
    ("place", "rows", "people", "scores"),
    [
        ("longitudinal/data.csv", 18, 3, 150), ("longitudinal", 18, 3, 150),
        ("vignette-repeating/data.csv", 17, 2, 12), ("vignette-repeating", 17, 2, 12),
    ],
)  # fmt: skip
def test_real_exports_load_as_they_are(
    shared_dir: Path, place: str, rows: int, people: int, scores: int
) -> None:
    found = load_path(shared_dir / "data" / "redcap" / place, key=b"test")
    assert (found.outcome, found.shape) == ("accepted", "redcap_longitudinal")
    assert adds_up(found, rows)
    assert (found.rows_rejected, found.participants, found.observations) == ({}, people, scores)
    assert found.needs == ("arms", "visits", "instruments")
    assert {"first_name", "email", "dob"} <= set(found.dropped_columns) or "vignette" in place


def test_real_arms_have_the_names_the_project_gives_them(shared_dir: Path) -> None:
    found = load_path(shared_dir / "data" / "redcap" / "longitudinal", key=b"test")
    assert found.arms == ("Drug A", "Drug B")
    assert found.visits[:4] == ("dose_1", "visit_1", "dose_2", "visit_2")
