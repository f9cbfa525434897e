"""The difference after each person, and how much each person's score moves it."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from analysis.core import CannotEstimate


class Running(NamedTuple):
    """After `people`: the difference in points and the SD of one person's part in it."""

    people: int
    treated: int
    value: float
    sd: float


def running_means(y: np.ndarray, arm: np.ndarray, start: int) -> list[Running]:
    """Difference in means after each person from the `start`-th on.

    Notes
    -----
    A person's part is (y - mean of the arm) n / n_arm, signed by arm; its variance is
    n (s_t^2/n_t + s_c^2/n_c), so that SD / sqrt(n) is Welch's standard error.
    """
    y = y - y.mean()  # the squares of large numbers would leave nothing of a small variance
    sums = [np.cumsum(np.stack([a, a * y, a * y**2]), axis=1) for a in (arm, 1 - arm)]
    people = np.arange(1, len(y) + 1)
    value, variance = np.zeros(len(y)), np.zeros(len(y))
    for sign, (n, total, squares) in zip((1, -1), sums, strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = total / n
            value += sign * mean
            variance += np.maximum(squares - n * mean**2, 0) / (n - 1) / n
    sd = np.sqrt(people * variance)
    return [
        Running(int(n), int(sums[0][0][n - 1]), float(value[n - 1]), float(sd[n - 1]))
        for n in people[start - 1 :]
    ]


def running_adjusted(
    y: np.ndarray, arm: np.ndarray, adjust: np.ndarray, probability: np.ndarray | None, start: int
) -> Iterator[Running]:
    """Regression-adjusted difference after each person from the `start`-th on.

    Parameters
    ----------
    y, arm : ndarray, shape (people,)
        Scores and arm (1 treatment) in order of enrolment.
    adjust : ndarray, shape (people, columns)
        Baseline and covariates.
    probability : ndarray, shape (people,), optional
        Each person's probability of the treatment arm; the share so far where None.
    start : int
        First number of people.

    Raises
    ------
    CannotEstimate
        "collinear" when an arm's regression cannot be fitted.

    Notes
    -----
    Pseudo-outcome of person i after n people: m1(x_i) - m0(x_i) + (A_i/p_i - (1 - A_i)/(1 - p_i))
    (y_i - m_A(x_i)), m1 and m0 least squares in each arm among the first n; its mean is the
    difference, its SD, times sqrt(n / (n - 2k)) for the 2k coefficients fitted, the SD told.
    """
    design = np.column_stack([np.ones(len(y)), adjust])
    for n in range(start, len(y) + 1):
        x, seen, a = design[:n], y[:n], arm[:n]
        share = a.mean() if probability is None else probability[:n]
        predicted = [_predict(x, seen, a == one) for one in (1, 0)]
        residual = seen - np.where(a == 1, predicted[0], predicted[1])
        pseudo = predicted[0] - predicted[1] + (a / share - (1 - a) / (1 - share)) * residual
        fitted = n / (n - 2 * design.shape[1])
        sd = float(np.sqrt(pseudo.var(ddof=0) * fitted))
        yield Running(n, int(a.sum()), float(pseudo.mean()), sd)


def _predict(x: np.ndarray, y: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Least-squares prediction for everyone from the people in `rows`."""
    coefficients, _, rank, _ = np.linalg.lstsq(x[rows], y[rows], rcond=None)
    if rank < x.shape[1] or rows.sum() <= x.shape[1]:
        raise CannotEstimate(
            "collinear",
            "In one arm the baseline and covariates cannot be told apart.",
            "Adjust for fewer covariates, or wait for more people.",
        )
    return np.asarray(x @ coefficients)
