"""Weighting under known confounding, CR2, therapists: `python -m tests.simulation.adjustment`."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.adjustment import (
    cluster_robust,
    overlap_weighted_difference,
    partially_nested_difference,
)
from analysis.core import CannotEstimate
from analysis.core.formulas import t_quantile

from . import weighting_batches as wb
from .cells import SIZES, SPREADS, in_batches
from .report import Report
from .weighting_batches import Cohorts

SEED, REPLICATES, LEVEL, EFFECT = 20_261_124, 20_000, 0.95, 0.5
THERAPIST_REPLICATES, DESIGNS = 2_000, 100
SHIFT = 0.5
"""Baseline is this many SDs higher in the treatment arm: without adjustment, the bias is 0.3 SD."""

LEVELS = ((0.5, 0.35), (0.3, 0.35), (0.2, 0.3))
"""Shares of a three-level factor in the treatment and in the comparator arm."""


@dataclass(frozen=True)
class Scenario:
    """How the score depends on baseline b: 0.6 b + bend (b^2 - 1), effect 0.5 + varies b."""

    name: str
    bend: float = 0.0
    varies: float = 0.0


LINEAR = Scenario("linear")
SCENARIOS = (LINEAR, Scenario("bent", bend=0.4), Scenario("effect varies", varies=0.4))


def draw_cohorts(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], sd: tuple[float, float],
    scenario: Scenario,
) -> Cohorts:  # fmt: skip
    """Baseline, sex and a factor of three levels, all unlike in the arms; scores depend on all."""
    arm, shape = np.repeat([1.0, 0.0], n), (replicates, sum(n))
    baseline = rng.standard_normal(shape) + SHIFT * arm
    sex = (rng.random(shape) < np.where(arm == 1, 0.6, 0.45)).astype(float)
    cut = np.cumsum([np.where(arm == 1, t, c) for t, c in LEVELS[:2]], axis=0)
    drawn = rng.random(shape)
    middle, last = ((drawn >= cut[0]) & (drawn < cut[1])).astype(float), (drawn >= cut[1]) * 1.0
    noise = np.where(arm == 1, *sd) * 0.8 * rng.standard_normal(shape)
    score = 0.6 * baseline + scenario.bend * (baseline**2 - 1) + 0.3 * sex - 0.3 * last + noise
    score = score + arm * (EFFECT + scenario.varies * baseline)
    design = np.stack([np.ones(shape), baseline, sex, middle, last], axis=2)
    return Cohorts(design, arm, score)


def true_effect(n: tuple[int, int], scenario: Scenario, kind: str) -> float:
    """The average effect in the population the weights stand for."""
    rng = np.random.default_rng(1)
    b = np.concatenate([rng.standard_normal(400_000) + SHIFT * a for a in (1, 0)])
    arm = np.repeat([1.0, 0.0], 400_000)
    share = np.where(arm == 1, n[0], n[1]) / sum(n)
    sex = rng.random(len(b)) < np.where(arm == 1, 0.6, 0.45)
    odds = n[0] / n[1] * np.exp(SHIFT * b - SHIFT**2 / 2)
    odds = odds * np.where(sex, 0.6 / 0.45, 0.4 / 0.55)
    level = rng.random(len(b))
    for t, c in LEVELS:
        here = (level >= 0) & (level < np.where(arm == 1, t, c))
        odds, level = np.where(here, odds * t / c, odds), level - np.where(arm == 1, t, c)
    e = odds / (1 + odds)
    tilt = {"overlap": e * (1 - e), "iptw": 1 + 0 * e, "att": e}[kind]
    return float(np.average(EFFECT + scenario.varies * b, weights=tilt * share))


def run_weighting(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], sd: tuple[float, float],
    scenario: Scenario,
) -> dict[str, np.ndarray]:  # fmt: skip
    """Value, SE and whether the truth is held, for every estimator; nan where separated."""
    truth = {kind: true_effect(n, scenario, kind) for kind in ("overlap", "iptw", "att")}

    def run(size: int) -> dict[str, np.ndarray]:
        everyone = draw_cohorts(rng, size, n, sd, scenario)
        scores, good = wb.fit_propensity(everyone)
        cohorts = everyone.choose(good)
        told: dict[str, tuple[wb.Found, float]] = {
            "leading": (wb.overlap_adjusted(cohorts, scores), truth["overlap"])
        }
        for kind in ("overlap", "iptw", "att"):
            counted, known = wb.weighted(cohorts, scores, kind)
            told[kind] = counted, truth[kind]
            told[f"{kind} known"] = known, truth[kind]
        if min(n) > 2 * cohorts.design.shape[2]:
            told["dr"] = wb.doubly_robust(cohorts, scores, "overlap"), truth["overlap"]
        found = {"good": good}
        for name, (one, true) in told.items():
            for part, values in (("error", one.value - true), ("held", one.hold(true))):
                found[f"{name} {part}"] = np.full(size, np.nan)
                found[f"{name} {part}"][good] = values
        _fill_separated(found, everyone, truth["overlap"])
        side = cohorts.arm == 1
        naive = everyone.score[:, side].mean(axis=1) - everyone.score[:, ~side].mean(axis=1)
        return {**found, "naive error": naive - truth["overlap"]}

    return in_batches(replicates, 60 * sum(n), run)


def _fill_separated(found: dict[str, np.ndarray], everyone: Cohorts, truth: float) -> None:
    """The leading estimate where it needs Firth: the real function, cohort by cohort."""
    for i in np.flatnonzero(~found["good"]):
        try:
            one = overlap_weighted_difference(
                everyone.score[i], everyone.design[i, :, 1], everyone.arm == 1,
                everyone.design[i, :, 2:], LEVEL,
            )  # fmt: skip
        except CannotEstimate:
            continue
        found["leading error"][i] = one.value - truth
        found["leading held"][i] = one.low <= truth <= one.high


def weighting_rows(replicates: int, sizes=SIZES, spreads=SPREADS) -> Iterator[list[object]]:  # type: ignore[no-untyped-def]
    """n, SD, biases (SD), then coverage."""
    stream = iter(np.random.SeedSequence(SEED).spawn(100))
    for scenario in SCENARIOS:
        for n in sizes:
            for sd in spreads if scenario is LINEAR else spreads[:1]:
                found = run_weighting(
                    np.random.default_rng(next(stream)), replicates, n, sd, scenario
                )
                yield [
                    scenario.name, f"{n[0]}/{n[1]}", f"{sd[0]:g}:{sd[1]:g}",
                    *(f"{np.nanmean(found[f'{k} error']):+.3f}"
                      for k in ("naive", "leading", "iptw")),
                    *(_share(found, f"{k} held")
                      for k in ("leading", "overlap", "dr", "iptw", "iptw known", "att")),
                    _percent((~found["good"]).mean()),
                    _percent(np.isnan(found["leading held"]).mean()),
                ]  # fmt: skip


def _share(found: dict[str, np.ndarray], name: str) -> str:
    return _percent(np.nanmean(found[name])) if name in found else "-"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def cluster_rows(replicates: int, sites=(4, 6, 8, 10, 12, 20)) -> Iterator[list[object]]:  # type: ignore[no-untyped-def]
    """CR2 with its Satterthwaite t, and least squares that ignores the sites."""
    stream = iter(np.random.SeedSequence(SEED + 1).spawn(100))
    for by_site in (False, True):
        for count in sites:
            for icc in (0.0, 0.05, 0.2):
                rng, told = np.random.default_rng(next(stream)), []
                for _ in range(DESIGNS):
                    told.append(run_clusters(rng, replicates // DESIGNS, count, icc, by_site))
                held, ignored, df = (np.mean([part[i] for part in told]) for i in range(3))
                yield ["by site" if by_site else "within sites", count, f"{icc:g}",
                       _percent(1 - held), _percent(1 - ignored), f"{df:.1f}"]  # fmt: skip


def run_clusters(
    rng: np.random.Generator, replicates: int, sites: int, icc: float, by_site: bool
) -> tuple[float, float, float]:
    """One design, many scores: coverage of a true difference of nothing by CR2 and without; df."""
    cluster = np.repeat(np.arange(sites), rng.integers(4, 16, sites))
    n = len(cluster)
    arm = (rng.permutation(sites) < sites // 2)[cluster] if by_site else rng.random(n) < 0.5
    X = np.column_stack([np.ones(n), arm, rng.standard_normal(n)])
    of_site = rng.standard_normal((replicates, sites))[:, cluster]
    y = np.sqrt(1 - icc) * rng.standard_normal((replicates, n)) + np.sqrt(icc) * of_site
    value, se, df = cr2_of_the_arm(X, y, cluster)
    rest = y - y @ np.linalg.pinv(X).T @ X.T
    plain = np.sqrt((rest**2).sum(axis=1) / (n - 3) * np.linalg.inv(X.T @ X)[1, 1])
    held = np.abs(value) <= t_quantile(0.975, df) * se
    ignored = np.abs(value) <= t_quantile(0.975, n - 3) * plain
    return float(held.mean()), float(ignored.mean()), df


def cr2_of_the_arm(
    X: np.ndarray, y: np.ndarray, cluster: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    """`cluster_robust`'s second coefficient, error and df for many rows of scores of one design."""
    keep = np.eye(len(X)) - X @ np.linalg.pinv(X)
    bread = np.linalg.inv(X.T @ X)
    rest, squares = y @ keep, np.zeros(len(y))
    for name in np.unique(cluster):
        j = np.flatnonzero(cluster == name)
        values, vectors = np.linalg.eigh(keep[np.ix_(j, j)])
        good = values > 1e-10
        root = (vectors[:, good] / np.sqrt(values[good])) @ vectors[:, good].T
        squares += (rest[:, j] @ (root @ X[j] @ bread[:, 1])) ** 2
    df = float(cluster_robust(X, y[0], cluster).df[1])
    return y @ np.linalg.pinv(X)[1], np.sqrt(squares), df


