"""What the difference would be had those lost done otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..comparison import Comparison
from ..estimate import Estimate
from .cells import Cell
from .data_note import DataNote
from .missing import Shift


@dataclass(frozen=True)
class ShiftedLost:
    """The difference when those lost from the arm with more support did `worse` points worse."""

    worse: float
    difference: Estimate


@dataclass(frozen=True)
class LostNeeded:
    """How much worse (below zero: better) the `lost` of an arm must be for a finding to change.

    `worse` is in points, None where nothing up to `searched_to` points changes it; `size` says how
    much that is of the spread of scores. `finding` and `beyond` are what is found now and then.
    """

    arm: str
    lost: int | None
    about: Literal["no_difference", "verdict"]
    worse: float | None
    in_sd: float | None
    size: Shift | None
    searched_to: float | None
    finding: str | None
    beyond: str | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        rests = ("lost", "worse", "in_sd", "size", "searched_to", "finding", "beyond")
        return (Cell(f"lost from {self.arm}", self.lost or 0, rests),)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class IfLostDidWorse:
    """The difference at a visit under what may have become of those lost, signed as benefit.

    `differences` by what is assumed: "seen" (only those seen), "repeated" (repeated-measures
    model), "own_arm", "jump" and "copy" (imputed). `curve` moves those lost from the arm with more
    support, `needed` says where a finding changes. `lost` counts people without a score at the
    visit by arm, `people` everyone who started. `margin` is the smallest difference that matters.
    """

    data: DataNote
    comparison: Comparison
    condition: str
    condition_label: str
    instrument: str
    visit: str
    better: str
    lost: Mapping[str, int] | None
    people: Mapping[str, int] | None
    differences: Mapping[str, Estimate] | None
    curve: tuple[ShiftedLost, ...] = ()
    needed: tuple[LostNeeded, ...] = ()
    adjusted_for: tuple[str, ...] = ()
    sd: float | None = None
    fmi: float | None = None
    monte_carlo_se: float | None = None
    imputations: int = 0
    seed: int = 0
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """How the curve answers to those lost tells how many they are."""
        lost, people = self.lost or {}, self.people or {}
        numbers = ("sd", "fmi", "monte_carlo_se")
        rests = ("differences", "curve", *numbers)
        found = [Cell(f"lost from {self.comparison.treatment}",
                      lost.get(self.comparison.treatment, 0), ("curve",))]  # fmt: skip
        for arm, n in people.items():
            away = lost.get(arm, 0)
            found += [
                Cell(f"lost from {arm}", away, ("lost",), key=arm),
                Cell(f"lost from {arm}", away, numbers),
                Cell(arm, n, ("lost", "people"), key=arm),
                Cell(arm, n, rests),
                Cell(f"{arm} at the visit", n - away, ("lost",), key=arm),
                Cell(f"{arm} at the visit", n - away, rests),
            ]
        return tuple(found)

    def parts(self) -> tuple[str, ...]:
        return ("needed",)

    def at(self, worse: float) -> ShiftedLost | None:
        """The point of the curve nearest to so many points worse; None where it is hidden."""
        return min(self.curve, key=lambda one: abs(one.worse - worse), default=None)
