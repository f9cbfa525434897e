"""Tables of who took part: no row, and no total, gives a hidden count away."""

from collections import defaultdict
from dataclasses import replace
from typing import Final

from analysis.core import Cohort
from analysis.core.results import Count, Participation, ScreenedOut

from .minimum import hide_to_protect, is_small

OTHER_REASONS: Final = "other reasons"
"""In place of reasons of few people: a rare one, in the file's own words, may describe a person."""


def count_in_shown_arms(cohort: Cohort, minimum: int) -> int:
    """The total shown: everyone in an arm large enough to show."""
    sizes = cohort.participants["arm"].value_counts().tolist()
    return sum(n for n in sizes if n >= minimum)


def close_tables(whole: Participation, hidden: Participation, minimum: int) -> Participation:
    """Hide further counts until none follows from its row, its column or a total.

    Parameters
    ----------
    whole : Participation
        As counted.
    hidden : Participation
        The same without its small cells, one by one.
    minimum : int
        Fewest people that may be shown.

    Notes
    -----
    The categories of a characteristic in an arm add up to the arm. The reasons people were
    screened out add up to those screened less those enrolled, so the number screened is hidden
    where the reasons hidden are few people, and where an arm is.
    """
    away = _choose_categories(whole.characteristics, minimum)
    characteristics = tuple(
        _drop_count(count) if hide else count
        for count, hide in zip(hidden.characteristics, away, strict=True)
    )
    counts = [reason.n or 0 for reason in whole.screened_out]
    gone = hide_to_protect(counts, sum(counts), minimum)
    reasons = tuple(
        reason for reason, hide in zip(hidden.screened_out, gone, strict=True) if not hide
    )
    if any(gone):
        reasons = (*reasons, ScreenedOut(OTHER_REASONS, None, ("n",)))
    closed = replace(hidden, characteristics=characteristics, screened_out=reasons)
    few_reasons = is_small(sum(n for n, hide in zip(counts, gone, strict=True) if hide), minimum)
    if closed.screened is not None and (few_reasons or _has_small_arm(whole, minimum)):
        closed = replace(closed, screened=None, hidden=(*closed.hidden, "screened"))
    return closed


def _choose_categories(counts: tuple[Count, ...], minimum: int) -> list[bool]:
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, count in enumerate(counts):
        rows[count.characteristic, count.arm].append(place)
    hidden = [False] * len(counts)
    for places in rows.values():
        people = [counts[place].n or 0 for place in places]
        gone = hide_to_protect(people, counts[places[0]].of or 0, minimum)
        for place, hide in zip(places, gone, strict=True):
            hidden[place] = hide
    return hidden


def _drop_count(count: Count) -> Count:
    return replace(count, n=None, hidden=tuple(dict.fromkeys([*count.hidden, "n"])))


def _has_small_arm(whole: Participation, minimum: int) -> bool:
    counts = (*whole.characteristics, *whole.followed_up)
    return any(is_small(count.of or 0, minimum) for count in counts)
