"""Made-up studies, and the formulas written out with whole matrices for comparison."""

import numpy as np

QUICK = {"deadline": None, "derandomize": True, "max_examples": 60}

METHOD_Y = np.array([0.2, 0.5, 0.9, 0.1, 0.7])
METHOD_V = np.array([0.04, 0.05, 0.06, 0.03, 0.08])
"""The example of the method's checks: DL tau2 .06560, mean .44318."""


def draw_studies(k: int, tau2: float = 0.1, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    v = rng.uniform(0.02, 0.3, k)
    return 0.4 + rng.standard_normal(k) * np.sqrt(v + tau2), v


def projection(weight: np.ndarray, X: np.ndarray) -> np.ndarray:
    W = np.diag(weight)
    return W - W @ X @ np.linalg.inv(X.T @ W @ X) @ X.T @ W


def whole_matrix_tau2(y: np.ndarray, v: np.ndarray, X: np.ndarray, estimator: str) -> float:
    """The closed-form estimators as Viechtbauer (2005) writes them."""
    k, p = X.shape
    P = projection(1 / v, X)
    if estimator == "DL":
        return max(0.0, (y @ P @ y - (k - p)) / np.trace(P))
    if estimator == "HS":
        return max(0.0, (y @ P @ y - k) / (1 / v).sum())
    if estimator == "HE":
        P = projection(np.ones(k), X)
        return max(0.0, (y @ P @ y - np.trace(P @ np.diag(v))) / (k - p))
    first = y.var()
    return first * (y @ projection(1 / (v + first), X) @ y) / (k - p)


def restricted_log_likelihood(tau2: np.ndarray, y: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Of one mean, less a constant, at each value of tau2; from its definition."""
    weight = 1 / (v + np.asarray(tau2)[:, None])
    total = weight.sum(axis=1)
    mean = (weight * y).sum(axis=1) / total
    square = (weight * (y - mean[:, None]) ** 2).sum(axis=1)
    return 0.5 * (np.log(weight).sum(axis=1) - np.log(total) - square)
