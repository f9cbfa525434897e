"""Pooling of studies: coverage and type I error. `python -m tests.simulation.pooling`.

The variance between studies comes from the real estimators, which take many sets of studies at
once; that the intervals here are the real ones is a test (test_pooling_small.py).
"""

from collections.abc import Iterator

import numpy as np
from scipy.special import chdtrc, chdtri, fdtrc, ndtri, stdtr, stdtrit

from analysis.meta_analysis import (
    Tau2Estimator,
    estimate_tau2,
    mantel_haenszel,
    peto,
    pool_three_levels,
)
from analysis.meta_analysis.weighted import weigh

from . import pools
from .report import Report

SEED, REPLICATES, NESTED_REPLICATES, LEVEL = 20_260_311, 20_000, 5_000, 0.95
SIZES, SPREADS, MEAN = (3, 6, 12), (0.0, 0.05, 0.2), 0.4
ESTIMATORS: tuple[Tau2Estimator, ...] = ("REML", "DL", "PM")
Z = float(ndtri((1 + LEVEL) / 2))


def variances(k: int) -> np.ndarray:
    """Sampling variances from 0.04 to 0.16: about 100 down to 25 people a study."""
    return np.linspace(0.04, 0.16, k)


def draw(rng: np.random.Generator, size: int, k: int, tau2: float) -> np.ndarray:
    return MEAN + rng.standard_normal((size, k)) * np.sqrt(variances(k) + tau2)


def intervals(y: np.ndarray, v: np.ndarray, estimator: Tau2Estimator) -> dict[str, np.ndarray]:
    """tau2, mean, and half widths of every interval and prediction interval of each set."""
    k = y.shape[1]
    tau2 = estimate_tau2(y, v, estimator)
    fit = weigh(y, v, np.ones((k, 1)), tau2)
    classic = 1 / np.sqrt(fit.weight.sum(axis=1))
    adjusted = classic * np.sqrt(fit.q / (k - 1))
    t1 = float(stdtrit(k - 1, (1 + LEVEL) / 2))
    found = {
        "tau2": tau2, "mean": fit.coefficients[:, 0], "Wald": Z * classic,
        "Knapp-Hartung": t1 * adjusted, "ad hoc": t1 * np.maximum(classic, adjusted),
        "classic, z": Z * np.sqrt(tau2 + classic**2),
        "classic, t(k - 1)": t1 * np.sqrt(tau2 + classic**2),
        "Knapp-Hartung, t(k - 1)": t1 * np.sqrt(tau2 + adjusted**2),
    }  # fmt: skip
    if k > 2:
        t2 = float(stdtrit(k - 2, (1 + LEVEL) / 2))
        found["classic, t(k - 2)"] = t2 * np.sqrt(tau2 + classic**2)
        found["Knapp-Hartung, t(k - 2)"] = t2 * np.sqrt(tau2 + adjusted**2)
    return found


MEANS = ("Wald", "Knapp-Hartung", "ad hoc")
PREDICTIONS = ("classic, z", "classic, t(k - 2)", "classic, t(k - 1)", "Knapp-Hartung, t(k - 1)",
               "Knapp-Hartung, t(k - 2)")  # fmt: skip


def cover_means(rng: np.random.Generator, replicates: int) -> Iterator[tuple]:
    """Pooled mean by estimator and interval; mean of the estimates of tau2."""
    for k in SIZES:
        for tau2 in SPREADS:
            y = draw(rng, replicates, k, tau2)
            for estimator in ESTIMATORS:
                found = intervals(y, variances(k), estimator)
                off = np.abs(found["mean"] - MEAN)
                held = [float((off <= found[name]).mean()) for name in MEANS]
                yield (k, f"{tau2:g}", estimator, *held, f"{found['tau2'].mean():.3f}")


def cover_predictions(rng: np.random.Generator, replicates: int) -> Iterator[tuple]:
    """A new study's true effect, by convention, tau2 by REML."""
    for k in SIZES:
        for tau2 in SPREADS:
            y = draw(rng, replicates, k, tau2)
            found = intervals(y, variances(k), "REML")
            new = MEAN + rng.standard_normal(replicates) * np.sqrt(tau2)
            off = np.abs(found["mean"] - new)
            yield (k, f"{tau2:g}", *(float((off <= found[name]).mean()) for name in PREDICTIONS))


