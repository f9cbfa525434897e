"""How did each person do, and for which condition?"""

import pandas as pd

from analysis.answers import (
    compare_groups,
    compare_pairs_of_people,
    effects_by_condition,
    one_by_one,
    shrunken_effects,
)
from analysis.core import CannotEstimate
from analysis.words import (
    say_bands,
    say_effect,
    say_joint,
    say_mean_changes,
    say_one_by_one,
    say_overview,
    say_per_100,
    say_restricted_entry,
    say_shrunken_conditions,
    say_superiority,
    say_two_groups,
    table_of_adjustment,
    table_of_bands,
    table_of_before_after,
    table_of_changes,
    table_of_condition,
    table_of_effects,
    table_of_groups,
    table_of_moves,
    table_of_shrunken_conditions,
)

from .printed import Asked, Printed

_Part = tuple[str, dict[str, pd.DataFrame]]


def print_one_by_one(asked: Asked) -> Printed:
    """How each person changed, the mean changes, and the bands people moved through."""
    about = (asked.cohort, asked.comparison)
    everyone = effects_by_condition(*about, asked.view)
    answer = one_by_one(*about, asked.condition, asked.view)
    sentences = (
        say_effect(everyone, asked.condition),
        say_one_by_one(answer),
        say_mean_changes(answer),
        say_bands(answer),
    )
    means = {"Before and after": table_of_before_after(answer)} if answer.view == "full" else {}
    return Printed(
        answer,
        sentences,
        means
        | {
            "Where people were": table_of_bands(answer),
            "Change by arm": table_of_changes(answer),
            "From band to band": table_of_moves(answer),
        },
    )


def print_by_condition(asked: Asked) -> Printed:
    """Effects by condition, one condition opened, crude beside adjusted, and shrunken."""
    answer = effects_by_condition(asked.cohort, asked.comparison, asked.view)
    sentences = (say_overview(answer), say_restricted_entry(answer), say_joint(answer),
                 say_effect(answer, asked.condition),
                 say_per_100(answer, asked.condition))  # fmt: skip
    tables = {
        "Effects by condition": table_of_effects(answer),
        "Not adjusted and adjusted": table_of_adjustment(answer),
    }
    for part in (_print_condition, _print_groups, _print_shrunken):
        try:
            said, more = part(asked)
        except CannotEstimate as fault:  # one part refused does not take the rest away
            said, more = f"{fault.refusal.sentence} {fault.refusal.mend}".strip(), {}
        sentences, tables = (*sentences, *(() if said in sentences else (said,))), tables | more
    return Printed(answer, sentences, tables)


def _print_condition(asked: Asked) -> _Part:
    about = (asked.cohort, asked.comparison)
    answer = effects_by_condition(*about, asked.view)
    pairs = compare_pairs_of_people(*about, asked.condition, asked.view)
    table = table_of_condition(answer, asked.condition, pairs)
    return say_superiority(pairs), {"The condition opened": table}


def _print_groups(asked: Asked) -> _Part:
    groups = compare_groups(asked.cohort, asked.comparison, asked.condition, asked.view)
    return say_two_groups(groups), {"The two groups at the visit": table_of_groups(groups)}


def _print_shrunken(asked: Asked) -> _Part:
    found = shrunken_effects(asked.cohort, asked.comparison, asked.view)
    return say_shrunken_conditions(found), {"Shrunken effects": table_of_shrunken_conditions(found)}
