"""Effects by condition: the answer to "did the arm with more support do better?"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from ..arm_summary import ArmSummary
from ..comparison import Comparison
from ..errors import Refusal
from ..estimate import Estimate
from .cells import Cell

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
Measure = Literal[
    "adjusted_g", "adjusted_difference", "hedges_g", "mean_difference", "d_average_variance"
]


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


@dataclass(frozen=True)
class Proportion:
    """People who met a rule in one arm: events of n, with Wilson's interval."""

    arm: str
    events: int | None
    n: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class RiskComparison:
    """Response or remission in two arms, with Newcombe's interval for the difference.

    `difference` is positive when more people met the rule in the treatment arm. `missing_as` says
    who is in the denominator: those observed, or everyone with missing counted as not met. Where
    the means are adjusted, `adjusted_*` hold the risks standardised over the same covariates
    (g-computation): these lead, the crude counts stand in the details.
    """

    outcome: Literal["response", "remission"]
    rule: str
    source: str
    missing_as: Literal["observed", "not_met"]
    among: str
    treatment: Proportion | None
    comparator: Proportion | None
    difference: Estimate | None
    nnt: Estimate | None = None
    adjusted_treatment: float | None = None
    adjusted_comparator: float | None = None
    adjusted_difference: Estimate | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """Both counts and their complements; the difference rests on all of them."""
        found = []
        for field in ("treatment", "comparator"):
            arm: Proportion | None = getattr(self, field)
            if arm is not None and arm.events is not None:
                rests = ("treatment", "comparator", "difference", "nnt", "adjusted_treatment",
                         "adjusted_comparator", "adjusted_difference")  # fmt: skip
                met = f"{self.outcome} in {arm.arm}"
                found.append(Cell(met, arm.events, rests, "category", arm.n))
                found.append(Cell(f"{arm.arm} assessed for {self.outcome}", arm.n, rests))
        return tuple(found)

    def parts(self) -> tuple[str, ...]:
        return ()

    @property
    def leading(self) -> tuple[float | None, float | None, Estimate | None]:
        """Share in the treatment arm, in the comparator, and their difference: adjusted if any."""
        if self.adjusted_difference is not None:
            return self.adjusted_treatment, self.adjusted_comparator, self.adjusted_difference
        treatment = self.treatment.share if self.treatment else None
        comparator = self.comparator.share if self.comparator else None
        return treatment, comparator, self.difference


@dataclass(frozen=True)
class ConditionEffect:
    """One condition: two arms on one instrument at one visit.

    Estimates are signed so that positive means the arm with more support did better. `refused` is
    set, and the estimates empty, where nothing can be estimated. `looks_back` marks a visit nearer
    to day 0 than the instrument's recall period: drawn hollow, no verdict, no response.
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

    def cells(self) -> tuple[Cell, ...]:
        """The people analysed in each arm, those enrolled, and those lost between the two."""
        everything = ("estimates", "response", "remission", "response_of_all", "remission_of_all",
                      "verdict")  # fmt: skip
        found = []
        for field in ("treatment", "comparator"):
            arm: ArmSummary | None = getattr(self, field)
            if arm is not None:
                found.append(Cell(f"{arm.arm} analysed", arm.n, (field, *everything)))
        for arm in self.also_show:
            found.append(Cell(f"{arm.arm} analysed", arm.n, ("also_show",)))
        return tuple(found)

    def parts(self) -> tuple[str, ...]:
        return ("response", "response_of_all", "remission", "remission_of_all")

    def estimate(self, measure: str) -> Estimate | None:
        """One of the estimates by its name, or None where it was refused or hidden."""
        return (self.estimates or {}).get(measure)


@dataclass(frozen=True)
class JointModel:
    """Conditions joined by one arm x condition model on an instrument everyone has.

    `overall` is the arm difference with one slope for all conditions (no interaction),
    `by_condition` the difference in each from the model with the interaction, both in points and
    signed as benefit; `f`, `df1`, `df2`, `p` test the interaction.
    """

    instrument: str
    instrument_name: str
    visit: str
    overall: Estimate | None
    by_condition: Mapping[str, Estimate] | None
    f: float | None
    df1: float | None
    df2: float | None
    p: float | None
    adjusted_for: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    smallest_group: int = 0
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """The smallest arm of any condition in the model."""
        return (Cell("smallest arm of a condition in the joint model", self.smallest_group,
                     ("overall", "by_condition", "f", "df1", "df2", "p")),)  # fmt: skip

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Pooled:
    """Independent sites (or studies) pooled: REML with Knapp-Hartung."""

    estimate: Estimate | None
    tau2: float | None
    i2: float | None
    q: float | None
    q_p: float | None
    prediction_low: float | None = None
    prediction_high: float | None = None
    prediction_method: str = ""
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class EffectsByCondition:
    """The table of the effect-size page, with what it was asked and of which cohort."""

    comparison: Comparison
    data: "DataNote"
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

    data: "DataNote"
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


@dataclass(frozen=True)
class DataNote:
    """What must be said with every number: made-up or not, randomised or not, where from."""

    name: str
    synthetic: bool
    randomised: bool
    arm_basis: str
    fingerprint: str
    substance: str
    participants: int
    origin: str


def effects_frame(effects: tuple[ConditionEffect, ...], measure: str) -> pd.DataFrame:
    """The view of a forest as a table: one row a condition, numbers not rounded."""
    rows = []
    for effect in effects:
        found = effect.estimate(measure)
        rows.append(
            {
                "condition": effect.condition_label,
                "instrument": effect.instrument,
                "visit": effect.visit,
                "n_treatment": effect.treatment.n if effect.treatment else None,
                "n_comparator": effect.comparator.n if effect.comparator else None,
                "measure": measure,
                "value": found.value if found else None,
                "low": found.low if found else None,
                "high": found.high if found else None,
                "verdict": effect.verdict.code if effect.verdict else None,
                "refused": effect.refused.sentence if effect.refused else None,
            }
        )
    return pd.DataFrame(rows)
