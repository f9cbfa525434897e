"""Faults that files and mappings written by somebody else brought to light."""

import json
from pathlib import Path

import pytest

from analysis.command_line import main
from analysis.loading import Loaded, MappingFault, load_cohort, load_path, read_mapping

ARMS = {"C": "infusion_only", "T": "infusion_plus_psychotherapy"}


def load(text: str, **mapping: object) -> Loaded:
    made = read_mapping(json.dumps({"version": 1, **mapping})) if mapping else None
    return load_cohort(text.encode(), "strange.csv", made, key=b"test")


def means(loaded: Loaded) -> dict[tuple[str, str, str], tuple[int, float]]:
    return {
        (str(c["instrument"]), str(c["arm"]), str(c["visit"])): (c["n"], c["mean"])  # type: ignore[misc]
        for c in loaded.cells
    }


def rows_of(loaded: Loaded, code: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(f.column, f.rows) for f in loaded.findings if f.code == code]


@pytest.mark.parametrize("day", [84, 84.0, "84", " 84 ", "84.0"])
def test_a_study_day_may_be_written_as_a_number_or_a_text(day: object) -> None:
    assert read_mapping(json.dumps({"visits": {"end": day}})).visits == {"end": 84}


@pytest.mark.parametrize("day", ["week 12", "", 84.5, "1e9", 10**400, True, None, [84]])
def test_what_is_no_study_day_is_refused(day: object) -> None:
    with pytest.raises(MappingFault, match="whole number"):
        read_mapping(json.dumps({"visits": {"end": day}}))


def test_missing_codes_may_be_written_as_numbers() -> None:
    text = "id,arm,phq9_baseline,phq9_wk2\n1,C,20,7\n2,T,7,9\n"
    assert read_mapping('{"missing": [7, "x"]}').missing == ("7", "x")
    assert load(text, missing=[7]).observations == 2


WIDE = "pid,grp,before,after\n1,C,20,15\n2,T,21,11\n"
BY_DAY = "pid,grp,day,before,now\n1,C,14,20,15\n1,C,28,20,14\n2,T,14,21,11\n2,T,28,21,10\n"
BY_VISIT = BY_DAY.replace("day", "visit").replace(",14,", ",w2,").replace(",28,", ",w4,")
ROLES = {"pid": "id", "grp": "arm", "before": "baseline"}


def test_a_column_of_baselines_in_a_wide_file() -> None:
    found = load(WIDE, arms=ARMS, roles=ROLES | {"after": "score"}, instruments={"after": "PHQ9"},
                 visits={"after": 84})  # fmt: skip
    assert means(found) == {
        ("PHQ9", "infusion_only", "baseline"): (1, 20.0),
        ("PHQ9", "infusion_only", "after"): (1, 15.0),
        ("PHQ9", "infusion_plus_psychotherapy", "baseline"): (1, 21.0),
        ("PHQ9", "infusion_plus_psychotherapy", "after"): (1, 11.0),
    }
    assert found.needs == ()


@pytest.mark.parametrize(
    ("text", "visits", "labels"),
    [
        (BY_DAY, {}, ("baseline", "day 14", "day 28")),
        (BY_DAY, {"two": 14, "four": 28}, ("baseline", "two", "four")),
        (BY_VISIT, {}, ("baseline", "w2", "w4")),
        (BY_VISIT, {"w2": 14, "w4": 28}, ("baseline", "w2", "w4")),
    ],
)
def test_a_column_of_baselines_beside_rows_of_visits(
    text: str, visits: dict[str, int], labels: tuple[str, ...]
) -> None:
    found = load(
        text, arms=ARMS, roles=ROLES | {"now": "score"}, instruments={"now": "PHQ9"}, visits=visits
    )
    assert found.visits == labels
    assert found.observations == 6
    for arm, scores in (("infusion_only", (20, 15, 14)), (ARMS["T"], (21, 11, 10))):
        assert [means(found)["PHQ9", arm, label] for label in labels] == [(1, s) for s in scores]


