"""One condition opened, with one picture of four; and all of them shrunken together."""

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from analysis.answers import (
    compare_groups,
    compare_pairs_of_people,
    one_by_one,
    shrunken_effects,
)
from analysis.core import Cohort, Comparison
from analysis.core.results import EffectsByCondition
from analysis.figures import (
    draw_bands,
    draw_before_after,
    draw_changes,
    draw_shrunken_conditions,
    draw_two_groups,
)
from analysis.privacy import Released, View
from analysis.words import (
    describe_bands,
    describe_before_after,
    describe_changes,
    describe_shrunken_conditions,
    describe_two_groups,
    say_bands,
    say_mean_changes,
    say_one_by_one,
    say_shrunken_conditions,
    say_superiority,
    say_two_groups,
    table_of_bands,
    table_of_before_after,
    table_of_changes,
    table_of_condition,
    table_of_groups,
    table_of_shrunken_conditions,
)

from . import cached, panels, pickers, session

PICTURES: Final[dict[str, tuple[str, Callable[..., Any], tuple[Callable[..., Any], ...]]]] = {
    "two_groups": (
        "The two groups at the visit",
        compare_groups,
        (say_two_groups, draw_two_groups, describe_two_groups, table_of_groups),
    ),
    "before_after": (
        "Before and after, a line a person",
        one_by_one,
        (say_mean_changes, draw_before_after, describe_before_after, table_of_before_after),
    ),
    "change": (
        "Who got better, and by how much",
        one_by_one,
        (say_one_by_one, draw_changes, describe_changes, table_of_changes),
    ),
    "severity": (
        "Where people ended up",
        one_by_one,
        (say_bands, draw_bands, describe_bands, table_of_bands),
    ),
}
"""What a picture is called, the question it answers, its sentence, drawing, description, table."""

FULL_ONLY: Final = ("before_after",)


def show_condition(
    cohort: Cohort,
    asked: Comparison,
    condition: str,
    view: View,
    answer: Released[EffectsByCondition],
) -> None:
    """How far apart the arms of one condition are, three ways, and a picture to choose."""
    pairs = None
    with panels.say_failures():
        pairs = cached.ask(compare_pairs_of_people, cohort, asked, condition, view)
        panels.say(say_superiority(pairs))
    panels.show_table(table_of_condition(answer, condition, pairs))
    names = {
        code: name
        for code, (name, _, _) in PICTURES.items()
        if answer.view == "full" or code not in FULL_ONLY
    }
    look = pickers.choose_here("look", "Picture", names)
    with panels.say_failures():
        _, question, (say, draw, describe, table) = PICTURES[look]
        found = cached.ask(question, cohort, asked, condition, view)
        panels.say(say(found))
        name = look.replace("_", "-")
        panels.show_chart(draw(found, session.is_narrow()), describe(found), name)
        panels.show_table(table(found))


def show_shrunken(cohort: Cohort, asked: Comparison, view: View) -> None:
    """Every condition's effect given all of them: for researchers, and for no verdict."""
    with panels.say_failures(), st.spinner("Working out shrunken effects"):
        found = cached.ask(shrunken_effects, cohort, asked, view)
        panels.say(say_shrunken_conditions(found))
        figure = draw_shrunken_conditions(found, session.is_narrow())
        panels.show_chart(figure, describe_shrunken_conditions(found), "shrunken")
        panels.show_table(table_of_shrunken_conditions(found))
