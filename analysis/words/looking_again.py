"""The difference looked at again and again, in sentences."""

import pandas as pd

from analysis.core import (
    format_brackets,
    format_interval,
    format_number,
    label_arm,
    label_instrument,
    name_level,
    name_visit,
)
from analysis.core.results import LookedAgain
from analysis.privacy import Released

from .phrases import (
    count_words,
    lower_first,
    name_together,
    raise_first,
    say_adjustment,
    say_assignment,
    say_scale,
)
from .pictures import fit_rows

MOST_ROWS = 8
"""Looks a table tells: the last, and those before it at even steps."""


def say_looking_again(released: Released[LookedAgain]) -> str:
    """What may be said now although people looked before, beside what one look would say."""
    result = released.result
    watched = result.watched
    latest = watched.latest if watched is not None else None
    if watched is None or latest is None:
        return "Hidden: too few people stand behind the difference."
    if result.verdict is not None and result.verdict.code == "cannot_answer":
        why = result.verdict.reasons[0] if result.verdict.reasons else "arms cannot be compared"
        lead = (
            f"These data cannot answer whether {lower_first(result.condition_label)} outcomes "
            f"differ ({why}), however often one looks. "
        )
    else:
        lead = ""
    n = latest.counts["n_treatment"] + latest.counts["n_comparator"]
    about = "about " if released.view == "protected" else ""
    value = f"{format_number(abs(latest.value), 1)} points"
    way = "better" if latest.value >= 0 else "worse"
    more = name_together(result.comparison.treatment, result.data.substance)
    limits = format_interval(latest.low, latest.high, 1)
    holds = latest.low <= 0 <= latest.high
    told = (
        "so after looking at every step these data cannot yet tell us whether outcomes differ"
        if holds
        else "which leaves out no difference however often one looked"
    )
    return raise_first(
        f"{lead}After {about}{count_words(n, 'person', 'people')} the difference at "
        f"{name_visit(result.visit)} is {value} {way} with {more} {say_scale(result.instrument)}, "
        f"with limits of {limits} that hold at every look, {told}; "
        f"{say_adjustment(result.adjusted_for)}; {say_assignment(result.data.randomised)}."
    )


def say_ordinary(released: Released[LookedAgain]) -> str:
    """The ordinary interval, and when each of the two may be read."""
    result = released.result
    fixed = result.watched.fixed if result.watched is not None else None
    if fixed is None:
        return ""
    primary = "" if result.is_primary else (
        " This is not the scale and visit declared first: choosing them after a look undoes the "
        "guarantee."
    )  # fmt: skip
    return (
        f"The ordinary interval ({name_level(fixed.level)} "
        f"{format_interval(fixed.low, fixed.high, 1)}) is honest for one look only. The wider "
        f"limits hold for one scale, one visit and one model chosen before the first look.{primary}"
    )


def table_of_looks(released: Released[LookedAgain]) -> pd.DataFrame:
    """The last look and some before it, at even steps."""
    result = released.result
    looks = result.watched.looks if result.watched is not None else None
    found = list(looks or ())
    step = max(1, -(-len(found) // MOST_ROWS))
    chosen = found[::-1][::step][::-1]
    more = label_arm(result.comparison.treatment, result.data.substance)
    less = label_arm(result.comparison.comparator, result.data.substance)
    return pd.DataFrame(
        [
            {
                "People so far": format_number(look.people, 0),
                more: format_number(look.n_treatment, 0),
                less: format_number(look.n_comparator, 0),
                "Difference (points)": format_number(look.value, 1),
                "Limits at every look": format_brackets(look.low, look.high, 1),
            }
            for look in chosen
        ]
    )


def describe_looks(released: Released[LookedAgain]) -> str:
    """The sequence: how its limits close in, and where they end."""
    result = released.result
    looks = (result.watched.looks if result.watched is not None else None) or ()
    rows = [
        f"after {format_number(look.people, 0)} people {format_number(look.value, 1)} "
        f"({format_interval(look.low, look.high, 1)})"
        for look in (*looks[:1], *looks[-1:])
    ]
    scale = label_instrument(result.instrument)
    return fit_rows(
        f"Line of the difference in {scale} points, up is better with more support, by people so "
        "far, in a band of limits that hold at every look and narrows: ",
        rows,
    )
