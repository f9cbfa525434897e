"""Harms by arm, and what was measured while infusions ran."""

from dataclasses import dataclass

from ..estimate import Estimate
from .cells import Cell
from .participation import Amount


@dataclass(frozen=True)
class HarmArm:
    """One harm in one arm.

    `people` of `of` had it at least once, `events` times in all, over `months` of follow-up.
    `per_100` is people per 100, `per_100_months` events per 100 person-months.
    """

    arm: str
    people: int
    of: int
    events: int
    months: float | None
    per_100: Estimate
    per_100_months: Estimate | None


@dataclass(frozen=True)
class HarmComparison:
    """One harm in two arms; nothing here is ever flipped: more is more in the treatment arm.

    `difference` is in people per 100, `rate_difference` in events per 100 person-months,
    `rate_ratio` of events. `occurred` stays when numbers are hidden: a serious event never drops
    from view. `serious` marks harms of which that must be said. `few` names the arms that 1 to 10
    people had it in, which is said where their number is hidden.
    """

    code: str
    label: str
    treatment: HarmArm | None
    comparator: HarmArm | None
    difference: Estimate | None
    rate_difference: Estimate | None = None
    rate_ratio: Estimate | None = None
    serious: bool = False
    occurred: bool = False
    few: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """Zero is shown with its limit; 1 to 10 hides both arms, and so does all but 1 to 10."""
        rests = ("treatment", "comparator", "difference", "rate_difference", "rate_ratio")
        found = []
        for arm in (self.treatment, self.comparator):
            if arm is not None:
                group = f"{self.label} in {arm.arm}"
                found.append(Cell(group, arm.people, rests, "harm"))
                found.append(Cell(f"without {group}", arm.of - arm.people, rests, "harm"))
                found.append(Cell(f"{arm.arm} asked about {self.label}", arm.of, rests))
        return tuple(found)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Harms:
    """All harms of two arms, from the first infusion on, and how often people were asked.

    `harms` are in a fixed order: any, by worst severity, serious, by time since an infusion, by
    group of terms. `asked` are assessments and contacts a person.
    """

    treatment: str
    comparator: str
    harms: tuple[HarmComparison, ...]
    asked: tuple[Amount, ...]
    until_day: int | None = None
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ("harms", "asked")


@dataclass(frozen=True)
class SessionMeasure:
    """One thing measured during infusions, in one arm at one dose.

    Each person counts once, with their worst session: `worst` is the mean of those, `change` from
    the value before the start; `beyond` how many per 100 people passed `threshold`.
    """

    measure: str
    label: str
    unit: str
    arm: str
    dose: str
    people: int | None
    sessions: int | None
    worst: Estimate | None
    change: Estimate | None
    threshold: str
    beyond_people: int | None
    beyond: Estimate | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        group = f"{self.label} measured in {self.arm}, {self.dose}"
        whole = ("people", "sessions", "worst", "change", "beyond_people", "beyond")
        found = [Cell(group, self.people or 0, whole)]
        if self.beyond_people is not None:
            past = f"{self.label} past its threshold in {self.arm}, {self.dose}"
            rests = ("beyond_people", "beyond")
            found.append(Cell(past, self.beyond_people, rests, "category", self.people))
        return tuple(found)

    def parts(self) -> tuple[str, ...]:
        return ()
