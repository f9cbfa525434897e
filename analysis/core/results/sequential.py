"""A difference watched while people come in."""

from dataclasses import dataclass, replace

from ..errors import Refusal
from ..estimate import Estimate
from .cells import Cell


@dataclass(frozen=True)
class Look:
    """The difference when `people` have a mature visit, with limits valid at every look."""

    people: int
    n_treatment: int
    n_comparator: int
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class WatchedDifference:
    """A confidence sequence: limits that may be looked at as often as one likes.

    `looks` run from the first with enough people in both arms to the last; `latest` is the last
    as an estimate (points, raw sign or signed by whoever asks). `fixed` is the ordinary interval at
    the last look, honest only if nobody looked before.
    """

    looks: tuple[Look, ...]
    latest: Estimate | None
    fixed: Estimate | None
    tightest_at: int
    from_per_arm: int
    notes: tuple[str, ...] = ()
    refused: Refusal | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """Two looks a person apart differ by one person's score: only the last is for everyone."""
        rests = ("looks", "latest", "fixed")
        if self.latest is None:
            return ()
        return tuple(Cell("an arm watched", n, rests) for n in self.latest.counts.values())

    def parts(self) -> tuple[str, ...]:
        return ()

    def latest_only(self) -> "WatchedDifference":
        """Without the looks before the last, from which single scores could be worked out."""
        return replace(self, looks=self.looks[-1:])
