"""Every condition's effect beside what a model of all of them makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..comparison import Comparison
from ..errors import Refusal
from ..estimate import Estimate
from .cells import Cell
from .data_note import DataNote
from .subgroups import ShrunkenEffects


@dataclass(frozen=True)
class ShrunkenByCondition:
    """Effects in SD by condition, as estimated and shrunken; for the details only.

    `estimates` and `shrunken.by_condition` have the same conditions, by their labels. `left_out`
    are conditions without an estimate that may be shown.
    """

    data: DataNote
    comparison: Comparison
    visit: str
    estimates: Mapping[str, Estimate]
    shrunken: ShrunkenEffects | None
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refused: Refusal | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """An estimate rests on its own arms."""
        return tuple(
            Cell(f"an arm of {condition}", n, ("estimates",), key=condition)
            for condition, estimate in (self.estimates or {}).items()
            for name, n in estimate.counts.items()
            if name.startswith("n_")
        )

    def parts(self) -> tuple[str, ...]:
        return ("shrunken",)
