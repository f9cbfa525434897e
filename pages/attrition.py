"""Who was lost? The way of each group, and how much worse those lost would have to have done."""

import streamlit as st

from analysis.answers import effects_by_condition, who_was_lost
from analysis.figures import draw_flow, draw_patterns
from analysis.words import (
    describe_flow,
    describe_patterns,
    say_attrition,
    say_patterns,
    say_reasons,
    say_screened,
    say_seen_and_lost,
    table_of_flow,
    table_of_kinds,
    table_of_reasons,
    table_of_seen_and_lost,
    table_of_seen_by_visit,
    title_who_was_lost,
)
from pages.shared import cached, panels, pickers, session
from pages.shared.lost import show_if_lost, show_if_lost_details

session.require_entry()
cohort, asked, view = pickers.current()
everyone = cached.ask(effects_by_condition, cohort, asked, view)
compact = session.is_narrow()

panels.open_page(title_who_was_lost(), everyone)
condition = pickers.choose_condition(everyone)
answer = cached.ask(who_was_lost, cohort, asked, condition, view)
panels.say(say_attrition(answer), say_screened(answer))
panels.show_chart(draw_flow(answer, compact), describe_flow(answer), "who-was-lost")
panels.show_table(table_of_flow(answer))

moved = show_if_lost(cohort, asked, condition, view)

st.header("How and why did people leave?")
panels.say(say_patterns(answer), say_reasons(answer))
panels.show_chart(draw_patterns(answer, compact), describe_patterns(answer), "patterns-of-visits")
panels.show_table(table_of_kinds(answer))
panels.show_table(table_of_reasons(answer))

st.header("Were those lost different to begin with?")
panels.say(say_seen_and_lost(answer))
with st.expander("Those seen and those lost at baseline, line by line"):
    panels.show_table(table_of_seen_and_lost(answer))

details = panels.details()
if details.open:
    with details:
        show_if_lost_details(moved)
        panels.show_table(table_of_seen_by_visit(answer))
        panels.offer_csv(table_of_seen_by_visit(answer), answer, "seen", "Who was seen (CSV)")
        panels.choose_picture()
panels.show_limits(answer)
