"""Every page on the demonstration cohort: what it says, what it draws, what it must not say."""

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from analysis.answers import effects_by_condition
from analysis.core import Comparison
from analysis.loading import load_demonstration
from analysis.words import find_banned_words, say_overview
from tests.pages.conftest import PAGES, all_text

CHARTS = {
    "overview": 2,
    "effects": 2,
    "subgroups": 2,
    "trajectories": 3,
    "responders": 1,
    "therapy": 3,
    "safety": 3,
    "groups": 2,
    "people": 3,
    "attrition": 3,
    "planning": 2,
    "questions": 0,
    "cohort": 0,
    "methods": 0,
}
DRAWN = [name for name, count in CHARTS.items() if count]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_title_and_no_error(start: Callable[..., AppTest], name: str) -> None:
    at = start(name)
    assert len(at.title) == 1
    assert at.title[0].value.endswith("?")
    assert not at.exception
    assert not at.error
    assert len(at.get("plotly_chart")) == CHARTS[name]


@pytest.mark.parametrize("name", DRAWN)
def test_every_chart_is_described_and_marked(start: Callable[..., AppTest], name: str) -> None:
    for chart in start(name).get("plotly_chart"):
        assert len(chart.proto.alt) > 40
        assert "SYNTHETIC DATA" in chart.proto.spec
        assert chart.proto.theme == ""
        options = json.loads(chart.proto.config)["toImageButtonOptions"]
        assert options["format"] == "svg"


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_claims_a_cause(start: Callable[..., AppTest], name: str) -> None:
    at = start(name)
    assert find_banned_words(all_text(at)) == ()
    for chart in at.get("plotly_chart"):
        assert find_banned_words(chart.proto.alt) == ()


@pytest.mark.parametrize("name", DRAWN)
def test_synthetic_and_not_at_random_are_said(start: Callable[..., AppTest], name: str) -> None:
    said = all_text(start(name))
    assert "Synthetic data" in said
    assert "not assigned at random" in said


def test_the_overview_says_what_the_answer_says(start: Callable[..., AppTest]) -> None:
    released = effects_by_condition(
        load_demonstration(),
        Comparison(visit="week 12", substance="ketamine_iv"),
    )
    assert say_overview(released) in all_text(start())


def test_the_measure_changes_chart_and_table(start: Callable[..., AppTest]) -> None:
    at = start("effects")
    before = at.get("plotly_chart")[0].proto.spec
    at.selectbox(key="measure").set_value("mean_difference").run()
    assert at.get("plotly_chart")[0].proto.spec != before
    assert "Mean difference (points)" in [str(c).replace("\\", "") for c in at.table[0].value]


def test_a_condition_opened_changes_its_part(start: Callable[..., AppTest]) -> None:
    at = start("effects")
    at.selectbox(key="condition").set_value("ptsd").run()
    assert "PCL-5" in at.get("plotly_chart")[1].proto.alt
    assert "PCL-5" not in at.get("plotly_chart")[0].proto.alt


def test_details_open_in_the_detailed_view(start: Callable[..., AppTest]) -> None:
    plain, detailed = start("effects"), start("effects", view="detailed")
    opened = [
        [e.proto.expanded for e in at.expander if e.label == "For researchers"]
        for at in (plain, detailed)
    ]
    assert opened == [[False], [True]]


def test_details_are_drawn_only_while_open(start: Callable[..., AppTest]) -> None:
    drawn = [len(start("effects", view=view).get("plotly_chart")) for view in ("plain", "detailed")]
    assert drawn == [2, 4]


@pytest.mark.parametrize("name", DRAWN)
def test_the_detailed_view_is_drawn_without_a_fault(
    start: Callable[..., AppTest], name: str
) -> None:
    at = start(name, view="detailed")
    assert not at.exception
    assert not at.error
    assert find_banned_words(all_text(at)) == ()
    assert all(len(chart.proto.alt) > 40 for chart in at.get("plotly_chart"))


def test_a_substance_without_a_comparison_is_one_sentence(start: Callable[..., AppTest]) -> None:
    for substance in ("psilocybin", "mdma", "lsd", "ketamine_nasal"):
        for name in DRAWN:
            at = start(name, substance=substance)
            assert not at.exception
            assert not at.error
            assert len(at.title) == 1


def test_the_margin_and_the_estimand_chosen_reach_the_answer(start: Callable[..., AppTest]) -> None:
    plain = all_text(start())
    wide = say_overview(effects_by_condition(load_demonstration(), Comparison(margin_sd=0.5)))
    assert wide in all_text(start(margin="0.5"))
    assert wide not in plain
    left_out = all_text(start(estimand="before_retreatment"))
    assert "after a first retreatment are left out" in left_out
    assert "after a first retreatment are left out" not in plain
    mangled = start(margin="7", estimand="whatever")
    assert not mangled.exception
    assert not mangled.error
