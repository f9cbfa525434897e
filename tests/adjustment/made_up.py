"""Made-up cohorts whose arms differ in what was known before."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit


@dataclass(frozen=True)
class People:
    score: np.ndarray
    baseline: np.ndarray
    treated: np.ndarray
    covariates: np.ndarray

    @property
    def columns(self) -> np.ndarray:
        return np.column_stack([self.baseline, self.covariates])


def draw_people(seed: int = 0, n: int = 120, q: int = 3, effect: float = 2.0) -> People:
    """Arms that depend on baseline and covariates; scores that depend on all of them."""
    rng = np.random.default_rng(seed)
    baseline = rng.normal(25, 6, n)
    covariates = np.column_stack(
        [rng.normal(size=n), *((rng.random(n) < 0.4).astype(float) for _ in range(q - 1))]
    )[:, :q]
    line = 0.08 * (baseline - 25) + 0.4 * covariates[:, :1].sum(axis=1)
    treated = rng.random(n) < expit(line)
    score = 0.6 * baseline + covariates.sum(axis=1) + effect * treated + rng.normal(0, 4, n)
    return People(score, baseline, treated, covariates)
