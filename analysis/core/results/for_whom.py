"""For whom the difference between arms is another one: declared subgroups of one condition."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..comparison import Comparison
from ..errors import Refusal
from ..estimate import Estimate
from .cells import Cell
from .data_note import DataNote
from .effects import Headline, Verdict
from .subgroups import DoseResponse, ShrunkenEffects, SubgroupEffect


@dataclass(frozen=True)
class ForWhom:
    """Declared subgroups of one condition: how much the arm difference differs between levels.

    All in points, signed so that positive means better with more support. `everyone` is the
    headline difference, `verdict` its verdict: where that is "cannot_answer", subgroups are not
    judged either. `severity_slope` is the change of the arm difference per point that the baseline
    was worse. `reasons` says why each subgroup is looked at.
    """

    data: DataNote
    comparison: Comparison
    condition: str
    condition_label: str
    instrument: str
    instrument_name: str
    better: str
    visit: str
    subgroups: tuple[SubgroupEffect, ...]
    everyone: Estimate | None
    headline: Headline
    verdict: Verdict | None
    severity_slope: Estimate | None
    adjusted_for: tuple[str, ...]
    reasons: Mapping[str, str]
    notes: tuple[str, ...] = ()
    refused: Refusal | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """What is said of everyone rests on both arms."""
        found = []
        for field, rests in (("everyone", ("everyone", "verdict")),
                             ("severity_slope", ("severity_slope",))):  # fmt: skip
            estimate: Estimate | None = getattr(self, field)
            counts = estimate.counts.values() if estimate is not None else ()
            found += [Cell("an arm analysed", n, rests) for n in counts]
        return tuple(found)

    def parts(self) -> tuple[str, ...]:
        return ("subgroups",)


@dataclass(frozen=True)
class ShrunkenSubgroups:
    """Arm differences by level, pulled towards their mean, subgroup by subgroup; for details.

    `names` are the subgroups in the order of `effects`; those with fewer than three levels are not
    shrunken.
    """

    data: DataNote
    condition_label: str
    names: tuple[str, ...]
    effects: tuple[ShrunkenEffects, ...]
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ("effects",)


@dataclass(frozen=True)
class DoseOutcome:
    """The drug's first dose and how people stood at the visit, arms taken together.

    Signed as benefit: a positive slope means that people with a higher dose did better, a positive
    change that people got better. `arms` are those whose people are in it.
    """

    data: DataNote
    condition_label: str
    instrument: str
    instrument_name: str
    better: str
    visit: str
    arms: tuple[str, ...]
    dose: DoseResponse | None
    notes: tuple[str, ...] = ()
    refused: Refusal | None = None
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ("dose",)
