"""The form that says what a file's columns and labels mean; its result is a mapping."""

from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis.core import ARMS, SUBSTANCES, label_arm
from analysis.loading import ROLES, Loaded, Mapping, load_catalogue

from .panels import escape

NOT_SAID: Final = ""
EVERYONE: Final = "*"
MOST_FIELDS: Final = 80
"""More columns or labels than this are mapped in the JSON file, not in a form."""

FIELD: Final = 260
"""Width of a field in pixels."""

DATE_ORDERS: Final = {"dmy": "3 April", "mdy": "4 March", "ymd": "year, month, day (21/04/03)"}
DOUBTFUL_DATES: Final = ("date_order_doubtful", "dates_not_used")

ROLE_NAMES: Final = {"ignore": "do not use", "patient_id": "patient id (is hashed)"}


def fill_in(loaded: Loaded) -> Mapping | None:
    """Draw the form with what was recognised; the mapping, once it is sent.

    Parameters
    ----------
    loaded : Loaded
        The file as read so far.
    """
    known = loaded.mapping
    if max(len(known.roles), *(len(labels) for labels in list_labels(loaded).values())) > (
        MOST_FIELDS
    ):
        st.info("Too many columns or labels for a form: download the mapping and change that.")
        return None
    with st.form("mapping"):
        roles = _choose_roles(known)
        labels = list_labels(loaded)
        arms = _choose("arms", "Which arm is", labels["arms"], known.arms, _arm_names())
        conditions = _choose_conditions(labels["conditions"], known)
        visits = _choose_days(labels["visits"], known)
        instruments = _choose("instruments", "Which scale is", labels["instruments"],
                              known.instruments, _instrument_names())  # fmt: skip
        rest = _choose_rest(loaded)
        if not st.form_submit_button("Read the file this way", type="primary"):
            return None
    return replace(known, roles=roles, arms=arms, conditions=conditions, visits=visits,
                   instruments=instruments, **rest)  # fmt: skip


def list_labels(loaded: Loaded) -> dict[str, list[str]]:
    """Labels of the file that a mapping gives a meaning, by the mapping's keys."""
    known, catalogue = loaded.mapping, load_catalogue()
    return {
        "arms": _join(known.arms, loaded.arms, ARMS),
        "conditions": _join(known.conditions, loaded.conditions, catalogue.conditions),
        "visits": _join(known.visits, loaded.visits, ()),
        "instruments": _join(known.instruments, loaded.instruments, catalogue.instruments),
    }


def _join(mapped: Iterable[str], found: Iterable[str], codes: Container[str]) -> list[str]:
    """Labels already mapped, then those of the file that are no codes of ours."""
    kept = {"not_recorded", EVERYONE}
    labels = [*mapped, *(label for label in found if label not in codes)]
    return [label for label in dict.fromkeys(labels) if label not in kept]


def _lay_side_by_side() -> DeltaGenerator:
    """Fields in rows, as many as there is room for, in their order on a phone too."""
    return st.container(horizontal=True)


def _choose_roles(known: Mapping) -> dict[str, str]:
    st.subheader("What each column is")
    row = _lay_side_by_side()
    return {
        column: row.selectbox(
            escape(f"“{column}”"),
            ROLES,
            index=ROLES.index(role) if role in ROLES else ROLES.index("ignore"),
            format_func=lambda role: ROLE_NAMES.get(role, role.replace("_", " ")),
            key=f"map_role_{number}",
            width=FIELD,
        )
        for number, (column, role) in enumerate(known.roles.items())
    }


def _choose(
    kind: str, question: str, labels: list[str], known: dict[str, str], names: dict[str, str]
) -> dict[str, str]:
    """A code for each label; those left open stay out of the mapping."""
    if not labels:
        return dict(known)
    st.subheader({"arms": "The arms", "instruments": "The scales"}.get(kind, kind.capitalize()))
    codes = [NOT_SAID, *names]
    row = _lay_side_by_side()
    chosen = {
        label: row.selectbox(
            escape(f"{question} “{label}”?"),
            codes,
            index=codes.index(known.get(label, NOT_SAID)),
            format_func=lambda code: names.get(code, "not said"),
            key=f"map_{kind}_{number}",
            width=FIELD,
        )
        for number, label in enumerate(labels)
    }
    return {label: code for label, code in chosen.items() if code}


