"""The part of a page on groups that chance did not make: how alike weighting makes them."""

from typing import Any

import streamlit as st

from analysis.core.results import ComparableGroups
from analysis.figures import draw_love, draw_overlap
from analysis.privacy import Released
from analysis.words import (
    describe_love,
    describe_overlap,
    say_balance,
    say_outside,
    say_overlap,
    say_unmeasured,
    table_of_balance,
    table_of_confounders,
    table_of_every_item,
    table_of_needs,
    table_of_overlap,
    table_of_weighted,
)

from . import panels


def show_weighting(answer: Released[ComparableGroups], *, compact: bool, detailed: bool) -> None:
    """Overlap, balance before and after weights, the gate, and what was not recorded."""
    if answer.result.overlap:
        st.header("Were there people like each other in both?")
        panels.say(say_overlap(answer))
        panels.show_chart(draw_overlap(answer, compact), describe_overlap(answer), "overlap")
        panels.show_table(table_of_overlap(answer))
    if answer.result.covariates(("modelled",)):
        st.header("How alike does weighting make them?")
        panels.say(say_balance(answer), say_outside(answer))
        chart: Any = draw_love(answer, compact, detailed)
        panels.show_chart(chart, describe_love(answer, detailed), "balance")
    if answer.result.gate:
        st.header("Is it a fair comparison?")
        panels.show_table(table_of_needs(answer))
    if answer.result.unmeasured:
        st.header("Could something unrecorded account for it?")
        panels.say(*say_unmeasured(answer))
        panels.show_table(table_of_confounders(answer))


def show_weighting_details(answer: Released[ComparableGroups]) -> None:
    """Every covariate, every item of the gate, and the weighted difference with its method."""
    for table in (table_of_balance(answer), table_of_every_item(answer), table_of_weighted(answer)):
        panels.show_table(table)
    balance = table_of_balance(answer)
    if len(balance):
        panels.offer_csv(balance, answer, "balance", "Balance (CSV)")
