"""The estimators of `analysis.effect_sizes`, computed for many trials at once.

Each returns limits of shape (replicates,). That they equal the real estimators is a test of its
own (test_coverage_small.py).
"""

from typing import NamedTuple

import numpy as np
from scipy.special import expit, fdtrc, nctdtr, ndtri, stdtrit

from analysis.core.formulas import small_sample_factor

from .draws import Outcomes, Trials


class Limits(NamedTuple):
    low: np.ndarray
    high: np.ndarray

    def hold(self, truth: float) -> np.ndarray:
        """Whether each interval holds the truth."""
        return (self.low <= truth) & (truth <= self.high)


class Fits(NamedTuple):
    """Least squares of many trials: coefficients, HC3 covariances, df."""

    coefficients: np.ndarray
    covariance: np.ndarray
    df: int

    def limits(self, position: int, level: float) -> Limits:
        se = np.sqrt(self.covariance[:, position, position])
        return around(self.coefficients[:, position], se, self.df, level)


def around(value: np.ndarray, se: np.ndarray, df: np.ndarray | float, level: float) -> Limits:
    half = stdtrit(df, (1 + level) / 2) * se
    return Limits(value - half, value + half)


def mean_interval(scores: np.ndarray, level: float) -> Limits:
    n = scores.shape[1]
    return around(scores.mean(axis=1), scores.std(axis=1, ddof=1) / np.sqrt(n), n - 1, level)


def mean_difference(trials: Trials, level: float) -> Limits:
    n_t, n_c = trials.after_t.shape[1], trials.after_c.shape[1]
    part_t = trials.after_t.var(axis=1, ddof=1) / n_t
    part_c = trials.after_c.var(axis=1, ddof=1) / n_c
    total = part_t + part_c
    df = total**2 / (part_t**2 / (n_t - 1) + part_c**2 / (n_c - 1))
    difference = trials.after_t.mean(axis=1) - trials.after_c.mean(axis=1)
    return around(difference, np.sqrt(total), df, level)


def hedges_tail(trials: Trials, truth: np.ndarray | float) -> np.ndarray:
    """P(T <= t) if the true g were `truth`: inside the limits where between 0.025 and 0.975."""
    n_t, n_c = trials.after_t.shape[1], trials.after_c.shape[1]
    m, scale = n_t + n_c - 2, np.sqrt(1 / n_t + 1 / n_c)
    spread_t = (n_t - 1) * trials.after_t.var(axis=1, ddof=1)
    spread_c = (n_c - 1) * trials.after_c.var(axis=1, ddof=1)
    difference = trials.after_t.mean(axis=1) - trials.after_c.mean(axis=1)
    t = difference / np.sqrt((spread_t + spread_c) / m) / scale
    return np.asarray(nctdtr(m, truth / small_sample_factor(m) / scale, t))


def d_average_variance(trials: Trials, level: float) -> Limits:
    n_t, n_c = trials.after_t.shape[1], trials.after_c.shape[1]
    v_t, v_c = trials.after_t.var(axis=1, ddof=1), trials.after_c.var(axis=1, ddof=1)
    v = (v_t + v_c) / 2
    d = (trials.after_t.mean(axis=1) - trials.after_c.mean(axis=1)) / np.sqrt(v)
    variance = d**2 * (v_t**2 / (n_t - 1) + v_c**2 / (n_c - 1)) / (8 * v**2)
    variance += (v_t / (n_t - 1) + v_c / (n_c - 1)) / v
    half = ndtri((1 + level) / 2) * np.sqrt(variance)
    return Limits(d - half, d + half)


def least_squares_hc3(design: np.ndarray, y: np.ndarray) -> Fits:
    """Least squares with HC3: `design` (replicates, people, p), `y` (replicates, people)."""
    inverse = np.linalg.inv(design.transpose(0, 2, 1) @ design)
    hat_rows = inverse @ design.transpose(0, 2, 1)
    coefficients = (hat_rows @ y[:, :, None])[:, :, 0]
    residuals = y - (design @ coefficients[:, :, None])[:, :, 0]
    leverage = (design * hat_rows.transpose(0, 2, 1)).sum(axis=2)
    weighted = hat_rows * (residuals / (1 - leverage))[:, None, :]
    df = design.shape[1] - design.shape[2]
    return Fits(coefficients, weighted @ weighted.transpose(0, 2, 1), df)


def fit_ancova(trials: Trials, covariates: np.ndarray | None = None) -> Fits:
    """Score on arm, baseline and, if any, `covariates` (people, columns), the same every time."""
    baseline = trials.baseline
    fixed = np.zeros((baseline.shape[1], 0)) if covariates is None else covariates
    columns = [np.ones_like(baseline), np.broadcast_to(trials.arm, baseline.shape), baseline]
    columns += [np.broadcast_to(column, baseline.shape) for column in fixed.T]
    return least_squares_hc3(np.stack(columns, axis=2), trials.score)