def cover_spread(rng: np.random.Generator, replicates: int) -> Iterator[tuple]:
    """tau2 by Q-profile: the limits hold it where Q at the truth lies between its quantiles."""
    for k in SIZES:
        for tau2 in SPREADS:
            y = draw(rng, replicates, k, tau2)
            q = weigh(y, variances(k), np.ones((k, 1)), tau2).q
            tail = (1 - LEVEL) / 2
            held = (q >= chdtri(k - 1, 1 - tail)) & (q <= chdtri(k - 1, tail))
            plain = weigh(y, variances(k), np.ones((k, 1)), 0.0).q
            yield k, f"{tau2:g}", float(held.mean()), float((chdtrc(k - 1, plain) < 0.05).mean())


def small_study_p(y: np.ndarray, v: np.ndarray) -> dict[str, np.ndarray]:
    """p-values of Egger's test as a line (t) and as a mixed model (z)."""
    k = y.shape[1]
    design = np.column_stack([np.ones(k), np.sqrt(v)])
    line = weigh(y, v, design, 0.0)
    se = np.sqrt(line.inverse[..., 1, 1] * line.q / (k - 2))
    mixed = weigh(y, v, design, estimate_tau2(y, v, "REML", design))
    z = mixed.coefficients[:, 1] / np.sqrt(mixed.inverse[:, 1, 1])
    return {
        "line": 2 * stdtr(k - 2, -np.abs(line.coefficients[:, 1] / se)),
        "mixed": chdtrc(1, z**2),
    }


def reject_small_studies(rng: np.random.Generator, replicates: int) -> Iterator[tuple]:
    """Type I error of Egger's and Begg's tests at 0.05 where small studies are as large ones."""
    for k in (6, 12, 24):
        for tau2 in SPREADS:
            y, v = draw(rng, replicates, k, tau2), variances(k)
            p = small_study_p(y, v)
            p["ranks"] = pools.begg_p(y, v)
            yield k, f"{tau2:g}", *(float((one < 0.05).mean()) for one in p.values())


def moderator_p(y: np.ndarray, v: np.ndarray, design: np.ndarray) -> dict[str, np.ndarray]:
    """p-values of one moderator in a meta-regression (REML), z and Knapp-Hartung."""
    k, p = design.shape
    fit = weigh(y, v, design, estimate_tau2(y, v, "REML", design))
    z2 = fit.coefficients[:, 1] ** 2 / fit.inverse[:, 1, 1]
    return {"z": chdtrc(1, z2), "knha": fdtrc(1, k - p, z2 / (fit.q / (k - p)))}


def reject_moderators(rng: np.random.Generator, replicates: int) -> Iterator[tuple]:
    """Type I error of a meta-regression slope and of a test of two subgroups (common tau2)."""
    for k in (6, 12):
        for tau2 in SPREADS:
            y, v = draw(rng, replicates, k, tau2), variances(k)
            shares = []
            for column in (np.arange(k) % 2.0, np.cos(np.arange(k))):
                p = moderator_p(y, v, np.column_stack([np.ones(k), column]))
                shares += [float((one < 0.05).mean()) for one in p.values()]
            yield k, f"{tau2:g}", *shares


RISKS = np.array([0.15, 0.2, 0.25, 0.3, 0.35, 0.4])
"""Risks in the control arms of six studies."""


def cover_tables(rng: np.random.Generator, replicates: int) -> Iterator[tuple]:
    """Mantel-Haenszel and Peto where their own measure is the same in every study."""
    truths = {"RR": np.log(1.4), "OR": np.log(1.6), "RD": 0.1, "Peto": np.log(1.6)}
    odds = 1.6 * RISKS / (1 - RISKS)
    risks = {
        "RR": 1.4 * RISKS,
        "OR": odds / (1 + odds),
        "RD": RISKS + 0.1,
        "Peto": odds / (1 + odds),
    }
    for n in (12, 30, 100):
        people = np.full(6, float(n))
        held = []
        for measure, truth in truths.items():
            a = rng.binomial(n, risks[measure], (replicates, 6)).astype(float)
            c = rng.binomial(n, RISKS, (replicates, 6)).astype(float)
            found = (
                (peto(x, people, z, people) if measure == "Peto"
                 else mantel_haenszel(x, people, z, people, measure)).estimate
                for x, z in zip(a, c, strict=True)
            )  # fmt: skip
            held.append(float(np.mean([one.low <= truth <= one.high for one in found])))
        yield f"6 studies of {n} + {n}", *held


