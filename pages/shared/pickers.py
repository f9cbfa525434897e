"""Widgets that choose: the cohort, the comparison, a condition, a measure."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Final, cast

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from analysis.core import CannotEstimate, Cohort, Comparison, settings
from analysis.core.results import EffectsByCondition, Measure
from analysis.loading import UnreadableFile, list_shelf, load_demonstration, load_from_shelf
from analysis.privacy import Released, View

from . import cached, session
from .controls import Control, chosen_filters, settle, settle_controls

DEMONSTRATION: Final = "demonstration"
MAIN: Final = ("treatment", "comparator", "visit", "instrument", "substance")
NAMED_UPLOAD: Final = re.compile(rf"{session.UPLOAD}[0-9a-f]{{8}}")
ABSENT: Final = "An upload, not open here"


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
        cohorts = list_cohorts()
        settle(cohorts)
        draw(cohorts)
        chosen = {"cohort": session.recall("cohort") or DEMONSTRATION}
        cohort = find_cohort(chosen["cohort"])
        if cohort is not None:
            controls = settle_controls(cached.choices_of(cohort))
            _draw_controls(controls)
            codes = {key: session.recall(key) for key in controls}
            chosen |= {k: c for k, c in codes.items() if c and c != controls[k].default}
            chosen |= session.page_choices()
            session.hold(cohort, controls)
    session.write_link(chosen)


def _draw_controls(controls: dict[str, Control]) -> None:
    for key in MAIN:
        if len(controls[key].options) > 1 or key in ("treatment", "comparator"):
            draw(controls[key])
    filters = [c for c in controls.values() if "" in c.options]
    used = chosen_filters()
    if filters:
        with st.expander(f"Only some people ({len(used) or 'no'} filter{'s'[: len(used) != 1]})"):
            st.caption(f"At most {settings.MAXIMUM_FILTERS} at once, in fixed bands.")
            for control in filters:
                full = len(used) >= settings.MAXIMUM_FILTERS and control.key not in used
                draw(control, disabled=full)
    for key in ("estimand", "margin", "view"):
        if key in controls:
            draw(controls[key])


def draw(control: Control, *, disabled: bool = False) -> None:
    """A select box whose code is kept under the control's key, across pages."""
    st.selectbox(
        control.label,
        list(control.options),
        format_func=lambda code: control.options.get(code, ""),
        key=control.key,
        persist_state="session",
        disabled=disabled,
    )


def choose(key: str) -> str:
    """Draw one of the cohort's controls on a page; returns the code chosen."""
    control = session.held_controls()[key]
    draw(control)
    return session.recall(key) or control.default


def choose_here(key: str, label: str, options: dict[str, str], default: str = "") -> str:
    """Draw a choice of this page alone (one of `session.PAGE_KEYS`); returns its code.

    It stands in the address from the next run on: until then nobody has chosen anything. What is
    no option here (the rule of another scale) gives way to the default without a word.
    """
    control = Control(key, label, options, default or next(iter(options)))
    session.note_usual(key, control.default)
    if session.recall(key) not in options:
        session.put(key, control.default)
    draw(control)
    return session.recall(key) or control.default


def slide_here(key: str, label: str, options: dict[str, str], default: str = "") -> str:
    """As `choose_here`, with a slider: for choices that stand in an order."""
    control = Control(key, label, options, default or next(iter(options)))
    session.note_usual(key, control.default)
    if session.recall(key) not in options:
        session.put(key, control.default)
    st.select_slider(
        control.label,
        list(control.options),
        format_func=lambda code: control.options.get(code, ""),
        key=key,
        persist_state="session",
    )
    return session.recall(key) or control.default


def label_of(key: str) -> str:
    """The label of what is chosen under a key."""
    control = session.held_controls()[key]
    return str(control.options.get(session.recall(key), ""))


def choose_measure() -> Measure:
    """Draw the choice of a measure; returns its name."""
    return cast("Measure", choose("measure"))


def choose_condition(answer: Released[EffectsByCondition]) -> str:
    """Draw the choice of one condition among those in an answer; returns its code."""
    there = {effect.condition: effect.condition_label for effect in answer.result.effects}
    if not there:
        raise CannotEstimate(
            "nobody", "There is nobody to compare here.", "Choose other people, or another dataset."
        )
    control = Control("condition", "Condition", there, next(iter(there)))
    settle(control)
    draw(control)
    return session.recall("condition") or control.default


def list_cohorts() -> Control:
    """The demonstration cohort, the clinic's shelf, and one's own upload."""
    options = {DEMONSTRATION: "Demonstration (synthetic)"}
    options |= {code_of_shelf(item.name): item.name for item in list_shelf() if item.ok}
    own, asked = session.own_upload(), session.recall("cohort") or ""
    if own is not None:
        options[session.code_of_upload(own.fingerprint)] = f"Upload: {own.name}"
    if asked not in options and NAMED_UPLOAD.fullmatch(asked):
        options[asked] = ABSENT
    return Control("cohort", "Dataset", options, DEMONSTRATION)


def code_of_shelf(name: str) -> str:
    """How a cohort of the shelf is named in a link: never by the name of its file."""
    return f"shelf-{sha256(name.encode()).hexdigest()[:8]}"


def find_cohort(code: str) -> Cohort | None:
    """The cohort behind a code; None for an upload that is not open in this session."""
    own = session.own_upload()
    if own is not None and code == session.code_of_upload(own.fingerprint):
        return own
    for item in list_shelf():
        if item.ok and code == code_of_shelf(item.name):
            try:
                return load_from_shelf(item.name)
            except UnreadableFile:
                session.note("The cohort was taken from the shelf just now.")
    return None if NAMED_UPLOAD.fullmatch(code) else load_demonstration()


def current() -> tuple[Cohort, Comparison, View]:
    """The cohort in use, what is asked of it, and how much of it this person wants to see.

    A link to an upload that is not open here is answered with how to open it.
    """
    cohort = session.held_cohort()
    if cohort is None:
        _say_absent(session.recall("cohort") or "")
        st.stop()
    keys = {key: session.recall(key) or "" for key in session.held_controls()}
    asked = {key: code for key, code in keys.items() if code and key != "condition"}
    view: View = "full" if session.wants_full_detail() else "protected"
    return cohort, Comparison.from_query(asked), view


def _say_absent(code: str) -> None:
    st.title("This link is to an uploaded cohort")
    st.write(
        f"Upload the file with fingerprint {code.removeprefix(session.UPLOAD)}... to see this. An "
        "uploaded file stays in the session of the person who uploaded it; a link never holds it."
    )
    st.page_link("pages/cohort.py", label="Upload it on “Your cohort”")
    st.write("Or choose another dataset in the menu at the side.")


def wants_details() -> bool:
    """Whether the researcher's part of a page stands open."""
    return session.recall("view") == "detailed"
