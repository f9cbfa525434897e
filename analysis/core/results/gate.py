"""Whether people who were not randomised can be compared: balance, exposure, and the gate."""

from dataclasses import dataclass
from typing import Literal

from .cells import Cell

BalanceKind = Literal["modelled", "square", "interaction", "outside"]


@dataclass(frozen=True)
class BalanceRow:
    """Standardised difference of one covariate between the arms, before and after weighting.

    `kind` "modelled" stands in the propensity model, "square" and "interaction" are made of those
    that do, "outside" do not. None where the arms are wholly apart (each constant, at another
    value). `level_n` is how many people have a level that is a column of 0 and 1, `arms` how many
    of how many in the treatment and the comparator arm; `absent_in` the arm that has nobody with
    it.
    """

    name: str
    kind: BalanceKind
    before: float | None
    after: float | None
    level_n: int | None = None
    absent_in: Literal["treatment", "comparator"] | None = None
    hidden: tuple[str, ...] = ()
    arms: tuple[tuple[int, int], ...] | None = ()

    def cells(self) -> tuple[Cell, ...]:
        """A level rests on those who have it, in all and in either arm."""
        fields = ("before", "after", "level_n", "absent_in", "arms")
        whole = () if self.level_n is None else (Cell(self.name, self.level_n, fields),)
        return (*whole, *(Cell(self.name, n, fields, "category", of) for n, of in self.arms or ()))

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class ExposureParity:
    """How much of something each arm had besides the therapy compared, with the SMD."""

    what: str
    unit: str
    n_treatment: int | None
    mean_treatment: float | None
    n_comparator: int | None
    mean_comparator: float | None
    smd: float | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        found = []
        for arm in ("treatment", "comparator"):
            n, mean = getattr(self, f"n_{arm}") or 0, getattr(self, f"mean_{arm}")
            fields, group = (f"n_{arm}", f"mean_{arm}", "smd"), f"{self.what} in the {arm} arm"
            found.append(Cell(group, n, fields))
            if self.unit == "share" and mean is not None:
                found.append(Cell(group, round(mean * n), fields, "category", n))
        return tuple(found)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class GateItem:
    """One condition of a fair comparison: passed, failed, or (None) told but not judged.

    `value` is what was measured and `limit` what it must be under (or at least), where it is a
    number. `sentence` says all of it in plain words.
    """

    code: str
    passed: bool | None
    sentence: str
    value: float | None = None
    limit: float | None = None


@dataclass(frozen=True)
class Gate:
    """Every condition of a comparison without randomisation; `passed` only if none failed."""

    items: tuple[GateItem, ...]

    @property
    def passed(self) -> bool:
        """No condition failed."""
        return all(item.passed is not False for item in self.items)

    @property
    def failures(self) -> tuple[str, ...]:
        """The sentences of the conditions that failed."""
        return tuple(item.sentence for item in self.items if item.passed is False)
