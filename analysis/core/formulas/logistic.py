"""Logistic regression by maximum likelihood, with separation told."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, xlogy

from ..errors import CannotEstimate
from .regression import least_squares

_MOST_ROUNDS = 60
_SUSPICIOUS_ROUND = 15
"""Without separation the likelihood has its maximum by then, or nearly."""

_CONVERGED = 1e-7
"""Of the linear predictor; the step after it is within rounding (convergence is quadratic)."""

_HALVINGS = 12


@dataclass(frozen=True, eq=False)
class LogisticFit:
    """A logistic regression of n outcomes (0 or 1) on p columns.

    `covariance` is the inverse information, shape (p, p); `leverage` the diagonal of its hat
    matrix; `penalised` is true where Firth's penalty was used; `null_deviance` is that of a
    constant alone.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    probabilities: np.ndarray
    leverage: np.ndarray
    deviance: float
    null_deviance: float
    rounds: int
    penalised: bool = False

    @property
    def standard_errors(self) -> np.ndarray:
        """Square roots of the diagonal of the inverse information."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))

    @property
    def log_likelihood(self) -> float:
        """Of the data, without a penalty."""
        return -self.deviance / 2


def fit_logistic(X: np.ndarray, y: np.ndarray) -> LogisticFit:
    """Log odds of the outcome on the columns of `X`, by maximum likelihood.

    Parameters
    ----------
    X : ndarray, shape (n, p)
        Design, with its own column of ones where a constant is wanted.
    y : ndarray, shape (n,)
        Outcome, 0 or 1, none missing.

    Raises
    ------
    CannotEstimate
        "one_outcome" when all outcomes are the same; "separation" when a combination of columns
        tells the outcome of some people with certainty, so that no finite maximum exists; "too_few"
        or "collinear" as in least squares; "not_finite".

    Notes
    -----
    Iteratively reweighted least squares (Newton) on an orthonormal basis of the columns, steps
    halved while the deviance rises. Separation is decided by linear programming: is there a
    direction g with (2y - 1) x'g >= 0 for everyone and > 0 for someone?

    References
    ----------
    McCullagh P, Nelder JA (1989). Generalized Linear Models. Albert A, Anderson JA (1984).
    Biometrika 71:1-10; Konis K (2007), thesis, Oxford, for the linear programme.
    """
    X, y = check_outcome(X, y)
    if _has_one_sided_level(X, y):
        raise _separation()
    q, r_inverse = orthonormal_columns(X)
    gamma = np.zeros(q.shape[1])
    for rounds in range(1, _MOST_ROUNDS + 1):
        share = expit(q @ gamma)
        information = (q.T * (share * (1 - share))) @ q
        step = solve_information(information, q.T @ (y - share))
        if rounds == _SUSPICIOUS_ROUND and is_separated(q, y):
            raise _separation()
        gamma, step = _halve(q, y, gamma, step)
        if np.abs(q @ step).max() < _CONVERGED:
            gamma = gamma + solve_information(information, q.T @ (y - expit(q @ gamma)))
            return finish_fit(q, r_inverse, y, gamma, rounds, penalised=False)
    raise not_converged()


def is_separated(X: np.ndarray, y: np.ndarray) -> bool:
    """Whether a combination of columns tells the outcome of some people with certainty.

    Parameters
    ----------
    X : ndarray, shape (n, p)
        Design.
    y : ndarray, shape (n,)
        Outcome, 0 or 1.
    """
    from scipy.optimize import linprog

    signed = (2 * np.asarray(y, dtype=float) - 1)[:, None] * X
    signed = signed / np.sqrt((X**2).mean(axis=0)).clip(1e-300)
    zeros = np.zeros(len(signed))
    found = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=zeros, bounds=(-1, 1), method="highs")
    return bool(found.status == 0 and -found.fun > 1e-6)


def binomial_deviance(y: np.ndarray, share: np.ndarray) -> float:
    """Minus twice the log-likelihood of outcomes 0 or 1 under these probabilities."""
    return float(-2 * (xlogy(y, share) + xlogy(1 - y, 1 - share)).sum())


def _has_one_sided_level(X: np.ndarray, y: np.ndarray) -> bool:
    """Whether all people of a level (a column of 0 and 1) have the same outcome: the commonest
    separation, seen at once."""
    levels = X[:, ((X == 0) | (X == 1)).all(axis=0)]
    with_outcome, people = y @ levels, levels.sum(axis=0)
    return bool(((with_outcome == 0) | (with_outcome == people)).any())


def check_outcome(X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Design and outcome as floats, refused where no logistic model can be fitted to them."""
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if not (np.isfinite(X).all() and np.isfinite(y).all()):
        raise CannotEstimate("not_finite", "A value of the model is missing or infinite.",
                             "Leave out people with missing values first.")  # fmt: skip
    if not np.isin(y, (0, 1)).all():
        raise CannotEstimate("not_binary", "A logistic regression needs outcomes of 0 and 1.",
                             "Say which value counts as the outcome.")  # fmt: skip
    if len(y) == 0 or y.min() == y.max():
        raise CannotEstimate(
            "one_outcome",
            "Everyone is on the same side, so there are no two sides to tell apart.",
            "Choose a larger or another group of people.",
        )
    least_squares(X, y)  # refuses too few people, and columns that cannot be told apart
    return X, y


