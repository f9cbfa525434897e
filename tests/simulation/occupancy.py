"""Shares in response, and cumulative incidence, in many trials at once."""

import numpy as np

from .follow_up import Drawn, Limits, Z, read

RESPONDING = {True: 0.6, False: 0.45}
RETREATED = {True: 0.25, False: 1 / 3}
"""Share in response of those not retreated, and share retreated by the visit, by arm."""


def true_incidence(hazard: float, competing: float, at: float) -> float:
    """Probability of the event by `at` where both hazards are constant."""
    total = hazard + competing
    return float(hazard / total * (1 - np.exp(-total * at)))


def incidence_parts(drawn: Drawn, at: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Share with the event by `at`, its variance, and whether anybody is followed to it."""
    people = drawn.time.shape[1]
    n = people - np.arange(people, dtype=float)
    any_event, own = drawn.kind > 0, drawn.kind == 1
    survival = np.cumprod(np.where(any_event, 1 - 1 / n, 1.0), axis=1)
    before = np.column_stack([np.ones(len(survival)), survival[:, :-1]])
    share = np.cumsum(np.where(own, before / n, 0), axis=1)
    f = read(share, drawn.time, at, 0.0)
    inside = drawn.time <= at
    gap = np.where(inside, f[:, None] - share, 0)
    variance = (
        np.where(any_event & inside & (n > 1), gap**2 / (n * np.maximum(n - 1, 1)), 0)
        + np.where(own & inside, before**2 * (n - 1) / n**3, 0)
        - 2 * np.where(own & inside, gap * before / n**2, 0)
    ).sum(axis=1)
    return f, np.maximum(variance, 0), drawn.time[:, -1] >= at


def incidence_limits(drawn: Drawn, at: float) -> tuple[Limits, np.ndarray]:
    """Log-log limits of the share with the event by `at`, and whether there are any."""
    f, variance, followed = incidence_parts(drawn, at)
    some = (f > 0) & (f < 1 - 1e-12) & followed
    safe = np.where(some, f, 0.5)
    width = Z * np.sqrt(variance) / (safe * -np.log(safe))
    return Limits(safe ** np.exp(width), safe ** np.exp(-width)), some


def wilson(events: np.ndarray, n: np.ndarray) -> Limits:
    share, z2 = events / n, Z**2
    half = Z * np.sqrt(z2 + 4 * events * (1 - share))
    return Limits((2 * events + z2 - half) / (2 * (n + z2)),
                  (2 * events + z2 + half) / (2 * (n + z2)))  # fmt: skip


def newcombe(
    treatment: tuple[np.ndarray, np.ndarray], control: tuple[np.ndarray, np.ndarray]
) -> Limits:
    a, b = wilson(*treatment), wilson(*control)
    p, q = treatment[0] / treatment[1], control[0] / control[1]
    return Limits(p - q - np.hypot(p - a.low, b.high - q),
                  p - q + np.hypot(a.high - p, q - b.low))  # fmt: skip


def cover_occupancy(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], lost: float
) -> dict[str, float]:
    """Shares held by Wilson's (treatment arm) and Newcombe's limits, by the rule for the missed.

    "seen": people seen at the visit; "known": those and everybody retreated, seen or not; "none":
    all who started, the missed as not in response (its truth is that share).
    """
    events: dict[str, list[np.ndarray]] = {"seen": [], "known": [], "none": []}
    people: dict[str, list[np.ndarray]] = {"seen": [], "known": [], "none": []}
    for size, treated in zip(n, (True, False), strict=True):
        out = rng.random((replicates, size)) < RETREATED[treated]
        state = (rng.random((replicates, size)) < RESPONDING[treated]) & ~out
        seen = rng.random((replicates, size)) >= lost
        for rule, kept in (("seen", seen), ("known", seen | out), ("none", seen | True)):
            events[rule].append((state & seen).sum(axis=1))
            people[rule].append(kept.sum(axis=1))
    truth = [RESPONDING[arm] * (1 - RETREATED[arm]) for arm in (True, False)]
    found = {}
    for rule in events:
        some = (people[rule][0] > 0) & (people[rule][1] > 0)
        e_t, e_c, n_t, n_c = (a[some] for a in (*events[rule], *people[rule]))
        p, q = (t * (1 - lost) if rule == "none" else t for t in truth)
        found[f"share, {rule}"] = float(wilson(e_t, n_t).hold(p).mean())
        between = newcombe((e_t, n_t), (e_c, n_c))
        found[f"difference, {rule}"] = float(between.hold(p - q).mean())
    return found
