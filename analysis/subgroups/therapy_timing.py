"""The therapist joins on the day of the infusion, or later: two groups of one arm."""

from dataclasses import replace
from typing import Final

import numpy as np

from analysis.core import CannotEstimate, Cohort, Estimate, Refusal, settings
from analysis.core.results import DoseBand, TherapyTiming

from .dose import NO_SLOPE, describe_doses, dose_slope
from .exposure_by_day import followed_past, infusions_by, therapy_by

SAME_DAY: Final = "On the day of an infusion"
LATER: Final = "A day or more after one"
_AFTER: Final = ("same_day", "within_week", "later")


def first_after_infusion(cohort: Cohort, day: float) -> tuple[np.ndarray, np.ndarray]:
    """When each person's first session after an infusion was, preparation apart.

    Parameters
    ----------
    cohort : Cohort
        Its therapy sessions.
    day : float
        Last study day counted.

    Returns
    -------
    tuple of ndarray of bool, shape (participants,)
        Whose first session was on the day of an infusion, and whose was a day or more after one;
        neither for people without a session by that day.
    """
    rows = cohort.therapy_sessions
    inside = rows["timing"].astype(str).isin(_AFTER) & (rows["day"].astype(float) <= day)
    ordered = rows[inside.to_numpy()].sort_values(["day", "hours_after_infusion"], kind="stable")
    first = ordered.drop_duplicates("participant")
    numbers = first["participant"].to_numpy(dtype=np.int64)
    same = (first["timing"].astype(str) == "same_day").to_numpy()
    found = np.zeros((2, len(cohort.participants)), dtype=bool)
    found[0, numbers[same]] = True
    found[1, numbers[~same]] = True
    return found[0], found[1]


def compare_timing(
    cohort: Cohort,
    people: np.ndarray,
    baseline: np.ndarray,
    y: np.ndarray,
    visit_day: int,
    covariates: np.ndarray,
    *,
    adjusted_for: tuple[str, ...] = (),
    landmark: int = settings.LANDMARK_DAY,
    level: float = settings.LEVEL,
) -> TherapyTiming:
    """How much more people scored whose first session was on the infusion day than later.

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
        Columns adjusted for; without any the groups are described only.
    adjusted_for : tuple of str
        Names of the covariates.
    landmark : int
        Study day by which the first session counts.
    level : float
        Confidence level.

    Returns
    -------
    TherapyTiming
        Both groups with their sessions and infusions by the landmark; the difference (points, same
        day minus later, raw sign) only at a visit after the landmark and with covariates, else the
        reason.

    Raises
    ------
    CannotEstimate
        "no_sessions" when the cohort records no therapy sessions, "no_timing" when nobody of those
        asked about has one whose time after an infusion is recorded.

    Notes
    -----
    As `therapy_dose`: among people with a score after the landmark and not retreated by it.
    Adjusted for baseline, infusions and sessions by the landmark, and the covariates; HC3,
    t(n - p).

    References
    ----------
    Anderson JR, Cain KC, Gelber RD (1983). J Clin Oncol 1:710-719.
    """
    if not len(cohort.therapy_sessions):
        raise CannotEstimate("no_sessions", "No therapy sessions are recorded.",
                             "Add therapy_sessions.csv to the cohort.")  # fmt: skip
    groups = first_after_infusion(cohort, landmark)
    if not (people & (groups[0] | groups[1])).any():
        raise CannotEstimate("no_timing", "No session of these people says how long after an "
                             "infusion it was.", "Add timing to therapy_sessions.csv.")  # fmt: skip
    after = visit_day > landmark
    rows = people & followed_past(cohort, landmark) if after else people
    groups = (groups[0] & rows, groups[1] & rows)
    infusions, sessions = infusions_by(cohort, landmark), therapy_by(cohort, landmark)
    bands = [
        *_describe(SAME_DAY, groups[0], y, baseline, sessions, infusions, level),
        *_describe(LATER, groups[1], y, baseline, sessions, infusions, level),
    ]
    may = _why_not(bands, after, landmark, covariates)
    difference = None
    if may is None:
        try:
            difference = _difference(y, baseline, groups, infusions,
                                     np.column_stack([sessions, covariates]), level)  # fmt: skip
        except CannotEstimate as fault:
            may = fault.refusal
    names = ("baseline", "infusions", "sessions", *adjusted_for) if difference else ()
    return TherapyTiming(tuple(bands), difference, may, names, landmark)


def _describe(
    label: str, inside: np.ndarray, y: np.ndarray, baseline: np.ndarray, sessions: np.ndarray,
    infusions: np.ndarray, level: float,
) -> list[DoseBand]:  # fmt: skip
    found = describe_doses(y[inside], baseline[inside], sessions[inside], infusions[inside], (0,),
                           level)  # fmt: skip
    return [replace(band, label=label) for band in found]


def _why_not(
    bands: list[DoseBand], after: bool, landmark: int, covariates: np.ndarray
) -> Refusal | None:
    """None where the two groups may be compared."""
    if not after:
        return Refusal(
            NO_SLOPE.code,
            f"The visit is not after day {landmark}, so those who stayed cannot be told apart.",
            f"Choose a visit after day {landmark}.",
        )
    if covariates.shape[1] == 0:
        return Refusal(NO_SLOPE.code, "Nothing that differs between the two groups is recorded, so "
                       "they are not compared.", "Record age, sex or prior treatment.")  # fmt: skip
    least = settings.SMALLEST_SUBGROUP_ARM
    if len(bands) < 2 or min(band.n or 0 for band in bands) < least:
        return Refusal("too_few", f"One of the two groups has fewer than {least} people with both "
                       "scores.", "Choose an earlier visit after the landmark.")  # fmt: skip
    return None


def _difference(
    y: np.ndarray, baseline: np.ndarray, groups: tuple[np.ndarray, np.ndarray],
    infusions: np.ndarray, covariates: np.ndarray, level: float,
) -> Estimate:  # fmt: skip
    rows = groups[0] | groups[1]
    found, _ = dose_slope(y[rows], baseline[rows], groups[0][rows].astype(float), infusions[rows],
                          covariates[rows], level, "group")  # fmt: skip
    known = ~np.isnan(y) & ~np.isnan(baseline)
    counts = {"n_same_day": int((groups[0] & known).sum()),
              "n_later": int((groups[1] & known).sum())}  # fmt: skip
    method = "Adjusted difference, first session the same day minus later; HC3, t(n - p)."
    return replace(found, measure="timing_difference", counts=counts, method=method)
