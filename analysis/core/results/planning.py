"""How many people the next cohort needs."""

from dataclasses import dataclass

from .cells import Cell


@dataclass(frozen=True)
class PlanningInputs:
    """What the present cohort says of the next one: spread, not effect.

    `sd` is the pooled SD at the visit, points, `sd_cautious` its one-sided 80 % upper limit;
    `correlation` baseline to visit, pooled; `followed_up` the share of those enrolled with both
    scores, by arm. `n_treatment` and `n_comparator` are the people behind it.
    """

    sd: float
    sd_cautious: float
    correlation: float
    followed_up_treatment: float
    followed_up_comparator: float
    n_treatment: int
    n_comparator: int


@dataclass(frozen=True)
class ArmSizes:
    """People with the visit, people to enrol so that so many have it, and therapists."""

    n_treatment: int
    n_comparator: int
    enrol_treatment: int
    enrol_comparator: int
    therapists: int | None
    power: float

    @property
    def enrol(self) -> int:
        """Everyone to enrol."""
        return self.enrol_treatment + self.enrol_comparator


@dataclass(frozen=True)
class Plan:
    """Sizes of the next cohort by what it is to show, all from the margin, none from the effect.

    `margin` in points. `to_detect`: a true difference as large as the margin is found; `to_bound`:
    the interval's half-width is under the margin; `to_exclude`: with no true difference the
    interval lies within the margins; `not_worse`: with none, it lies above minus the margin.
    `detectable_now` is the smallest difference found with the wanted power by as many as now.
    """

    inputs: PlanningInputs
    margin: float
    power: float
    level: float
    design_effect: float
    to_detect: ArmSizes | None
    to_bound: ArmSizes | None
    to_exclude: ArmSizes | None
    not_worse: ArmSizes | None
    detectable_now: float | None
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        """All of it rests on the people the spread was learnt from."""
        rests = ("inputs", "to_detect", "to_bound", "to_exclude", "not_worse", "detectable_now")
        return (
            Cell("the treatment arm planned from", self.inputs.n_treatment, rests),
            Cell("the comparator arm planned from", self.inputs.n_comparator, rests),
        )

    def parts(self) -> tuple[str, ...]:
        return ()
