"""Rates of harms: do their limits hold? `python -m tests.simulation.harms`.

Rates by exact sums over counts; the person as cluster by drawing.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv, gammaincinv, gammaln, stdtrit

from .report import Report, span

SEED, REPLICATES, LEVEL = 20_260_112, 20_000, 0.95
TAIL = (1 - LEVEL) / 2
SIZES = ((12, 12), (12, 24), (24, 12), (30, 30), (33, 66), (100, 100))
BATCH = 4000


class Limits(NamedTuple):
    low: np.ndarray
    high: np.ndarray

    def hold(self, truth: float) -> np.ndarray:
        return (self.low <= truth) & (truth <= self.high)


def garwood(k: np.ndarray) -> Limits:
    """Exact limits of counts."""
    low = np.where(k == 0, 0.0, gammaincinv(np.maximum(k, 1), TAIL))
    return Limits(low, gammaincinv(k + 1, 1 - TAIL))


def mass(mean: float) -> tuple[np.ndarray, np.ndarray]:
    """Counts of a Poisson law likelier than 1e-10, and their probabilities."""
    k = np.arange(int(mean + 12 * np.sqrt(mean) + 30))
    p = np.exp(k * np.log(mean) - mean - gammaln(k + 1))
    return k[p > 1e-10], p[p > 1e-10]


def exact_ratio(k_t: np.ndarray, k_c: np.ndarray, times: float) -> Limits:
    """Conditional limits of a ratio of rates, infinite above where the comparator has none."""
    low = np.where(k_t == 0, 0.0, betaincinv(np.maximum(k_t, 1), k_c + 1, TAIL))
    high = np.where(k_c == 0, 1.0, betaincinv(k_t + 1, np.maximum(k_c, 1), 1 - TAIL))
    with np.errstate(divide="ignore"):
        return Limits(low / (1 - low) * times, high / (1 - high) * times)


def add_squares(k_t: np.ndarray, t_t: float, k_c: np.ndarray, t_c: float) -> Limits:
    """Limits of a difference of rates from both exact ones."""
    a, b = garwood(k_t), garwood(k_c)
    r_t, r_c = k_t / t_t, k_c / t_c
    below = np.hypot(r_t - a.low / t_t, b.high / t_c - r_c)
    above = np.hypot(a.high / t_t - r_t, r_c - b.low / t_c)
    return Limits(r_t - r_c - below, r_t - r_c + above)


def exact_rows() -> Iterator[tuple]:
    """Coverage by summing over all counts; rates 0.05 and 0.15 a month, five months each."""
    for n_t, n_c in SIZES:
        for rate_t, rate_c in ((0.05, 0.05), (0.15, 0.05), (0.01, 0.03)):
            t_t, t_c = 5.0 * n_t, 5.0 * n_c
            (k_t, p_t), (k_c, p_c) = mass(rate_t * t_t), mass(rate_c * t_c)
            one = float(p_t @ garwood(k_t).hold(rate_t * t_t))
            grid = np.meshgrid(k_t, k_c, indexing="ij")
            joint, arms = p_t[:, None] * p_c[None, :], f"{n_t}/{n_c}"
            difference = add_squares(grid[0], t_t, grid[1], t_c).hold(rate_t - rate_c)
            ratio = exact_ratio(*grid, t_c / t_t).hold(rate_t / rate_c)
            given = grid[1] > 0
            yield (arms, f"{rate_t:g}, {rate_c:g}", one, float((joint * difference).sum()),
                   float((joint * ratio * given).sum() / (joint * given).sum()))  # fmt: skip


def draw_events(
    rng: np.random.Generator, size: int, n: int, rate: float, spread: float
) -> tuple[np.ndarray, np.ndarray]:
    """Events and months of people whose own pace has coefficient of variation `spread`."""
    months = rng.uniform(2, 8, (size, n))
    pace = rng.gamma(1 / spread**2, spread**2, (size, n)) if spread else np.ones((size, n))
    return rng.poisson(rate * pace * months).astype(float), months


def robust(events: np.ndarray, months: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rates of many arms, and the variance of their logs with the person as cluster."""
    n, total = events.shape[1], events.sum(axis=1)
    rate = total / months.sum(axis=1)
    residual = np.square(events - rate[:, None] * months).sum(axis=1)
    return rate, n / (n - 1) * residual / total**2


