"""Scores over time."""

from .contrasts import Contrast, MixedFit
from .covariance import COVARIANCES
from .imputation import ImputedScores, IncompleteScores, impute_scores
from .imputed_ancova import compare_imputed, pool_imputed, pool_supplied
from .imputed_risks import ImputedRisks, pool_imputed_risks
from .missing_patterns import describe_missing, is_lost, kind_of
from .mmrm import MMRMFit, fit_mmrm
from .random_effects import RandomEffectsFit, fit_random_effects, likelihood_ratio
from .rubin import RubinPool, pool_imputations, rubin_parts
from .shifted_difference import add_delta
from .small_sample import CORRECTIONS
from .tipping_point import excludes_zero, find_tipping_points
from .visit_differences import mmrm_by_visit
from .visit_summaries import (
    SPREAD,
    ObservedMean,
    ObservedSpread,
    describe_spread,
    summarise_visits,
)

__all__ = [
    "CORRECTIONS",
    "COVARIANCES",
    "SPREAD",
    "Contrast",
    "ImputedRisks",
    "ImputedScores",
    "IncompleteScores",
    "MMRMFit",
    "MixedFit",
    "ObservedMean",
    "ObservedSpread",
    "RandomEffectsFit",
    "RubinPool",
    "add_delta",
    "compare_imputed",
    "describe_missing",
    "describe_spread",
    "excludes_zero",
    "find_tipping_points",
    "fit_mmrm",
    "fit_random_effects",
    "impute_scores",
    "is_lost",
    "kind_of",
    "likelihood_ratio",
    "mmrm_by_visit",
    "pool_imputations",
    "pool_imputed",
    "pool_imputed_risks",
    "pool_supplied",
    "rubin_parts",
    "summarise_visits",
]
