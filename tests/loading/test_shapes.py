"""The shape of a table: long, semi-long, wide; suffixes of wide columns."""

import pytest

from analysis.loading import Mapping, load_cohort
from analysis.loading.shapes import ScoreColumn, split_column


@pytest.mark.parametrize(
    ("column", "instrument", "visit"),
    [
        ("phq9_baseline", "phq9", "baseline"),
        ("phq9_wk2", "phq9", "wk2"),
        ("PHQ9_T0", "PHQ9", "T0"),
        ("pcl5_total_visit1", "pcl5", "visit1"),
        ("bdi.pre", "bdi", "pre"),
        ("bdi.2m", "bdi", "2m"),
        ("GAD-7 week 12", "GAD-7", "week 12"),
        ("baseline_phq9", "phq9", "baseline"),
        ("phq_9_month_3", "phq_9", "month_3"),
        ("gad7w12", "gad7", "w12"),
    ],
)
def test_instrument_and_visit_are_found_in_a_columns_name(
    column: str, instrument: str, visit: str
) -> None:
    assert split_column(column, Mapping()) == ScoreColumn(column, instrument, visit)


@pytest.mark.parametrize("column", ["phq9_1", "weight_baseline", "who", "shaps", "bdi_item3"])
def test_items_and_unknown_names_are_no_scores(column: str) -> None:
    assert split_column(column, Mapping()) is None


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("id,arm,visit,instrument,score\n1,KAP,baseline,PHQ9,3\n", "long"),
        ("id,arm,day,instrument,score\n1,KAP,0,PHQ9,3\n1,KAP,14,PHQ9,2\n", "long"),
        ("id,arm,time,phq9,gad7\n1,KAP,baseline,3,4\n1,KAP,week 2,2,1\n", "semi_long"),
        ("id,arm,phq9_pre,phq9_wk2\n1,KAP,3,2\n", "wide"),
        ("id;arm;phq9_pre;phq9_wk2\n1;KAP;3,5;2\n2;KAP;1,5;2\n", "wide"),
    ],
)
def test_shapes_are_recognised(text: str, shape: str) -> None:
    loaded = load_cohort(text.encode(), "made_up.csv")
    assert (loaded.outcome, loaded.shape) == ("accepted", shape)


def test_two_instruments_and_three_visits_in_one_wide_row() -> None:
    head = "id,arm,phq9_baseline,phq9_wk2,phq9_wk12,gad7_baseline,gad7_wk12"
    loaded = load_cohort(f"{head}\n1,KAP,20,15,9,14,6\n2,KAP,,12,,10,\n".encode(), "made_up.csv")
    assert loaded.visits == ("baseline", "wk2", "wk12")
    assert loaded.instruments == ("PHQ9", "GAD7")
    assert loaded.observations == 7
    assert loaded.cohort is not None
    assert loaded.cohort.score_matrix("GAD7")[:, [0, 2]].tolist()[0] == [14.0, 6.0]


def test_days_may_be_mapped_by_column_or_by_suffix() -> None:
    text = b"id,arm,x1,x2\n1,KAP,20,15\n2,KAP,18,12\n"
    mapping = Mapping(
        roles={"x1": "score", "x2": "score"},
        instruments={"x1": "PHQ9", "x2": "PHQ9"},
        visits={"x1": 0, "x2": 14},
    )
    loaded = load_cohort(text, "made_up.csv", mapping)
    assert loaded.cohort is not None
    assert [visit.day for visit in loaded.cohort.visits] == [0, 14]
    suffix = Mapping(visits={"a": 0, "b": 30}, instruments={"phq9": "PHQ9"})
    loaded = load_cohort(b"id,arm,phq9_a,phq9_b\n1,KAP,20,15\n", "made_up.csv", suffix)
    assert loaded.cohort is not None
    assert [(visit.label, visit.day) for visit in loaded.cohort.visits] == [("a", 0), ("b", 30)]


def test_decimal_commas_are_numbers() -> None:
    text = "id;arm;visit;instrument;score\n1;KAP;baseline;PHQ9;12,5\n2;KAP;baseline;PHQ9;7,5\n"
    loaded = load_cohort(text.encode(), "made_up.csv")
    assert [cell["mean"] for cell in loaded.cells] == [10.0]
