"""Trap 2: what is kept, for whom, and under which key."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import cached
from tests.made_up import two_arm_cohort


def decorators(project: Path) -> Iterator[tuple[str, list[str], dict[str, object]]]:
    """Name, parameters and options of every cached function."""
    tree = ast.parse((project / "pages" / "shared" / "cached.py").read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            call = node.decorator_list[0]
            assert isinstance(call, ast.Call)
            options = {k.arg: ast.literal_eval(k.value) for k in call.keywords if k.arg}
            yield node.name, [a.arg for a in node.args.args], options


def test_what_comes_from_an_upload_is_kept_for_its_session(project: Path) -> None:
    scopes = {name: options.get("scope", "global") for name, _, options in decorators(project)}
    assert scopes == {
        "_keep_for_all": "global",
        "_keep_here": "session",
        "_load_upload": "session",
    }


def test_every_cache_is_bounded_and_in_memory(project: Path) -> None:
    for _, _, options in decorators(project):
        assert isinstance(options["max_entries"], int)
        assert "persist" not in options


def test_frames_and_bytes_are_never_hashed(project: Path) -> None:
    for _, parameters, _ in decorators(project):
        hashed = {p for p in parameters if not p.startswith("_")}
        assert hashed <= {"identity", "key", "fingerprint", "name", "said"}


def test_two_readings_of_one_file_are_told_apart() -> None:
    one, other = two_arm_cohort(), two_arm_cohort()
    assert one.fingerprint == other.fingerprint
    assert cached.identify(one) == cached.identify(one)
    assert cached.identify(one) != cached.identify(other)


@pytest.mark.parametrize("origin", ["demonstration", "own_upload"])
def test_a_question_is_answered_once(origin: str) -> None:
    at = AppTest.from_function(ask_twice, kwargs={"origin": origin}).run()
    assert not at.exception
    assert [m.value for m in at.markdown] == ["1", "1", "2"]


def ask_twice(origin: str) -> None:
    from dataclasses import replace

    import streamlit as st

    from pages.shared import cached
    from tests.made_up import two_arm_cohort

    cohort = replace(two_arm_cohort(), origin=origin)
    asked = []

    def question(cohort, parameter):
        asked.append(parameter)
        return parameter

    for parameter in ("a", "a", "b"):
        assert cached.ask(question, cohort, parameter) == parameter
        st.write(str(len(asked)))


def test_forgetting_a_session_leaves_what_everyone_shares(project: Path) -> None:
    source = (project / "pages" / "shared" / "cached.py").read_text()
    assert "_keep_here.clear()" in source
    assert "_load_upload.clear()" in source
    assert "_keep_for_all.clear()" not in source
