"""A logistic regression to the digits R prints: standard errors of glm, profile limits of MASS."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit, ndtri

from ..errors import CannotEstimate
from .distributions import normal_quantile, upper
from .logistic import binomial_deviance

_SETTLED = 1e-8
"""Relative change of the deviance at which R's glm stops."""

_MOST_ROUNDS = 25
_STEPS = 9
_POINTS_BETWEEN = 3


@dataclass(frozen=True, eq=False)
class GlmFit:
    """Coefficients and their standard errors, shape (p,), and the deviance."""

    coefficients: np.ndarray
    standard_errors: np.ndarray
    deviance: float


def fit_glm(
    X: np.ndarray, y: np.ndarray, offset: np.ndarray | None = None, start: np.ndarray | None = None
) -> GlmFit:
    """Log odds of the outcome on the columns of `X`, stopped where R's glm stops.

    Parameters
    ----------
    X : ndarray, shape (n, p)
        Design, of full rank.
    y : ndarray, shape (n,)
        Outcome, 0 or 1.
    offset, start : ndarray, shape (n,), optional
        Part of the linear predictor that is given, and the linear predictor to begin from.

    Notes
    -----
    The standard errors are of the weights of the last round, a step before the coefficients: they
    agree with those at the maximum to about six digits. Whether a maximum exists is not asked
    here: `fit_logistic` does.

    References
    ----------
    McCullagh P, Nelder JA (1989). Generalized Linear Models, 2nd ed., 2.5.
    """
    given = np.zeros(len(y)) if offset is None else offset
    predictor = logit((y + 0.5) / 2) if start is None else start
    deviance = binomial_deviance(y, expit(predictor))
    for _ in range(_MOST_ROUNDS):
        share = expit(predictor)
        weight = share * (1 - share)
        if not (weight > 0).all():
            break
        root = np.sqrt(weight)
        working = predictor - given + (y - share) / weight
        q, r = np.linalg.qr(X * root[:, None])
        coefficients = np.linalg.solve(r, q.T @ (working * root))
        predictor = X @ coefficients + given
        before, deviance = deviance, binomial_deviance(y, expit(predictor))
        if abs(deviance - before) / (abs(deviance) + 0.1) < _SETTLED:
            inverse = np.linalg.inv(r)
            return GlmFit(coefficients, np.sqrt((inverse**2).sum(axis=1)), deviance)
    raise CannotEstimate("not_converged", "The logistic model did not settle on coefficients.",
                         "Leave out covariates that nearly follow from one another.")  # fmt: skip


def profile_interval(
    X: np.ndarray, y: np.ndarray, column: int, level: float
) -> tuple[float, float]:
    """Log odds ratio: interval of the values a likelihood ratio test does not reject, as R has it.

    Parameters
    ----------
    X : ndarray, shape (n, p)
        Design; p at least 2.
    y : ndarray, shape (n,)
        Outcome, 0 or 1.
    column : int
        Which coefficient.
    level : float
        Confidence level.

    Returns
    -------
    tuple of float
        Limits; nan where the likelihood is not low enough on that side.

    Notes
    -----
    The signed root of deviance(b) - deviance, the other coefficients fitted anew, at b a fifth of
    the widest quantile apart; a cubic spline through it read at +- z. The spline differs from the
    root itself by about 1e-5.

    References
    ----------
    Venzon DJ, Moolgavkar SH (1988). Appl Stat 37:87-94; Venables WN, Ripley BD (2002). Modern
    Applied Statistics with S, 7.2.
    """
    values, roots = _trace_profile(X, y, column, level)
    grid = np.linspace(values[0], values[-1], _POINTS_BETWEEN * len(values))
    height = _spline(values, roots, grid)
    z = normal_quantile(upper(level))
    order = np.argsort(height)
    low, high = np.interp([-z, z], height[order], grid[order], left=math.nan, right=math.nan)
    return float(low), float(high)


def _trace_profile(
    X: np.ndarray, y: np.ndarray, column: int, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Values of the coefficient and the signed root of how much higher the deviance is there."""
    full = fit_glm(X, y)
    widest = float(ndtri(1 - (1 - level) / 8))
    value, se = float(full.coefficients[column]), float(full.standard_errors[column])
    rest = np.delete(X, column, axis=1)
    traced = [(value, 0.0)]
    for sign in (-1, 1):
        predictor = X @ full.coefficients
        for step in range(1, _STEPS + 1):
            here = value + sign * step * widest / 5 * se
            offset = X[:, column] * here
            fit = fit_glm(rest, y, offset, predictor)
            predictor = rest @ fit.coefficients + offset
            root = sign * math.sqrt(max(fit.deviance - full.deviance, 0.0))
            traced.append((here, root))
            if abs(root) >= widest:
                break
    traced.sort()
    return np.array([v for v, _ in traced]), np.array([r for _, r in traced])


def _spline(x: np.ndarray, y: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Cubic spline whose ends bend as the cubic through the first and last four points.

    References
    ----------
    Forsythe GE, Malcolm MA, Moler CB (1977). Computer Methods for Mathematical Computations.
    """
    gap, n = np.diff(x), len(x)
    slope = np.diff(y) / gap
    matrix, right = np.zeros((n, n)), np.zeros(n)
    inner = np.arange(1, n - 1)
    matrix[inner, inner] = 2 * (gap[:-1] + gap[1:])
    right[1:-1] = np.diff(slope)
    matrix[np.arange(n - 1), np.arange(1, n)] = gap
    matrix[np.arange(1, n), np.arange(n - 1)] = gap
    matrix[0, 0], matrix[-1, -1] = -gap[0], -gap[-1]
    if n > 3:
        first = right[2] / (x[3] - x[1]) - right[1] / (x[2] - x[0])
        last = right[-2] / (x[-1] - x[-3]) - right[-3] / (x[-2] - x[-4])
        right[0] = first * gap[0] ** 2 / (x[3] - x[0])
        right[-1] = -last * gap[-1] ** 2 / (x[-1] - x[-4])
    bend = np.linalg.solve(matrix, right)
    part = np.clip(np.searchsorted(x, at, side="right") - 1, 0, n - 2)
    away, h, low, high = at - x[part], gap[part], bend[part], bend[part + 1]
    start = slope[part] - h * (high + 2 * low)
    return np.asarray(y[part] + away * (start + away * (3 * low + away * (high - low) / h)))
