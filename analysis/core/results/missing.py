"""Who was lost, and what the result would be if those lost had done otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..estimate import Estimate
from .cells import Cell

Assumption = Literal["mar", "j2r", "cr", "cir"]
"""Missing at random by arm; jump to, copy, or copy increments in the reference arm."""

PatternKind = Literal["complete", "monotone", "intermittent", "never_seen"]


@dataclass(frozen=True)
class VisitAttrition:
    """People of one arm at one visit: `lost` have no score here or later, `of` all who started."""

    visit: str
    arm: str
    observed: int
    lost: int
    of: int


@dataclass(frozen=True)
class MissingPattern:
    """Visits seen (True) and not, and how many people of each arm share that."""

    seen: tuple[bool, ...]
    kind: PatternKind
    counts: Mapping[str, int]


@dataclass(frozen=True)
class MissingScores:
    """Patterns from the most to the least frequent, and attrition by visit and arm."""

    visits: tuple[str, ...]
    arms: tuple[str, ...]
    attrition: tuple[VisitAttrition, ...]
    patterns: tuple[MissingPattern, ...]
    hidden: tuple[str, ...] = ()

    def count(self, kind: PatternKind, arm: str) -> int:
        """People of an arm whose pattern is of a kind."""
        return sum(p.counts[arm] for p in self.patterns if p.kind == kind)

    def cells(self) -> tuple[Cell, ...]:
        """Every count of people: patterns are often one person's."""
        patterns = (
            Cell("a pattern of visits", n, ("patterns",))
            for pattern in self.patterns
            for n in pattern.counts.values()
        )
        arms = (Cell("people lost", one.lost, ("attrition",)) for one in self.attrition)
        return (*patterns, *arms)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class ImputedDifference:
    """A difference over imputed data sets, and how much of it rests on what was imputed.

    `fmi` is the fraction of missing information; `monte_carlo_se` is how far the difference would
    move with another seed; `imputed` counts people whose score at the visit was imputed, by arm
    ("n_treatment", "n_comparator"); `observed_cases` is the same model among those seen.
    """

    difference: Estimate
    assumption: Assumption
    imputations: int
    seed: int
    fmi: float
    monte_carlo_se: float
    imputed: Mapping[str, int]
    observed_cases: Estimate | None

    @property
    def imputations_wanted(self) -> int:
        """White, Royston & Wood 2011: as many data sets as per cent of missing information."""
        return max(2, int(-(-100 * self.fmi // 1)))


Shift = Literal["under_half_sd", "half_to_one_sd", "over_one_sd", "beyond_search", "nobody_lost"]


@dataclass(frozen=True)
class TippingPoint:
    """How far the imputed scores of one arm must be moved for the finding to change.

    `delta` (points, raw sign: added to every imputed score of the arm at the visit) is None where
    nothing up to `searched_to` points changes it. `in_sd` divides it by `sd`, the pooled SD of the
    scores seen at the visit. `mean_seen`, `mean_imputed` and `mean_at_tipping` are the arm's means
    of those seen, of those lost as imputed, and of those lost at the tipping point.
    """

    arm: Literal["treatment", "comparator"]
    lost: int
    delta: float | None
    in_sd: float | None
    size: Shift
    sd: float
    searched_to: float
    mean_seen: float | None
    mean_imputed: float | None
    mean_at_tipping: float | None
    finding: str
    finding_beyond: str | None
    at_tipping: Estimate | None


@dataclass(frozen=True)
class TippingCurve:
    """The difference when `deltas` points are added to what was imputed, for either arm."""

    deltas: tuple[float, ...]
    treatment: tuple[Estimate, ...]
    comparator: tuple[Estimate, ...]
    tipping: tuple[TippingPoint, TippingPoint]
