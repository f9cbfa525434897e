"""The questions the pages ask; they change with whether people were randomised."""

from analysis.core import Comparison
from analysis.core.results import DataNote

from .phrases import name_had, name_people


def ask_question(data: DataNote, comparison: Comparison | None = None) -> str:
    """The question of the first page: whether help may be claimed depends on randomisation."""
    asked = comparison or Comparison()
    more = name_had(asked.treatment, data.substance)
    less = name_had(asked.comparator, data.substance)
    if asked.comparator == "infusion_only":
        if data.randomised:
            return f"Does adding {more} help?"
        return f"Did {name_people(asked)} do better?"
    if data.randomised:
        return f"Does {more} help more than {less}?"
    return f"Did people who had {more} do better than people who had {less}?"


def title_by_condition(data: DataNote, comparison: Comparison | None = None) -> str:
    """The question of the effect-size page."""
    asked = comparison or Comparison()
    if not data.randomised:
        return f"For which condition did {name_people(asked)} do better?"
    if asked.comparator == "infusion_only":
        return "For which condition does it help?"
    return f"For which condition does {name_had(asked.treatment, data.substance)} help more?"
