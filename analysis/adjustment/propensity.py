"""Probability of being in the treatment arm, given what was known at the first infusion."""

from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate
from analysis.core.formulas import LogisticFit, fit_firth, fit_logistic

FIRTH = "Firth's penalised likelihood, since the covariates tell some people's arm with certainty"
MAXIMUM_LIKELIHOOD = "maximum likelihood"


@dataclass(frozen=True, eq=False)
class Propensity:
    """Each person's probability of the treatment arm, and what its error does to later estimates.

    `design` has shape (n, p) with the constant first; `influence`, shape (n, p), is each person's
    share in the error of the coefficients: estimated minus true is about its sum over people.
    """

    probabilities: np.ndarray
    design: np.ndarray
    influence: np.ndarray
    fit: LogisticFit

    @property
    def penalised(self) -> bool:
        """Whether Firth's penalty was needed: weights then balance only nearly."""
        return self.fit.penalised

    @property
    def method(self) -> str:
        """How the coefficients were found, in words."""
        return FIRTH if self.penalised else MAXIMUM_LIKELIHOOD


def estimate_propensity(is_treatment: np.ndarray, covariates: np.ndarray) -> Propensity:
    """Probability of the treatment arm given the covariates, by logistic regression.

    Parameters
    ----------
    is_treatment : ndarray of bool, shape (n,)
        Who was in the treatment arm.
    covariates : ndarray, shape (n, q)
        Columns known before the first infusion, without a constant; q may be 0.

    Returns
    -------
    Propensity
        By maximum likelihood, unpenalised; where that has no finite solution (separation) by
        Firth's penalised likelihood, which `penalised` and `method` say.

    Raises
    ------
    CannotEstimate
        "one_arm", "too_few", "collinear" or "not_finite".

    References
    ----------
    Rosenbaum PR, Rubin DB (1983). Biometrika 70:41-55; Firth D (1993). Biometrika 80:27-38.
    """
    arm = np.asarray(is_treatment, dtype=float)
    if not 0 < arm.sum() < len(arm):
        raise CannotEstimate("one_arm", "Everyone is in one arm, so there is no comparison.",
                             "Choose people from both arms.")  # fmt: skip
    design = np.column_stack([np.ones(len(arm)), np.asarray(covariates, dtype=float)])
    fit = _fit(design, arm)
    share = fit.probabilities
    score = arm - share + (fit.leverage * (0.5 - share) if fit.penalised else 0.0)
    influence = (design * score[:, None]) @ fit.covariance
    return Propensity(share, design, influence, fit)


def _fit(design: np.ndarray, arm: np.ndarray) -> LogisticFit:
    try:
        return fit_logistic(design, arm)
    except CannotEstimate as fault:
        if fault.refusal.code != "separation":
            raise
        return fit_firth(design, arm)
