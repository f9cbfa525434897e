"""When people were not randomised: weighting, its balance, the gate, and what it cannot see."""

from .augmented import doubly_robust_difference
from .balance import check_balance, standardised_differences
from .clustered import ClusterRobust, cluster_robust, clustered_difference
from .exposure import compare_exposure, exposure_parity, shares_recorded
from .g_formula import StandardisedMeans, aipw_difference, standardised_means
from .gate import GateFacts, judge_gate
from .landmark import Landmark, choose_landmark
from .overlap import overlap_weighted_difference, overlap_weighted_g
from .propensity import Propensity, estimate_propensity
from .sensitivity import EValue, RatioMeasure, TippingPoint, evalue, tipping_point
from .therapists import (
    TherapistEffect,
    design_effect,
    partially_nested_difference,
    widen_for_therapists,
)
from .weighted_effects import WeightedMeans, weighted_difference, weighted_means
from .weights import (
    BalancingWeights,
    WeightKind,
    balancing_weights,
    effective_n,
    truncate_weights,
    within_limits,
)

__all__ = [
    "BalancingWeights", "ClusterRobust", "EValue", "GateFacts", "Landmark", "Propensity",
    "RatioMeasure", "StandardisedMeans", "TherapistEffect", "TippingPoint", "WeightKind",
    "WeightedMeans", "aipw_difference", "balancing_weights", "check_balance", "choose_landmark",
    "cluster_robust", "clustered_difference", "compare_exposure", "design_effect",
    "doubly_robust_difference", "effective_n", "estimate_propensity", "evalue", "exposure_parity",
    "judge_gate", "overlap_weighted_difference", "overlap_weighted_g",
    "partially_nested_difference", "shares_recorded", "standardised_differences",
    "standardised_means", "tipping_point", "truncate_weights", "weighted_difference",
    "weighted_means", "widen_for_therapists", "within_limits",
]  # fmt: skip
