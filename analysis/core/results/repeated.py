"""Arms compared at every visit by one repeated-measures model."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from ..estimate import Estimate
from .cells import Cell

CovarianceName = Literal["us", "toep", "toeph", "ar1", "ar1h", "cs", "csh"]
Correction = Literal[
    "satterthwaite", "kenward-roger", "kenward-roger-expected", "kenward-roger-mar"
]
"""Kenward-Roger with the observed information (SAS), the expected (pbkrtest), or the observed and
the error that drop-out depending on scores adds ("-mar")."""


class JointTest(NamedTuple):
    """An F test of several contrasts together."""

    f: float
    df1: int
    df2: float
    p: float


@dataclass(frozen=True)
class VisitDifference:
    """The arms at one visit, at which `seen_treatment` and `seen_comparator` people had a score.

    `difference` is in points, `standardised` in pooled baseline SDs, `treatment_mean` and
    `comparator_mean` are least-squares means at the mean baseline and covariates of everyone.
    """

    visit: str
    seen_treatment: int | None
    seen_comparator: int | None
    difference: Estimate | None
    standardised: Estimate | None
    treatment_mean: Estimate | None
    comparator_mean: Estimate | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """People seen in either arm; every number of the visit rests on both."""
        rests = ("difference", "standardised", "treatment_mean", "comparator_mean")
        return (
            Cell("treatment seen", self.seen_treatment or 0, ("seen_treatment", *rests)),
            Cell("comparator seen", self.seen_comparator or 0, ("seen_comparator", *rests)),
        )

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class RepeatedMeasures:
    """Differences at every visit, from one model of all scores of those with a baseline.

    `joint` is the F test that the arms differ at no visit, None where it has no distribution.
    `sigmas` is the covariance of a person's scores over visits, or those of the comparator and the
    treatment arm where each has its own. `without_baseline` and
    `without_scores` were left out.
    """

    visits: tuple[VisitDifference, ...]
    n_treatment: int
    n_comparator: int
    n_scores: int
    joint: JointTest | None
    covariance: CovarianceName
    correction: Correction
    sigmas: tuple[tuple[tuple[float, ...], ...], ...] | None
    minus2_reml: float | None
    without_baseline: int | None
    without_scores: int | None
    hidden: tuple[str, ...] = ()

    def at(self, visit: str) -> VisitDifference:
        """The arms at the visit of a name."""
        return next(one for one in self.visits if one.visit == visit)

    def cells(self) -> tuple[Cell, ...]:
        """People in the model, and those left out of it."""
        rests = ("joint", "sigmas", "minus2_reml")
        return (
            Cell("treatment in the model", self.n_treatment, rests),
            Cell("comparator in the model", self.n_comparator, rests),
            Cell("without a baseline", self.without_baseline or 0, ("without_baseline",)),
            Cell("without a score", self.without_scores or 0, ("without_scores",)),
        )

    def parts(self) -> tuple[str, ...]:
        return ("visits",)
