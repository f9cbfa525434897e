"""Conditions joined in one model, and sites or studies pooled."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..estimate import Estimate
from .cells import Cell


@dataclass(frozen=True)
class JointModel:
    """Conditions joined by one arm x condition model on an instrument everyone has.

    `overall` is the arm difference with one slope for all conditions (no interaction),
    `by_condition` the difference in each from the model with the interaction, both in points and
    signed as benefit; `f`, `df1`, `df2`, `p` test the interaction.
    """

    instrument: str
    instrument_name: str
    visit: str
    overall: Estimate | None
    by_condition: Mapping[str, Estimate] | None
    f: float | None
    df1: float | None
    df2: float | None
    p: float | None
    adjusted_for: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    smallest_group: int = 0
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """The smallest arm of any condition in the model."""
        rests = ("overall", "by_condition", "f", "df1", "df2", "p", "smallest_group")
        return (Cell("an arm of a condition in the joint model", self.smallest_group, rests),)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Pooled:
    """Independent sites (or studies) pooled: REML with Knapp-Hartung."""

    estimate: Estimate | None
    tau2: float | None
    i2: float | None
    q: float | None
    q_p: float | None
    prediction_low: float | None = None
    prediction_high: float | None = None
    prediction_method: str = ""
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ()
