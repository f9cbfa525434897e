"""Arithmetic several rooms need: numbers in, numbers out."""

from .definitions import Denominator, find_denominator, find_responders, meets, settle_change
from .design import INTERCEPT, expand_terms, level_order, model_matrix
from .distributions import normal_quantile, normal_tail, t_quantile, t_tail, upper
from .firth import fit_firth
from .logistic import LogisticFit, binomial_deviance, fit_logistic, is_separated
from .means import Welch, welch
from .profile import GlmFit, fit_glm, profile_interval
from .proportions import newcombe, wilson
from .quadrature import legendre_nodes
from .regression import LeastSquares, WaldF, least_squares, wald_f
from .rules import in_remission, is_case, percent_change, reliable_change_threshold, responds
from .standardised import (
    noncentral_t_interval,
    pooled_sd,
    require_positive,
    small_sample_factor,
    smd,
    standardise_difference,
)
from .strata import (
    hypergeometric_excess,
    mantel_haenszel_difference,
    mantel_haenszel_log_odds_ratio,
    mantel_haenszel_log_risk_ratio,
)
from .verdict import ContrastCode, judge, judge_contrast

__all__ = [
    "INTERCEPT",
    "ContrastCode",
    "Denominator",
    "GlmFit",
    "LeastSquares",
    "LogisticFit",
    "WaldF",
    "Welch",
    "binomial_deviance",
    "expand_terms",
    "find_denominator",
    "find_responders",
    "fit_firth",
    "fit_glm",
    "fit_logistic",
    "hypergeometric_excess",
    "in_remission",
    "is_case",
    "is_separated",
    "judge",
    "judge_contrast",
    "least_squares",
    "legendre_nodes",
    "level_order",
    "mantel_haenszel_difference",
    "mantel_haenszel_log_odds_ratio",
    "mantel_haenszel_log_risk_ratio",
    "meets",
    "model_matrix",
    "newcombe",
    "noncentral_t_interval",
    "normal_quantile",
    "normal_tail",
    "percent_change",
    "pooled_sd",
    "profile_interval",
    "reliable_change_threshold",
    "require_positive",
    "responds",
    "settle_change",
    "small_sample_factor",
    "smd",
    "standardise_difference",
    "t_quantile",
    "t_tail",
    "upper",
    "wald_f",
    "welch",
    "wilson",
]  # fmt: skip
