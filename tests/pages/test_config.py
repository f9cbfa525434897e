"""Traps 5 and 7: the flags that keep patients' values and calls inside."""

import tomllib
from pathlib import Path

import pytest

from analysis.core import settings

WANTED = {
    ("server", "address"): "127.0.0.1",
    ("server", "maxUploadSize"): 50,
    ("server", "showEmailPrompt"): False,
    ("server", "scriptHealthCheckEnabled"): True,
    ("server", "enableXsrfProtection"): True,
    ("server", "enableCORS"): True,
    ("server", "enableAgentApi"): False,
    ("browser", "serverAddress"): "localhost",
    ("browser", "gatherUsageStats"): False,
    ("client", "showErrorDetails"): "none",
    ("runner", "magicEnabled"): False,
}


@pytest.fixture(scope="module")
def config(project: Path) -> dict[str, dict[str, object]]:
    return tomllib.loads((project / ".streamlit" / "config.toml").read_text())


@pytest.mark.parametrize(("place", "value"), WANTED.items(), ids=str)
def test_a_flag_is_set(
    config: dict[str, dict[str, object]], place: tuple[str, str], value: object
) -> None:
    assert config[place[0]][place[1]] == value


def test_the_upload_limit_is_the_readers(config: dict[str, dict[str, object]]) -> None:
    assert config["server"]["maxUploadSize"] * 1024**2 == settings.UPLOAD_LIMIT_BYTES  # type: ignore


def test_no_page_asks_for_an_icon_or_font_from_outside(project: Path) -> None:
    files = [project / "dashboard.py", *(project / "pages").rglob("*.py")]
    text = "\n".join(file.read_text() for file in files)
    assert ":material/" not in text
    assert "http://" not in text
    assert "https://" not in text


def test_html_is_written_once_and_holds_no_data(project: Path) -> None:
    files = [project / "dashboard.py", *(project / "pages").rglob("*.py")]
    assert not any("unsafe_allow_html" in file.read_text() for file in files)
    assert [f.name for f in files if "st.html(" in f.read_text()] == ["style.py"]
