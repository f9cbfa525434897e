"""Questions people ask: from the data on screen, from what is published, and what nobody knows."""

import streamlit as st

from analysis import answers, words
from analysis.loading import load_glossary, load_questions
from pages.shared import cached, explain, panels, pickers, session, terms

session.require_entry()
cohort, asked, view = pickers.current()
everyone = cached.ask(answers.effects_by_condition, cohort, asked, view)

panels.open_page(words.TITLE_QUESTIONS, everyone)
panels.say(
    "Each question is answered three times: from the data on screen, from what has been published, "
    "and by what nobody knows yet."
)
condition = pickers.choose_condition(everyone)
found = cached.ask(answers.common_questions, cohort, asked, condition, view)
for question in load_questions():
    st.header(terms.escape(question.question), anchor=question.code)
    about = pickers.label_of("condition") if question.code in words.ABOUT_ONE_CONDITION else ""
    explain.say_under("In these data" + (f" ({about})" if about else ""),
                     *words.say_from_data(question.code, found))  # fmt: skip
    explain.say_under("Not known", question.not_known)
    with st.expander("What has been published"):
        panels.show_table(words.table_of_published(question))

st.header("Glossary", anchor="glossary")
for term in load_glossary():
    explain.explain_term(term)
panels.show_limits(everyone)