def _choose_conditions(labels: list[str], known: Mapping) -> dict[str, str]:
    names = {code: c.label for code, c in load_catalogue().conditions.items()}
    if labels:
        return _choose("conditions", "Which condition is", labels, known.conditions, names)
    codes = [NOT_SAID, *names]
    code = st.selectbox("Which condition does everyone in the file have?", codes,
                        index=codes.index(known.conditions.get(EVERYONE, NOT_SAID)),
                        format_func=lambda code: names.get(code, "the file says, or not said"),
                        key="map_everyone")  # fmt: skip
    return {EVERYONE: code} if code else dict(known.conditions)


def _choose_days(labels: list[str], known: Mapping) -> dict[str, int]:
    if not labels:
        return dict(known.visits)
    st.subheader("The visits")
    st.caption("Days since the first infusion; a baseline is day 0 or before.")
    row = _lay_side_by_side()
    days = {
        label: row.number_input(
            escape(f"Study day of “{label}”"),
            value=known.visits.get(label),
            step=1,
            placeholder="not said",
            key=f"map_visit_{number}",
            width=FIELD,
        )
        for number, label in enumerate(labels)
    }
    return {label: int(day) for label, day in days.items() if day is not None}


def _choose_rest(loaded: Loaded) -> dict[str, Any]:
    """How people came to their arms, the substance, and the primary visit."""
    known = loaded.mapping
    st.subheader("The study")
    randomised = st.checkbox("People were assigned to their arms at random",
                             value=bool(known.randomised), key="map_randomised")  # fmt: skip
    substance = _choose_one("Substance everyone was given", SUBSTANCES, known.substance,
                            "as the file says", "map_substance")  # fmt: skip
    visits = {label: label for label in loaded.visits}
    primary = _choose_one("Primary visit", visits, known.primary_visit,
                          "the one nearest week 12", "map_primary")  # fmt: skip
    return {
        "randomised": randomised,
        "substance": substance,
        "primary_visit": primary,
        **_choose_reading(loaded),
    }


def _choose_reading(loaded: Loaded) -> dict[str, Any]:
    """The sheet of a workbook, and what 03/04/2021 means, where the file leaves it open."""
    known, chosen = loaded.mapping, {}
    sheets = loaded.decisions.sheets if loaded.decisions else ()
    if len(sheets) > 1:
        chosen["sheet"] = _choose_one("Sheet to read", {name: name for name in sheets}, known.sheet,
                                      "the one that looks like a cohort", "map_sheet")  # fmt: skip
    doubtful = any(f.code in DOUBTFUL_DATES for f in loaded.findings)
    if doubtful or known.date_order:
        chosen["date_order"] = _choose_one("What does 03/04/2021 mean?", DATE_ORDERS,
                                           known.date_order, "not said", "map_dates")  # fmt: skip
    return chosen


def _choose_one(
    label: str, names: dict[str, str], chosen: str | None, otherwise: str, key: str
) -> str | None:
    codes = [NOT_SAID, *names]
    code = st.selectbox(label, codes, index=codes.index(chosen) if chosen in codes else 0,
                        format_func=_name_from(names, otherwise), key=key)  # fmt: skip
    return code or None


def _name_from(names: dict[str, str], otherwise: str) -> Callable[[str], str]:
    return lambda code: names.get(code, otherwise)


def _arm_names() -> dict[str, str]:
    return {arm: label_arm(arm, "ketamine_iv") for arm in ARMS}


def _instrument_names() -> dict[str, str]:
    return {code: scale.name for code, scale in load_catalogue().instruments.items()}
