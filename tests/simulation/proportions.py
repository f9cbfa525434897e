"""Intervals and tests of two shares, exactly: `python -m tests.simulation.proportions`.

No drawing: every table that can occur is weighed by its probability, over true shares 0.05, 0.10
... 0.95 in both arms. Reliable change by drawing.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from scipy.special import bdtr

from analysis.core.formulas import newcombe
from analysis.effect_sizes import (
    agresti_caffo,
    chi_square,
    exact_odds_ratio,
    haldane_odds_ratio,
    haldane_ratio,
    judge_change,
    katz_ratio,
    koopman_ratio,
    mee_difference,
    miettinen_nurminen_difference,
    miettinen_nurminen_odds_ratio,
    miettinen_nurminen_ratio,
    wald_difference,
    woolf_odds_ratio,
)

from .report import Report

LEVEL, SEED, REPLICATES = 0.95, 20_260_113, 20_000
SIZES = ((12, 12), (12, 24), (24, 12), (30, 30), (33, 66), (100, 100))
GRID = np.round(np.arange(0.05, 1, 0.05), 2)
TOP, SIDE = GRID[:, None], GRID[None, :]
ODDS = GRID / (1 - GRID)
TRUTHS = {"RD": TOP - SIDE, "RR": TOP / SIDE, "OR": ODDS[:, None] / ODDS[None, :]}
_ROUNDING = 1e-9
_Method = Callable[..., Any]

BY_TABLE: dict[str, tuple[str, _Method]] = {
    "Newcombe": ("RD", newcombe),
    "Agresti-Caffo": ("RD", agresti_caffo),
    "Wald": ("RD", wald_difference),
    "Katz": ("RR", lambda *table: _ends(katz_ratio(*table))),
    "Katz, Haldane": ("RR", lambda *table: _ends(haldane_ratio(*table))),
    "Woolf": ("OR", lambda *table: _ends(woolf_odds_ratio(*table))),
    "Woolf, Haldane": ("OR", lambda *table: _ends(haldane_odds_ratio(*table))),
}
AT_ONCE: dict[str, tuple[str, _Method]] = {
    "Miettinen-Nurminen RD": ("RD", miettinen_nurminen_difference),
    "Mee": ("RD", mee_difference),
    "Miettinen-Nurminen RR": ("RR", miettinen_nurminen_ratio),
    "Koopman": ("RR", koopman_ratio),
    "Miettinen-Nurminen OR": ("OR", miettinen_nurminen_odds_ratio),
}
EXACT = "exact conditional"


class Limits(NamedTuple):
    """Of every table, shape (n_t + 1, n_c + 1); nan where a method gives no interval."""

    low: np.ndarray
    high: np.ndarray


class Coverage(NamedTuple):
    """Over the grid, of the tables with an interval: mean, lowest, highest; and their share."""

    mean: float
    lowest: float
    highest: float
    given: float


def _ends(found: Any) -> tuple[float, float]:
    return (np.nan, np.nan) if found is None else (found.low, found.high)


def by_table(method: _Method, n: tuple[int, int]) -> np.ndarray:
    """What a method says of every table, shape (n_t + 1, n_c + 1, ...)."""
    return np.array([[method(a, n[0], b, n[1]) for b in range(n[1] + 1)] for a in range(n[0] + 1)])


@cache
def exact_of(n: tuple[int, int]) -> np.ndarray:
    """Ratio, limits and p of every table; slow, and used twice."""
    return by_table(lambda *table: exact_odds_ratio(*table, LEVEL), n)


def limits_of(name: str, n: tuple[int, int]) -> Limits:
    """A method's limits in every table."""
    if name == EXACT:
        return Limits(exact_of(n)[..., 1], exact_of(n)[..., 2])
    if name in AT_ONCE:
        e_t, e_c = np.meshgrid(np.arange(n[0] + 1), np.arange(n[1] + 1), indexing="ij")
        return Limits(*AT_ONCE[name][1](e_t, n[0], e_c, n[1], LEVEL))
    found = by_table(lambda *table: BY_TABLE[name][1](*table, LEVEL), n)
    return Limits(found[..., 0], found[..., 1])


def mass(n: int) -> np.ndarray:
    """Probability of 0 ... n events at every share of the grid, shape (grid, n + 1)."""
    below = np.array([bdtr(np.arange(n + 1), n, p) for p in GRID])
    return np.diff(below, axis=1, prepend=0.0)


