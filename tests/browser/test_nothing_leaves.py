"""Trap 5: nothing leaves the machine, and the first start asks for nothing."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.looking import ADDRESSES, open_page
from tests.browser.serving import PROJECT, App, find_free_port


def test_no_page_calls_another_host(app: App, page: Page, requests_elsewhere: list[str]) -> None:
    for address in ADDRESSES.values():
        open_page(page, f"{app.url}/{address}?view=detailed")
    assert page.evaluate("performance.getEntriesByType('resource').length") > 0
    assert requests_elsewhere == []


def test_the_recorder_sees_a_call(app: App, page: Page, requests_elsewhere: list[str]) -> None:
    open_page(page, f"{app.url}/methods-and-sources")
    page.evaluate("fetch('http://192.0.2.1/').catch(() => 0); 0")
    page.wait_for_timeout(200)
    assert requests_elsewhere == ["http://192.0.2.1/"]


def test_the_first_start_in_a_terminal_does_not_wait_for_an_address(tmp_path: Path) -> None:
    """Empty home, a pseudo-terminal, no `--server.headless`, a display (without one the platform
    takes itself for headless and asks nothing), and nothing to open the page with.
    """
    port = find_free_port()
    terminal, inner = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("STREAMLIT", "COHORT"))}
    environment |= {"HOME": str(tmp_path), "BROWSER": "true", "TERM": "dumb", "DISPLAY": ":0"}
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=PROJECT, stdin=inner, stdout=inner, stderr=inner,
                               env=environment, start_new_session=True)  # fmt: skip
    os.close(inner)
    try:
        said = read_until(terminal, b"URL:", seconds=60)
    finally:
        process.terminate()
        process.wait(timeout=20)
        os.close(terminal)
    assert b"URL:" in said
    assert b"mail" not in said.lower()
    assert str(port).encode() in said
    assert b"External" not in said


def read_until(terminal: int, wanted: bytes, seconds: float) -> bytes:
    """What a terminal shows until some words, or until time is up."""
    said, end = b"", time.monotonic() + seconds
    while wanted not in said and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            said += os.read(terminal, 4096)
    return said
