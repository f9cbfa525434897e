"""The password at the door: scrypt, read without mercy, asked on every page."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared.door import hash_password, matches
from tests.pages.conftest import PAGES, all_text, go

ASKED = "This dashboard asks for a password"


def test_a_hash_lets_in_its_password_only() -> None:
    wanted = hash_password("correct horse")
    assert matches("correct horse", wanted)
    assert not matches("correct horse ", wanted)
    assert not matches("", wanted)
    assert "horse" not in wanted


def test_two_hashes_of_one_password_differ() -> None:
    assert hash_password("a") != hash_password("a")


@pytest.mark.parametrize(
    "wanted",
    [
        "scrypt", "scrypt$1$1$1$$", "scrypt$x$8$1$YQ==$YQ==", "scrypt$32768$8$1$YQ==$",
        "md5$32768$8$1$YQ==$YQ==", "scrypt$3$8$1$YQ==$YQ==", "$$$$$", "é$1$1$1$a$b",
        "scrypt$1099511627776$8$1$YQ==$YQ==",
    ],
)  # fmt: skip
def test_a_hash_that_cannot_be_read_lets_nobody_in(wanted: str) -> None:
    assert not matches("", wanted)
    assert not matches("a", wanted)


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COHORT_PASSWORD_HASH", hash_password("correct horse"))


@pytest.mark.usefixtures("locked")
def test_every_page_asks_before_anything_else(start: Callable[..., AppTest]) -> None:
    at = start()
    for name in PAGES:
        go(at, name)
        assert [title.value for title in at.title] == [ASKED]
        assert len(at.selectbox) + len(at.table) + len(at.get("plotly_chart")) == 0


@pytest.mark.usefixtures("locked")
def test_the_password_opens_every_page_of_the_session(start: Callable[..., AppTest]) -> None:
    at = start()
    at.text_input[0].set_value("wrong")
    at.button[0].click().run()
    assert "not the password" in all_text(at)
    at.text_input[0].set_value("correct horse")
    at.button[0].click().run()
    assert at.title[0].value != ASKED
    assert go(at, "cohort").title[0].value == "Who are these people?"
