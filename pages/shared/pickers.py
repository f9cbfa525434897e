"""Widgets that choose: the cohort, the comparison, a condition, a measure."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from analysis.answers import Choices
from analysis.core import ARMS, FILTER_NAMES, Cohort, Comparison, label_arm, settings
from analysis.loading import list_shelf, load_demonstration, load_from_shelf
from analysis.privacy import View
from analysis.words import MEASURES

from . import cached, session

DEMONSTRATION: Final = "demonstration"
EVERYONE: Final = ""
VIEWS: Final = {
    "plain": "Plain: the sentence and the picture",
    "detailed": "Detailed: statistics opened",
}
FILTERS: Final = {
    "age": "Age", "sex": "Sex", "site": "Site", "dose": "Dose", "prior": "Failed treatments before",
    "severity": "Severity at baseline",
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One thing to choose: its key in the address, its options by code, its default."""

    key: str
    label: str
    options: dict[str, str]
    default: str


def go_to(page: StreamlitPage) -> Callable[[], None]:
    """A page that only leads to another one, with the choices in the address."""

    def start() -> None:
        session.require_entry()
        st.switch_page(page, query_params=session.read_link())

    return start


def choose_comparison() -> None:
    """Draw the shared choices in the sidebar and put them into the address."""
    session.adopt_link()
    with st.sidebar:
        _draw(_settle(_list_cohorts()))
        cohort = find_cohort(session.recall("cohort", DEMONSTRATION) or DEMONSTRATION)
        if cohort is None:
            return
        choices = cached.choices_of(cohort)
        settled = {"cohort": str(session.recall("cohort"))}
        for choice in list_controls(choices):
            _settle(choice)
        controls = list_controls(choices)
        _draw_all({choice.key: choice for choice in controls}, choices)
        settled |= {
            choice.key: code
            for choice in controls
            if (code := session.recall(choice.key)) and code != choice.default
        }
    session.write_link(settled)
