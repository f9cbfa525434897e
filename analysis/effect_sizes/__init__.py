"""How far apart two arms are: raw sign, treatment - comparator."""

from .adjusted import adjusted_difference, adjusted_g
from .arm_summaries import summarise_arm
from .association import chi_square, cohen_h, phi_coefficient
from .between_groups import d_average_variance, hedges_g, mean_difference
from .binary_outcomes import compare_risks
from .bootstrap import Bootstrapped, bootstrap, permutation_p
from .bootstrap_mean import bootstrap_mean
from .closed_intervals import (
    LogRatio,
    agresti_caffo,
    haldane_odds_ratio,
    haldane_ratio,
    katz_ratio,
    wald_difference,
    woolf_odds_ratio,
)
from .covariates import Covariates, encode_covariates
from .density import smooth_density
from .exact_intervals import clopper_pearson, rule_of_three
from .exact_odds import exact_odds_ratio
from .hodges_lehmann import Shift, hodges_lehmann
from .itq import ITQ_ITEMS, ItqDiagnoses, diagnose_itq
from .itq import SOURCE as ITQ_SOURCE
from .joint import JointFit, joint_model
from .mantel_haenszel import (
    Homogeneity,
    Pooled,
    breslow_day,
    cochran_mantel_haenszel,
    pooled_difference,
    pooled_odds_ratio,
    pooled_risk_ratio,
    read_strata,
)
from .per_person import Better, Cutoff, ReliableChange, judge_change
from .person_counts import PersonCount, classify_people, count_people, settle_definitions
from .pre_post_control import PrePostControl, morris_d, pre_post_control
from .rank_tests import RankTest, mann_whitney, rank, signed_rank
from .redrawn import STATISTICS, Statistic
from .root_search import R_TOLERANCE
from .score_intervals import (
    koopman_ratio,
    mee_difference,
    miettinen_nurminen_difference,
    miettinen_nurminen_odds_ratio,
    miettinen_nurminen_ratio,
    read_tables,
)
from .standardised_risks import StandardisedRisks, standardised_risks
from .superiority import Superiority, compare_pairs, probability_of_superiority
from .talking_therapies import SOURCE as TALKING_THERAPIES_SOURCE
from .talking_therapies import PairCount, PairThresholds, TalkingTherapies, judge_talking_therapies
from .two_by_two import (
    number_needed,
    number_needed_limits,
    odds_ratio,
    risk_difference,
    risk_ratio,
)
from .within_arm import WithinArm, change_within

__all__ = [
    "ITQ_ITEMS",
    "ITQ_SOURCE",
    "R_TOLERANCE",
    "STATISTICS",
    "TALKING_THERAPIES_SOURCE",
    "Better",
    "Bootstrapped",
    "Covariates",
    "Cutoff",
    "Homogeneity",
    "ItqDiagnoses",
    "JointFit",
    "LogRatio",
    "PairCount",
    "PairThresholds",
    "PersonCount",
    "Pooled",
    "PrePostControl",
    "RankTest",
    "ReliableChange",
    "Shift",
    "StandardisedRisks",
    "Statistic",
    "Superiority",
    "TalkingTherapies",
    "WithinArm",
    "adjusted_difference",
    "adjusted_g",
    "agresti_caffo",
    "bootstrap",
    "bootstrap_mean",
    "breslow_day",
    "change_within",
    "chi_square",
    "classify_people",
    "clopper_pearson",
    "cochran_mantel_haenszel",
    "cohen_h",
    "compare_pairs",
    "compare_risks",
    "count_people",
    "d_average_variance",
    "diagnose_itq",
    "encode_covariates",
    "exact_odds_ratio",
    "haldane_odds_ratio",
    "haldane_ratio",
    "hedges_g",
    "hodges_lehmann",
    "joint_model",
    "judge_change",
    "judge_talking_therapies",
    "katz_ratio",
    "koopman_ratio",
    "mann_whitney",
    "mean_difference",
    "mee_difference",
    "miettinen_nurminen_difference",
    "miettinen_nurminen_odds_ratio",
    "miettinen_nurminen_ratio",
    "morris_d",
    "number_needed",
    "number_needed_limits",
    "odds_ratio",
    "permutation_p",
    "phi_coefficient",
    "pooled_difference",
    "pooled_odds_ratio",
    "pooled_risk_ratio",
    "pre_post_control",
    "probability_of_superiority",
    "rank",
    "read_strata",
    "read_tables",
    "risk_difference",
    "risk_ratio",
    "rule_of_three",
    "settle_definitions",
    "signed_rank",
    "smooth_density",
    "standardised_risks",
    "summarise_arm",
    "wald_difference",
    "woolf_odds_ratio",
]  # fmt: skip
