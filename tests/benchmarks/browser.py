"""Start and click of the dashboard beside a one-line app, in a real browser.

    python tests/benchmarks/browser.py

Both apps are driven in turns in one run; figures are medians of 15 and their ratios. Click: another
visit on the effect-size page until the last chart is redrawn, against the button of the one-line
app. Start: from starting the process to the first chart. Server time is measured apart
(`server.py`).
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
ONE_LINE = Path(__file__).with_name("one_line_app.py")
ROUNDS, STARTS, TRIES = 15, 3, 3000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DRAWN = ".js-plotly-plot .main-svg"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(script: Path):
    """A Streamlit server of one script, with an empty home; yields its address and start time."""
    port = free_port()
    with tempfile.TemporaryDirectory() as home:
        started = time.perf_counter()
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port),
             "--server.headless", "true"],
            cwd=PROJECT, env={**os.environ, "HOME": home},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield f"http://127.0.0.1:{port}", started
        finally:
            server.terminate()
            server.wait()


def open_page(page: Page, address: str) -> None:
    """Go to a page as soon as the server answers and wait for its first chart."""
    for _ in range(TRIES):
        try:
            page.goto(address)
            break
        except Error:  # the server does not listen yet
            time.sleep(0.02)
    page.wait_for_selector(DRAWN, timeout=60_000)


def time_start(browser, script: Path, path: str) -> float:
    """Seconds from starting the process to the first chart."""
    with running(script) as (address, started):
        page = browser.new_page()
        open_page(page, address + path)
        seconds = time.perf_counter() - started
        page.close()
    return seconds


WATCH = """() => {
  window.redrawn = 0;
  window.watcher?.disconnect();
  window.watcher = new MutationObserver(changes => {
    if (changes.some(change => change.target.closest?.('.js-plotly-plot')))
      window.redrawn = performance.now();
  });
  window.watcher.observe(document.body, {subtree: true, childList: true, attributes: true});
}"""
QUIET = "() => window.redrawn > 0 && performance.now() - window.redrawn > 400"


def time_click(page: Page, click) -> float:
    """Milliseconds from a click to the last redraw (no further one within 400 ms)."""
    page.evaluate(WATCH)
    click(page)
    began = float(page.evaluate("window.clicked"))
    page.wait_for_function(QUIET, timeout=20_000)
    return float(page.evaluate("window.redrawn")) - began


def note_click(page: Page) -> None:
    """From now on `window.clicked` is when the page was last clicked."""
    page.evaluate("addEventListener('click', () => { window.clicked = performance.now(); }, true)")


def choose_visit(page: Page, turn: int) -> None:
    """Choose another visit in the sidebar's select box."""
    page.get_by_label("Visit", exact=False).first.click()
    options = page.get_by_role("option")
    options.nth(turn % 2 + 3).click()


def press_again(page: Page) -> None:
    """The one button of the one-line app."""
    page.get_by_role("button", name="Again").click()


def find_browser() -> str:
    """The Chromium of this machine."""
    for name in (os.environ.get("CHROME_BIN"), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    raise SystemExit("no Chromium: set CHROME_BIN")


def main() -> None:
    """Print the table."""
    dashboard = PROJECT / "dashboard.py"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        starts = [
            (time_start(browser, ONE_LINE, "/"), time_start(browser, dashboard, "/"))
            for _ in range(STARTS)
        ]
        with running(ONE_LINE) as (small, _), running(dashboard) as (large, _):
            plain, full = (
                browser.new_page(),
                browser.new_page(viewport={"width": 1280, "height": 1000}),
            )
            open_page(plain, small)
            open_page(full, large + "/by-condition")
            full.wait_for_timeout(2000)
            note_click(plain)
            note_click(full)
            clicks = []
            for turn in range(ROUNDS + 2):
                ours = time_click(full, lambda page, turn=turn: choose_visit(page, turn))
                theirs = time_click(plain, press_again)
                clicks.append((theirs, ours))
        browser.close()
    report(starts, clicks[2:])


def report(starts, clicks) -> None:
    """The figures beside what they must reach."""
    small, large = (statistics.median(column) for column in zip(*starts, strict=True))
    plain, full = (statistics.median(column) for column in zip(*clicks, strict=True))
    print(
        f"start to first chart   one line {small:6.2f} s    ours {large:6.2f} s    "
        f"{large / small:.2f} times (at most 2.5)"
    )
    print(
        f"click to last chart    one line {plain:6.0f} ms   ours {full:6.0f} ms   "
        f"{full / plain:.2f} times (at most 4)"
    )


if __name__ == "__main__":
    main()
