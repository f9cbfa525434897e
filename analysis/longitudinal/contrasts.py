"""Contrasts of a mixed model: estimates with intervals, and joint tests."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import fdtrc, stdtr, stdtrit

from analysis.core import CannotEstimate
from analysis.core.formulas import upper
from analysis.core.results import Correction, JointTest

from .covariance import Structure
from .fitting import SIMPLER, Optimum
from .patterns import Patterns
from .small_sample import CORRECTIONS, Adjusted, adjust, joint_test, single_df


class Contrast(NamedTuple):
    """One linear combination of coefficients, in points."""

    estimate: float
    se: float
    df: float
    t: float
    p: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class MixedFit:
    """A fitted mixed model.

    `coefficients` are in the order of the design's columns; `minus2_loglik` is -2 log L (restricted
    where `reml`), with all constants, as SAS, nlme and lme4 print it. `parameters` are those of the
    covariance structure.
    """

    data: Patterns
    structure: Structure
    optimum: Optimum
    reml: bool

    @property
    def coefficients(self) -> np.ndarray:
        columns = self.data.columns
        return np.asarray(columns.start + columns.back @ self.optimum.evaluation.coefficients)

    @property
    def parameters(self) -> np.ndarray:
        return self.optimum.evaluation.parameters

    @property
    def minus2_loglik(self) -> float:
        return self.optimum.evaluation.deviance

    @property
    def covariance(self) -> np.ndarray:
        """(X'V^-1X)^-1, shape (p, p)."""
        back = self.data.columns.back
        return np.asarray(back @ self.optimum.evaluation.covariance @ back.T)

    def contrasts(
        self, rows: np.ndarray, level: float, correction: Correction = "satterthwaite"
    ) -> tuple[Contrast, ...]:
        """Each row of `rows` times the coefficients, by itself.

        Parameters
        ----------
        rows : ndarray, shape (any, p)
            Weights of the coefficients.
        level : float
            Confidence level.
        correction : "satterthwaite", "kenward-roger", "...-expected" or "...-mar"
            Kenward-Roger also inflates the standard error.

        Raises
        ------
        CannotEstimate
            "too_few" where df are so few that there are no limits.

        Notes
        -----
        Estimate +- t(df) SE, see `adjust` and `single_df`.
        """
        rows = np.atleast_2d(np.asarray(rows, dtype=float))
        adjusted = self.adjusted(correction)
        turned = rows @ self.data.columns.back
        estimate = rows @ self.coefficients
        se = np.sqrt(np.einsum("ri,ij,rj->r", turned, adjusted.reported, turned))
        df = single_df(adjusted, turned)
        t = estimate / se
        p, half = 2 * stdtr(df, -np.abs(t)), stdtrit(df, upper(level)) * se
        if not np.isfinite(half).all():
            raise CannotEstimate("too_few", "Too few people for an interval from this model.",
                                 SIMPLER)  # fmt: skip
        columns = (estimate, se, df, t, p, estimate - half, estimate + half)
        return tuple(Contrast(*map(float, row)) for row in zip(*columns, strict=True))

    def joint(self, rows: np.ndarray, correction: Correction = "satterthwaite") -> JointTest:
        """F test that every row of `rows` times the coefficients is zero.

        Raises
        ------
        CannotEstimate
            "too_few" where no F distribution has the moments of the statistic.
        """
        rows = np.atleast_2d(np.asarray(rows, dtype=float))
        f, df1, df2 = joint_test(
            self.adjusted(correction), rows @ self.data.columns.back, rows @ self.coefficients
        )
        if not (np.isfinite(f) and f >= 0 and 0 < df2 < np.inf):
            raise CannotEstimate("too_few", "Too few people for a joint test of all visits.",
                                 SIMPLER)  # fmt: skip
        return JointTest(f, int(df1), df2, float(fdtrc(df1, df2, f)))

    def adjusted(self, correction: Correction) -> Adjusted:
        """What a correction makes of the fit.

        Raises
        ------
        CannotEstimate
            "no_correction" when it is not known by that name.
        """
        if correction not in CORRECTIONS:
            raise CannotEstimate("no_correction", f"There is no correction “{correction}”.",
                                 f"Choose one of: {', '.join(CORRECTIONS)}.")  # fmt: skip
        return adjust(self.data, self.structure, self.optimum.evaluation, correction)
