"""The partially nested model of `analysis.adjustment`, many cohorts at once.

That it is the real one is a test of its own (test_adjustment_small.py).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtri, stdtrit

LEVEL = 0.95
_ROUNDS, _CONVERGED, _STEEP, _SMALLEST = 100, 1e-10, 1e-6, 1e-8


@dataclass(frozen=True)
class Nested:
    """Rows of many cohorts: `design` (cohorts, people, p), the treated people first.

    `groups` (cohorts, treated) numbers the therapist of each treated person.
    """

    design: np.ndarray
    score: np.ndarray
    groups: np.ndarray
    therapists: int

    def shares(self) -> np.ndarray:
        """Who is whose, (cohorts, treated, therapists), 0 or 1."""
        return (self.groups[:, :, None] == np.arange(self.therapists)) * 1.0

    def products(self) -> tuple[np.ndarray, np.ndarray]:
        """Cross-products of [design, score] in each space, and therapists' sizes."""
        rows, treated = np.dstack([self.design, self.score]), self.groups.shape[1]
        mine, others, whose = rows[:, :treated], rows[:, treated:], self.shares()
        sizes = whose.sum(axis=1)
        sums = _across(whose) @ mine
        between = sums[:, :, :, None] * sums[:, :, None, :] / sizes[:, :, None, None]
        apart = mine - whose @ (sums / sizes[:, :, None])
        first = np.stack([_across(others) @ others, _across(apart) @ apart], axis=1)
        return np.concatenate([first, between], axis=1), sizes


@dataclass(frozen=True)
class Fits:
    """At some variances (cohorts, 3): comparator, within and between therapists."""

    beta: np.ndarray
    covariance: np.ndarray
    moved: np.ndarray
    gradient: np.ndarray
    information: np.ndarray
    observed: np.ndarray
    likelihood: np.ndarray


def evaluate(
    products: np.ndarray, dimensions: np.ndarray, slopes: np.ndarray, variances: np.ndarray
) -> Fits:
    """What `nested_reml.evaluate` says of each cohort."""
    count, spaces, q = products.shape[0], products.shape[1], products.shape[2]
    line = (variances[:, None] @ slopes)[:, 0]
    pairs = (slopes[:, :, None] * slopes[:, None]).reshape(count, 9, spaces)
    factors = np.concatenate(
        [1 / line[:, None], slopes / line[:, None] ** 2, pairs / line[:, None] ** 3], axis=1
    )
    weighed = (factors @ products.reshape(count, spaces, q * q)).reshape(count, 13, q, q)
    precise, single, double = weighed[:, 0], weighed[:, 1:4], weighed[:, 4:]
    covariance = np.linalg.inv(precise[:, :-1, :-1])
    beta = (covariance @ precise[:, :-1, -1:])[:, :, 0]
    rest = np.concatenate([-beta, np.ones((count, 1))], axis=1)
    inner, wide = single[:, :, :-1, :-1], covariance[:, None]
    moved = wide @ inner @ wide
    quadratic = np.einsum("ri,rkij,rj->rk", rest, weighed[:, 1:], rest)
    gradient = (quadratic[:, :3] - (slopes / line[:, None]) @ dimensions
                + np.einsum("rkij,rji->rk", inner, covariance))  # fmt: skip
    traces = np.einsum("rkij,rji->rk", double[:, :, :-1, :-1], covariance)
    information = (pairs / line[:, None] ** 2) @ dimensions - 2 * traces
    information = information.reshape(count, 3, 3) + np.einsum("rkij,rlji->rkl", inner, moved)
    pushed = (single[:, :, :-1] @ rest[:, None, :, None])[..., 0]
    average = quadratic[:, 3:].reshape(count, 3, 3) - pushed @ covariance @ _across(pushed)
    logs = np.log(line) @ dimensions + np.linalg.slogdet(precise[:, :-1, :-1])[1]
    fit = -(logs + np.einsum("ri,rij,rj->r", rest, precise, rest)) / 2
    return Fits(beta, covariance, moved, gradient / 2, information / 2,
                (2 * average - information) / 2, fit)  # fmt: skip


