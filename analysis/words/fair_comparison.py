"""The gate in eight plain conditions: what a fair comparison needs, and whether it is met."""

import re
from dataclasses import dataclass
from typing import Final

import pandas as pd

from analysis.core.results import ComparableGroups, Gate, GateItem
from analysis.privacy import Released

from .phrases import name_together

MET: Final = {True: "met", False: "not met", None: "not judged"}

NEEDS: Final = {
    "alike": "The groups were alike enough to begin with",
    "weighted": "Weighting made them alike in what was recorded",
    "overlap": "People like each other were in both groups",
    "people": "Enough people still count after weighting",
    "followed": "Most people were seen again, about as many in both groups",
    "parity": "Both groups had the same besides the support compared",
    "start": "The group was settled when treatment began",
    "recorded": "What matters most was recorded",
}
"""What a fair comparison needs, in the order in which it is told."""

_ITEMS: Final = {
    "unweighted_smd": "alike",
    "modelled_balance": "weighted",
    "balance_square": "weighted",
    "balance_interaction": "weighted",
    "balance_outside": "weighted",
    "overlap": "overlap",
    "effective_n": "people",
    "follow_up": "followed",
    "exposure_parity": "parity",
    "arm_at_time_zero": "start",
    "recorded_baseline_severity": "recorded",
    "recorded_age": "recorded",
    "recorded_sex": "recorded",
    "recorded_prior_treatment": "recorded",
    "recorded_concurrent_therapy": "recorded",
}
"""Which need each item of the gate belongs to; an item not known here stands by itself."""

_ALL_RECORDED: Final = (
    "Severity at baseline, age, sex, treatment before, and therapy and medication elsewhere are "
    "recorded for most people."
)


@dataclass(frozen=True)
class Need:
    """One condition in plain words: met, not met, or (None) not judged, and what was found."""

    code: str
    met: bool | None
    found: str


def judge_needs(gate: Gate) -> tuple[Need, ...]:
    """The items of a gate gathered under what they are about; one that failed fails its need."""
    gathered: dict[str, list[GateItem]] = {}
    for item in gate.items:
        gathered.setdefault(_ITEMS.get(item.code, item.code), []).append(item)
    return tuple(_judge(code, items) for code, items in gathered.items() if code in NEEDS)


def _judge(code: str, items: list[GateItem]) -> Need:
    failed = [item.sentence for item in items if item.passed is False]
    judged = [item.sentence for item in items if item.passed]
    if failed:
        return Need(code, False, " ".join(failed))
    if code == "recorded":
        return Need(code, True, _ALL_RECORDED)
    return Need(code, True if judged else None, (judged or [items[0].sentence])[0])


def table_of_needs(released: Released[ComparableGroups]) -> pd.DataFrame:
    """One row a condition of a fair comparison, those not met first; empty without a gate."""
    result = released.result
    needs = sorted(judge_needs(result.gate), key=lambda one: one.met is not False) if (
        result.gate
    ) else []  # fmt: skip
    rows = [
        {"A fair comparison needs": NEEDS[need.code], "Here": MET[need.met],
         "What was found": _say_plainly(need.found, result)}
        for need in needs
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["A fair comparison needs", "Here", "What was found"])


def _say_plainly(sentence: str, result: ComparableGroups) -> str:
    """With the groups by their names in the place of the roles they have in the arithmetic."""
    for role in ("treatment", "comparator"):
        had = name_together(getattr(result.comparison, role), result.data.substance)
        sentence = sentence.replace(f" ({role})", f" with {had}")
    return re.sub(r"\barm(s?)\b", r"group\1", sentence)


def table_of_every_item(released: Released[ComparableGroups]) -> pd.DataFrame:
    """Every item of the gate with what was measured and its limit."""
    gate = released.result.gate
    return pd.DataFrame(
        [
            {
                "Fair comparison": MET[item.passed],
                "What was found": item.sentence,
                "Measured": "" if item.value is None else f"{item.value:.3g}",
                "Limit": "" if item.limit is None else f"{item.limit:.3g}",
            }
            for item in (gate.items if gate else ())
        ],
        columns=["Fair comparison", "What was found", "Measured", "Limit"],
    )
