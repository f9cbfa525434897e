"""CDISC ADaM questionnaires: what counts, which record is the baseline, whose arm it is."""

from .reading import adds_up, load, load_zip, means, rows_of

HEAD = "STUDYID,USUBJID,TRT01P,TRT01A,PARAMCD,PARAM,AVISIT,AVISITN,ADY,AVAL,BASE,CHG,ABLFL,ANL01FL,DTYPE"  # noqa: E501
KAP, ONLY = "infusion_plus_psychotherapy", "infusion_only"
TOTAL = "PHQTOT,PHQ-9 Total Score"


def row(person: str, arm: str, visit: str, number: str, day: str, value: str, **more: str) -> str:
    flags = ",".join(more.get(name, "") for name in ("base", "chg", "ablfl", "anl01fl", "dtype"))
    return (
        f"X,{person},{arm},{arm},{more.get('param', TOTAL)},{visit},{number},{day},{value},{flags}"
    )


def table(*rows: str) -> str:
    return "\n".join((HEAD, *rows, ""))


FILE = table(
    row("X-1", "Infusion only", "Screening", "-1", "-14", "25", anl01fl="Y"),
    row("X-1", "Infusion only", "Baseline", "0", "1", "20", ablfl="Y", anl01fl="Y", base="20"),
    row("X-1", "Infusion only", "Week 4", "4", "45", "15", anl01fl="Y", base="20", chg="-5"),
    row("X-1", "Infusion only", "Week 8", "8", "57", "14", anl01fl="Y", base="20"),
    row("X-1", "Infusion only", "Week 12", "12", "85", "14", anl01fl="Y", dtype="LOCF"),
    row("X-1", "Infusion only", "Unscheduled 4.1", "4.1", "50", "16", anl01fl="Y"),
    row("X-2", "KAP", "Screening", "-1", "-20", "26", anl01fl="Y"),
    row("X-2", "KAP", "Baseline", "0", "-1", "22", ablfl="Y", anl01fl="Y", base="22"),
    row("X-2", "KAP", "Week 4", "4", "29", "10", anl01fl="Y", base="22"),
    row("X-2", "KAP", "Week 4", "4", "31", "11"),
    row("X-2", "KAP", "Week 8", "8", "57", "9", anl01fl="Y", base="22"),
)


def test_only_analysis_records_count_and_the_visit_is_the_files_own() -> None:
    found = load(FILE)
    assert (found.outcome, found.shape, found.needs) == ("accepted", "adam", ())
    assert adds_up(found, 11)
    assert found.rows_rejected == {"not_analysis_record": 3}
    assert {row for _, row, _, _ in found.rejected_rows} == {6, 7, 11}
    assert found.participants == 2  # STUDYID in front is nobody's id
    assert means(found) == {
        ("PHQ9", ONLY, "Screening"): (1, 25.0),
        ("PHQ9", ONLY, "Baseline"): (1, 20.0),
        ("PHQ9", ONLY, "Week 4"): (1, 15.0),  # on day 44, nearer to week 8
        ("PHQ9", ONLY, "Week 8"): (1, 14.0),
        ("PHQ9", KAP, "Screening"): (1, 26.0),
        ("PHQ9", KAP, "Baseline"): (1, 22.0),
        ("PHQ9", KAP, "Week 4"): (1, 10.0),
        ("PHQ9", KAP, "Week 8"): (1, 9.0),
    }
    assert found.cohort is not None
    assert found.cohort.visits[found.cohort.baseline_visit].label == "Baseline"
    assert found.cohort.score_matrix("PHQ9")[:, found.cohort.baseline_visit].tolist() == [20, 22]
    assert sorted(found.cohort.scores["day"]) == [-20, -14, -1, 0, 28, 44, 56, 56]


def test_the_evidence_and_how_days_are_counted_are_said() -> None:
    found = load(FILE)
    told = next(f for f in found.findings if f.code == "export_recognised")
    assert "“USUBJID”, “PARAMCD”, “AVAL”, “AVISIT” are present" in told.message
    assert rows_of(found, "days_from_one") == [("ADY", ())]
    assert rows_of(found, "baseline_disagrees") == []


def test_a_base_that_is_not_the_persons_own_is_said() -> None:
    assert rows_of(load(FILE.replace("15,20,-5", "15,21,-6")), "baseline_disagrees") == [
        ("BASE", (4,))
    ]


def test_screening_alone_is_no_baseline() -> None:
    kept = [line for line in FILE.splitlines() if ",Baseline,0,-1," not in line]
    found = load("\n".join([*kept, ""]))
    assert means(found)["PHQ9", KAP, "Screening"] == (1, 26.0)
    assert ("PHQ9", KAP, "Baseline") not in means(found)