def fit(data: Nested) -> tuple[Fits, np.ndarray]:
    """REML by Newton's steps, the variance between therapists held at 0 or above."""
    products, sizes = data.products()
    count, treated = len(sizes), data.groups.shape[1]
    dimensions = np.r_[data.score.shape[1] - treated, treated - data.therapists,
                       np.ones(data.therapists)]  # fmt: skip
    slopes = np.zeros((count, 3, len(dimensions)))
    slopes[:, 0, 0], slopes[:, 1, 1:], slopes[:, 2, 2:] = 1, 1, sizes
    start = _plain_variance(data)
    lowest = start[:, None] * np.array([_SMALLEST, _SMALLEST, 0.0])
    variances = start[:, None] * np.array([1.0, 1.0, 0.1])
    going = np.arange(count)
    for _ in range(_ROUNDS):
        parts = products[going], dimensions, slopes[going]
        here = evaluate(*parts, variances[going])
        free = ~((variances[going] <= lowest[going]) & (here.gradient < 0))
        ahead = _move(parts, here, _newton(here, free), variances[going], lowest[going])
        change = np.abs(ahead - variances[going]).max(axis=1)
        still = change > _CONVERGED * variances[going].max(axis=1)
        variances[going] = ahead
        going = going[still]
        if not len(going):
            break
    return evaluate(products, dimensions, slopes, variances), variances


def _newton(here: Fits, free: np.ndarray) -> np.ndarray:
    """By the observed information where that has a maximum ahead, else the expected one."""
    both = free[:, :, None] & free[:, None]
    trace = (np.einsum("rkk->rk", here.information) * free).sum(axis=1)[:, None, None]
    alone = np.eye(3) * ~free[:, None] * trace
    observed, expected = (np.where(both, part, 0) + alone
                          for part in (here.observed, here.information))  # fmt: skip
    steep = np.linalg.eigvalsh(observed).min(axis=1) > _STEEP * trace[:, 0, 0]
    chosen = np.where(steep[:, None, None], observed, expected)
    wanted = np.where(free, here.gradient, 0)
    return np.asarray(np.linalg.solve(chosen, wanted[:, :, None])[:, :, 0])


def _move(
    parts: tuple, here: Fits, step: np.ndarray, variances: np.ndarray, lowest: np.ndarray
) -> np.ndarray:
    """A step, shortened where the likelihood falls."""
    for _ in range(40):
        ahead = np.maximum(variances + step, lowest)
        fell = evaluate(*parts, ahead).likelihood < here.likelihood - 1e-10
        if not fell.any():
            break
        step = np.where(fell[:, None], step / 2, step)
    return ahead


def _plain_variance(data: Nested) -> np.ndarray:
    rest = data.score - (data.design @ _solve(data.design, data.score)[:, :, None])[:, :, 0]
    return np.asarray((rest**2).sum(axis=1) / (rest.shape[1] - data.design.shape[2]))


def _solve(design: np.ndarray, score: np.ndarray) -> np.ndarray:
    crossed = (_across(design) @ score[:, :, None])[:, :, 0]
    return np.asarray(np.linalg.solve(_across(design) @ design, crossed[:, :, None])[:, :, 0])


def arm_limits(data: Nested) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Difference (the second coefficient) and half width; lower and upper limit of the ICC."""
    found, variances = fit(data)
    slope = found.moved[:, :, 1, 1]
    spread = (slope * np.linalg.solve(found.information, slope[:, :, None])[:, :, 0]).sum(axis=1)
    own = found.covariance[:, 1, 1]
    half = stdtrit(2 * own**2 / spread, (1 + LEVEL) / 2) * np.sqrt(own)
    value = variances[:, 2] / (variances[:, 1] + variances[:, 2])
    return found.beta[:, 1], half, *_icc_limits(data, found.beta, value)


def _icc_limits(data: Nested, beta: np.ndarray, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n, k, whose = data.groups.shape[1], data.therapists, data.shares()
    rest = (data.score - (data.design @ beta[:, :, None])[:, :, 0])[:, :n]
    sizes = whose.sum(axis=1)
    means = (_across(whose) @ rest[:, :, None])[:, :, 0] / sizes
    between = (sizes * (means - rest.mean(axis=1, keepdims=True)) ** 2).sum(axis=1) / (k - 1)
    within = ((rest - (whose @ means[:, :, None])[:, :, 0]) ** 2).sum(axis=1) / (n - k)
    size, ratio = (n - (sizes**2).sum(axis=1) / n) / (k - 1), between / within
    low, high = (
        np.maximum(0.0, (ratio / f - 1) / (ratio / f + size - 1))
        for f in (fdtri(k - 1, n - k, p) for p in ((1 + LEVEL) / 2, (1 - LEVEL) / 2))
    )
    return np.minimum(low, value), np.maximum(high, value)


def _across(rows: np.ndarray) -> np.ndarray:
    return np.swapaxes(rows, -1, -2)
