"""Verbs `itq`, `talking-therapies` and `definitions` as a shell asks them."""

from pathlib import Path

import pytest

from analysis.command_line.estimate.asking import answer
from analysis.command_line.main import build_parser
from analysis.core import CannotEstimate

ITEMS = [f"{part}{number}" for part in "pc" for number in range(1, 10)]
FULL, HALF, NONE = [2] * 18, [2] * 9 + [0] * 9, [0] * 18


def ask(*call: object) -> dict:
    return answer(build_parser().parse_args(["estimate", *map(str, call), "--json"]))


def refusal(*call: object) -> str:
    with pytest.raises(CannotEstimate) as fault:
        ask(*call)
    return fault.value.refusal.code


@pytest.fixture
def write(tmp_path):
    def put(header: list[str], *rows: list) -> Path:
        place = tmp_path / "people.csv"
        lines = [header, *rows]
        text = "\n".join(",".join("" if c is None else str(c) for c in line) for line in lines)
        place.write_text(text + "\n", "utf-8")
        return place

    return put


def gaps(answers: list[int], *places: int) -> list[int | None]:
    return [None if i in places else answer for i, answer in enumerate(answers)]


def test_itq_counts_and_leaves_open(write):
    place = write(
        ["arm", *(f"ITQ_{item.upper()}" for item in ITEMS)],
        ["a", *FULL], ["a", *HALF], ["b", *NONE], ["b", *gaps(FULL, 0)], ["b", *gaps(HALF, 0, 1)],
    )  # fmt: skip
    found = ask("itq", place, "--group", "arm")
    assert found["complex_ptsd"] == ["yes", "no", "no", "yes", "no"]
    assert found["ptsd"] == ["no", "yes", "no", "no", "cannot say"]
    assert found["counts"] == {"ptsd": 1, "complex_ptsd": 2, "neither": 1, "cannot_say": 1}
    assert found["by_group"]["a"]["complex_ptsd"] == 1
    assert found["clusters"]["re_experiencing"] == {"present": 3, "cannot_say": 1}


def test_itq_reads_a_file_of_answers(write):
    rows = [
        [who, day, "ITQ", item.upper(), value]
        for who, day, values in (("x", 0, FULL), ("x", 84, NONE), ("y", 0, HALF))
        for item, value in zip(ITEMS, values, strict=True)
    ]
    place = write(["patient_id", "day", "instrument", "item", "answer"], *rows,
                  ["x", 0, "PHQ9", "1", 3])  # fmt: skip
    found = ask("itq", place)
    assert found["n"] == 3
    assert found["complex_ptsd"] == ["yes", "no", "no"]
    assert found["ptsd"] == ["no", "no", "yes"]


def test_itq_refuses(write):
    assert refusal("itq", write(["a", "b"], [1, 2])) == "no_items"
    assert refusal("itq", write(ITEMS, [9, *FULL[1:]])) == "bad_items"
    assert refusal("itq", write(ITEMS, FULL), "--columns", "q1=p1") == "bad_columns"


PAIR = ["arm", "phq0", "gad0", "phq1", "gad1"]


def test_talking_therapies_wide(write):
    place = write(
        PAIR, ["a", 15, 9, 5, 3], ["a", 15, 9, 9, 9], ["b", 6, 3, 12, 3], ["b", 12, 3, 4, None],
    )  # fmt: skip
    call = ("talking-therapies", place, "--pre", "phq0,gad0", "--post", "phq1,gad1")
    found = ask(*call)
    assert found["caseness_before"] == 3
    assert (found["recovery"]["met"], found["recovery"]["of"]) == (1, 2)
    assert found["recovery"]["cannot_say"] == 1
    assert found["reliable_deterioration"]["met"] == 1
    by_arm = ask(*call, "--group", "arm")["by_group"]
    assert by_arm["a"]["reliable_recovery"]["share"] == 0.5
    assert by_arm["b"]["reliable_improvement"]["met"] == 0


def test_talking_therapies_long_is_the_same(write):
    wide = write(PAIR, ["a", 15, 9, 5, 3], ["b", 6, 3, 12, 3])
    first = ask("talking-therapies", wide, "--pre", "phq0,gad0", "--post", "phq1,gad1")
    long = write(
        ["id", "visit", "phq", "gad"],
        [1, 0, 15, 9], [2, 0, 6, 3], [1, 12, 5, 3], [2, 12, 12, 3],
    )  # fmt: skip
    call = ("talking-therapies", long, "--score", "phq,gad", "--id", "id", "--visit", "visit")
    assert ask(*call) == first
    assert ask(*call, "--pre", "12", "--post", "0")["reliable_improvement"]["met"] == 1
    assert refusal(*call, "--pre", "3") == "no_level"
    assert refusal("talking-therapies", wide, "--pre", "phq0", "--post", "phq1") == "option_missing"


