"""The cohort in use, a file of one's own, and who took part."""

import streamlit as st

from analysis.answers import who_took_part
from analysis.loading import list_shelf
from analysis.words import say_participation, table_of_participation
from pages.shared import cached, intake, panels, session

session.require_entry()

st.title("Who are these people?")
panels.show_notices()
cohort = session.held_cohort()
view = "full" if session.wants_full_detail() else "protected"
answer = cached.ask(who_took_part, cohort, view) if cohort is not None else None

intake.look_at_draft()
if cohort is None or answer is None:
    panels.say("The link is to an uploaded cohort. Upload that file below to see it.")
else:
    st.header("The dataset in use")
    panels.show_mark(answer)
    panels.say(say_participation(answer))
    panels.say(f"{cohort.name}, fingerprint {cohort.fingerprint[:8]}...")
    if cohort is session.own_upload():
        panels.choose_full_detail()

looking = session.draft() is not None
st.header("A file of your own" if not looking else "Another file")
st.write(
    "It is read in this program's memory, for this session only. Names, dates of birth and other "
    "direct identifiers are dropped as it is read, patient ids are hashed, and nothing is written "
    "to disk. Closing the tab does not remove it at once; the button at the end of the page does."
)
intake.take_upload()
intake.offer_template()

if answer is not None and not looking:
    st.header("Who took part")
    for title, table in table_of_participation(answer).items():
        with st.expander(title, expanded=len(table) < 20):
            panels.show_table(table)
            panels.offer_csv(table, answer, title.lower().replace(" ", "-"), f"{title} (CSV)")

broken = [item for item in list_shelf() if not item.ok]
if broken:
    st.header("On the shelf, and cannot be used yet")
    for item in broken:
        panels.say(item.name)
        panels.show_table(intake.table_of_findings(item.findings))

st.header("Remove my data")
st.write("Forgets your upload, everything worked out from it, and every choice you made.")
if st.button("Remove my data"):
    cached.forget_session()
    session.forget_everything()
    session.note("Your data was removed from this session.")
    st.rerun()
