"""Trap 1 by reading: every page begins with its guard, and no address is the name of a file."""

import ast
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.browser.looking import ADDRESSES
from tests.pages.conftest import PAGES


def test_these_are_all_pages(project: Path) -> None:
    assert {page.stem for page in (project / "pages").glob("*.py")} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_the_first_statement_is_the_guard(name: str, project: Path) -> None:
    body = ast.parse((project / "pages" / f"{name}.py").read_text()).body
    first = next(s for s in body[1:] if not isinstance(s, ast.Import | ast.ImportFrom))
    assert ast.unparse(first) == "session.require_entry()"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_run_by_itself_shows_nothing(name: str, project: Path) -> None:
    at = AppTest.from_file(str(project / "pages" / f"{name}.py"), default_timeout=60).run()
    assert len(at.title) + len(at.header) + len(at.markdown) + len(at.table) == 0


def test_addresses_are_those_that_must_not_break(project: Path) -> None:
    source = (project / "dashboard.py").read_text()
    addresses = re.findall(r'url_path="([^"]+)"', source)
    assert set(addresses) - {"start"} == set(ADDRESSES.values())
    assert {
        "does-it-help", "by-condition", "for-whom", "how-long", "response-and-harm",
        "how-much-therapy", "is-it-safe", "comparable-groups", "who-was-lost", "one-by-one",
        "planning-ahead", "common-questions", "methods-and-sources", "your-cohort",
    } <= set(addresses)  # fmt: skip
    assert not set(addresses) & set(PAGES)
