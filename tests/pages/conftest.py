"""The dashboard run without a browser, on the real path."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

LINK = re.compile(r"\[([^\]]*)\]\(common-questions#[^)]*\)")
"""A term that leads to the glossary."""

PAGES = (
    "overview",
    "effects",
    "subgroups",
    "trajectories",
    "responders",
    "therapy",
    "safety",
    "groups",
    "people",
    "attrition",
    "planning",
    "questions",
    "cohort",
    "methods",
)


@pytest.fixture
def start(project: Path) -> Callable[..., AppTest]:
    """A function that opens a page of a fresh session, with the keys of an address."""

    def open_page(name: str = "overview", **query: str) -> AppTest:
        at = AppTest.from_file(str(project / "dashboard.py"), default_timeout=60)
        for key, code in query.items():
            at.query_params[key] = code
        at.run()
        return at if name == "overview" else go(at, name)

    return open_page


def go(at: AppTest, name: str) -> AppTest:
    """Turn to another page as the menu does."""
    return at.switch_page(f"pages/{name}.py").run()


def all_text(at: AppTest) -> str:
    """Everything written on the page."""
    parts = [*at.title, *at.header, *at.subheader, *at.markdown, *at.caption, *at.info, *at.warning,
             *at.error]  # fmt: skip
    shown = "\n".join(str(part.value).replace("\\", "") for part in parts)
    return LINK.sub(r"\1", shown)
