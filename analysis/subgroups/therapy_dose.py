"""More therapy, or sooner after an infusion, and how people stood."""

from typing import Final

import numpy as np

from analysis.core import CannotEstimate, Cohort, Refusal, settings
from analysis.core.results import DoseResponse

from .dose import NO_SLOPE, describe_doses, dose_slope
from .exposure_by_day import Counted, followed_past, infusions_by, therapy_by

WHAT: Final[dict[str, tuple[str, str]]] = {
    "sessions": ("Support sessions", "session"),
    "hours": ("Support time", "hour"),
    "same_day": ("Support on the infusion day", "session"),
    "within_week": ("Support within a week of an infusion", "session"),
    "later": ("Support more than a week after an infusion", "session"),
}
_EDGES: Final = {"sessions": (0, 4, 8, 12), "hours": (0, 4, 8, 12)}
_FEW_EDGES: Final = (0, 1, 3, 5)


def therapy_dose(
    cohort: Cohort,
    people: np.ndarray,
    baseline: np.ndarray,
    y: np.ndarray,
    visit_day: int,
    covariates: np.ndarray,
    *,
    counted: Counted = "sessions",
    planned: np.ndarray | None = None,
    adjusted_for: tuple[str, ...] = (),
    landmark: int = settings.LANDMARK_DAY,
    level: float = settings.LEVEL,
) -> DoseResponse:
    """How much less (or more) people scored per unit of therapy planned, or received by a landmark.

    Parameters
    ----------
    cohort : Cohort
        Its therapy sessions, infusions, scores and retreatments.
    people : ndarray of bool, shape (participants,)
        Those asked about: one arm, one condition.
    baseline, y : ndarray, shape (participants,)
        Points at baseline and at the visit, NaN where missing.
    visit_day : int
        Study day of the visit.
    covariates : ndarray, shape (participants, columns)
        Columns adjusted for; without any nothing is adjusted beyond baseline and infusions, and no
        slope over therapy received is drawn.
    counted : {"sessions", "hours", "same_day", "within_week", "later"}
        How therapy is counted, or which timing.
    planned : ndarray, shape (participants,), optional
        Therapy planned at day 0, where the clinic recorded it: leads, and needs no landmark.
    adjusted_for : tuple of str
        Names of the covariates.
    landmark : int
        Study day by which therapy received counts.
    level : float
        Confidence level.

    Returns
    -------
    DoseResponse
        Bands of what was received, infusions beside it, always; a slope (points per unit, raw sign)
        only over a planned dose, or over the dose by the landmark where the visit is after it and
        covariates are recorded; else the reason in `no_slope`.

    Raises
    ------
    CannotEstimate
        "no_sessions" when the cohort records no therapy sessions.

    Notes
    -----
    Landmark: therapy by day 28 against scores after it, among people with a score after day 28 and
    not retreated by then, so that staying is the same for all compared; those lost or retreated
    earlier are counted in `left_out`.

    References
    ----------
    Anderson JR, Cain KC, Gelber RD (1983). J Clin Oncol 1:710-719.
    """
    if not len(cohort.therapy_sessions):
        raise CannotEstimate("no_sessions", "No therapy sessions are recorded.",
                             "Add therapy_sessions.csv to the cohort.")  # fmt: skip
    until = visit_day if planned is None and visit_day <= landmark else landmark
    followed = people if planned is not None else people & followed_past(cohort, landmark)
    dose = therapy_by(cohort, until, counted) if planned is None else planned
    infusions = infusions_by(cohort, until)
    may = _why_no_slope(planned, visit_day, landmark, covariates)
    rows = people if may else followed
    bands = describe_doses(y[rows], baseline[rows], dose[rows], infusions[rows],
                           _EDGES.get(counted, _FEW_EDGES), level)  # fmt: skip
    what, unit = WHAT[counted]
    slope = beside = None
    if may is None:
        try:
            slope, beside = dose_slope(y[rows], baseline[rows], dose[rows], infusions[rows],
                                       covariates[rows], level, unit)  # fmt: skip
        except CannotEstimate as fault:
            may = fault.refusal
    basis = "planned" if planned is not None else "landmark" if slope else "received"
    left_out = int((people & ~np.isnan(y) & ~rows).sum())
    return DoseResponse(
        what,
        unit,
        basis,
        bands,
        slope,
        beside,
        may,
        ("baseline", "infusions", *adjusted_for) if slope else (),
        left_out,
    )


def _why_no_slope(
    planned: np.ndarray | None, visit_day: int, landmark: int, covariates: np.ndarray
) -> Refusal | None:
    """None where a slope may be drawn."""
    if planned is not None:
        return None
    if visit_day <= landmark:
        return Refusal(
            NO_SLOPE.code, f"{NO_SLOPE.sentence} The visit is not after day {landmark}.",
            f"Choose a visit after day {landmark}.",
        )  # fmt: skip
    return NO_SLOPE if covariates.shape[1] == 0 else None
