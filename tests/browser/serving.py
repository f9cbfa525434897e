"""Starting the dashboard and a browser, for the fixtures and for the screenshots."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

PROJECT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
SLOWEST_START = 60.0


@dataclass(frozen=True)
class App:
    """A running dashboard."""

    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def find_browser() -> str | None:
    """Where Chromium is: `$CHROME_BIN`, else one of its names on the PATH."""
    named = os.environ.get("CHROME_BIN")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


def find_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serve(home: Path, script: Path = PROJECT / "dashboard.py", **environment: str) -> Iterator[App]:
    """A fresh process of the dashboard with an empty home folder; ended on the way out.

    Nothing visits it before it is handed over: the health of the server is asked for, which runs
    no script.
    """
    app = App(find_free_port(), home / "server.log")
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port",
               str(app.port), "--server.headless", "true"]  # fmt: skip
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("STREAMLIT_", "COHORT_"))}
    with app.log.open("w") as log:
        process = subprocess.Popen(command, cwd=script.parent, stdout=log, stderr=log,
                                   env=kept | {"HOME": str(home)} | environment)  # fmt: skip
        try:
            wait_until_up(app, process)
            yield app
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_until_up(app: App, process: "subprocess.Popen[bytes]") -> None:
    """Wait for the server to answer; fail with its log where it does not."""
    end = time.monotonic() + SLOWEST_START
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{app.url}/_stcore/health", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("the dashboard did not start:\n" + app.log.read_text())
