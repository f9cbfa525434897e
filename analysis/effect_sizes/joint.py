"""Conditions joined by one model with arm x condition."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate, Estimate
from analysis.core.formulas import (
    LeastSquares,
    WaldF,
    least_squares,
    t_quantile,
    t_tail,
    upper,
    wald_f,
)

from .adjusted import require_error
from .covariates import Covariates


@dataclass(frozen=True)
class JointFit:
    """The arm difference overall and in each condition, and the test that they differ."""

    overall: Estimate
    by_condition: Mapping[str, Estimate]
    f: float
    df1: float
    df2: float
    p: float


def joint_model(
    y: np.ndarray,
    baseline: np.ndarray,
    is_treatment: np.ndarray,
    condition_codes: np.ndarray,
    covariates: Covariates,
    level: float,
) -> JointFit:
    """Arm difference in each condition and overall, from one model of everyone's scores.

    Parameters
    ----------
    y, baseline : ndarray, shape (people,)
        Points of one instrument everyone has, at the visit and at baseline, none missing.
    is_treatment : ndarray of bool, shape (people,)
        Who was in the treatment arm.
    condition_codes : ndarray of str, shape (people,)
        Each person's condition; at least two, with both arms in each.
    covariates : Covariates
        Dummy columns from `encode_covariates`, possibly none.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        When there is one condition only, or the model cannot be fitted.

    Notes
    -----
    y = condition + condition x baseline + covariates + arm + arm x condition, least squares, HC3,
    t(n - p). Overall: the same model without arm x condition. The interaction is tested by Wald's
    F(k - 1, n - p) with the HC3 covariance.

    References
    ----------
    Long JS, Ervin LH (2000). Am Stat 54:217-224 (HC3).
    """
    conditions = tuple(dict.fromkeys(condition_codes.tolist()))
    if len(conditions) < 2:
        raise CannotEstimate(
            "one_condition",
            "Only one condition has enough people in both arms, so there is nothing to join.",
            "Choose an instrument that people with other conditions have too.",
        )
    member = (condition_codes[:, None] == np.array(conditions)[None, :]).astype(float)
    arm = np.asarray(is_treatment, dtype=float)
    shared = np.column_stack([member, member * baseline[:, None], covariates.matrix])
    apart = least_squares(np.column_stack([member * arm[:, None], shared]), y)
    together = least_squares(np.column_stack([arm, shared]), y)
    covariance = apart.hc3()
    rows = {c: condition_codes == c for c in conditions}
    by_condition = {
        c: _estimate(apart, covariance, i, y, arm[rows[c]], level, "arm x condition")
        for i, c in enumerate(conditions)
    }
    overall = _estimate(together, together.hc3(), 0, y, arm, level, "one arm difference for all")
    test = _test_interaction(apart, covariance, len(conditions))
    return JointFit(overall, by_condition, test.f, test.df1, test.df2, test.p)


def _test_interaction(fit: LeastSquares, covariance: np.ndarray, k: int) -> WaldF:
    """Whether the first k coefficients (one arm difference a condition) are all the same."""
    contrast = np.zeros((k - 1, len(fit.coefficients)))
    contrast[:, 0] = -1
    contrast[:, 1:k] = np.eye(k - 1)
    return wald_f(fit.coefficients, covariance, contrast, fit.df)


def _estimate(
    fit: LeastSquares,
    covariance: np.ndarray,
    position: int,
    y: np.ndarray,
    arm: np.ndarray,
    level: float,
    what: str,
) -> Estimate:
    value = float(fit.coefficients[position])
    se = require_error(float(covariance[position, position]), y)
    half = t_quantile(upper(level), fit.df) * se
    return Estimate(
        measure="adjusted_difference",
        value=value,
        low=value - half,
        high=value + half,
        level=level,
        counts={"n_treatment": int(arm.sum()), "n_comparator": int((1 - arm).sum())},
        method=f"One model of all conditions ({what}), baseline slope by condition; "
        "HC3 standard error, t(n - p) interval.",
        source="Long & Ervin 2000, Am Stat 54:217-224",
        unit="points",
        se=se,
        df=float(fit.df),
        p=t_tail(value / se, fit.df),
    )
