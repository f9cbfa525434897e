"""Words that lead a reader on: an estimator, a term, a question, the next page."""

from typing import Final

import streamlit as st

from analysis.answers import MethodEntry
from analysis.core import Term

from . import panels
from .terms import escape

NEXT: Final = {
    "effects": "One condition opened, with every measure",
    "trajectories": "How long did it last?",
    "safety": "Is it safe?",
    "groups": "How sure can we be: are the groups comparable?",
    "attrition": "Who was lost on the way?",
}
"""Pages that answer what people ask next, by the stem of their file."""


def say_under(lead: str, *sentences: str) -> None:
    """Sentences under a few bold words: a paragraph, or a list where there are several."""
    st.markdown(f"**{escape(lead)}**")
    if len(sentences) > 1:
        panels.show_notes(*sentences)
    else:
        panels.say(*sentences)


def explain_term(term: Term) -> None:
    """One entry of the glossary, where links to it lead."""
    st.subheader(escape(term.term), anchor=term.anchor)
    also = f"Also: {', '.join(term.also)}. " if term.also else ""
    st.markdown(escape(also + term.meaning))


def explain_method(entry: MethodEntry) -> None:
    """One estimator in its own words: what it estimates, where, formula, papers."""
    panels.say(entry.summary)
    panels.show_text(f"{entry.name} in analysis/{entry.topic.replace('.', '/')}")
    panels.show_text(entry.notes)
    panels.show_text(entry.source)


def lead_on() -> None:
    """Where the next questions are answered; every choice is kept on the way."""
    st.write("Next:")
    for name, label in NEXT.items():
        st.page_link(f"pages/{name}.py", label=label)
