"""Logistic regression by Firth's penalised likelihood: finite whatever the data."""

import numpy as np
from scipy.special import expit

from .logistic import (
    LogisticFit,
    check_outcome,
    finish_fit,
    information_at,
    not_converged,
    orthonormal_columns,
    solve_information,
)

_MOST_ROUNDS = 500
_CONVERGED = 1e-11
_LONGEST_STEP = 5.0
_HALVINGS = 12


def fit_firth(X: np.ndarray, y: np.ndarray) -> LogisticFit:
    """Log odds of the outcome on the columns of `X`, by Firth's penalised likelihood.

    Parameters
    ----------
    X : ndarray, shape (n, p)
        Design, with its own column of ones.
    y : ndarray, shape (n,)
        Outcome, 0 or 1, none missing.

    Raises
    ------
    CannotEstimate
        "one_outcome", "too_few", "collinear" or "not_finite"; never "separation".

    Notes
    -----
    The likelihood times the square root of the determinant of the information (Jeffreys' prior):
    the score is X'(y - p + h (1/2 - p)), h the leverages. Coefficients are finite
    whatever the data. Standard errors are from the inverse information at the estimate.

    References
    ----------
    Firth D (1993). Biometrika 80:27-38; Heinze G, Schemper M (2002). Stat Med 21:2409-2419.
    """
    X, y = check_outcome(X, y)
    q, r_inverse = orthonormal_columns(X)
    gamma = np.zeros(q.shape[1])
    reached = _penalised(q, y, gamma)
    for rounds in range(1, _MOST_ROUNDS + 1):
        share, _, leverage = information_at(q, gamma)
        # The penalty curves too: without (1 + h) a person who alone has a level makes it circle.
        curvature = (q.T * (share * (1 - share) * (1 + leverage))) @ q
        step = solve_information(curvature, q.T @ (y - share + leverage * (0.5 - share)))
        step *= min(1.0, _LONGEST_STEP / max(np.abs(q @ step).max(), 1e-300))
        for _ in range(_HALVINGS):
            ahead = _penalised(q, y, gamma + step)
            if ahead >= reached - 1e-10:
                break
            step = step / 2
        gamma, reached = gamma + step, ahead
        if np.abs(q @ step).max() < _CONVERGED:
            return finish_fit(q, r_inverse, y, gamma, rounds, penalised=True)
    raise not_converged()


def _penalised(q: np.ndarray, y: np.ndarray, gamma: np.ndarray) -> float:
    line = q @ gamma
    share = expit(line)
    sign, log_determinant = np.linalg.slogdet((q.T * (share * (1 - share))) @ q)
    fit = -np.logaddexp(0, (1 - 2 * y) * line).sum()
    return float(fit + log_determinant / 2) if sign > 0 else -np.inf
