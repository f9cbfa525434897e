"""Who responds, who gets worse: every published rule, arm by arm, better and worse together."""

import streamlit as st

from analysis import answers, figures, words
from pages.shared import cached, panels, pickers, session

session.require_entry()
cohort, asked, view = pickers.current()
everyone = cached.ask(answers.effects_by_condition, cohort, asked, view)
compact, limits = session.is_narrow(), everyone

panels.open_page(words.RESPONDERS_TITLE, everyone)
condition = pickers.choose_condition(everyone)
with panels.say_failures():
    rules = cached.ask(answers.list_rules, cohort, asked, condition, view)
    rule = pickers.choose_here("rule", "Count by", rules)
    with st.spinner("Filling in missing scores"):
        found = cached.ask(answers.who_responds, cohort, asked, condition, rule, view)
    limits = found
    panels.say(*words.say_responders(found))
    if found.result.outcomes:
        dots = figures.draw_responders(found, compact)
        panels.show_chart(dots, words.describe_responders(found), "responders")
    panels.show_table(words.table_of_responders(found))

    st.header("Which rule is in force?")
    panels.say(words.ABOUT_RULES)
    panels.show_table(words.table_of_rules(found))

    details = panels.details()
    if details.open:
        with details:
            panels.say(words.ABOUT_COUNTING)
            every = words.table_of_every_count(found)
            panels.show_table(every)
            panels.offer_csv(every, found, "responders", "Every way of counting (CSV)")
            ledger = words.table_of_rules(found, detailed=True)
            panels.show_table(ledger)
            panels.offer_csv(ledger, found, "rules", "The rules (CSV)")
            panels.choose_picture()
panels.show_limits(limits)