def draw_nested(
    rng: np.random.Generator, studies: int, between: float, within: float
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """One to five effects a study."""
    study = np.repeat(np.arange(studies), np.arange(studies) % 5 + 1)
    v = np.linspace(0.04, 0.16, len(study))
    shift = rng.standard_normal(studies)[study] * np.sqrt(between)
    y = MEAN + shift + rng.standard_normal(len(study)) * np.sqrt(v + within)
    return y, v, [str(one) for one in study]


def cover_nested(rng: np.random.Generator, replicates: int) -> Iterator[tuple]:
    """The mean of a three-level model by its own error, CR1 and CR2."""
    for studies, between, within in ((8, 0.1, 0.05), (20, 0.1, 0.05), (20, 0.0, 0.0)):
        held, sums = np.zeros((replicates, 3)), np.zeros(2)
        for i in range(replicates):
            found = pool_three_levels(*draw_nested(rng, studies, between, within))
            each = (found.coefficients, found.robust_cr1, found.robust)
            held[i] = [one["intrcpt"].low <= MEAN <= one["intrcpt"].high for one in each]
            sums += found.between, found.within
        estimates = " / ".join(f"{total / replicates:.3f}" for total in sums)
        yield studies, f"{between:g} / {within:g}", *map(float, held.mean(axis=0)), estimates


def main() -> None:
    report = Report("pooling", "Pooling of studies")
    streams = iter(np.random.SeedSequence(SEED).spawn(10))

    def stream() -> np.random.Generator:
        return np.random.default_rng(next(streams))

    report.say("Sets of studies with sampling variances 0.04 to 0.16, in percent.")
    report.say("## Mean: 95 % intervals holding the truth, and mean of tau2")
    report.table(("k", "tau2", "estimator", *MEANS, "mean of tau2"),
                 cover_means(stream(), REPLICATES), REPLICATES)  # fmt: skip
    report.say("## 95 % prediction intervals holding a new study's true effect (REML)")
    report.table(("k", "tau2", *PREDICTIONS), cover_predictions(stream(), REPLICATES),
                 REPLICATES)  # fmt: skip
    report.say("## Q-profile interval of tau2; Q test rejecting at 0.05")
    report.table(("k", "tau2", "Q-profile", "Q test"), cover_spread(stream(), REPLICATES),
                 REPLICATES)  # fmt: skip
    report.say("## Small-study tests rejecting at 0.05 where there is nothing")
    report.table(("k", "tau2", "Egger, line (t)", "Egger, mixed (z)", "Begg"),
                 reject_small_studies(stream(), REPLICATES), REPLICATES)  # fmt: skip
    report.say("## Moderators rejecting at 0.05 where there is nothing (REML)")
    report.table(("k", "tau2", "subgroups, z", "subgroups, Knapp-Hartung", "slope, z",
                  "slope, Knapp-Hartung"),
                 reject_moderators(stream(), REPLICATES), REPLICATES)  # fmt: skip
    report.say("## 95 % intervals of pooled tables, control risks 0.15 to 0.40")
    report.table(("studies", "MH risk ratio", "MH odds ratio", "MH risk difference", "Peto"),
                 cover_tables(stream(), REPLICATES), REPLICATES)  # fmt: skip
    report.say("## Three levels, one to five effects a study")
    report.table(("studies", "between / within", "model", "CR1", "CR2",
                  "mean between / within"), cover_nested(stream(), NESTED_REPLICATES),
                 NESTED_REPLICATES)  # fmt: skip
    report.write()


if __name__ == "__main__":
    main()
