"""Least squares with heteroscedasticity-consistent standard errors, and Wald tests."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import fdtrc

from ..errors import CannotEstimate

_SMALLEST_SINGULAR = 1e-9
"""Of the columns scaled to length one: below this one column follows from the others."""

_HIGHEST_LEVERAGE = 1 - 1e-9


@dataclass(frozen=True, eq=False)
class LeastSquares:
    """A least-squares fit of n values on p columns.

    `hat_rows` is (X'X)^-1 X', shape (p, n): coefficients are `hat_rows @ y`.
    """

    coefficients: np.ndarray
    residuals: np.ndarray
    df: int
    sigma2: float
    leverage: np.ndarray
    xtx_inverse: np.ndarray
    hat_rows: np.ndarray

    def classic(self) -> np.ndarray:
        """Covariance of the coefficients if every value has the same variance."""
        return self.sigma2 * self.xtx_inverse

    def hc3(self) -> np.ndarray:
        """Covariance of the coefficients, whatever the variances (HC3).

        Raises
        ------
        CannotEstimate
            When one person alone decides a coefficient (leverage 1): HC3 does not exist then.

        Notes
        -----
        (X'X)^-1 X' diag(e_i^2 / (1 - h_i)^2) X (X'X)^-1.

        References
        ----------
        MacKinnon JG, White H (1985). J Econometrics 29:305-325; Long JS, Ervin LH (2000).
        Am Stat 54:217-224.
        """
        if self.leverage.max() > _HIGHEST_LEVERAGE:
            raise CannotEstimate(
                "leverage_one",
                "One person alone stands for a group in the model, so its error is not estimable.",
                "Choose a visit with more people, or merge the rare group with another.",
            )
        weighted = self.hat_rows * (self.residuals / (1 - self.leverage))
        return np.asarray(weighted @ weighted.T)


def least_squares(X: np.ndarray, y: np.ndarray) -> LeastSquares:
    """Coefficients of `y` on the columns of `X`, by QR.

    Parameters
    ----------
    X : ndarray, shape (n, p)
        Design, with its own column of ones where a constant is wanted.
    y : ndarray, shape (n,)
        Values, none missing.

    Raises
    ------
    CannotEstimate
        "too_few" when n <= p; "collinear" when a column follows from the others.
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    n, p = X.shape
    if n <= p:
        raise CannotEstimate(
            "too_few",
            f"{n} people are too few for a model with {p} coefficients.",
            "Choose a visit or an instrument with more people, or fewer covariates.",
        )
    length = np.sqrt((X**2).sum(axis=0))
    q, r = np.linalg.qr(X / np.where(length > 0, length, 1))
    if np.linalg.svd(r, compute_uv=False).min() < _SMALLEST_SINGULAR:
        raise CannotEstimate(
            "collinear",
            "The arm, the baseline and the covariates cannot be told apart in these people: one "
            "follows from the others.",
            "Leave out the covariate that only one arm has, or choose a visit with more people.",
        )
    r_inverse = np.linalg.inv(r) / length[:, None]
    hat_rows = r_inverse @ q.T
    coefficients = hat_rows @ y
    residuals = y - X @ coefficients
    return LeastSquares(
        coefficients=coefficients,
        residuals=residuals,
        df=n - p,
        sigma2=float(residuals @ residuals) / (n - p),
        leverage=(q**2).sum(axis=1),
        xtx_inverse=r_inverse @ r_inverse.T,
        hat_rows=hat_rows,
    )


class WaldF(NamedTuple):
    """A Wald test as an F statistic, with its two df and p."""

    f: float
    df1: int
    df2: float
    p: float


def wald_f(
    coefficients: np.ndarray, covariance: np.ndarray, contrast: np.ndarray, df2: float
) -> WaldF:
    """Test that every row of `contrast` @ `coefficients` is zero.

    Notes
    -----
    F = (Lb)' (L V L')^-1 (Lb) / q with q the rows of L, against F(q, df2).
    """
    contrast = np.atleast_2d(contrast)
    distance = contrast @ coefficients
    spread = contrast @ covariance @ contrast.T
    df1 = len(contrast)
    f = float(distance @ np.linalg.solve(spread, distance)) / df1
    return WaldF(f, df1, df2, float(fdtrc(df1, df2, f)))
