"""Verb `attrition`: scores that are there, by arm and visit."""

from typing import Any

import numpy as np

from analysis.core.results import MissingScores, PatternKind
from analysis.longitudinal import describe_missing

from .request import Request, levels_of, split_names
from .visit_scores import by_number, read_visits

_KINDS: tuple[PatternKind, ...] = ("complete", "monotone", "intermittent", "never_seen")


def attrition_verb(request: Request) -> dict[str, Any]:
    """Scores there by arm and visit; with people told apart, who was lost when, and patterns."""
    timed = request.options.visit or request.options.time
    if not request.options.score and request.options.pre and request.options.post:
        request.options.score = f"{request.options.pre},{request.options.post}"
    names = split_names(request.needed("score"))
    if timed and len(names) == 1 and not request.options.id:
        return _count_rows(request, names[0], timed)
    found = read_visits(request)
    arm = request.groups()[found.rows]
    order = levels_of(arm)
    return _say(describe_missing(found.scores, arm, found.visits, order), order)


def _count_rows(request: Request, score: str, timed: str) -> dict[str, Any]:
    """A long file in which people are not told apart: counts of rows alone."""
    there = np.isfinite(request.table.numbers(score))
    when, arm = request.table.labels(timed), request.groups()
    times, order = by_number(when), levels_of(arm)
    counts = [
        {time: int((there & (arm == one) & (when == time)).sum()) for time in times}
        for one in order
    ]
    return {
        "rows": order, "times": list(times), "n": counts,
        "method": "Scores that are there, by arm and visit; with --id also who was lost when.",
    }  # fmt: skip


def _say(found: MissingScores, order: list[str]) -> dict[str, Any]:
    by_arm = {arm: [one for one in found.attrition if one.arm == arm] for arm in order}
    return {
        "rows": order,
        "times": list(found.visits),
        "n": [{one.visit: one.observed for one in by_arm[arm]} for arm in order],
        "people": {arm: by_arm[arm][0].of for arm in order},
        "lost": [{one.visit: one.lost for one in by_arm[arm]} for arm in order],
        "share_seen": [{one.visit: one.observed / one.of for one in by_arm[arm]} for arm in order],
        "kinds": {kind: {arm: found.count(kind, arm) for arm in order} for kind in _KINDS},
        "patterns": [
            {"seen": "".join("X" if seen else "." for seen in pattern.seen),
             "kind": pattern.kind, "counts": dict(pattern.counts)}
            for pattern in found.patterns
        ],
        "method": "n has a score at the visit; lost has none then or later; a pattern is monotone "
        "when nothing is seen after the first visit missed.",
    }  # fmt: skip
