"""The pages of therapy and of safety, on the real path: they say what the answers say."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analysis.answers import better_and_worse, outcomes_by_support, safety, therapy_and_outcome
from analysis.core import Comparison
from analysis.loading import load_demonstration
from analysis.words import (
    say_better_and_worse,
    say_outcomes_by_support,
    say_safety,
    say_therapist_timing,
)
from tests.pages.conftest import all_text
from tests.pages.test_upload import press, upload

ASKED = Comparison(visit="week 12", substance="ketamine_iv")


def test_therapy_says_what_its_answers_say(start: Callable[..., AppTest]) -> None:
    demo, said = load_demonstration(), all_text(start("therapy"))
    assert say_outcomes_by_support(outcomes_by_support(demo, ASKED, "depression")) in said
    assert say_therapist_timing(therapy_and_outcome(demo, ASKED, "depression")) in said


def test_safety_says_what_its_answers_say(start: Callable[..., AppTest]) -> None:
    demo, said = load_demonstration(), all_text(start("safety"))
    assert say_safety(safety(demo, ASKED)) in said
    assert say_better_and_worse(better_and_worse(demo, ASKED, "depression")) in said


def test_the_split_chosen_changes_the_events_and_stands_in_the_address(
    start: Callable[..., AppTest],
) -> None:
    at = start("safety")
    before = at.get("plotly_chart")[1].proto.spec
    at.selectbox(key="split").set_value("severity").run()
    assert at.get("plotly_chart")[1].proto.spec != before
    assert "Mild at worst" in at.get("plotly_chart")[1].proto.spec
    linked = start("safety", split="time")
    assert "On the day of an infusion" in linked.get("plotly_chart")[1].proto.spec


def test_a_condition_chosen_changes_the_panel_and_not_the_harms(
    start: Callable[..., AppTest],
) -> None:
    at = start("safety")
    events = at.get("plotly_chart")[1].proto.spec
    at.selectbox(key="condition").set_value("ptsd").run()
    assert "PCL-5" in at.get("plotly_chart")[0].proto.spec
    assert at.get("plotly_chart")[1].proto.spec == events


@pytest.mark.parametrize("name", ["therapy", "safety"])
def test_a_trial_without_the_tables_says_what_to_upload(
    start: Callable[..., AppTest], shared_dir: Path, project: Path, name: str
) -> None:
    content = (shared_dir / "data" / "trial" / "BtheB.csv").read_bytes()
    at = upload(start("cohort"), "BtheB.csv", content)
    saved = next(u for u in at.file_uploader if "JSON" in u.label)
    mapping = (project / "tests" / "maps" / "btheb.map.json").read_bytes()
    saved.set_value(("m.json", mapping, "application/json"))
    at.run()
    at = press(at, "Use this cohort")
    at = at.switch_page(f"pages/{name}.py").run()
    assert not at.exception
    assert not at.error
    wanted = "therapy_sessions.csv" if name == "therapy" else "events.csv"
    assert wanted in all_text(at)
    assert len(at.get("plotly_chart")) == 1
