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
from .gate import BalanceKind, BalanceRow, ExposureParity, Gate, GateItem
from .groups import GroupScores, Trajectories, TwoGroups, VisitMean
from .harms import HarmArm, HarmComparison, Harms, SessionMeasure
from .missing import (
    Assumption,
    ImputedDifference,
    MissingPattern,
    MissingScores,
    PatternKind,
    Shift,
    TippingCurve,
    TippingPoint,
    VisitAttrition,
)
from .participation import FOLLOWED_UP, Amount, Count, Participation, ScreenedOut
from .planning import ArmSizes, Plan, PlanningInputs
from .pooling import JointModel, Pooled
from .repeated import (
    Correction,
    CovarianceName,
    JointTest,
    RepeatedMeasures,
    VisitDifference,
)
from .risks import Proportion, RiskComparison
from .sequential import Look, WatchedDifference
from .subgroups import DoseBand, DoseResponse, ShrunkenEffects, SubgroupEffect

__all__ = [
    "FOLLOWED_UP", "Amount", "ArmSizes", "Assumption", "BalanceKind", "BalanceRow", "Cell",
    "ConditionEffect", "Correction", "Count", "CovarianceName", "DataNote", "DoseBand",
    "DoseResponse", "EffectBySite", "EffectsByCondition", "ExposureParity", "Gate", "GateItem",
    "GroupScores", "HarmArm", "HarmComparison", "Harms", "Headline", "ImputedDifference",
    "JointModel", "JointTest", "Look", "Measure", "MissingPattern", "MissingScores",
    "Participation",
    "PatternKind", "Plan", "PlanningInputs", "Pooled", "Proportion", "RepeatedMeasures",
    "Result", "RiskComparison", "ScreenedOut", "SessionMeasure", "Shift", "ShrunkenEffects",
    "SubgroupEffect", "TippingCurve", "TippingPoint", "Trajectories", "TwoGroups", "Verdict",
    "VerdictCode", "VisitAttrition", "VisitDifference", "VisitMean", "WatchedDifference",
]  # fmt: skip
