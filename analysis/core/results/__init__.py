"""One class per kind of result; the same field names in every class."""

from .attrition import Attrition, FlowStep, PeopleOf, SeenAndLost, SeenPattern
from .cells import Cell, Result
from .comparability import (
    BaselineRow, ComparableGroups, Confounder, GroupValue, OverlapBin, Unmeasured,
)  # fmt: skip
from .data_note import DataNote
from .durability import (
    ArmCurve, CurveKind, CurvePoint, InResponse, LossComparison, LossOfResponse, LossOutcome,
    LossTests, ResponseClock, StateShare, Step,
)  # fmt: skip
from .effects import (
    ConditionEffect, EffectBySite, EffectsByCondition, Headline, Measure, Verdict, VerdictCode,
)  # fmt: skip
from .for_whom import DoseOutcome, ForWhom, ShrunkenSubgroups
from .gate import BalanceKind, BalanceRow, ExposureParity, Gate, GateItem
from .groups import Course, GroupScores, Trajectories, TwoGroups, VisitMean
from .harms import HarmArm, HarmComparison, Harms, SessionMeasure
from .if_lost import IfLostDidWorse, LostNeeded, ShiftedLost
from .missing import (
    Assumption, ImputedDifference, MissingPattern, MissingScores, PatternKind, Shift, TippingCurve,
    TippingPoint, VisitAttrition,
)  # fmt: skip
from .next_cohort import AimCode, LookedAgain, NextCohort, PlannedFrom, PowerCurve
from .one_by_one import ArmOneByOne, ChangeBin, Curve, Move, OneByOne, PairsCompared
from .participation import FOLLOWED_UP, Amount, Count, Participation, ScreenedOut
from .planning import ArmSizes, Plan, PlanningInputs
from .pooling import JointModel, Pooled
from .repeated import Correction, CovarianceName, JointTest, RepeatedMeasures, VisitDifference
from .responders import ArmOutcome, Basis, PersonOutcome, Responders, RuleInForce
from .risks import Proportion, RiskComparison
from .safety import BetterAndWorse, MinuteMean, RowPer100, Safety, Side, read_harm, read_risk
from .sequential import Look, WatchedDifference
from .shrunken import ShrunkenByCondition
from .subgroups import DoseBand, DoseResponse, ShrunkenEffects, SubgroupEffect
from .therapy import (
    ArmPair, Elsewhere, OutcomesBySupport, Received, SessionMix, SessionShare, Split, TherapyDose,
    TherapyReceived, TherapyTiming,
)  # fmt: skip

__all__ = [
    "FOLLOWED_UP", "AimCode", "Amount", "ArmCurve", "ArmOneByOne", "ArmOutcome", "ArmPair",
    "ArmSizes", "Assumption", "Attrition", "BalanceKind", "BalanceRow", "BaselineRow", "Basis",
    "BetterAndWorse", "Cell", "ChangeBin", "ComparableGroups", "ConditionEffect", "Confounder",
    "Correction", "Count", "Course", "CovarianceName", "Curve", "CurveKind", "CurvePoint",
    "DataNote", "DoseBand", "DoseOutcome", "DoseResponse", "EffectBySite", "EffectsByCondition",
    "Elsewhere", "ExposureParity", "FlowStep", "ForWhom", "Gate", "GateItem", "GroupScores",
    "GroupValue", "HarmArm", "HarmComparison", "Harms", "Headline", "IfLostDidWorse",
    "ImputedDifference", "InResponse", "JointModel", "JointTest", "Look", "LookedAgain",
    "LossComparison", "LossOfResponse", "LossOutcome", "LossTests", "LostNeeded", "Measure",
    "MinuteMean", "MissingPattern", "MissingScores", "Move", "NextCohort", "OneByOne",
    "OutcomesBySupport", "OverlapBin", "PairsCompared", "Participation", "PatternKind", "PeopleOf",
    "PersonOutcome", "Plan", "PlannedFrom", "PlanningInputs", "Pooled", "PowerCurve", "Proportion",
    "Received", "RepeatedMeasures", "Responders", "ResponseClock", "Result", "RiskComparison",
    "RowPer100", "RuleInForce", "Safety", "ScreenedOut", "SeenAndLost", "SeenPattern",
    "SessionMeasure", "SessionMix", "SessionShare", "Shift", "ShiftedLost", "ShrunkenByCondition",
    "ShrunkenEffects", "ShrunkenSubgroups", "Side", "Split", "StateShare", "Step", "SubgroupEffect",
    "TherapyDose", "TherapyReceived", "TherapyTiming", "TippingCurve", "TippingPoint",
    "Trajectories", "TwoGroups", "Unmeasured", "Verdict", "VerdictCode", "VisitAttrition",
    "VisitDifference", "VisitMean", "WatchedDifference", "read_harm", "read_risk",
]  # fmt: skip
