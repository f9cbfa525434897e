"""Every value of R in the shared reference is answered by a verb, within its tolerance."""

import json
import os
from pathlib import Path

import pytest

from analysis.command_line.estimate.asking import answer
from analysis.command_line.main import build_parser
from tests.reference.calls import CALLS, OTHERWISE
from tests.reference.comparing import find_differences

SHARED = Path(os.environ.get("SHARED_DIR") or Path(__file__).resolve().parents[3] / "shared")


def read_entries() -> dict[str, dict]:
    place = SHARED / "reference" / "reference_values.json"
    if not place.is_file():
        return {}
    return {entry["id"]: entry for entry in json.loads(place.read_text("utf-8"))["entries"]}


ENTRIES = read_entries()


def ask(entry: str, data: Path) -> dict:
    """What the verb (and where one stands in, another library) answers to an entry."""
    found: dict = {}
    if entry in CALLS:
        call = [part.replace("{data}", str(data)) for part in CALLS[entry]]
        found = answer(build_parser().parse_args(["estimate", *call, "--json"]))
    if entry in OTHERWISE:
        found = _merge(found, OTHERWISE[entry](data))
    return found


def _merge(found: dict, more: dict) -> dict:
    merged = dict(found)
    for key, value in more.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merge(merged[key], value) if both else value
    return merged


@pytest.mark.parametrize("entry", ENTRIES)
def test_equals_r(entry, shared_dir):
    assert find_differences(ENTRIES[entry], ask(entry, shared_dir / "data")) == []


def test_there_are_entries(shared_dir):
    assert len(ENTRIES) >= 85
    assert set(CALLS) | set(OTHERWISE) == set(ENTRIES)
