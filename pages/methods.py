"""How every number is made, what it rests on, and what it does not claim."""

import streamlit as st

from analysis.answers import METHOD_TOPICS, describe_methods, describe_settings
from pages.shared import explain, panels, pickers, session
from pages.shared.tables import (
    read_coverage,
    summarise_coverage,
    table_of_instruments,
    table_of_methods,
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
found = {entry.name: entry for entry in describe_methods() if entry.topic == topic}
chosen = pickers.choose_here("term", "Estimand", {n: e.summary for n, e in found.items()})
explain.explain_method(found[chosen])
panels.show_table(table_of_methods(found.values()))

st.header("How often an interval holds the truth")
st.write(
    "Simulated: the share of 95% intervals that held the true value, and of tests that found "
    "nothing where there was nothing; 95% is right. Under 93% an interval is approximate, and "
    "below that number of people its method says so."
)
panels.show_long_table(summarise_coverage())
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
