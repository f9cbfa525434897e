"""How every number is made, what it rests on, and what it does not claim."""

import streamlit as st

from analysis.answers import METHOD_TOPICS, describe_methods, describe_settings
from pages.shared import panels, pickers, session
from pages.shared.tables import (
    read_coverage,
    summarise_coverage,
    table_of_instruments,
    table_of_settings,
)

session.require_entry()

st.title("How are these numbers made?")
panels.show_notices()
st.write(
    "Every figure on these pages comes from the functions described here; the text is theirs, so "
    "that text and program agree. The same numbers come from the command line: "
    "`python -m analysis effects`."
)

st.header("Measures and models")
topic = pickers.choose_here("topic", "About", METHOD_TOPICS)
for method in (one for one in describe_methods() if one.topic == topic):
    with st.expander(panels.escape(method.summary)):
        panels.show_text(f"{method.name} in analysis/{method.topic.replace('.', '/')}")
        panels.show_text(method.notes)
        panels.show_text(method.source)

st.header("How often an interval holds the truth")
st.write(
    "Simulated, for every interval shown: the share of intervals that held the true value. "
    "Where it is under 93%, the interval is approximate."
)
panels.show_table(summarise_coverage())
with st.expander("Every situation simulated"):
    panels.show_long_table(read_coverage())

st.header("Instruments and their sources")
st.write("An empty cell means that no published value was found.")
panels.show_long_table(table_of_instruments())

st.header("Defaults in force")
panels.show_table(table_of_settings(describe_settings()))

st.header("What this does not claim")
panels.show_notes(
    "The demonstration cohort is synthetic: nothing about treatment follows from it.",
    "Where people were not assigned to their arms at random, a difference is a difference: "
    "adjusted for what was recorded, and open to everything that was not.",
    "Different scales are never pooled into one number, a person's published reliable change is "
    "no margin for means, and no verdict is given where too few were followed up.",
    "It is not a medical device and gives no advice about a single person.",
)
