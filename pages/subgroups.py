"""For whom is the difference between the arms another one? Interactions first, levels after."""

import streamlit as st

from analysis.answers import dose_and_outcome, effects_by_condition, for_whom, shrink_subgroups
from analysis.figures import draw_interactions, draw_levels
from analysis.words import (
    describe_interactions,
    describe_levels,
    say_dose,
    say_exploratory,
    say_for_whom,
    say_levels,
    say_shrunken,
    say_slope,
    table_of_doses,
    table_of_interactions,
    table_of_levels,
    table_of_shrunken,
    table_of_tests,
    title_for_whom,
)
from pages.shared import cached, panels, pickers, session

session.require_entry()
cohort, asked, view = pickers.current()
everyone = cached.ask(effects_by_condition, cohort, asked, view)
compact = session.is_narrow()

panels.open_page(title_for_whom(everyone.result.data, asked), everyone)
condition = pickers.choose_condition(everyone)
answer = cached.ask(for_whom, cohort, asked, condition, view)
panels.say(say_for_whom(answer), say_exploratory(answer))
with panels.say_failures():
    figure = draw_interactions(answer, compact)
    panels.show_chart(figure, describe_interactions(answer), "interactions")
panels.show_table(table_of_interactions(answer))

st.header("The difference in each group")
panels.say(say_levels(answer))
with panels.say_failures():
    panels.show_chart(draw_levels(answer, compact), describe_levels(answer), "groups")
panels.show_table(table_of_levels(answer))

st.header("The first dose of the drug")
with panels.say_failures():
    doses = cached.ask(dose_and_outcome, cohort, asked, condition, view)
    panels.say(say_dose(doses))
    panels.show_table(table_of_doses(doses))

details = panels.details()
if details.open:
    with details:
        panels.show_table(table_of_tests(answer))
        panels.say(say_slope(answer))
        with panels.say_failures():
            shrunken = cached.ask(shrink_subgroups, cohort, asked, condition, view)
            panels.say(say_shrunken(shrunken))
            panels.show_table(table_of_shrunken(shrunken))
        panels.offer_csv(table_of_levels(answer), answer, "groups", "Every group (CSV)")
        panels.choose_picture()
panels.show_limits(answer)
