"""For whom, and how many people: the choices reach the answer, and the shell says the same."""

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from analysis.answers import for_whom, next_cohort, read_plan_choices
from analysis.command_line import main
from analysis.core import Comparison
from analysis.loading import load_demonstration
from analysis.words import (
    say_for_whom,
    say_next_cohort,
    table_of_interactions,
    table_of_levels,
    table_of_sizes,
)
from tests.pages.conftest import all_text

Start = Callable[..., AppTest]


def tables_of(at: AppTest) -> list[str]:
    """Every cell of every table, as it stands on the page."""
    frames = [table.value.reset_index() for table in at.table]
    cells = [str(cell) for frame in frames for cell in frame.to_numpy().ravel()]
    return [cell.replace("\\", "").replace("\u00a0", " ") for cell in cells]


def test_for_whom_says_what_the_answer_says(start: Start) -> None:
    at = start("subgroups")
    answer = for_whom(load_demonstration(), Comparison(), "depression")
    assert say_for_whom(answer) in all_text(at)
    assert "Exploratory" in all_text(at)
    cells = set(tables_of(at))
    for table in (table_of_interactions(answer), table_of_levels(answer)):
        assert set(table.astype(str).to_numpy().ravel()) <= cells


def test_another_condition_and_a_filter_reach_for_whom(start: Start) -> None:
    at = start("subgroups")
    at.selectbox(key="condition").set_value("ptsd").run()
    assert "PCL-5" in at.get("plotly_chart")[0].proto.alt
    two = start("subgroups", sex="female", age="35-54")
    assert not two.exception
    assert "two filters are in use" in all_text(two)


def test_tests_stand_in_the_detailed_view_alone(start: Start) -> None:
    plain, detailed = start("subgroups"), start("subgroups", view="detailed")
    heads = [{str(c).replace("\\", "") for table in at.table for c in table.value.columns}
             for at in (plain, detailed)]  # fmt: skip
    assert "p (Holm)" not in heads[0]
    assert "p (Holm)" in heads[1]
    assert "for each SD worse at baseline" in all_text(detailed)


def test_power_loss_therapists_and_margin_reach_the_plan(start: Start) -> None:
    cohort = load_demonstration()
    at = start("planning")
    assert say_next_cohort(next_cohort(cohort, Comparison(), "depression")) in all_text(at)
    at.selectbox(key="target").set_value("90")
    at.selectbox(key="lost").set_value("20")
    at.selectbox(key="split").set_value("10").run()
    asked = read_plan_choices("90", "20", "10")
    answer = next_cohort(cohort, Comparison(), "depression", "protected", asked)
    assert say_next_cohort(answer) in all_text(at)
    assert set(table_of_sizes(answer).astype(str).to_numpy().ravel()) <= set(tables_of(at))
    wide = next_cohort(cohort, Comparison(margin_sd=0.5), "depression")
    assert say_next_cohort(wide) in all_text(start("planning", margin="0.5"))


def test_a_link_with_choices_opens_with_them(start: Start) -> None:
    at = start("planning", target="90", split="20", lost="nonsense")
    assert not at.exception
    assert at.selectbox(key="target").value == "90"
    assert at.selectbox(key="lost").value == "here"
    assert "9 times out of 10" in all_text(at)


@pytest.mark.parametrize("question", ["for-whom", "planning-ahead"])
def test_the_page_and_the_shell_print_the_same_numbers(
    start: Start, question: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = {"for-whom": "subgroups", "planning-ahead": "planning"}[question]
    at = start(name, view="detailed")
    at.selectbox(key="condition").set_value("anxiety").run()
    assert main(["ask", question, "--condition", "anxiety", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    cells = set(tables_of(at))
    for rows in said["tables"].values():
        for row in rows:
            assert {str(cell) for cell in row.values()} <= cells
    text = all_text(at)
    assert all(sentence in text for sentence in said["sentences"])
