"""One function a question: cohort and comparison in, released result out."""

from .choices import Choices, list_choices
from .effects import effects_by_condition
from .groups import compare_groups
from .methods import (
    METHOD_TOPICS,
    MethodEntry,
    SettingEntry,
    describe_methods,
    describe_settings,
)
from .participation import who_took_part
from .sites import effect_by_site
from .trajectories import trajectories

__all__ = [
    "METHOD_TOPICS",
    "Choices", "MethodEntry", "SettingEntry", "compare_groups", "describe_methods",
    "describe_settings", "effect_by_site", "effects_by_condition", "list_choices",
    "trajectories", "who_took_part",
]  # fmt: skip
