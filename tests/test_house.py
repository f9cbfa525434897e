"""The house stands as `architecture` draws it, and a planted breach of each kind is found."""

import subprocess
from pathlib import Path

import pytest

from tests.house_rules import find_breaches

TOP_LEVEL = {
    "dashboard.py", "pages", "data", "analysis", "tests", "requirements.txt", "README.md",
    "pyproject.toml", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md",
}  # fmt: skip


def our_files(project: Path) -> list[Path]:
    return [
        project / "dashboard.py",
        *(f for d in ("pages", "analysis") for f in (project / d).rglob("*.py")),
    ]


def test_no_file_breaks_a_rule(project):
    breaches = [
        breach
        for file in our_files(project)
        for breach in find_breaches(file.relative_to(project).as_posix(), file.read_text("utf-8"))
    ]
    assert breaches == []


def test_the_top_level_is_the_fixed_one(project):
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=project, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    names = {name.split("/")[0] for name in tracked}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


PLANTED = {
    "a page imports an estimator's room": (
        "pages/a.py",
        "from analysis.effect_sizes import hedges_g\n",
    ),
    "a room imports its neighbour": (
        "analysis/loading/a.py",
        "from analysis.effect_sizes import smd\n",
    ),
    "core imports a room": ("analysis/core/a.py", "from analysis.loading import x\n"),
    "an answer draws": ("analysis/answers/a.py", "from analysis.figures import draw_forest\n"),
    "privacy imports loading": ("analysis/privacy/a.py", "import analysis.loading\n"),
    "anything imports the command line": (
        "analysis/answers/a.py",
        "from analysis.command_line import main\n",
    ),
    "past a face": ("analysis/answers/a.py", "from analysis.loading.shelf import list_shelf\n"),
    "past a face by from analysis": ("analysis/loading/a.py", "from analysis import words\n"),
    "own package by its full name": (
        "analysis/words/a.py",
        "from analysis.words.numbers import f\n",
    ),
    "a climbing relative import": ("analysis/words/a.py", "from ..core import Estimate\n"),
    "streamlit under analysis": ("analysis/words/a.py", "import streamlit as st\n"),
    "plotly on a page": ("pages/a.py", "import plotly.graph_objects as go\n"),
    "scipy.stats outside a function": ("analysis/core/a.py", "from scipy.stats import t\n"),
    "session state on a page": (
        "pages/a.py",
        "import streamlit as st\nst.session_state['a'] = 1\n",
    ),
    "the user on a page": ("pages/a.py", "import streamlit as st\nst.user.email\n"),
    "a cache on a page": (
        "pages/a.py",
        "import streamlit as st\n@st.cache_data\ndef f():\n    return 1\n",
    ),
    "a chart on a page": ("pages/a.py", "import streamlit as st\nst.plotly_chart(1)\n"),
    "a table in a column": ("pages/a.py", "def f(column):\n    column.dataframe(1)\n"),
    "a download on a page": (
        "pages/a.py",
        "import streamlit as st\nst.download_button('a', b'')\n",
    ),
    "released outside privacy": (
        "analysis/answers/a.py",
        "def f(Released):\n    return Released(1)\n",
    ),
    "a long file": ("analysis/core/a.py", "x = 1\n" * 251),
    "a long page": ("pages/a.py", "x = 1\n" * 61),
    "a long function": ("analysis/core/a.py", "def f():\n" + "    x = 1\n" * 41),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_breach_is_found(kind):
    place, source = PLANTED[kind]
    assert find_breaches(place, source), kind


ALLOWED = {
    "a page": (
        "pages/a.py",
        "from analysis.answers import trajectories\nfrom pages.shared import panels\n",
    ),
    "core within core": ("analysis/core/results/a.py", "from ..arm import ARMS\n"),
    "answers": (
        "analysis/answers/a.py",
        "from analysis.core.results import Cell\nfrom .b import c\n",
    ),
    "forty lines": ("analysis/core/a.py", "def f():\n    '''Say.'''\n" + "    x = 1\n" * 40),
}


@pytest.mark.parametrize("kind", ALLOWED)
def test_what_is_allowed_is_not_a_breach(kind):
    place, source = ALLOWED[kind]
    assert find_breaches(place, source) == []
