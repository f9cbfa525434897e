"""Weighting under known confounding, CR2, therapists: `python -m tests.simulation.adjustment`."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.adjustment import overlap_weighted_difference
from analysis.core import CannotEstimate

from . import weighting_batches as wb
from .cells import SIZES, SPREADS, in_batches
from .report import Report
from .therapist_cells import DESIGNS, THERAPIST_REPLICATES, cluster_rows, therapist_rows
from .weighting_batches import Cohorts

SEED, REPLICATES, LEVEL, EFFECT = 20_261_124, 20_000, 0.95, 0.5
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


def standardised_rows(replicates: int, sizes=SIZES) -> Iterator[list[object]]:  # type: ignore[no-untyped-def]
    """n, SD, then coverage of the leading estimate in baseline SDs, where nothing is separated."""
    stream = iter(np.random.SeedSequence(SEED + 3).spawn(100))
    for n in sizes:
        for sd in SPREADS:
            rng = np.random.default_rng(next(stream))
            found = in_batches(replicates, 60 * sum(n), lambda size: _run_g(rng, size, n, sd))  # noqa: B023
            held = _percent(np.nanmean(found["held"]))
            yield [f"{n[0]}/{n[1]}", f"{sd[0]:g}:{sd[1]:g}", held]


def _run_g(
    rng: np.random.Generator, size: int, n: tuple[int, int], sd: tuple[float, float]
) -> dict[str, np.ndarray]:
    everyone = draw_cohorts(rng, size, n, sd, LINEAR)
    scores, good = wb.fit_propensity(everyone)
    held = np.full(size, np.nan)
    held[good] = wb.overlap_weighted_g(everyone.choose(good), scores).hold(EFFECT)
    return {"held": held}


def _share(found: dict[str, np.ndarray], name: str) -> str:
    return _percent(np.nanmean(found[name])) if name in found else "-"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def main() -> None:
    report = Report("adjustment", "Not randomised: weighting, sites, therapists")
    report.say(
        "**Weighting.** Baseline half an SD higher in the treatment arm, sex and a three-level "
        "factor unlike too; the score depends on all. True effect 0.5 (in 'effect varies' it grows "
        "with baseline and every estimator is held to the average in its own population; in 'bent' "
        "the score is a curve of baseline that no model of the score here has). Bias in SDs, then "
        "percent of 95 % intervals that hold the truth. Effects are additive, so 100 minus "
        "coverage is the type I error. 'Leading' is the overlap-weighted regression that pages "
        "show (HC2 manner, t). The others have normal limits: sandwich with the propensity's "
        "error; doubly robust with a model in each arm; "
        "IPTW also with HC0 as if weights were known. 'Separated' needed Firth: for 'leading' "
        "those are in the coverage, except the percent refused; for the rest they are left out."
    )
    report.table(
        ("scenario", "n", "SD", "bias: naive", "bias: leading", "bias: IPTW", "covers: leading",
         "covers: overlap", "covers: doubly robust", "covers: IPTW", "covers: IPTW, known",
         "covers: ATT", "separated", "refused"),
        weighting_rows(REPLICATES), REPLICATES,
    )  # fmt: skip
    report.say(
        "**Leading, standardised**: the same over the pooled baseline SD, linear, where nothing is "
        "separated. Percent of 95 % intervals that hold the truth."
    )
    report.table(("n", "SD", "leading, standardised"), standardised_rows(REPLICATES), REPLICATES)
    report.say(
        f"**Sites** of 4 to 15 people, one covariate; {DESIGNS} designs a row, their scores "
        "drawn anew. Percent of tests that reject at 5 % though nothing differs: "
        "CR2 with Satterthwaite's df, and least squares that ignores sites; mean df. The program "
        "shows CR2 from 10 sites and 4 df."
    )
    report.table(("arm varies", "sites", "ICC", "CR2", "ignoring", "df"),
                 cluster_rows(REPLICATES), REPLICATES)  # fmt: skip
    report.say(
        "**Therapists** in the treatment arm alone, unequal caseloads, one covariate, comparator "
        "SD 0.8. Percent rejecting at 5 % though nothing differs, that of ANCOVA with HC3 which "
        "ignores therapists, and percent of 95 % intervals that hold the ICC."
    )
    report.table(("therapists", "n", "ICC", "partially nested", "ignoring", "ICC covered"),
                 therapist_rows(THERAPIST_REPLICATES), THERAPIST_REPLICATES)  # fmt: skip
    report.write()


if __name__ == "__main__":
    main()