def orthonormal_columns(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Q with orthogonal columns of mean square 1 and R^-1 such that X R^-1 = Q."""
    length = np.sqrt((X**2).sum(axis=0))
    q, r = np.linalg.qr(X / length)
    root = np.sqrt(len(X))
    return q * root, np.linalg.inv(r) / length[:, None] * root


def _halve(
    q: np.ndarray, y: np.ndarray, gamma: np.ndarray, step: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Where a Newton step leads, shortened until the deviance no longer rises."""
    side = 1 - 2 * y
    here = np.logaddexp(0, side * (q @ gamma)).sum()
    for _ in range(_HALVINGS):
        if np.logaddexp(0, side * (q @ (gamma + step))).sum() <= here + 1e-9 * max(here, 1):
            break
        step = step / 2
    return gamma + step, step


def information_at(q: np.ndarray, gamma: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probabilities, information and leverages at these coefficients."""
    share = expit(q @ gamma)
    weight = share * (1 - share)
    information = (q.T * weight) @ q
    leverage = weight * np.einsum("ij,ji->i", q, solve_information(information, q.T))
    return share, information, leverage


def finish_fit(
    q: np.ndarray, r_inverse: np.ndarray, y: np.ndarray, gamma: np.ndarray, rounds: int,
    penalised: bool,
) -> LogisticFit:  # fmt: skip
    """The fit, its coefficients put back on the columns of the design."""
    share, information, leverage = information_at(q, gamma)
    return LogisticFit(
        coefficients=r_inverse @ gamma,
        covariance=r_inverse @ solve_information(information, r_inverse.T),
        probabilities=share,
        leverage=leverage,
        deviance=binomial_deviance(y, share),
        null_deviance=binomial_deviance(y, np.full(len(y), y.mean())),
        rounds=rounds,
        penalised=penalised,
    )


def solve_information(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solve, or say that the model did not settle."""
    try:
        return np.asarray(np.linalg.solve(matrix, right))
    except np.linalg.LinAlgError:
        raise not_converged() from None


def _separation() -> CannotEstimate:
    return CannotEstimate(
        "separation",
        "A combination of the covariates tells with certainty on which side some people are, so "
        "the model has no finite coefficients.",
        "Leave out or merge that covariate, or use Firth's penalised likelihood.",
    )


def not_converged() -> CannotEstimate:
    """The refusal of a model that did not settle."""
    return CannotEstimate(
        "not_converged",
        "The logistic model did not settle on coefficients.",
        "Leave out covariates that nearly follow from one another.",
    )