def test_baselines_and_one_row_a_person_do_not_make_a_file_wide() -> None:
    found = load("pid,grp,day,b,phq9\n1,C,14,20,10\n2,T,14,21,9\n", arms=ARMS,
                 roles={"pid": "id", "grp": "arm", "b": "baseline"})  # fmt: skip
    assert found.visits == ("baseline", "day 14")
    assert means(found)["PHQ9", ARMS["T"], "day 14"] == (1, 9.0)


def test_differing_baselines_of_one_person_are_a_conflict() -> None:
    found = load(BY_DAY.replace("1,C,28,20", "1,C,28,19"), arms=ARMS,
                 roles=ROLES | {"now": "score"}, instruments={"now": "PHQ9"})  # fmt: skip
    assert rows_of(found, "duplicate_conflict") == [("", (2, 3))]


def test_baselines_beside_an_instrument_column_are_said_not_to_be_read() -> None:
    found = load("pid,grp,day,scale,before,score\n1,C,14,PHQ9,20,10\n2,T,14,PHQ9,21,9\n",
                 arms=ARMS, roles=ROLES)  # fmt: skip
    assert rows_of(found, "baseline_not_used") == [("before", ())]
    assert found.observations == 2


def test_a_wide_score_without_a_visit_is_asked_about_and_not_lost() -> None:
    text = "id,arm,phq9_baseline,phq9_final\n1,C,20,15\n2,T,21,11\n"
    codes = {"phq9_baseline": "PHQ9", "phq9_final": "PHQ9"}
    found = load(text, arms=ARMS, instruments=codes, visits={"phq9_baseline": 0})
    assert "visits" in found.needs
    assert means(found)["PHQ9", "infusion_only", "not_recorded"] == (1, 15.0)
    mapped = load(text, arms=ARMS, instruments=codes, visits={"phq9_baseline": 0, "phq9_final": 84})
    assert mapped.needs == ()


ADAM = """\
USUBJID,TRT01P,PARAMCD,AVISIT,ADY,AVAL,ANL01FL,ABLFL,DTYPE
S1,Placebo,PHQ9TOT,Baseline,1,20,,Y,
S1,Placebo,PHQ9TOT,Week 2,15,15,Y,,
S1,Placebo,PHQ9TOT,Week 4,29,16,Y,,LOCF
S2,Drug,PHQ9TOT,Baseline,-2,21,Y,Y,
S2,Drug,PHQ9TOT,Week 2,15,10,Y,,
S2,Drug,PHQ9TOT,Week 2,17,12,,,
"""


def test_trial_records_outside_the_analysis_are_rejected_and_day_one_is_the_baseline() -> None:
    found = load(ADAM)
    assert found.rows_rejected == {"not_analysis_record": 2}
    assert rows_of(found, "not_analysis_record") == [("DTYPE", (4,)), ("ANL01FL", (7,))]
    assert means(found) == {
        ("PHQ9", "Placebo", "Baseline"): (1, 20.0),
        ("PHQ9", "Placebo", "Week 2"): (1, 15.0),
        ("PHQ9", "Drug", "Baseline"): (1, 21.0),
        ("PHQ9", "Drug", "Week 2"): (1, 10.0),
    }


def test_a_day_zero_says_that_days_are_counted_from_zero() -> None:
    found = load(ADAM.replace("Baseline,1,", "Baseline,0,"))
    assert rows_of(found, "days_from_one") == []
    assert rows_of(load(ADAM), "days_from_one") == [("ADY", ())]


def test_a_column_called_dtype_elsewhere_rejects_nothing() -> None:
    found = load("id,arm,visit,phq9,dtype\n1,C,pre,20,int\n2,T,pre,21,int\n")
    assert found.rows_rejected == {}


