"""OMOP measurements: concepts, source values, people, cohorts and day 0."""

from .reading import adds_up, load, load_zip, means, rows_of

MEASURED = (
    "measurement_id,person_id,measurement_concept_id,measurement_date,value_as_number,"
    "measurement_source_value\n"
    "1,101,3042932,2024-01-01,20,PHQ-9\n2,101,3042932,2024-01-29,12,\n"
    "3,102,0,2024-02-01,22,44261-6\n4,102,0,2024-02-29,9,LOINC:44261-6\n"
    "5,102,3025315,2024-02-29,81,body weight\n6,102,3042932,2024-02-29,12,GAD-7\n"
)
PEOPLE = "person_id,gender_concept_id,year_of_birth\n101,8532,1980\n102,8507,1970\n"
COHORTS = "cohort_definition_id,subject_id,cohort_start_date\n1,101,2024-01-01\n2,102,2024-02-01\n"


def test_measurements_people_and_cohorts_are_joined() -> None:
    found = load_zip({"measurement.csv": MEASURED, "person.csv": PEOPLE, "cohort.csv": COHORTS})
    assert (found.outcome, found.shape) == ("accepted", "omop")
    assert adds_up(found, 8)
    assert (found.participants, found.observations) == (2, 4)
    assert (found.arms, found.needs) == (("cohort 1", "cohort 2"), ("arms",))
    assert found.visits == ("baseline", "day 28")
    assert means(found)["PHQ9", "cohort 2", "day 28"] == (1, 9.0)
    assert rows_of(found, "arms_from_cohort") == [("arm (from cohort)", ())]


def test_unknown_concepts_and_contradictions_are_reported() -> None:
    found = load(MEASURED)
    assert found.rows_rejected == {"unknown_instrument": 2}
    assert rows_of(found, "unknown_instrument") == [("measurement_concept_id", (6, 7))]
    listed = {rows for _, rows in rows_of(found, "concept_not_known")}
    assert listed == {(6,), (7,)}


def test_without_day_0_the_visits_are_asked_for() -> None:
    found = load(MEASURED)
    assert "visits" in found.needs
    assert "2024" not in " ".join(f.message for f in found.findings)
