"""An estimate with its limits alone, as several verbs print it."""

from typing import Any

from analysis.core import Estimate


def say_limits(one: Estimate | None) -> dict[str, Any] | None:
    """Value and limits; None where there is no estimate."""
    return None if one is None else {"estimate": one.value, "ci": [one.low, one.high]}
