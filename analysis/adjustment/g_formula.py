"""Means if everyone had been in one arm, or in the other: standardisation, and AIPW."""

from dataclasses import dataclass, replace

import numpy as np

from analysis.core import Estimate, say_approximate
from analysis.core.formulas import LeastSquares, least_squares

from .propensity import Propensity
from .weighted_effects import check_scores, count_people, normal_estimate, require_spread


@dataclass(frozen=True)
class StandardisedMeans:
    """Mean score if everyone had been in either arm, and their difference."""

    mean_treatment: Estimate
    mean_comparator: Estimate
    difference: Estimate


def standardised_means(
    score: np.ndarray,
    is_treatment: np.ndarray,
    covariates: np.ndarray,
    interacting: np.ndarray,
    level: float,
) -> StandardisedMeans:
    """Difference in mean score if everyone analysed had been in one arm or in the other.

    Parameters
    ----------
    score : ndarray, shape (n,)
        Points, none missing.
    is_treatment : ndarray of bool, shape (n,)
        Who was in the treatment arm.
    covariates : ndarray, shape (n, q)
        Columns of the model of the score, without a constant.
    interacting : ndarray, shape (n, r)
        Columns whose product with the arm is in the model too; r may be 0.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "too_few", "collinear", "no_variation" or "not_finite".

    Notes
    -----
    Least squares of the score on covariates, arm and arm x interacting; each person is predicted
    in both arms and the predictions averaged (parametric g-formula). Sandwich error of the model
    and the averages together, normal limits.

    References
    ----------
    Robins J (1986). Math Modelling 7:1393-1512; Hernan MA, Robins JM, What If, ch. 13.
    """
    score, treated = check_scores(score, is_treatment)
    fit, design_t, design_c = _fit_outcome(score, treated, covariates, interacting)
    simulated = "g_formula_difference_apart" if interacting.shape[1] else "g_formula_difference"

    def average(measure: str, design: np.ndarray) -> Estimate:
        """The mean prediction over the rows of a design, with the error of model and mean."""
        predicted = design @ fit.coefficients
        value = float(predicted.mean())
        through_model = fit.residuals * (design.mean(axis=0) @ fit.hat_rows)
        influence = through_model + (predicted - value) / len(score)
        return normal_estimate(
            measure=measure,
            value=value,
            se=require_spread(float(influence @ influence), score),
            level=level,
            counts=count_people(treated),
            method="Standardisation (parametric g-formula) over everyone analysed, linear model of "
            "the score; sandwich error of model and averages, normal interval."
            + say_approximate(simulated, *count_people(treated).values()),
            source="Hernan & Robins, What If, ch. 13",
        )

    return StandardisedMeans(
        replace(average("g_formula_mean_treatment", design_t), p=None),
        replace(average("g_formula_mean_comparator", design_c), p=None),
        average("g_formula_difference", design_t - design_c),
    )


def aipw_difference(
    score: np.ndarray,
    is_treatment: np.ndarray,
    covariates: np.ndarray,
    interacting: np.ndarray,
    propensity: Propensity,
    level: float,
) -> Estimate:
    """Augmented inverse-probability-weighted difference among everyone analysed.

    Parameters
    ----------
    score, is_treatment, covariates, interacting, level
        As in `standardised_means`.
    propensity : Propensity
        From `estimate_propensity`, of the same people.

    Raises
    ------
    CannotEstimate
        "too_few", "collinear", "no_variation" or "not_finite".

    Notes
    -----
    Mean of m1 - m0 + T (y - m1) / e - (1 - T) (y - m0) / (1 - e), right where the model of the
    score or of the propensity is. SE from the standard deviation of these values over sqrt(n)
    (efficient influence function; both models right). Normal limits.

    References
    ----------
    Robins JM, Rotnitzky A, Zhao LP (1994). J Am Stat Assoc 89:846-866; Lunceford JK, Davidian M
    (2004). Stat Med 23:2937-2960.
    """
    score, treated = check_scores(score, is_treatment)
    fit, design_t, design_c = _fit_outcome(score, treated, covariates, interacting)
    e = propensity.probabilities
    likelihood = np.where(treated, e, e - 1)
    values = (design_t - design_c) @ fit.coefficients + fit.residuals / likelihood
    variance = float(values.var(ddof=1)) / len(score)
    return normal_estimate(
        measure="aipw_difference",
        value=float(values.mean()),
        se=require_spread(variance, score),
        level=level,
        counts=count_people(treated),
        method="Doubly robust (AIPW) difference among everyone analysed: linear model of the score "
        f"and propensity by {propensity.method}; error from the influence function, normal "
        "interval." + say_approximate("aipw_difference", *count_people(treated).values()),
        source="Lunceford & Davidian 2004, Stat Med 23:2937-2960",
    )


def _fit_outcome(
    score: np.ndarray, treated: np.ndarray, covariates: np.ndarray, interacting: np.ndarray
) -> tuple[LeastSquares, np.ndarray, np.ndarray]:
    """The model, and its design with everyone treated and with nobody treated."""
    ones, zeros = np.ones((len(score), 1)), np.zeros_like(interacting)
    start = np.column_stack([ones, covariates])
    design_t = np.column_stack([start, ones, interacting])
    design_c = np.column_stack([start, 0 * ones, zeros])
    fit = least_squares(np.where(treated[:, None], design_t, design_c), score)
    return fit, design_t, design_c
