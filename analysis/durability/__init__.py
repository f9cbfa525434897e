"""Time to loss of response, relapse or retreatment."""

from .clocks import (
    CLOCK_LABELS,
    COMMON_CLOCKS,
    Clock,
    Restarted,
    find_origins,
    require_common_clock,
    restart,
)
from .competing_risks import CumulativeIncidence, cumulative_incidence
from .concordance import concordance
from .cox import CoxFit, fit_cox, robust_se
from .follow_up import FollowUp, follow
from .incidence_difference import compare_incidence
from .interval_censored import IntervalCurve, fit_turnbull
from .interval_comparison import IntervalReading, IntervalTest, compare_intervals, read_turnbull
from .kaplan_meier import (
    CurveReading,
    Limits,
    MedianTime,
    SurvivalCurve,
    kaplan_meier,
    median_time,
    read_curve,
    survival_limits,
)
from .log_rank import LogRank, log_rank
from .loss_of_response import LossIntervals, RetreatmentRule, bracket_losses, end_response
from .proportional_hazards import ProportionalHazards, check_proportional_hazards
from .restricted_mean import (
    RestrictedMean,
    compare_restricted_means,
    default_tau,
    restricted_mean,
)
from .risk_sets import Ties
from .state_occupancy import Missing, Occupancy, share_in_response

__all__ = [
    "CLOCK_LABELS",
    "COMMON_CLOCKS",
    "Clock",
    "CoxFit",
    "CumulativeIncidence",
    "CurveReading",
    "FollowUp",
    "IntervalCurve",
    "IntervalReading",
    "IntervalTest",
    "Limits",
    "LogRank",
    "LossIntervals",
    "MedianTime",
    "Missing",
    "Occupancy",
    "ProportionalHazards",
    "Restarted",
    "RestrictedMean",
    "RetreatmentRule",
    "SurvivalCurve",
    "Ties",
    "bracket_losses",
    "check_proportional_hazards",
    "compare_incidence",
    "compare_intervals",
    "compare_restricted_means",
    "concordance",
    "cumulative_incidence",
    "default_tau",
    "end_response",
    "find_origins",
    "fit_cox",
    "fit_turnbull",
    "follow",
    "kaplan_meier",
    "log_rank",
    "median_time",
    "read_curve",
    "read_turnbull",
    "require_common_clock",
    "restart",
    "restricted_mean",
    "robust_se",
    "share_in_response",
    "survival_limits",
]  # fmt: skip
