"""One by one: the page and the picture chosen say and draw what the command line prints."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analysis.command_line import main
from analysis.words import find_banned_words
from tests.pages.conftest import all_text, go
from tests.pages.test_upload import press, upload, write_scores

LOOKS = ("two_groups", "before_after", "change", "severity")


def printed(*words: str) -> dict[str, Any]:
    """What `ask` prints as JSON."""
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(["ask", *words, "--json"]) == 0
    return json.loads(out.getvalue())


def tables_of(at: AppTest) -> str:
    """Every cell of every table, without escapes and with plain spaces."""
    text = "\n".join(t.value.reset_index().to_csv(index=False) for t in at.table)
    return text.replace("\\", "").replace("\u00a0", " ")


@pytest.mark.parametrize("condition", ["depression", "ocd"])
def test_the_page_says_what_the_command_line_prints(
    start: Callable[..., AppTest], condition: str
) -> None:
    at = start("people", view="detailed")
    at.selectbox(key="condition").set_value(condition).run()
    answer = printed("one-by-one", "--condition", condition)
    text, cells = all_text(at), tables_of(at)
    for sentence in answer["sentences"]:
        assert sentence in text
    for rows in answer["tables"].values():
        for row in rows:
            assert all(str(cell) in cells for cell in row.values())
    assert find_banned_words(text) == ()


@pytest.mark.parametrize("look", LOOKS)
def test_each_picture_of_a_condition_can_be_chosen(
    start: Callable[..., AppTest], look: str
) -> None:
    at = start("effects", look=look)
    at.selectbox(key="condition").set_value("ptsd").run()
    assert not at.exception
    assert not at.error
    charts = at.get("plotly_chart")
    assert len(charts) == 2
    assert "PCL-5" in charts[1].proto.alt
    assert find_banned_words(all_text(at) + charts[1].proto.alt) == ()
    assert "of 100 random pairs" in all_text(at)


def test_the_picture_chosen_stands_in_the_address(start: Callable[..., AppTest]) -> None:
    at = start("effects")
    at.selectbox(key="look").set_value("severity").run()
    assert "Streams of people" in at.get("plotly_chart")[1].proto.alt
    assert "severity" in at.query_params["look"]
    assert not start("effects", look="no_such").exception


def test_shrunken_effects_are_in_the_details_only(start: Callable[..., AppTest]) -> None:
    assert "shrunken" not in all_text(start("effects")).lower()
    assert "They feed no verdict" in all_text(start("effects", view="detailed"))


def test_an_upload_is_in_bands_until_full_detail_is_asked_for(
    start: Callable[..., AppTest],
) -> None:
    at = press(upload(start("cohort"), "a.csv", write_scores()), "Use this cohort")
    go(at, "people")
    charts = [chart.proto for chart in at.get("plotly_chart")]
    assert ["Grid of shares" in chart.alt for chart in charts] == [False, True]
    assert all('"people"' not in chart.spec for chart in charts)
    assert "one line a person" not in "".join(chart.alt for chart in charts)
    go(at, "effects")
    assert "before_after" not in at.selectbox(key="look").options
    assert "Before and after, a line a person" not in at.selectbox(key="look").options
    go(at, "cohort")
    at.checkbox[0].check().run()
    go(at, "people")
    assert not at.exception
    assert not at.error
    assert "one line a person" in at.get("plotly_chart")[0].proto.alt
    assert "NOT FOR SHARING" in at.get("plotly_chart")[0].proto.spec


def test_a_filtered_upload_is_told_why_there_are_no_bands(start: Callable[..., AppTest]) -> None:
    at = press(upload(start("cohort"), "a.csv", write_scores()), "Use this cohort")
    go(at, "people")
    at.selectbox(key="severity").set_value(at.selectbox(key="severity").options[1]).run()
    assert not at.exception
    assert not at.error
    assert at.get("plotly_chart") == []
    assert "Remove" in all_text(at)