CELLS = (
    (4, (12, 12)), (4, (30, 30)), (6, (30, 30)), (6, (33, 66)), (8, (33, 66)), (12, (100, 100)),
)  # fmt: skip


def therapist_rows(replicates: int, cells=CELLS) -> Iterator[list[object]]:  # type: ignore[no-untyped-def]
    """Therapists, people, ICC: type I error, that of Welch, and coverage of the ICC."""
    stream = iter(np.random.SeedSequence(SEED + 2).spawn(100))
    for therapists, n in cells:
        for icc in (0.0, 0.05, 0.15, 0.3):
            found = run_therapists(
                np.random.default_rng(next(stream)), replicates, therapists, n, icc
            )
            held, ignored, of_icc = found
            yield [therapists, f"{n[0]}/{n[1]}", f"{icc:g}", _percent(1 - held),
                   _percent(1 - ignored), _percent(of_icc)]  # fmt: skip


def run_therapists(
    rng: np.random.Generator, replicates: int, therapists: int, n: tuple[int, int], icc: float
) -> tuple[float, float, float]:
    """Coverage of a true difference of nothing, of one that ignores therapists, and of the ICC."""
    treated = np.repeat([True, False], n)
    held, ignored, of_icc = np.zeros(replicates), np.zeros(replicates), np.zeros(replicates)
    for i in range(replicates):
        group = np.r_[np.arange(therapists), rng.integers(0, therapists, n[0] - therapists)]
        baseline = rng.standard_normal(sum(n))
        y = 0.6 * baseline + rng.standard_normal(sum(n)) * np.where(treated, np.sqrt(1 - icc), 0.8)
        y[treated] += np.sqrt(icc) * rng.standard_normal(therapists)[group]
        names = np.r_[group, np.full(n[1], -1)]
        found = partially_nested_difference(y, treated, baseline[:, None], names, LEVEL)
        held[i] = found.difference.low <= 0 <= found.difference.high
        of_icc[i] = found.icc.low <= icc <= found.icc.high
        ignored[i] = _ignoring(y, treated, baseline)
    return held.mean(), ignored.mean(), of_icc.mean()