def cover_repeated(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], rate: float, spread: float
) -> dict[str, np.ndarray]:
    """One arm's rate and the ratio (true 1), exact and with the person as cluster."""
    parts: dict[str, list[np.ndarray]] = {
        "exact rate": [], "robust rate": [], "exact ratio": [], "robust ratio": [],
    }  # fmt: skip
    for start in range(0, replicates, BATCH):
        size = min(BATCH, replicates - start)
        (e_t, m_t), (e_c, m_c) = (draw_events(rng, size, k, rate, spread) for k in n)
        some = (e_t.sum(axis=1) > 0) & (e_c.sum(axis=1) > 0)
        e_t, m_t, e_c, m_c = (a[some] for a in (e_t, m_t, e_c, m_c))
        time_t, time_c = m_t.sum(axis=1), m_c.sum(axis=1)
        one = garwood(e_t.sum(axis=1))
        parts["exact rate"].append((one.low <= rate * time_t) & (rate * time_t <= one.high))
        r_t, v_t = robust(e_t, m_t)
        r_c, v_c = robust(e_c, m_c)
        half = stdtrit(n[0] - 1, 1 - TAIL) * np.sqrt(v_t)
        parts["robust rate"].append(np.abs(np.log(r_t / rate)) <= half)
        ratio = exact_ratio(e_t.sum(axis=1), e_c.sum(axis=1), time_c / time_t)
        parts["exact ratio"].append(ratio.hold(1.0))
        df = (v_t + v_c) ** 2 / (v_t**2 / (n[0] - 1) + v_c**2 / (n[1] - 1))
        half = stdtrit(df, 1 - TAIL) * np.sqrt(v_t + v_c)
        parts["robust ratio"].append(np.abs(np.log(r_t / r_c)) <= half)
    return {name: np.concatenate(found) for name, found in parts.items()}


def repeated_rows(replicates: int) -> Iterator[tuple]:
    streams = iter(np.random.SeedSequence(SEED).spawn(100))
    for n in SIZES:
        for spread in (0.0, 1.0, 2.0):
            rng = np.random.default_rng(next(streams))
            found = cover_repeated(rng, replicates, n, 0.3, spread)
            yield (f"{n[0]}/{n[1]}", f"{spread:g}", *(float(p.mean()) for p in found.values()))


def say_in_words(found: list[tuple]) -> tuple[str, ...]:
    """What the rows show, in sentences that take every number from them."""

    def of(place: int, pace: str, few: bool) -> str:
        small = {row: min(map(int, row[0].split("/"))) < 30 for row in found}
        return span(row[place] for row in found if row[1] == pace and small[row] == few)

    return (
        f"Where people differ by as much as their mean, the exact rate holds in {of(2, '1', True)} "
        f"with 12 in an arm and {of(2, '1', False)} from 30 an arm, the clustered one in "
        f"{of(3, '1', True)} and {of(3, '1', False)}; where they differ by twice their mean, the "
        f"clustered rate in {of(3, '2', True)} and {of(3, '2', False)}, the clustered ratio in "
        f"{of(5, '2', True)} and {of(5, '2', False)}.",
    )


def main() -> None:
    report = Report("harms", "Rates of harms")
    report.say("Exact Poisson limits: percent that "
               "hold the truth. Rates a month in treatment and comparator, five months a person; "
               "the ratio where the comparator had an event. Exact limits are cautious where "
               "events are few.")  # fmt: skip
    header = ("n", "rates", "rate", "difference (square-and-add)", "ratio (conditional)")
    report.table(header, exact_rows(), 0)
    report.say(
        "Repeated events, 0.3 a month over 2 to 8 months; people differ in pace by the "
        "coefficient of variation given. Where anyone had several events the program takes the "
        "person as cluster."
    )
    header = ("n", "pace varies by", "exact rate", "clustered rate", "exact ratio",
              "clustered ratio")  # fmt: skip
    found = report.table(header, repeated_rows(REPLICATES), REPLICATES)
    report.say(*say_in_words(found))
    report.write()


if __name__ == "__main__":
    main()
