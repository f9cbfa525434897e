"""Single answers: recognised only whole and in range, summed by the rule, checked, kept."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.loading import Mapping, load_catalogue
from analysis.loading.exports.item_names import read_item_name
from analysis.loading.instruments import DATA
from analysis.loading.item_rules import load_item_rules, rules_of

from .reading import adds_up, load, means, rows_of

KAP, ONLY = "infusion_plus_psychotherapy", "infusion_only"
PHQ = [[1, 2, 0, 3, 1, 1, 0, 2, 0], [0, 0, 1, 0, 0, 0, 0, 1, 0], [3, 3, 3, 2, 3, 1, 2, 3, 1],
       [1, 1, 1, 0, 1, 0, 2, 0, 1]]  # fmt: skip
WHO = [("1", "KAP", "baseline"), ("1", "KAP", "week 4"), ("2", "Infusion only", "baseline"),
       ("2", "Infusion only", "week 4")]  # fmt: skip
SUMS = {("PHQ9", KAP, "baseline"): (1, 10.0), ("PHQ9", KAP, "week 4"): (1, 2.0),
        ("PHQ9", ONLY, "baseline"): (1, 21.0), ("PHQ9", ONLY, "week 4"): (1, 7.0)}  # fmt: skip


def columns(names: list[str], answers: list[list[object]], *more: str) -> str:
    head = ["id", "arm", "visit", *names, *more]
    rows = [",".join(map(str, [*who, *given])) for who, given in zip(WHO, answers, strict=True)]
    return "\n".join([",".join(head), *rows, ""])


SPELLINGS = ["phq9_{}", "phq9_q{}", "PHQ9_0{}", "PHQ_0{}", "phq9_{}_score", "PHQ-9 item {}",
             "phq9q{}", "phq{}", "PHQ9.{}"]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_item_columns_in_any_usual_spelling_are_summed_and_kept(spelling: str) -> None:
    found = load(columns([spelling.format(n) for n in range(1, 10)], PHQ))
    assert (found.outcome, found.shape, found.needs) == ("accepted", "items", ())
    assert means(found) == SUMS
    assert adds_up(found, 4)
    assert found.dropped_columns == ()
    assert found.cohort is not None
    items = found.cohort.items
    assert len(items) == 36
    assert items["instrument"].unique().tolist() == ["PHQ9"]
    second = items[(items["participant"] == 1) & (items["day"] == 28)]
    assert dict(zip(second["item"], second["answer"], strict=True))["7"] == 2


def test_wide_items_carry_their_visit() -> None:
    names = [f"phq9_{n}_{v}" for v in ("baseline", "wk4") for n in range(1, 10)]
    rows = [f"1,KAP,{','.join(map(str, [*PHQ[0], *PHQ[1]]))}",
            f"2,Infusion only,{','.join(map(str, [*PHQ[2], *PHQ[3]]))}"]  # fmt: skip
    found = load("\n".join([",".join(["id", "arm", *names]), *rows, ""]))
    assert {key[1:]: value for key, value in means(found).items()} == {
        (KAP, "baseline"): (1, 10.0), (KAP, "wk4"): (1, 2.0),
        (ONLY, "baseline"): (1, 21.0), (ONLY, "wk4"): (1, 7.0),
    }  # fmt: skip
    assert found.cohort is not None
    assert sorted(set(found.cohort.items["day"])) == [0, 28]


def test_words_are_answers_too() -> None:
    words = ["Not at all", "Several days", "More than half the days", "Nearly every day"]
    said = [[words[answer] for answer in row] for row in PHQ]
    assert means(load(columns([f"phq9_{n}" for n in range(1, 10)], said))) == SUMS


NINE = [f"phq9_{n}" for n in range(1, 10)]


@pytest.mark.parametrize("name", ["phq9_total", "PHQ9", "phq9", "total"])
def test_a_total_is_checked_against_its_items(name: str) -> None:
    totals = [10, "", 12, 7]
    found = load(columns(NINE, [[*a, t] for a, t in zip(PHQ, totals, strict=True)], name))
    assert rows_of(found, "total_disagrees") == [(name, (4,))]
    assert found.scores_rejected == {"total_disagrees": 1}
    assert rows_of(found, "totals_from_items") == [(name, (3,))]
    assert means(found) == {key: n for key, n in SUMS.items() if key != ("PHQ9", ONLY, "baseline")}
    message = next(f.message for f in found.findings if f.code == "total_disagrees")
    assert "12 against 21" in message


def test_the_mapping_says_which_of_the_two_counts() -> None:
    text = columns(NINE, [[*a, t] for a, t in zip(PHQ, [10, 2, 12, 7], strict=True)], "phq9_total")
    items = load(text, Mapping(drop=("phq9_total",)))
    assert means(items) == SUMS
    total = load(text, Mapping(drop=tuple(NINE)))
    assert means(total)["PHQ9", ONLY, "baseline"] == (1, 12.0)
    assert total.shape != "items"


def test_a_missing_item_means_no_total_and_a_blank_form_says_nothing() -> None:
    answers: list[list[object]] = [list(row) for row in PHQ]
    answers[0][3], answers[1], answers[2][0] = "", [""] * 9, 999
    found = load(columns(NINE, answers))
    assert rows_of(found, "item_missing") == [("", (2, 4))]
    assert means(found) == {("PHQ9", ONLY, "week 4"): (1, 7.0)}


def test_an_item_out_of_range_means_no_total() -> None:
    answers = [list(row) for row in PHQ]
    answers[2][0] = 7
    found = load(columns(NINE, answers))
    assert rows_of(found, "item_out_of_range") == [("", (4,))]
    assert ("PHQ9", ONLY, "baseline") not in means(found)


@pytest.mark.parametrize("change", [1, 4])
def test_answers_that_count_from_elsewhere_are_in_doubt_and_not_summed(change: int) -> None:
    answers = [[answer + change for answer in row] for row in PHQ]
    assert load(columns(NINE, answers)).outcome == "refused"


def test_an_incomplete_questionnaire_is_none() -> None:
    found = load(columns(NINE[:8], [row[:8] for row in PHQ]))
    assert (found.outcome, found.reasons) == ("refused", ("no_score_column",))


def test_two_columns_of_one_item_are_in_doubt() -> None:
    found = load(columns([*NINE, "phq9_q3"], [[*row, 1] for row in PHQ]))
    assert found.outcome == "refused"


def test_numbered_visits_of_a_total_are_no_items() -> None:
    names = [f"phq9_{n}" for n in range(1, 10)]
    found = load(columns(names, [[20, 19, 18, 17, 12, 14, 11, 9, 8]] * 4))
    assert found.shape != "items"


def test_the_question_on_difficulty_is_not_summed() -> None:
    found = load(columns([*NINE, "phq9_10"], [[*row, 3] for row in PHQ]))
    assert means(found) == SUMS


def test_itq_gives_its_sums_and_the_answers_its_diagnosis_needs() -> None:
    names = [f"itq_{part}{n}" for part in "pc" for n in range(1, 10)]
    answers = [[2] * 18, [1] * 18, [3] * 6 + [4] * 3 + [1] * 6 + [0] * 3, [0] * 18]
    found = load(columns(names, answers))
    assert means(found)["ITQ", ONLY, "baseline"] == (1, 24.0)
    assert means(found)["ITQ_PTSD", ONLY, "baseline"] == (1, 18.0)
    assert means(found)["ITQ_DSO", ONLY, "baseline"] == (1, 6.0)
    assert found.cohort is not None
    assert {"p1", "c9"} <= set(found.cohort.items["item"])


AUDIT = [f"audit_{n}" for n in range(1, 11)]


def test_the_last_items_of_audit_have_no_1_or_3() -> None:
    answers = [[0, 1, 2, 3, 4, 0, 1, 2, 4, 2]] * 4
    assert means(load(columns(AUDIT, answers)))["AUDIT", KAP, "baseline"] == (1, 19.0)
    found = load(columns(AUDIT, [[*answers[0][:9], 3], *answers[1:]]))
    assert rows_of(found, "item_out_of_range") == [("", (2,))]


def long(head: str, label: str, totals: dict[int, object], item: str = "") -> str:
    rows = [head]
    for place, (who, answers) in enumerate(zip(WHO, PHQ, strict=True)):
        for n, answer in enumerate(answers, start=1):
            more = [item.format(n)] if item else []
            rows.append(",".join(map(str, [*who, label.format(n), *more, answer])))
        if place in totals:
            rows.append(",".join(map(str, [*who, "PHQ9", *([""] if item else []), totals[place]])))
    return "\n".join([*rows, ""])


LONG = {
    "one column": ("id,arm,visit,instrument,score", "PHQ9_{}", ""),
    "coded": ("id,arm,visit,instrument,score", "PHQ010{}", ""),
    "two columns": ("id,arm,visit,instrument,item,answer", "PHQ9", "{}"),
    "two columns with names": ("id,arm,visit,instrument,item,value", "PHQ9", "phq9_q{}"),
}


@pytest.mark.parametrize("kind", LONG)
@pytest.mark.parametrize("totals", [{}, {0: 10, 1: 2, 2: 21, 3: 7}, {1: 2}])
def test_items_in_rows_are_moved_and_their_totals_made(
    kind: str, totals: dict[int, object]
) -> None:
    head, label, item = LONG[kind]
    found = load(long(head, label, totals, item))
    assert (found.shape, found.needs) == ("items", ())
    assert means(found) == SUMS
    assert adds_up(found, 36 + len(totals))
    assert found.rows_rejected == {}
    assert found.cohort is not None
    assert len(found.cohort.items) == 36


def test_a_total_in_a_row_that_is_not_its_items_sum_is_rejected() -> None:
    found = load(long(*LONG["one column"][:2], {0: 11, 2: 21}))
    assert found.rows_rejected == {"total_disagrees": 1}
    assert rows_of(found, "total_disagrees") == [("score", (11,))]
    assert ("PHQ9", KAP, "baseline") not in means(found)
    assert adds_up(found, 38)


def test_an_item_answered_twice_in_different_ways_makes_no_total() -> None:
    text = long(*LONG["one column"][:2], {})
    found = load(text + "1,KAP,baseline,PHQ9_1,3\n")
    assert ("PHQ9", KAP, "baseline") not in means(found)
    assert rows_of(found, "item_out_of_range") == [("", (2,))]
    assert adds_up(found, 37)


def test_people_without_any_complete_form_stay() -> None:
    lines = long(*LONG["one column"][:2], {}).splitlines()
    kept = [line for line in lines if not line.startswith("2,") or "PHQ9_9" not in line]
    found = load("\n".join([*kept, ""]))
    assert found.participants == 2
    assert adds_up(found, 34)
    assert found.rows_rejected == {}


def test_items_of_a_redcap_export_are_summed_where_their_form_was_filled_in() -> None:
    head = ["record_id", "redcap_event_name", "arm", *NINE, "phq9_complete", "height"]
    events = {"baseline": "baseline_arm_1", "week 4": "week_4_arm_1"}
    rows = [",".join(map(str, [who[0], events[who[2]], who[1], *answers, 2, ""]))
            for who, answers in zip(WHO, PHQ, strict=True)]  # fmt: skip
    rows.insert(1, f"1,baseline_arm_1,,{',' * 8},,170")
    found = load("\n".join([",".join(head), *rows, ""]))
    assert (found.shape, found.needs) == ("redcap_longitudinal", ())
    assert sorted(value for value in means(found).values()) == sorted(SUMS.values())
    assert rows_of(found, "item_missing") == []
    assert rows_of(found, "measures_not_known") == []
    assert adds_up(found, 5)


def test_rules_agree_with_the_catalogue_and_name_their_source() -> None:
    scales = load_catalogue().instruments
    for rule in load_item_rules():
        scale, count = scales[rule.instrument], len(rule.summed)
        assert (count * rule.lowest, count * rule.highest) == (scale.minimum, scale.maximum)
        assert any(sign.isdecimal() for sign in rule.source)
        assert rules_of(rule.family)[0].instrument == rule.family
    with (DATA / "item_rules.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == len(load_item_rules())


NAMED = {
    "phq9_1": ("PHQ9", "1", ""), "PHQ_01": ("PHQ9", "1", ""), "phq3": ("PHQ9", "3", ""),
    "phq9_1_wk4": ("PHQ9", "1", "wk4"), "phq9_wk2_1": ("PHQ9", "1", "wk2"),
    "phq9_m3_q2": ("PHQ9", "2", "m3"), "baseline_gad7_7": ("GAD7", "7", "baseline"),
    "T1 PCL-5 Item 20": ("PCL5", "20", "T1"), "itq_c9": ("ITQ", "c9", ""),
    "itq_p1_baseline": ("ITQ", "p1", "baseline"), "PHQ0109": ("PHQ9", "9", ""),
    "audit10": ("AUDIT", "10", ""), "ybocs_q10_week 12": ("YBOCS", "10", "week 12"),
    "phq9_12_wk3": None, "phq9_wk3": ("PHQ9", "9", "wk3"),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_names_of_items(name: str) -> None:
    assert read_item_name(name, Mapping()) == NAMED[name]


@pytest.mark.parametrize(
    "name", ["phq9_total", "phq9_12", "score_3", "visit_1", "gad_8_total",
             "infusion_1", "phq_w1", "phq_visit1", "madrs_1"],
)  # fmt: skip
def test_what_is_no_item(name: str) -> None:
    assert read_item_name(name, Mapping()) is None


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.data())
def test_every_sum_is_the_sum_of_its_answers_or_is_said_to_be_missing(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from([r for r in load_item_rules() if not r.exceptions
                                      and r.family == r.instrument != "ITQ"]))  # fmt: skip
    top, size = int(rule.highest), len(rule.summed)
    answer = st.integers(0, top) | st.just("")
    filled = st.lists(answer, min_size=size, max_size=size)
    answers = [[0] * size, *data.draw(st.lists(filled, min_size=3, max_size=3))]
    found = load(columns([f"{rule.family}_{n}" for n in rule.summed], answers))
    whole = [sum(a) if "" not in a else None for a in answers]
    cells = {(c["arm"], c["visit"]): c["mean"] for c in found.cells}
    for who, total in zip(WHO, whole, strict=True):
        arm = KAP if who[1] == "KAP" else ONLY
        assert cells.get((arm, who[2])) == (None if total is None else float(total))
    partly = [n + 2 for n, a in enumerate(answers) if "" in a and a != [""] * size]
    assert [row for _, rows in rows_of(found, "item_missing") for row in rows] == partly
    assert np.isfinite([c["mean"] for c in found.cells]).all()
