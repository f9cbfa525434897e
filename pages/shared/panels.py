"""The only hand on charts, tables and downloads; everything shown of data comes from a Released.

Sentences and tables may hold labels of an uploaded file (a site, a visit). The platform reads
Markdown in them, so a label could be a picture on another host: everything is escaped here.
"""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis.core import (
    CannotEstimate,
    decimals_of,
    format_brackets,
    format_number,
    label_measure,
    name_level,
)
from analysis.core.results import EffectsByCondition
from analysis.figures import image_options
from analysis.privacy import Released, export_csv, neutralise
from analysis.words import mark_of, say_gate, table_of_gate

from . import pickers, session
from .terms import escape, link_terms

PICTURES: Final = {"svg": "SVG (vector)", "png": "PNG (pixels)"}

AT_RANDOM: Final = "People were assigned to their arms at random."
NOT_AT_RANDOM: Final = (
    "People were not assigned to their arms at random: a difference may come from what differed "
    "between them before treatment and was not recorded."
)
BETTER_IS_POSITIVE: Final = (
    "Positive differences mean that people in the arm with more support did better."
)
HARMS_AS_COUNTED: Final = (
    "Differences here are more or fewer people in the arm with more support: below zero is fewer."
)
LIMITS: Final = (
    "People who did not come back are not in these numbers; how many there were stands beside "
    "each.",
    BETTER_IS_POSITIVE,
    "Nothing here is advice about a single person.",
)
UPLOAD_FILLS: Final = ("not_recorded", "retreatment_not_recorded", "no_baseline")
"""Codes of refusals that another file would mend: an empty page says what to upload."""
SYNTHETIC: Final = "This cohort is made up by a program: nothing about treatment follows from it."


def open_page(question: str, released: Released[Any]) -> None:
    """The question as the title, what must be said of the data, and any notices."""
    st.title(escape(question))
    show_notices()
    show_mark(released)


def show_mark(released: Released[Any]) -> None:
    """Made up or real, in full or not, at random or not."""
    name, said = released.result.data.name, mark_of(released)
    st.info(escape(said if released.result.data.synthetic else f"{name}. {said}"))


def choose_full_detail() -> None:
    """Whether one's own upload is shown in full."""
    wanted = st.checkbox("Full detail of my own upload (small groups, single points): not for "
                         "sharing", value=session.wants_full_detail())  # fmt: skip
    if wanted != session.wants_full_detail():
        session.ask_full_detail(wanted)
        st.rerun()


def show_notices() -> None:
    """What happened to the choices, in plain sentences."""
    for sentence in session.take_notes():
        st.warning(escape(sentence))


def say(*sentences: str) -> None:
    """Sentences made by `analysis.words`, a paragraph each; an empty one is not said."""
    for sentence in filter(None, sentences):
        st.markdown(link_terms(sentence))


def show_chart(figure: Any, alt: str, name: str) -> None:
    """A chart made from a released result, with its description for those who do not see it."""
    options = image_options(name, session.recall("picture") or "svg")
    st.plotly_chart(figure, theme=None, alt=alt, config=options, key=f"chart_{name}")


def show_table(frame: pd.DataFrame) -> None:
    """A table as plain HTML, which a screen reader reads and a phone scrolls sideways.

    An empty one is left out: the sentence above it says why there is nothing.
    """
    if frame.empty:
        return
    shown = frame.rename(columns=lambda name: escape(str(name)))
    shown = shown.map(lambda cell: _write_cell(cell) if isinstance(cell, str) else cell)
    st.table(shown.set_index(shown.columns[0]) if len(shown.columns) > 1 else shown)


def _write_cell(cell: str) -> str:
    """A cell shown as it is; an interval in brackets stays on one line."""
    return escape(cell.replace(" ", "\u00a0") if cell.startswith("[") else cell)


def show_long_table(frame: pd.DataFrame) -> None:
    """A long table of reference figures: it scrolls, sorts and searches."""
    st.dataframe(frame, hide_index=True, height=420)


def show_text(text: str) -> None:
    """Text with lines of its own: notes with formulas, papers."""
    if text:
        st.text(text)