def cover(limits: Limits, truth: np.ndarray, n: tuple[int, int]) -> Coverage:
    """Exact coverage over the grid; `truth` has shape (grid, grid)."""
    p_t, p_c = mass(n[0]), mass(n[1])
    given = ~np.isnan(limits.low)
    often = p_t @ given @ p_c.T
    held = np.empty_like(truth)
    for i, j in np.ndindex(truth.shape):
        # A truth that is a limit itself must not fall out by rounding.
        slack = _ROUNDING * max(1.0, truth[i, j])
        inside = (limits.low <= truth[i, j] + slack) & (truth[i, j] - slack <= limits.high)
        held[i, j] = p_t[i] @ (inside & given) @ p_c[j]
    share = held / often
    return Coverage(*(float(one) for one in (share.mean(), share.min(), share.max(), often.mean())))


def measure_intervals(sizes: tuple[tuple[int, int], ...] = SIZES) -> Iterator[tuple]:
    """One row an interval and a size."""
    measures = {name: measure for name, (measure, _) in {**BY_TABLE, **AT_ONCE}.items()}
    for name, measure in {**measures, EXACT: "OR"}.items():
        for n in sizes:
            yield (measure, name, f"{n[0]}/{n[1]}", *cover(limits_of(name, n), TRUTHS[measure], n))


def reject(name: str, n: tuple[int, int]) -> np.ndarray:
    """Tables in which a test rejects at 5 %; a table in which everybody is alike never does."""
    if name == "Fisher":
        return exact_of(n)[..., 3] < 1 - LEVEL
    corrected = name.endswith("Yates")
    p = by_table(lambda *table: chi_square(*table, corrected=corrected).p, n)
    return np.array(p < 1 - LEVEL)


def measure_tests(sizes: tuple[tuple[int, int], ...] = SIZES) -> Iterator[tuple]:
    """Type I error where both shares are the same: mean and highest over the grid."""
    for name in ("Fisher", "chi-square", "chi-square, Yates"):
        for n in sizes:
            rejected = reject(name, n)
            each = np.einsum("gi,ij,gj->g", mass(n[0]), rejected, mass(n[1]))
            yield name, f"{n[0]}/{n[1]}", float(each.mean()), float(each.max())


def measure_change(replicates: int = REPLICATES) -> Iterator[tuple]:
    """Reliable change in people who did not change, and who truly changed by two thresholds."""
    rng = np.random.default_rng(SEED)
    for n in (12, 30, 100):
        for reliability in (0.7, 0.8, 0.9):
            told = np.zeros(3)
            groups = max(1, replicates // n)
            for _ in range(groups):
                told += classify(rng, n, reliability)
            yield (str(n), f"{reliability:g}", *(float(x) for x in told / (groups * n)))


def classify(rng: np.random.Generator, n: int, reliability: float) -> np.ndarray:
    """People said to have improved or deteriorated without change, and to have improved with it."""
    true = rng.standard_normal(n) * np.sqrt(reliability)
    noise = rng.standard_normal((2, n)) * np.sqrt(1 - reliability)
    threshold = 1.96 * np.sqrt(2 * (1 - reliability))
    pre = true + noise[0]
    same = judge_change(pre, true + noise[1], reliability, 0.0, 1.0)
    moved = judge_change(pre, true - 2 * threshold + noise[1], reliability, 0.0, 1.0)
    return np.array([same.improved.sum(), same.deteriorated.sum(), moved.improved.sum()], float)


def main() -> None:
    report = Report("proportions", "Two shares, and reliable change")
    report.say(
        "Percent of intervals that hold the truth, over true shares "
        "0.05 to 0.95 in both arms: mean, lowest and highest of 361 pairs; and the percent of "
        "tables in which the method gives an interval at all (Katz and Woolf give none where a "
        "cell is empty)."
    )
    header = ("of", "interval", "n", "mean", "lowest", "highest", "given")
    report.table(header, measure_intervals(), 0)
    report.say("Type I error in percent at the 5 % level, both shares the same: mean and highest "
               "over 0.05 to 0.95.")  # fmt: skip
    report.table(("test", "n", "mean", "highest"), measure_tests(), 0)
    report.say(
        "Reliable change (Jacobson & Truax), people in groups of n: percent said to have improved "
        "or deteriorated though nobody truly changed, and said to have improved though everybody "
        "truly did by twice the threshold. The reliability is known; the baseline SD comes from n "
        "people."
    )
    report.table(("n", "reliability", "improved", "deteriorated", "found improved"),
                 measure_change(), REPLICATES)  # fmt: skip
    report.write()


if __name__ == "__main__":
    main()
