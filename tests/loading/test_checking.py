"""Each fault planted in a small file: the row it is in, its code, and what is kept."""

import pytest

from analysis.core import Finding
from analysis.loading import Loaded, Mapping, load_cohort

HEAD = "patient_id,arm,visit,instrument,score\n"
GOOD = [
    "1,infusion only,baseline,PHQ9,18",
    "1,infusion only,week 12,PHQ9,9",
    "2,infusion + psychotherapy,baseline,PHQ9,20",
    "2,infusion + psychotherapy,week 12,PHQ9,7",
]


def load(*rows: str, head: str = HEAD, mapping: Mapping | None = None) -> Loaded:
    text = head + "\n".join((*GOOD, *rows) if head == HEAD else rows) + "\n"
    return load_cohort(text.encode(), "made_up.csv", mapping, key=b"test")


def find(loaded: Loaded, code: str) -> Finding:
    found = [finding for finding in loaded.findings if finding.code == code]
    assert len(found) == 1, [finding.code for finding in loaded.findings]
    return found[0]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("3,infusion only,baseline,PHQ9,28", "out_of_range"),
        ("3,infusion only,baseline,PHQ9,-1", "out_of_range"),
        ("3,infusion only,baseline,PHQ9,abc", "non_numeric"),
        ("3,infusion only,baseline,PHQ9,1e309", "non_numeric"),
        ("3,infusion only,baseline,PHQ9,inf", "non_numeric"),
        ("3,infusion only,baseline,PHQ9,nan", "non_numeric"),
        ("3,infusion only,baseline,PHQ-X,12", "unknown_instrument"),
        ("3,infusion only,baseline,,12", "unknown_instrument"),
        ("3,,baseline,PHQ9,12", "unknown_arm"),
        ("3,infusion only,,PHQ9,12", "unknown_visit"),
        (",infusion only,baseline,PHQ9,12", "missing_id_or_footer"),
        ("Total,,,,54", "missing_id_or_footer"),
        ("1,infusion only,baseline,PHQ9,18", "duplicate_exact"),
    ],
)
def test_a_planted_fault_rejects_its_row(row: str, code: str) -> None:
    loaded = load(row)
    assert loaded.rows_rejected == {code: 1}
    assert (loaded.rows_total, loaded.rows_accepted) == (5, 4)
    finding = find(loaded, code)
    assert finding.rows == (6,)
    assert "Row 6" in finding.message
    assert finding.mend
    assert [(place, reason) for _, place, reason, _ in loaded.rejected_rows] == [(6, code)]


def test_two_different_scores_for_one_visit_are_both_rejected() -> None:
    loaded = load("1,infusion only,week 12,PHQ9,11")
    assert loaded.rows_rejected == {"duplicate_conflict": 2}
    assert find(loaded, "duplicate_conflict").rows == (3, 6)


def test_spellings_of_one_visit_are_one_visit() -> None:
    loaded = load("1,infusion only,Week-12,PHQ9,11", "2,infusion + psychotherapy,WK12,GAD7,3")
    assert loaded.visits == ("baseline", "week 12")
    assert loaded.rows_rejected == {"duplicate_conflict": 2}


def test_a_person_in_two_arms_is_left_out_whole() -> None:
    loaded = load("1,infusion + psychotherapy,week 2,PHQ9,11")
    assert loaded.rows_rejected == {"arm_changes_within_person": 3}
    assert find(loaded, "arm_changes_within_person").rows == (2, 3, 6)
    assert loaded.participants == 1


def test_a_missing_score_is_no_fault() -> None:
    loaded = load("3,infusion only,baseline,PHQ9,", "3,infusion only,week 12,PHQ9,NA")
    assert loaded.rows_rejected == {}
    assert find(loaded, "missing_score").rows == (6, 7)
    assert find(loaded, "missing_codes").rows == (7,)
    assert loaded.participants == 3
    assert loaded.observations == 4


