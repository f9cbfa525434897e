"""Released results in plain sentences and tables, tested like arithmetic."""

from analysis.core import (
    format_brackets, format_interval, format_number, format_percent, label_instrument, name_visit,
)  # fmt: skip

from .attrition import (
    say_attrition, say_patterns, say_reasons, say_screened, say_seen_and_lost, title_who_was_lost,
)  # fmt: skip
from .banned import find_banned_words
from .belief import say_belief
from .better_and_worse import say_better_and_worse
from .common_questions import (
    ABOUT_ONE_CONDITION, TITLE_QUESTIONS, say_from_data, table_of_published,
)  # fmt: skip
from .comparability import (
    say_balance, say_comparable, say_elsewhere, say_exposure, say_outside, say_overlap,
    say_table_one, say_unmeasured, title_comparable_groups,
)  # fmt: skip
from .drug_dose import say_dose
from .durability import AMONG_RESPONDERS, CLOCKS, OUTCOMES, say_hazards, say_in_response, say_losses
from .effects import say_effect, summarise_verdict
from .exports import table_of_estimates
from .fair_comparison import table_of_every_item, table_of_needs
from .for_whom import (
    say_exploratory, say_for_whom, say_levels, say_shrunken, say_slope, title_for_whom,
)  # fmt: skip
from .gate import say_gate, table_of_gate
from .groups import say_last_visit, say_trajectories, say_two_groups
from .if_lost import name_shift, say_if_lost, say_imputation, say_needed, say_shifted
from .k_anonymity import say_k_anonymity, table_of_k_anonymity
from .looking_again import describe_looks, say_looking_again, say_ordinary, table_of_looks
from .marks import mark_of
from .next_cohort import (
    LOSS_CHOICES, POWER_CHOICES, THERAPIST_CHOICES, describe_power, say_detectable, say_next_cohort,
    table_of_inputs, table_of_sizes, title_next_cohort,
)  # fmt: skip
from .one_by_one import (
    ONE_BY_ONE_TITLE, say_bands, say_mean_changes, say_one_by_one, say_superiority,
)  # fmt: skip
from .over_time import say_model, say_visit_by_visit, say_what_is_known, say_why_not, title_how_long
from .overview import say_overview, say_restricted_entry
from .participation import say_participation
from .per_100 import judge_row
from .pictures import (
    describe_forest, describe_icons, describe_site_forest, describe_trajectories,
    describe_two_groups,
)  # fmt: skip
from .pictures_of_comparability import describe_love, describe_overlap
from .pictures_one_by_one import (
    describe_bands, describe_before_after, describe_changes, describe_shrunken_conditions,
)  # fmt: skip
from .pictures_over_time import describe_courses, describe_in_response, describe_losses
from .questions import ask_question, title_by_condition
from .responders import (
    ABOUT_COUNTING, ABOUT_RULES, RESPONDERS_TITLE, describe_responders, say_responders,
)  # fmt: skip
from .risks import say_per_100
from .safety import (
    TITLE_SAFETY, say_asking, say_nobody, say_recorded, say_safety, say_screening, say_sessions,
)  # fmt: skip
from .safety_tables import (
    describe_better_and_worse, describe_harms, describe_sessions, table_of_better_and_worse,
    table_of_harms, table_of_rates, table_of_screening, table_of_sessions,
)  # fmt: skip
from .shrunken import (
    say_shrunken_conditions, table_of_adjustment, table_of_condition, table_of_shrunken_conditions,
)  # fmt: skip
from .sizes import name_size
from .tables import table_of_effects, table_of_risks, table_of_sites
from .tables_for_whom import (
    describe_interactions, describe_levels, table_of_doses, table_of_interactions, table_of_levels,
    table_of_shrunken, table_of_tests,
)  # fmt: skip
from .tables_of_attrition import (
    describe_flow, describe_patterns, table_of_flow, table_of_kinds, table_of_reasons,
    table_of_seen_and_lost, table_of_seen_by_visit,
)  # fmt: skip
from .tables_of_comparability import (
    table_of_balance, table_of_confounders, table_of_exposure, table_of_overlap, table_of_weighted,
    table_one,
)  # fmt: skip
from .tables_of_if_lost import (
    describe_tipping, table_of_assumptions, table_of_imputed, table_of_needed, table_of_shifts,
)  # fmt: skip
from .tables_of_losses import table_at_risk, table_of_losses
from .tables_of_people import table_of_groups, table_of_means, table_of_participation
from .tables_of_responders import table_of_every_count, table_of_responders, table_of_rules
from .tables_one_by_one import (
    table_of_bands, table_of_before_after, table_of_changes, table_of_moves,
)  # fmt: skip
from .tables_over_time import (
    list_notes, list_tables_over_time, table_in_response, table_of_differences, table_of_model,
    table_of_seen,
)  # fmt: skip
from .therapy import (
    TITLE_THERAPY, say_arms_between, say_outcomes_by_support, say_received, say_session_timing,
    say_therapist_timing, say_therapy_dose,
)  # fmt: skip
from .therapy_tables import (
    describe_outcomes_by_support, describe_received, describe_session_timing, table_of_arm_means,
    table_of_outcomes_by_support, table_of_received, table_of_sessions_by_kind,
    table_of_therapist_timing, table_of_therapy_doses,
)  # fmt: skip
from .together import say_joint, say_sites

