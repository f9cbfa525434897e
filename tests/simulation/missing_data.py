"""People lost whose scores say why: `python -m tests.simulation.missing_data`.

Bias and coverage of the imputed difference, of those seen alone, of jump to reference against its
own truth, and of the difference in responders.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from analysis.core import CannotEstimate
from analysis.longitudinal import (
    IncompleteScores,
    compare_imputed,
    impute_scores,
    pool_imputed_risks,
)

from .report import Report

SEED, REPLICATES, LEVEL, IMPUTATIONS = 20_260_301, 8_000, 0.95, 50
SIZES = ((12, 12), (12, 24), (24, 12), (30, 30), (33, 66), (100, 100))
SPREADS = ((1.5, 1.0), (1.0, 1.5), (2.0, 1.0), (1.0, 2.0))
CORRELATION = 0.6
EFFECTS = np.array([-0.2, -0.35, -0.5])
"""Treatment minus comparator at each visit, in SDs; low scores are good."""

LEAVING = {"30 %": -2.2, "42 %": -1.5}
"""Constant of the log-odds of leaving after a visit, by the share lost at the last."""

SLOPES = (1.6, -1.6)
"""Log-odds of leaving per SD of score, in treatment and comparator."""

RESPONSE = -0.8
"""A response is a score this far below baseline."""

LARGE = 400_000


class Truth(NamedTuple):
    difference: float
    jump: float
    risk: float


class Found(NamedTuple):
    """One trial: value, SE and whether its interval holds the truth, of each estimator."""

    imputed: tuple[float, float, bool]
    seen: tuple[float, float, bool]
    jump: tuple[float, float, bool]
    risk: tuple[float, float, bool]


def draw_people(
    rng: np.random.Generator, n: int, sd: float, treated: bool, leaving: float
) -> tuple[np.ndarray, np.ndarray]:
    """Baseline and three visits (n, 4), and whether each visit is seen (n, 3).

    Baseline has SD 1 in both arms, the visits `sd`; every correlation is 0.6.
    """
    shared = np.sqrt(CORRELATION) * rng.standard_normal((n, 1))
    scores = shared + np.sqrt(1 - CORRELATION) * rng.standard_normal((n, 4))
    scores[:, 1:] = sd * scores[:, 1:] + treated * EFFECTS
    seen = np.ones((n, 3), dtype=bool)
    for visit in (1, 2):
        middle = treated * EFFECTS[visit - 1]
        odds = leaving + SLOPES[not treated] * (scores[:, visit] - middle) / sd
        stays = rng.random(n) >= 1 / (1 + np.exp(-odds))
        seen[:, visit] = seen[:, visit - 1] & stays
    return scores, seen


def find_truth(sd: tuple[float, float], leaving: float) -> Truth:
    """From large arms, with what those lost would have under jump to reference worked out."""
    rng = np.random.default_rng(SEED)
    treated, seen = draw_people(rng, LARGE, sd[0], True, leaving)
    others, _ = draw_people(rng, LARGE, sd[1], False, leaving)
    last = seen.sum(axis=1)
    # What the draws happen to be off by is taken out.
    values = treated[:, -1] - (treated[:, -1].mean() - EFFECTS[-1])
    # Given baseline, the comparator's later visits on earlier ones; history counts from own mean.
    own = treated[:, 1:] - EFFECTS - sd[0] * CORRELATION * treated[:, :1]
    residual = CORRELATION * (1 - CORRELATION) + (1 - CORRELATION) * np.eye(3)
    for visits in (1, 2):
        gone = last == visits
        slope = residual[2, :visits] @ np.linalg.inv(residual[:visits, :visits])
        mean = sd[1] * CORRELATION * treated[gone, 0] + own[gone, :visits] @ slope
        values[gone] = mean
    met = [(x[:, -1] <= x[:, 0] + RESPONSE).mean() for x in (treated, others)]
    return Truth(float(EFFECTS[-1]), float(values.mean()), float(met[0] - met[1]))


def draw_trial(
    rng: np.random.Generator, n: tuple[int, int], sd: tuple[float, float], leaving: float,
    gaps: float,
) -> IncompleteScores:  # fmt: skip
    arms = [draw_people(rng, n[i], sd[i], i == 0, leaving) for i in (0, 1)]
    scores = np.concatenate([np.where(seen, x[:, 1:], np.nan) for x, seen in arms])
    if gaps:
        scores[:, :2][rng.random((sum(n), 2)) < gaps] = np.nan
    baseline = np.concatenate([x[:, 0] for x, _ in arms])
    return IncompleteScores(scores, baseline, np.arange(sum(n)) < n[0], np.zeros((sum(n), 0)))


def responds(scores: np.ndarray, baseline: np.ndarray | None) -> np.ndarray:
    return (scores <= baseline + RESPONSE).astype(float)


def estimate(trial: IncompleteScores, truth: Truth, seed: int) -> Found | None:
    """Every estimator on one trial; None where it is refused."""
    try:
        imputed = impute_scores(trial, "mar", IMPUTATIONS, seed)
        found = compare_imputed(imputed, LEVEL)
        jumped = compare_imputed(impute_scores(trial, "j2r", IMPUTATIONS, seed), LEVEL)
    except CannotEstimate:
        return None
    if found.observed_cases is None:
        return None
    risk = pool_imputed_risks(imputed, responds, LEVEL).difference
    pairs = ((found.difference, truth.difference), (found.observed_cases, truth.difference),
             (jumped.difference, truth.jump), (risk, truth.risk))  # fmt: skip
    return Found(*((one.value, one.se or 0.0, one.low <= t <= one.high) for one, t in pairs))


def measure_cell(
    n: tuple[int, int], sd: tuple[float, float], replicates: int, lost: str = "30 %",
    gaps: float = 0.0,
) -> Iterator[tuple]:  # fmt: skip
    """Rows of one cell: bias, coverage, and the standard error against the spread."""
    leaving = LEAVING[lost]
    truth = find_truth(sd, leaving)
    rng = np.random.default_rng([SEED, *n, int(10 * sd[0]), int(10 * sd[1])])
    tries = [estimate(draw_trial(rng, n, sd, leaving, gaps), truth, i) for i in range(replicates)]
    kept = [one for one in tries if one is not None]
    where = (f"{n[0]}/{n[1]}", f"{sd[0]:g}:{sd[1]:g}", lost + (", gaps" if gaps else ""))
    names = ("imputed, missing at random", "those seen alone", "jump to reference",
             "responders, imputed")  # fmt: skip
    true = (truth.difference, truth.difference, truth.jump, truth.risk)
    for name, target, field in zip(names, true, Found._fields, strict=True):
        value, se, held = np.array([getattr(one, field) for one in kept], dtype=float).T
        error = np.sqrt(held.mean() * (1 - held.mean()) / len(held))
        spread = value.std(ddof=1)
        yield (
            name, *where, len(kept), f"{target:.3f}", f"{value.mean() - target:+.3f}",
            f"{spread / np.sqrt(len(held)):.3f}", float(held.mean()), float(error),
            f"{np.sqrt((se**2).mean()) / spread:.2f}", float(1 - len(kept) / len(tries)),
        )  # fmt: skip


def measure(replicates: int) -> Iterator[tuple]:
    for n in SIZES:
        yield from measure_cell(n, (1.0, 1.0), replicates)
    for sd in SPREADS:
        yield from measure_cell((30, 30), sd, replicates // 2)
    for n in ((30, 30), (100, 100)):
        yield from measure_cell(n, (1.0, 1.0), replicates // 2, "42 %")
    yield from measure_cell((30, 30), (1.0, 1.0), replicates // 16, gaps=0.1)


def main() -> None:
    report = Report("missing_data", "People lost whose scores say why")
    report.say(
        f"Baseline and three visits, every correlation {CORRELATION}; true difference "
        f"{EFFECTS[-1]} SD. After each visit the worse leave treatment and the better leave the "
        "comparator (30 % or 42 % are lost by the last), so those seen alone overstate the "
        f"treatment. {IMPUTATIONS} imputed data sets, ANCOVA with HC3, Barnard-Rubin df. The truth "
        "of jump to reference is its own estimand, from the true normal. Coverage, its Monte Carlo "
        "error and the share refused in percent; bias in SDs; `SE ratio` is the root mean square "
        "standard error over the spread of the estimates.",
    )
    header = ("estimator", "n", "SD", "lost", "trials", "truth", "bias", "MC error of bias",
              "coverage", "MC error", "SE ratio", "refused")  # fmt: skip
    report.table(header, measure(REPLICATES))
    report.say(
        "Rubin's variance for jump to reference is larger than the spread of the estimate over "
        "repeated trials (SE ratio above 1, coverage above 95 %): it keeps the information lost as "
        "under missing at random (Cro, Carpenter & Kenward 2019), and errs on the safe side.",
        "",
        "Under missing at random the bias is gone from 30 an arm. The interval is wide where few "
        "of an arm are seen at the last visit, since each visit's regression is drawn for each arm "
        "alone: 12 an arm are refused in a fifth of trials and else covered in 99 %, 30 an arm in "
        "96.5 to 97.3 %, 100 an arm in 95.7 %. Coverage at 12 is among trials not refused. "
        "Gaps may hide the very score that made a person leave, so that row is not quite missing "
        "at random.",
    )
    report.write()


if __name__ == "__main__":
    main()
