"""How many people would settle it? The next cohort, and this one looked at again and again."""

import streamlit as st

from analysis.answers import effects_by_condition, looking_again, next_cohort, read_plan_choices
from analysis.figures import draw_looks, draw_power_curves
from analysis.words import (
    LOSS_CHOICES,
    POWER_CHOICES,
    THERAPIST_CHOICES,
    describe_looks,
    describe_power,
    say_detectable,
    say_looking_again,
    say_next_cohort,
    say_ordinary,
    table_of_inputs,
    table_of_looks,
    table_of_sizes,
    title_next_cohort,
)
from pages.shared import cached, panels, pickers, session

session.require_entry()
cohort, asked, view = pickers.current()
everyone = cached.ask(effects_by_condition, cohort, asked, view)
compact = session.is_narrow()

panels.open_page(title_next_cohort(), everyone)
condition = pickers.choose_condition(everyone)
left, middle, right = st.columns(3)
with left:
    power = pickers.choose_here("target", "Chance to find it", POWER_CHOICES)
with middle:
    lost = pickers.choose_here("lost", "Lost before the visit", LOSS_CHOICES)
with right:
    therapists = pickers.choose_here("split", "People a therapist treats", THERAPIST_CHOICES)
choices = read_plan_choices(power, lost, therapists)
answer = cached.ask(next_cohort, cohort, asked, condition, view, choices)
panels.say(say_next_cohort(answer), say_detectable(answer))
with panels.say_failures():
    panels.show_chart(draw_power_curves(answer, compact), describe_power(answer), "power")
panels.show_table(table_of_sizes(answer))
st.header("What the plan rests on")
panels.show_table(table_of_inputs(answer))

st.header("Looking again and again")
with panels.say_failures():
    watched = cached.ask(looking_again, cohort, asked, condition, view)
    panels.say(say_looking_again(watched), say_ordinary(watched))
    if len(watched.result.watched.looks or ()) > 1:
        panels.show_chart(draw_looks(watched, compact), describe_looks(watched), "looks")
    panels.show_table(table_of_looks(watched))
    panels.show_notes(*watched.result.notes)

details = panels.details()
if details.open:
    with details:
        panels.offer_csv(table_of_sizes(answer), answer, "people-needed", "People needed (CSV)")
        panels.offer_csv(table_of_inputs(answer), answer, "planned-from", "Planned from (CSV)")
        panels.choose_picture()
panels.show_limits(answer)
