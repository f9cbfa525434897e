"""The landmark is offered where therapy sessions are recorded, and reaches the page's answer."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import all_text


def test_the_landmark_is_offered_and_reaches_the_answer(start: Callable[..., AppTest]) -> None:
    among = "among people still followed and not retreated at day 14"
    at = start(estimand="landmark")
    assert not at.exception
    assert among in all_text(at)
    box = at.selectbox(key="estimand")
    assert [code for code in box.options if "landmark" in code]
    assert at.query_params["estimand"] in ("landmark", ["landmark"])
    box.set_value("treatment_policy").run()
    assert among not in all_text(at)


def test_the_note_says_how_many_are_left_out(start: Callable[..., AppTest]) -> None:
    assert "Left out at the landmark" in all_text(start("effects", estimand="landmark"))
