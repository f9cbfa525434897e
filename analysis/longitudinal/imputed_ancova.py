"""The difference between arms in every imputed data set at once, and pooled."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.core import CannotEstimate, Estimate
from analysis.core.formulas import LeastSquares, least_squares, t_quantile, t_tail, upper
from analysis.core.results import Assumption, ImputedDifference

from .imputation import ImputedScores
from .rubin import RubinPool, pool_imputations

SAID: dict[Assumption, str] = {
    "mar": "scores missing at random in the own arm",
    "j2r": "those lost from treatment jump to the comparator's mean (jump to reference)",
    "cr": "those lost from treatment are as the comparator all along (copy reference)",
    "cir": "those lost from treatment go on in parallel to the comparator (copy increments)",
}


@dataclass(frozen=True, eq=False)
class ArmContrast:
    """The coefficient of the second column of m least-squares fits, linear in the scores.

    `weights` (g, n) times the scores is the coefficient; `design` (g, n, p), `hat_rows` (g, p, n),
    with g = m, or 1 where the design is the same in every data set.
    """

    design: np.ndarray
    hat_rows: np.ndarray
    leverage: np.ndarray
    unscaled: np.ndarray
    df: int

    @property
    def weights(self) -> np.ndarray:
        return self.hat_rows[:, 1]

    def coefficients(self, y: np.ndarray) -> np.ndarray:
        """(m,) from scores (m, n)."""
        return np.asarray((self.weights * y).sum(axis=-1))

    def residuals(self, y: np.ndarray) -> np.ndarray:
        """(m, n)."""
        fitted = self.design @ (self.hat_rows @ y[..., None])
        return np.asarray(y - fitted[..., 0])

    def errors(self, y: np.ndarray) -> np.ndarray:
        """(m, n): each person's part in the error; squares add up to the HC3 variance."""
        return self.weights * self.residuals(y) / (1 - self.leverage)

    def classic_variances(self, y: np.ndarray) -> np.ndarray:
        """(m,): were the variance the same for everybody."""
        return np.asarray((self.residuals(y) ** 2).sum(axis=-1) / self.df * self.unscaled)


def contrast_arms(designs: np.ndarray, robust: bool = True) -> ArmContrast:
    """Least squares on g designs, shape (g, people, coefficients), the arm in the second column.

    Raises
    ------
    CannotEstimate
        "too_few", "collinear", or "leverage_one" (only where HC3 is wanted).
    """
    zeros = np.zeros(designs.shape[1])
    fits = [least_squares(design, zeros) for design in designs]
    if robust:
        _ = [fit.hc3() for fit in fits]  # refuses a leverage of one
    return ArmContrast(
        designs,
        np.stack([fit.hat_rows for fit in fits]),
        np.stack([fit.leverage for fit in fits]),
        np.array([fit.xtx_inverse[1, 1] for fit in fits]),
        fits[0].df,
    )


def design_of(imputed: ImputedScores) -> np.ndarray:
    """1, arm, baseline, covariates: (1 or m, people, coefficients)."""
    people = len(imputed.is_treatment)
    baseline = np.zeros((1, 0)) if imputed.baseline is None else imputed.baseline
    fixed = np.column_stack([np.ones(people), imputed.is_treatment.astype(float)])
    if imputed.baseline is None:
        return np.hstack([fixed, imputed.covariates])[None]
    return np.stack([np.column_stack([fixed, one, imputed.covariates]) for one in baseline])


def compare_imputed(imputed: ImputedScores, level: float, visit: int = -1) -> ImputedDifference:
    """Difference in score at a visit between everybody who started, with the same baseline.

    Parameters
    ----------
    imputed : ImputedScores
        From `impute_scores`.
    level : float
        Confidence level.
    visit : int
        Column of the visit; the last by default.

    Returns
    -------
    ImputedDifference
        Raw sign, treatment minus comparator, points.

    Raises
    ------
    CannotEstimate
        As `contrast_arms` and `pool_imputations`.

    Notes
    -----
    ANCOVA on baseline and covariates in each data set with its HC3 variance, pooled by Rubin's
    rules; t with Barnard and Rubin's df, n - p had nothing been missing.

    References
    ----------
    Rubin DB (1987), Multiple Imputation for Nonresponse in Surveys; Barnard J, Rubin DB (1999).
    Biometrika 86:948-955.
    """
    pool, _, _ = pool_imputed(imputed, visit)
    missing, treated = imputed.missing[:, visit], imputed.is_treatment
    return ImputedDifference(
        difference=estimate_of(pool, imputed, level),
        assumption=imputed.assumption,
        imputations=imputed.m,
        seed=imputed.seed,
        fmi=pool.fmi,
        monte_carlo_se=pool.monte_carlo_se,
        imputed={"n_treatment": int((missing & treated).sum()),
                 "n_comparator": int((missing & ~treated).sum())},
        observed_cases=_observed_cases(imputed, level, visit),
    )  # fmt: skip