def test_events_of_redcap_are_read_as_the_visits_they_name() -> None:
    found = load("record_id,redcap_event_name,arm,phq9\n1,baseline_arm_1,C,20\n"
                 "1,week_2_arm_1,,10\n2,baseline_arm_1,T,21\n2,week_2_arm_1,,9\n")  # fmt: skip
    assert found.needs == ("arms",)
    assert found.visits == ("baseline_arm_1", "week_2_arm_1")


@pytest.mark.parametrize("footer", ["Total (n = 2)", "n = 2", "Mean: 3", "SD=1", "total:"])
def test_a_line_of_totals_is_no_participant(footer: str) -> None:
    found = load(f"id,phq9_baseline\n1,20\n2,21\n{footer},12\n")
    assert (found.participants, found.observations) == (2, 2)
    assert rows_of(found, "missing_id_or_footer") == [("id", (4,))]


@pytest.mark.parametrize("name", ["N", "n-2", "mean-spirited", "SD 12", "Total7"])
def test_an_id_that_begins_like_a_footer_is_an_id(name: str) -> None:
    assert load(f"id,phq9_baseline\n1,20\n{name},21\n").participants == 2


def test_a_code_for_missing_where_no_range_is_known_is_pointed_out() -> None:
    text = "id,arm,visit,mood\n1,C,pre,20\n2,T,pre,-99\n3,T,pre,999\n4,C,pre,21\n"
    roles = {"mood": "score"}
    assert rows_of(load(text, roles=roles), "missing_code_or_score") == [("mood", (3, 4))]
    assert rows_of(load(text, roles=roles, missing=["-99", 999]), "missing_code_or_score") == []


def test_the_three_headers_of_a_survey_are_no_participants() -> None:
    ids = ",".join(f'"{{""ImportId"":""{name}""}}"' for name in "abc")
    rows = "".join(f"{n},{'CT'[n % 2]},{20 + n}\n" for n in range(1, 5))
    found = load(f"ID,Group,PHQ9_T0\nParticipant,Study group,PHQ-9 at T0\n{ids}\n{rows}")
    assert (found.participants, found.arms) == (4, ("T", "C"))
    assert (found.rows_total, found.rows_rejected) == (4, {})
    assert rows_of(found, "header_rows") == [("", (2, 3))]


def test_a_visit_in_brackets_is_a_visit() -> None:
    found = load("ID,Group,PHQ-9 (baseline),PHQ-9 [week 12]\n1,C,20,10\n2,T,21,9\n")
    assert (found.shape, found.visits) == ("wide", ("baseline", "week 12"))
    assert means(found)["PHQ9", "C", "week 12"] == (1, 10.0)


def test_a_side_table_without_rows_is_left_out_and_said(tmp_path: Path) -> None:
    (tmp_path / "participants.csv").write_text("patient_id,arm_planned,condition\n"
                                               "1,infusion_only,depression\n")  # fmt: skip
    (tmp_path / "scores.csv").write_text("patient_id,visit,day,instrument,score\n"
                                         "1,baseline,0,PHQ9,20\n")  # fmt: skip
    (tmp_path / "events.csv").write_text("patient_id,day,kind,term,severity,serious\n")
    found = load_path(tmp_path, key=b"test")
    assert (found.outcome, found.observations) == ("accepted", 1)
    assert rows_of(found, "table_empty") == [("", ())]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nothing.csv"], "no_such_file"),
        (["file.csv", "--map", "nothing.json"], "no_such_mapping"),
        (["file.csv", "--map", "file.csv"], "mapping_fault"),
    ],
)
def test_every_refusal_of_check_is_an_object_and_names_no_path(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    reason: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.csv").write_text("id,arm,phq9_baseline\n1,C,20\n")
    assert main(["check", *arguments, "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert (found["outcome"], found["reasons"]) == ("refused", [reason])
    assert "nothing" not in found["findings"][0]["message"]


def test_an_arm_against_itself_is_refused_and_no_failure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    same = ["--treatment", "infusion_only", "--comparator", "infusion_only"]
    assert main(["effects", *same, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["reasons"] == ["same_arm"]