def test_a_flagged_record_is_the_baseline_under_any_name() -> None:
    found = load(table(
        row("X-1", "Infusion only", "Screening", "-1", "-14", "25", ablfl="Y"),
        row("X-2", "KAP", "Screening", "-1", "-9", "24"),
        row("X-2", "KAP", "Day 1", "1", "1", "22", ablfl="Y"),
        row("X-3", "KAP", "Day 1", "1", "1", "21", ablfl="Y"),
        row("X-1", "Infusion only", "Day 1", "1", "1", "27"),
        row("X-1", "Infusion only", "Day 29", "29", "30", "15"),
        row("X-2", "KAP", "Day 29", "29", "29", "12"),
    ))  # fmt: skip
    assert rows_of(found, "baseline_by_flag") == [("AVISIT", (2,))]
    assert rows_of(found, "not_analysis_record") == [("AVISIT", (6,))]
    assert means(found)["PHQ9", ONLY, "Day 1"] == (1, 25.0)
    assert means(found)["PHQ9", KAP, "Day 1"] == (2, 21.5)
    assert found.mapping.visits["Day 1"] == 0
    assert found.mapping.visits["Day 29"] == 28


def test_a_flagged_baseline_counts_without_the_analysis_flag() -> None:
    found = load(table(
        row("X-1", "KAP", "Baseline", "0", "1", "25", ablfl="Y", anl01fl="Y"),
        row("X-2", "KAP", "Baseline", "0", "1", "21", ablfl="Y"),
        row("X-1", "KAP", "Week 4", "4", "29", "12", anl01fl="Y"),
        row("X-2", "KAP", "Week 4", "4", "29", "12"),
    ))  # fmt: skip
    assert rows_of(found, "not_analysis_record") == [("ANL01FL", (5,))]
    assert means(found)["PHQ9", KAP, "Baseline"] == (2, 23.0)


def test_visits_without_days_have_screening_before_the_baseline() -> None:
    rows = [line.split(",") for line in FILE.splitlines()]
    found = load("\n".join(",".join(r[:8] + r[9:]) for r in rows) + "\n")
    assert found.needs == ()
    assert found.visits == ("Screening", "Baseline", "Week 4", "Week 8")
    assert rows_of(found, "screening_day_assumed") == [("AVISIT", ())]


ADSL = """\
STUDYID,USUBJID,SUBJID,SITEID,AGE,AGEU,SEX,ARM,TRT01P,TRT01A,SAFFL
X,X-1,1,01,44,YEARS,F,A,Infusion only,Infusion only,Y
X,X-2,2,01,91,YEARS,M,B,KAP,Infusion only,Y
X,X-3,3,02,35,YEARS,F,,Screen Failure,,N
"""
ADQS = "\n".join(
    ",".join(line.split(",")[:2] + line.split(",")[4:]) for line in FILE.splitlines()
) + "\nX,X-3,PHQTOT,PHQ-9 Total Score,Screening,-1,-9,19,,,,Y,\n"  # fmt: skip


def test_arms_and_people_come_from_adsl_whatever_the_files_are_called() -> None:
    found = load_zip({"adqs.csv": ADQS, "adsl.csv": ADSL})
    assert (found.shape, found.participants) == ("adam", 2)
    assert adds_up(found, 15)
    assert found.rows_rejected == {"not_analysis_record": 5}
    assert found.cohort is not None
    people = found.cohort.participants
    assert people["arm"].tolist() == [ONLY, KAP]
    assert people["arm_received"].tolist() == [ONLY, ONLY]
    assert people["age_band"].tolist() == ["35-54", "55+"]
    assert people["site"].tolist() == ["01", "01"]
    assert means(found)["PHQ9", KAP, "Week 8"] == (1, 9.0)


def test_events_of_adae_count_from_the_same_day() -> None:
    adae = ("USUBJID,AETERM,AESEV,AESER,ASTDY\nX-1,Nausea,MILD,N,1\nX-2,Headache,MILD,N,15\n"
            "X-2,Anxiety,MILD,N,-3\n")  # fmt: skip
    found = load_zip({"adqs.csv": ADQS, "adsl.csv": ADSL, "adae.csv": adae})
    assert found.cohort is not None
    assert found.cohort.events["day"].tolist() == [0, 14, -3]


ITEMS = [f"PHQ01{n:02},PHQ01-Item {n}" for n in range(1, 10)]


def test_items_beside_totals_are_items() -> None:
    rows = [row("X-1", "KAP", "Baseline", "0", "1", str(n % 4), param=item, ablfl="Y")
            for n, item in enumerate(ITEMS)]  # fmt: skip
    rows += [row("X-1", "KAP", "Baseline", "0", "1", "12", ablfl="Y")]
    rows += [row("X-2", "KAP", "Baseline", "0", "1", "17", ablfl="Y")]
    found = load(table(*rows))
    assert adds_up(found, 11)
    assert found.rows_rejected == {}
    assert means(found) == {("PHQ9", KAP, "Baseline"): (2, 14.5)}
    assert found.cohort is not None
    assert found.cohort.items["answer"].tolist() == [n % 4 for n in range(9)]
    assert set(found.cohort.items["day"]) == {0}


def test_a_record_of_a_second_period_is_said() -> None:
    text = FILE.replace("TRT01A", "TRTP").replace("KAP,KAP", "KAP,Infusion only", 1)
    assert rows_of(load(text), "arm_changes_by_record") == [("TRTP", (8,))]


def test_a_few_columns_of_the_standard_do_not_make_a_file_one() -> None:
    found = load("USUBJID,TRT01P,AVISIT,phq9\nX-1,KAP,Baseline,20\nX-2,KAP,Baseline,19\n")
    assert found.shape != "adam"
