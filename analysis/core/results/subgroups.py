"""For whom: interactions, shrunken effects, and dose."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import Refusal
from ..estimate import Estimate
from .cells import Cell


@dataclass(frozen=True)
class SubgroupEffect:
    """One declared subgroup: how much the arm difference differs between its levels.

    `differences` holds, for every level but `reference`, its arm difference minus the reference's
    (the difference between differences: the answer); `by_level` each level's own arm difference,
    to be read after it. `f`, `df1`, `df2`, `p` test that no level differs; `p_holm` and `p_bh` are
    adjusted over all subgroups declared. `left_out` are levels with too few people in an arm.
    """

    name: str
    label: str
    reference: str
    differences: Mapping[str, Estimate]
    by_level: Mapping[str, Estimate]
    f: float | None
    df1: float | None
    df2: float | None
    p: float | None
    p_holm: float | None = None
    p_bh: float | None = None
    left_out: tuple[str, ...] = ()
    refused: Refusal | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """Each arm of each level; the test rests on all, a difference on its level and on the
        reference."""
        tests, found = ("f", "df1", "df2", "p", "p_holm", "p_bh"), []
        for level, estimate in (self.by_level or {}).items():
            for arm in ("n_treatment", "n_comparator"):
                n, group = estimate.counts[arm], f"an arm of {self.label}: {level}"
                found.append(Cell(group, n, tests))
                found.append(Cell(group, n, ("by_level",), key=level))
                if level == self.reference:
                    found.append(Cell(group, n, ("differences",)))
                else:
                    found.append(Cell(group, n, ("differences",), key=level))
        return tuple(found)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class ShrunkenEffects:
    """Effects pulled towards their mean by a model of all of them; for the details only.

    `by_condition` are posterior means with intervals, `overall` the mean effect, `tau` the spread
    of true effects (posterior median and interval). `average_coverage` and `worst_coverage` are
    shares of such intervals that hold the truth when effects follow the model, and for the one
    condition that truly differs from all others by `worst_shift`.
    """

    by_condition: Mapping[str, Estimate]
    overall: Estimate | None
    tau: Estimate | None
    average_coverage: float | None = None
    worst_coverage: float | None = None
    worst_shift: float | None = None
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """Everything rests on the smallest arm of any condition."""
        rests = ("by_condition", "overall", "tau")
        return tuple(
            Cell(f"an arm of {condition}", n, rests)
            for condition, estimate in (self.by_condition or {}).items()
            for name, n in estimate.counts.items()
            if name.startswith("n_")
        )

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class DoseBand:
    """People of one arm with about the same dose: how they stood, and what else they had.

    `dose` is their mean dose; `infusions` how many infusions they had in the same days.
    """

    label: str
    n: int | None
    dose: float | None
    infusions: float | None
    baseline_mean: float | None
    change_mean: float | None
    change_sd: float | None
    low: float | None
    high: float | None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        fields = ("n", "dose", "infusions", "baseline_mean", "change_mean", "change_sd",
                  "low", "high")  # fmt: skip
        return (Cell(f"dose {self.label}", self.n or 0, fields),)

    def parts(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class DoseResponse:
    """Dose and outcome: bands as described, and a slope only where one may be drawn.

    `basis` is "planned" (known at day 0), "landmark" (received by a fixed day, among those still
    followed then) or "received" (whatever was received: described, no slope). `no_slope` says why
    there is none.
    """

    what: str
    unit: str
    basis: str
    bands: tuple[DoseBand, ...]
    slope: Estimate | None
    infusions_slope: Estimate | None = None
    no_slope: Refusal | None = None
    adjusted_for: tuple[str, ...] = ()
    left_out: int = 0
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        n = self.slope.counts["n"] if self.slope else 0
        rests = ("slope", "infusions_slope")
        found = (Cell(f"people with {self.what}", n, rests),) if self.slope else ()
        return (*found, Cell(f"people without {self.what} counted", self.left_out, ("left_out",)))

    def parts(self) -> tuple[str, ...]:
        return ("bands",)
