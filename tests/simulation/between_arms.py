"""Do the intervals and tests between arms hold? `python -m tests.simulation.between_arms`."""

from collections.abc import Iterator

import numpy as np
from scipy.special import nctdtrit, ndtr, ndtri, stdtrit

from analysis.core.formulas import small_sample_factor

from . import resampled
from .batches import Limits, around
from .cells import SIZES, SPREADS, in_batches
from .draws import CORRELATION, Trials, draw_trials
from .report import Report, span

SEED, REPLICATES, LEVEL = 20_260_115, 20_000, 0.95
REDRAWS, DEALS, DIFFERENCE = 599, 199, 0.5
Z = float(ndtri((1 + LEVEL) / 2))


def glass(trials: Trials) -> Limits:
    """Bonett's (2008) limits of Glass's delta."""
    t, c = trials.after_t, trials.after_c
    delta = (t.mean(axis=1) - c.mean(axis=1)) / c.std(axis=1, ddof=1)
    free_t, free_c = t.shape[1] - 1, c.shape[1] - 1
    ratio = t.var(axis=1, ddof=1) / c.var(axis=1, ddof=1)
    half = Z * np.sqrt(delta**2 / (2 * free_c) + ratio / free_t + 1 / free_c)
    return Limits(delta - half, delta + half)


def superiority(trials: Trials) -> Limits:
    """Probability of superiority on the log-odds, t of Brunner and Munzel's df.

    Where the arms lie apart, or nobody's place differs, the limits are nan: not shown.
    """
    t, c = trials.after_t, trials.after_c
    n_t, n_c = t.shape[1], c.shape[1]
    places = np.concatenate([t, c], axis=1).argsort(axis=1).argsort(axis=1) + 1.0
    v = (places[:, :n_t] - (t.argsort(axis=1).argsort(axis=1) + 1)) / n_c
    w = 1 - (places[:, n_t:] - (c.argsort(axis=1).argsort(axis=1) + 1)) / n_t
    part_t, part_c = v.var(axis=1, ddof=1) / n_t, w.var(axis=1, ddof=1) / n_c
    share, total = v.mean(axis=1), part_t + part_c
    with np.errstate(divide="ignore", invalid="ignore"):
        df = total**2 / (part_t**2 / (n_t - 1) + part_c**2 / (n_c - 1))
        middle, se = np.log(share / (1 - share)), np.sqrt(total) / (share * (1 - share))
    found = around(middle, se, df, LEVEL)
    return Limits(*((1 + np.tanh(limit / 2)) / 2 for limit in found))


def becker(trials: Trials) -> Limits:
    """Becker's change in SDs before, of the treatment arm."""
    before, n = trials.before_t, trials.before_t.shape[1]
    change = trials.after_t - before
    g = small_sample_factor(n - 1) * change.mean(axis=1) / before.std(axis=1, ddof=1)
    apart = [x - x.mean(axis=1, keepdims=True) for x in (before, trials.after_t)]
    r = (apart[0] * apart[1]).sum(axis=1)
    r /= np.sqrt((apart[0] ** 2).sum(axis=1) * (apart[1] ** 2).sum(axis=1))
    half = Z * np.sqrt(2 * (1 - r) / n + g**2 / (2 * n))
    return Limits(g - half, g + half)


def d_z_holds(trials: Trials, truth: float) -> np.ndarray:
    """Whether the noncentral-t limits of d_z hold the truth: t within its quantiles."""
    change = trials.after_t - trials.before_t
    n = change.shape[1]
    t = change.mean(axis=1) / change.std(axis=1, ddof=1) * np.sqrt(n)
    low, high = (nctdtrit(n - 1, truth * np.sqrt(n), (1 + side * LEVEL) / 2) for side in (-1, 1))
    return np.asarray((low <= t) & (t <= high))


def equivalent(trials: Trials, margin: float) -> np.ndarray:
    """Whether both one-sided Welch tests reject at 5 %."""
    t, c = trials.after_t, trials.after_c
    part_t, part_c = t.var(axis=1, ddof=1) / t.shape[1], c.var(axis=1, ddof=1) / c.shape[1]
    se = np.sqrt(part_t + part_c)
    df = se**4 / (part_t**2 / (t.shape[1] - 1) + part_c**2 / (c.shape[1] - 1))
    gap, most = t.mean(axis=1) - c.mean(axis=1), stdtrit(df, LEVEL)
    return np.asarray(((gap + margin) / se > most) & ((margin - gap) / se > most))


def many(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], sd: tuple[float, float]
) -> dict[str, float]:
    """What is computed for all trials at once: coverage, and the size of TOST at its margin."""
    d = DIFFERENCE
    margin = 4 * float(np.hypot(sd[0] / n[0] ** 0.5, sd[1] / n[1] ** 0.5))
    change_sd = float(np.sqrt(1 + sd[0] ** 2 - 2 * CORRELATION * sd[0]))

    def run(size: int) -> dict[str, np.ndarray]:
        trials = draw_trials(rng, size, n, sd, d)
        at_margin = draw_trials(rng, size, n, sd, margin)
        return {
            "glass": glass(trials).hold(d / sd[1]),
            "superiority": superiority(trials).hold(float(ndtr(d / np.hypot(*sd)))),
            "d_z": d_z_holds(trials, d / change_sd),
            "becker": becker(trials).hold(d),
            "tost": equivalent(at_margin, margin),
        }

    return {name: float(x.mean()) for name, x in in_batches(replicates, 8 * sum(n), run).items()}


