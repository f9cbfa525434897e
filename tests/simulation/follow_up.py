"""Times to an event in many trials at once, and the estimators of `analysis.durability` on them.

Everything has shape (replicates, people), sorted by time within a replicate, no two times alike.
That it equals the real estimators is a test of its own (test_durability_small.py).
"""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

Z = float(ndtri(0.975))
KINDS = ("log", "log-log", "plain")


class Drawn(NamedTuple):
    """Sorted times, whether the event came (`kind` 1; 2 is a competing one, 0 lost), the arm."""

    time: np.ndarray
    kind: np.ndarray
    treated: np.ndarray

    @property
    def event(self) -> np.ndarray:
        return self.kind == 1


class Limits(NamedTuple):
    low: np.ndarray
    high: np.ndarray

    def hold(self, truth: np.ndarray | float) -> np.ndarray:
        return (self.low <= truth) & (truth <= self.high)


def draw(
    rng: np.random.Generator,
    replicates: int,
    n: tuple[int, int],
    hazards: tuple[float, float],
    lost: tuple[float, float] = (1.0, 3.0),
    competing: float = 0.0,
) -> Drawn:
    """Exponential times (hazards of treatment, control) and losses, uniform between two times."""
    people = sum(n)
    treated = np.broadcast_to(np.arange(people) < n[0], (replicates, people))
    came = rng.exponential(1.0, (replicates, people)) / np.where(treated, *hazards)
    ends = rng.uniform(*lost, (replicates, people))
    kind = (came <= ends).astype(int)
    time = np.minimum(came, ends)
    if competing:
        other = rng.exponential(1 / competing, (replicates, people))
        kind, time = np.where(other < time, 2, kind), np.minimum(other, time)
    order = np.argsort(time, axis=1)
    return Drawn(*(np.take_along_axis(a, order, axis=1) for a in (time, kind, treated)))


def arm(drawn: Drawn, treated: bool) -> Drawn:
    """One arm of every trial."""
    people = int((drawn.treated[0] == treated).sum())
    inside = drawn.treated == treated
    return Drawn(*(a[inside].reshape(-1, people) for a in drawn))


class Curve(NamedTuple):
    """Survival and Greenwood's sum after each person's time; people at risk just before it."""

    survival: np.ndarray
    variance: np.ndarray
    at_risk: np.ndarray


def curve_of(event: np.ndarray) -> Curve:
    """Kaplan-Meier of sorted people."""
    n = event.shape[1]
    at_risk = np.broadcast_to(n - np.arange(n), event.shape).astype(float)
    with np.errstate(divide="ignore"):
        terms = np.where(event, 1 / (at_risk * (at_risk - 1)), 0.0)
    survival = np.cumprod(np.where(event, 1 - 1 / at_risk, 1.0), axis=1)
    return Curve(survival, np.cumsum(terms, axis=1), at_risk)


def read(values: np.ndarray, time: np.ndarray, at: float, start: float) -> np.ndarray:
    """A step function at `at`."""
    place = (time <= at).sum(axis=1)
    padded = np.column_stack([np.full(len(values), start), values])
    return padded[np.arange(len(values)), place]


def survival_limits(drawn: Drawn, at: float) -> tuple[dict[str, Limits], np.ndarray]:
    """Limits of S(at) by kind (nan where there are none), and whether anybody is followed to it."""
    curve = curve_of(drawn.event)
    s, v = read(curve.survival, drawn.time, at, 1.0), read(curve.variance, drawn.time, at, 0.0)
    s = np.where(s > 0, s, np.nan)
    half = Z * np.sqrt(np.where(np.isnan(s), np.nan, v))
    with np.errstate(divide="ignore", invalid="ignore"):
        width = np.where(s == 1, 0.0, half / -np.log(s))
    found = {
        "log": Limits(s * np.exp(-half), np.minimum(s * np.exp(half), 1)),
        "log-log": Limits(s ** np.exp(width), s ** np.exp(-width)),
        "plain": Limits(np.maximum(s - half * s, 0), np.minimum(s + half * s, 1)),
    }
    return found, drawn.time[:, -1] >= at


