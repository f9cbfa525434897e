"""Nodes at which integrals are read."""

from functools import cache

import numpy as np


@cache
def legendre_nodes(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights of Gauss-Legendre quadrature on -1 to 1; finding them takes longest."""
    return np.polynomial.legendre.leggauss(n)
