"""Events seen only between visits, some of which are missed: trials for the real estimators."""

import numpy as np

from analysis.core import CannotEstimate
from analysis.durability import compare_intervals, read_turnbull

VISITS = np.array([0.25, 0.5, 1.0, 2.0])
MISSED = 0.15


def draw_intervals(
    rng: np.random.Generator, people: int, hazard: float | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Last visit without and first with the event, everybody without at the start."""
    came = rng.exponential(1.0, people) / hazard
    days = np.concatenate([[0.0], VISITS])
    seen = rng.random((people, len(days))) >= MISSED
    seen[:, 0] = True
    after = np.where(seen & (days <= came[:, None]), days, -1).max(axis=1)
    until = np.where(seen & (days > came[:, None]), days, np.inf).min(axis=1)
    return after, until


def cover_turnbull(
    rng: np.random.Generator, trials: int, people: int, hazard: float, replicates: int
) -> list[float]:
    """Share of bootstrap limits that hold the truth, at each visit."""
    truth, held = np.exp(-hazard * VISITS), []
    for _ in range(trials):
        after, until = draw_intervals(rng, people, hazard)
        seed = int(rng.integers(2**31))
        found = read_turnbull(after, until, VISITS, replicates=replicates, seed=seed)
        held.append((found.low <= truth) & (truth <= found.high))
    return [float(share) for share in np.mean(held, axis=0)]


def reject_intervals(
    rng: np.random.Generator,
    trials: int,
    n: tuple[int, int],
    hazards: tuple[float, float],
    permutations: int,
) -> float:
    """Share of trials in which the permutation test rejects at 5 %."""
    treated, rejected, told = np.arange(sum(n)) < n[0], 0, 0
    for _ in range(trials):
        intervals = draw_intervals(rng, sum(n), np.where(treated, *hazards))
        try:
            found = compare_intervals(*intervals, treated, permutations, int(rng.integers(2**31)))
        except CannotEstimate:
            continue
        rejected, told = rejected + (found.p <= 0.05), told + 1
    return rejected / told
