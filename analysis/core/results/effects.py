"""Effects by condition: the answer to "did the arm with more support do better?"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..arm_summary import ArmSummary
from ..comparison import Comparison
from ..errors import Refusal
from ..estimate import Estimate
from .cells import Cell
from .data_note import DataNote
from .gate import Gate
from .pooling import JointModel, Pooled
from .risks import RiskComparison

VerdictCode = Literal[
    "worthwhile",
    "no_meaningful_difference",
    "small_difference_likely",
    "better_possibly_too_little",
    "meaningfully_worse",
    "worse_possibly_too_little",
    "too_imprecise",
    "cannot_answer",
]
Headline = Literal["adjusted", "mmrm", "weighted"]
"""Which estimate leads: ANCOVA at the visit, the repeated-measures model, or overlap weights."""

Measure = Literal[
    "headline_g", "headline_difference", "adjusted_g", "adjusted_difference", "mmrm_g",
    "mmrm_difference", "weighted_g", "weighted_difference", "nested_g", "nested_difference",
    "sites_g", "sites_difference", "hedges_g", "mean_difference", "d_average_variance",
]  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What an interval says against a margin, or why the data cannot say it.

    `margin` is in points of the instrument, `margin_source` the paper or "convention". `reasons`
    are filled when the code is "cannot_answer", each a plain sentence.
    """

    code: VerdictCode
    margin: float
    margin_source: str
    reasons: tuple[str, ...] = ()


def _cells_of_arm(arm: ArmSummary, rests: tuple[str, ...]) -> tuple[Cell, ...]:
    return (
        Cell(f"{arm.arm} analysed", arm.n, rests),
        Cell(f"{arm.arm} enrolled", arm.enrolled or 0, rests),
        Cell(f"{arm.arm} with a baseline score", arm.enrolled_baseline_n or 0, rests),
    )


@dataclass(frozen=True)
class ConditionEffect:
    """One condition: two arms on one instrument at one visit.

    Estimates are signed so that positive means the arm with more support did better. `refused` is
    set, and the estimates empty, where nothing can be estimated. `looks_back` marks a visit nearer
    to day 0 than the instrument's recall period: drawn hollow, no verdict, no response. `better`
    says which direction of the scale is better, `headline` which of the estimates leads.
    `gate` says whether arms that chance did not form can be compared.
    """

    condition: str
    condition_label: str
    instrument: str
    instrument_name: str
    visit: str
    visit_day: int
    treatment: ArmSummary | None = None
    comparator: ArmSummary | None = None
    also_show: tuple[ArmSummary, ...] = ()
    estimates: Mapping[str, Estimate] | None = None
    adjusted_for: tuple[str, ...] = ()
    response: RiskComparison | None = None
    response_of_all: RiskComparison | None = None
    remission: RiskComparison | None = None
    remission_of_all: RiskComparison | None = None
    verdict: Verdict | None = None
    looks_back: bool = False
    lead_with_points: bool = False
    notes: tuple[str, ...] = ()
    refused: Refusal | None = None
    hidden: tuple[str, ...] = ()
    better: str = "unknown"
    headline: Headline = "adjusted"
    gate: Gate | None = None

    def cells(self) -> tuple[Cell, ...]:
        """Each arm's people analysed, enrolled, with a baseline; estimates rest on both arms."""
        everything = ("estimates", "response", "remission", "response_of_all", "remission_of_all",
                      "verdict", "lead_with_points", "notes", "gate")  # fmt: skip
        found: list[Cell] = []
        for field in ("treatment", "comparator"):
            arm: ArmSummary | None = getattr(self, field)
            if arm is not None:
                found += _cells_of_arm(arm, (field, *everything))
        for arm in self.also_show:
            found += _cells_of_arm(arm, ("also_show",))
        return tuple(found)

    def parts(self) -> tuple[str, ...]:
        return ("response", "response_of_all", "remission", "remission_of_all")

    def estimate(self, measure: str) -> Estimate | None:
        """One of the estimates by its name, or None where it was refused or hidden.

        "headline_g" and "headline_difference" are those of the estimate that leads here.
        """
        name = measure.replace("headline", self.headline, 1)
        return (self.estimates or {}).get(name)


@dataclass(frozen=True)
class EffectsByCondition:
    """The table of the effect-size page, with what it was asked and of which cohort."""

    comparison: Comparison
    data: DataNote
    effects: tuple[ConditionEffect, ...]
    joint: JointModel | None = None
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ("effects", "joint")


@dataclass(frozen=True)
class EffectBySite:
    """One condition, site by site, and the sites pooled (adjusted g)."""

    data: DataNote
    effects: tuple[ConditionEffect, ...]
    pooled: Pooled | None
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """A pool with one hidden site would give that site away."""
        smallest = [a.n for e in self.effects for a in (e.treatment, e.comparator) if a]
        return tuple(Cell("smallest arm of a site", n, ("pooled",)) for n in smallest)

    def parts(self) -> tuple[str, ...]:
        return ("effects", "pooled")
