"""Who took part, what they received, who was lost, and what harm came to them."""

from .adverse_event_groups import GROUPS, EventGroup, match_terms
from .adverse_events import ASKED_MORE, compare_harms
from .attrition import count_followed_up
from .characteristics import count_characteristics
from .emergent import (
    SERIOUS_IDEATION,
    Emergent,
    compare_emergent,
    deteriorated,
    emergent_suicidality,
    find_emergent,
    worst_before_and_after,
)
from .exposure import measure_exposure
from .follow_up_time import last_days, measure_asking, months_followed
from .harm_comparison import compare_harm
from .rates import poisson_limits, rate_difference, rate_ratio, zero_limit, zero_rate_limit
from .received import describe_received, divide_sessions
from .screening import count_screened_out
from .session_course import describe_course
from .session_measures import WATCHED, measure_sessions, summarise_sessions

__all__ = [
    "ASKED_MORE", "GROUPS", "SERIOUS_IDEATION", "WATCHED", "Emergent", "EventGroup",
    "compare_emergent", "compare_harm", "compare_harms",
    "count_characteristics", "count_followed_up", "count_screened_out",
    "describe_course", "describe_received", "deteriorated", "divide_sessions",
    "emergent_suicidality", "find_emergent", "last_days", "match_terms", "measure_asking",
    "measure_exposure", "measure_sessions", "months_followed", "poisson_limits", "rate_difference",
    "rate_ratio",
    "summarise_sessions", "worst_before_and_after", "zero_limit", "zero_rate_limit",
]  # fmt: skip
