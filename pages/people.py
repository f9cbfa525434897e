"""Before and after, one by one: how each person changed, and where people ended up."""

import streamlit as st

from analysis.answers import effects_by_condition, one_by_one
from analysis.figures import draw_bands, draw_before_after, draw_changes
from analysis.words import (
    ONE_BY_ONE_TITLE,
    describe_bands,
    describe_before_after,
    describe_changes,
    say_bands,
    say_effect,
    say_mean_changes,
    say_one_by_one,
    table_of_bands,
    table_of_before_after,
    table_of_changes,
    table_of_moves,
)
from pages.shared import cached, panels, pickers, session

session.require_entry()
cohort, asked, view = pickers.current()
everyone = cached.ask(effects_by_condition, cohort, asked, view)
compact = session.is_narrow()

panels.open_page(ONE_BY_ONE_TITLE, everyone)
condition = pickers.choose_condition(everyone)
answer = cached.ask(one_by_one, cohort, asked, condition, view)
panels.say(say_effect(everyone, condition), say_one_by_one(answer))

if answer.view == "full":
    st.header("Each line is one person")
    panels.say(say_mean_changes(answer))
    lines = draw_before_after(answer, compact)
    panels.show_chart(lines, describe_before_after(answer), "before-and-after")
    panels.show_table(table_of_before_after(answer))

st.header("Who got better, and by how much")
with panels.say_failures():
    panels.show_chart(draw_changes(answer, compact), describe_changes(answer), "change")

st.header("Where people ended up")
with panels.say_failures():
    panels.say(say_bands(answer))
    panels.show_chart(draw_bands(answer, compact), describe_bands(answer), "bands")
    panels.show_table(table_of_bands(answer))

details = panels.details()
if details.open:
    with details:
        panels.show_table(table_of_changes(answer))
        panels.show_table(table_of_moves(answer))
        panels.offer_csv(table_of_changes(answer), answer, "changes", "Change by arm (CSV)")
        panels.offer_csv(table_of_moves(answer), answer, "bands", "From band to band (CSV)")
        panels.choose_picture()
panels.show_limits(answer)
