"""`python -m analysis check --json` on some bytes, in this process or in one of its own."""

import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from analysis.command_line import main

PROJECT = Path(__file__).resolve().parents[2]
Said = dict[str, Any]
"""The JSON object of `check`, with its exit status under "exit"."""


def check_here(data: bytes, folder: Path, name: str = "upload.csv", mapping: str = "") -> Said:
    """What `check` says of a file of these bytes.

    Raises
    ------
    Exception
        Whatever `check` lets through, which it never should.
    """
    arguments = _lay_out(data, folder, name, mapping)
    said, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(errors):
        status = main(arguments)
    return {**json.loads(said.getvalue()), "exit": status}


def check_apart(data: bytes, folder: Path, name: str = "upload.csv", mapping: str = "") -> Said:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "analysis", *_lay_out(data, folder, name, mapping)]
    ran = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=60
    )
    return {**json.loads(ran.stdout), "exit": ran.returncode}


def _lay_out(data: bytes, folder: Path, name: str, mapping: str) -> list[str]:
    """The file in the folder under a plain name, uploaded under any."""
    file = folder / "upload.bin"
    file.write_bytes(data)
    arguments = ["check", str(file), "--json", "--name", name]
    if mapping:
        beside = folder / "upload.mapping"
        beside.write_text(mapping)
        arguments += ["--map", str(beside)]
    return arguments
