"""The only hand on st.cache_*: what is worked out once and kept, and for whom.

Whatever comes from an upload is kept for its own session alone; the demonstration cohort and the
shelf are the same for everyone, so their answers are too. Nothing is written to disk. Frames are
never hashed (the platform samples rows of large ones): the key is the fingerprint with the
parameters. What is kept is never changed, so it is handed out as it is and not copied.
"""

import itertools
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

import streamlit as st

from analysis.answers import Choices, list_choices
from analysis.core import Cohort
from analysis.loading import Loaded, Mapping
from analysis.loading import load_cohort as read_cohort

_numbers: WeakKeyDictionary[Cohort, int] = WeakKeyDictionary()
_next_number = itertools.count()


def identify(cohort: Cohort) -> str:
    """Fingerprint of a cohort's bytes and a number of its own.

    One file read with two mappings is two cohorts with one fingerprint; the number keeps their
    answers apart.
    """
    number = _numbers.setdefault(cohort, next(_next_number))
    return f"{cohort.fingerprint}:{number}"


def ask(question: Callable[..., Any], cohort: Cohort, *parameters: object) -> Any:
    """The answer to a question, worked out once for a cohort and its parameters."""
    keep = _keep_here if cohort.origin == "own_upload" else _keep_for_all
    key = f"{question.__name__} {parameters!r}"
    return keep(identify(cohort), key, question, cohort, parameters)


@st.cache_resource(max_entries=256, show_spinner=False)
def _keep_for_all(
    identity: str, key: str, _question: Any, _cohort: Cohort, _parameters: Any
) -> Any:
    return _question(_cohort, *_parameters)


@st.cache_resource(max_entries=64, show_spinner=False, scope="session")
def _keep_here(identity: str, key: str, _question: Any, _cohort: Cohort, _parameters: Any) -> Any:
    return _question(_cohort, *_parameters)


def choices_of(cohort: Cohort) -> Choices:
    """What can be asked of a cohort."""
    return ask(list_choices, cohort)


def load_cohort(content: bytes, name: str, mapping: Mapping | None) -> Loaded:
    """An uploaded file, read and checked; raises what `analysis.loading.load_cohort` raises."""
    said = mapping.to_json() if mapping else ""
    return _load_upload(sha256(content).hexdigest(), name, said, content, mapping)


@st.cache_resource(max_entries=2, show_spinner="Reading and checking the file", scope="session")
def _load_upload(
    fingerprint: str, name: str, said: str, _content: bytes, _mapping: Mapping | None
) -> Loaded:
    return read_cohort(_content, name, _mapping)


def forget_files() -> None:
    """Forget what was read of files that are not in use."""
    _load_upload.clear()


def forget_session() -> None:
    """Forget everything worked out in this session from an upload; other people keep theirs."""
    _keep_here.clear()
    _load_upload.clear()
