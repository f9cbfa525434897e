"""Two files of one cohort under any names: told apart by content, joined by id."""

from pathlib import Path

import pytest

from analysis.loading import UnreadableFile, load_cohort, load_path

from ..formats.made_up_files import make_sheet, make_workbook
from .reading import adds_up, load_zip, means, rows_of

PATIENTS = (
    "pid,group,diagnosis,sex,age\n0012,ketamine only,MDD,F,40\n0013,KAP,MDD,M,41\n"
    "0014,KAP,PTSD,F,52\n0015,ketamine only,PTSD,F,52\n"
)
ASSESSMENTS = (
    "pid,timepoint,phq9,pcl5\n0012,baseline,20,\n0012,week 4,10,\n0013,baseline,22,\n"
    "0013,week 4,8,\n0014,baseline,,50\n0014,week 4,,30\n0099,week 4,,30\n"
)
ADVERSE = "pid,study_day,AETERM,AESEV,AESER\n0012,3,nausea,mild,N\n0013,5,headache,moderate,Y\n"


@pytest.mark.parametrize("names", [("a", "b"), ("assessments", "patients"), ("scores", "x")])
def test_names_do_not_matter(names: tuple[str, str]) -> None:
    found = load_zip({f"{names[0]}.csv": ASSESSMENTS, f"{names[1]}.csv": PATIENTS})
    assert (found.outcome, found.shape, found.needs) == ("accepted", "tables", ())
    assert adds_up(found, 11)
    assert (found.participants, found.observations) == (4, 6)
    assert means(found)["PHQ9", "infusion_plus_psychotherapy", "week 4"] == (1, 8.0)


def test_orphans_are_reported_both_ways() -> None:
    found = load_zip({"a.csv": PATIENTS, "b.csv": ASSESSMENTS})
    assert found.rows_rejected == {"orphan_rows": 1}
    assert rows_of(found, "orphan_rows") == [("pid", (8,))]
    assert rows_of(found, "person_without_scores") == [("pid", (5,))]


def test_what_each_file_was_taken_for_is_said() -> None:
    found = load_zip({"a.csv": PATIENTS, "b.csv": ASSESSMENTS})
    (evidence,) = [f for f in found.findings if f.code == "export_recognised"]
    assert "“a” is read as participants; “b” is read as scores" in evidence.message


def test_events_under_their_usual_names_and_a_note_beside(tmp_path: Path) -> None:
    (tmp_path / "patients.csv").write_text(PATIENTS)
    (tmp_path / "assessments.csv").write_text(ASSESSMENTS)
    (tmp_path / "adverse.csv").write_text(ADVERSE)
    (tmp_path / "README.txt").write_text("Two words. Nothing that is a table\n")
    found = load_path(tmp_path, key=b"test")
    assert adds_up(found, 13)
    assert found.cohort is not None
    assert list(found.cohort.events["term"]) == ["nausea", "headache"]
    assert list(found.cohort.events["day"]) == [3, 5]
    assert len(rows_of(found, "files_not_read")) == 1


def test_the_arm_may_stand_beside_the_scores() -> None:
    people = "pid,sex,age\n1,F,40\n2,M,50\n"
    scores = "pid,arm,visit,phq9\n1,KAP,baseline,20\n1,KAP,week 4,9\n2,TAU,baseline,21\n"
    found = load_zip({"a.csv": people, "b.csv": scores})
    assert (found.arms, found.needs) == (("KAP", "TAU"), ("arms",))
    assert rows_of(found, "column_from_scores") == [("arm", ())]


def test_two_tables_of_scores_are_nobodys_to_choose_between() -> None:
    with pytest.raises(UnreadableFile) as caught:
        load_zip({"a.csv": ASSESSMENTS, "b.csv": ASSESSMENTS})
    assert caught.value.refusal.code == "several_tables_alike"


def test_tables_without_scores_are_refused() -> None:
    with pytest.raises(UnreadableFile) as caught:
        load_zip({"a.csv": PATIENTS, "b.csv": ADVERSE})
    assert caught.value.refusal.code == "no_scores_table"


def test_sheets_of_any_names_are_told_apart() -> None:
    people = [line.split(",") for line in PATIENTS.splitlines()]
    scores = [[int(cell) if cell.isdecimal() and place > 1 else cell
               for place, cell in enumerate(line.split(","))]
              for line in ASSESSMENTS.splitlines()]  # fmt: skip
    book = make_workbook({"Sheet1": make_sheet(people), "Follow up": make_sheet(scores)})
    found = load_cohort(book, "made_up.xlsx", key=b"test")
    assert (found.outcome, found.shape, found.needs) == ("accepted", "tables", ())
    assert adds_up(found, 11)
    assert (found.participants, found.observations) == (4, 6)
    assert rows_of(found, "orphan_rows") == [("pid", (8,))]