def test_definitions_without_a_file_are_the_ledger():
    rules = ask("definitions", "--instrument", "PCL5")["rules"]
    assert rules["reliable_improvement"]["points"] == 15
    assert rules["reliable_improvement"]["alternatives"][0]["points"] == 18
    switched = ask("definitions", "--instrument", "PCL5", "--rule", "reliable-improvement=0")
    assert switched["rules"]["reliable_deterioration"]["points"] == 18
    assert switched["rules"]["recovery"]["points"] == 18


def test_definitions_count_by_arm(write):
    place = write(["arm", "pre", "post"], ["a", 60, 20], ["a", 20, 40], ["b", 50, None])
    found = ask("definitions", place, "--instrument", "PCL5", "--pre", "pre", "--post", "post",
                "--group", "arm")  # fmt: skip
    assert found["people"] == {
        "recovered": 1, "improved": 0, "unchanged": 0, "deteriorated": 1, "cannot_say": 1,
    }  # fmt: skip
    assert found["counts"]["response"]["met"] == 1
    assert found["counts"]["response"]["eligible"] == 2
    assert found["by_group"]["b"]["counts"]["remission"]["share"] is None


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (("--instrument", "NONE"), "no_instrument"), (("--instrument", "CGIS"), "no_count"),
        ((), "option_missing"), (("--instrument", "PCL5", "--rule", "response"), "bad_rule"),
        (("--instrument", "PCL5", "--rule", "cure=0"), "bad_rule"),
        (("--instrument", "PCL5", "--rule", "response=7"), "no_alternative"),
    ],
)  # fmt: skip
def test_definitions_refuse(call, code):
    assert refusal("definitions", *call) == code


def test_an_event_level_is_found_whichever_way_it_is_written(write):
    place = write(["arm", "met"], ["a", 1], ["a", 0], ["b", 0], ["b", 0])
    call = ("binary", place, "--group", "arm", "--outcome", "met", "--treatment", "a")
    assert ask(*call, "--event-level", "TRUE")["events"] == [1, 0]
    assert ask(*call, "--event-level", "no")["events"] == [1, 2]
    assert ask(*call)["events"] == [1, 0]
    scored = ("binary", place, "--group", "arm", "--score", "met", "--control", "b")
    assert ask(*scored)["events"] == [1, 0]


@pytest.fixture
def arms(write):
    rows = [[arm, pre, (pre * 7 + len(arm)) % 5 > 2] for arm in ("drug", "control")
            for pre in range(5, 25)]  # fmt: skip
    return write(["arm", "pre", "met"], *rows)


def test_logistic_is_asked_in_several_ways(arms):
    call = ("logistic", arms, "--outcome", "met", "--treatment", "drug", "--control", "control")
    first = ask(*call, "--group", "arm", "--covariates", "pre")
    assert first["term"] == "armdrug"
    assert set(first["coefficients"]) == {"(Intercept)", "pre"}
    for other in (
        (*call, "--group", "arm", "--baseline", "pre"), (*call, "--covariates", "pre,arm"),
        ("logistic", arms, "--formula", "met ~ pre + arm", "--treatment", "drug"),
    ):  # fmt: skip
        assert ask(*other)["est"] == pytest.approx(first["est"])
    alone = ask("logistic", arms, "--outcome", "met", "--covariates", "pre,arm")
    assert alone["est"] == pytest.approx(first["est"])  # control comes first by name
    assert ask("logistic", arms, "--outcome", "met", "--covariates", "pre")["term"] == "pre"
    bad = ("logistic", arms, "--formula", "met ~ pre + (1 | arm)")
    assert refusal(*bad) == "bad_formula"


def test_reliable_change_without_functional_people_has_cutoff_a(arms):
    found = ask("reliable-change", arms, "--baseline", "pre", "--score", "pre",
                "--reliability", "0.8")  # fmt: skip
    assert found["unchanged"] == found["n"] == 40
    assert "cutoff a" in found["method"]
