"""Tables of the groups and of those lost: no line gives a hidden one away, bars are of enough."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from analysis.core.results import (
    Attrition,
    BaselineRow,
    ComparableGroups,
    GroupValue,
    OverlapBin,
    PeopleOf,
)

from .minimum import hide_to_protect, is_small

OTHER: Final = "other reasons"
"""In place of reasons of few people: a rare one, in the file's own words, may describe a person."""

R = TypeVar("R")


def widen_bins(result: R, minimum: int) -> R:
    """A result with the bars of its overlap merged until none stands for 1 to 10 people."""
    if not isinstance(result, ComparableGroups) or not result.overlap:
        return result
    arms = dict.fromkeys(one.arm for one in result.overlap)
    merged = [
        one
        for arm in arms
        for one in merge_bins([b for b in result.overlap if b.arm == arm], minimum)
    ]
    return replace(result, overlap=tuple(merged))


def merge_bins(bins: Sequence[OverlapBin], minimum: int) -> list[OverlapBin]:
    """Neighbouring bars of one arm merged, from the left, until each holds enough people or none.

    Parameters
    ----------
    bins : sequence of OverlapBin
        Of one arm, in order, each with its people.
    minimum : int
        Fewest people a bar may stand for.

    Notes
    -----
    Empty bars stay as they are where no bar is waiting to be filled. What is left at the right end
    goes to the bar before it, across empty ones.
    """
    found: list[OverlapBin] = []
    waiting: OverlapBin | None = None
    for one in bins:
        waiting = one if waiting is None else _join(waiting, one)
        if not is_small(waiting.n or 0, minimum):
            found.append(waiting)
            waiting = None
    if waiting is None:
        return found
    while found and not found[-1].n:
        waiting = _join(found.pop(), waiting)
    return [*found[:-1], _join(found[-1], waiting)] if found else [waiting]


def _join(left: OverlapBin, right: OverlapBin) -> OverlapBin:
    n = (left.n or 0) + (right.n or 0)
    share = (left.share or 0.0) + (right.share or 0.0)
    return replace(left, high=right.high, n=n, share=share)


def close_groups(whole: R, shown: R, minimum: int) -> R:
    """Hide further lines until none follows from the others of its arm.

    Parameters
    ----------
    whole, shown : ComparableGroups or Attrition
        As counted, and without its small cells; any other result is returned as it is.
    minimum : int
        Fewest people that may be shown.
    """
    if isinstance(whole, ComparableGroups) and isinstance(shown, ComparableGroups):
        return replace(shown, table=_close_table(whole.table, shown.table, minimum))
    if isinstance(whole, Attrition) and isinstance(shown, Attrition):
        kinds = _close_people(whole.kinds, shown.kinds, minimum)
        reasons = _close_people(whole.reasons, shown.reasons, minimum)
        # Patterns of one kind add up to it, and most are a few people's.
        return replace(shown, kinds=kinds, reasons=_rename(reasons), patterns=())
    return shown


def _close_table(
    whole: tuple[BaselineRow, ...], shown: tuple[BaselineRow, ...], minimum: int
) -> tuple[BaselineRow, ...]:
    places: dict[Hashable, list[tuple[int, int]]] = defaultdict(list)
    for i, row in enumerate(whole):
        for j, group in enumerate(row.groups):
            if group.kind == "share":
                places[row.characteristic, group.arm].append((i, j))
    away: set[tuple[int, int]] = set()
    for spots in places.values():
        counts = [whole[i].groups[j].n or 0 for i, j in spots]
        total = whole[spots[0][0]].groups[spots[0][1]].of or 0
        gone = hide_to_protect(counts, total, minimum)
        away |= {spot for spot, hide in zip(spots, gone, strict=True) if hide}
    return tuple(_close_row(row, {j for k, j in away if k == i}) for i, row in enumerate(shown))


def _close_row(row: BaselineRow, away: set[int]) -> BaselineRow:
    """A line without some of its arms; the distance goes with an arm compared."""
    if not away:
        return row
    groups = tuple(_empty(g) if j in away else g for j, g in enumerate(row.groups))
    lost = any(row.groups[j].arm in row.compared for j in away)
    hidden = tuple(dict.fromkeys([*row.hidden, "smd"])) if lost else row.hidden
    return replace(row, groups=groups, smd=None if lost else row.smd, hidden=hidden)


def _empty(group: GroupValue) -> GroupValue:
    hidden = tuple(dict.fromkeys([*group.hidden, "n"]))
    return replace(group, n=None, hidden=hidden)


def _close_people(
    whole: tuple[PeopleOf, ...], shown: tuple[PeopleOf, ...], minimum: int
) -> tuple[PeopleOf, ...]:
    places: dict[str, list[int]] = defaultdict(list)
    for i, one in enumerate(whole):
        places[one.arm].append(i)
    closed = list(shown)
    for spots in places.values():
        counts = [whole[i].n or 0 for i in spots]
        gone = hide_to_protect(counts, whole[spots[0]].of or 0, minimum)
        for i, hide in zip(spots, gone, strict=True):
            if hide:
                hidden = tuple(dict.fromkeys([*closed[i].hidden, "n"]))
                closed[i] = replace(closed[i], n=None, hidden=hidden)
    return tuple(closed)


def _rename(reasons: tuple[PeopleOf, ...]) -> tuple[PeopleOf, ...]:
    """A reason hidden in every arm is not told in the file's own words."""
    told = {one.what for one in reasons if one.n}
    kept = [one for one in reasons if one.what in told]
    others = dict.fromkeys(one.arm for one in reasons if one.what not in told)
    return (*kept, *(PeopleOf(OTHER, arm, None, None, ("n", "of")) for arm in others))
