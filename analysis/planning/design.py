"""What a planned comparison of two means looks like: sizes, spread, clusters, and its error."""

import math
from dataclasses import dataclass, replace

from analysis.core import CannotEstimate, settings


@dataclass(frozen=True)
class Design:
    """Two arms to be compared on a mean.

    Parameters
    ----------
    sd : float
        SD of the score within an arm, points (1 for standardised differences).
    correlation : float
        Baseline to visit: adjusting for baseline leaves 1 - r^2 of the variance. 0: no adjustment.
    icc, cluster_size, cluster_size_cv : float
        Therapists in the treatment arm alone: intracluster correlation, people a therapist, and
        the coefficient of variation of that number.
    level : float
        Confidence level of the two-sided interval.
    """

    sd: float = 1.0
    correlation: float = 0.0
    icc: float = 0.0
    cluster_size: float = 1.0
    cluster_size_cv: float = 0.0
    level: float = settings.LEVEL

    def __post_init__(self) -> None:
        if not (math.isfinite(self.sd) and self.sd > 0):
            raise refuse("bad_sd", "The SD is a number above zero.")
        if not -1 < self.correlation < 1:
            raise refuse("bad_correlation", "The correlation lies between -1 and 1.")
        if not 0 <= self.icc < 1:
            raise refuse("bad_icc", "The intracluster correlation lies between 0 and 1.")
        if not 1 <= self.cluster_size < math.inf or not 0 <= self.cluster_size_cv < math.inf:
            raise refuse("bad_cluster", "A therapist treats at least one person.")
        if not 0 < self.level < 1:
            raise refuse("level", "A confidence level lies between 0 and 1.")

    @property
    def residual_sd(self) -> float:
        """SD left after adjusting for baseline."""
        return self.sd * math.sqrt(1 - self.correlation**2)

    @property
    def design_effect(self) -> float:
        """How many times the variance of the treatment arm's mean grows by its therapists.

        Notes
        -----
        1 + ((cv^2 + 1) m - 1) ICC (Eldridge, Ashby & Kerry 2006, Int J Epidemiol 35:1292-1300);
        with one size, 1 + (m - 1) ICC.
        """
        return 1 + ((self.cluster_size_cv**2 + 1) * self.cluster_size - 1) * self.icc

    def error(self, n_t: float, n_c: float) -> float:
        """Standard error of the difference, points."""
        return self.residual_sd * math.sqrt(self.design_effect / n_t + 1 / n_c)

    def df(self, n_t: float, n_c: float) -> float:
        """Degrees of freedom of the t test.

        Notes
        -----
        Without clusters n_t + n_c - 2, one fewer with a baseline. With clusters Satterthwaite's,
        from n_t/m - 1 for the therapists' arm and n_c - 1 for the other (Moerbeek & Wong 2008,
        Stat Med 27:2850-2864).
        """
        adjusted = 1 if self.correlation else 0
        if self.icc == 0:
            return n_t + n_c - 2 - adjusted
        part_t, part_c = self.design_effect / n_t, 1 / n_c
        clusters = max(n_t / self.cluster_size - 1, 1e-9)
        return (part_t + part_c) ** 2 / (part_t**2 / clusters + part_c**2 / (n_c - 1)) - adjusted

    def without_clusters(self) -> "Design":
        """The same design with therapists ignored."""
        return replace(self, icc=0.0)


def refuse(code: str, sentence: str, mend: str = "Correct the number.") -> CannotEstimate:
    """The refusal of a plan."""
    return CannotEstimate(code, sentence, mend)


def require_sizes(design: Design, n_t: float, n_c: float) -> None:
    """Refuse sizes from which no test follows.

    Raises
    ------
    CannotEstimate
        "too_few" where an arm has under two people or no degrees of freedom are left.
    """
    if not (2 <= n_t < math.inf and 2 <= n_c < math.inf) or design.df(n_t, n_c) <= 0:
        raise refuse("too_few", "Each arm needs at least two people, and two therapists where they "
                     "are counted.", "Plan with more.")  # fmt: skip


def require_power(power: float) -> None:
    """Refuse a power that is none.

    Raises
    ------
    CannotEstimate
        "bad_power" where it does not lie between 0 and 1.
    """
    if not 0 < power < 1:
        raise refuse("bad_power", "Power lies between 0 and 1.", "For 80 % give 0.80.")
