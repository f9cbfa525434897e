"""Made-up results about the groups and those lost: numbers chosen, not estimated."""

from typing import Any

from analysis.core import Comparison
from analysis.core.results import (
    Attrition,
    BalanceRow,
    BaselineRow,
    ComparableGroups,
    Confounder,
    ExposureParity,
    FlowStep,
    Gate,
    GateItem,
    GroupValue,
    IfLostDidWorse,
    LostNeeded,
    OverlapBin,
    PeopleOf,
    SeenAndLost,
    SeenPattern,
    ShiftedLost,
    Unmeasured,
)

from .made_up import LESS, MORE, estimate, note

GATE = Gate(
    (
        GateItem("unweighted_smd", True, "Before weighting the arms differ most in age (0.42 SD): "
                 "close enough to be weighted.", 0.42, 0.5),
        GateItem("balance_square", False, "After weighting the arms still differ in squares.", 0.2,
                 0.1),
        GateItem("overlap", True, "94% or more of each arm might well have been in the other.",
                 0.94, 0.8),
        GateItem("effective_n", True, "Weighted, the smaller arm tells as much as 133 people.",
                 133.0, 12.0),
        GateItem("follow_up", True, "86% (treatment) and 80% (comparator) were followed up.", 0.8,
                 0.7),
        GateItem("recorded_age", True, "Age: recorded for 100%.", 1.0, 0.8),
        GateItem("recorded_sex", True, "Sex: recorded for 100%.", 1.0, 0.8),
    )
)  # fmt: skip


def shares(
    name: str, category: str, less: tuple[int, int], more: tuple[int, int], smd: float
) -> BaselineRow:
    """A line of shares."""
    groups = (GroupValue("share", LESS, *less), GroupValue("share", MORE, *more))
    return BaselineRow(name, category, groups, (MORE, LESS), smd)


def comparable(**choices: Any) -> ComparableGroups:
    """Two groups of 150 that were not made by chance."""
    means = (GroupValue("mean", LESS, 150, 150, 17.1, 4.0),
             GroupValue("mean", MORE, 148, 150, 15.9, 4.2))  # fmt: skip
    half = [(i / 10, (i + 1) / 10) for i in range(10)]
    bars = tuple(
        OverlapBin(arm, low, high, 15, 0.1) for arm in (MORE, LESS) for low, high in half
    )  # fmt: skip
    base: dict[str, Any] = {
        "data": note(), "comparison": Comparison(), "condition": "depression",
        "condition_label": "Depression", "instrument": "PHQ9", "visit": "week 12",
        "better": "lower", "arms": (LESS, MORE),
        "table": (
            BaselineRow("Score at baseline", "PHQ9", means, (MORE, LESS), -0.29),
            shares("Sex", "female", (90, 150), (80, 150), -0.13),
            shares("Sex", "male", (60, 150), (70, 150), 0.13),
            shares("Psychotherapy elsewhere", "yes", (48, 150), (21, 150), -0.44),
            shares("Psychotherapy elsewhere", "no", (102, 150), (129, 150), 0.44),
        ),
        "exposure": (
            ExposureParity("Infusions", "per person", 150, 5.7, 150, 5.5, 0.09),
            ExposureParity("Psychotherapy elsewhere", "share", 150, 0.14, 150, 0.32, -0.44),
        ),
        "n_treatment": 150, "n_comparator": 150, "effective": (133.2, 140.6), "overlap": bars,
        "balance": (
            BalanceRow("severity at baseline", "modelled", -0.29, -0.01),
            BalanceRow("age: 18-34", "modelled", 0.42, 0.02, 80, None, (), ((50, 150), (30, 150))),
            BalanceRow("severity at baseline squared", "square", 0.11, 0.2),
            BalanceRow("expected improvement", "outside", 0.54, 0.62),
            BalanceRow("site: B", "outside", None, None, 60, "comparator", (),
                       ((60, 150), (0, 150))),
        ),
        "gate": GATE, "weighted_for": ("baseline", "age"),
        "difference": estimate(2.2, 1.0, 3.4),
        "standardised": estimate(0.5, 0.2, 0.8, unit="sd"),
        "unmeasured": Unmeasured(2.0, 1.5, (Confounder(0.6, 0.4, 11.0, 5.0),
                                            Confounder(0.8, 0.2, 3.7, 1.7)), "made up", "nobody"),
    }  # fmt: skip
    return ComparableGroups(**(base | choices))