def _ignoring(y: np.ndarray, treated: np.ndarray, baseline: np.ndarray) -> bool:
    X = np.column_stack([np.ones(len(y)), treated, baseline])
    bread = np.linalg.inv(X.T @ X)
    beta = bread @ X.T @ y
    rest = y - X @ beta
    leverage = np.einsum("ij,jk,ik->i", X, bread, X)
    se = np.sqrt(np.square(X @ bread[:, 1] * rest / (1 - leverage)).sum())
    return bool(abs(beta[1]) <= t_quantile(0.975, len(y) - 3) * se)


def main() -> None:
    report = Report("adjustment", "Not randomised: weighting, sites, therapists")
    report.say(
        "**Weighting.** Baseline half an SD higher in the treatment arm, sex and a three-level "
        "factor unlike too; the score depends on all. True effect 0.5 (in 'effect varies' it grows "
        "with baseline and every estimator is held to the average in its own population; in 'bent' "
        "the score is a curve of baseline that no model of the score here has). Bias in SDs, then "
        f"percent of 95 % intervals that hold the truth; {REPLICATES} cohorts, Monte Carlo error "
        "0.15. Effects are additive, so 100 minus coverage is the type I error. 'Leading' is the "
        "overlap-weighted regression that pages show (HC2 manner, t). The others have normal "
        "limits: sandwich with the propensity's error; doubly robust with a model in each arm; "
        "IPTW also with HC0 as if weights were known. 'Separated' needed Firth: for 'leading' "
        "those are in the coverage, except the percent refused; for the rest they are left out."
    )
    report.table(
        ("scenario", "n", "SD", "bias naive", "leading", "IPTW", "covers: leading", "overlap",
         "doubly robust", "IPTW", "IPTW, known", "ATT", "separated", "refused"),
        weighting_rows(REPLICATES),
    )  # fmt: skip
    report.say(
        f"**Sites** of 4 to 15 people, one covariate; {DESIGNS} designs and {REPLICATES} scores a "
        "row, Monte Carlo error 0.15. Percent of tests that reject at 5 % though nothing differs: "
        "CR2 with Satterthwaite's df, and least squares that ignores sites; mean df. The program "
        "shows CR2 from 10 sites and 4 df."
    )
    report.table(("arm varies", "sites", "ICC", "CR2", "ignoring", "df"),
                 cluster_rows(REPLICATES))  # fmt: skip
    report.say(
        "**Therapists** in the treatment arm alone, unequal caseloads, one covariate, comparator "
        f"SD 0.8; {THERAPIST_REPLICATES} cohorts, Monte Carlo error 0.5. Percent rejecting at 5 % "
        "though nothing differs, that of ANCOVA with HC3 which ignores therapists, and percent of "
        "95 % intervals that hold the ICC."
    )
    report.table(("therapists", "n", "ICC", "partially nested", "ignoring", "ICC covered"),
                 therapist_rows(THERAPIST_REPLICATES))  # fmt: skip
    report.write()


if __name__ == "__main__":
    main()
