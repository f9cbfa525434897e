"""Does a confidence sequence hold the truth at every look? `python -m tests.simulation.sequential`.

Batched arithmetic equals the real estimator: test_sequential_small.py.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from analysis.sequential import boundary, mixture_scale

from .report import Report

SEED, REPLICATES, LEVEL = 20_260_109, 20_000, 0.95
START, TIGHTEST, LAST, BATCH = 30, 100, 500, 500
DIFFERENCE = 0.5


class Watched(NamedTuple):
    """Difference and SD of a person's part after each person, shape (replicates, people); and
    whether both arms have enough by then."""

    value: np.ndarray
    sd: np.ndarray
    valid: np.ndarray


def draw_people(
    rng: np.random.Generator, size: int, people: int, share: float, spread: float, skewed: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Baseline, arm, score: true difference 0.5, SD in the treatment arm times `spread`."""
    baseline = rng.standard_normal((size, people))
    rest = rng.exponential(1, (size, people)) - 1 if skewed else rng.standard_normal((size, people))
    arm = (rng.random((size, people)) < share).astype(float)
    score = (0.6 * baseline + 0.8 * rest) * np.where(arm == 1, spread, 1.0) + DIFFERENCE * arm
    return baseline, arm, score


def watch_means(arm: np.ndarray, y: np.ndarray) -> Watched:
    """Unadjusted, by running sums."""
    people = np.arange(1, y.shape[1] + 1)
    value, variance, valid = np.zeros_like(y), np.zeros_like(y), np.ones(y.shape, dtype=bool)
    for sign, a in ((1, arm), (-1, 1 - arm)):
        n, s, q = (np.cumsum(part, axis=1) for part in (a, a * y, a * y**2))
        with np.errstate(divide="ignore", invalid="ignore"):
            value += sign * s / n
            variance += (q - s**2 / n) / (n - 1) / n
        valid &= n >= START
    return Watched(value, np.sqrt(people * np.maximum(variance, 0)), valid)


def watch_adjusted(arm: np.ndarray, y: np.ndarray, x: np.ndarray, share: float) -> Watched:
    """Adjusted for one baseline with known arm probability.

    Residuals of least squares add up to zero in their arm and against x, so the pseudo-outcome's
    mean is that of m1 - m0, and its variance splits into that of m1 - m0 and the residuals'.
    """
    people = np.arange(1, y.shape[1] + 1)
    sx, sxx = np.cumsum(x, axis=1), np.cumsum(x**2, axis=1)
    intercept, slope = np.zeros_like(y), np.zeros_like(y)
    spread, valid = np.zeros_like(y), np.ones(y.shape, dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        for sign, a, p in ((1, arm, share), (-1, 1 - arm, 1 - share)):
            n, ax, ay, axx, axy, ayy = (
                np.cumsum(a * part, axis=1) for part in (1, x, y, x * x, x * y, y * y)
            )
            b = (axy - ax * ay / n) / (axx - ax**2 / n)
            rss = ayy - ay**2 / n - b * (axy - ax * ay / n)
            intercept += sign * (ay - b * ax) / n
            slope += sign * b
            spread += rss / p**2 / people
            valid &= n >= START
        value = intercept + slope * sx / people
        variance = spread + slope**2 * (sxx / people - (sx / people) ** 2)
        sd = np.sqrt(np.maximum(variance, 0) * people / (people - 4))
    return Watched(value, sd, valid)


def misses_ever(watched: Watched, half: np.ndarray) -> np.ndarray:
    """Whether the truth is outside at any valid look."""
    outside = np.abs(watched.value - DIFFERENCE) > watched.sd * half
    return (outside & watched.valid).any(axis=1)


def measure(
    rng: np.random.Generator, replicates: int, share: float, spread: float, skewed: bool,
    last: int = LAST,
) -> dict[str, np.ndarray]:  # fmt: skip
    """Replicates in which each kind of limits ever left the truth out."""
    people = np.arange(1, last + 1)
    sequence = boundary(people, mixture_scale(TIGHTEST, LEVEL), LEVEL)
    ordinary = stdtrit(np.maximum(people - 2, 1), (1 + LEVEL) / 2) / np.sqrt(people)
    parts: dict[str, list[np.ndarray]] = {"sequence": [], "adjusted": [], "ordinary": []}
    for start in range(0, replicates, BATCH):
        size = min(BATCH, replicates - start)
        baseline, arm, y = draw_people(rng, size, last, share, spread, skewed)
        crude, adjusted = watch_means(arm, y), watch_adjusted(arm, y, baseline, share)
        parts["sequence"].append(misses_ever(crude, sequence))
        parts["adjusted"].append(misses_ever(adjusted, sequence))
        parts["ordinary"].append(misses_ever(crude, ordinary))
    return {name: np.concatenate(found) for name, found in parts.items()}


def rows(replicates: int) -> Iterator[tuple]:
    streams = iter(np.random.SeedSequence(SEED).spawn(20))
    for skewed in (False, True):
        for share in (0.5, 1 / 3):
            for spread in (1.0, 2.0) if share == 0.5 else (1.0, 0.5, 2.0):
                rng = np.random.default_rng(next(streams))
                found = measure(rng, replicates, share, spread, skewed)
                held = [1 - float(part.mean()) for part in found.values()]
                yield ("skewed" if skewed else "normal", f"{share:.2f}", f"{spread:g}", *held)


def main() -> None:
    report = Report("sequential", "Looking again and again")
    report.say(f"Percent of trials in which 95 % limits held the true difference at "
               f"**every** look, one after each person from {START} an arm to {LAST} people "
               f"(sequence tightest at {TIGHTEST}). The last column is the "
               "ordinary interval looked at as often.")  # fmt: skip
    header = ("scores", "share treated", "SD ratio", "confidence sequence", "adjusted for baseline",
              "ordinary interval")  # fmt: skip
    report.table(header, rows(REPLICATES), REPLICATES)
    report.write()


if __name__ == "__main__":
    main()
