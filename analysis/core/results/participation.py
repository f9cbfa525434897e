"""Who took part, arm by arm."""

from dataclasses import dataclass

from .cells import Cell
from .data_note import DataNote

FOLLOWED_UP = "Followed up"
"""The characteristic whose categories are visits: they overlap, and n is n by visit."""


@dataclass(frozen=True)
class Count:
    """People of one arm in one category of one characteristic."""

    characteristic: str
    category: str
    arm: str
    n: int | None
    of: int | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        group, n, of = f"{self.category} in {self.arm}", self.n or 0, self.of or 0
        if self.characteristic == FOLLOWED_UP:
            seen = Cell(group, n, ("n",), "visit")
        else:
            seen = Cell(group, n, ("n",), "category", of)
        return (seen, Cell(self.arm, of, ("n", "of")))

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Amount:
    """A mean amount in one arm (infusions, therapy hours), over the people it is recorded for."""

    what: str
    unit: str
    arm: str
    n: int | None
    mean: float | None
    sd: float | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return (Cell(f"{self.what} in {self.arm}", self.n or 0, ("n", "mean", "sd"), "visit"),)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class ScreenedOut:
    """People not taken on, by reason; never joined to participants.

    `outcome` is "screened_out" or "declined"; empty for reasons of both gathered together.
    """

    reason: str
    n: int | None
    hidden: tuple[str, ...] = ()
    outcome: str = ""

    def cells(self) -> tuple[Cell, ...]:
        # The reason is in the file's own words, so no note on what was hidden may name it.
        return (Cell("a reason for not being taken on", self.n or 0, ("n",)),)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Participation:
    """Counts by arm, what each arm received, who was followed up, who was screened out.

    `characteristics` and `followed_up` are `Count`s (for the latter the category is a visit).
    """

    data: DataNote
    arms: tuple[str, ...]
    characteristics: tuple[Count, ...]
    followed_up: tuple[Count, ...]
    amounts: tuple[Amount, ...]
    screened_out: tuple[ScreenedOut, ...]
    screened: int | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return (Cell("screened", self.screened or 0, ("screened",)),)

    def parts(self) -> tuple[str, ...]:
        return ("characteristics", "followed_up", "amounts", "screened_out")
