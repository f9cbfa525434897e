"""Who was in each group before treatment, and whether the groups can be compared."""

from dataclasses import dataclass
from typing import Literal

from ..comparison import Comparison
from ..errors import Refusal
from ..estimate import Estimate
from .cells import Cell
from .data_note import DataNote
from .gate import BalanceRow, ExposureParity, Gate


@dataclass(frozen=True)
class GroupValue:
    """One arm's part of a line of Table 1.

    "share": `n` people of `of` are in the category. "mean": `mean` and `sd` of the `n` people of
    `of` of whom it is known.
    """

    kind: Literal["share", "mean"]
    arm: str
    n: int | None
    of: int | None
    mean: float | None = None
    sd: float | None = None
    hidden: tuple[str, ...] = ()

    @property
    def share(self) -> float | None:
        """Share of the arm in the category, of the numbers as they are shown."""
        counted = self.kind == "share" and self.n is not None and self.of
        return self.n / self.of if counted and self.n is not None and self.of else None

    def cells(self) -> tuple[Cell, ...]:
        everything = Cell(self.arm, self.of or 0, ("n", "of", "mean", "sd"))
        if self.kind == "mean":
            return (everything, Cell(self.arm, self.n or 0, ("n", "mean", "sd"), "visit"))
        return (everything, Cell(f"a category of {self.arm}", self.n or 0, ("n",),
                                 "category", self.of))  # fmt: skip

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class BaselineRow:
    """One line of Table 1: every arm shown, and how far apart the two compared are, in SDs.

    `category` is empty for a mean. `smd` is treatment minus comparator over the average SD; None
    where it cannot be told.
    """

    characteristic: str
    category: str
    groups: tuple[GroupValue, ...]
    compared: tuple[str, str]
    smd: float | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """The distance rests on the same people as the two shares, or means, it is made of."""
        return tuple(
            Cell(f"a category of {g.arm}", g.n or 0, ("smd",), "category", g.of)
            if g.kind == "share"
            else Cell(g.arm, g.n or 0, ("smd",))
            for g in self.groups
            if g.arm in self.compared
        )

    def parts(self) -> tuple[str, ...]:
        return ("groups",)


@dataclass(frozen=True)
class OverlapBin:
    """People of one arm whose probability of the treatment arm lies between two limits."""

    arm: str
    low: float
    high: float
    n: int | None
    share: float | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return (Cell(f"a part of {self.arm}", self.n or 0, ("n", "share")),)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Confounder:
    """What an unrecorded yes-or-no thing would have to be worth to account for a difference.

    `share_treatment` and `share_comparator` of people have it. `for_estimate` points (signed as
    benefit) bring the difference to none, `for_limit` bring its nearest limit there; 0 where the
    interval holds no difference already.
    """

    share_treatment: float
    share_comparator: float
    for_estimate: float | None
    for_limit: float | None


@dataclass(frozen=True)
class Unmeasured:
    """How strong something unrecorded would have to be to account for a difference.

    `evalue` is on the scale of risk ratios (VanderWeele & Ding 2017), of the standardised
    difference; `evalue_limit` of its limit nearest to none.
    """

    evalue: float
    evalue_limit: float | None
    confounders: tuple[Confounder, ...]
    method: str
    source: str


@dataclass(frozen=True)
class ComparableGroups:
    """Table 1, what each arm had besides, and how weighting makes the arms alike.

    `table`: everyone who started. All below rests on the `n_treatment` and `n_comparator` people
    with a score at baseline and at the visit: `overlap` of the propensities, `balance` before and
    after overlap weights, `effective` numbers of people (treatment, comparator), the `gate`, the
    weighted difference (positive: the arm with more support did better) and what something
    `unmeasured` would need. They are empty where people were randomised; `unweighted` says why
    where they could not be worked out.
    """

    data: DataNote
    comparison: Comparison
    condition: str
    condition_label: str
    instrument: str
    visit: str
    better: str
    arms: tuple[str, ...]
    table: tuple[BaselineRow, ...]
    exposure: tuple[ExposureParity, ...]
    n_treatment: int | None = None
    n_comparator: int | None = None
    effective: tuple[float, float] | None = None
    overlap: tuple[OverlapBin, ...] = ()
    balance: tuple[BalanceRow, ...] = ()
    gate: Gate | None = None
    weighted_for: tuple[str, ...] = ()
    difference: Estimate | None = None
    standardised: Estimate | None = None
    unmeasured: Unmeasured | None = None
    unweighted: Refusal | None = None
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """What weighting gives rests on everyone analysed in either arm."""
        rests = ("n_treatment", "n_comparator", "effective", "overlap", "balance", "gate",
                 "difference", "standardised", "unmeasured")  # fmt: skip
        return (
            Cell(f"{self.comparison.treatment} analysed", self.n_treatment or 0, rests),
            Cell(f"{self.comparison.comparator} analysed", self.n_comparator or 0, rests),
        )

    def parts(self) -> tuple[str, ...]:
        return ("table", "exposure", "overlap", "balance")

    def rows_of(self, characteristic: str) -> tuple[BaselineRow, ...]:
        """The lines of one characteristic."""
        return tuple(row for row in self.table if row.characteristic == characteristic)

    @property
    def lines(self) -> tuple[BaselineRow, ...]:
        """The lines of Table 1 that are read: where "yes" has one, "no" says nothing more."""
        asked = {row.characteristic for row in self.table if row.category == "yes"}
        return tuple(
            row for row in self.table if row.category != "no" or row.characteristic not in asked
        )

    def covariates(self, kinds: tuple[str, ...]) -> tuple[BalanceRow, ...]:
        """Rows of these kinds that may be shown, those furthest apart before weighting first."""
        rows = [row for row in self.balance if row.kind in kinds and "before" not in row.hidden]
        return tuple(sorted(rows, key=_apart, reverse=True))


def _apart(row: BalanceRow) -> float:
    """Arms that are wholly apart come first."""
    return abs(row.before) if row.before is not None else float("inf")
