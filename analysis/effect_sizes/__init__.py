"""How far apart two arms are: raw sign, treatment - comparator."""

from .adjusted import adjusted_difference, adjusted_g
from .arm_summaries import summarise_arm
from .between_groups import d_average_variance, hedges_g, mean_difference
from .binary_outcomes import compare_risks
from .covariates import Covariates, encode_covariates
from .joint import JointFit, joint_model
from .standardised_risks import StandardisedRisks, standardised_risks

__all__ = [
    "Covariates", "JointFit", "StandardisedRisks", "adjusted_difference", "adjusted_g",
    "compare_risks", "d_average_variance", "encode_covariates", "hedges_g", "joint_model",
    "mean_difference", "standardised_risks", "summarise_arm",
]  # fmt: skip