def redrawn(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], sd: tuple[float, float]
) -> dict[str, float]:
    """Coverage of what is redrawn or ranked, and the size of the permutation test; no difference.

    Trials drawn together share their redraws and deals (see `resampled`).
    """
    parts: dict[str, list[np.ndarray]] = {
        "shift": [], "bca": [], "percentile": [], "permutation": [],
    }  # fmt: skip
    for start in range(0, replicates, resampled.TOGETHER):
        drawn = draw_trials(rng, min(resampled.TOGETHER, replicates - start), n, sd, 0.0)
        t, c = drawn.after_t, drawn.after_c
        counts = [resampled.count_drawn(rng, REDRAWS, people) for people in n]
        bca, percentile = resampled.bootstrap_limits(t, c, *counts, LEVEL)
        p = resampled.permutation_p(t, c, resampled.deal(rng, DEALS, n))
        parts["shift"].append(resampled.shift_holds_none(t, c, LEVEL))
        parts["bca"].append(bca.hold(0.0))
        parts["percentile"].append(percentile.hold(0.0))
        parts["permutation"].append(p <= 1 - LEVEL + 1e-12)
    return {name: float(np.concatenate(part).mean()) for name, part in parts.items()}


def rows(replicates: int) -> Iterator[tuple]:
    streams = iter(np.random.SeedSequence(SEED).spawn(100))
    for n in SIZES:
        for sd in SPREADS:
            most = many(np.random.default_rng(next(streams)), replicates, n, sd)
            each = redrawn(np.random.default_rng(next(streams)), replicates, n, sd)
            yield (f"{n[0]}/{n[1]}", f"{sd[0]:g}:{sd[1]:g}", *most.values(), *each.values())


HEADER = ("n", "SD", "Glass delta", "superiority", "d_z", "Becker", "TOST size",
          "Hodges-Lehmann", "BCa", "percentile", "permutation size")  # fmt: skip


def say_in_words(found: list[tuple]) -> tuple[str, ...]:
    """What the rows show, in sentences that take every number from them."""

    def of(name: str, *kinds: str) -> str:
        return span(row[HEADER.index(name)] for row in found if kind(*row[:2]) in kinds)

    same, changed = (
        span(row[HEADER.index("Becker")] for row in found if row[1].startswith("1:") == alike)
        for alike in (True, False)
    )
    return (
        "Becker's variance supposes the same SD before and after: it holds in "
        f"{same} where the treated people's SD stays, in {changed} where it grows.",
        "The permutation test and the Hodges-Lehmann limits suppose arms alike but for a shift: "
        "where the smaller arm varies more, "
        f"the test rejects in {of('permutation size', 'smaller arm varies more')} (5 is right) and "
        f"the limits hold in {of('Hodges-Lehmann', 'smaller arm varies more')}; where it varies "
        f"less, {of('permutation size', 'larger arm varies more')} and "
        f"{of('Hodges-Lehmann', 'larger arm varies more')}. Superiority, beside them: "
        f"{of('superiority', 'smaller arm varies more')} where the smaller arm varies more.",
        f"BCa limits hold in {of('BCa', 'alike, under 30')} with 12 people in an arm and arms "
        f"alike, {of('BCa', 'alike, from 30')} from 30 on.",
    )


def kind(n: str, sd: str) -> str:
    """Which sort of cell: arms that vary alike, or which of two unequal arms varies more."""
    people, spread = ([float(x) for x in text.split(by)] for text, by in ((n, "/"), (sd, ":")))
    if spread[0] == spread[1]:
        return "alike, under 30" if min(people) < 30 else "alike, from 30"
    if people[0] == people[1]:
        return "equal n, unequal SD"
    smaller = spread[int(people[1] < people[0])]
    return "smaller arm varies more" if smaller == max(spread) else "larger arm varies more"


def main() -> None:
    report = Report("between_arms", "Intervals and tests between arms")
    report.say(
        f"Percent of trials, normal scores, SD of treatment : control; true difference "
        f"{DIFFERENCE:g} baseline SDs, none in the last four columns. Coverage of 95 % intervals "
        f"(95 is right). BCa and percentile of the mean difference with {REDRAWS} redraws, "
        f"permutation with {DEALS} deals, each set of them shared by {resampled.TOGETHER} trials. "
        "Size: how often the test rejects where it should not (5 is right)."
    )
    found = report.table(HEADER, rows(REPLICATES), REPLICATES)
    report.say(*say_in_words(found))
    report.write()


if __name__ == "__main__":
    main()
