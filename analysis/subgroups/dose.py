"""Dose and outcome among people of one arm: what may carry a slope, and what may only be described.

People who stay longer receive more and differ in other ways, so a slope is drawn over a dose known
at day 0, or over the dose received by a landmark day among those still followed then.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analysis.core import CannotEstimate, Estimate, settings
from analysis.core.formulas import least_squares, t_quantile, upper
from analysis.core.results import DoseBand

from .interaction import centre, complete_rows, estimate_contrast, vary

NO_SLOPE: Final = CannotEstimate(
    "no_slope",
    "People who stay longer receive more and differ in other ways, so no slope is drawn.",
    "Record the dose planned at day 0, or follow people after the landmark day.",
).refusal

_LEAST_PEOPLE: Final = 10
"""A slope over fewer people is decided by one of them."""


def dose_slope(
    y: np.ndarray,
    baseline: np.ndarray,
    dose: np.ndarray,
    others: np.ndarray,
    covariates: np.ndarray,
    level: float,
    unit: str,
) -> tuple[Estimate, Estimate | None]:
    """Difference in score per unit of dose between people alike in all else recorded.

    Parameters
    ----------
    y, baseline : ndarray, shape (people,)
        Points at the visit and at baseline, people of one arm.
    dose : ndarray, shape (people,)
        Planned, or received by the landmark day.
    others : ndarray, shape (people,)
        What goes with it and is adjusted for: infusions in the same days (for therapy), or therapy
        (for the drug). The same for everyone is left out.
    covariates : ndarray, shape (people, columns)
        Further columns adjusted for.
    level : float
        Confidence level.
    unit : str
        What one unit of dose is ("session", "0.1 mg/kg"), for the method's sentence.

    Returns
    -------
    tuple of Estimate
        Points per unit of dose (raw sign), and per unit of `others`, None where that does not vary.

    Raises
    ------
    CannotEstimate
        "too_few" with fewer than 10 people, "one_dose" when all had the same, or when the model
        cannot be fitted.

    Notes
    -----
    y = a + b dose + c baseline + d others + covariates; b, HC3, t(n - p).

    References
    ----------
    Anderson JR, Cain KC, Gelber RD (1983). J Clin Oncol 1:710-719 (landmark).
    """
    rows = complete_rows(y, baseline, dose, others, covariates)
    if rows.sum() < _LEAST_PEOPLE:
        raise CannotEstimate("too_few", f"Fewer than {_LEAST_PEOPLE} people have a dose and both "
                             "scores.", "Choose an earlier visit.")  # fmt: skip
    y, dose, others = y[rows], dose[rows], others[rows]
    if np.ptp(dose) == 0:
        raise CannotEstimate("one_dose", "Everyone had the same dose, so there is no slope.",
                             "Compare arms instead.")  # fmt: skip
    columns = [centre(dose), *vary(others), np.ones(len(y)), *vary(baseline[rows])]
    fit = least_squares(np.column_stack([*columns, covariates[rows]]), y)
    covariance, counts = fit.hc3(), {"n": len(y)}
    slope = estimate_contrast(fit, covariance, np.array([1.0]), y, counts, level, "dose_slope",
                              f"Points per {unit}")  # fmt: skip
    if np.ptp(others) == 0:
        return slope, None
    beside = estimate_contrast(
        fit,
        covariance,
        np.array([0.0, 1.0]),
        y,
        counts,
        level,
        "other_dose_slope",
        "Points per unit of what goes with it",
    )
    return slope, beside


def describe_doses(
    y: np.ndarray,
    baseline: np.ndarray,
    dose: np.ndarray,
    infusions: np.ndarray,
    edges: Sequence[float],
    level: float = settings.LEVEL,
) -> tuple[DoseBand, ...]:
    """How people with more and less of a dose stood, without a slope.

    Parameters
    ----------
    y, baseline : ndarray, shape (people,)
        Points at the visit and at baseline; bands are of people with both.
    dose, infusions : ndarray, shape (people,)
        The dose, and infusions in the same days, shown beside it.
    edges : sequence of float
        Rising cuts: a band holds doses from one edge to below the next; the last is open.
    level : float
        Confidence level of the mean change (t).

    Returns
    -------
    tuple of DoseBand
        Raw change (visit - baseline); SD and limits are None for one person. Empty bands are left
        out.
    """
    rows = complete_rows(y, baseline, dose)
    change, bands = y - baseline, []
    for low, high in zip(edges, [*edges[1:], np.inf], strict=True):
        inside = rows & (dose >= low) & (dose < high)
        if inside.any():
            label = f"{low:g} or more" if np.isinf(high) else f"{low:g} to under {high:g}"
            bands.append(_describe(label, inside, change, baseline, dose, infusions, level))
    return tuple(bands)


def _describe(
    label: str, inside: np.ndarray, change: np.ndarray, baseline: np.ndarray, dose: np.ndarray,
    infusions: np.ndarray, level: float,
) -> DoseBand:  # fmt: skip
    values, n = change[inside], int(inside.sum())
    mean, sd, low, high = float(values.mean()), None, None, None
    if n > 1:
        sd = float(values.std(ddof=1))
        half = t_quantile(upper(level), n - 1) * sd / np.sqrt(n)
        low, high = mean - half, mean + half
    known = infusions[inside][~np.isnan(infusions[inside])]
    return DoseBand(label, n, float(dose[inside].mean()),
                    float(known.mean()) if len(known) else None,
                    float(baseline[inside].mean()), mean, sd, low, high)  # fmt: skip
