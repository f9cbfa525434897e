"""Interactions, several tests together, dose and shrinkage: `python -m tests.simulation.subgroups`.

Batched arithmetic equals the real estimators: test_subgroups_small.py.
"""

from collections.abc import Iterator

import numpy as np
from scipy.special import fdtrc, stdtr

from analysis.subgroups import measure_coverage

from .batches import Fits, around, least_squares_hc3
from .cells import BATCH_VALUES, SIZES, SPREADS
from .draws import CORRELATION
from .report import Report

SEED, REPLICATES, LEVEL = 20_260_108, 20_000, 0.95
DIFFERENCE = 0.5
FAMILY = 5


def fit_interaction(
    rng: np.random.Generator, size: int, n: tuple[int, int], sd: tuple[float, float], gaps: list
) -> Fits:
    """Arm differences by level first: level k has `n` people an arm and difference gaps[k]."""
    k, people = len(gaps), sum(n)
    level = np.repeat(np.arange(k), people)
    arm = np.tile(np.repeat([1.0, 0.0], n), k)
    baseline = rng.standard_normal((size, k * people))
    rest = rng.standard_normal(baseline.shape)
    score = CORRELATION * baseline + np.sqrt(1 - CORRELATION**2) * rest
    score = score * np.where(arm == 1, *sd) + arm * np.array(gaps)[level]
    member = (level[:, None] == np.arange(k)).astype(float)
    fixed = np.column_stack([member * arm[:, None], member])
    design = np.concatenate(
        [np.broadcast_to(fixed, (size, *fixed.shape)), baseline[:, :, None]], axis=2
    )
    return least_squares_hc3(design, score)


