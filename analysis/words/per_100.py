"""People per 100 in two arms: how a row is written in a sentence, a column, a description."""

from typing import Final

from analysis.core import HIDDEN, Estimate, format_more, format_number, format_per_100
from analysis.core.results import BetterAndWorse, RowPer100, Safety

from .phrases import name_together

FEWEST_EVENTS: Final = 10
"""Fewer people in both arms together, and whether the arms differ is not judged."""

OF_SCORES: Final = ("deterioration", "suicidality_worse", "suicidality_new", "suicidality_serious")
"""Harms read from scores: they are no adverse event, however grave."""

OCCURRED: Final = "at least one serious event occurred; see full detail"


def count_of(row: RowPer100, i: int) -> int | None:
    """How many people of an arm it was (0: comparator, 1: treatment)."""
    value, people = row.values[i], row.people[i]
    return None if value is None or people is None else round(value * people / 100)


def are_too_few(row: RowPer100) -> bool:
    """Whether so few people had it that a difference is not judged."""
    counts = [count_of(row, i) for i in (0, 1)]
    return None not in counts and sum(n for n in counts if n is not None) < FEWEST_EVENTS


def is_nobody(row: RowPer100) -> bool:
    """Whether nobody in either arm had it."""
    return all(value == 0 for value in row.values)


def judge_row(row: RowPer100) -> str:
    """ "more", "fewer", "unclear", "few" or "hidden": what a row says of the treatment arm."""
    if row.difference is None:
        return "hidden"
    if row.side == "worse" and are_too_few(row):
        return "few"
    # Judged as written: an interval that reads 0.0 at one end is not said to be clear of it.
    if round(row.difference.low, 1) > 0:
        return "more"
    return "fewer" if round(row.difference.high, 1) < 0 else "unclear"


def say_row(row: RowPer100, treatment: str, substance: str) -> str:
    """What a row says, for a column."""
    said = judge_row(row)
    if said == "hidden":
        if row.serious and row.occurred:
            return OCCURRED if row.code not in OF_SCORES else "at least one person; see full detail"
        return "1 to 10 people in an arm" if row.few else HIDDEN
    if said == "few":
        return "none recorded" if is_nobody(row) else "too few to say"
    if said == "unclear":
        return "cannot tell"
    return f"{said} with {name_together(treatment, substance)}"


def write_arm(row: RowPer100, i: int, arm: str, with_n: bool = True) -> str:
    """One arm of a row: "24 (n = 177)", "0 (up to 0.5; n = 602)", "1 to 10 people"."""
    value, people, high = row.values[i], row.people[i], row.highs[i]
    if value is None or people is None:
        return "1 to 10 people" if arm in row.few else HIDDEN
    beside = [f"up to {format_per_100(high)}"] if value == 0 and high is not None else []
    beside += [f"n = {format_number(people, 0)}"] if with_n else []
    return f"{format_per_100(value)} ({'; '.join(beside)})" if beside else format_per_100(value)


def write_limits(estimate: Estimate | None) -> str:
    """Limits of a difference per 100, in brackets; below zero is fewer."""
    if estimate is None:
        return HIDDEN
    low, high = (format_per_100(end) for end in (estimate.low, estimate.high))
    return f"[{low}, {high}]"


def say_difference(estimate: Estimate) -> str:
    """ "5 more (95% CI 0.3 fewer to 11 more)"."""
    low, high = estimate.low, estimate.high
    level = f"{100 * estimate.level:g}% CI"
    near, far = format_per_100(abs(low)), format_per_100(abs(high))
    if high <= 0:
        return f"{format_more(estimate.value)} ({level} {far} to {near})"
    words = f"{near} to {far}" if low >= 0 else f"{near} fewer to {far} more"
    return f"{format_more(estimate.value)} ({level} {words})"


def name_two_arms(result: Safety | BetterAndWorse) -> tuple[str, str]:
    """The arm with less support and the one with more, as a sentence names them after "with"."""
    substance = result.data.substance
    return (name_together(result.comparator, substance), name_together(result.treatment, substance))
