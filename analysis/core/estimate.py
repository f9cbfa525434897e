"""One number with everything that must stand beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Unit = Literal["points", "sd", "probability", "ratio", "people"]


@dataclass(frozen=True)
class Estimate:
    """A value, its interval, its counts and its method.

    `counts` is never empty (`n_treatment`, `n_comparator`, `k`, `events`, ...). `standardiser`
    names the SD a standardised measure was divided by. `df` and `p` are None where not defined.
    """

    measure: str
    value: float
    low: float
    high: float
    level: float
    counts: Mapping[str, int]
    method: str
    source: str
    unit: Unit = "points"
    se: float | None = None
    df: float | None = None
    p: float | None = None
    standardiser: str | None = None

    def __post_init__(self) -> None:
        if not self.counts:
            raise ValueError(f"{self.measure}: an estimate needs the n it rests on")

    def signed(self, sign: int) -> "Estimate":
        """The same estimate times +1 or -1, its limits in order."""
        if sign == 1:
            return self
        return replace(self, value=-self.value, low=-self.high, high=-self.low)
