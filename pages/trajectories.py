"""How did people change over time, arm by arm, and how long did a difference last?"""

import streamlit as st

from analysis.answers import effects_by_condition, trajectories
from analysis.figures import draw_trajectories
from analysis.words import (
    describe_trajectories,
    say_trajectories,
    table_of_means,
)
from pages.shared import cached, panels, pickers, session
from pages.shared.tables import table_of_differences

session.require_entry()
cohort, asked, view = pickers.current()
everyone = cached.ask(effects_by_condition, cohort, asked, view)

panels.open_page("How did people change over time?", everyone)
condition = pickers.choose_condition(everyone)
answer = cached.ask(trajectories, cohort, asked, condition, view)
panels.say(say_trajectories(answer))
panels.show_chart(
    draw_trajectories(answer, session.is_narrow()),
    describe_trajectories(answer),
    "change-over-time",
)

st.header("The difference at each visit")
panels.show_table(table_of_differences(answer))

details = panels.details()
if details.open:
    with details:
        panels.show_table(table_of_means(answer))
        panels.offer_csv(table_of_means(answer), answer, "means-by-visit", "Means by visit (CSV)")
        panels.choose_picture()
panels.show_limits(answer)
