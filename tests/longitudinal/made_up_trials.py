"""Trials with known drop-out, made up."""

import numpy as np

from analysis.longitudinal import IncompleteScores

COVARIANCE = 60 * (0.5 + 0.5 * np.eye(4))


def make_trial(
    n: int = 200, seed: int = 1, effect: float = -4.0, gaps: float = 0.0, lost: float = 1.0
) -> IncompleteScores:
    """n people, every other treated; three visits; worse scores make drop-out likelier."""
    rng = np.random.default_rng(seed)
    values = 30 + rng.standard_normal((n, 4)) @ np.linalg.cholesky(COVARIANCE).T
    treated = np.arange(n) % 2 == 1
    values[treated, 1:] += effect * np.arange(1, 4) / 3
    scores = values[:, 1:].copy()
    for j in (1, 2):
        share = lost / (1 + np.exp(1.5 - 0.1 * (scores[:, j - 1] - 28)))
        scores[np.isnan(scores[:, j - 1]) | (rng.random(n) < share), j] = np.nan
    scores[rng.random((n, 3)) < gaps] = np.nan
    return IncompleteScores(scores, values[:, 0].copy(), treated, np.zeros((n, 0)))
