"""REML of the partially nested model: therapists in the treatment arm, one variance an arm.

Every matrix of the model is a multiple of the identity in three spaces: the comparator arm, people
around their therapist's mean, and each therapist's mean. So everything is a weighted sum of three
kinds of cross-products, and a round costs the number of therapists, not of people.
"""

from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate
from analysis.core.formulas import least_squares

from .weighted_effects import require_spread

_MOST_ROUNDS = 100
_CONVERGED = 1e-10
_STEEP = 1e-6
_SMALLEST_SHARE = 1e-8
"""Of the variance at the start: a variance that falls below it stays there."""


@dataclass(frozen=True, eq=False)
class NestedData:
    """Cross-products of [design, score] in each space, shape (spaces, p + 1, p + 1).

    Spaces are the comparator arm, people around their therapist's mean, and each therapist's mean;
    `dimensions` says of how many each consists. `slopes`, shape (3, spaces), are the derivatives of
    the variance there by the three variances; `start` is a plain residual variance.
    """

    products: np.ndarray
    dimensions: np.ndarray
    slopes: np.ndarray
    sizes: np.ndarray
    start: float

    @staticmethod
    def of(
        design: np.ndarray, score: np.ndarray, treated: np.ndarray, groups: np.ndarray
    ) -> "NestedData":
        """From rows; `groups` numbers the therapist of each treated person."""
        plain = least_squares(design, score)  # refuses too few people, and collinear columns
        require_spread(plain.sigma2, score)
        rows = np.column_stack([design, score])
        mine, others = rows[treated], rows[~treated]
        sizes = np.bincount(groups).astype(float)
        count, ones = len(sizes), np.ones(len(sizes))
        sums = np.zeros((count, rows.shape[1]))
        np.add.at(sums, groups, mine)
        between = sums[:, :, None] * sums[:, None, :] / sizes[:, None, None]
        apart = mine - (sums / sizes[:, None])[groups]
        products = np.concatenate([[others.T @ others, apart.T @ apart], between])
        dimensions = np.r_[len(others), len(mine) - count, ones]
        slopes = np.array([np.r_[1, 0, 0 * ones], np.r_[0, 1, ones], np.r_[0, 0, sizes]])
        return NestedData(products, dimensions, slopes, sizes, plain.sigma2)


@dataclass(frozen=True, eq=False)
class NestedFit:
    """Coefficients, their covariance, and variances (comparator, within, between therapists).

    `slopes` holds the derivative of the covariance by each variance, shape (3, p, p);
    `information` is the expected one of the three, `observed` the one at these data.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    variances: np.ndarray
    slopes: np.ndarray
    information: np.ndarray
    observed: np.ndarray
    gradient: np.ndarray
    log_likelihood: float

    @property
    def comparator(self) -> float:
        return float(self.variances[0])

    @property
    def within(self) -> float:
        return float(self.variances[1])

    @property
    def between(self) -> float:
        return float(self.variances[2])

    def df(self, place: int) -> float:
        """Satterthwaite's df of one coefficient."""
        slope = self.slopes[:, place, place]
        spread = float(slope @ np.linalg.solve(self.information, slope))
        return 2 * float(self.covariance[place, place]) ** 2 / spread


def fit_nested(data: NestedData) -> NestedFit:
    """REML estimates by Newton's steps, the variance between therapists held at 0 or above.

    Raises
    ------
    CannotEstimate
        "not_converged", or "no_variation" when a variance falls to zero.
    """
    variances = np.array([data.start, data.start, 0.1 * data.start])
    lowest = np.array([_SMALLEST_SHARE * data.start, _SMALLEST_SHARE * data.start, 0.0])
    here = evaluate(data, variances)
    for _ in range(_MOST_ROUNDS):
        free = ~((variances <= lowest) & (here.gradient < 0))
        step = np.zeros(3)
        step[free] = _newton(here, free)
        ahead, moved = _move(data, here, step, lowest)
        if np.abs(moved - variances).max() <= _CONVERGED * variances.max():
            if (moved[:2] <= lowest[:2]).any():
                raise _flat()
            return ahead
        variances, here = moved, ahead
    raise CannotEstimate("not_converged", "The model with therapists did not settle.",
                         "Leave the therapist out, or use the design effect.")  # fmt: skip


def _newton(here: NestedFit, free: np.ndarray) -> np.ndarray:
    """A step by the observed information where that has a maximum ahead, else the expected one."""
    inside = np.ix_(free, free)
    observed = here.observed[inside]
    steep = np.linalg.eigvalsh(observed).min() > _STEEP * np.trace(here.information[inside])
    return np.asarray(
        np.linalg.solve(observed if steep else here.information[inside], here.gradient[free])
    )


def _move(
    data: NestedData, here: NestedFit, step: np.ndarray, lowest: np.ndarray
) -> tuple[NestedFit, np.ndarray]:
    """A step, shortened until the likelihood no longer falls."""
    for _ in range(40):
        moved = np.maximum(here.variances + step, lowest)
        ahead = evaluate(data, moved)
        if ahead.log_likelihood >= here.log_likelihood - 1e-10:
            break
        step = step / 2
    return ahead, moved


def evaluate(data: NestedData, variances: np.ndarray) -> NestedFit:
    """Everything at these variances (comparator, within, between): see Notes.

    Notes
    -----
    With P = V^-1 - V^-1 X (X'V^-1 X)^-1 X'V^-1 and V_k the derivative of V: the gradient is
    (y'P V_k P y - tr P V_k) / 2, the information tr(P V_k P V_l) / 2, and the mean of it
    and the observed one y'P V_k P V_l P y / 2 (Gilmour, Thompson & Cullis 1995, Biometrics
    51:1440-1450).
    """
    line = variances @ data.slopes  # the variance in each space
    once = data.slopes / line**2
    pairs = data.slopes[:, None] * data.slopes[None, :]
    factors = np.concatenate([1 / line[None], once, (pairs / line**3).reshape(9, -1)])
    weighed = np.tensordot(factors, data.products, axes=1)
    precise, single, double = weighed[0], weighed[1:4], weighed[4:]
    covariance = np.linalg.inv(precise[:-1, :-1])
    beta = covariance @ precise[:-1, -1]
    rest = np.append(-beta, 1.0)
    inner = single[:, :-1, :-1]
    moved = covariance @ inner @ covariance
    trace = (data.slopes / line) @ data.dimensions
    gradient = rest @ single @ rest - trace + np.einsum("kij,ji->k", inner, covariance)
    information = (
        (pairs / line**2) @ data.dimensions
        - 2 * np.einsum("kij,ji->k", double[:, :-1, :-1], covariance).reshape(3, 3)
        + np.einsum("kij,lji->kl", inner, moved)
    )
    pushed = single[:, :-1] @ rest
    average = (rest @ double @ rest).reshape(3, 3) - pushed @ covariance @ pushed.T
    observed = 2 * average - information
    log_det = data.dimensions @ np.log(line) + np.linalg.slogdet(precise[:-1, :-1])[1]
    fit = -(log_det + rest @ precise @ rest) / 2
    return NestedFit(
        beta, covariance, variances, moved, information / 2, observed / 2, gradient / 2, float(fit)
    )


def _flat() -> CannotEstimate:
    return CannotEstimate(
        "no_variation",
        "In one arm scores do not vary, so its error cannot be told.",
        "Check that the right column is mapped, or choose another visit.",
    )
