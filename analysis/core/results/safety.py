"""Is it safe: harms of two arms, what was watched during the sessions, and what was not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ..comparison import Comparison
from ..errors import Refusal
from ..estimate import Estimate
from .cells import Cell
from .data_note import DataNote
from .harms import HarmComparison, Harms, SessionMeasure
from .risks import RiskComparison

Side = Literal["better", "worse"]

SEVERITIES: Final = ("any", "mild", "moderate", "severe", "serious")
"""Codes of harms that are told by how bad they were."""


@dataclass(frozen=True)
class RowPer100:
    """One line of a panel of people per 100: a view on released results, never a source.

    `values`, `lows`, `highs` and `people` are of the comparator and the treatment arm, None where
    hidden. `few` names arms with 1 to 10 people, where numbers are hidden; `occurred` that it did
    happen all the same. `serious` harms are named even then.
    """

    code: str
    label: str
    side: Side
    values: tuple[float | None, float | None]
    lows: tuple[float | None, float | None]
    highs: tuple[float | None, float | None]
    people: tuple[int | None, int | None]
    difference: Estimate | None
    few: tuple[str, ...] = ()
    occurred: bool = False
    serious: bool = False


def read_harm(harm: HarmComparison) -> RowPer100:
    """A harm as a line of the panel; people per 100, not adjusted."""
    arms = (harm.comparator, harm.treatment)
    found = [arm.per_100 if arm is not None else None for arm in arms]
    return RowPer100(
        harm.code,
        harm.label,
        "worse",
        (_read(found[0], "value"), _read(found[1], "value")),
        (_read(found[0], "low"), _read(found[1], "low")),
        (_read(found[0], "high"), _read(found[1], "high")),
        (arms[0].of if arms[0] else None, arms[1].of if arms[1] else None),
        harm.difference,
        harm.few,
        harm.occurred,
        harm.serious,
    )


def read_risk(risk: RiskComparison) -> RowPer100:
    """Response or remission as a line of the panel: adjusted where people were not randomised."""
    treatment, comparator, difference = risk.leading
    adjusted = risk.adjusted_difference is not None
    ends = (risk.adjusted_comparator, risk.adjusted_treatment) if adjusted else (
        risk.comparator, risk.treatment)  # fmt: skip
    people = (risk.comparator.n if risk.comparator else None,
              risk.treatment.n if risk.treatment else None)  # fmt: skip
    return RowPer100(
        risk.outcome,
        "Responded" if risk.outcome == "response" else "In remission",
        "better",
        (_hundred(comparator), _hundred(treatment)),
        (_hundred(_read(ends[0], "low")), _hundred(_read(ends[1], "low"))),
        (_hundred(_read(ends[0], "high")), _hundred(_read(ends[1], "high"))),
        people,
        _scale(difference),
    )


def _read(found: object, name: str) -> float | None:
    return getattr(found, name, None)


def _hundred(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _scale(estimate: Estimate | None) -> Estimate | None:
    """A difference of shares as people per 100."""
    if estimate is None:
        return None
    return Estimate("difference_per_100", 100 * estimate.value, 100 * estimate.low,
                    100 * estimate.high, estimate.level, estimate.counts, estimate.method,
                    estimate.source, "people")  # fmt: skip


@dataclass(frozen=True)
class MinuteMean:
    """Mean of one thing watched in one arm about so many minutes after the start (0: before).

    Each person counts once, with the mean of their sessions.
    """

    measure: str
    label: str
    unit: str
    arm: str
    minute: int
    n: int | None
    mean: float | None
    low: float | None
    high: float | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        group = f"{self.label} at minute {self.minute} in {self.arm}"
        return (Cell(group, self.n or 0, ("n", "mean", "low", "high"), "visit"),)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Safety:
    """Harms of two arms in everyone asked about, and what was and was not recorded.

    `harms` holds adverse events; `outcomes` withdrawal and emergent suicidality, each where
    recorded. `absent` names, by code and words, what the cohort does not record: nothing follows.
    """

    data: DataNote
    treatment: str
    comparator: str
    harms: Harms | None
    outcomes: tuple[HarmComparison, ...]
    peaks: tuple[SessionMeasure, ...]
    course: tuple[MinuteMean, ...]
    recorded: tuple[str, ...]
    absent: tuple[str, ...]
    conditions: tuple[str, ...]
    comparison: Comparison | None = None
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ("harms", "outcomes", "peaks", "course")

    def split(self, by: str) -> tuple[RowPer100, ...]:
        """Adverse events by "kind", by worst "severity", or by days since an infusion ("time")."""
        codes = [harm.code for harm in self.harms.harms] if self.harms else []
        if by == "severity":
            return self.find(*SEVERITIES)
        time = [code for code in codes if code.startswith("day_")]
        return self.find(*(c for c in codes if c not in (*SEVERITIES, *time)) if by == "kind"
                         else time)  # fmt: skip

    def find(self, *codes: str) -> tuple[RowPer100, ...]:
        """Harms and outcomes as lines of a panel, in the order of the codes asked for."""
        there = (*(self.harms.harms if self.harms else ()), *self.outcomes)
        known: Mapping[str, HarmComparison] = {harm.code: harm for harm in there}
        return tuple(read_harm(known[code]) for code in codes if code in known)


@dataclass(frozen=True)
class BetterAndWorse:
    """Of every 100 people with one condition: who got better, who got worse, and what befell them.

    `response`, `remission` and `deterioration` are of the condition at the visit; `harms` of
    everyone asked about, whatever their condition, from the first infusion on (counted condition by
    condition, harms of few people could be worked out). `worse_by` says what counts as
    deterioration; `refused` why there is nothing but harms.
    """

    data: DataNote
    condition: str
    condition_label: str
    instrument: str
    visit: str
    treatment: str
    comparator: str
    response: RiskComparison | None
    remission: RiskComparison | None
    deterioration: HarmComparison | None
    harms: tuple[HarmComparison, ...]
    worse_by: str = ""
    refused: Refusal | None = None
    comparison: Comparison | None = None
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ("response", "remission", "deterioration", "harms")

    @property
    def rows(self) -> tuple[RowPer100, ...]:
        """The lines of the panel: better first, then worse."""
        risks = [read_risk(r) for r in (self.response, self.remission) if r is not None]
        worse = [self.deterioration] if self.deterioration is not None else []
        return (*risks, *(read_harm(harm) for harm in (*worse, *self.harms)))
