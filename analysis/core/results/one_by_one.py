"""Before and after, one by one: each arm's people, their changes, and their bands."""

from dataclasses import dataclass

from ..comparison import Comparison
from ..errors import Refusal
from ..estimate import Estimate
from ..instrument import Band
from .cells import Cell
from .data_note import DataNote


@dataclass(frozen=True)
class Curve:
    """A smooth density: its height `y` at `x`."""

    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class ChangeBin:
    """People of one arm whose scores changed by about as much, in points better.

    From more than `low` up to `high` points better (worse below zero); None is as far as anybody
    went. `same` says whether those without any change are in it ("no change" has 0 twice).
    """

    arm: str
    low: float | None
    high: float | None
    n: int | None
    of: int | None
    share: float | None
    same: bool = False
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        fields = ("n", "share")
        return (Cell(f"{self.arm}: a step of change", self.n or 0, fields, "category", self.of),)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Move:
    """People of one arm by the band they began in and the one they ended in.

    `before` and `after` are positions in the bands of the answer; None is any band.
    """

    arm: str
    before: int | None
    after: int | None
    n: int | None
    of: int | None
    share: float | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        fields = ("n", "share")
        return (Cell(f"{self.arm}: a band", self.n or 0, fields, "category", self.of),)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class ArmOneByOne:
    """One arm's people with a score before and at the visit.

    `before` and `after` are mean scores, `change` the mean change in points better with its
    bootstrap limits, `change_curve` the density of the redrawn means. `pairs` (single people,
    before and after) only ever in full detail, as are `box` (5th, 25th, 50th, 75th and 95th
    percentile of change in points better) and `curve` (its density). `moves` has every band at
    baseline with every band at the visit, `began` (never in protected view) and `ended` all
    people by either.
    """

    arm: str
    n: int | None
    before: float | None
    after: float | None
    change: Estimate | None
    change_curve: Curve | None
    pairs: tuple[tuple[float, float], ...] | None
    box: tuple[float, ...] | None
    curve: Curve | None
    bins: tuple[ChangeBin, ...] = ()
    began: tuple[Move, ...] = ()
    ended: tuple[Move, ...] = ()
    moves: tuple[Move, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        rests = ("n", "before", "after", "change", "change_curve", "pairs", "box", "curve", "bins",
                 "began", "ended", "moves")  # fmt: skip
        return (Cell(f"{self.arm} with both scores", self.n or 0, rests),)

    def parts(self) -> tuple[str, ...]:
        return ("bins", "began", "ended", "moves")


@dataclass(frozen=True)
class OneByOne:
    """One condition, person by person: two arms before and after on one instrument.

    `arms` has the one with less support first. `difference` is how much more the arm with more
    support improved, not adjusted, with bootstrap limits; `difference_curve` its density. `bands`
    run from the mildest to the most severe; `published` says whether the instrument's own, else
    they are fifths of its range (empty where it has none).
    """

    data: DataNote
    comparison: Comparison
    condition_label: str
    instrument: str
    instrument_name: str
    visit: str
    better: str
    minimum: float | None
    maximum: float | None
    arms: tuple[ArmOneByOne, ...]
    difference: Estimate | None
    difference_curve: Curve | None
    bands: tuple[Band, ...]
    published: bool
    looks_back: bool = False
    notes: tuple[str, ...] = ()
    refused: Refusal | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """The difference rests on both arms."""
        rests = ("difference", "difference_curve")
        return tuple(Cell(f"{arm.arm} with both scores", arm.n or 0, rests) for arm in self.arms)

    def parts(self) -> tuple[str, ...]:
        return ("arms",)


@dataclass(frozen=True)
class PairsCompared:
    """How often a person of the arm with more support has the better score, of all pairs.

    `superiority` is a share of pairs, ties half, a half meaning no difference; above it the arm
    with more support did better. Not adjusted.
    """

    data: DataNote
    comparison: Comparison
    condition_label: str
    instrument: str
    visit: str
    superiority: Estimate | None
    refused: Refusal | None = None
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        counts = self.superiority.counts if self.superiority else {}
        return tuple(Cell("an arm at the visit", n, ("superiority",)) for n in counts.values())

    def parts(self) -> tuple[str, ...]:
        return ()
