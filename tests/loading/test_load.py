"""From bytes to a cohort: the whole way, on real files and made-up ones."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import NOT_RECORDED, PARTICIPANT_COLUMNS, SCORE_COLUMNS
from analysis.loading import Loaded, Mapping, load_cohort, load_path, read_mapping

MAPS = Path(__file__).resolve().parents[1] / "maps"

LONG = """\
patient_id,arm,condition,visit,instrument,score
0012,infusion only,depression,baseline,PHQ9,18
0012,infusion only,depression,week 12,PHQ9,9
NA1,KAP,depression,baseline,PHQ-9,20
NA1,KAP,depression,week 12,PHQ-9,7
1E5,ketamine + psychotherapy,PTSD,baseline,pcl5_total,51
1E5,ketamine + psychotherapy,PTSD,week 12,PCL5,33
"""


def load(text: str, mapping: Mapping | None = None, name: str = "made_up.csv") -> Loaded:
    return load_cohort(text.encode(), name, mapping, key=b"test")


def cell(loaded: Loaded, instrument: str, arm: str, visit: str) -> tuple[object, ...]:
    wanted = (instrument, arm, visit)
    found = [c for c in loaded.cells if (c["instrument"], c["arm"], c["visit"]) == wanted]
    assert len(found) == 1, wanted
    return found[0]["n"], found[0]["mean"], found[0]["sd"]


# Means and SDs by R 4.2.2 (btheb.two_group.* and claus.two_group.* of the reference values).
BTHEB = {
    "pre": ((52, 22.53846153846154, 11.743102336635229), (48, 24.1875, 9.821072112901346)),
    "2m": ((52, 14.711538461538462, 10.123427572814515), (45, 19.466666666666665, 11.07536168)),
    "4m": ((37, 12.027027027027026, 10.37220239787976), (36, 17.666666666666668, 12.65588513583)),
    "8m": ((27, 8.851851851851851, 6.087210449305252), (25, 13.6, 11.474609652039003)),
}


@pytest.mark.parametrize("mapped", [True, False], ids=["mapped", "as it is"])
def test_beat_the_blues_has_the_reference_means(shared_dir: Path, mapped: bool) -> None:
    mapping = read_mapping((MAPS / "btheb.map.json").read_bytes()) if mapped else None
    loaded = load_path(shared_dir / "data/trial/BtheB.csv", mapping, key=b"test")
    arms = ("infusion_plus_psychotherapy", "infusion_only") if mapped else ("BtheB", "TAU")
    assert (loaded.outcome, loaded.shape) == ("accepted", "wide")
    assert (loaded.participants, loaded.rows_total, loaded.rows_accepted) == (100, 100, 100)
    assert loaded.visits == ("pre", "2m", "4m", "6m", "8m")
    for visit, expected in BTHEB.items():
        for arm, numbers in zip(arms, expected, strict=True):
            assert cell(loaded, "BDI2", arm, visit) == pytest.approx(numbers, rel=1e-8)
    assert set(loaded.dropped_columns) == {"drug", "length"}
    assert (loaded.cohort is not None) is mapped
    assert loaded.needs == (() if mapped else ("arms",))


def test_beat_the_blues_becomes_a_cohort(shared_dir: Path) -> None:
    mapping = read_mapping((MAPS / "btheb.map.json").read_bytes())
    cohort = load_path(shared_dir / "data/trial/BtheB.csv", mapping).cohort
    assert cohort is not None
    assert (cohort.randomised, cohort.primary_visit, cohort.origin) == (True, "2m", "command_line")
    assert [visit.day for visit in cohort.visits] == [0, 61, 91, 152, 243]
    matrix = cohort.score_matrix("BDI2")
    assert matrix.shape == (100, 5)
    assert int((~np.isnan(matrix)).sum()) == 380
    assert set(cohort.participants["condition"]) == {"depression"}


def test_claus_has_the_reference_means(shared_dir: Path) -> None:
    mapping = read_mapping((MAPS / "claus.map.json").read_bytes())
    loaded = load_path(shared_dir / "data/trial/claus_2020.csv", mapping)
    added, alone = "infusion_plus_psychotherapy", "infusion_only"
    assert (loaded.shape, loaded.participants, loaded.rows_accepted) == ("semi_long", 43, 172)
    assert cell(loaded, "BDI2", added, "4") == pytest.approx(
        (21, 20.047619047619047, 11.0293979458)
    )
    assert cell(loaded, "BDI2", alone, "4") == pytest.approx((19, 31.94736842105263, 13.1338142222))
    assert cell(loaded, "HAMD17", alone, "1") == pytest.approx((20, 25.05, 3.0344513074))
    assert set(loaded.dropped_columns) == {"age", "sex", "shaps", "who"}
    assert loaded.cohort is not None
    assert set(loaded.cohort.participants["sex"]) == {NOT_RECORDED}


def test_claus_unmapped_keeps_its_labels_and_asks(shared_dir: Path) -> None:
    loaded = load_path(shared_dir / "data/trial/claus_2020.csv")
    assert set(loaded.dropped_columns) == {"shaps", "who"}
    assert (loaded.outcome, loaded.cohort) == ("accepted", None)
    assert loaded.needs == ("arms", "visits")
    assert loaded.visits == ("1", "2", "3", "4")
    assert cell(loaded, "BDI2", "TAU", "4")[0] == 19
    assert "needs_mapping" in {finding.code for finding in loaded.findings}


def test_a_long_file_of_well_known_spellings_needs_no_mapping() -> None:
    loaded = load(LONG)
    cohort = loaded.cohort
    assert cohort is not None
    assert loaded.arms == ("infusion_only", "infusion_plus_psychotherapy")
    assert cohort.conditions == ("depression", "ptsd")
    assert tuple(cohort.participants.columns) == PARTICIPANT_COLUMNS
    assert tuple(cohort.scores.columns) == SCORE_COLUMNS
    assert len(cohort.participants) == 3
    assert cohort.score_matrix("PHQ9")[:2].tolist() == [[18.0, 9.0], [20.0, 7.0]]
    assert set(cohort.participants["sex"]) == {NOT_RECORDED}
    assert not cohort.randomised


def test_no_id_is_left_in_the_cohort() -> None:
    cohort = load(LONG.replace("0012", "JANE-DOE")).cohort
    assert cohort is not None
    for table in (cohort.participants, cohort.scores):
        assert "JANE" not in table.to_csv()
    assert "JANE" not in repr(cohort)


def test_the_completed_mapping_gives_the_same_cohort() -> None:
    first = load(LONG)
    again = load(LONG, read_mapping(first.mapping.to_json()))
    assert again.cohort is not None
    assert first.cohort is not None
    assert again.cells == first.cells
    assert again.cohort.scores.equals(first.cohort.scores)
    assert again.cohort.participants.equals(first.cohort.participants)


def test_the_same_bytes_have_the_same_fingerprint_and_numbers_whatever_the_key() -> None:
    one = load_cohort(LONG.encode(), "a.csv", key=b"1")
    other = load_cohort(LONG.encode(), "b.csv", key=b"2")
    assert one.cohort is not None
    assert other.cohort is not None
    assert one.cohort.fingerprint == other.cohort.fingerprint
    assert one.cohort.scores.equals(other.cohort.scores)


def test_a_folder_of_tables_is_joined_on_the_id(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    folder.mkdir()
    (folder / "participants.csv").write_text(
        "patient_id,arm_planned,arm_received,condition,age,therapist,comorbidity,expectancy\n"
        "A,infusion_only,infusion_only,ocd,95,,none,5\n"
        "B,infusion_plus_psychotherapy,infusion_only,ocd,30,Dr T,ptsd;anxiety,11\n"
    )
    (folder / "scores.csv").write_text(
        "patient_id,visit,day,instrument,score\nA,baseline,-2,YBOCS,30\nB,baseline,0,YBOCS,28\n"
        "B,week 12,80,YBOCS,20\nC,week 12,84,YBOCS,10\n"
    )
    (folder / "events.csv").write_text(
        "patient_id,day,kind,term,severity,serious\nB,3,adverse,nausea,mild,no\nD,3,adverse,,,\n"
    )
    loaded = load_path(folder)
    assert (loaded.shape, loaded.rows_total, loaded.rows_accepted) == ("tables", 8, 6)
    assert loaded.rows_rejected == {"orphan_rows": 2}
    cohort = loaded.cohort
    assert cohort is not None
    assert cohort.participants["age_band"].tolist() == ["55+", "18-34"]
    assert cohort.participants["comorbidity"].tolist() == ["none", "anxiety;ptsd"]
    assert cohort.participants["arm_received"].tolist() == ["infusion_only"] * 2
    assert np.isnan(cohort.participants["expectancy"].to_numpy()[1])
    assert cohort.events["participant"].tolist() == [1]
    assert "Dr T" not in cohort.participants.to_csv()


def test_a_neighbouring_mapping_is_used_and_said(tmp_path: Path) -> None:
    text = LONG.replace("infusion only", "A").replace("KAP", "B")
    (tmp_path / "x.csv").write_text(text)
    assert load_path(tmp_path / "x.csv").cohort is None
    arms = {"A": "infusion_only", "B": "infusion_plus_psychotherapy"}
    (tmp_path / "x.map.json").write_text(Mapping(arms=arms, randomised=True).to_json())
    loaded = load_path(tmp_path / "x.csv")
    assert "mapping_used" in {finding.code for finding in loaded.findings}
    assert loaded.cohort is not None
    assert loaded.cohort.randomised


IDS = st.sampled_from(["1", "2", "007", "", "Total", "A-3"])
ROW = st.tuples(
    IDS,
    st.sampled_from(["infusion only", "KAP", "", "TAU", "infusion only"]),
    st.sampled_from(["baseline", "week 2", "week 12", "", "sometime"]),
    st.sampled_from(["PHQ9", "GAD-7", "NOSUCH", ""]),
    st.sampled_from(["0", "5", "27", "99", "-9", "", "abc", "1e309", "nan", "NA", "7.5", "12"]),
)


@settings(deadline=None, max_examples=80, derandomize=True)
@given(rows=st.lists(ROW, min_size=1, max_size=25), mapped=st.booleans())
def test_every_row_is_accepted_or_rejected_with_a_reason(
    rows: list[tuple[str, ...]], mapped: bool
) -> None:
    text = "patient_id,arm,visit,instrument,score\n" + "\n".join(",".join(row) for row in rows)
    arms = {"infusion only": "infusion_only", "KAP": "infusion_plus_psychotherapy"}
    mapping = Mapping(arms=arms, visits={"baseline": 0}) if mapped else None
    loaded = load(text + "\n", mapping)
    rejected = sum(loaded.rows_rejected.values())
    assert loaded.rows_accepted + rejected == loaded.rows_total
    if loaded.outcome == "accepted":
        assert len(loaded.rejected_rows) == rejected
        assert len({row for _, row, _, _ in loaded.rejected_rows}) == rejected
        assert all(code and reason for _, _, code, reason in loaded.rejected_rows)
        assert loaded.observations == sum(
            int(c["n"] or 0) for c in loaded.cells
        )  # a schedule of labels alone: every score stands for a visit
    assert read_mapping(loaded.mapping.to_json()) == loaded.mapping
    if loaded.cohort is not None:
        again = load(text + "\n", loaded.mapping)
        assert (again.cells, again.rows_rejected) == (loaded.cells, loaded.rows_rejected)
    for finding in loaded.findings:
        assert not any(word in finding.message for word in ("abc", "sometime", "NOSUCH", "TAU"))


def test_row_names_as_r_writes_them_are_a_column_that_is_not_used():
    text = '"","patient_id","visit","instrument","score"\n' + "".join(
        f'"{n}","P{n:02d}","baseline","PHQ9",{n % 20}\n' for n in range(1, 15)
    )
    loaded = load_cohort(text.encode(), "from_r.csv")
    assert loaded.outcome == "accepted"
    assert loaded.dropped_columns == ("row_names",)
    assert loaded.rows_accepted == 14


def test_the_order_of_enrolment_is_kept_where_it_is_told() -> None:
    text = (
        "patient_id,arm_planned,condition,enrolment_rank,phq9_baseline,phq9_wk12\n"
        "a,infusion_only,depression,3,18,9\n"
        "b,infusion_plus_psychotherapy,depression,1,20,7\n"
        "c,infusion_only,depression,,20,7\n"
    )
    cohort = load(text).cohort
    assert cohort.enrolment_rank[:2].tolist() == [3.0, 1.0]
    assert np.isnan(cohort.enrolment_rank[2])
    without = load(text.replace("enrolment_rank", "shoe")).cohort
    assert without.enrolment_rank is None
