"""Independent sites or studies pooled, and what stands around a pooled effect."""

from .count_tables import PooledTables, mantel_haenszel, peto
from .funnel import Funnel, funnel_contours
from .heterogeneity import (
    Heterogeneity,
    Profile,
    describe_heterogeneity,
    higgins_thompson,
    profile_q,
)
from .influence import LeaveOneOut, leave_one_out
from .moderators import (
    MetaRegression,
    StudySubgroups,
    headline_of,
    pool_subgroups,
    regress_on_moderators,
)
from .pooling import pool
from .random_effects import RandomEffects, pool_fixed, pool_studies
from .small_study_effects import (
    LineByPrecision,
    RankTest,
    begg_rank_test,
    egger_line,
    egger_mixed,
)
from .study_effects import (
    MEANS_MEASURES,
    TABLE_MEASURES,
    MeansMeasure,
    StudyEffects,
    SummaryEffects,
    TableMeasure,
    effects_from_means,
    effects_from_tables,
    hedges_from_summaries,
)
from .tau2 import TAU2_ESTIMATORS, Tau2Estimator, estimate_tau2
from .three_level import ThreeLevel, pool_three_levels
from .trim_and_fill import TrimAndFill, trim_and_fill

__all__ = [
    "MEANS_MEASURES", "TABLE_MEASURES", "TAU2_ESTIMATORS", "Funnel", "Heterogeneity", "LeaveOneOut",
    "LineByPrecision", "MeansMeasure", "MetaRegression", "PooledTables", "Profile",
    "RandomEffects", "RankTest", "StudyEffects", "StudySubgroups", "SummaryEffects", "TableMeasure",
    "Tau2Estimator", "ThreeLevel", "TrimAndFill", "begg_rank_test", "describe_heterogeneity",
    "effects_from_means", "effects_from_tables", "egger_line", "egger_mixed", "estimate_tau2",
    "funnel_contours", "headline_of", "hedges_from_summaries", "higgins_thompson", "leave_one_out",
    "mantel_haenszel", "peto", "pool", "pool_fixed", "pool_studies", "pool_subgroups",
    "pool_three_levels", "profile_q", "regress_on_moderators", "trim_and_fill",
]  # fmt: skip
