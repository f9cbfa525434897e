"""Weighted least squares over studies at given tau2: one set of studies, or many at once.

Everything is kept in p x p matrices, so that 2,000 studies never make a 2,000 x 2,000 one. Arrays
have shape (..., k): leading axes are sets of studies, each with its own tau2 of shape (...).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, eq=False)
class Weighted:
    """P = W - W Q (Q'WQ)^-1 Q'W with W = diag(1 / (v + tau2)), and what is made of it.

    `weight`, `residual` (y - fit) and `projected` (P y) have shape (..., k); `coefficients` shape
    (..., p) belong to the design given, `inverse` is (Q'WQ)^-1.
    """

    y: np.ndarray
    v: np.ndarray
    design: np.ndarray
    weight: np.ndarray
    inverse: np.ndarray
    coefficients: np.ndarray
    residual: np.ndarray
    projected: np.ndarray

    @property
    def q(self) -> np.ndarray:
        """y'Py: the generalised Q statistic."""
        return np.asarray((self.projected * self.residual).sum(axis=-1))

    @property
    def square(self) -> np.ndarray:
        """y'PPy, the negative of dQ / dtau2."""
        return np.asarray((self.projected**2).sum(axis=-1))

    @property
    def cube(self) -> np.ndarray:
        """y'PPPy."""
        weighted = self.weight * self.projected
        turned = weighted @ self.design
        fitted = np.einsum("...p,...pq,...q->...", turned, self.inverse, turned)
        return np.asarray((weighted * self.projected).sum(axis=-1) - fitted)

    def gram(self, weight: np.ndarray) -> np.ndarray:
        """Q' diag(weight) Q, shape (..., p, p)."""
        return gram(self.design, weight)

    @cached_property
    def weight_square(self) -> np.ndarray:
        """w^2."""
        return self.weight * self.weight

    @cached_property
    def _once(self) -> np.ndarray:
        """(Q'WQ)^-1 Q'W^2Q."""
        return np.asarray(self.inverse @ self.gram(self.weight_square))

    def trace(self) -> np.ndarray:
        """tr P."""
        return np.asarray(self.weight.sum(axis=-1) - np.einsum("...pp->...", self._once))

    def trace_square(self) -> np.ndarray:
        """tr PP."""
        return np.asarray(
            self.weight_square.sum(axis=-1)
            - 2 * self._trace(self.weight_square * self.weight)
            + np.einsum("...pq,...qp->...", self._once, self._once)
        )

    def trace_with_v(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """tr PV, tr PVP and tr PVPV with V = diag(v)."""
        w, wv = self.weight, self.weight * self.v
        weighted = self.inverse @ self.gram(w * wv)
        pv = wv.sum(axis=-1) - self._trace(w * wv)
        pvp = (w * wv).sum(axis=-1) - 2 * self._trace(w * w * wv)
        pvpv = (wv * wv).sum(axis=-1) - 2 * self._trace(w * wv * wv)
        return (
            np.asarray(pv),
            np.asarray(pvp + np.einsum("...pq,...qp->...", self._once, weighted)),
            np.asarray(pvpv + np.einsum("...pq,...qp->...", weighted, weighted)),
        )

    def log_determinants(self) -> np.ndarray:
        """log|W| - log|Q'WQ|."""
        return np.asarray(
            np.log(self.weight).sum(axis=-1) + np.linalg.slogdet(self.inverse).logabsdet
        )

    def _trace(self, weight: np.ndarray) -> np.ndarray:
        """tr (Q'WQ)^-1 Q' diag(weight) Q."""
        return np.asarray(np.einsum("...pq,...qp->...", self.inverse, self.gram(weight)))


def gram(design: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """X' diag(weight) X for each set of weights, shape (..., p, p)."""
    p = design.shape[1]
    pairs = (design[:, :, None] * design[:, None, :]).reshape(len(design), p * p)
    return np.asarray((weight @ pairs).reshape(*weight.shape[:-1], p, p))


def weigh(y: np.ndarray, v: np.ndarray, design: np.ndarray, tau2: np.ndarray | float) -> Weighted:
    """Fit at `tau2`, weights 1 / (v + tau2)."""
    weight = 1 / (v + np.asarray(tau2, dtype=float)[..., None])
    return weigh_by(y, v, design, weight)


def weigh_by(y: np.ndarray, v: np.ndarray, design: np.ndarray, weight: np.ndarray) -> Weighted:
    """Fit with any weights."""
    inverse = np.linalg.inv(gram(design, weight))
    coefficients = np.einsum("...pq,...q->...p", inverse, (weight * y) @ design)
    residual = y - coefficients @ design.T
    return Weighted(y, v, design, weight, inverse, coefficients, residual, weight * residual)
