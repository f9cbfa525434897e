"""Page settings, the door, the menu and the shared choices; everything else is on a page."""

import streamlit as st

from pages.shared import panels, pickers, session, style

st.set_page_config(page_title="Infusions with and without psychotherapy", layout="centered")
style.apply()

overview = st.Page("pages/overview.py", title="Overview", url_path="does-it-help")
# The platform serves its default page at the bare address only, so the bare address is a door to
# the overview, and the overview keeps an address of its own.
start = st.Page(
    pickers.go_to(overview), title="Start", url_path="start", default=True, visibility="hidden"
)
menu = {
    "What came of it": [
        overview,
        st.Page("pages/effects.py", title="By condition", url_path="by-condition"),
        st.Page("pages/subgroups.py", title="For whom?", url_path="for-whom"),
        st.Page("pages/trajectories.py", title="How long?", url_path="how-long"),
        st.Page("pages/responders.py", title="Who responds?", url_path="response-and-harm"),
        st.Page("pages/therapy.py", title="How much therapy?", url_path="how-much-therapy"),
        st.Page("pages/safety.py", title="Is it safe?", url_path="is-it-safe"),
    ],
    "How sure can we be": [
        st.Page("pages/groups.py", title="Comparable groups?", url_path="comparable-groups"),
        st.Page("pages/attrition.py", title="Who was lost?", url_path="who-was-lost"),
        st.Page("pages/people.py", title="One by one", url_path="one-by-one"),
        st.Page("pages/planning.py", title="How many people?", url_path="planning-ahead"),
    ],
    "Questions and data": [
        st.Page("pages/questions.py", title="Questions people ask", url_path="common-questions"),
        st.Page("pages/cohort.py", title="Your cohort", url_path="your-cohort"),
        st.Page("pages/methods.py", title="Methods and sources", url_path="methods-and-sources"),
        start,
    ],
}
place = "hidden" if session.is_locked() else "sidebar"
page = st.navigation(menu, position=place, expanded=True)
style.probe(found=session.asked_for(page.url_path))
session.enter()

with panels.say_failures():
    if page is not start:
        pickers.choose_comparison()
    page.run()