__all__ = [
    "ABOUT_COUNTING", "ABOUT_ONE_CONDITION", "ABOUT_RULES", "AMONG_RESPONDERS", "CLOCKS",
    "LOSS_CHOICES", "ONE_BY_ONE_TITLE", "OUTCOMES", "POWER_CHOICES", "RESPONDERS_TITLE",
    "THERAPIST_CHOICES", "TITLE_QUESTIONS", "TITLE_SAFETY", "TITLE_THERAPY", "ask_question",
    "describe_bands", "describe_before_after", "describe_better_and_worse", "describe_changes",
    "describe_courses", "describe_flow", "describe_forest", "describe_harms", "describe_icons",
    "describe_in_response", "describe_interactions", "describe_levels", "describe_looks",
    "describe_losses", "describe_love", "describe_outcomes_by_support", "describe_overlap",
    "describe_patterns", "describe_power", "describe_received", "describe_responders",
    "describe_session_timing", "describe_sessions", "describe_shrunken_conditions",
    "describe_site_forest", "describe_tipping", "describe_trajectories", "describe_two_groups",
    "find_banned_words", "format_brackets", "format_interval", "format_number", "format_percent",
    "judge_row", "label_instrument", "list_notes", "list_tables_over_time", "mark_of", "name_shift",
    "name_size", "name_visit", "say_arms_between", "say_asking", "say_attrition", "say_balance",
    "say_bands", "say_belief", "say_better_and_worse", "say_comparable", "say_detectable",
    "say_dose", "say_effect", "say_elsewhere", "say_exploratory", "say_exposure", "say_for_whom",
    "say_from_data", "say_gate", "say_hazards", "say_if_lost", "say_imputation", "say_in_response",
    "say_k_anonymity",
    "say_joint", "say_last_visit", "say_levels", "say_looking_again", "say_losses",
    "say_mean_changes", "say_model", "say_needed", "say_next_cohort", "say_nobody",
    "say_one_by_one", "say_ordinary", "say_outcomes_by_support", "say_outside", "say_overlap",
    "say_overview", "say_participation", "say_patterns", "say_per_100", "say_reasons",
    "say_received", "say_recorded", "say_responders", "say_restricted_entry", "say_safety",
    "say_screened", "say_screening", "say_seen_and_lost", "say_session_timing", "say_sessions",
    "say_shifted", "say_shrunken", "say_shrunken_conditions", "say_sites", "say_slope",
    "say_superiority", "say_table_one", "say_therapist_timing", "say_therapy_dose",
    "say_trajectories", "say_two_groups", "say_unmeasured", "say_visit_by_visit",
    "say_what_is_known", "say_why_not", "summarise_verdict", "table_at_risk", "table_in_response",
    "table_of_adjustment", "table_of_arm_means", "table_of_assumptions", "table_of_balance",
    "table_of_bands", "table_of_before_after", "table_of_better_and_worse", "table_of_changes",
    "table_of_condition", "table_of_confounders", "table_of_differences", "table_of_doses",
    "table_of_effects", "table_of_estimates", "table_of_every_count", "table_of_every_item",
    "table_of_exposure", "table_of_flow", "table_of_gate", "table_of_groups", "table_of_harms",
    "table_of_imputed", "table_of_inputs", "table_of_interactions",
    "table_of_k_anonymity", "table_of_kinds",
    "table_of_levels", "table_of_looks", "table_of_losses", "table_of_means", "table_of_model",
    "table_of_moves", "table_of_needed", "table_of_needs", "table_of_outcomes_by_support",
    "table_of_overlap", "table_of_participation", "table_of_published", "table_of_rates",
    "table_of_reasons", "table_of_received", "table_of_responders", "table_of_risks",
    "table_of_rules", "table_of_screening", "table_of_seen", "table_of_seen_and_lost",
    "table_of_seen_by_visit", "table_of_sessions", "table_of_sessions_by_kind", "table_of_shifts",
    "table_of_shrunken", "table_of_shrunken_conditions", "table_of_sites", "table_of_sizes",
    "table_of_tests", "table_of_therapist_timing", "table_of_therapy_doses", "table_of_weighted",
    "table_one", "title_by_condition", "title_comparable_groups", "title_for_whom",
    "title_how_long", "title_next_cohort", "title_who_was_lost",
]  # fmt: skip
