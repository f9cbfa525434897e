"""Verb `harms`: counts, a file of people, or a file of events with the people of each arm."""

from typing import Any

import numpy as np

from analysis.core import CannotEstimate
from analysis.core.results import HarmComparison
from analysis.participants import GROUPS, compare_harm, match_terms

from .request import Request, levels_of, split_names
from .said import say_limits

_METHOD = (
    "People per 100: Wilson, Newcombe. Events per 100 of time: exact Poisson, square-and-add, "
    "exact conditional ratio; the person as cluster where anyone had several. None at all: "
    "one-sided upper limit (rule of three)."
)
_SOURCE = "Newcombe 1998; Garwood 1936; Zou & Donner 2008; Hanley & Lippman-Hand 1983"


def harms_verb(request: Request) -> dict[str, Any]:
    """Harms of two arms by people and by time.

    `--counts a,n1,b,n2` (people with it, people; no file), with `--values TIME1,TIME2` for rates;
    a file of people with `--event` (how often) and `--time` (follow-up); or a file of events with
    `--id`, `--event` (the term), `--time` (the day) and `--counts n1,n2`.
    """
    counts = _numbers(request, "counts")
    if len(counts) == 4:
        told = _from_counts(request, counts)
    elif len(counts) == 2:
        told = _from_events(request, counts)
    elif not counts:
        told = _from_people(request)
    else:
        raise CannotEstimate("bad_counts", "--counts has two or four numbers.",
                             "Write events,people,events,people or people,people.")  # fmt: skip
    return {**told, "method": _METHOD, "source": _SOURCE}


def _from_counts(request: Request, counts: list[float]) -> dict[str, Any]:
    had, of = (_whole(counts[i::2]) for i in (0, 1))
    if any(a > n for a, n in zip(had, of, strict=True)):
        raise CannotEstimate("bad_counts", "More people had it than there are.",
                             "Write events,people,events,people.")  # fmt: skip
    events = np.concatenate([np.arange(n) < a for a, n in zip(had, of, strict=True)]).astype(int)
    treated = np.repeat([True, False], of)
    months = _spread(_times(request), of)
    return _say(compare_harm("harm", "Harm", ("treatment", "control"), events, treated, months,
                             request.level))  # fmt: skip


def _from_people(request: Request) -> dict[str, Any]:
    treatment, control = request.arms()
    labels, events = request.labels("group"), request.column("event")
    time = request.column("time") if request.options.time else None
    rows = np.isin(labels, [treatment, control]) & ~np.isnan(events)
    if time is not None:
        rows &= ~np.isnan(time)
        if (time[rows] < 0).any():
            raise CannotEstimate("no_time", "A follow-up time is below zero.", "Correct it.")
    return _say(compare_harm("harm", "Harm", (treatment, control), events[rows],
                             labels[rows] == treatment, None if time is None else time[rows],
                             request.level))  # fmt: skip


def _from_events(request: Request, counts: list[float]) -> dict[str, Any]:
    """Any event, each group of terms that occurs, and each term as the file writes it."""
    treatment, control = request.arms()
    labels, people = request.labels("group"), request.labels("id")
    terms = request.labels("event")
    rows = np.isin(labels, [treatment, control])
    rows &= np.array([one is not None for one in people], bool)
    rows &= np.array([one is not None for one in terms], bool)
    if request.options.time:
        rows &= request.column("time") >= 0
    labels, people, terms = labels[rows], people[rows], terms[rows]
    of, times = _whole(counts), _times(request)
    groups = {g.code: match_terms(terms, g) for g in GROUPS}
    chosen = {"any": np.ones(len(terms), dtype=bool)}
    chosen |= {code: found for code, found in groups.items() if found.any()}
    chosen |= {f"term: {term}": terms == term for term in levels_of(terms)}
    harms = {}
    for code, inside in chosen.items():
        events = [_per_person(people[inside & (labels == one)], n)
                  for one, n in zip((treatment, control), of, strict=True)]  # fmt: skip
        found = compare_harm(code, code, (treatment, control), np.concatenate(events),
                             np.repeat([True, False], of), _spread(times, of),
                             request.level)  # fmt: skip
        harms[code] = _say(found)
    return {"people": of, "harms": harms}


def _per_person(people: np.ndarray, n: int) -> np.ndarray:
    """Events of each of `n` people; those without any are not in the file."""
    _, counts = np.unique(people.astype(str), return_counts=True)
    if len(counts) > n:
        raise CannotEstimate("bad_counts", "More people have events than there are in the arm.",
                             "Correct --counts.")  # fmt: skip
    return np.concatenate([counts, np.zeros(n - len(counts), dtype=int)])


def _times(request: Request) -> list[float] | None:
    times = _numbers(request, "values")
    if not times:
        return None
    if len(times) != 2:
        raise CannotEstimate("bad_values", "--values has the time at risk of both arms.",
                             "Write months,months.")  # fmt: skip
    return times


def _spread(times: list[float] | None, of: list[int]) -> np.ndarray | None:
    """An arm's time shared out evenly: nobody's own is known."""
    if times is None:
        return None
    return np.repeat([time / max(n, 1) for time, n in zip(times, of, strict=True)], of)


def _numbers(request: Request, option: str) -> list[float]:
    try:
        return [float(text) for text in split_names(getattr(request.options, option))]
    except ValueError:
        raise CannotEstimate("not_a_number", f"--{option} lists numbers.",
                             "Separate them by commas.") from None  # fmt: skip


def _whole(numbers: list[float]) -> list[int]:
    if any(not (n >= 0 and np.isfinite(n) and n == int(n)) for n in numbers):
        raise CannotEstimate("bad_counts", "Counts are whole numbers from zero.",
                             "Correct --counts.")  # fmt: skip
    return [int(n) for n in numbers]


def _say(found: HarmComparison) -> dict[str, Any]:
    arms = [arm for arm in (found.treatment, found.comparator) if arm is not None]
    told: dict[str, Any] = {
        "people": [arm.people for arm in arms], "of": [arm.of for arm in arms],
        "events": [arm.events for arm in arms],
        "per_100": [say_limits(arm.per_100) for arm in arms],
        "difference_per_100": say_limits(found.difference),
    }  # fmt: skip
    if found.rate_difference is None:
        return told
    return {
        **told, "time": [arm.months for arm in arms],
        "per_100_time": [say_limits(arm.per_100_months) for arm in arms],
        "rate_difference": say_limits(found.rate_difference),
        "rate_ratio": say_limits(found.rate_ratio),
    }  # fmt: skip
