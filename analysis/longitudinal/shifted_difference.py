"""Points added to what was imputed: how the pooled difference answers."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtrit

from analysis.core import Estimate
from analysis.core.formulas import upper

from .imputation import ImputedScores
from .imputed_ancova import ArmContrast, estimate_of
from .rubin import pool_imputations, rubin_parts


def add_delta(imputed: ImputedScores, treatment: float, comparator: float) -> ImputedScores:
    """The same data sets with points added to every imputed score of an arm, at every visit.

    Parameters
    ----------
    imputed : ImputedScores
        From `impute_scores`.
    treatment, comparator : float
        Points, raw sign: above zero is worse where high scores are bad.
    """
    points = np.where(imputed.is_treatment, treatment, comparator)[:, None]
    return replace(
        imputed,
        scores=imputed.scores + imputed.missing * points,
        delta=(imputed.delta[0] + treatment, imputed.delta[1] + comparator),
    )


@dataclass(frozen=True, eq=False)
class ShiftedDifference:
    """The pooled difference as a function of the points added to the imputed scores of one arm.

    Coefficients and residuals are linear in the scores, so nothing is fitted again: with delta,
    the estimates are `start + delta slope` and the HC3 errors `errors + delta turn`.
    """

    start: np.ndarray
    slope: np.ndarray
    squares: tuple[np.ndarray, np.ndarray, np.ndarray]
    df: int

    def moments(self, delta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Estimates and variances, shape (deltas, m)."""
        at = np.asarray(delta, dtype=float)[:, None]
        a, b, c = self.squares
        return self.start + at * self.slope, np.maximum(a + 2 * at * b + at**2 * c, 0)

    def limits(self, delta: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
        """Limits of the interval at each delta."""
        parts = rubin_parts(*self.moments(delta), self.df)
        half = stdtrit(parts.df, upper(level)) * np.sqrt(parts.t)
        return parts.qbar - half, parts.qbar + half

    def estimate(self, delta: float, imputed: ImputedScores, level: float, arm: str) -> Estimate:
        """The pooled difference at one delta of the arm named."""
        values, variances = self.moments(np.array([delta]))
        pool = pool_imputations(values[0], variances[0], self.df)
        old, change = imputed.delta, (delta, 0.0) if arm == "treatment" else (0.0, delta)
        moved = replace(imputed, delta=(old[0] + change[0], old[1] + change[1]))
        return estimate_of(pool, moved, level)


def shift_arm(
    contrast: ArmContrast, imputed: ImputedScores, in_arm: np.ndarray, visit: int
) -> ShiftedDifference:
    """How the difference answers to points added to what was imputed in an arm."""
    y = imputed.scores[:, :, visit]
    moved = (imputed.missing[:, visit] & in_arm).astype(float)[None]
    errors, turn = contrast.errors(y), contrast.errors(moved)
    return ShiftedDifference(
        start=contrast.coefficients(y),
        slope=contrast.coefficients(moved),
        squares=(
            (errors**2).sum(axis=-1),
            (errors * turn).sum(axis=-1),
            np.asarray((turn**2).sum(axis=-1)),
        ),
        df=contrast.df,
    )
