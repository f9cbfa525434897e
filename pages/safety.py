"""Is it safe? Harms by arm beside outcomes, what was watched, and what was not recorded."""

import streamlit as st

from analysis import answers, figures, words
from pages.shared import cached, panels, pickers, session

session.require_entry()
SPLITS = {"kind": "By kind", "severity": "By how bad", "time": "By days since an infusion"}
cohort, asked, view = pickers.current()
everyone = cached.ask(answers.effects_by_condition, cohort, asked, view)
compact = session.is_narrow()
found, limits = None, everyone

panels.open_page(words.TITLE_SAFETY, everyone)
with panels.say_failures():
    limits = found = cached.ask(answers.safety, cohort, asked, view)
    panels.say(words.say_safety(found), words.say_recorded(found))

st.header("Who got better, who got worse")
condition = pickers.choose_condition(everyone)
with panels.say_failures():
    both = cached.ask(answers.better_and_worse, cohort, asked, condition, view)
    panels.say(words.say_better_and_worse(both))
    panel = figures.draw_better_and_worse(both, compact)
    panels.show_chart(panel, words.describe_better_and_worse(both), "better-and-worse")
    panels.show_table(words.table_of_better_and_worse(both))

if found is not None:
    st.header("Adverse events")
    with panels.say_failures():
        rows = found.result.split(pickers.choose_here("split", "Count adverse events", SPLITS))
        panels.say(words.say_nobody(found), words.say_asking(found))
        harms = figures.draw_harms(found, rows, compact)
        panels.show_chart(harms, words.describe_harms(found, rows), "adverse-events")
        panels.show_table(words.table_of_harms(found, rows))

    st.header("During the sessions")
    with panels.say_failures():
        panels.say(words.say_sessions(found))
        course = figures.draw_session_course(found, compact)
        panels.show_chart(course, words.describe_sessions(found), "sessions")
        panels.show_table(words.table_of_sessions(found))

    details = panels.details()
    if details.open:
        with details:
            panels.show_table(words.table_of_rates(found))
            panels.offer_csv(words.table_of_rates(found), found, "harms", "Every harm (CSV)")
            panels.choose_picture()

st.header("Who was not taken on")
with panels.say_failures():
    reasons = cached.ask(answers.who_took_part, cohort, view)
    panels.say(words.say_screening(reasons))
    panels.show_table(words.table_of_screening(reasons))
panels.show_limits(limits, harms=True)
