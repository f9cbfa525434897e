"""The gate in plain words: what a fair comparison needs, and whether it is met."""

import pandas as pd

from analysis.core import settings
from analysis.core.results import EffectsByCondition, Gate
from analysis.privacy import Released

from .effects import find_effect

_MET = {True: "met", False: "not met", None: "not judged"}


def say_gate(released: Released[EffectsByCondition], condition: str) -> str:
    """How many conditions of a fair comparison are met; nothing where people were randomised."""
    gate = find_effect(released.result, condition).gate
    if gate is None:
        return ""
    landmark = _point_to_landmark(released.result, gate)
    judged = [item for item in gate.items if item.passed is not None]
    met = sum(item.passed is True for item in judged)
    verdict = "so the comparison may be read" if gate.passed else "so no verdict is given"
    return (
        "People were not assigned at random. Of the conditions of a fair comparison "
        f"{met} of {len(judged)} are met, {verdict}.{landmark}"
    )


def _point_to_landmark(result: EffectsByCondition, gate: Gate) -> str:
    """What to choose where the arm is the therapy received, which is told after day 0."""
    late = any(item.code == "arm_at_time_zero" and item.passed is False for item in gate.items)
    if not late or result.comparison.estimand == "landmark":
        return ""
    day = f"day {settings.ARM_LANDMARK_DAY}"
    return f" Choose the landmark at {day} to compare people as they were on {day}."


def table_of_gate(released: Released[EffectsByCondition], condition: str) -> pd.DataFrame:
    """One row a condition of a fair comparison, those not met first; empty without a gate."""
    gate = find_effect(released.result, condition).gate
    items = sorted(gate.items, key=lambda item: item.passed is not False) if gate else []
    rows = [{"Fair comparison": _MET[item.passed], "What was found": item.sentence}
            for item in items]  # fmt: skip
    return pd.DataFrame(rows, columns=["Fair comparison", "What was found"])