def offer_csv(frame: pd.DataFrame, released: Released[Any], name: str, label: str) -> None:
    """A table as a CSV file; it is written when the button is pressed."""
    st.download_button(label, lambda: export_csv(frame, released), f"{name}.csv", "text/csv",
                       on_click="ignore", key=f"csv_{name}")  # fmt: skip


def offer_file(content: bytes | str, name: str, kind: str, label: str) -> None:
    """A file that holds no result: a template, a mapping, a person's own rejected rows."""
    st.download_button(label, content, name, kind, on_click="ignore", key=f"file_{name}")


def offer_rows(frame: pd.DataFrame, name: str, label: str) -> None:
    """Rows of a person's own file, back to that person; no cell runs as a formula."""
    safe = frame.map(neutralise).to_csv(index=False).encode("utf-8-sig")
    offer_file(safe, f"{name}.csv", "text/csv", label)


def choose_picture() -> None:
    """How the button on a chart saves it."""
    st.selectbox(
        "The camera on a chart saves",
        list(PICTURES),
        format_func=lambda kind: PICTURES[kind],
        key="picture",
        persist_state="session",
    )


def details() -> Any:
    """The researcher's part of a page: collapsed in plain view, open in detailed view.

    What is in it is worked out and drawn only while it stands open (`.open`).
    """
    wanted = pickers.wants_details()
    return st.expander(
        "For researchers", expanded=wanted, key=f"details_{wanted}", on_change="rerun"
    )


def show_progress(doing: str) -> Any:
    """A sign that something takes a while, with what it is; used as a `with` block."""
    return st.spinner(f"{escape(doing)} ...")


def show_notes(*notes: str) -> None:
    """Remarks, one a line."""
    st.markdown("\n".join(f"- {link_terms(note)}" for note in dict.fromkeys(notes)))


def show_methods(answer: Released[EffectsByCondition], condition: str) -> None:
    """The gate of one condition, and how each estimate was made: method, df, p, SD, source."""
    say(say_gate(answer, condition))
    show_table(table_of_gate(answer, condition))
    found = [e for e in answer.result.effects if e.condition == condition]
    for effect in found:
        rows = [
            {
                "Measure": label_measure(name),
                "Value": format_number(e.value, decimals_of(e)),
                name_level(e.level): format_brackets(e.low, e.high, decimals_of(e)),
                "SE": "" if e.se is None else f"{e.se:.3f}",
                "df": "" if e.df is None else f"{e.df:.1f}",
                "p": "" if e.p is None else ("< 0.001" if e.p < 0.001 else f"{e.p:.3f}"),
                "Method": e.method,
                "Source": e.source,
            }
            for name, e in (effect.estimates or {}).items()
        ]
        if rows:
            show_table(pd.DataFrame(rows))
        show_notes(*effect.notes)


def show_limits(released: Released[Any], *, harms: bool = False) -> None:
    """What these numbers cannot carry, and what was hidden; `harms` are never turned round."""
    data = released.result.data
    st.header("Limits")
    first = AT_RANDOM if data.randomised else NOT_AT_RANDOM
    made_up = (SYNTHETIC,) if data.synthetic else ()
    limits = [HARMS_AS_COUNTED if harms and text == BETTER_IS_POSITIVE else text for text in LIMITS]
    show_notes(first, *made_up, *limits, *getattr(released.result, "notes", ()), *released.notes)


@contextmanager
def say_failures() -> Iterator[None]:
    """Say in one plain sentence what went wrong; log where, and never what it held."""
    try:
        yield
    except CannotEstimate as refused:
        st.info(escape(f"{refused.refusal.sentence} {refused.refusal.mend}".strip()))
        if refused.refusal.code in UPLOAD_FILLS:
            st.page_link("pages/cohort.py", label="Upload a cohort, or see what a file may hold")
    except Exception as fault:
        place = traceback.extract_tb(fault.__traceback__)[-1]
        logging.getLogger(__name__).error(
            "%s in %s, line %s", type(fault).__name__, place.name, place.lineno
        )
        st.error(
            "Something went wrong in the program, not in your data. Choose something else, or "
            "reload the page; what you uploaded would have to be uploaded again then."
        )
