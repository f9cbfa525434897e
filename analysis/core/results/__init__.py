"""One class per kind of result; the same field names in every class."""

from .cells import Cell, Result
from .data_note import DataNote
from .effects import (
    ConditionEffect,
    EffectBySite,
    EffectsByCondition,
    Headline,
    Measure,
    Verdict,
    VerdictCode,
)
from .groups import GroupScores, Trajectories, TwoGroups, VisitMean
from .participation import FOLLOWED_UP, Amount, Count, Participation, ScreenedOut
from .pooling import JointModel, Pooled
from .risks import Proportion, RiskComparison

__all__ = [
    "FOLLOWED_UP", "Amount", "Cell", "ConditionEffect", "Count", "DataNote", "EffectBySite",
    "EffectsByCondition", "GroupScores", "Headline", "JointModel", "Measure", "Participation",
    "Pooled",
    "Proportion", "Result", "RiskComparison", "ScreenedOut", "Trajectories", "TwoGroups",
    "Verdict", "VerdictCode", "VisitMean",
]  # fmt: skip
