"""Is power what was planned? `python -m tests.simulation.planning`."""

from collections.abc import Callable, Iterator

import numpy as np
from scipy.special import stdtrit

from analysis.planning import (
    Design,
    exact_power_of_shares,
    people_for_difference,
    power_not_worse,
    power_of_difference,
    power_of_shares,
    power_to_exclude,
)

from . import batches
from .batches import Limits
from .cells import in_batches
from .draws import CORRELATION, Trials, draw_trials
from .report import Report

SEED, REPLICATES, LEVEL = 20_260_110, 20_000, 0.95
SIZES = ((12, 12), (12, 24), (24, 12), (30, 30), (33, 66), (100, 100))


def share_of(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], d: float,
    met: Callable[[Limits], np.ndarray], estimator: Callable[[Trials], Limits],
) -> float:  # fmt: skip
    """Share of trials whose interval meets a rule."""

    def run(size: int) -> dict[str, np.ndarray]:
        return {"met": met(estimator(draw_trials(rng, size, n, (1.0, 1.0), d)))}

    return float(in_batches(replicates, 3 * sum(n), run)["met"].mean())


def pooled_t(trials: Trials) -> Limits:
    """The interval planned for: t with the pooled SD."""
    n_t, n_c = trials.after_t.shape[1], trials.after_c.shape[1]
    m = n_t + n_c - 2
    spread = (n_t - 1) * trials.after_t.var(axis=1, ddof=1)
    spread += (n_c - 1) * trials.after_c.var(axis=1, ddof=1)
    se = np.sqrt(spread / m * (1 / n_t + 1 / n_c))
    return batches.around(trials.after_t.mean(axis=1) - trials.after_c.mean(axis=1), se, m, LEVEL)


def ancova(trials: Trials) -> Limits:
    """The interval that will be shown: ANCOVA, HC3."""
    return batches.fit_ancova(trials).limits(1, LEVEL)


def mean_rows(replicates: int) -> Iterator[tuple]:
    rng = np.random.default_rng(SEED)
    design, adjusted = Design(), Design(correlation=CORRELATION)

    def leaves_out_zero(found: Limits) -> np.ndarray:
        return (found.low > 0) | (found.high < 0)

    for n in SIZES:
        d = 2.8 / np.sqrt(n[0] * n[1] / sum(n))
        drawn = share_of(rng, replicates, n, d, leaves_out_zero, pooled_t)
        yield ("t, difference", f"{n[0]}/{n[1]}", power_of_difference(design, d, *n), drawn)
        drawn = share_of(rng, replicates, n, d, leaves_out_zero, ancova)
        yield ("ANCOVA (HC3), r = 0.6", f"{n[0]}/{n[1]}",
               power_of_difference(adjusted, d, *n), drawn)  # fmt: skip
        margin = 1.2 * d
        drawn = share_of(rng, replicates, n, 0.0, lambda f, m=margin: (f.low > -m) & (f.high < m),
                         pooled_t)  # fmt: skip
        yield ("equivalence", f"{n[0]}/{n[1]}", power_to_exclude(design, margin, *n), drawn)
        drawn = share_of(rng, replicates, n, 0.0, lambda f, m=margin: f.low > -m, pooled_t)
        yield ("not worse", f"{n[0]}/{n[1]}", power_not_worse(design, margin, *n), drawn)


def cluster_power(
    rng: np.random.Generator, replicates: int, therapists: int, size: int, n_c: int, icc: float,
    d: float,
) -> tuple[float, float]:  # fmt: skip
    """Share found by cluster means (honest) and by ignoring therapists; Welch's t both times."""
    between = rng.standard_normal((replicates, therapists, 1)) * np.sqrt(icc)
    within = rng.standard_normal((replicates, therapists, size)) * np.sqrt(1 - icc)
    treated = d + between + within
    control = rng.standard_normal((replicates, n_c))
    flat = treated.reshape(replicates, -1)
    return (
        _welch_power(treated.mean(axis=2), control, flat),
        _welch_power(flat, control, flat),
    )


