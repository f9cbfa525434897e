"""Released results in plain sentences and tables, tested like arithmetic."""

from analysis.core import (
    format_brackets,
    format_interval,
    format_number,
    format_percent,
    label_instrument,
    name_visit,
)

from .banned import find_banned_words
from .effects import say_effect, summarise_verdict
from .exports import table_of_estimates
from .gate import say_gate, table_of_gate
from .groups import say_last_visit, say_trajectories, say_two_groups
from .marks import mark_of
from .overview import say_overview, say_restricted_entry
from .participation import say_participation
from .pictures import (
    describe_forest,
    describe_icons,
    describe_site_forest,
    describe_trajectories,
    describe_two_groups,
)
from .questions import ask_question, title_by_condition
from .risks import say_per_100
from .sizes import name_size
from .tables import table_of_effects, table_of_risks, table_of_sites
from .tables_of_people import table_of_groups, table_of_means, table_of_participation
from .together import say_joint, say_sites

__all__ = [
    "ask_question", "describe_forest", "describe_icons", "describe_site_forest",
    "describe_trajectories", "describe_two_groups", "find_banned_words", "format_brackets",
    "format_interval", "format_number", "format_percent", "label_instrument", "mark_of",
    "name_size", "name_visit", "say_effect", "say_gate", "say_joint",
    "say_last_visit", "say_overview",
    "say_participation", "say_per_100", "say_restricted_entry", "say_sites",
    "say_trajectories", "say_two_groups",
    "summarise_verdict", "table_of_effects", "table_of_estimates", "table_of_gate",
    "table_of_groups",
    "table_of_means", "table_of_participation", "table_of_risks", "table_of_sites",
    "title_by_condition",
]  # fmt: skip
