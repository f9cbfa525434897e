"""What a question was asked of, and what its answer prints: sentences and tables."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

import pandas as pd

from analysis.core import CannotEstimate, Cohort, Comparison
from analysis.privacy import Released, View


@dataclass(frozen=True)
class Asked:
    """A question as a page would put it: cohort, comparison, one condition, view, own choices.

    `choices` are those of the page alone, by their key in its address (`rule`, `shift` ...).
    """

    cohort: Cohort
    comparison: Comparison
    condition: str
    view: View
    choices: Mapping[str, str] = field(default_factory=dict)

    def choice(self, key: str, known: tuple[str, ...]) -> str:
        """What was chosen under a key, else the first of those known.

        Raises
        ------
        CannotEstimate
            When something else was asked for.
        """
        wanted = self.choices.get(key, known[0])
        if wanted in known:
            return wanted
        raise CannotEstimate("unknown_choice", f"“{key}” has no such choice.",
                             f"Choose one of: {', '.join(known)}.")  # fmt: skip


@dataclass(frozen=True)
class Printed:
    """An answer as it is printed: the same sentences and tables that stand on the page."""

    released: Released[Any]
    sentences: tuple[str, ...]
    tables: Mapping[str, pd.DataFrame]


def try_part(
    question: Callable[..., Released[Any]], *parameters: Any
) -> tuple[Released[Any] | None, str]:
    """A part of an answer, or why there is none: one part refused does not take the rest away."""
    try:
        return question(*parameters), ""
    except CannotEstimate as fault:
        return None, f"{fault.refusal.sentence} {fault.refusal.mend}".strip()


def describe(value: Any) -> Any:
    """A released result as JSON: every field by its name; what is infinite or missing is null."""
    if isinstance(value, Comparison):
        return value.to_query() | {"treatment": value.treatment, "comparator": value.comparator}
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: describe(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): describe(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [describe(one) for one in value]
    if hasattr(value, "item"):
        return describe(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value
