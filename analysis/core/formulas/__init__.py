"""Arithmetic several rooms need: numbers in, numbers out."""

from .design import expand_terms, level_order, model_matrix
from .distributions import normal_quantile, t_quantile, t_tail, upper
from .firth import fit_firth
from .logistic import LogisticFit, binomial_deviance, fit_logistic, is_separated
from .means import Welch, welch
from .proportions import newcombe, wilson
from .regression import LeastSquares, WaldF, least_squares, wald_f
from .rules import in_remission, is_case, percent_change, reliable_change_threshold, responds
from .standardised import (
    noncentral_t_interval,
    pooled_sd,
    require_positive,
    small_sample_factor,
    smd,
)
from .verdict import judge

__all__ = [
    "LeastSquares",
    "LogisticFit",
    "WaldF",
    "Welch",
    "binomial_deviance",
    "expand_terms",
    "fit_firth",
    "fit_logistic",
    "in_remission",
    "is_case",
    "is_separated",
    "judge",
    "least_squares",
    "level_order",
    "model_matrix",
    "newcombe",
    "noncentral_t_interval",
    "normal_quantile",
    "percent_change",
    "pooled_sd",
    "reliable_change_threshold",
    "require_positive",
    "responds",
    "small_sample_factor",
    "smd",
    "t_quantile",
    "t_tail",
    "upper",
    "wald_f",
    "welch",
    "wilson",
]  # fmt: skip
