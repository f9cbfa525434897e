"""The next cohort planned from this one, and this one looked at again and again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..comparison import Comparison
from ..errors import Refusal
from .cells import Cell
from .data_note import DataNote
from .effects import Verdict
from .planning import ArmSizes
from .risks import Proportion
from .sequential import WatchedDifference

AimCode = Literal["detect", "bound", "exclude", "not_worse", "response"]
InputUnit = Literal["points", "share", "number"]


@dataclass(frozen=True)
class PlannedFrom:
    """One number the plan rests on, its interval where it is an estimate, and where it is from."""

    what: str
    value: float
    low: float | None
    high: float | None
    unit: InputUnit
    source: str


@dataclass(frozen=True)
class PowerCurve:
    """Chance of finding one true difference by people in each arm.

    `difference` in points, `times` the margin; `needed` people in each arm for the power wanted,
    None where no number is enough.
    """

    times: float
    difference: float
    people: tuple[int, ...]
    power: tuple[float, ...]
    needed: int | None


@dataclass(frozen=True)
class NextCohort:
    """How many people would settle whether the arms differ by the margin.

    `aims` holds, by what is to be shown and by power in percent ("80", "90"), people with the
    visit and people to enrol; None where no number is enough. `cautious` is the first aim at the
    power wanted with the SD at its upper limit, `detectable` the smallest difference that as many
    as here find with that power. `response` is the comparator's share planned from and
    `response_with` the share that the margin would make of it. `lost` are shares by arm (treatment,
    comparator).
    """

    data: DataNote
    comparison: Comparison
    condition_label: str
    instrument: str
    instrument_name: str
    better: str
    visit: str
    n_treatment: int
    n_comparator: int
    margin: float
    margin_source: str
    power: float
    lost: tuple[float, float]
    people_a_therapist: int
    inputs: Mapping[str, PlannedFrom]
    aims: Mapping[str, Mapping[str, ArmSizes | None]]
    cautious: ArmSizes | None
    detectable: float | None
    curves: tuple[PowerCurve, ...]
    response: Proportion | None = None
    response_with: float | None = None
    notes: tuple[str, ...] = ()
    refused: Refusal | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """All of it rests on both arms; response on those who responded and those who did not."""
        rests = ("inputs", "aims", "cautious", "detectable", "curves", "response", "response_with")
        found = [
            Cell("the treatment arm planned from", self.n_treatment, rests),
            Cell("the comparator arm planned from", self.n_comparator, rests),
        ]
        arm = self.response
        if arm is not None and arm.events is not None:
            group = f"response in {arm.arm}"
            found.append(Cell(group, arm.events, ("response", "response_with"), "category", arm.n))
            found += [Cell(group, arm.events, (field,), "category", arm.n, key="response")
                      for field in ("inputs", "aims")]  # fmt: skip
        return tuple(found)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class LookedAgain:
    """The difference watched as people came in, signed as benefit.

    `is_primary` says whether scale and visit are the ones declared: the limits hold for one of
    them, not for the best of several. `verdict` is that of the headline.
    """

    data: DataNote
    comparison: Comparison
    condition_label: str
    instrument: str
    instrument_name: str
    better: str
    visit: str
    is_primary: bool
    watched: WatchedDifference | None
    verdict: Verdict | None
    adjusted_for: tuple[str, ...]
    notes: tuple[str, ...] = ()
    refused: Refusal | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """The verdict rests on the arms watched."""
        latest = self.watched.latest if self.watched is not None else None
        counts = latest.counts.values() if latest is not None else ()
        return tuple(Cell("an arm watched", n, ("verdict",)) for n in counts)

    def parts(self) -> tuple[str, ...]:
        return ("watched",)
