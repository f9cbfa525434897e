"""Rubin's rules: one estimate out of those of several imputed data sets."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import stdtr, stdtrit

from analysis.core import CannotEstimate
from analysis.core.formulas import upper

_LEAST_LAMBDA = 1e-4
"""Below it the degrees of freedom of Rubin 1987 are taken at this share (as R's mice does)."""


class RubinParts(NamedTuple):
    """Rubin's rules along the last axis: every field has the shape of the axes before it."""

    qbar: np.ndarray
    ubar: np.ndarray
    b: np.ndarray
    t: np.ndarray
    share: np.ndarray
    riv: np.ndarray
    df_old: np.ndarray
    df: np.ndarray
    fmi: np.ndarray


@dataclass(frozen=True)
class RubinPool:
    """An estimate over `m` imputed data sets.

    `qbar` is the mean of the estimates, `ubar` the variance within and `b` between data sets,
    `t` the total variance; `share` (lambda) the part of `t` that missing scores cause, `riv` the
    relative increase in variance, `fmi` the fraction of missing information; `df_old` the degrees
    of freedom of Rubin (1987) and `df` those of Barnard & Rubin (1999).
    """

    m: int
    qbar: float
    ubar: float
    b: float
    t: float
    share: float
    riv: float
    df_old: float
    df_complete: float
    df: float
    fmi: float

    @property
    def se(self) -> float:
        return math.sqrt(self.t)

    @property
    def statistic(self) -> float:
        return self.qbar / self.se

    @property
    def p(self) -> float:
        return float(2 * stdtr(self.df, -abs(self.statistic)))

    @property
    def monte_carlo_se(self) -> float:
        """How far `qbar` would move with other draws of as many data sets."""
        return math.sqrt(self.b / self.m)

    def limits(self, level: float) -> tuple[float, float]:
        """Limits of the interval, t with the degrees of freedom of Barnard and Rubin."""
        half = float(stdtrit(self.df, upper(level))) * self.se
        return self.qbar - half, self.qbar + half


def pool_imputations(
    estimates: np.ndarray, variances: np.ndarray, df_complete: float = math.inf
) -> RubinPool:
    """One estimate, its variance and degrees of freedom from those of m imputed data sets.

    Parameters
    ----------
    estimates, variances : ndarray, shape (m,)
        The estimate in each imputed data set and the square of its standard error.
    df_complete : float
        Degrees of freedom had nothing been missing, e.g. people minus coefficients; infinity for
        an estimate whose interval is normal.

    Raises
    ------
    CannotEstimate
        "few_imputations" with fewer than two; "not_finite"; "no_variation" where no data set has
        any variance; "too_few" when `df_complete` is not above zero.

    Notes
    -----
    T = ubar + (1 + 1/m) B; lambda = (1 + 1/m) B / T; riv = (1 + 1/m) B / ubar;
    df_old = (m - 1) / lambda^2; df_obs = (dfc + 1)/(dfc + 3) dfc (1 - lambda);
    df = df_old df_obs / (df_old + df_obs); fmi = (riv + 2/(df + 3)) / (riv + 1).

    References
    ----------
    Rubin DB (1987). Multiple Imputation for Nonresponse in Surveys. Wiley;
    Barnard J, Rubin DB (1999). Biometrika 86:948-955.
    """
    estimates, variances = (np.asarray(x, dtype=float) for x in (estimates, variances))
    _require_poolable(estimates, variances, df_complete)
    parts = rubin_parts(estimates, variances, df_complete)
    q, u, b, t, share, riv, old, df, fmi = (float(part) for part in parts)
    return RubinPool(len(estimates), q, u, b, t, share, riv, old, float(df_complete), df, fmi)


def rubin_parts(
    estimates: np.ndarray, variances: np.ndarray, df_complete: float | np.ndarray
) -> RubinParts:
    """Rubin's rules for many estimates at once, data sets along the last axis.

    Parameters
    ----------
    estimates, variances : ndarray, shape (..., m)
        Finite; variances with a mean above zero. Formulas as in `pool_imputations`.
    df_complete : float or ndarray, shape (...)
        Degrees of freedom had nothing been missing.
    """
    m = estimates.shape[-1]
    qbar, ubar = estimates.mean(axis=-1), variances.mean(axis=-1)
    b = estimates.var(axis=-1, ddof=1)
    added = (1 + 1 / m) * b
    t = ubar + added
    share = added / t
    riv = np.divide(added, ubar, out=np.full_like(t, np.inf), where=ubar > 0)
    floored = np.maximum(share, _LEAST_LAMBDA)
    df_old = (m - 1) / floored**2
    complete = np.asarray(df_complete, dtype=float)
    # One over the df add up; (dfc + 1)/(dfc + 3) dfc (1 - lambda) is infinite with dfc.
    seen = (1 - 2 / (complete + 3)) * complete * np.maximum(1 - floored, np.finfo(float).tiny)
    df = 1 / (1 / df_old + 1 / seen)
    fmi = np.where(np.isinf(riv), 1.0, (riv + 2 / (df + 3)) / (riv + 1))
    return RubinParts(qbar, ubar, b, t, share, riv, df_old, df, fmi)


def _require_poolable(estimates: np.ndarray, variances: np.ndarray, df_complete: float) -> None:
    if estimates.shape != variances.shape or estimates.ndim != 1 or len(estimates) < 2:
        raise CannotEstimate(
            "few_imputations",
            "Rubin's rules need the estimates of at least two imputed data sets.",
            "Impute more data sets; fifty is the default here.",
        )
    if not (np.isfinite(estimates).all() and np.isfinite(variances).all()):
        raise CannotEstimate(
            "not_finite",
            "An imputed data set has no estimate.",
            "Look for missing scores left in it, or for an arm in which nobody varies.",
        )
    if not df_complete > 0:
        raise CannotEstimate(
            "too_few",
            "There are no more people than coefficients.",
            "Choose a visit with more people, or fewer covariates.",
        )
    if variances.min() < 0 or not variances.mean() > 0:
        raise CannotEstimate(
            "no_variation",
            "Scores do not vary within the imputed data sets, so there is no interval.",
            "Check that the right column is read, or choose another visit.",
        )