WAY = (("started", 0, 200, 200), ("week 1", 7, 190, 188), ("week 12", 84, 160, 160))


def attrition(**choices: Any) -> Attrition:
    """Two groups of 200, of whom 160 and 170 are seen at week 12."""
    flow = tuple(
        FlowStep(arm, step, day, followed + (more if day else 0), seen + (more if day else 0), 200)
        for arm, more in ((LESS, 0), (MORE, 10))
        for step, day, followed, seen in WAY
    )  # fmt: skip
    kinds = tuple(
        PeopleOf(kind, arm, n, 200)
        for arm, counts in ((LESS, (150, 10, 25, 15)), (MORE, (160, 10, 20, 10)))
        for kind, n in zip(("complete", "intermittent", "monotone", "never_seen"), counts,
                           strict=True)
    )  # fmt: skip
    patterns = (
        SeenPattern((True, True), "complete", {LESS: 150, MORE: 160}),
        SeenPattern((True, False), "monotone", {LESS: 25, MORE: 20}),
        SeenPattern((False, False), "never_seen", {LESS: 15, MORE: 10}),
        SeenPattern((False, True), "intermittent", {LESS: 10, MORE: 10}),
    )
    lost = estimate(2.7, 0.8, 4.7, counts={"n_lost": 40, "n_seen": 160})
    share = estimate(-0.02, -0.2, 0.15, counts={"n_lost": 40, "n_seen": 160}, unit="probability")
    base: dict[str, Any] = {
        "data": note(), "comparison": Comparison(), "condition": "depression",
        "condition_label": "Depression", "instrument": "PHQ9", "visit": "week 12",
        "arms": (LESS, MORE), "visits": ("week 1", "week 12"), "flow": flow, "kinds": kinds,
        "patterns": patterns,
        "reasons": (
            PeopleOf("moved away", LESS, 14, 30), PeopleOf("cost", LESS, 16, 30),
            PeopleOf("moved away", MORE, 12, 24), PeopleOf("cost", MORE, 12, 24),
        ),
        "baseline": (
            SeenAndLost("severity", LESS, 160, 40, 15.9, 18.6, lost),
            SeenAndLost("women", LESS, 160, 40, 0.6, 0.58, share, 96, 23),
        ),
        "screened": 900, "started": 700,
    }  # fmt: skip
    return Attrition(**(base | choices))


def if_lost(**choices: Any) -> IfLostDidWorse:
    """Forty and thirty lost; the finding vanishes at 4.7 points worse."""
    curve = tuple(
        ShiftedLost(float(worse), estimate(1.9 - 0.14 * worse, 0.7 - 0.14 * worse,
                                           3.1 - 0.14 * worse))
        for worse in range(-8, 9, 2)
    )  # fmt: skip
    base: dict[str, Any] = {
        "data": note(), "comparison": Comparison(), "condition": "depression",
        "condition_label": "Depression", "instrument": "PHQ9", "visit": "week 12",
        "better": "lower", "lost": {MORE: 30, LESS: 40}, "people": {MORE: 200, LESS: 200},
        "differences": {
            "seen": estimate(2.2, 1.0, 3.4), "repeated": estimate(1.8, 0.6, 3.0),
            "own_arm": estimate(1.9, 0.7, 3.1), "jump": estimate(1.6, 0.5, 2.8),
            "copy": estimate(1.7, 0.6, 2.8),
        },
        "curve": curve,
        "needed": (
            LostNeeded(MORE, 30, "no_difference", 4.7, 0.8, "half_to_one_sd", 18.0, "above zero",
                       "includes zero"),
            LostNeeded(LESS, 40, "no_difference", -3.4, -0.6, "half_to_one_sd", 18.0, "above zero",
                       "includes zero"),
        ),
        "adjusted_for": ("baseline", "age"), "sd": 6.0, "fmi": 0.13, "monte_carlo_se": 0.05,
        "imputations": 50, "seed": 7,
    }  # fmt: skip
    return IfLostDidWorse(**(base | choices))