def adjusted_g(trials: Trials, fits: Fits, level: float) -> Limits:
    n_t, n_c = trials.before_t.shape[1], trials.before_c.shape[1]
    m = n_t + n_c - 2
    spread = (n_t - 1) * trials.before_t.var(axis=1, ddof=1)
    spread += (n_c - 1) * trials.before_c.var(axis=1, ddof=1)
    s2, ratio = spread / m, fits.coefficients[:, 1] / np.sqrt(spread / m)
    factor = small_sample_factor(m)
    se = factor * np.sqrt(fits.covariance[:, 1, 1] / s2 + ratio**2 / (2 * m))
    return around(factor * ratio, se, fits.df, level)


def fit_joint(conditions: list[Trials]) -> tuple[Fits, Fits]:
    """Both joint models: an arm difference for each condition first, and one for all first."""
    sizes = [trials.baseline.shape[1] for trials in conditions]
    member = np.repeat(np.eye(len(sizes)), sizes, axis=0)
    baseline = np.concatenate([trials.baseline for trials in conditions], axis=1)
    arm = np.concatenate([trials.arm for trials in conditions])
    y = np.concatenate([trials.score for trials in conditions], axis=1)
    shape = (*baseline.shape, len(sizes))
    shared = [np.broadcast_to(member, shape), member * baseline[:, :, None]]
    by_condition = np.broadcast_to(member * arm[:, None], shape)
    overall = np.broadcast_to(arm[:, None], (*baseline.shape, 1))
    apart = least_squares_hc3(np.concatenate([by_condition, *shared], axis=2), y)
    return apart, least_squares_hc3(np.concatenate([overall, *shared], axis=2), y)


def interaction_p(apart: Fits, k: int) -> np.ndarray:
    contrast = np.column_stack([-np.ones(k - 1), np.eye(k - 1)])
    distance = apart.coefficients[:, :k] @ contrast.T
    spread = contrast @ apart.covariance[:, :k, :k] @ contrast.T
    f = (distance * np.linalg.solve(spread, distance[:, :, None])[:, :, 0]).sum(axis=1) / (k - 1)
    return np.asarray(fdtrc(k - 1, apart.df, f))


def standardised_risks(people: Outcomes, level: float) -> tuple[Limits, np.ndarray]:
    """Limits, and which replicates can be estimated (no separation)."""
    centred = people.baseline - people.baseline.mean(axis=1, keepdims=True)
    centred /= people.baseline.std(axis=1)[:, None]
    arm = np.broadcast_to(people.arm, centred.shape)
    design = np.stack([np.ones_like(centred), arm, centred], axis=2)
    beta, good = _fit_logistic(design, people.met)
    treated, untreated = design.copy(), design.copy()
    treated[:, :, 1], untreated[:, :, 1] = 1, 0
    share, share_t, share_c = (
        expit((x @ beta[:, :, None])[:, :, 0]) for x in (design, treated, untreated)
    )
    slopes = [(s * (1 - s))[:, :, None] for s in (share, share_t, share_c)]
    gradient = (treated * slopes[1] - untreated * slopes[2]).mean(axis=1)
    information = design.transpose(0, 2, 1) @ (design * slopes[0]) / share.shape[1]
    information[~good] = np.eye(3)
    through = np.linalg.solve(information, gradient[:, :, None])
    influence = (design @ through)[:, :, 0] * (people.met - share)
    between = share_t - share_c
    influence += between - between.mean(axis=1, keepdims=True)
    n = share.shape[1]
    se = np.sqrt((influence**2).sum(axis=1) / n / (n - 3))
    limits = around(between.mean(axis=1), se, n - 3, level)
    return Limits(np.maximum(limits.low, -1), np.minimum(limits.high, 1)), good


def _fit_logistic(design: np.ndarray, met: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    beta = np.zeros((len(design), design.shape[2]))
    good = np.ones(len(design), dtype=bool)
    for _ in range(40):
        share = expit((design @ beta[:, :, None])[:, :, 0])
        good &= np.minimum(share.min(axis=1), 1 - share.max(axis=1)) >= 1e-6
        information = design.transpose(0, 2, 1) @ (design * (share * (1 - share))[:, :, None])
        information[~good] = np.eye(design.shape[2])
        score = design.transpose(0, 2, 1) @ (met - share)[:, :, None]
        step = np.linalg.solve(information, score)[:, :, 0]
        beta = beta + np.where(good[:, None], step, 0)
        if np.abs(step[good]).max(initial=0) < 1e-11:
            break
    return beta, good
