"""How long, and who responds: the pages say what the answers say, and change with their choices."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analysis import answers, words
from analysis.command_line import main
from analysis.core import Comparison
from analysis.loading import load_demonstration
from tests.pages.conftest import all_text, go
from tests.pages.test_upload import press, upload, write_scores


def table_cells(at: AppTest) -> str:
    """Every cell of every table, as written."""
    found = [str(cell).replace("\\", "").replace("\u00a0", " ")
             for table in at.table for cell in table.value.to_numpy().ravel()]  # fmt: skip
    return "\n".join(found)


def opened(start: Callable[..., AppTest], name: str, **query: str) -> AppTest:
    """A page with its choices made; the first run after a turn of page has the widgets' defaults.

    Without a browser, that is: with one the choices are there at once.
    """
    return start(name, **query).run()


def asked(page: str, capsys: pytest.CaptureFixture[str], *choices: str) -> dict[str, Any]:
    """What the command line says of the same question."""
    extra = [part for choice in choices for part in ("--choose", choice)]
    assert main(["ask", page, "--condition", "ptsd", "--json", *extra]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


@pytest.mark.parametrize(
    ("name", "question", "choices"),
    [
        ("trajectories", "how-long", {}),
        ("trajectories", "how-long", {"outcome": "still_in_response", "clock": "last_infusion"}),
        ("responders", "response-and-harm", {}),
        ("responders", "response-and-harm", {"rule": "talking_therapies"}),
    ],
)
def test_a_page_says_what_the_command_line_prints(
    start: Callable[..., AppTest], capsys: pytest.CaptureFixture[str],
    name: str, question: str, choices: dict[str, str],
) -> None:  # fmt: skip
    at = opened(start, name, condition="ptsd", view="detailed", **choices)
    assert not at.exception
    assert not at.error
    printed = asked(question, capsys, *(f"{key}={code}" for key, code in choices.items()))
    text, cells = all_text(at), table_cells(at)
    for sentence in printed["sentences"]:
        assert sentence in text
    shown = {"Means by visit", "Differences by visit", "In response, of everyone who started",
             "Among those who responded", "Who responds, who gets worse",
             "Every way of counting"}  # fmt: skip
    for title, rows in printed["tables"].items():
        if title in shown:
            wanted = [str(cell) for row in rows for cell in list(row.values())[1:]]
            assert [cell for cell in wanted if cell and cell not in cells] == []


def test_little_known_is_said_before_anything_else(start: Callable[..., AppTest]) -> None:
    at = opened(start, "trajectories")
    paragraphs = [str(part.value).replace("\\", "") for part in at.main.markdown]
    assert next(p for p in paragraphs if "week" in p).startswith("Little is known after week 12")


def test_the_curve_chosen_is_drawn_and_stands_in_the_address(
    start: Callable[..., AppTest],
) -> None:
    at = opened(start, "trajectories", condition="ptsd")
    before = at.get("plotly_chart")[2].proto.spec
    at.selectbox(key="outcome").set_value("still_in_response").run()
    assert at.get("plotly_chart")[2].proto.spec != before
    assert "no longer comparable" in all_text(at)
    at.run()
    assert "still_in_response" in str(at.query_params["outcome"])
    at.selectbox(key="clock").set_value("last_integration_session").run()
    assert not at.exception
    assert "arms are not compared" in all_text(at)


def test_another_rule_changes_the_arms(start: Callable[..., AppTest]) -> None:
    at = opened(start, "responders", condition="ptsd")
    before = at.get("plotly_chart")[0].proto.spec
    at.selectbox(key="rule").set_value("response.0").run()
    assert at.get("plotly_chart")[0].proto.spec != before
    assert "improved by at least 18 points since baseline" in table_cells(at)
    at.selectbox(key="condition").set_value("ocd").run()
    assert not at.exception
    assert at.selectbox(key="rule").value == "response.0"  # the Y-BOCS has one too
    assert "45%" in table_cells(at)


def test_a_scale_without_a_rule_says_what_to_choose(start: Callable[..., AppTest]) -> None:
    at = opened(start, "trajectories", condition="anxiety")
    assert "no published rule for the HAM-A was found" in all_text(at)
    assert "PHQ-9 or GAD-7" in all_text(at)
    assert len(at.get("plotly_chart")) == 1
    at = go(at, "responders").run()
    assert "No published rule for the HAM-A was found" in all_text(at)
    assert "no published rule" in table_cells(at)


def test_everyone_is_drawn_in_the_details_of_full_detail(start: Callable[..., AppTest]) -> None:
    assert len(opened(start, "trajectories", view="detailed").get("plotly_chart")) == 4


def test_an_upload_in_protected_view_shows_no_person(start: Callable[..., AppTest]) -> None:
    at = upload(start("cohort"), "clinic.csv", write_scores(90))
    press(at, "Use this cohort")
    at = go(at, "trajectories")
    assert not at.exception
    assert not at.error
    at.selectbox(key="view").set_value("detailed").run()
    assert not at.exception
    specs = "".join(chart.proto.spec for chart in at.get("plotly_chart"))
    assert ", people" not in specs
    at = go(at, "responders")
    assert not at.exception
    assert not at.error
    assert "Protected view" in all_text(at)


def test_the_page_is_short(project: Path) -> None:
    for name in ("trajectories", "responders"):
        lines = (project / "pages" / f"{name}.py").read_text().splitlines()
        assert len([line for line in lines if line.strip()]) <= 60


def test_a_rule_is_answered_alike_by_page_and_answer() -> None:
    cohort = load_demonstration()
    found = answers.who_responds(cohort, Comparison(), "ptsd", "response.0", "full")
    plain = answers.who_responds(cohort, Comparison(), "ptsd", "published", "full")
    less, more = (one.result.outcome("response").comparator.events for one in (found, plain))
    assert less < more
    assert words.say_responders(found) != words.say_responders(plain)
