"""The weighted estimators of `analysis.adjustment`, many cohorts at once."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtri, stdtrit

from analysis.core.formulas import small_sample_factor

LEVEL = 0.95
Z = float(ndtri((1 + LEVEL) / 2))


@dataclass(frozen=True)
class Cohorts:
    """`design` (replicates, people, p), the constant first, then baseline; `arm` (people,)."""

    design: np.ndarray
    arm: np.ndarray
    score: np.ndarray

    def choose(self, good: np.ndarray) -> "Cohorts":
        return Cohorts(self.design[good], self.arm, self.score[good])


@dataclass(frozen=True)
class Found:
    """Estimate and standard error of each replicate, and the quantile its limits use."""

    value: np.ndarray
    se: np.ndarray
    quantile: float

    def hold(self, truth: float) -> np.ndarray:
        """1 where the limits hold the truth, 0 where not, nan where there are none."""
        held = (np.abs(self.value - truth) <= self.quantile * self.se) * 1.0
        return np.where(np.isnan(self.se), np.nan, held)


@dataclass(frozen=True)
class Scores:
    """Propensities and the inverse information, of cohorts whose model converged."""

    e: np.ndarray
    inverse: np.ndarray


def fit_propensity(cohorts: Cohorts) -> tuple[Scores, np.ndarray]:
    """Maximum likelihood in those where it exists, and which those are."""
    X, t = cohorts.design, cohorts.arm
    beta, good = np.zeros((len(X), X.shape[2])), np.ones(len(X), dtype=bool)
    for _ in range(30):
        e = expit(_times(X, beta))
        information = np.swapaxes(X, 1, 2) @ (X * (e * (1 - e))[:, :, None])
        good &= np.linalg.det(information) > 1e-8
        information[~good] = np.eye(X.shape[2])
        step = np.linalg.solve(information, _across(X, t - e)[:, :, None])[:, :, 0]
        beta = beta + np.where(good[:, None], step, 0)
        good &= np.abs(_times(X, beta)).max(axis=1) < 25
        if np.abs(step[good]).max(initial=0) < 1e-8:
            break
    e = expit(_times(X, beta))
    good &= np.abs(_across(X, t - e)).max(axis=1) < 1e-6
    information = np.swapaxes(X[good], 1, 2) @ (X[good] * (e * (1 - e))[good][:, :, None])
    return Scores(e[good], np.linalg.inv(information)), good


def weigh(kind: str, e: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, ...]:
    """Weights, their slope, the tilt and its slope, as `balancing_weights`."""
    both = e * (1 - e)
    if kind == "overlap":
        return (
            np.where(t == 1, 1 - e, e),
            np.where(t == 1, -both, both),
            both,
            both * (1 - 2 * e),
        )
    odds = e / (1 - e)
    if kind == "iptw":
        values = np.where(t == 1, 1 / e, 1 / (1 - e))
        return values, np.where(t == 1, -1 / odds, odds), 1 + 0 * e, 0 * e
    return np.where(t == 1, 1.0, odds), np.where(t == 1, 0.0, odds), e, both


def weighted(cohorts: Cohorts, scores: Scores, kind: str) -> tuple[Found, Found]:
    """`weighted_difference`, and the same with HC0 as if the weights were known."""
    weights = weigh(kind, scores.e, cohorts.arm)
    value, share, influence = _difference(cohorts, scores, cohorts.score, weights[:2])
    known = np.sqrt((share**2).sum(axis=1))
    return Found(value, np.sqrt((influence**2).sum(axis=1)), Z), Found(value, known, Z)


def overlap_adjusted(cohorts: Cohorts, scores: Scores) -> Found:
    """`overlap_weighted_difference` where the propensity has a maximum."""
    t, X, n = cohorts.arm, cohorts.design, len(cohorts.arm)
    weights = weigh("overlap", scores.e, t)
    w = weights[0]
    arm = np.broadcast_to(t, scores.e.shape)[:, :, None]
    model = np.concatenate([X, arm], axis=2)
    bread = np.linalg.inv(np.swapaxes(model, 1, 2) @ (model * w[:, :, None]))
    beta = (bread @ _across(model, w * cohorts.score)[:, :, None])[:, :, 0]
    rest = cohorts.score - _times(X[:, :, 1:], beta[:, 1:-1])
    _, _, influence = _difference(cohorts, scores, rest, weights[:2])
    of_score = w * ((model @ bread) * model).sum(axis=2)
    both = scores.e * (1 - scores.e)
    of_arm = both * ((X @ scores.inverse) * X).sum(axis=2)
    leverage = np.maximum(of_score, of_arm)
    df = n - X.shape[2] - 1
    se = np.sqrt((influence**2 / (1 - leverage)).sum(axis=1))
    return Found(beta[:, -1], se, float(stdtrit(df, (1 + LEVEL) / 2)))


def overlap_weighted_g(cohorts: Cohorts, scores: Scores) -> Found:
    """`overlap_weighted_g` of the leading estimate."""
    points, baseline, side = overlap_adjusted(cohorts, scores), cohorts.design[:, :, 1], cohorts.arm
    m = len(side) - 2
    sums = [
        (arm.sum() - 1) * baseline[:, arm].var(axis=1, ddof=1) for arm in (side == 1, side == 0)
    ]
    s, factor = np.sqrt((sums[0] + sums[1]) / m), small_sample_factor(m)
    ratio = points.value / s
    se = factor * np.sqrt((points.se / s) ** 2 + ratio**2 / (2 * m))
    return Found(factor * ratio, se, points.quantile)


def doubly_robust(cohorts: Cohorts, scores: Scores, kind: str) -> Found:
    """`doubly_robust_difference` with a model of the score in each arm; nan where refused."""
    values, slope, tilt, tilt_slope = weigh(kind, scores.e, cohorts.arm)
    X, total = cohorts.design, tilt.sum(axis=1, keepdims=True)
    target = _across(X, tilt) / total
    residual, predicted, moved = (np.zeros_like(scores.e) for _ in range(3))
    for side, sign in ((cohorts.arm == 1, 1), (cohorts.arm == 0, -1)):
        x, y = X[:, side], cohorts.score[:, side]
        cross = np.swapaxes(x, 1, 2) @ x
        flat = np.linalg.det(cross) < 1e-6  # the real function refuses an arm without variation
        cross[flat] = np.nan
        bread = np.linalg.inv(cross)
        beta = (bread @ _across(x, y)[:, :, None])[:, :, 0]
        residual[:, side] = y - _times(x, beta)
        predicted += sign * _times(X, beta)
        w = values[:, side]
        reached = _across(x, w) / w.sum(axis=1, keepdims=True)
        through = (bread @ (target - reached)[:, :, None])[:, :, 0]
        moved[:, side] = sign * residual[:, side] * _times(x, through)
    average = (tilt * predicted).sum(axis=1, keepdims=True) / total
    centred = predicted - average
    rest, _, influence = _difference(cohorts, scores, residual, (values, slope))
    gradient = _across(X, tilt_slope / total * centred)
    influence = influence + tilt / total * centred + moved + _through(cohorts, scores, gradient)
    return Found(average[:, 0] + rest, np.sqrt((influence**2).sum(axis=1)), Z)


def _difference(
    cohorts: Cohorts, scores: Scores, score: np.ndarray, weights: tuple[np.ndarray, ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Difference in weighted means, its influence with known weights, and with estimated ones."""
    t, (values, slope) = cohorts.arm, weights
    sides = [t == 1, t == 0]
    totals = [values[:, side].sum(axis=1, keepdims=True) for side in sides]
    means = [(values[:, side] * score[:, side]).sum(axis=1, keepdims=True) / total
             for side, total in zip(sides, totals, strict=True)]  # fmt: skip
    total, mean = (np.where(t == 1, a, b) for a, b in (totals, means))
    rest = (2 * t - 1) * (score - mean)
    gradient = _across(cohorts.design, slope / total * rest)
    share = values / total * rest
    influence = share + _through(cohorts, scores, gradient)
    return (means[0] - means[1])[:, 0], share, influence


def _through(cohorts: Cohorts, scores: Scores, gradient: np.ndarray) -> np.ndarray:
    """What the error of the propensity adds to each person's influence."""
    moved = (scores.inverse @ gradient[:, :, None])[:, :, 0]
    return (cohorts.arm - scores.e) * _times(cohorts.design, moved)


def _times(X: np.ndarray, beta: np.ndarray) -> np.ndarray:
    return (X @ beta[:, :, None])[:, :, 0]


def _across(X: np.ndarray, values: np.ndarray) -> np.ndarray:
    return (np.swapaxes(X, 1, 2) @ values[:, :, None])[:, :, 0]
