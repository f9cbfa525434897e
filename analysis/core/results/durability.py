"""How long a response lasted: of everyone who started, and among those who responded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ..comparison import Comparison
from ..errors import Refusal
from ..estimate import Estimate
from .cells import Cell
from .data_note import DataNote

LossOutcome = Literal["incidence", "still_in_response", "between_visits"]
"""Loss with retreatment as a competing event; Kaplan-Meier with retreatment as a loss; Turnbull."""

ResponseClock = Literal[
    "first_response", "first_infusion", "last_infusion", "last_integration_session"
]
CurveKind = Literal["lost", "retreated", "still_in_response", "between_visits"]


@dataclass(frozen=True)
class StateShare:
    """People of one arm in response and not retreated at one visit, of all who started.

    `n` is everyone who started and could respond; of them `missed` were not seen at the visit and
    count as not in response. `seen_share` is the share among those seen.
    """

    arm: str
    visit: str
    day: int
    n: int | None
    events: int | None
    share: float | None
    low: float | None
    high: float | None
    missed: int | None
    seen_share: float | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        n, events, missed = self.n or 0, self.events or 0, self.missed or 0
        rests = ("events", "share", "low", "high", "seen_share")
        group = f"{self.arm} in response at {self.visit}"
        return (
            Cell(group, events, rests, "category", n),
            Cell(f"{self.arm} seen at {self.visit}", n - missed, ("seen_share",)),
            Cell(f"{self.arm} seen and not in response", n - missed - events, ("seen_share",)),
            Cell(f"{self.arm} not seen at a visit", missed, ("missed",)),
            Cell(f"{self.arm} who could respond", n, ("n", "missed", *rests)),
        )

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class InResponse:
    """Who was in response and not retreated at each visit, arm by arm, of everyone who started.

    `differences` are shares, treatment - comparator, by visit. `started` is everyone in the two
    arms compared, `among` says who of them could respond.
    """

    data: DataNote
    comparison: Comparison
    condition: str
    condition_label: str
    instrument: str
    instrument_name: str
    rule: str
    source: str
    among: str
    shares: tuple[StateShare, ...]
    differences: Mapping[str, Estimate]
    primary_visit: str
    retreatment_recorded: bool
    notes: tuple[str, ...] = ()
    refused: Refusal | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """A difference rests on both arms at its visit, in response and not."""
        asked = (self.comparison.treatment, self.comparison.comparator)
        return tuple(
            Cell(f"{one.arm} in response at {one.visit}", one.events or 0, ("differences",),
                 "category", one.n or 0, one.visit)
            for one in self.shares if one.arm in asked
        )  # fmt: skip

    def parts(self) -> tuple[str, ...]:
        return ("shares",)


class Step(NamedTuple):
    """A curve just after a time at which it steps; limits are None where there are none."""

    day: float
    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class CurvePoint:
    """A curve read at a fixed day, with those still followed just before it.

    `events` counts those who had the event by then. For events known only to lie between visits
    `share` is the least possible and `most` the greatest.
    """

    arm: str
    day: int
    at_risk: int | None
    events: int | None
    share: float | None
    low: float | None
    high: float | None
    most: float | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        rests = ("events", "share", "low", "high", "most")
        return (
            Cell(f"{self.arm} still followed", self.at_risk or 0, ("at_risk", *rests)),
            Cell(f"{self.arm} with the event by then", self.events or 0, rests),
        )

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class ArmCurve:
    """One curve of one arm: its totals, its points at fixed days and, in full detail, its steps.

    `few` says that 1 to 10 people had the event, which is said where their number is hidden.
    `median` is in days, None where it is not reached. `left_out` are responders without the clock,
    or whose response had ended before it started.
    """

    arm: str
    kind: CurveKind
    n: int | None
    events: int | None
    points: tuple[CurvePoint, ...] | None
    steps: tuple[Step, ...] | None = None
    median: Estimate | None = None
    few: bool = False
    left_out: int | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        n, events, rests = self.n or 0, self.events or 0, ("events", "median")
        return (
            Cell(f"{self.arm} who responded", n, (*rests, "n", "points", "steps", "few")),
            Cell(f"{self.arm} with the event", events, rests, "category", n),
            Cell(f"{self.arm} whose clock never started", self.left_out or 0, ("left_out",)),
        )

    def parts(self) -> tuple[str, ...]:
        return ("points",)


@dataclass(frozen=True)
class LossComparison:
    """The two arms compared among their responders, up to a day at which both are followed.

    Shares, or mean days still in response (`what` "restricted_mean"); treatment - comparator.
    """

    what: Literal["lost", "retreated", "restricted_mean"]
    day: float
    treatment: Estimate | None
    comparator: Estimate | None
    difference: Estimate | None
    events: tuple[int, ...] | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """Both arms' people with the event by the day."""
        rests = ("treatment", "comparator", "difference", "events")
        return tuple(
            Cell("an arm’s responders with the event", n, rests) for n in self.events or ()
        )

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class LossTests:
    """Cox's hazard ratio (treatment over comparator), its checks, and the log-rank test."""

    hazard_ratio: Estimate | None
    log_rank_chisq: float | None
    log_rank_p: float | None
    proportional_p: float | None
    events: tuple[int, ...] | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        rests = ("hazard_ratio", "log_rank_chisq", "log_rank_p", "proportional_p", "events")
        return tuple(
            Cell("an arm’s responders with the event", n, rests) for n in self.events or ()
        )

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class LossOfResponse:
    """What became of the response of those who had one, counted from a clock.

    Responders of the arms are no longer comparable: who responded was not decided by chance.
    """

    data: DataNote
    comparison: Comparison
    condition: str
    condition_label: str
    instrument: str
    instrument_name: str
    outcome: LossOutcome
    clock: ResponseClock
    rule: str
    source: str
    curves: tuple[ArmCurve, ...]
    comparisons: tuple[LossComparison, ...] = ()
    tests: LossTests | None = None
    notes: tuple[str, ...] = ()
    refused: Refusal | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ("curves", "comparisons", "tests")
