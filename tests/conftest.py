"""What every test may use: where the shared data is, and whether its absence is a failure."""

import os
from pathlib import Path

import pytest
from hypothesis.configuration import set_hypothesis_home_dir

PROJECT = Path(__file__).resolve().parent.parent
set_hypothesis_home_dir(PROJECT / ".cache" / "hypothesis")


@pytest.fixture(scope="session")
def project() -> Path:
    """The top of the checkout."""
    return PROJECT


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The shared public data: `$SHARED_DIR`, else `../shared`; skipped (or failed) without it."""
    place = Path(os.environ.get("SHARED_DIR") or PROJECT.parent / "shared")
    if place.is_dir():
        return place
    reason = "no shared data: neither $SHARED_DIR nor ../shared is a folder"
    if os.environ.get("REQUIRE_SHARED") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
