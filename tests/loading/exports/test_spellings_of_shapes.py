"""The spellings that arrive: of wide columns, of arms; footers, preambles and three headers."""

import pytest

from analysis.loading import Mapping, read_mapping

from .reading import load, means, rows_of


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (("phq9_baseline", "phq9_wk2"), "PHQ9"), (("PHQ9_T0", "PHQ9_wk2"), "PHQ9"),
        (("pcl5_total_baseline", "pcl5_total_wk2"), "PCL5"), (("bdi.pre", "bdi.2w"), "BDI2"),
        (("GAD-7 baseline", "GAD-7 week 2"), "GAD7"), (("baseline_phq9", "wk2_phq9"), "PHQ9"),
        (("phq9bl", "phq9w2"), "PHQ9"), (("PHQ-9 (baseline)", "PHQ-9 [week 2]"), "PHQ9"),
        (("gad7:baseline", "gad7:day14"), "GAD7"), (("MADRS/pre", "MADRS/wk 2"), "MADRS"),
    ],
)  # fmt: skip
def test_wide_spellings_are_read(columns: tuple[str, str], code: str) -> None:
    found = load(f"id,arm,condition,{','.join(columns)}\n1,KAP,MDD,20,10\n2,IV only,MDD,18,12\n")
    assert (found.shape, found.instruments, found.observations) == ("wide", (code,), 4)
    assert len(found.visits) == 2


def test_numbered_visits_are_read_and_their_days_asked_for() -> None:
    found = load("id,arm,condition,pcl5_total_visit1,pcl5_total_visit2\n1,KAP,MDD,40,30\n")
    assert (found.visits, found.needs) == (("visit1", "visit2"), ("visits",))


SPELLINGS = ("KAP", "kap ", "K-A-P", "ketamine + psychotherapy",
             "Therapy grp", "Infusion only", "infusion-only", "INFUSION ONLY",
             "Ketamine alone", "Std")  # fmt: skip


def write(visits: tuple[str, str]) -> str:
    rows = "".join(
        f"{n},{label},MDD,{visit},{20 - n}\n"
        for n, label in enumerate(SPELLINGS)
        for visit in visits
    )
    return "id,group,diagnosis,visit,phq9\n" + rows


def test_ten_spellings_of_two_arms_are_mapped_once() -> None:
    found = load(write(("baseline", "week 4")))
    assert found.arms == ("KAP", "Therapy grp", "Infusion only", "Std")
    assert (found.needs, found.rows_rejected) == (("arms",), {})
    own = Mapping(arms={"Therapy grp": "infusion_plus_psychotherapy", "Std": "infusion_only"})
    mapped = load(write(("baseline", "week 4")), own)
    assert mapped.arms == ("infusion_only", "infusion_plus_psychotherapy")
    assert means(mapped)["PHQ9", "infusion_only", "baseline"] == (5, 13.0)
    saved = read_mapping(mapped.mapping.to_json())
    again = load(write(("baseline", "week 12")), saved)
    assert (again.arms, again.rows_rejected) == (mapped.arms, {})
    assert means(again)["PHQ9", "infusion_plus_psychotherapy", "baseline"] == (5, 18.0)


def test_many_spellings_in_one_person_are_no_change_of_arm() -> None:
    labels = ("Std", "standard", "drip", "drips")
    rows = "".join(f"{n},{labels[(n + k) % 4]},MDD,week {k},10\n" for n in range(4) for k in (1, 2))
    found = load(f"id,group,diagnosis,visit,phq9\n{rows}")
    assert (found.needs, found.rows_rejected) == (("arms",), {})


def test_two_strange_arms_in_one_person_are_a_change() -> None:
    found = load("id,group,visit,phq9\n1,A,baseline,20\n1,B,week 4,10\n2,A,baseline,9\n")
    assert found.rows_rejected == {"arm_changes_within_person": 2}


def test_a_preamble_a_footer_and_more_header_rows() -> None:
    text = (
        "Export of our study\nmade in spring\n\npid,arm,condition,phq9_baseline,phq9_wk2\n"
        "Participant,Arm,Diagnosis,PHQ-9,PHQ-9\ntext,text,text,points,points\n"
        "1,KAP,MDD,20,12\n2,infusion only,MDD,21,15\n3,KAP,MDD,22,13\n4,KAP,MDD,19,11\n"
        "Mean,,,20.5,12.75\n"
    )
    found = load(text)
    assert (found.rows_total, found.rows_rejected) == (5, {"missing_id_or_footer": 1})
    assert rows_of(found, "preamble_skipped") == [("", (1, 2))]
    assert rows_of(found, "header_rows") == [("", (5, 6))]
    assert rows_of(found, "missing_id_or_footer") == [("pid", (11,))]
    assert (found.participants, found.observations) == (4, 8)
