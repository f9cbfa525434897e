"""Who took part, what they received, who was lost, and what harm came to them."""

from .adverse_event_groups import GROUPS, EventGroup, match_terms
from .adverse_events import ASKED_MORE, compare_harms
from .attrition import count_followed_up
from .characteristics import count_characteristics
from .emergent import Emergent, compare_emergent, deteriorated, emergent_suicidality
from .exposure import measure_exposure
from .follow_up_time import measure_asking, months_followed
from .harm_comparison import compare_harm
from .rates import poisson_limits, rate_difference, rate_ratio, zero_limit, zero_rate_limit
from .screening import count_screened_out
from .session_measures import measure_sessions

__all__ = [
    "ASKED_MORE", "GROUPS", "Emergent", "EventGroup", "compare_emergent", "compare_harm",
    "compare_harms", "count_characteristics", "count_followed_up", "count_screened_out",
    "deteriorated", "emergent_suicidality", "match_terms", "measure_asking", "measure_exposure",
    "measure_sessions", "months_followed", "poisson_limits", "rate_difference", "rate_ratio",
    "zero_limit", "zero_rate_limit",
]  # fmt: skip
