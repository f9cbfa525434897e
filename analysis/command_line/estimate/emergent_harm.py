"""Verb `emergent`: who got worse after the start than they ever were before it."""

from typing import Any

import numpy as np

from analysis.core import CannotEstimate
from analysis.core.results import HarmComparison
from analysis.participants import (
    SERIOUS_IDEATION,
    compare_harm,
    find_emergent,
    worst_before_and_after,
)

from .request import Request, split_names
from .said import say_limits

_SERIOUS_FROM = {"CSSRS_SI": SERIOUS_IDEATION}
_KINDS = ("worse", "new", "serious")


def emergent_verb(request: Request) -> dict[str, Any]:
    """Worst --score after day 0 against the worst up to it, by --group.

    A long file: --id, --visit (or --time) in study days, --score (higher is worse, or --better
    higher). --at is the last day counted. With --instrument CSSRS_SI also who reached active
    thoughts with intent.
    """
    score = request.column("score") * (-1 if request.options.better == "higher" else 1)
    day = request.column("visit" if request.options.visit else "time")
    people, labels = request.labels("id"), request.labels("group")
    arms = request.arms()
    rows = np.isin(labels, arms) & np.isfinite(score) & np.isfinite(day)
    rows &= np.array([one is not None for one in people], dtype=bool)
    if not rows.any():
        raise CannotEstimate("nobody", "No row names a person, an arm, a day and a score.",
                             "Check --id, --group, --visit and --score.")  # fmt: skip
    names, first, person = np.unique(
        people[rows].astype(str), return_index=True, return_inverse=True
    )
    before, after = worst_before_and_after(
        person, day[rows], score[rows], len(names), _last_day(request)
    )
    instrument = request.options.instrument or ""
    found = find_emergent(request.needed("score"), before, after, _SERIOUS_FROM.get(instrument))
    treated = labels[rows][first] == arms[0]
    told: dict[str, Any] = {
        "treatment": arms[0], "control": arms[1], "people": len(names),
        "assessed": int(found.assessed.sum()),
    }  # fmt: skip
    for kind in _KINDS:
        had = getattr(found, kind)
        if had is not None:
            told[kind] = _say(
                compare_harm(kind, kind, arms, had[found.assessed].astype(int),
                             treated[found.assessed], None, request.level)
            )  # fmt: skip
    return {
        **told,
        "method": "Of those rated both up to day 0 and after it: worst after above worst before; "
        "none before and any after. Wilson's interval, Newcombe's for the difference.",
        "source": "Nilsson et al. 2013, C-SSRS Scoring and Data Analysis Guide; Newcombe 1998",
    }


def _last_day(request: Request) -> float | None:
    try:
        days = [float(text) for text in split_names(request.options.at)]
    except ValueError:
        days = [np.nan]
    if len(days) > 1 or not np.isfinite(days).all():
        raise CannotEstimate("bad_at", "--at is the last day counted.", "Write one number: 84.")
    return days[0] if days else None


def _say(found: HarmComparison) -> dict[str, Any]:
    arms = [arm for arm in (found.treatment, found.comparator) if arm is not None]
    return {
        "people": [arm.people for arm in arms], "of": [arm.of for arm in arms],
        "per_100": [say_limits(arm.per_100) for arm in arms],
        "difference_per_100": say_limits(found.difference),
    }  # fmt: skip
