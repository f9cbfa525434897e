"""The estimate that leads where people were not randomised: overlap weights and a model at once."""

import numpy as np

from analysis.core import CannotEstimate, Estimate
from analysis.core.formulas import (
    LeastSquares,
    least_squares,
    standardise_difference,
    t_quantile,
    t_tail,
    upper,
)

from .propensity import Propensity, estimate_propensity
from .weighted_effects import (
    check_scores,
    count_people,
    mean_difference_influence,
    require_spread,
)
from .weights import BalancingWeights, balancing_weights

_HIGHEST_LEVERAGE = 1 - 1e-6


def overlap_weighted_difference(
    score: np.ndarray,
    baseline: np.ndarray,
    is_treatment: np.ndarray,
    covariates: np.ndarray,
    level: float,
) -> Estimate:
    """Difference in score among people who might have been in either arm, in points.

    Parameters
    ----------
    score, baseline : ndarray, shape (n,)
        Points at the visit and at baseline, none missing.
    is_treatment : ndarray of bool, shape (n,)
        Who was in the treatment arm.
    covariates : ndarray, shape (n, q)
        Further columns known before the first infusion, without a constant; q may be 0.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "one_arm", "too_few", "collinear", "leverage_one", "no_variation" or "not_finite".

    Notes
    -----
    Propensity by logistic regression on baseline and covariates; then least squares of the score on
    arm, baseline and covariates with overlap weights (1 - e for the treated, e for the others): the
    coefficient of the arm. It is right where either model is. Weights from maximum likelihood
    balance the covariates exactly, so it then equals the plain overlap-weighted difference; under
    Firth's likelihood it corrects what imbalance is left.

    Variance: the sum of squared influences of the stacked estimating equations (propensity, means,
    regression), each divided by 1 - h as in HC2, with h the larger of a person's leverages in the
    two models; limits t(n - q - 3). Without that correction 95 % limits held the truth in 84 to
    94 % of cohorts of 12 to 30 an arm, with it in 94 to 96 %.

    References
    ----------
    Li F, Thomas LE, Li F (2019). Am J Epidemiol 188:250-257; Mao H, Li L, Greene T (2019). Stat
    Methods Med Res 28:2439-2454; MacKinnon JG, White H (1985). J Econometrics 29:305-325.
    """
    score, treated = check_scores(score, is_treatment)
    columns = np.column_stack([baseline, covariates])
    propensity = estimate_propensity(treated, columns)
    weights = balancing_weights("overlap", treated, propensity)
    fit = _regress(score, treated, propensity, weights)
    value, df = float(fit.coefficients[1]), fit.df
    se = require_spread(_variance(score, treated, propensity, weights, fit), score)
    half = t_quantile(upper(level), df) * se
    return Estimate(
        measure="weighted_difference",
        value=value,
        low=value - half,
        high=value + half,
        level=level,
        counts=count_people(treated),
        method="Doubly robust overlap-weighted difference: regression on arm, baseline and "
        f"covariates with overlap weights; propensity by {propensity.method}; sandwich error that "
        "counts the propensity's, corrected for small samples (HC2), t(n - p) interval.",
        source="Li, Thomas & Li 2019, Am J Epidemiol 188:250-257; Mao, Li & Greene 2019, Stat "
        "Methods Med Res 28:2439-2454",
        se=se,
        df=float(df),
        p=t_tail(value / se, df),
    )


def overlap_weighted_g(
    difference: Estimate, baseline: np.ndarray, is_treatment: np.ndarray
) -> Estimate:
    """The overlap-weighted difference in pooled baseline SDs of those analysed.

    Parameters
    ----------
    difference : Estimate
        From `overlap_weighted_difference`, in points.
    baseline : ndarray, shape (n,)
        Points at baseline of the same people.
    is_treatment : ndarray of bool, shape (n,)
        Who was in the treatment arm.

    Raises
    ------
    CannotEstimate
        When everyone has the same baseline.

    Notes
    -----
    J(m) b / S, S the pooled baseline SD without weights, m = n_t + n_c - 2;
    SE = J sqrt(SE^2 / S^2 + (b/S)^2 / (2m)), limits t of the difference.

    References
    ----------
    Delta method on b / S; Hedges LV (1981). J Educ Stat 6:107-128 for J.
    """
    treated = np.asarray(is_treatment, dtype=bool)
    n_t, n_c = int(treated.sum()), int((~treated).sum())
    sd_t, sd_c = (float(np.std(baseline[there], ddof=1)) for there in (treated, ~treated))
    return standardise_difference(
        difference, sd_t, n_t, sd_c, n_c,
        measure="weighted_g",
        method="Overlap-weighted difference over the pooled baseline SD of those analysed, times "
        "J; delta-method error, t(n - p) interval.",
        standardiser="pooled baseline SD of those analysed",
    )  # fmt: skip


def _regress(
    score: np.ndarray, treated: np.ndarray, propensity: Propensity, weights: BalancingWeights
) -> LeastSquares:
    """Weighted least squares on constant, arm and covariates; residuals are those weighted."""
    design = np.column_stack([propensity.design[:, :1], treated, propensity.design[:, 1:]])
    root = np.sqrt(weights.values)
    return least_squares(design * root[:, None], score * root)


def _variance(
    score: np.ndarray, treated: np.ndarray, propensity: Propensity, weights: BalancingWeights,
    fit: LeastSquares,
) -> float:  # fmt: skip
    """Sum of squared influences, each over 1 - h.

    The arm's coefficient is the difference in weighted means of what the covariates leave of the
    score; where the weights leave an imbalance, the error of the covariates' coefficients counts.
    """
    leverage = np.maximum(fit.leverage, propensity.fit.leverage)
    if leverage.max() > _HIGHEST_LEVERAGE:
        raise CannotEstimate(
            "leverage_one",
            "One person alone stands for a group in the model, so its error is not estimable.",
            "Choose a visit with more people, or merge the rare group with another.",
        )
    covariates, slopes = propensity.design[:, 1:], fit.coefficients[2:]
    _, influence = mean_difference_influence(
        score - covariates @ slopes, treated, propensity, weights
    )
    if propensity.penalised:
        imbalance = _imbalance(covariates, treated, weights.values)
        influence = influence - fit.residuals * (imbalance @ fit.hat_rows[2:])
    return float(np.sum(np.square(influence) / (1 - leverage)))


def _imbalance(columns: np.ndarray, treated: np.ndarray, weights: np.ndarray) -> np.ndarray:
    treatment, comparator = (
        np.average(columns[there], axis=0, weights=weights[there]) for there in (treated, ~treated)
    )
    return np.asarray(treatment - comparator)
