"""One function a question: cohort and comparison in, released result out."""

from .attrition import who_was_lost
from .choices import Choices, list_choices
from .common_questions import common_questions
from .comparable_groups import groups_compared
from .drug_dose import dose_and_outcome
from .durability import in_response_over_time
from .effects import effects_by_condition
from .for_whom import for_whom, shrink_subgroups
from .groups import compare_groups
from .if_lost import if_lost_did_worse
from .looking_again import looking_again
from .lost_responses import loss_of_response
from .methods import METHOD_TOPICS, MethodEntry, SettingEntry, describe_methods, describe_settings
from .next_cohort import next_cohort, read_plan_choices
from .one_by_one import one_by_one
from .participation import who_took_part
from .responders import list_rules, who_responds
from .safety import better_and_worse, safety
from .shrunken import shrunken_effects
from .sites import effect_by_site
from .superiority import compare_pairs_of_people
from .therapy import outcomes_by_support, therapy_and_outcome, therapy_received
from .trajectories import trajectories

__all__ = [
    "METHOD_TOPICS", "Choices", "MethodEntry", "SettingEntry", "better_and_worse",
    "common_questions", "compare_groups", "compare_pairs_of_people", "describe_methods",
    "describe_settings", "dose_and_outcome", "effect_by_site", "effects_by_condition", "for_whom",
    "groups_compared", "if_lost_did_worse", "in_response_over_time", "list_choices", "list_rules",
    "looking_again", "loss_of_response", "next_cohort", "one_by_one", "outcomes_by_support",
    "read_plan_choices", "safety", "shrink_subgroups", "shrunken_effects", "therapy_and_outcome",
    "therapy_received", "trajectories", "who_responds", "who_took_part", "who_was_lost",
]  # fmt: skip
