"""The only hand on st.session_state: who is in, what is chosen, which upload is held."""

import re
import time
from collections.abc import Mapping as Dictionary
from typing import Any

import streamlit as st

from analysis.core import Cohort
from analysis.loading import Mapping

from . import door

URL_KEYS = (
    "cohort", "treatment", "comparator", "instrument", "visit", "measure", "condition",
    "substance", "age", "sex", "site", "dose", "prior", "severity", "estimand", "margin", "view",
)  # fmt: skip
"""Choices that stand in the address; each is also the key of its widget."""

PAGE_KEYS = ("rule", "outcome", "split", "clock", "term", "lost", "target", "band", "topic", "look")
"""Choices of one page alone: in the address too, where they are not at their default."""
LINK_KEYS = (*URL_KEYS, *PAGE_KEYS)

CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
UPLOAD = "upload-"
"""How the code of an uploaded cohort begins; eight letters of its fingerprint follow."""

_ENTERED, _DOOR, _IN_LINK, _USUAL = "_entered", "_door", "_in_link", "_usual"
_UPLOAD, _FULL, _DRAFT, _ROUND = "_upload", "_full_detail", "_draft", "_round"
_NOTICES, _NARROW, _HELD = "_notices", "_narrow", "_held"


def is_locked() -> bool:
    """Whether a password is set that this session has not given."""
    wanted = door.wanted_hash()
    return bool(wanted) and st.session_state.get(_DOOR) != wanted


def enter() -> None:
    """Ask for the password where one is set, then mark this run as let in.

    Called by `dashboard.py` before anything of a cohort is read; without the mark no page runs.
    """
    st.session_state.pop(_ENTERED, None)
    if is_locked():
        _ask_password(door.wanted_hash())
    st.session_state[_ENTERED] = True


def _ask_password(wanted: str) -> None:
    st.title("This dashboard asks for a password")
    with st.form("door"):
        given = st.text_input("Password", type="password", autocomplete="current-password")
        sent = st.form_submit_button("Go in")
    if sent and door.matches(given, wanted):
        st.session_state[_DOOR] = wanted
        st.rerun()
    if sent:
        time.sleep(1.0)  # a guess costs a second
        st.error("That is not the password.")
    st.stop()


def require_entry() -> None:
    """First statement of every page: go back to the door unless `enter` let this run in.

    After a restart the platform runs a page by the name of its file without `dashboard.py`, so
    without its access check; the mark is used up by one page of one run, and its absence stops.
    """
    if not st.session_state.pop(_ENTERED, False):
        st.switch_page("dashboard.py", query_params=read_link())


def read_link() -> dict[str, str]:
    """The choices in the address."""
    return {k: st.query_params[k] for k in LINK_KEYS if k in st.query_params}


def asked_for(url_path: str) -> bool:
    """Whether the address in the browser is the one of a page."""
    return (st.context.url or "").rstrip("/").endswith(f"/{url_path}")


def adopt_link() -> None:
    """Take the choices from the address where it changed by another hand than `write_link`.

    The platform can bind a widget to the address itself, but writes the label a person reads
    there, so a link would break when a label is reworded or follows the substance. Here the
    address holds codes. `cohort` always stands in it: an address without our keys is one of the
    menu and changes nothing; one that differs from what was written is a link, or the back
    button, and says everything: what it leaves out goes back to its default.
    """
    st.session_state.pop(_HELD, None)
    link = read_link()
    if link and link != st.session_state.get(_IN_LINK):
        _forget_choices()
        st.session_state.update(link)
    st.session_state[_IN_LINK] = link


def write_link(choices: dict[str, str]) -> None:
    """Put choices into the address, nothing else; an upload is named there and not described.

    Parameters
    ----------
    choices : dict of str
        Codes by key, those at their default left out.
    """
    if choices["cohort"].startswith(UPLOAD):
        choices = {"cohort": choices["cohort"]}
    if read_link() != choices:
        st.query_params.from_dict(choices)
    st.session_state[_IN_LINK] = choices


def _forget_choices() -> None:
    for key in LINK_KEYS:
        st.session_state.pop(key, None)


def is_narrow() -> bool:
    """Whether charts are drawn in their compact form: as the browser said, else on a phone."""
    guess = "Mobi" in (st.context.headers.get("User-Agent") or "")
    return bool(st.session_state.get(_NARROW, guess))


