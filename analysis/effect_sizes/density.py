"""How densely scores, or redrawn means, lie: the outline of half a violin."""

from typing import Final

import numpy as np

from analysis.core import CannotEstimate

POINTS: Final = 81
_BINS: Final = 512
_REACH: Final = 3.0
"""Bandwidths past the lowest and highest value: beyond them the kernel is near zero."""


def smooth_density(values: np.ndarray, points: int = POINTS) -> tuple[np.ndarray, np.ndarray]:
    """Gaussian kernel density of values, with Silverman's bandwidth.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Scores, changes or redrawn means, none missing.
    points : int
        Where the density is worked out.

    Returns
    -------
    x, y : ndarray, shape (points,)
        Places from below the lowest to above the highest value, and the density there.

    Raises
    ------
    CannotEstimate
        "no_variation" where all values are the same.

    Notes
    -----
    h = 0.9 min(SD, IQR / 1.34) n^(-1/5); the SD alone where half the values are the same. Values
    are counted in 512 bins first, so that ten thousand cost as little as ten.

    References
    ----------
    Silverman BW (1986). Density Estimation for Statistics and Data Analysis, equation 3.31.
    """
    values = np.asarray(values, dtype=float)
    if len(values) == 0 or np.ptp(values) == 0:
        raise CannotEstimate("no_variation", "All values are the same, so they have no density.",
                             "Choose another score.")  # fmt: skip
    sd = values.std(ddof=1)
    low, high = np.quantile(values, [0.25, 0.75])
    spread = min(sd, (high - low) / 1.34) or sd
    h = 0.9 * spread * len(values) ** -0.2
    counts, edges = np.histogram(values, bins=_BINS)
    middles = (edges[1:] + edges[:-1]) / 2
    x = np.linspace(values.min() - _REACH * h, values.max() + _REACH * h, points)
    kernel = np.exp(-(((x[:, None] - middles) / h) ** 2) / 2)
    y = kernel @ counts / (len(values) * h * np.sqrt(2 * np.pi))
    return x, y
