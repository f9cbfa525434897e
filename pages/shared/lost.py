"""The part of a page on what would become of a difference had those lost done otherwise."""

import streamlit as st

from analysis.answers import if_lost_did_worse
from analysis.core import Cohort, Comparison, label_arm
from analysis.core.results import IfLostDidWorse
from analysis.figures import draw_tipping
from analysis.privacy import Released, View
from analysis.words import (
    describe_tipping,
    name_shift,
    say_if_lost,
    say_imputation,
    say_needed,
    say_shifted,
    table_of_assumptions,
    table_of_imputed,
    table_of_needed,
    table_of_shifts,
)

from . import cached, panels, pickers, session


def show_if_lost(
    cohort: Cohort, asked: Comparison, condition: str, view: View
) -> Released[IfLostDidWorse] | None:
    """The slider, the difference where it stands, and other assumptions; None where refused.

    Filling in scores takes a while the first time; the slider then only reads the curve.
    """
    st.header("If those lost had done worse, would the finding stand?")
    moved: Released[IfLostDidWorse] | None = None
    with panels.say_failures():
        with panels.show_progress("Filling in the scores of those lost"):
            moved = cached.ask(if_lost_did_worse, cohort, asked, condition, view)
        panels.say(say_if_lost(moved), say_needed(moved))
        if moved.result.curve:
            _show_curve(moved)
        panels.show_table(table_of_assumptions(moved))
        notes = dict.fromkeys((*moved.result.notes, *moved.notes))
        if notes:
            panels.show_notes(*notes)
    return moved


def _show_curve(moved: Released[IfLostDidWorse]) -> None:
    result = moved.result
    arm = label_arm(result.comparison.treatment, result.data.substance)
    stops = {f"{point.worse:g}": name_shift(point.worse) for point in result.curve}
    worse = float(pickers.slide_here("lost", f"Those lost from “{arm}” did", stops, "0"))
    panels.say(say_shifted(moved, worse))
    chart = draw_tipping(moved, worse, session.is_narrow())
    panels.show_chart(chart, describe_tipping(moved, worse), "if-lost-did-worse")


def show_if_lost_details(moved: Released[IfLostDidWorse] | None) -> None:
    """How scores were filled in, each difference with its method, where findings change."""
    if moved is None:
        return
    panels.say(say_imputation(moved))
    panels.show_table(table_of_imputed(moved))
    panels.show_table(table_of_needed(moved))
    shifts = table_of_shifts(moved)
    if len(shifts):
        panels.offer_csv(shifts, moved, "if-lost", "The curve (CSV)")
