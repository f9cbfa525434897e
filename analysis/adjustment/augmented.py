"""Weighting and a model of the outcome together: right where either of the two is."""

import numpy as np

from analysis.core import CannotEstimate, Estimate, say_approximate
from analysis.core.formulas import LeastSquares, least_squares

from .propensity import Propensity
from .weighted_effects import (
    check_scores,
    count_people,
    mean_difference_influence,
    normal_estimate,
    require_spread,
)
from .weights import POPULATIONS, BalancingWeights


def doubly_robust_difference(
    score: np.ndarray,
    is_treatment: np.ndarray,
    covariates: np.ndarray,
    propensity: Propensity,
    weights: BalancingWeights,
    level: float,
) -> Estimate:
    """Difference in weighted means augmented by a linear model of the score in each arm.

    Parameters
    ----------
    score : ndarray, shape (n,)
        Points, none missing.
    is_treatment : ndarray of bool, shape (n,)
        Who was in the treatment arm.
    covariates : ndarray, shape (n, q)
        Columns of the model of the score, without a constant.
    propensity : Propensity
        From `estimate_propensity`, of the same people.
    weights : BalancingWeights
        From `balancing_weights`; they name the population.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "too_few_in_arm" when an arm is too small for a model of its own, or a covariate does not
        vary in it; "no_variation", "not_finite".

    Notes
    -----
    With m1, m0 the least-squares predictions of each arm's model, h the tilt of the population and
    w the weights: sum h (m1 - m0) / sum h plus the difference in weighted means of the residuals.
    M-estimation: equations of propensity, both outcome models and all averages are stacked. Normal
    limits: too narrow below about 50 an arm (`overlap_weighted_difference` is made for those).

    References
    ----------
    Mao H, Li L, Greene T (2019). Stat Methods Med Res 28:2439-2454; Li F, Morgan KL, Zaslavsky AM
    (2018). J Am Stat Assoc 113:390-400; Robins JM, Rotnitzky A, Zhao LP (1994). J Am Stat Assoc
    89:846-866.
    """
    score, treated = check_scores(score, is_treatment)
    design = np.column_stack([np.ones(len(score)), covariates])
    residual, predicted, moved = _fit_arms(score, treated, design, weights)
    share = weights.tilt / weights.tilt.sum()
    average = float(share @ predicted)
    centred = predicted - average
    rest, influence = mean_difference_influence(residual, treated, propensity, weights)
    influence = influence + share * centred + moved
    gradient = propensity.design.T @ (weights.tilt_slope / weights.tilt.sum() * centred)
    influence = influence + propensity.influence @ gradient
    return normal_estimate(
        measure=f"{weights.kind}_doubly_robust_difference",
        value=average + rest,
        se=require_spread(float(influence @ influence), score),
        level=level,
        counts=count_people(treated),
        method=f"Doubly robust difference among {POPULATIONS[weights.kind]}: weighting augmented "
        f"by a linear model of the score in each arm; propensity by {propensity.method}; sandwich "
        "error of all estimating equations, normal interval."
        + say_approximate("overlap_doubly_robust_difference", *count_people(treated).values()),
        source="Mao, Li & Greene 2019, Stat Methods Med Res 28:2439-2454",
    )


def _fit_arms(
    score: np.ndarray, treated: np.ndarray, design: np.ndarray, weights: BalancingWeights
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Residuals, predicted m1 - m0, and influence of both models' coefficients on the estimate."""
    target = weights.tilt / weights.tilt.sum() @ design
    residual, predicted, moved = np.zeros(len(score)), np.zeros(len(score)), np.zeros(len(score))
    for there, sign in ((treated, 1.0), (~treated, -1.0)):
        fit = _fit_arm(design[there], score[there])
        residual[there] = fit.residuals
        predicted += sign * (design @ fit.coefficients)
        reached = weights.values[there] / weights.values[there].sum() @ design[there]
        moved[there] = sign * fit.residuals * ((target - reached) @ fit.hat_rows)
    return residual, predicted, moved


def _fit_arm(design: np.ndarray, score: np.ndarray) -> LeastSquares:
    try:
        return least_squares(design, score)
    except CannotEstimate:
        raise CannotEstimate(
            "too_few_in_arm",
            "An arm has too few people, or a covariate that is the same for all of them, so it "
            "cannot have a model of its own.",
            "Read the overlap-weighted estimate, or leave out that covariate.",
        ) from None
