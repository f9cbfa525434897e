"""A higher first dose, and how people stood."""

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np

from analysis.core import CannotEstimate, Cohort, Refusal, settings
from analysis.core.results import DoseResponse

from .dose import NO_SLOPE, describe_doses, dose_slope
from .exposure_by_day import first_doses, infusions_by, mean_doses, therapy_by

DOSE_EDGES: Final = (0.0, 0.501, 0.751)
"""Low is up to the usual 0.5 mg/kg of intravenous ketamine, high above 0.75; the thousandth keeps
a dose written 0.50 in the low band whatever its rounding."""

_STEP: Final = 0.1
"""The slope is told per 0.1 mg/kg: nobody's dose differs by a whole mg/kg."""


def drug_dose(
    cohort: Cohort,
    people: np.ndarray,
    baseline: np.ndarray,
    y: np.ndarray,
    covariates: np.ndarray,
    *,
    which: Literal["first", "mean"] = "first",
    edges: Sequence[float] = DOSE_EDGES,
    adjusted_for: tuple[str, ...] = (),
    level: float = settings.LEVEL,
) -> DoseResponse:
    """How much less (or more) people scored per 0.1 mg/kg of the first dose.

    Parameters
    ----------
    cohort : Cohort
        Its infusions (mg per kg) and therapy sessions.
    people : ndarray of bool, shape (participants,)
        Those asked about: one substance, one condition, any arms (the arm is then a covariate).
    baseline, y : ndarray, shape (participants,)
        Points at baseline and at the visit, NaN where missing.
    covariates : ndarray, shape (participants, columns)
        Columns adjusted for, the arm among them.
    which : {"first", "mean"}
        The first dose is set at day 0 and carries a slope; the mean over all infusions is raised in
        people who do not respond and is described only.
    edges : sequence of float
        Where the bands of dose begin, mg per kg.
    adjusted_for : tuple of str
        Names of the covariates.
    level : float
        Confidence level.

    Returns
    -------
    DoseResponse
        Bands (by default up to 0.5, up to 0.75 and above), infusions beside them; the slope in
        points per 0.1 mg/kg (raw sign), adjusted for baseline and therapy sessions planned or
        received before day 0, or why there is none.

    Raises
    ------
    CannotEstimate
        "no_doses" when no infusion has a dose per kg.

    Notes
    -----
    The clinician chose the dose, so the slope is an association of people alike in what was
    recorded; dose bands within a randomised cohort are no exception.

    References
    ----------
    Fava M et al. (2020). Mol Psychiatry 25:1592-1603 (dose-ranging trial of ketamine).
    """
    doses = first_doses(cohort) if which == "first" else mean_doses(cohort)
    if np.isnan(doses[people]).all():
        raise CannotEstimate("no_doses", "No infusion of these people has a dose in mg per kg.",
                             "Add mg_per_kg to infusions.csv.")  # fmt: skip
    infusions = infusions_by(cohort, np.inf)
    bands = describe_doses(y[people], baseline[people], doses[people], infusions[people],
                           edges, level)  # fmt: skip
    what = "First dose" if which == "first" else "Mean dose"
    if which == "mean":
        why = Refusal(
            NO_SLOPE.code, "Doses are raised in people who do not respond, so no slope is drawn "
            "over the mean dose.", "Read the first dose, which is set at day 0.",
        )  # fmt: skip
        return DoseResponse(what, "mg/kg", "received", bands, None, no_slope=why)
    before = therapy_by(cohort, -1) if len(cohort.therapy_sessions) else np.zeros(len(doses))
    try:
        slope, _ = dose_slope(y[people], baseline[people], doses[people] / _STEP, before[people],
                              covariates[people], level, f"{_STEP:g} mg/kg")  # fmt: skip
    except CannotEstimate as fault:
        return DoseResponse(what, "mg/kg", "planned", bands, None, no_slope=fault.refusal)
    return DoseResponse(what, f"{_STEP:g} mg/kg", "planned", bands, slope,
                        adjusted_for=("baseline", *adjusted_for))  # fmt: skip
