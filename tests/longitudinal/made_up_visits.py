"""Small repeated-measures data with gaps, and the same model written out in full matrices."""

from typing import NamedTuple

import numpy as np


class Rows(NamedTuple):
    """A row a person and visit; scores partly missing."""

    design: np.ndarray
    score: np.ndarray
    person: np.ndarray
    visit: np.ndarray


def make_rows(people: int = 24, visits: int = 4, seed: int = 3, gaps: float = 0.2) -> Rows:
    rng = np.random.default_rng(seed)
    root = np.linalg.cholesky(9 * (0.5 * np.eye(visits) + 0.5))
    scores = rng.standard_normal((people, visits)) @ root.T * np.linspace(1, 1.6, visits) + 20
    scores[rng.random((people, visits)) < gaps] = np.nan
    scores[:3] = np.where(np.isnan(scores[:3]), 21.0, scores[:3])
    arm, age = np.arange(people) % 2, rng.standard_normal(people)
    visit = np.tile(np.eye(visits), (people, 1))
    design = np.column_stack([visit, np.repeat(arm, visits), np.repeat(age, visits)])
    who, when = np.repeat(np.arange(people), visits), np.tile(np.arange(visits), people)
    return Rows(design, scores.ravel(), who, when)


class Dense(NamedTuple):
    """What full matrices say: -2 log REML, coefficients, their covariance, P, V^-1, X, y."""

    deviance: float
    coefficients: np.ndarray
    covariance: np.ndarray
    p: np.ndarray
    inverse: np.ndarray
    X: np.ndarray
    y: np.ndarray


def spread_out(rows: Rows, sigma: np.ndarray) -> np.ndarray:
    """One matrix over visits as the block-diagonal one over all rows that were seen."""
    seen = ~np.isnan(rows.score)
    who, when = rows.person[seen], rows.visit[seen]
    return sigma[np.ix_(when, when)] * (who[:, None] == who[None, :])


def solve_dense(rows: Rows, sigma: np.ndarray, reml: bool) -> Dense:
    seen = ~np.isnan(rows.score)
    X, y, V = rows.design[seen], rows.score[seen], spread_out(rows, sigma)
    W = np.linalg.inv(V)
    information = X.T @ W @ X
    phi = np.linalg.inv(information)
    coefficients = phi @ X.T @ W @ y
    residual = y - X @ coefficients
    deviance = np.linalg.slogdet(V)[1] + residual @ W @ residual
    deviance += (len(y) - reml * X.shape[1]) * np.log(2 * np.pi)
    deviance += reml * np.linalg.slogdet(information)[1]
    return Dense(float(deviance), coefficients, phi, W - W @ X @ phi @ X.T @ W, W, X, y)