def _welch_power(units: np.ndarray, control: np.ndarray, people: np.ndarray) -> float:
    a, b = units.shape[1], control.shape[1]
    part_t, part_c = units.var(axis=1, ddof=1) / a, control.var(axis=1, ddof=1) / b
    df = (part_t + part_c) ** 2 / (part_t**2 / (a - 1) + part_c**2 / (b - 1))
    t = (people.mean(axis=1) - control.mean(axis=1)) / np.sqrt(part_t + part_c)
    return float((np.abs(t) > stdtrit(df, (1 + LEVEL) / 2)).mean())


def cluster_rows(replicates: int) -> Iterator[tuple]:
    rng = np.random.default_rng(SEED + 1)
    for icc in (0.05, 0.1):
        for size in (5, 10):
            design = Design(icc=icc, cluster_size=size)
            plan = people_for_difference(design, 0.5)
            k, n_c = plan.therapists or 0, plan.n_comparator
            honest, _ = cluster_power(rng, replicates, k, size, n_c, icc, 0.5)
            _, false = cluster_power(rng, replicates, k, size, n_c, icc, 0.0)
            plain = power_of_difference(design.without_clusters(), 0.5, plan.n_treatment, n_c)
            yield (f"{icc:g}", size, k, f"{plan.n_treatment}/{n_c}", plan.power, honest, plain,
                   false)  # fmt: skip


def share_rows(replicates: int) -> Iterator[tuple]:
    rng = np.random.default_rng(SEED + 2)
    for n in SIZES:
        for p_t, p_c in ((0.6, 0.3), (0.3, 0.1)):
            a, b = rng.binomial(n[0], p_t, replicates), rng.binomial(n[1], p_c, replicates)
            pooled = (a + b) / sum(n)
            se = np.sqrt(pooled * (1 - pooled) * (1 / n[0] + 1 / n[1]))
            z = np.abs(a / n[0] - b / n[1]) / np.where(se > 0, se, np.inf)
            yield (f"{p_t} against {p_c}", f"{n[0]}/{n[1]}", power_of_shares(p_t, p_c, *n),
                   float((z > 1.959964).mean()), exact_power_of_shares(p_t, p_c, *n))  # fmt: skip


def main() -> None:
    report = Report("planning", "Power: planned and drawn")
    report.say("Percent. Differences are "
               "such that power is about 80 %; equivalence and non-inferiority with no difference "
               "and a margin 1.2 times as large.")  # fmt: skip
    found = report.table(("aim", "n", "planned", "drawn"), mean_rows(REPLICATES), REPLICATES)
    over = {row[1]: row[2] - row[3] for row in found if row[0].startswith("ANCOVA")}
    report.say(
        "ANCOVA is planned with the usual factor 1 - r^2, which leaves out chance imbalance "
        "of the baseline and the caution of HC3; planned above drawn, in points: "
        + ", ".join(f"{100 * gap:.1f} at {n}" for n, gap in over.items())
        + "."
    )
    report.say("Therapists in the treatment arm alone, planned for 0.5 SD at 80 %: planned power, "
               "power drawn when means of therapists are compared (Satterthwaite), what a plan "
               "that ignores therapists would promise at the same size, and how often a test that "
               "ignores them finds a difference where there is none (5 is right).")  # fmt: skip
    header = ("ICC", "people each", "therapists", "n", "planned", "drawn", "plan without",
              "false findings")  # fmt: skip
    report.table(header, cluster_rows(REPLICATES), REPLICATES)
    report.say("Two shares: planned by the normal approximation, drawn with the z test it plans, "
               "and the exact power of Newcombe's interval, the one shown.")  # fmt: skip
    report.table(
        ("shares", "n", "planned", "drawn", "exact, Newcombe"), share_rows(REPLICATES), REPLICATES
    )
    report.write()


if __name__ == "__main__":
    main()
