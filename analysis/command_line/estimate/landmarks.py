"""Verb `landmark`: arms as received by a fixed day, in those still followed and unretreated."""

from typing import Any

import numpy as np

from analysis.adjustment import Landmark, choose_landmark, overlap_weighted_difference
from analysis.core import CannotEstimate, Estimate, settings
from analysis.effect_sizes import mean_difference, summarise_arm

from .for_whom import brief, read_covariates
from .request import Request


def landmark_verb(request: Request) -> dict[str, Any]:
    """Who is compared from day --at (14) on, and with --score how far apart they are.

    A row a person: --first-session (day of the first session, empty without one), --time (last day
    seen), --retreated (day of the first retreatment). With --baseline (and --covariates) the
    difference is the doubly robust overlap-weighted one, without it unadjusted.
    """
    found = choose_landmark(
        request.column("first_session"), _days_again(request), request.column("time"), _day(request)
    )
    told: dict[str, Any] = {
        "day": found.day, "people": request.table.rows, "followed": int(found.followed.sum()),
        "had_therapy": int(found.had_therapy.sum()), "had_none": int(found.had_none.sum()),
        "excluded": dict(found.excluded),
    }  # fmt: skip
    return {
        **told,
        **(_compare(request, found) if request.options.score else {}),
        "method": "Arms as received by the landmark, in people followed and unretreated then; "
        "outcomes count from that day. Had therapy - had none.",
        "source": "Anderson, Cain & Gelber 1983, J Clin Oncol 1:710-719",
    }


def _day(request: Request) -> float:
    try:
        return float(request.given("at", settings.ARM_LANDMARK_DAY))
    except ValueError:
        raise CannotEstimate("bad_at", "--at is the day of the landmark.",
                             "Write one number of days: 14.") from None  # fmt: skip


def _days_again(request: Request) -> np.ndarray:
    if not request.options.retreated:
        return np.full(request.table.rows, np.inf)
    return request.column("retreated")


def _compare(request: Request, found: Landmark) -> dict[str, Any]:
    score = request.column("score")
    rows = found.followed & np.isfinite(score)
    covariates = read_covariates(request)
    if request.options.baseline:
        before = request.column("baseline")
        rows &= np.isfinite(before) & np.isfinite(covariates).all(axis=1)
        one = overlap_weighted_difference(
            score[rows], before[rows], found.had_therapy[rows], covariates[rows], request.level
        )
    elif covariates.shape[1]:
        request.needed("baseline")
    else:
        one = _unadjusted(request, score, found)
    return {
        "difference": brief(one), "difference_method": one.method,
        "without_score": int((found.followed & ~rows).sum()),
    }  # fmt: skip


def _unadjusted(request: Request, score: np.ndarray, found: Landmark) -> Estimate:
    nothing = np.zeros(len(score))
    therapy, without = (
        summarise_arm(name, nothing[rows], score[rows])
        for name, rows in (("had therapy", found.had_therapy), ("had none", found.had_none))
    )
    return mean_difference(therapy, without, request.level)
