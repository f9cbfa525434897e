"""Effects within studies: a three-level model's covariance, never as a whole matrix."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Nested:
    """Effects sorted into studies.

    `y`, `v` shape (n,), `design` shape (n, p); `study` numbers each effect's study from 0 without
    gaps; `studies` is how many there are.
    """

    y: np.ndarray
    v: np.ndarray
    design: np.ndarray
    study: np.ndarray
    studies: int

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Sum of `values`, shape (n, ...), within each study."""
        total = np.zeros((self.studies, *values.shape[1:]))
        np.add.at(total, self.study, values)
        return total


@dataclass(frozen=True, eq=False)
class NestedFit:
    """Generalised least squares at given variances.

    V = diag(v + within) + between 1 1' in each study, inverted by its rank-one form. `projected`
    is P y = V^-1 (y - X b), `solved_design` V^-1 X, `inverse` (X'V^-1X)^-1.
    """

    nested: Nested
    between: float
    within: float
    precision: np.ndarray
    shrink: np.ndarray
    inverse: np.ndarray
    coefficients: np.ndarray
    solved_design: np.ndarray
    projected: np.ndarray
    height: float

    def solve(self, values: np.ndarray) -> np.ndarray:
        """V^-1 times each column of `values`, shape (n, m)."""
        return _solve(self.nested, self.precision, self.shrink, values)

    def project(self, values: np.ndarray) -> np.ndarray:
        """P times each column."""
        solved = self.solve(values)
        return np.asarray(
            solved - self.solved_design @ (self.inverse @ (self.solved_design.T @ values))
        )

    def score(self) -> np.ndarray:
        """Slopes of the restricted log likelihood in (between, within)."""
        nested, d = self.nested, self.precision
        once, twice = nested.sums(d), nested.sums(d**2)
        turned = nested.sums(self.solved_design)
        trace_between = (once - once * self.shrink * once).sum()
        trace_between -= np.trace(self.inverse @ (turned.T @ turned))
        trace_within = d.sum() - (self.shrink * twice).sum()
        trace_within -= np.trace(self.inverse @ (self.solved_design.T @ self.solved_design))
        squares = (nested.sums(self.projected) ** 2).sum(), (self.projected**2).sum()
        return 0.5 * np.array([squares[0] - trace_between, squares[1] - trace_within])

    def information(self) -> np.ndarray:
        """Average of the observed and the expected information in (between, within)."""
        working = np.column_stack(
            [self.nested.sums(self.projected)[self.nested.study], self.projected]
        )
        return np.asarray(0.5 * working.T @ self.project(working))


def fit_nested(nested: Nested, between: float, within: float) -> NestedFit:
    """Coefficients and restricted log likelihood (less a constant) at two variances."""
    d = 1 / (nested.v + within)
    once = nested.sums(d)
    shrink = between / (1 + between * once)
    solved = _solve(nested, d, shrink, nested.design)
    precision = nested.design.T @ solved
    inverse = np.linalg.inv(precision)
    coefficients = inverse @ (solved.T @ nested.y)
    rest = nested.y - nested.design @ coefficients
    projected = _solve(nested, d, shrink, rest[:, None])[:, 0]
    logs = np.log(d).sum() - np.log1p(between * once).sum()
    height = 0.5 * float(logs - np.linalg.slogdet(precision).logabsdet - rest @ projected)
    return NestedFit(nested, between, within, d, shrink, inverse, coefficients, solved,
                     projected, height)  # fmt: skip


def _solve(
    nested: Nested, precision: np.ndarray, shrink: np.ndarray, values: np.ndarray
) -> np.ndarray:
    weighted = precision[:, None] * values
    taken = (shrink[:, None] * nested.sums(weighted))[nested.study]
    return np.asarray(weighted - precision[:, None] * taken)
