"""What the survival verbs ask of a table: times, events, groups, strata."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.core import CannotEstimate
from analysis.durability import FollowUp, follow, restart

from .request import Request, levels_of, split_names

_CODINGS = (("0", "1"), ("1", "2"), ("FALSE", "TRUE"), ("False", "True"), ("no", "yes"))
"""How a column of events may be written without --event-level; the second is the event."""


@dataclass(frozen=True, eq=False)
class GroupedTimes:
    """Follow-up of the people of whom everything is known, and the groups in order."""

    seen: FollowUp
    groups: tuple[str, ...]


def read_events(request: Request) -> np.ndarray:
    """1 where the event came, 0 where it did not, nan where unknown.

    Raises
    ------
    CannotEstimate
        "event_level" when the column has other values than 0 and 1 (or as R's Surv: 1 and 2, FALSE
        and TRUE) and --event-level does not say which is the event.
    """
    labels = request.labels("event")
    there = set(levels_of(labels))
    wanted = split_names(request.options.event_level)
    if not wanted:
        coding = next((pair for pair in _CODINGS if there <= set(pair)), None)
        if coding is None:
            raise CannotEstimate(
                "event_level", f"“{request.options.event}” has {len(there)} values.",
                "Say which one is the event with --event-level.",
            )  # fmt: skip
        wanted = [coding[1]]
    return np.array([np.nan if one is None else float(one in wanted) for one in labels])


def read_time(request: Request) -> np.ndarray:
    """Time to the event, from --origin where it is given; nan in whom it ended before that."""
    time = request.column("time")
    return restart(time, request.column("origin")).time if request.options.origin else time


def read_follow_up(request: Request) -> GroupedTimes:
    """Times, events, groups (where --group is given) and strata, whole rows only.

    Where both --treatment and --control are given the other levels are left out.
    """
    options = request.options
    labels = request.labels("group") if options.group else None
    strata = read_strata(request)
    time = read_time(request)
    if labels is not None and options.treatment is not None and options.control is not None:
        arms = request.arms()
        time = np.where([one in arms for one in labels], time, np.nan)
    seen = follow(time, read_events(request), labels, strata)
    return GroupedTimes(seen, order_groups(request, seen.labels))


def read_strata(request: Request, named: Sequence[str] = ()) -> np.ndarray | None:
    """Stratum of each row, from the columns of --strata and those `named`; None without any."""
    names = [*split_names(request.options.strata), *named]
    if not names:
        return None
    columns = [request.table.labels(name) for name in dict.fromkeys(names)]
    if len(columns) == 1:
        return columns[0]
    joined = [None if None in row else ", ".join(map(str, row))
              for row in zip(*columns, strict=True)]  # fmt: skip
    return np.array(joined, dtype=object)


def order_groups(request: Request, labels: np.ndarray) -> tuple[str, ...]:
    """Levels as R orders them: numbers by size, text by name."""
    there = levels_of(labels)
    if request.options.group and request.table.is_numeric(request.options.group):
        there = sorted(there, key=float)
    return tuple(there)


def read_times(request: Request) -> np.ndarray:
    """Times in --at; none where it was not given.

    Raises
    ------
    CannotEstimate
        "bad_at".
    """
    try:
        at = np.array([float(text) for text in split_names(request.options.at)])
    except ValueError:
        raise CannotEstimate("bad_at", "--at lists times.",
                             "Write numbers with commas: 14,28,60.") from None  # fmt: skip
    if not np.isfinite(at).all() or (at < 0).any():
        raise CannotEstimate("bad_at", "A time in --at is below zero or without end.",
                             "Write times from zero.")  # fmt: skip
    return at


def say_refusal(fault: CannotEstimate) -> dict[str, Any]:
    """What stands in the place of a part that cannot be estimated while the rest can."""
    return {"refused": {"code": fault.refusal.code, "message": fault.refusal.sentence}}


def has_two_arms(request: Request, labels: np.ndarray) -> bool:
    """Whether two arms can be told: the only two levels, or named."""
    named = request.options.treatment is not None and request.options.control is not None
    return bool(request.options.group) and (named or len(levels_of(labels)) == 2)


def count_groups(labels: np.ndarray) -> list[int]:
    """People of each group."""
    return list(Counter(label for label in labels if label is not None).values())
