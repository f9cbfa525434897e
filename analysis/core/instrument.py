"""Instruments and conditions: data with a source for every number."""

from dataclasses import dataclass, field
from typing import Literal

Better = Literal["lower", "higher", "neutral", "unknown"]


@dataclass(frozen=True)
class Rule:
    """A published rule for counting people.

    kind "percent_drop": response is a drop of at least `threshold` percent of (baseline - minimum);
    "points_drop": of at least `threshold` points towards better; "at_most" / "below" / "at_least":
    a remission or caseness cut-off on the score itself.
    """

    kind: Literal["percent_drop", "points_drop", "at_most", "below", "at_least"]
    threshold: float
    source: str


@dataclass(frozen=True)
class Sourced:
    """A number (points on the scale, or a coefficient) with the paper it is from."""

    value: float
    source: str
    note: str = ""


@dataclass(frozen=True)
class Band:
    """A published severity band: scores low to high, both included."""

    label: str
    low: float
    high: float


@dataclass(frozen=True)
class Instrument:
    """An outcome instrument. None or () means no published value was found, never zero."""

    code: str
    name: str
    construct: str
    rater: Literal["self", "clinician", "biological", "unknown"]
    minimum: float | None
    maximum: float | None
    better: Better
    recall_days: int | None
    bands: tuple[Band, ...] = ()
    caseness: Rule | None = None
    responses: tuple[Rule, ...] = ()
    remissions: tuple[Rule, ...] = ()
    reliable_changes: tuple[Sourced, ...] = ()
    smallest_important: tuple[Sourced, ...] = ()
    between_group_margin: Sourced | None = None
    reliabilities: tuple[Sourced, ...] = ()
    aliases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    counts_people: bool = True
    """False for screens and global items: no response, remission or reliable change on them."""

    versions: tuple[str, ...] = ()
    """Codes of other versions with another range, whose scores are easily taken for its own."""

    @property
    def response(self) -> Rule | None:
        """The default response rule: the first published one."""
        return self.responses[0] if self.responses else None

    @property
    def remission(self) -> Rule | None:
        """The default remission rule: the first published one."""
        return self.remissions[0] if self.remissions else None

    @property
    def measures_benefit(self) -> bool:
        """Whether one direction of the scale is known to be better."""
        return self.better in ("lower", "higher")

    @property
    def benefit_sign(self) -> int:
        """+1 where higher is better, -1 where lower is; raises for neutral scales."""
        if not self.measures_benefit:
            raise ValueError(f"{self.code} has no better direction")
        return 1 if self.better == "higher" else -1

    def looks_back_past(self, day: int) -> bool:
        """Whether a score on this study day still asks about days before treatment."""
        return self.recall_days is not None and 0 < day < self.recall_days


@dataclass(frozen=True)
class Condition:
    """A condition treated, with its primary instruments in order of preference."""

    code: str
    label: str
    primary_instruments: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True)
class Catalogue:
    """All instruments and conditions by code."""

    instruments: dict[str, Instrument] = field(default_factory=dict)
    conditions: dict[str, Condition] = field(default_factory=dict)

    def label_condition(self, code: str) -> str:
        """Name of a condition; a code the catalogue does not hold is returned as it is."""
        known = self.conditions.get(code)
        return known.label if known else code
