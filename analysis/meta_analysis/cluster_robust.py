"""Standard errors from the studies' own residuals: CR1, and CR2 with Satterthwaite's df."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.core import CannotEstimate, Estimate
from analysis.core.formulas import t_quantile, t_tail, upper

from .nested_effects import NestedFit

Correction = Literal["CR1", "CR2"]
SOURCE = "Pustejovsky & Tipton 2018, J Bus Econ Stat 36:672-683"


@dataclass(frozen=True, eq=False)
class RobustErrors:
    """Coefficients with cluster-robust limits, and the covariance they rest on."""

    coefficients: tuple[Estimate, ...]
    covariance: np.ndarray


def robust_errors(fit: NestedFit, correction: Correction, level: float = 0.95) -> RobustErrors:
    """Cluster-robust covariance of the coefficients, studies being the clusters.

    Parameters
    ----------
    fit : NestedFit
        Fitted model; its covariance is the working one.
    correction : {"CR1", "CR2"}
        CR1 multiplies by J / (J - p), t(J - p); CR2 adjusts each study's residuals so that the
        covariance is unbiased under the working model, t with Satterthwaite's df.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "too_few_studies" when studies do not outnumber the coefficients.

    Notes
    -----
    M = (X'V^-1X)^-1. CR2: A_j = D_j' B_j^(-1/2) D_j, D_j'D_j = V_j,
    B_j = D_j (V_j - X_j M X_j') D_j'. With a_j = A_j' V_j^-1 X_j M c and
    G_ij = [i = j] a_i'V_i a_i - (X_i'a_i)' M (X_j'a_j), df = (tr G)^2 / sum G_ij^2.

    References
    ----------
    Bell RM, McCaffrey DF (2002). Surv Methodol 28:169-181; Pustejovsky JE, Tipton E (2018). J Bus
    Econ Stat 36:672-683.
    """
    studies, p = fit.nested.studies, len(fit.coefficients)
    if studies <= p:
        raise CannotEstimate(
            "too_few_studies",
            "Robust errors need more studies than coefficients.",
            "Use fewer moderators.",
        )
    blocks = [_block(fit, np.flatnonzero(fit.nested.study == j), correction)
              for j in range(studies)]  # fmt: skip
    scores = np.array([turned.T @ rest for turned, rest, _, _ in blocks])
    meat = scores.T @ scores
    if correction == "CR1":
        covariance = fit.inverse @ meat @ fit.inverse * studies / (studies - p)
        df = [float(studies - p)] * p
    else:
        covariance = fit.inverse @ meat @ fit.inverse
        df = [_satterthwaite(fit, blocks, i) for i in range(p)]
    return RobustErrors(
        tuple(_estimate(fit, covariance, df[i], i, correction, level) for i in range(p)),
        covariance,
    )


_Block = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _block(fit: NestedFit, rows: np.ndarray, correction: Correction) -> _Block:
    """A_j'V_j^-1 X_j, residuals, V_j and X_j of one study."""
    X = fit.nested.design[rows]
    variance = np.diag(fit.nested.v[rows] + fit.within) + fit.between
    rest = fit.nested.y[rows] - X @ fit.coefficients
    solved = fit.solved_design[rows]
    if correction == "CR1":
        return solved, rest, variance, X
    root = np.linalg.cholesky(variance).T
    inner = root @ (variance - X @ fit.inverse @ X.T) @ root.T
    values, vectors = np.linalg.eigh(inner)
    usable = values > 1e-10 * values.max()
    power = np.where(usable, np.where(usable, values, 1.0) ** -0.5, 0.0)
    adjust = root.T @ (vectors * power) @ vectors.T @ root
    return adjust.T @ solved, rest, variance, X


def _satterthwaite(fit: NestedFit, blocks: list[_Block], place: int) -> float:
    vectors = [turned @ fit.inverse[:, place] for turned, _, _, _ in blocks]
    own = np.array([a @ block[2] @ a for a, block in zip(vectors, blocks, strict=True)])
    moved = np.array([block[3].T @ a for a, block in zip(vectors, blocks, strict=True)])
    gram = np.diag(own) - moved @ fit.inverse @ moved.T
    return float(np.trace(gram) ** 2 / (gram**2).sum())


def _estimate(
    fit: NestedFit, covariance: np.ndarray, df: float, place: int, correction: str, level: float
) -> Estimate:
    value, se = float(fit.coefficients[place]), math.sqrt(max(covariance[place, place], 0.0))
    if se == 0:
        raise CannotEstimate("no_spread", "The studies' residuals are all zero, so they tell no "
                             "error.", "Use the model's own standard error.")  # fmt: skip
    half = t_quantile(upper(level), df) * se
    how = "t with Satterthwaite's df" if correction == "CR2" else "t(studies - p)"
    return Estimate(
        measure="pooled", value=value, low=value - half, high=value + half, level=level,
        counts={"studies": fit.nested.studies, "k": len(fit.nested.y)},
        method=f"Three-level model, REML; cluster-robust {correction}, {how}.", source=SOURCE,
        unit="sd", se=se, df=df, p=t_tail(value / se, df),
    )  # fmt: skip