def pool_imputed(
    imputed: ImputedScores, visit: int = -1
) -> tuple[RubinPool, np.ndarray, np.ndarray]:
    """What `compare_imputed` rests on: the pool, and each data set's estimate and HC3 variance."""
    contrast, y = contrast_arms(design_of(imputed)), imputed.scores[:, :, visit]
    estimates, variances = contrast.coefficients(y), (contrast.errors(y) ** 2).sum(axis=-1)
    return pool_imputations(estimates, variances, contrast.df), estimates, variances


def estimate_of(pool: RubinPool, imputed: ImputedScores, level: float) -> Estimate:
    """The pooled difference with everything that stands beside it."""
    low, high = pool.limits(level)
    n_treatment = int(imputed.is_treatment.sum())
    return Estimate(
        measure="imputed_difference",
        value=pool.qbar,
        low=low,
        high=high,
        level=level,
        counts={
            "n_treatment": n_treatment,
            "n_comparator": len(imputed.is_treatment) - n_treatment,
        },
        method=f"Multiple imputation by arm ({imputed.m} data sets; {SAID[imputed.assumption]}"
        f"{_say_delta(imputed.delta)}), ANCOVA with HC3 errors in each, Rubin's rules, "
        "t with Barnard-Rubin df.",
        source="Rubin 1987; Barnard & Rubin 1999, Biometrika 86:948-955"
        + ("" if imputed.assumption == "mar"
           else "; Carpenter, Roger & Kenward 2013, J Biopharm Stat 23:1352-1371"),
        unit="points",
        se=pool.se,
        df=pool.df,
        p=pool.p,
    )  # fmt: skip


def _say_delta(delta: tuple[float, float]) -> str:
    arms = zip(delta, ("treatment", "comparator"), strict=True)
    return "".join(f"; {d:+.3g} points where imputed in the {arm} arm" for d, arm in arms if d)


def _observed_cases(imputed: ImputedScores, level: float, visit: int) -> Estimate | None:
    """The same model among those seen at the visit; None where it cannot be fitted."""
    seen = ~imputed.missing[:, visit]
    y, arm = imputed.scores[0, seen, visit], imputed.is_treatment[seen]
    if imputed.baseline is not None and len(imputed.baseline) > 1:
        return None
    try:
        fit = least_squares(design_of(imputed)[0][seen], y)
        variance = float(fit.hc3()[1, 1])
    except CannotEstimate:
        return None
    if not variance > 0:
        return None
    return _plain_estimate(fit, variance, arm, level)


def _plain_estimate(fit: LeastSquares, variance: float, arm: np.ndarray, level: float) -> Estimate:
    value, se = float(fit.coefficients[1]), float(np.sqrt(variance))
    half = t_quantile(upper(level), fit.df) * se
    return Estimate(
        measure="observed_difference",
        value=value,
        low=value - half,
        high=value + half,
        level=level,
        counts={"n_treatment": int(arm.sum()), "n_comparator": int((~arm).sum())},
        method="ANCOVA among those seen at the visit; HC3 standard error, t(n - p) interval.",
        source="Vickers & Altman 2001, BMJ 323:1123-1124",
        unit="points",
        se=se,
        df=float(fit.df),
        p=t_tail(value / se, fit.df),
    )


ErrorKind = Literal["classic", "hc3"]


def pool_supplied(
    designs: np.ndarray, y: np.ndarray, error: ErrorKind
) -> tuple[RubinPool, np.ndarray, np.ndarray]:
    """Pool the second coefficient over data sets somebody else imputed.

    Parameters
    ----------
    designs : ndarray, shape (m, people, coefficients)
        1, arm, and what is adjusted for, in each data set.
    y : ndarray, shape (m, people)
        Scores, none missing.
    error : {"classic", "hc3"}
        Variance within a data set; R's `lm` gives the classic one.

    Returns
    -------
    pool : RubinPool
    estimates, variances : ndarray, shape (m,)

    Raises
    ------
    CannotEstimate
        As `contrast_arms` and `pool_imputations`.
    """
    contrast = contrast_arms(designs, robust=error == "hc3")
    variances = (
        contrast.classic_variances(y)
        if error == "classic"
        else (contrast.errors(y) ** 2).sum(axis=-1)
    )
    estimates = contrast.coefficients(y)
    return pool_imputations(estimates, variances, contrast.df), estimates, variances
