"""Who was lost, when and why, and who they were."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..comparison import Comparison
from ..errors import Refusal
from ..estimate import Estimate
from .cells import Cell
from .data_note import DataNote
from .missing import MissingPattern, PatternKind


@dataclass(frozen=True)
class FlowStep:
    """People of one arm at one step: those who started, or `followed` at or after a visit.

    `seen` had a score at the visit; someone who missed it and came back is followed and not seen.
    """

    arm: str
    step: str
    day: int
    followed: int | None
    seen: int | None
    of: int | None
    hidden: tuple[str, ...] = ()

    @property
    def share(self) -> float | None:
        """Share of those who started, of the numbers as they are shown."""
        return None if self.followed is None or not self.of else self.followed / self.of

    def cells(self) -> tuple[Cell, ...]:
        rests = ("followed", "seen")
        return (
            Cell(self.arm, self.of or 0, (*rests, "of")),
            Cell(f"{self.arm} at {self.step}", self.followed or 0, rests, "visit"),
            Cell(f"{self.arm} at {self.step}", self.seen or 0, ("seen",), "visit"),
        )

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class PeopleOf:
    """`n` of the `of` people of an arm: with a kind of pattern, or with a reason for leaving."""

    what: str
    arm: str
    n: int | None
    of: int | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        # What it is may be in the file's own words, so no note on what was hidden may name it.
        return (
            Cell(f"a part of {self.arm}", self.n or 0, ("n",), "category", self.of),
            Cell(self.arm, self.of or 0, ("n", "of")),
        )

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class SeenPattern:
    """A pattern of visits seen and not, and how many people of each arm share it."""

    seen: tuple[bool, ...]
    kind: PatternKind
    counts: Mapping[str, int]
    hidden: tuple[str, ...] = ()

    @classmethod
    def of(cls, pattern: MissingPattern) -> "SeenPattern":
        """The pattern with what hides it."""
        return cls(pattern.seen, pattern.kind, pattern.counts)

    def cells(self) -> tuple[Cell, ...]:
        return tuple(Cell("a pattern of visits", n, ("counts",)) for n in self.counts.values())

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class SeenAndLost:
    """One thing known at baseline, of those seen at the visit and those lost, in one arm.

    `difference` is lost minus seen: points, or shares. `yes_seen` and `yes_lost` count people with
    it where it is a share.
    """

    what: str
    arm: str
    n_seen: int | None
    n_lost: int | None
    seen: float | None
    lost: float | None
    difference: Estimate | None
    yes_seen: int | None = None
    yes_lost: int | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        rests = ("n_seen", "n_lost", "seen", "lost", "difference", "yes_seen", "yes_lost")
        groups = ((self.n_seen, self.yes_seen), (self.n_lost, self.yes_lost))
        whole = [Cell(f"a part of {self.arm}", n or 0, rests) for n, _ in groups]
        shares = [
            Cell(f"a part of {self.arm}", yes, rests, "category", n)
            for n, yes in groups
            if yes is not None
        ]
        return (*whole, *shares)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Attrition:
    """The way of each arm from its start to a visit, for one condition and instrument.

    `screened` and `started` are of the whole cohort (screening is joined to nobody). `kinds` and
    `patterns` say who missed which `visits`; `reasons` are those of people who withdrew by the
    visit, `reasons_refused` why there are none; `baseline` compares those seen with those lost.
    """

    data: DataNote
    comparison: Comparison
    condition: str
    condition_label: str
    instrument: str
    visit: str
    arms: tuple[str, ...]
    visits: tuple[str, ...]
    flow: tuple[FlowStep, ...]
    kinds: tuple[PeopleOf, ...]
    patterns: tuple[SeenPattern, ...]
    reasons: tuple[PeopleOf, ...]
    baseline: tuple[SeenAndLost, ...]
    screened: int | None = None
    started: int | None = None
    reasons_refused: Refusal | None = None
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        screened, started = self.screened or 0, self.started or 0
        return (
            Cell("screened", screened, ("screened",)),
            Cell("started", started, ("screened", "started")),
            Cell("not taken on", screened - started, ("screened",)),
        )

    def parts(self) -> tuple[str, ...]:
        return ("flow", "kinds", "patterns", "reasons", "baseline")

    def steps_of(self, arm: str) -> tuple[FlowStep, ...]:
        """The way of one arm, in order of time."""
        return tuple(step for step in self.flow if step.arm == arm)
