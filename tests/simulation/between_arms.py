"""Do the intervals and tests between arms hold? `python -m tests.simulation.between_arms`."""

from collections.abc import Iterator

import numpy as np
from scipy.special import nctdtrit, ndtr, ndtri, stdtrit

from analysis.core.formulas import small_sample_factor
from analysis.effect_sizes import bootstrap, hodges_lehmann, permutation_p

from .batches import Limits, around
from .cells import in_batches
from .draws import CORRELATION, Trials, draw_trials
from .report import Report

SEED, REPLICATES, FEW, LEVEL = 20_260_115, 20_000, 2_000, 0.95
REDRAWS, DEALS, DIFFERENCE = 599, 199, 0.5
SIZES = ((12, 12), (12, 24), (30, 30), (33, 66), (100, 100))
SPREADS = ((1.0, 1.0), (2.0, 1.0))
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


def one_by_one(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], sd: tuple[float, float]
) -> dict[str, float]:
    """What the estimators themselves say, trial after trial."""
    held = {"shift": 0, "bca": 0, "percentile": 0, "permutation": 0}
    drawn = draw_trials(rng, replicates, n, sd, 0.0)
    for seed, (t, c) in enumerate(zip(drawn.after_t, drawn.after_c, strict=True)):
        shift, again = hodges_lehmann(t, c, LEVEL), bootstrap(t, c, replicates=REDRAWS, seed=seed)
        held["shift"] += shift.low <= 0 <= shift.high
        held["bca"] += again.bca[0] <= 0 <= again.bca[1]
        held["percentile"] += again.percentile[0] <= 0 <= again.percentile[1]
        held["permutation"] += permutation_p(t, c, DEALS, seed) <= 1 - LEVEL
    return {name: count / replicates for name, count in held.items()}


def rows(replicates: int, few: int) -> Iterator[tuple]:
    streams = iter(np.random.SeedSequence(SEED).spawn(100))
    for n in SIZES:
        for sd in SPREADS:
            most = many(np.random.default_rng(next(streams)), replicates, n, sd)
            each = one_by_one(np.random.default_rng(next(streams)), few, n, sd)
            yield (f"{n[0]}/{n[1]}", f"{sd[0]:g}/{sd[1]:g}", *most.values(), *each.values())


HEADER = ("n", "SD", "Glass delta", "superiority", "d_z", "Becker", "TOST size",
          "Hodges-Lehmann", "BCa", "percentile", "permutation size")  # fmt: skip


def main() -> None:
    report = Report("between_arms", "Intervals and tests between arms")
    report.say(
        f"Percent of trials, normal scores, treatment/control; true difference {DIFFERENCE:g} "
        f"baseline SDs. Coverage of 95 % intervals (95 is right) of {REPLICATES} trials, Monte "
        f"Carlo error 0.15; of the last four columns {FEW} trials without a difference, error 0.5. "
        f"BCa and percentile of the mean difference with {REDRAWS} redraws, permutation with "
        f"{DEALS} deals. Size: how often the test rejects where it should not (5 is right)."
    )
    report.table(HEADER, rows(REPLICATES, FEW))
    report.say(
        "Becker's variance supposes the same SD before and after: it fails where the SD doubles. "
        "With twice the SD in the smaller arm, the permutation test and the Hodges-Lehmann limits, "
        "which suppose arms alike but for a shift, reject too often; Welch's t and superiority do "
        "not. Bootstrap limits are somewhat short under 30 an arm."
    )
    report.write()


if __name__ == "__main__":
    main()