@pytest.mark.parametrize("code", ["-9", "-99", "999", "n/a", ".", "NULL", "not done"])
def test_common_missing_codes_are_read_and_said(code: str) -> None:
    loaded = load(f"3,infusion only,baseline,PHQ9,{code}")
    assert loaded.rows_rejected == {}
    assert find(loaded, "missing_codes").rows == (6,)


def test_a_missing_code_within_the_range_is_a_score() -> None:
    loaded = load("3,infusion only,baseline,EQVAS,99", "4,infusion only,baseline,PHQ9,99")
    assert loaded.observations == 5
    assert loaded.rows_rejected == {"out_of_range": 1}


def test_declared_missing_texts_are_missing() -> None:
    loaded = load("3,infusion only,baseline,PHQ9,refused", mapping=Mapping(missing=("refused",)))
    assert loaded.rows_rejected == {}
    assert "refused" not in find(loaded, "missing_codes").message


def test_people_without_a_baseline_are_kept_and_named() -> None:
    loaded = load("3,infusion only,week 12,PHQ9,12")
    assert find(loaded, "missing_baseline").rows == (6,)
    assert loaded.participants == 3


def test_an_unmapped_arm_is_kept_under_its_own_name() -> None:
    loaded = load("3,TAU,baseline,PHQ9,12")
    assert (loaded.outcome, loaded.needs, loaded.cohort) == ("accepted", ("arms",), None)
    assert loaded.arms == ("infusion only", "infusion + psychotherapy", "TAU")
    finding = find(loaded, "unknown_arm")
    assert finding.rows == (6,)
    assert "TAU" not in finding.message


def test_an_arm_the_mapping_leaves_out_rejects_its_rows() -> None:
    arms = {"infusion only": "infusion_only"}
    loaded = load("3,TAU,baseline,PHQ9,12", mapping=Mapping(arms=arms))
    assert loaded.rows_rejected == {"unknown_arm": 1}
    assert loaded.cohort is not None


def test_a_visit_the_mapping_leaves_out_rejects_its_rows() -> None:
    visits = {"baseline": 0, "week 12": 84}
    loaded = load("3,infusion only,EOT,PHQ9,12", mapping=Mapping(visits=visits))
    assert loaded.rows_rejected == {"unknown_visit": 1}
    assert load("3,infusion only,EOT,PHQ9,12").needs == ("visits",)


def test_only_the_arm_received_is_a_warning() -> None:
    head = "patient_id,arm_received,visit,instrument,score\n"
    loaded = load(*GOOD, head=head)
    assert find(loaded, "arm_received_only").severity == "warning"
    assert loaded.cohort is not None
    assert loaded.cohort.arm_basis == "received"


DAYS = "patient_id,arm,visit,day,instrument,score\n"


def test_days_that_are_not_whole_are_rejected() -> None:
    loaded = load(
        "1,infusion only,baseline,0,PHQ9,18",
        "1,infusion only,week 12,80.5,PHQ9,18",
        "1,infusion only,week 12,soon,PHQ9,18",
        head=DAYS,
    )
    assert loaded.rows_rejected == {"day_not_whole": 2}
    assert find(loaded, "day_not_whole").rows == (3, 4)


def test_actual_days_decide_the_window_and_the_closest_wins() -> None:
    loaded = load(
        "1,infusion only,baseline,-10,PHQ9,18",
        "1,infusion only,baseline,-2,PHQ9,16",
        "1,infusion only,week 2,13,PHQ9,12",
        "1,infusion only,week 2,15,PHQ9,11",
        "1,infusion only,week 12,70,PHQ9,9",
        "1,infusion only,week 12,400,PHQ9,8",
        head=DAYS,
    )
    assert loaded.cohort is not None
    assert loaded.cohort.score_matrix("PHQ9").tolist() == [[16.0, 12.0, 9.0]]
    assert loaded.cohort.scores["visit"].tolist() == [-1, 0, 1, -1, 2, -1]
    assert find(loaded, "closer_record_used").rows == (2, 5)
    assert find(loaded, "outside_windows").rows == (7,)


