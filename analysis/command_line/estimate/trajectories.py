"""Verb `trajectories`: the spread of individual scores at each visit, by arm."""

from typing import Any

import numpy as np

from analysis.core import CannotEstimate
from analysis.longitudinal import (
    SPREAD,
    ObservedMean,
    ObservedSpread,
    describe_spread,
    summarise_visits,
)

from .request import Request, levels_of
from .visit_scores import VisitScores, read_visits


def trajectories_verb(request: Request) -> dict[str, Any]:
    """Means, quantiles of scores and of changes at each visit, by --group.

    A wide file with --score a,b,c, or a long one with --id, --visit and --score. Changes are from
    --baseline (a column, or a visit of the long file); without it from the first visit.
    """
    found = read_visits(request)
    if not np.isfinite(found.scores).any():
        raise CannotEstimate("all_missing", "Nobody has a score at any visit.",
                             "Name other columns with --score.")  # fmt: skip
    labels = request.groups()[found.rows]
    baseline, named = _read_baseline(request, found)
    told = {}
    for arm in levels_of(labels):
        rows = labels == arm
        means = summarise_visits(found.scores[rows], request.level)
        spread = describe_spread(found.scores[rows], baseline[rows])
        told[arm] = {
            visit: _say(mean, one)
            for visit, mean, one in zip(found.visits, means, spread, strict=True)
        }
    if not told:
        raise CannotEstimate("nobody", "Nobody has an arm.", "Check --group.")
    return {
        "visits": list(found.visits), "shares": SPREAD, "change_from": named, "groups": told,
        "method": "Everyone observed at each visit: mean with its t interval, quantiles by linear "
        "interpolation; different people may stand behind different visits.",
        "source": "Hyndman & Fan 1996, Am Stat 50:361-365 (type 7)",
    }  # fmt: skip


def _read_baseline(request: Request, found: VisitScores) -> tuple[np.ndarray, str]:
    name = request.given("baseline", found.visits[0])
    if name in found.visits:
        return found.scores[:, found.visits.index(name)], name
    return request.table.numbers(name)[found.rows], name


def _say(mean: ObservedMean, spread: ObservedSpread) -> dict[str, Any]:
    return {
        "n": mean.n, "mean": mean.mean, "ci": [mean.low, mean.high],
        "quantiles": list(spread.quantiles) or None,
        "n_changes": spread.n_changes, "change_quantiles": list(spread.changes) or None,
    }  # fmt: skip
