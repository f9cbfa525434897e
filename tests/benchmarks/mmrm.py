"""The repeated-measures model on 3,000 people and 6 visits, beside R and statsmodels.

    python tests/benchmarks/mmrm.py

Unstructured covariance, arm x visit + baseline x visit and six covariates (24 coefficients, 21
covariance parameters), monotone drop-out; everything from arrays to intervals of all coefficients.
R is absent here: its seconds (mmrm 0.3.18) were measured on another day on such a machine, hence
the calibration (ten Cholesky decompositions of 2000 x 2000) beside ours. statsmodels' MixedLM with
a random intercept stands in as a peer in the same process, though it estimates 2 covariance
parameters and has neither Satterthwaite nor Kenward-Roger.
"""

import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from analysis.longitudinal import fit_mmrm, mmrm_by_visit

PEOPLE, VISITS, ROUNDS = 3_000, 6, 7
R_SECONDS = {"satterthwaite": 4.2, "kenward-roger": 7.7}
PAGES = ((60, 4), (115, 4), (200, 6))


def draw(people: int, visits: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(baseline, scores, is_treatment), lost for good from the second visit on."""
    rng = np.random.default_rng(seed)
    baseline, treated = rng.normal(20, 5, people), np.arange(people) % 2 == 0
    root = np.linalg.cholesky(25 * (0.6 + 0.4 * np.eye(visits)))
    scores = rng.standard_normal((people, visits)) @ root.T + 0.5 * baseline[:, None]
    scores -= treated[:, None] * np.linspace(0, 3, visits)
    stays = rng.integers(2, visits + 4, people)
    scores[np.arange(visits) >= stays[:, None]] = np.nan
    return baseline, scores, treated


def lengthen(
    baseline: np.ndarray, scores: np.ndarray, treated: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Design (with six covariates), score, person and visit, a row a person and visit."""
    people, visits = scores.shape
    visit = np.tile(np.eye(visits), (people, 1))
    covariates = np.random.default_rng(2).standard_normal((people, 6))
    design = np.hstack(
        [visit, visit * np.repeat(treated, visits)[:, None],
         visit * np.repeat(baseline, visits)[:, None], np.repeat(covariates, visits, axis=0)]
    )  # fmt: skip
    who, when = np.repeat(np.arange(people), visits), np.tile(np.arange(visits), people)
    return design, scores.ravel(), who, when


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median seconds."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def calibrate() -> None:
    """Ten Cholesky decompositions of 2000 x 2000."""
    matrix = np.eye(2000) + 0.5
    for _ in range(10):
        np.linalg.cholesky(matrix)


def fit_peer(design: np.ndarray, score: np.ndarray, who: np.ndarray) -> None:
    """statsmodels' random intercept on the same rows."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    seen = ~np.isnan(score)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        MixedLM(score[seen], design[seen], groups=who[seen]).fit(reml=True)


def main() -> None:
    """Print the table."""
    design, score, who, when = lengthen(*draw(PEOPLE, VISITS))
    every = np.eye(design.shape[1])
    unit = seconds(calibrate, 3)
    print(f"calibration (ten Cholesky 2000 x 2000): {unit:.2f} s")
    for correction, theirs in R_SECONDS.items():
        ours = seconds(
            lambda c=correction: fit_mmrm(design, score, who, when).contrasts(every, 0.95, c)
        )
        print(f"{PEOPLE} x {VISITS}, us, {correction}: {ours:.3f} s = {ours / unit:.3f} "
              f"calibrations; R's mmrm {theirs} s: {theirs / ours:.0f} times as long")  # fmt: skip
    peer = seconds(lambda: fit_peer(design, score, who), 1)
    print(f"statsmodels MixedLM, random intercept: {peer:.2f} s: {peer / ours:.0f} times as long")
    for people, visits in PAGES:
        trial = draw(people, visits)
        nobody = np.zeros((people, 0))
        ours = seconds(lambda t=trial, x=nobody: mmrm_by_visit(*t, x, 0.95, "kenward-roger"))
        print(f"a page: {people} x {visits}, Kenward-Roger: {1000 * ours:.1f} ms")


if __name__ == "__main__":
    main()
