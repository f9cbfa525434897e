"""People who met a rule: response and remission."""

from dataclasses import dataclass
from typing import Literal

from ..estimate import Estimate
from .cells import Cell


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
    adjusted_treatment: Estimate | None = None
    adjusted_comparator: Estimate | None = None
    adjusted_difference: Estimate | None = None
    adjusted_for: tuple[str, ...] = ()
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
            adjusted = (self.adjusted_treatment, self.adjusted_comparator)
            shares = [share.value if share else None for share in adjusted]
            return shares[0], shares[1], self.adjusted_difference
        treatment = self.treatment.share if self.treatment else None
        comparator = self.comparator.share if self.comparator else None
        return treatment, comparator, self.difference
