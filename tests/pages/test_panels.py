"""What panels do to a text before it is shown, and to a failure before it is said."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.shared.panels import escape, say_failures
from pages.shared.terms import MARKDOWN

SPECIAL = set("\\`*_{}[]()<>#+!|~$:&@-")


@given(st.text())
def test_every_special_character_is_escaped_and_no_other(text: str) -> None:
    escaped = escape(text)
    assert MARKDOWN.sub("", escaped).replace("\\", "") == MARKDOWN.sub("", text)
    assert len(escaped) == len(text) + sum(character in SPECIAL for character in text)


def test_a_failure_is_said_and_its_message_is_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR), say_failures():
        raise ValueError("score 27 of patient P-17")
    assert "ValueError" in caplog.text
    assert "P-17" not in caplog.text
    assert "27 of" not in caplog.text


def test_a_refusal_is_shown_in_its_own_words() -> None:
    at = AppTest.from_function(refuse).run()
    assert [info.value.replace("\\", "") for info in at.info] == ["Too few people. Ask for more."]
    assert not at.exception


def refuse() -> None:
    from analysis.core import CannotEstimate
    from pages.shared.panels import say_failures

    with say_failures():
        raise CannotEstimate("few", "Too few people.", "Ask for more.")


def test_stopping_a_page_is_no_failure() -> None:
    at = AppTest.from_function(stop).run()
    assert not at.error


def stop() -> None:
    import streamlit as st

    from pages.shared.panels import say_failures

    with say_failures():
        st.stop()


def test_a_table_shows_cells_as_they_are() -> None:
    at = AppTest.from_function(show).run()
    shown = at.table[0].value
    assert shown.index.tolist() == [r"\![x]\(http\://a\)".replace("[x]", r"\[x\]")]
    assert shown.iloc[0, 0] == r"\[0.1,\ 0.2\]".replace("\\ ", "\u00a0")


def show() -> None:
    import pandas as pd

    from pages.shared.panels import show_table

    show_table(pd.DataFrame({"Site": ["![x](http://a)"], "95% CI": ["[0.1, 0.2]"]}))