def cover_interaction(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], sd: tuple[float, float]
) -> dict[str, np.ndarray]:
    """Difference between differences, a level's own, and the F test of three levels."""
    parts: dict[str, list[np.ndarray]] = {"difference": [], "level": [], "test": []}
    step = max(1, BATCH_VALUES // (21 * sum(n)))
    for start in range(0, replicates, step):
        size = min(step, replicates - start)
        fits = fit_interaction(rng, size, n, sd, [0.0, DIFFERENCE])
        value = fits.coefficients[:, 1] - fits.coefficients[:, 0]
        v = fits.covariance
        se = np.sqrt(v[:, 0, 0] + v[:, 1, 1] - 2 * v[:, 0, 1])
        parts["difference"].append(around(value, se, fits.df, LEVEL).hold(DIFFERENCE))
        parts["level"].append(fits.limits(1, LEVEL).hold(DIFFERENCE))
        three = fit_interaction(rng, size, n, sd, [DIFFERENCE] * 3)
        parts["test"].append(wald_p(three, 3) < 1 - LEVEL)
    return {name: np.concatenate(found) for name, found in parts.items()}


def wald_p(fits: Fits, k: int) -> np.ndarray:
    contrast = np.column_stack([-np.ones(k - 1), np.eye(k - 1)])
    distance = fits.coefficients[:, :k] @ contrast.T
    spread = contrast @ fits.covariance[:, :k, :k] @ contrast.T
    f = (distance * np.linalg.solve(spread, distance[:, :, None])[:, :, 0]).sum(axis=1) / (k - 1)
    return np.asarray(fdtrc(k - 1, fits.df, f))


def family_errors(
    rng: np.random.Generator, replicates: int, n: int, true: int
) -> dict[str, np.ndarray]:
    """Five two-level subgroups of the same people, `true` of them with an interaction of 1 SD."""
    false_any = {"unadjusted": [], "holm": [], "bh_share": []}
    step = max(1, BATCH_VALUES // (2 * n * (FAMILY * 2 + 2)))
    for start in range(0, replicates, step):
        size = min(step, replicates - start)
        arm = np.repeat([1.0, 0.0], n)
        levels = rng.integers(0, 2, (size, 2 * n, FAMILY)).astype(float)
        y = rng.standard_normal((size, 2 * n))
        y += arm * levels[:, :, :true].sum(axis=2)
        p = np.stack([_interaction_p(y, arm, levels[:, :, f]) for f in range(FAMILY)], axis=1)
        order = np.sort(p, axis=1)
        thresholds = 0.05 / (FAMILY - np.arange(FAMILY))
        passed = np.cumprod(order <= thresholds, axis=1).sum(axis=1)
        cut = np.where(passed > 0, order[np.arange(size), np.maximum(passed - 1, 0)], -1)
        ranks = order <= 0.05 * np.arange(1, FAMILY + 1) / FAMILY
        last = np.where(ranks.any(axis=1), FAMILY - 1 - ranks[:, ::-1].argmax(axis=1), -1)
        bh = np.where(last >= 0, order[np.arange(size), np.maximum(last, 0)], -1)
        null = p[:, true:]
        false_any["unadjusted"].append((null < 0.05).any(axis=1))
        false_any["holm"].append((null <= cut[:, None]).any(axis=1))
        found = (p <= bh[:, None]).sum(axis=1)
        wrong = (null <= bh[:, None]).sum(axis=1)
        false_any["bh_share"].append(wrong / np.maximum(found, 1))
    return {name: np.concatenate(part) for name, part in false_any.items()}


def _interaction_p(y: np.ndarray, arm: np.ndarray, level: np.ndarray) -> np.ndarray:
    """p of arm x level without a baseline: Welch-like HC3 in four cells is least squares."""
    arm = np.broadcast_to(arm, y.shape)
    design = np.stack([arm * level, arm, level, np.ones_like(y)], axis=2)
    fits = least_squares_hc3(design, y)
    t = fits.coefficients[:, 0] / np.sqrt(fits.covariance[:, 0, 0])
    return np.asarray(2 * stdtr(fits.df, -np.abs(t)))


def draw_stays(rng: np.random.Generator, size: int, n: int) -> tuple[np.ndarray, ...]:
    """Therapy without any effect: those who do badly early stop coming.

    Returns baseline, final score, sessions by day 28, all sessions, and who still came at day 28;
    shape (size, n). Sessions by day 28 among those still coming differ by chance of scheduling.
    """
    baseline = rng.standard_normal((size, n))
    course = rng.standard_normal((size, n))
    score = 0.6 * baseline + 0.8 * course
    weeks = np.clip(rng.poisson(np.exp(2.0 - 0.35 * course)), 1, 12)
    early = rng.binomial(np.minimum(weeks, 4) * 2, 0.6)
    late = rng.binomial(np.maximum(weeks - 4, 0), 0.8)
    return baseline, score, early.astype(float), (early + late).astype(float), weeks >= 4


def false_slopes(rng: np.random.Generator, replicates: int, n: int) -> dict[str, np.ndarray]:
    """Share of slopes whose interval leaves out zero though therapy does nothing."""
    naive, landmark = [], []
    step = max(1, BATCH_VALUES // (3 * n))
    for start in range(0, replicates, step):
        size = min(step, replicates - start)
        baseline, score, early, total, stays = draw_stays(rng, size, n)
        design = np.stack([total, np.ones_like(total), baseline], axis=2)
        naive.append(~least_squares_hc3(design, score).limits(0, LEVEL).hold(0.0))
        landmark.append(_landmark_misses(baseline, score, early, stays))
    return {"naive": np.concatenate(naive), "landmark": np.concatenate(landmark)}


def _landmark_misses(
    baseline: np.ndarray, score: np.ndarray, early: np.ndarray, stays: np.ndarray
) -> np.ndarray:
    """The first `fewest` people still coming in each replicate: the same n in all."""
    fewest = int(stays.sum(axis=1).min())
    kept = np.argsort(~stays, axis=1, kind="stable")[:, :fewest]
    b, s, e = (np.take_along_axis(a, kept, axis=1) for a in (baseline, score, early))
    varied = np.ptp(e, axis=1) > 0
    design = np.stack([e, np.ones_like(e), b], axis=2)[varied]
    return ~least_squares_hc3(design, s[varied]).limits(0, LEVEL).hold(0.0)


def interaction_rows(replicates: int) -> Iterator[tuple]:
    streams = iter(np.random.SeedSequence(SEED).spawn(100))
    for n in SIZES:
        for sd in SPREADS:
            found = cover_interaction(np.random.default_rng(next(streams)), replicates, n, sd)
            shares = [float(found[name].mean()) for name in ("difference", "level", "test")]
            yield (f"{n[0]}/{n[1]}", f"{sd[0]:g}:{sd[1]:g}", *shares)


SHRUNKEN = {
    "6 conditions, 30 an arm each": [2 / 30] * 6,
    "6 conditions, 100 an arm each": [2 / 100] * 6,
    "5 of 100 an arm and one of 12": [2 / 100] * 5 + [2 / 12],
    "5 of 200 an arm and one of 12": [2 / 200] * 5 + [2 / 12],
    "9 of 100 an arm and one of 12": [2 / 100] * 9 + [2 / 12],
}


def main() -> None:
    report = Report("subgroups", "For whom: interactions, families of tests, dose, shrinkage")
    report.say("n is per arm **in each level**. Percent of 95 % intervals that hold the truth "
               "(0.5 SD between two levels; a level's own difference), and percent of F tests of "
               "three levels that reject at 5 % though none differs.")  # fmt: skip
    header = ("n per arm", "SD", "difference between differences", "one level", "F test rejects")
    report.table(header, interaction_rows(REPLICATES), REPLICATES)
    report.say("Five subgroups of the same people. Percent of families with any false finding, and "
               "expected percent of false ones among findings (BH). The more of them truly differ, "
               "the more is left in the others' way.")  # fmt: skip
    rng = np.random.default_rng(SEED + 1)
    rows = []
    for n, true in ((30, 0), (100, 0), (100, 2)):
        found = family_errors(rng, REPLICATES, n, true)
        rows.append((f"{n}/{n}", true, *(float(part.mean()) for part in found.values())))
    report.table(("n per arm", "truly differ", "unadjusted", "Holm", "BH, share false"), rows,
                 REPLICATES)  # fmt: skip
    report.say("Therapy without any effect; people who do badly early stop coming. Percent of "
               "slopes whose interval leaves out zero (5 is right).")  # fmt: skip
    rows = []
    for n in (30, 100, 300):
        found = false_slopes(rng, REPLICATES, n)
        rows.append((n, *(float(part.mean()) for part in found.values())))
    report.table(("people", "all sessions received", "landmark at day 28"), rows, REPLICATES)
    report.say("Shrunken effects (SDs; tau half-normal 0.5): percent of 95 % intervals that hold "
               "the truth on average over the model, and of the one condition (largest variance) "
               "that is apart from all others, at the shift where that is lowest.")  # fmt: skip
    rows = []
    for name, v in SHRUNKEN.items():
        held = measure_coverage(np.array(v), replicates=REPLICATES)
        rows.append((name, held.average, held.apart, f"{held.shift:g}", held.others))
    report.table(("conditions", "average", "the one apart", "apart by, SD", "the others"), rows,
                 REPLICATES)  # fmt: skip
    report.write()


if __name__ == "__main__":
    main()
