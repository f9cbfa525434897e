"""Did people with more support do better? The answer in a sentence and two pictures."""

import streamlit as st

from analysis.answers import effects_by_condition
from analysis.figures import draw_forest, draw_icon_array
from analysis.words import (
    ask_question,
    describe_forest,
    describe_icons,
    say_belief,
    say_effect,
    say_overview,
    say_per_100,
    say_restricted_entry,
    table_of_effects,
    table_of_estimates,
    table_of_risks,
)
from pages.shared import cached, explain, panels, pickers, session
from pages.shared.tables import table_of_outcomes

session.require_entry()
cohort, asked, view = pickers.current()
answer = cached.ask(effects_by_condition, cohort, asked, view)
compact = session.is_narrow()

panels.open_page(ask_question(answer.result.data, asked), answer)
panels.say(say_overview(answer))

st.header("Condition by condition")
panels.show_chart(
    draw_forest(answer, compact=compact), describe_forest(answer), "effects-by-condition"
)
panels.show_table(table_of_effects(answer))
panels.say(say_restricted_entry(answer))

st.header("Of every 100 people")
condition = pickers.choose_condition(answer)
panels.say(say_effect(answer, condition), say_per_100(answer, condition))
with panels.say_failures():
    icons = draw_icon_array(answer, condition, compact=compact)
    panels.show_chart(icons, describe_icons(answer, condition), "of-every-100")
risks = table_of_risks(answer)
panels.show_table(table_of_outcomes(risks, pickers.label_of("condition")))

st.header("How far can this be believed?")
panels.show_notes(*say_belief(answer, condition))
explain.lead_on()

details = panels.details()
if details.open:
    with details:
        panels.show_notes(*(say_effect(answer, e.condition) for e in answer.result.effects))
        panels.offer_csv(risks, answer, "response", "Response and remission (CSV)")
        panels.choose_picture()
        panels.offer_csv(table_of_estimates(answer), answer, "effects", "Every estimate (CSV)")
panels.show_limits(answer)
