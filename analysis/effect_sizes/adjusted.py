"""Two arms at one visit, adjusted for baseline and covariates: points and SDs."""

import math

import numpy as np

from analysis.core import ArmSummary, CannotEstimate, Estimate
from analysis.core.formulas import (
    least_squares,
    standardise_difference,
    t_quantile,
    t_tail,
    upper,
)

from .covariates import Covariates


def adjusted_difference(
    y: np.ndarray,
    baseline: np.ndarray,
    is_treatment: np.ndarray,
    covariates: Covariates,
    level: float,
) -> Estimate:
    """Difference in score at the visit between people with the same baseline and covariates.

    Parameters
    ----------
    y, baseline : ndarray, shape (people,)
        Points at the visit and at baseline, none missing.
    is_treatment : ndarray of bool, shape (people,)
        Who was in the treatment arm.
    covariates : Covariates
        Dummy columns from `encode_covariates`, possibly none.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        When there are too few people, one person decides a coefficient, the arm follows from the
        covariates, or scores do not vary.

    Notes
    -----
    ANCOVA: y = a + b treatment + c baseline + covariates, least squares; b, treatment -
    comparator, in points. SE by HC3, limits t(n - p) with p the coefficients of the model.

    References
    ----------
    Vickers AJ, Altman DG (2001). BMJ 323:1123-1124; Long JS, Ervin LH (2000). Am Stat 54:217-224.
    """
    arm = np.asarray(is_treatment, dtype=float)
    fit = least_squares(np.column_stack([np.ones(len(y)), arm, baseline, covariates.matrix]), y)
    value, n_treatment = float(fit.coefficients[1]), int(arm.sum())
    se = require_error(float(fit.hc3()[1, 1]), y)
    half = t_quantile(upper(level), fit.df) * se
    adjusted_for = ", ".join(["baseline", *(n.replace("_", " ") for n in covariates.names)])
    return Estimate(
        measure="adjusted_difference",
        value=value,
        low=value - half,
        high=value + half,
        level=level,
        counts={"n_treatment": n_treatment, "n_comparator": len(y) - n_treatment},
        method=f"ANCOVA adjusted for {adjusted_for}; HC3 standard error, t(n - p) interval.",
        source="Vickers & Altman 2001, BMJ 323:1123-1124",
        unit="points",
        se=se,
        df=float(fit.df),
        p=t_tail(value / se, fit.df),
    )


def require_error(variance: float, y: np.ndarray) -> float:
    """SE from a variance, refused where scores do not vary around the model."""
    scale = float(np.square(y).mean()) or 1.0
    if not variance > 1e-24 * scale:
        raise CannotEstimate(
            "no_variation",
            "Scores do not vary beyond what the model says, so there is no interval.",
            "Check that the right column is mapped, or choose another visit.",
        )
    return math.sqrt(variance)


def adjusted_g(difference: Estimate, treatment: ArmSummary, comparator: ArmSummary) -> Estimate:
    """The adjusted difference in pooled baseline SDs of those analysed.

    Parameters
    ----------
    difference : Estimate
        From `adjusted_difference`, in points.
    treatment, comparator : ArmSummary
        The same people, arm by arm.

    Raises
    ------
    CannotEstimate
        When an arm has no baseline SD, or everyone has the same baseline.

    Notes
    -----
    J(m) b / S, S the pooled baseline SD, m = n_t + n_c - 2;
    SE = J sqrt(SE_HC3^2 / S^2 + (b/S)^2 / (2m)), limits t(n - p). The second term is the error of S
    itself. Conservative with about 12 an arm.

    References
    ----------
    Delta method on b / S; Hedges LV (1981). J Educ Stat 6:107-128 for J.
    """
    return standardise_difference(
        difference, treatment.baseline_sd, treatment.n, comparator.baseline_sd, comparator.n,
        measure="adjusted_g",
        method="Adjusted difference over the pooled baseline SD of those analysed, times J; "
        "delta-method error with the HC3 one, t(n - p) interval.",
        standardiser="pooled baseline SD of those analysed",
    )  # fmt: skip