def restricted(drawn: Drawn, tau: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Restricted mean up to each replicate's `tau`, and its variance."""
    curve = curve_of(drawn.event)
    inside = drawn.time <= tau[:, None]
    edges = np.column_stack([np.zeros(len(tau)), np.minimum(drawn.time, tau[:, None]), tau])
    heights = np.column_stack([np.ones(len(tau)), curve.survival])
    areas = np.diff(edges, axis=1) * heights
    ahead = areas[:, 1:][:, ::-1].cumsum(axis=1)[:, ::-1]
    left = curve.at_risk - 1
    terms = np.where(
        drawn.event & inside & (left > 0), 1 / (curve.at_risk * np.maximum(left, 1)), 0
    )
    return areas.sum(axis=1), (ahead**2 * terms).sum(axis=1)


def last_with(drawn: Drawn, people: int) -> np.ndarray:
    """Last time by which `people` are still followed in both arms."""
    times = [
        one.time[:, one.time.shape[1] - people] for one in (arm(drawn, True), arm(drawn, False))
    ]
    return np.minimum(*times)


class Fits(NamedTuple):
    """Cox's model with the arm alone: log hazard ratio, SE, robust SE, chi-squares of no effect."""

    value: np.ndarray
    se: np.ndarray
    robust: np.ndarray
    score: np.ndarray
    lrt: np.ndarray
    proportional: np.ndarray


def fit(drawn: Drawn, steps: int = 25) -> Fits:
    """Newton's method in every trial; nan where one arm's hazard ratio has no end."""
    z, event = drawn.treated.astype(float), drawn.event
    ones = z[:, ::-1].cumsum(axis=1)[:, ::-1]
    zeros = (1 - z)[:, ::-1].cumsum(axis=1)[:, ::-1]
    beta = np.zeros(len(z))

    def share(b: np.ndarray) -> np.ndarray:
        weighed = ones * np.exp(b)[:, None]
        return weighed / (weighed + zeros)

    def parts(b: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        p = share(b)
        gradient = np.where(event, z - p, 0).sum(axis=1)
        total = np.log(ones * np.exp(b)[:, None] + zeros)
        value = np.where(event, z * b[:, None] - total, 0).sum(axis=1)
        return gradient, np.where(event, p * (1 - p), 0).sum(axis=1), value

    start = parts(beta)
    for _ in range(steps):
        gradient, information, _ = parts(beta)
        beta = np.clip(beta + gradient / np.maximum(information, 1e-12), -12, 12)
    _, information, reached = parts(beta)
    beta = np.where((np.abs(beta) < 11) & (information > 1e-6), beta, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        se = 1 / np.sqrt(np.where(np.isnan(beta), np.nan, information))
        return Fits(beta, se, _robust(z, event, beta, share(beta), ones, zeros) * se**2,
                    start[0] ** 2 / start[1], 2 * (reached - start[2]),
                    _proportional(event, z - share(beta), share(beta)))  # fmt: skip


def _robust(
    z: np.ndarray, event: np.ndarray, beta: np.ndarray, p: np.ndarray, *sides: np.ndarray
) -> np.ndarray:
    """Root of the summed squares of the score residuals."""
    risk = np.exp(beta)[:, None]
    hazard = np.where(event, 1 / (sides[0] * risk + sides[1]), 0)
    total, weighed = hazard.cumsum(axis=1), (hazard * p).cumsum(axis=1)
    residual = np.where(event, z - p, 0) - np.where(z == 1, risk, 1) * (z * total - weighed)
    return np.sqrt((residual**2).sum(axis=1))


def _proportional(event: np.ndarray, residual: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Chi-square of a log hazard ratio that changes with 1 - Kaplan-Meier."""
    before = np.column_stack([np.ones(len(event)), curve_of(event).survival[:, :-1]])
    g, spread = np.where(event, 1 - before, 0), np.where(event, p * (1 - p), 0)
    score = (g * np.where(event, residual, 0)).sum(axis=1)
    mixed, own = (g * spread).sum(axis=1), spread.sum(axis=1)
    return score**2 / ((g**2 * spread).sum(axis=1) - mixed**2 / own)


def log_rank(drawn: Drawn, rho: float = 0.0) -> np.ndarray:
    """Chi-square of the two arms."""
    z, event = drawn.treated.astype(float), drawn.event
    ones = z[:, ::-1].cumsum(axis=1)[:, ::-1]
    p = ones / (z.shape[1] - np.arange(z.shape[1]))
    before = np.column_stack([np.ones(len(z)), curve_of(event).survival[:, :-1]])
    w = np.where(event, before**rho, 0)
    return (w * (z - p)).sum(axis=1) ** 2 / (w**2 * p * (1 - p)).sum(axis=1)
