"""The hinge: what a paper prints of an arm, and what a cohort reduces to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ArmSummary:
    """One arm on one instrument at one visit.

    `n` people have both a baseline and a visit score; every mean and SD without the prefix
    `enrolled_` is theirs. `enrolled` is everyone who started in the arm, `enrolled_baseline_*` the
    baseline of all of them who have one. `correlation` is between baseline and visit. SDs have
    divisor n - 1; None stands for what cannot be computed or was not published.
    """

    arm: str
    n: int
    mean: float | None
    sd: float | None
    baseline_mean: float | None = None
    baseline_sd: float | None = None
    change_mean: float | None = None
    change_sd: float | None = None
    correlation: float | None = None
    enrolled: int | None = None
    enrolled_baseline_n: int | None = None
    enrolled_baseline_mean: float | None = None
    enrolled_baseline_sd: float | None = None

    @property
    def followed_up(self) -> float | None:
        """Share of those enrolled who have both scores."""
        return self.n / self.enrolled if self.enrolled else None
