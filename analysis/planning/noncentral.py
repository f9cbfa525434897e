"""Tails of the noncentral t as power needs them."""

import math
from typing import Final

import numpy as np
from scipy.special import chdtr, chdtri, nctdtr, ndtr

from analysis.core.formulas import legendre_nodes

_FAR: Final = 37.0
"""Beyond this noncentrality the quick function fails; quadrature takes over."""

_NODES: Final = 200


def t_tail_above(t: float, df: float, shift: float) -> float:
    """P(T > t) of a noncentral t with noncentrality `shift`.

    Notes
    -----
    T = (Z + shift)/S with S^2 df chi-squared, so P(T > t) is the mean of Phi(shift - t S); scipy's
    own function where it works, that mean by quadrature elsewhere.
    """
    below = float(nctdtr(df, shift, t)) if t >= 0 and abs(shift) <= _FAR else math.nan
    if math.isfinite(below):
        return min(1.0, max(0.0, 1 - below))
    position, weight = legendre_nodes(_NODES)
    s = np.sqrt(chdtri(df, (1 - position) / 2) / df)
    return float(weight @ ndtr(shift - t * s) / 2)


def chance_within(low: float, high: float, t: float, df: float) -> float:
    """P(low + t S < Z < high - t S): an interval of half-width t S lies within two bounds.

    Parameters
    ----------
    low, high : float
        Distances of the bounds from the true difference, in true standard errors.
    t : float
        Quantile that makes the half-width.
    df : float
        Degrees of freedom of S, the estimated over the true standard error.

    Notes
    -----
    Owen's Q, by quadrature over the probabilities of S: S^2 df is chi-squared, so
    integral of max(0, Phi(high - t s) - Phi(low + t s)) dF(s), Gauss-Legendre up to the s at which
    the interval is too wide to fit.

    References
    ----------
    Owen DB (1965). Biometrika 52:437-446; Phillips KF (1990). J Pharmacokinet Biopharm 18:137-144.
    """
    widest = (high - low) / (2 * t)
    if widest <= 0:
        return 0.0
    fits = float(chdtr(df, df * widest**2))
    position, weight = legendre_nodes(_NODES)
    u = fits * (position + 1) / 2
    s = np.sqrt(chdtri(df, 1 - u) / df)
    inside = np.maximum(0.0, ndtr(high - t * s) - ndtr(low + t * s))
    return float(fits / 2 * (weight @ inside))
