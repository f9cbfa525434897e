"""How much therapy, when, by whom, beside how much of the drug; and how the arms did."""

from dataclasses import dataclass
from typing import Literal

from ..comparison import Comparison
from ..errors import Refusal
from ..estimate import Estimate
from .cells import Cell
from .data_note import DataNote
from .effects import ConditionEffect
from .subgroups import DoseBand, DoseResponse

Split = Literal["timing", "type", "training"]
"""How sessions are divided: when after an infusion, of which kind, by whom."""


@dataclass(frozen=True)
class Received:
    """What a person of one arm had of one thing: median, quartiles and mean.

    `n` people it is known for, those who had none among them.
    """

    what: str
    label: str
    unit: str
    arm: str
    n: int | None
    median: float | None
    low: float | None
    high: float | None
    mean: float | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """A quartile rests on a quarter of the people."""
        n, group = self.n or 0, f"{self.label} in {self.arm}"
        return (
            Cell(group, n, ("n", "median", "low", "high", "mean"), "visit"),
            Cell(f"a quarter of those with {self.label} in {self.arm}", n // 4, ("low", "high")),
        )

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class SessionShare:
    """Share of an arm's sessions of one kind; `people` had at least one (never in protected view).

    What protects it stands in `SessionMix`, as one share follows from all others.
    """

    category: str
    people: int | None
    share: float
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class SessionMix:
    """How the sessions of one arm divide; `people` are everyone in the arm."""

    split: Split
    arm: str
    people: int | None
    sessions: int | None
    shares: tuple[SessionShare, ...] | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """One kind that few people had hides them all: the shares add up to one."""
        rests = ("sessions", "shares")
        found = [Cell(self.arm, self.people or 0, ("people", *rests), "visit")]
        for share in self.shares or ():
            group = f"sessions in {self.arm}: {share.category.replace('_', ' ')}"
            found.append(Cell(group, share.people or 0, rests))
        return tuple(found)

    def parts(self) -> tuple[str, ...]:
        return ("shares",)


@dataclass(frozen=True)
class Elsewhere:
    """People of one arm who had psychotherapy elsewhere, of those it is recorded for."""

    arm: str
    n: int | None
    of: int | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        n, of = self.n or 0, self.of or 0
        group = f"psychotherapy elsewhere in {self.arm}"
        return (Cell(group, n, ("n",), "category", of), Cell(self.arm, of, ("n", "of")))

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class TherapyReceived:
    """What each arm had, for one condition: support, the drug beside it, therapy elsewhere.

    `elsewhere` is empty where the cohort does not record it, `mixes` where nobody had a session.
    """

    data: DataNote
    condition: str
    condition_label: str
    arms: tuple[str, ...]
    amounts: tuple[Received, ...]
    mixes: tuple[SessionMix, ...]
    elsewhere: tuple[Elsewhere, ...]
    comparison: Comparison | None = None
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ("amounts", "mixes", "elsewhere")


@dataclass(frozen=True)
class ArmPair:
    """Two arms and how far apart they were; `treatment` is the one with more support."""

    treatment: str
    comparator: str
    effect: ConditionEffect
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ("effect",)


@dataclass(frozen=True)
class OutcomesBySupport:
    """Every two arms of one condition compared, least support first, the arms asked about first.

    Estimates are signed so that positive means the arm with more support did better.
    """

    data: DataNote
    condition: str
    condition_label: str
    visit: str
    pairs: tuple[ArmPair, ...]
    comparison: Comparison | None = None
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ("pairs",)


@dataclass(frozen=True)
class TherapyTiming:
    """First session after an infusion on the same day, or later: two groups of one arm.

    Groups as of the landmark day, among those still followed and not retreated then, the same day
    first. `difference` is same day minus later in points, None (with the reason in
    `no_difference`) where the design does not allow one.
    """

    groups: tuple[DoseBand, ...]
    difference: Estimate | None
    no_difference: Refusal | None
    adjusted_for: tuple[str, ...] = ()
    landmark: int = 28
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        if self.difference is None:
            return ()
        return tuple(
            Cell("a group by when the therapist joined", n, ("difference",))
            for n in self.difference.counts.values()
        )

    def parts(self) -> tuple[str, ...]:
        return ("groups",)


@dataclass(frozen=True)
class TherapyDose:
    """Within the psychotherapy arm of one condition: more sessions, or sooner, and how they did.

    `slope` and `difference` inside are signed: positive is better with more, or the same day.
    """

    data: DataNote
    condition: str
    condition_label: str
    arm: str
    instrument: str
    visit: str
    better: str
    dose: DoseResponse | None
    timing: TherapyTiming | None
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ("dose", "timing")
