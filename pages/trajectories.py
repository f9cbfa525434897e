"""How long did a difference last: means over time, who stayed in response, who lost it."""

import streamlit as st

from analysis import answers, figures, words
from pages.shared import cached, panels, pickers, session

session.require_entry()
cohort, asked, view = pickers.current()
everyone = cached.ask(answers.effects_by_condition, cohort, asked, view)
compact = session.is_narrow()

panels.open_page(words.title_how_long(everyone.result.data), everyone)
condition = pickers.choose_condition(everyone)
means = cached.ask(answers.trajectories, cohort, asked, condition, view)
panels.say(words.say_what_is_known(means), words.say_trajectories(means))
panels.show_chart(
    figures.draw_trajectories(means, compact),
    words.describe_trajectories(means),
    "change-over-time",
)
panels.say(words.say_visit_by_visit(means))
panels.show_table(words.table_of_differences(means))

st.header("Of everyone who started, how many were in response?")
staying = losing = None
with panels.say_failures():
    staying = cached.ask(answers.in_response_over_time, cohort, asked, condition, view)
    panels.say(*words.say_in_response(staying))
    share = figures.draw_in_response(staying, compact)
    panels.show_chart(share, words.describe_in_response(staying), "in-response")
    panels.show_table(words.table_in_response(staying))

if staying is not None:
    st.header("Among those who responded, how long did it last?")
    panels.say(words.AMONG_RESPONDERS)
    outcome = pickers.choose_here("outcome", "What to show", words.OUTCOMES)
    clock = pickers.choose_here("clock", "Count the weeks from", words.CLOCKS)
    with panels.say_failures():
        losing = cached.ask(
            answers.loss_of_response, cohort, asked, condition, outcome, clock, view
        )
        panels.say(*words.say_losses(losing))
        curves = figures.draw_losses(losing, compact)
        panels.show_chart(curves, words.describe_losses(losing), "loss-of-response")
        panels.show_table(words.table_of_losses(losing))

details = panels.details()
if details.open:
    with details:
        panels.say(words.say_model(means))
        panels.show_notes(*words.say_why_not(means), words.say_last_visit(means))
        panels.show_table(words.table_of_model(means))
        panels.show_table(words.table_of_means(means))
        if means.result.courses:
            everyone_seen = figures.draw_courses(means, compact)
            panels.show_chart(everyone_seen, words.describe_courses(means), "each-person")
        for found, table, name in words.list_tables_over_time(means, staying, losing):
            panels.offer_csv(table, found, name.lower().replace(" ", "-"), f"{name} (CSV)")
        panels.say(*words.say_hazards(losing))
        panels.choose_picture()
panels.show_limits(means)
panels.show_notes(*words.list_notes(staying, losing))
