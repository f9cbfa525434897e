"""One class per kind of result; the same field names in every class."""

from .cells import Cell, Result
from .effects import (
    ConditionEffect,
    DataNote,
    EffectBySite,
    EffectsByCondition,
    JointModel,
    Measure,
    Pooled,
    Proportion,
    RiskComparison,
    Verdict,
    VerdictCode,
    effects_frame,
)
from .groups import GroupScores, Trajectories, TwoGroups, VisitMean
from .participation import Amount, Count, Participation, ScreenedOut

__all__ = [
    "Amount", "Cell", "ConditionEffect", "Count", "DataNote", "EffectBySite", "EffectsByCondition",
    "GroupScores", "JointModel", "Measure", "Participation", "Pooled", "Proportion", "Result",
    "RiskComparison", "ScreenedOut", "Trajectories", "TwoGroups", "Verdict", "VerdictCode",
    "VisitMean", "effects_frame",
]  # fmt: skip
