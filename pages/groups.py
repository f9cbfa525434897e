"""Are the groups comparable? Therapy elsewhere, Table 1, weighting, the gate, the unrecorded."""

import streamlit as st

from analysis.answers import effects_by_condition, groups_compared
from analysis.words import (
    say_comparable,
    say_elsewhere,
    say_exposure,
    say_table_one,
    table_of_exposure,
    table_one,
    title_comparable_groups,
)
from pages.shared import cached, panels, pickers, session
from pages.shared.weighting import show_weighting, show_weighting_details

session.require_entry()
cohort, asked, view = pickers.current()
everyone = cached.ask(effects_by_condition, cohort, asked, view)
detailed = pickers.wants_details()

panels.open_page(title_comparable_groups(), everyone)
condition = pickers.choose_condition(everyone)
answer = cached.ask(groups_compared, cohort, asked, condition, view)
panels.say(say_comparable(answer))

st.header("What else did people have?")
panels.say(say_elsewhere(answer), say_exposure(answer))
panels.show_table(table_of_exposure(answer))

st.header("Who was in each group?")
panels.say(say_table_one(answer))
with st.expander("Everyone who started, line by line", expanded=detailed or not answer.result.gate):
    panels.show_table(table_one(answer))

show_weighting(answer, compact=session.is_narrow(), detailed=detailed)

details = panels.details()
if details.open:
    with details:
        show_weighting_details(answer)
        panels.offer_csv(table_one(answer), answer, "before-treatment", "Before treatment (CSV)")
        panels.choose_picture()
panels.show_limits(answer)
