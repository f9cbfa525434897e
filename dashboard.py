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
    "Explore": [
        overview,
        st.Page("pages/effects.py", title="Effect sizes by condition", url_path="by-condition"),
        st.Page("pages/trajectories.py", title="Change over time", url_path="how-long"),
    ],
    "Data": [
        st.Page("pages/cohort.py", title="Your cohort", url_path="your-cohort"),
        st.Page("pages/methods.py", title="Methods and sources", url_path="methods-and-sources"),
        start,
    ],
}
page = st.navigation(menu, position="hidden" if session.is_locked() else "sidebar")
style.probe(found=session.asked_for(page.url_path))
session.enter()

with panels.say_failures():
    if page is not start:
        pickers.choose_comparison()
    page.run()
