"""Fixtures of the browser tests: a running dashboard, a cold one, a browser, and who was called.

Debian's Chromium is driven by Playwright; without one these tests are skipped, and with
REQUIRE_BROWSER=1 they fail.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.serving import ARGUMENTS, App, find_browser, serve

OWN_HOSTS = {"127.0.0.1", "localhost"}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """What pytest-playwright's `browser` and `page` start: the Chromium of this machine."""
    found = find_browser()
    if found is None:
        reason = "no Chromium: neither $CHROME_BIN nor chromium or google-chrome on the PATH"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return {"executable_path": found, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Tests name whole addresses; the plugin's own fixture warns, and warnings are errors."""


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """One dashboard for all tests that do not need a cold one."""
    with serve(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def cold_app(tmp_path: Path) -> Iterator[App]:
    """A dashboard in a fresh process that nobody has visited."""
    with serve(tmp_path) as running:
        yield running


@pytest.fixture
def requests_elsewhere(page: Page) -> list[str]:
    """Every request of the page to a host that is not the dashboard's own."""
    elsewhere: list[str] = []

    def note(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in OWN_HOSTS:
            elsewhere.append(url)

    page.context.on("request", lambda request: note(request.url))
    page.on("websocket", lambda socket: note(socket.url))
    return elsewhere
