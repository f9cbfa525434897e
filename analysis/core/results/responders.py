"""Who met each definition at a visit: improved, in remission, got worse."""

from dataclasses import dataclass
from typing import Literal

from ..comparison import Comparison
from ..errors import Refusal
from ..estimate import Estimate
from .cells import Cell, CellKind
from .data_note import DataNote

Basis = Literal["observed", "not_met", "imputed", "adjusted"]
"""Those seen; missing counted as not met; missing imputed; imputed and adjusted."""


@dataclass(frozen=True)
class ArmOutcome:
    """One definition in one arm: `events` of the `n` seen who could meet it.

    `eligible` could meet it, seen or not. `shares` are estimates by how missing people are counted
    ("observed", "not_met", "imputed", "adjusted"); "not_met" is never given for getting worse.
    """

    arm: str
    events: int | None
    n: int | None
    eligible: int | None
    shares: dict[str, Estimate] | None
    worse: bool = False
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """Those who met it and those who did not, as seen and as imputed."""
        rests = ("events", "n", "eligible", "shares")
        events, n = self.events or 0, self.n or 0
        kind: CellKind = "harm" if self.worse else "group"
        found = [
            Cell(f"{self.arm} who met it", events, rests, kind),
            Cell(f"{self.arm} who did not meet it", n - events, rests),
            Cell(f"{self.arm} who could meet it and were seen", n, rests),
            Cell(f"{self.arm} who could meet it", self.eligible or 0, rests),
        ]
        for share in (self.shares or {}).values():
            of = min(share.counts.values())
            met = round(share.value * of)
            found.append(Cell(f"{self.arm} who met it", met, rests, kind))
            found.append(Cell(f"{self.arm} who did not meet it", of - met, rests))
        return tuple(found)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class PersonOutcome:
    """One definition, arm by arm, and the difference between the two arms compared.

    `differences` are shares, treatment - comparator, by how missing people are counted. `leading`
    names the basis that stands first. `few` are the arms in which 1 to 10 people got worse, which
    is said where their number is hidden. `refused` where no rule is published.
    """

    code: str
    label: str
    worse: bool
    rule: str = ""
    source: str = ""
    among: str = ""
    treatment: ArmOutcome | None = None
    comparator: ArmOutcome | None = None
    others: tuple[ArmOutcome, ...] = ()
    differences: dict[str, Estimate] | None = None
    leading: Basis = "observed"
    adjusted_for: tuple[str, ...] = ()
    few: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refused: Refusal | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """Both arms hide together: one of them would follow from the difference and the other."""
        rests = ("treatment", "comparator", "differences")
        return tuple(
            Cell(f"{self.label}: {cell.group}", cell.n, rests, cell.kind, cell.of)
            for arm in (self.treatment, self.comparator)
            if arm is not None
            for cell in arm.cells()
        )

    def parts(self) -> tuple[str, ...]:
        return ("others",)

    @property
    def arms(self) -> tuple[ArmOutcome, ...]:
        """Arms that may be shown: least support first, then the treatment, then the others."""
        return tuple(arm for arm in (self.comparator, self.treatment, *self.others) if arm)

    def difference(self, basis: str = "") -> Estimate | None:
        """The difference that leads, or the one counted in another way."""
        return (self.differences or {}).get(basis or self.leading)

    def share(self, arm: ArmOutcome, basis: str = "") -> Estimate | None:
        """The share of an arm counted as the leading one is, else as observed."""
        found = arm.shares or {}
        return found.get(basis or self.leading) or (None if basis else found.get("observed"))


@dataclass(frozen=True)
class RuleInForce:
    """One line of the ledger: what is counted, by which rule, from where, and the other rules."""

    code: str
    label: str
    rule: str
    source: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Responders:
    """Who responded, was in remission, changed reliably or recovered at one visit of a condition.

    `rule_choice` is the code of the rules in force, `rule_choices` every code with its name.
    """

    data: DataNote
    comparison: Comparison
    condition: str
    condition_label: str
    instrument: str
    instrument_name: str
    visit: str
    outcomes: tuple[PersonOutcome, ...]
    ledger: tuple[RuleInForce, ...]
    rule_choice: str
    rule_choices: dict[str, str]
    looks_back: bool = False
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ("outcomes",)

    def outcome(self, code: str) -> PersonOutcome | None:
        """An outcome by its code; None where no such thing is counted."""
        found = (one for one in self.outcomes if one.code == code and one.refused is None)
        return next(found, None)
