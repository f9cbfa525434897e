"""The pages of the groups and of those lost: what they say is what the answers say."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analysis.answers import groups_compared, if_lost_did_worse, who_was_lost
from analysis.core import ARMS, Comparison
from analysis.loading import load_demonstration
from analysis.words import (
    find_banned_words,
    say_attrition,
    say_comparable,
    say_elsewhere,
    say_if_lost,
    say_needed,
    say_shifted,
    say_unmeasured,
    table_of_assumptions,
    table_of_flow,
    table_of_needs,
)
from pages.shared import pickers
from tests.pages.conftest import all_text, go

LESS, MORE = ARMS[0], ARMS[2]
ASKED = Comparison(visit="week 12", substance="ketamine_iv")


def cells_of(at: AppTest) -> str:
    return "\n".join(t.value.to_string() for t in at.table).replace("\\", "")


def test_the_groups_page_says_what_the_answer_says(start: Callable[..., AppTest]) -> None:
    at, answer = start("groups"), groups_compared(load_demonstration(), ASKED, "depression")
    said = all_text(at)
    for sentence in (say_comparable(answer), say_elsewhere(answer), *say_unmeasured(answer)):
        assert sentence in said
    for cell in table_of_needs(answer)["A fair comparison needs"]:
        assert cell in cells_of(at)


def test_therapy_elsewhere_comes_first(start: Callable[..., AppTest]) -> None:
    said = all_text(start("groups"))
    assert said.index("In psychotherapy elsewhere") < said.index("Besides the support compared")
    assert said.index("Besides the support compared") < said.index("Everyone who started")


def test_the_lost_page_says_what_the_answers_say(start: Callable[..., AppTest]) -> None:
    at = start("attrition")
    lost = who_was_lost(load_demonstration(), ASKED, "depression")
    moved = if_lost_did_worse(load_demonstration(), ASKED, "depression")
    said = all_text(at)
    for sentence in (say_attrition(lost), say_if_lost(moved), say_needed(moved),
                     say_shifted(moved, 0.0)):  # fmt: skip
        assert sentence in said
    shown = cells_of(at)
    for cell in (*table_of_flow(lost)["Infusion only"],
                 *table_of_assumptions(moved)["Difference (points)"]):  # fmt: skip
        assert cell in shown


def test_the_slider_moves_sentence_and_picture_and_stands_in_the_address(
    start: Callable[..., AppTest],
) -> None:
    at = start("attrition")
    before = at.get("plotly_chart")[1].proto.spec
    moved = if_lost_did_worse(load_demonstration(), ASKED, "depression")
    at.select_slider(key="lost").set_value("8").run()
    assert say_shifted(moved, 8.0) in all_text(at)
    assert at.get("plotly_chart")[1].proto.spec != before
    at.run()
    assert at.query_params["lost"] in ("8", ["8"])


def test_a_link_brings_the_slider_along(start: Callable[..., AppTest]) -> None:
    at = start(lost="-6")
    at = go(at, "attrition")
    assert at.select_slider(key="lost").value == "-6"
    assert "6 points better than expected" in all_text(at)


@pytest.mark.parametrize("code", ["nonsense", "1e9", "<b>"])
def test_a_bad_stop_gives_way_to_as_expected(start: Callable[..., AppTest], code: str) -> None:
    at = start(lost=code)
    at = go(at, "attrition")
    assert not at.exception
    assert not at.error
    assert at.select_slider(key="lost").value == "0"


@pytest.mark.parametrize("name", ["groups", "attrition"])
@pytest.mark.parametrize("condition", ["ptsd", "complex_ptsd", "anxiety", "ocd", "addiction"])
def test_every_condition_is_answered(
    start: Callable[..., AppTest], name: str, condition: str
) -> None:
    at = start(name, condition=condition)
    assert not at.exception
    assert not at.error
    assert find_banned_words(all_text(at)) == ()


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A randomised trial of two arms on the shelf, nobody lost, with no table but its scores."""
    random = np.random.default_rng(5)
    rows = [
        (f"P{i}", ("control", "therapy")[i % 2], visit, int(random.integers(5, 25)))
        for i in range(80)
        for visit in ("pre", "12w")
    ]
    frame = pd.DataFrame(rows, columns=["patient_id", "arm", "visit", "score"])
    frame["instrument"] = "PHQ9"
    mapping = {
        "version": 1, "shape": "long", "arms": {"control": LESS, "therapy": MORE},
        "roles": {name: name for name in frame.columns}, "conditions": {"*": "depression"},
        "visits": {"pre": 0, "12w": 84}, "instruments": {"PHQ9": "PHQ9"}, "randomised": True,
        "substance": "ketamine_iv",
    }  # fmt: skip
    frame.to_csv(tmp_path / "trial.csv", index=False)
    (tmp_path / "trial.map.json").write_text(json.dumps(mapping), "utf-8")
    monkeypatch.setenv("COHORT_SHELF", str(tmp_path))
    return pickers.code_of_shelf("trial")


@pytest.mark.parametrize("name", ["groups", "attrition"])
def test_a_randomised_trial_without_further_tables_is_a_page_too(
    start: Callable[..., AppTest], name: str, trial: str
) -> None:
    at = start(name, cohort=trial)
    assert not at.exception
    assert not at.error
    said = all_text(at)
    assert "assigned at random" in said
    if name == "groups":
        assert "chance made the groups" in said
        assert "may include people in therapy elsewhere" in said
        assert len(at.get("plotly_chart")) == 0
    else:
        assert "Upload a table events.csv" in said
        assert "nothing rests on those lost" in said


@pytest.mark.parametrize("name", ["groups", "attrition"])
def test_a_warm_rerun_is_quick(start: Callable[..., AppTest], name: str) -> None:
    at = start(name)
    at.run()
    best = min(_time(at) for _ in range(5))
    assert best < 1.0, f"{best:.3f} s"


def _time(at: AppTest) -> float:
    begin = time.perf_counter()
    at.run()
    return time.perf_counter() - begin