def note_width(*, narrow: bool) -> None:
    """Keep what the browser said of its window."""
    st.session_state[_NARROW] = narrow


def page_choices() -> dict[str, str]:
    """What is chosen on single pages, where that is not the default there."""
    usual = st.session_state.get(_USUAL, {})
    chosen = {key: str(st.session_state.get(key, "")) for key in PAGE_KEYS}
    return {k: code for k, code in chosen.items() if CODE.fullmatch(code) and code != usual.get(k)}


def note_usual(key: str, code: str) -> None:
    """Keep the default of a page's own choice, which is left out of the address."""
    st.session_state.setdefault(_USUAL, {})[key] = code


def recall(key: str, default: str | None = None) -> str | None:
    """What is chosen under a key."""
    return st.session_state.get(key, default)


def put(key: str, code: str) -> None:
    """Choose something before its widget is drawn."""
    st.session_state[key] = code


def note(sentence: str) -> None:
    """Keep a sentence for the top of the page of this run."""
    st.session_state.setdefault(_NOTICES, []).append(sentence)


def take_notes() -> list[str]:
    """The sentences kept, which are then forgotten."""
    return st.session_state.pop(_NOTICES, [])


def own_upload() -> Cohort | None:
    """The cohort this person uploaded and accepted, if any."""
    return st.session_state.get(_UPLOAD)


def code_of_upload(fingerprint: str) -> str:
    """How an upload is named in a link: by the first eight letters of its fingerprint."""
    return f"{UPLOAD}{fingerprint[:8]}"


def remember_upload(cohort: Cohort) -> None:
    """Use a checked upload from now on, in protected view, with every choice at its default."""
    _forget_choices()
    st.session_state[_UPLOAD] = cohort
    st.session_state[_FULL] = False
    put("cohort", code_of_upload(cohort.fingerprint))
    drop_draft()


def hold(cohort: Cohort, controls: Dictionary[str, Any]) -> None:
    """Keep the cohort and the choices of this run for the page."""
    st.session_state[_HELD] = (cohort, controls)


def held_cohort() -> Cohort | None:
    """The cohort of this run, None where a link names an upload that is not here."""
    return st.session_state.get(_HELD, (None, {}))[0]


def held_controls() -> Dictionary[str, Any]:
    """What can be chosen in this run, by key."""
    return st.session_state.get(_HELD, (None, {}))[1]


def wants_full_detail() -> bool:
    """Whether the person asked to see their own upload in full detail."""
    return bool(st.session_state.get(_FULL))


def ask_full_detail(wanted: bool) -> None:
    """Switch full detail of one's own upload on or off."""
    st.session_state[_FULL] = wanted


def keep_draft(name: str, content: bytes, mapping: Mapping | None = None) -> None:
    """Keep an uploaded file's bytes while its form is open; a new key empties the uploader."""
    st.session_state[_DRAFT] = (name, content, mapping)
    st.session_state[_ROUND] = upload_round() + 1


def map_draft(mapping: Mapping) -> None:
    """Read the file being looked at with another mapping from now on."""
    name, content, _ = st.session_state[_DRAFT]
    forget_form()
    keep_draft(name, content, mapping)


def draft() -> tuple[str, bytes, Mapping | None] | None:
    """Name, bytes and mapping of the file being looked at, or None."""
    return st.session_state.get(_DRAFT)


def drop_draft() -> None:
    """Forget the bytes of the file being looked at, and what its form holds."""
    forget_form()
    st.session_state.pop(_DRAFT, None)


def forget_form() -> None:
    """Forget what the mapping form holds: it is filled in anew from the mapping."""
    for key in [k for k in st.session_state if str(k).startswith("map_")]:
        del st.session_state[key]


def upload_round() -> int:
    """Counts uploads, so that each uploader has a key of its own."""
    return st.session_state.get(_ROUND, 0)


def forget_everything() -> None:
    """Forget the upload, its draft and every choice; the door stays open."""
    kept = {key: st.session_state[key] for key in (_DOOR, _ROUND) if key in st.session_state}
    st.session_state.clear()
    st.session_state.update(kept)
    st.session_state[_ROUND] = upload_round() + 1
    st.session_state[_IN_LINK] = read_link()  # not to be taken for a link to the upload
