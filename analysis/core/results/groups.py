"""Two groups side by side, and arms over time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ..comparison import Comparison
from ..errors import Refusal
from ..estimate import Estimate
from .cells import Cell
from .data_note import DataNote
from .effects import Verdict
from .repeated import RepeatedMeasures


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


class Course(NamedTuple):
    """One person's scores by study day; only ever in full detail."""

    arm: str
    days: tuple[int, ...]
    scores: tuple[float, ...]


@dataclass(frozen=True)
class Trajectories:
    """Observed and modelled means of one instrument by arm and visit, for one condition.

    `differences` holds the adjusted difference at each follow-up visit by label (left out where it
    could not be estimated), signed as benefit, `verdicts` what each says against its margin.
    `model` is a repeated-measures model of the two arms compared, whose means are those at
    `model_baseline`, the mean baseline of everyone in it. `comparison` is what was asked: all arms
    are shown, so the filters in it decide of each whether it may be.
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
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    model: RepeatedMeasures | None = None
    model_baseline: float | None = None
    adjusted_for: tuple[str, ...] = ()
    courses: tuple[Course, ...] | None = None

    def cells(self) -> tuple[Cell, ...]:
        """A difference at a visit rests on the arms of that visit, a model on those in it."""
        at_visits = tuple(
            Cell(f"an arm at {visit}", n, ("differences", "verdicts"), key=visit)
            for visit, estimate in (self.differences or {}).items()
            for n in estimate.counts.values()
        )
        if self.model is None:
            return at_visits
        sizes = (self.model.n_treatment, self.model.n_comparator)
        rests = ("model", "model_baseline")
        return (*at_visits, *(Cell("an arm in the model", n, rests) for n in sizes))

    def parts(self) -> tuple[str, ...]:
        return ("means", "model")

    @property
    def arms(self) -> tuple[str, ...]:
        """Arms with people, least support first."""
        return tuple(dict.fromkeys(mean.arm for mean in self.means))

    def modelled(self, arm: str) -> tuple[VisitMean, ...]:
        """Least-squares means of an arm by visit, from the common baseline; () where not in it."""
        asked = self.comparison
        if self.model is None or asked is None or arm not in (asked.treatment, asked.comparator):
            return ()
        side = "treatment" if arm == asked.treatment else "comparator"
        at = {visit.visit: visit for visit in self.model.visits}
        found = []
        for seen in (mean for mean in self.means if mean.arm == arm):
            if seen.visit in at:
                mean: Estimate | None = getattr(at[seen.visit], f"{side}_mean")
                limits = (None, None, None) if mean is None else (mean.value, mean.low, mean.high)
                found.append(replace(seen, mean=limits[0], low=limits[1], high=limits[2]))
            elif seen.day <= 0:
                found.append(replace(seen, mean=self.model_baseline, low=None, high=None))
        return tuple(found)

    @property
    def leading(self) -> tuple[VisitMean, ...]:
        """Modelled means of the arms that have them, observed ones of the others."""
        return tuple(
            mean
            for arm in self.arms
            for mean in self.modelled(arm) or tuple(m for m in self.means if m.arm == arm)
        )
