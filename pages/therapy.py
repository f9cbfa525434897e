"""How much therapy, and when? What each arm had, how the arms did, and who joined when."""

import streamlit as st

from analysis import answers, figures, words
from pages.shared import cached, panels, pickers, session

session.require_entry()
cohort, asked, view = pickers.current()
everyone = cached.ask(answers.effects_by_condition, cohort, asked, view)
compact = session.is_narrow()
limits = everyone

panels.open_page(words.TITLE_THERAPY, everyone)
condition = pickers.choose_condition(everyone)
with panels.say_failures():
    arms = cached.ask(answers.outcomes_by_support, cohort, asked, condition, view)
    panels.say(words.say_outcomes_by_support(arms), words.say_arms_between(arms))
    panels.show_chart(
        figures.draw_arm_pairs(arms, compact),
        words.describe_outcomes_by_support(arms),
        "arms-by-support",
    )
    panels.show_table(words.table_of_outcomes_by_support(arms))

st.header("What people had")
with panels.say_failures():
    limits = had = cached.ask(answers.therapy_received, cohort, asked, condition, view)
    panels.say(words.say_received(had))
    panels.show_chart(
        figures.draw_received(had, compact), words.describe_received(had), "what-people-had"
    )
    panels.show_table(words.table_of_received(had))

st.header("When the sessions were")
with panels.say_failures():
    dose = cached.ask(answers.therapy_and_outcome, cohort, asked, condition, view)
    panels.say(words.say_therapist_timing(dose))
    panels.show_table(words.table_of_therapist_timing(dose))
    when = cached.ask(answers.therapy_received, cohort, asked, condition, view)
    panels.say(words.say_session_timing(when))
    panels.show_chart(
        figures.draw_session_timing(when, compact), words.describe_session_timing(when), "timing"
    )

details = panels.details()
if details.open:
    with details, panels.say_failures():
        arms = cached.ask(answers.outcomes_by_support, cohort, asked, condition, view)
        panels.show_table(words.table_of_arm_means(arms))
        panels.offer_csv(
            words.table_of_outcomes_by_support(arms), arms, "arms", "Arms compared (CSV)"
        )
        panels.choose_picture()
        when = cached.ask(answers.therapy_received, cohort, asked, condition, view)
        panels.show_table(words.table_of_sessions_by_kind(when))
        panels.offer_csv(words.table_of_sessions_by_kind(when), when, "sessions", "Sessions (CSV)")
        dose = cached.ask(answers.therapy_and_outcome, cohort, asked, condition, view)
        panels.say(words.say_therapy_dose(dose))
        panels.show_table(words.table_of_therapy_doses(dose))
panels.show_limits(limits)