def test_screening_is_not_baseline() -> None:
    loaded = load(
        "1,infusion only,screening,-10,PHQ9,22",
        "1,infusion only,week 12,84,PHQ9,9",
        "2,infusion only,baseline,0,PHQ9,18",
        head=DAYS,
    )
    assert loaded.cohort is not None
    cohort = loaded.cohort
    assert [visit.label for visit in cohort.visits] == ["screening", "baseline", "week 12"]
    assert cohort.score_matrix("PHQ9")[0, cohort.baseline_visit] != 22


WIDE = "id,arm,phq9_baseline,phq9_wk12\n"


def test_a_bad_cell_of_a_wide_file_rejects_the_score_and_not_the_row() -> None:
    loaded = load("1,infusion only,18,abc", "2,KAP,99,7", "3,KAP,,9", head=WIDE)
    assert loaded.rows_rejected == {}
    assert loaded.scores_rejected == {"non_numeric": 1, "out_of_range": 1}
    assert (loaded.participants, loaded.observations) == (3, 3)
    assert find(loaded, "out_of_range").column == "phq9_baseline"
    assert find(loaded, "out_of_range").rows == (3,)


def test_two_rows_of_one_person_in_a_wide_file() -> None:
    loaded = load("1,infusion only,18,9", "1,infusion only,18,9", "2,KAP,20,8", "2,KAP,20,7",
                  "3,KAP,11,", head=WIDE)  # fmt: skip
    assert loaded.rows_rejected == {"duplicate_exact": 1, "duplicate_conflict": 2}
    assert loaded.participants == 2


def test_unknown_categories_are_not_recorded_and_said() -> None:
    head = "id,arm,sex,age,prior_treatments,phq9_baseline\n"
    loaded = load("1,KAP,f,17,3,18", "2,infusion only,unsure,90,,9", "3,KAP,m,40,1,9", head=head)
    assert loaded.cohort is not None
    people = loaded.cohort.participants
    assert people["sex"].tolist() == ["female", "not_recorded", "male"]
    assert people["age_band"].tolist() == ["not_recorded", "55+", "35-54"]
    assert people["prior_treatment"].tolist() == ["2-3", "not_recorded", "0-1"]
    rows = {f.column: f.rows for f in loaded.findings if f.code == "unknown_category"}
    assert rows == {"sex": (3,), "age": (2,)}


def test_a_value_that_changes_within_a_person_is_said() -> None:
    head = "id,arm,sex,visit,phq9\n"
    loaded = load("1,KAP,f,baseline,18", "1,KAP,m,week 2,12", head=head)
    assert find(loaded, "changes_within_person").rows == (3,)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("id,arm,visit,colour\n1,KAP,baseline,3\n", "no_score_column"),
        ("arm,visit,phq9\nKAP,baseline,3\nKAP,baseline,3\n", "no_id_column"),
        ("id,arm,visit,phq9\n1,KAP,baseline,abc\n", "nothing_usable"),
    ],
)
def test_a_file_with_nothing_usable_is_refused(text: str, reason: str) -> None:
    loaded = load_cohort(text.encode(), "made_up.csv")
    assert loaded.outcome == "refused"
    assert reason in loaded.reasons
    assert loaded.cohort is None
    assert loaded.rows_accepted + sum(loaded.rows_rejected.values()) == loaded.rows_total


def test_messages_shorten_rows_and_findings_do_not() -> None:
    rows = [f"{n},infusion only,baseline,PHQ9,88" for n in range(10, 19)]
    finding = find(load(*rows), "out_of_range")
    assert len(finding.rows) == 9
    assert "6, 7, 8, 9, 10 and 4 more" in finding.message


def test_a_tied_primary_visit_is_said_and_the_earlier_used() -> None:
    loaded = load(
        "1,KAP,baseline,PHQ9,18", "1,KAP,day 80,PHQ9,9", "1,KAP,day 88,PHQ9,9",
        head="id,arm,visit,instrument,score\n",
    )  # fmt: skip
    assert find(loaded, "primary_visit_tied")
    assert loaded.cohort is not None
    assert loaded.cohort.primary_visit == "day 80"
