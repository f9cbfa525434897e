"""Two groups side by side, and arms over time."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..comparison import Comparison
from ..errors import Refusal
from ..estimate import Estimate
from .cells import Cell
from .data_note import DataNote
from .effects import Verdict


@dataclass(frozen=True)
class GroupScores:
    """Scores of one arm at one visit; `points` (single people) only ever in full detail."""

    arm: str
    n: int | None
    mean: float | None
    sd: float | None
    points: tuple[float, ...] | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return (Cell(f"{self.arm} at the visit", self.n or 0, ("n", "mean", "sd", "points")),)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class TwoGroups:
    """One condition opened: both arms' scores at the visit, and the difference in points.

    `difference` is the adjusted difference, `crude` the difference in visit means (Welch), both
    signed as benefit. `better` says which direction of the scale is better.
    """

    data: DataNote
    condition_label: str
    instrument: str
    instrument_name: str
    visit: str
    better: str
    minimum: float | None
    maximum: float | None
    groups: tuple[GroupScores, ...]
    difference: Estimate | None
    crude: Estimate | None
    verdict: Verdict | None
    adjusted_for: tuple[str, ...] = ()
    looks_back: bool = False
    refused: Refusal | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """The differences rest on the first two groups."""
        rests = ("difference", "crude", "verdict")
        return tuple(Cell(f"{g.arm} analysed", g.n or 0, rests) for g in self.groups[:2])

    def parts(self) -> tuple[str, ...]:
        return ("groups",)


@dataclass(frozen=True)
class VisitMean:
    """Mean of one arm at one visit with its t interval; `enrolled` is everyone in the arm."""

    arm: str
    visit: str
    day: int
    n: int | None
    enrolled: int | None
    mean: float | None
    low: float | None
    high: float | None
    looks_back: bool = False
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        fields = ("n", "mean", "low", "high")
        return (
            Cell(f"{self.arm} at {self.visit}", self.n or 0, fields, "visit"),
            Cell(self.arm, self.enrolled or 0, (*fields, "enrolled")),
        )

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Trajectories:
    """Observed means of one instrument by arm and visit, for one condition.

    `differences` holds the adjusted difference at each follow-up visit by label (left out where it
    could not be estimated), signed as benefit. `comparison` is what was asked: all arms are shown,
    so the filters in it decide of each whether it may be.
    """

    data: DataNote
    condition: str
    condition_label: str
    instrument: str
    instrument_name: str
    better: str
    minimum: float | None
    maximum: float | None
    means: tuple[VisitMean, ...]
    differences: Mapping[str, Estimate]
    primary_visit: str
    notes: tuple[str, ...] = ()
    refused: Refusal | None = None
    comparison: Comparison | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """A difference at a visit rests on the arms of that visit."""
        return tuple(
            Cell(f"an arm at {visit}", n, ("differences",), key=visit)
            for visit, estimate in (self.differences or {}).items()
            for n in estimate.counts.values()
        )

    def parts(self) -> tuple[str, ...]:
        return ("means",)
