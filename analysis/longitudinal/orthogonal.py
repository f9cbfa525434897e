"""A design turned into orthogonal columns, so that sums of products lose no digits."""

from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate

_SMALLEST_SINGULAR = 1e-9
"""Of columns scaled to length one: below this one column follows from the others."""

_LEAST_VARIATION = 1e-20
"""Residual over total sum of squares at which scores do not vary."""


@dataclass(frozen=True, eq=False)
class Orthogonal:
    """`design` = X `back`, orthonormal; `residual` = y - X `start` with `start` least squares."""

    design: np.ndarray
    residual: np.ndarray
    back: np.ndarray
    start: np.ndarray

    @property
    def size(self) -> int:
        return int(self.design.shape[1])

    @property
    def log_volume(self) -> float:
        """log |X'X|."""
        return -2 * float(np.linalg.slogdet(self.back)[1])


def orthogonalise(design: np.ndarray, score: np.ndarray) -> Orthogonal:
    """Orthonormal columns of a design and what least squares leaves of the score.

    Raises
    ------
    CannotEstimate
        "infinite", "too_few" when there are no more rows than coefficients, "collinear" when a
        column follows from the others, "no_variation" when the model leaves nothing of the scores.
    """
    rows, p = design.shape
    if np.isinf(design).any() or np.isinf(score).any():
        raise CannotEstimate("infinite", "A score or a covariate is infinite.",
                             "Correct it, or leave it missing.")  # fmt: skip
    if rows <= p:
        raise CannotEstimate(
            "too_few", f"{rows} scores are too few for a model with {p} coefficients.",
            "Choose an instrument with more people, or fewer visits or covariates.",
        )  # fmt: skip
    length = np.sqrt(np.einsum("ij,ij->j", design, design))
    q, r = np.linalg.qr(design / np.where(length > 0, length, 1))
    if np.linalg.svd(r, compute_uv=False).min() < _SMALLEST_SINGULAR:
        raise CannotEstimate(
            "collinear",
            "The arm, the visits and the covariates cannot be told apart in these people: one "
            "follows from the others.",
            "Leave out a covariate that only one arm has, or a visit one arm did not reach.",
        )  # fmt: skip
    back = np.linalg.inv(r) / length[:, None]
    fitted = q.T @ score
    residual = score - q @ fitted
    spread = score - score.mean()
    if residual @ residual <= _LEAST_VARIATION * max(spread @ spread, score @ score):
        raise CannotEstimate(
            "no_variation", "Scores do not vary beyond what the model says.",
            "Check that the right column is named.",
        )  # fmt: skip
    return Orthogonal(q, residual, back, back @ fitted)
