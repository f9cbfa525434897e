"""For which condition? The forest by condition, and one condition opened."""

import streamlit as st

from analysis.answers import effect_by_site, effects_by_condition
from analysis.figures import draw_forest, draw_site_forest
from analysis.words import (
    describe_forest,
    describe_site_forest,
    say_effect,
    say_joint,
    say_overview,
    say_per_100,
    say_restricted_entry,
    say_sites,
    table_of_adjustment,
    table_of_effects,
    table_of_estimates,
    table_of_risks,
    table_of_sites,
    title_by_condition,
)
from pages.shared import cached, conditions, panels, pickers, session
from pages.shared.tables import table_of_outcomes

session.require_entry()
cohort, asked, view = pickers.current()
answer = cached.ask(effects_by_condition, cohort, asked, view)
compact = session.is_narrow()

panels.open_page(title_by_condition(answer.result.data, asked), answer)
panels.say(say_overview(answer))
measure = pickers.choose_measure()
forest = draw_forest(answer, measure, compact, beside=True)
panels.show_chart(forest, describe_forest(answer, measure), "effects-by-condition")
panels.show_table(table_of_effects(answer, measure))
panels.say(say_restricted_entry(answer), say_joint(answer))

st.header("One condition opened")
condition = pickers.choose_condition(answer)
panels.say(say_effect(answer, condition), say_per_100(answer, condition))
conditions.show_condition(cohort, asked, condition, view, answer)

details = panels.details()
if details.open:
    with details:
        panels.show_methods(answer, condition)
        panels.say(say_joint(answer, detailed=True))
        risks = table_of_outcomes(table_of_risks(answer), pickers.label_of("condition"), rules=True)
        panels.show_table(risks)
        panels.show_table(table_of_adjustment(answer))
        conditions.show_shrunken(cohort, asked, view)
        with panels.say_failures():
            sites = cached.ask(effect_by_site, cohort, asked, condition, view)
            panels.say(say_sites(sites))
            panels.show_chart(
                draw_site_forest(sites, compact), describe_site_forest(sites), "sites"
            )
            panels.show_table(table_of_sites(sites))
        panels.offer_csv(table_of_estimates(answer), answer, "effects", "Every estimate (CSV)")
        panels.choose_picture()
panels.show_limits(answer)
