"""People within sites or therapists: cluster-robust errors that hold with few clusters (CR2)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate, Estimate, settings
from analysis.core.formulas import LeastSquares, least_squares, t_quantile, t_tail, upper

from .weighted_effects import check_scores, count_people, require_spread

_NOTHING = 1e-10
"""Eigenvalues of an adjustment below this are zero: the cluster tells nothing there."""


@dataclass(frozen=True, eq=False)
class ClusterRobust:
    """Coefficients of (weighted) least squares with CR2 errors and Satterthwaite df, shape (p,).

    Where clusters tell nothing of a coefficient's error (it stands for whole clusters), df is nan.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    df: np.ndarray
    clusters: int

    @property
    def standard_errors(self) -> np.ndarray:
        """Square roots of the diagonal of the covariance; nan where the df is."""
        return np.where(np.isnan(self.df), np.nan, np.sqrt(np.diag(self.covariance)))


def cluster_robust(
    X: np.ndarray, y: np.ndarray, cluster: Sequence[object] | np.ndarray,
    weights: np.ndarray | None = None,
) -> ClusterRobust:  # fmt: skip
    """Coefficients of least squares whose errors allow people of a cluster to be alike.

    Parameters
    ----------
    X : ndarray, shape (n, p)
        Design, with its own column of ones where a constant is wanted.
    y : ndarray, shape (n,)
        Values, none missing.
    cluster : sequence, length n
        Which cluster each person is in.
    weights : ndarray, shape (n,), optional
        Positive weights of the fit; not taken for inverse variances.

    Raises
    ------
    CannotEstimate
        "one_cluster", "too_few", "collinear", "no_variation" or "not_finite".

    Notes
    -----
    CR2: residuals e_j of cluster j become A_j e_j with A_j the symmetric square root of the
    (generalised) inverse of the part of (I - H)(I - H)' that belongs to j, so that the variance is
    unbiased when errors are alike and independent (the working model). Df by Satterthwaite for each
    coefficient under that model. As in R's clubSandwich.

    References
    ----------
    Bell RM, McCaffrey DF (2002). Survey Methodology 28:169-181; Pustejovsky JE, Tipton E (2018).
    J Bus Econ Stat 36:672-683.
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=float)
    if not all(np.isfinite(part).all() for part in (X, y, w)) or not (w > 0).all():
        raise CannotEstimate("not_finite", "A value is missing or infinite, or a weight not above "
                             "0.", "Leave out those people first.")  # fmt: skip
    members = _members(cluster)
    root = np.sqrt(w)
    fit = least_squares(X * root[:, None], y * root)
    residuals = y - X @ fit.coefficients
    require_spread(float(residuals @ residuals), y)
    adjusted = _adjust(X, w, fit.xtx_inverse, members)
    parts = np.array([rows.T @ residuals[j] for j, rows in zip(members, adjusted, strict=True)])
    covariance = parts.T @ parts
    df = _satterthwaite(X, w, fit.xtx_inverse, members, adjusted)
    return ClusterRobust(fit.coefficients, covariance, df, len(members))


def clustered_difference(
    score: np.ndarray,
    is_treatment: np.ndarray,
    covariates: np.ndarray,
    cluster: Sequence[object] | np.ndarray,
    level: float,
) -> Estimate:
    """Adjusted difference in score between arms, people being grouped in sites.

    Parameters
    ----------
    score : ndarray, shape (n,)
        Points, none missing.
    is_treatment : ndarray of bool, shape (n,)
        Who was in the treatment arm.
    covariates : ndarray, shape (n, q)
        Columns adjusted for, without a constant; q may be 0.
    cluster : sequence, length n
        Site of each person.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        From `settings.FEWEST_CLUSTERS` sites on and with `settings.LOWEST_CLUSTER_DF` df or more:
        least squares with CR2 errors, t of the Satterthwaite df. Otherwise sites are fixed effects
        and errors HC3, t(n - p). `method` says which.

    Raises
    ------
    CannotEstimate
        As `cluster_robust`; "collinear" when sites must be fixed effects and each has one arm only.
    """
    score, treated = check_scores(score, is_treatment)
    ones = np.ones(len(score))
    design = np.column_stack([ones, treated, covariates])
    sites = len(_members(cluster))
    if sites >= settings.FEWEST_CLUSTERS:
        found = cluster_robust(design, score, cluster)
        df = float(found.df[1])
        if df >= settings.LOWEST_CLUSTER_DF:
            method = (f"Least squares adjusted for {covariates.shape[1]} columns; cluster-robust "
                      f"(CR2) error over {sites} sites, Satterthwaite t interval.")  # fmt: skip
            return _estimate(float(found.coefficients[1]), float(found.standard_errors[1]), df,
                             level, treated, sites, method)  # fmt: skip
    fit = _with_site_effects(design, score, cluster)
    se = require_spread(float(fit.hc3()[1, 1]), score)
    method = (
        f"Least squares adjusted for {covariates.shape[1]} columns and {sites} sites as fixed "
        "effects, too few for a cluster-robust error; HC3, t(n - p) interval."
    )
    return _estimate(float(fit.coefficients[1]), se, float(fit.df), level, treated, sites, method)


def _members(cluster: Sequence[object] | np.ndarray) -> list[np.ndarray]:
    """Positions of each cluster's people, in order of first appearance."""
    places: dict[object, list[int]] = {}
    for place, name in enumerate(cluster):
        places.setdefault(name, []).append(place)
    if len(places) < 2:
        raise CannotEstimate("one_cluster", "Everyone is in the same cluster, so nothing tells how "
                             "much clusters differ.", "Leave the cluster out.")  # fmt: skip
    return [np.array(found) for found in places.values()]


def _adjust(
    X: np.ndarray, w: np.ndarray, bread: np.ndarray, members: list[np.ndarray]
) -> list[np.ndarray]:
    """A_j W_j X_j M for every cluster, shape (n_j, p).

    A_j differs from the identity only in the span of X_j and W_j X_j, so its root is taken there.
    """
    spread = bread @ ((X * (w**2)[:, None]).T @ X) @ bread
    found = []
    for j in members:
        x, wx = X[j], X[j] * w[j][:, None]
        q, _ = np.linalg.qr(np.column_stack([x, wx]))
        qx, qwx = q.T @ x, q.T @ wx
        cross = qx @ bread @ qwx.T
        inner = np.eye(q.shape[1]) - cross - cross.T + qx @ spread @ qx.T
        found.append(q @ (_inverse_root(inner) @ (qwx @ bread)))
    return found


def _inverse_root(matrix: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    kept = values > _NOTHING
    return np.asarray((vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T)


def _satterthwaite(
    X: np.ndarray, w: np.ndarray, bread: np.ndarray, members: list[np.ndarray],
    adjusted: list[np.ndarray],
) -> np.ndarray:  # fmt: skip
    """Df of each coefficient: (sum of eigenvalues)^2 / sum of their squares.

    Element (j, k) of the matrix of a coefficient is g_j'g_k, g_j = (I - H)'_j A_j W_j X_j M c.
    """
    spread = bread @ ((X * (w**2)[:, None]).T @ X) @ bread
    through = np.array([X[j].T @ a for j, a in zip(members, adjusted, strict=True)])
    weighted = np.array(
        [(X[j] * w[j][:, None]).T @ a for j, a in zip(members, adjusted, strict=True)]
    )
    own = np.array([(a**2).sum(axis=0) for a in adjusted])
    df = np.empty(X.shape[1])
    for c in range(len(df)):
        v, t = through[:, :, c], weighted[:, :, c]
        mixed = v @ bread @ t.T
        products = np.diag(own[:, c]) - mixed - mixed.T + v @ spread @ v.T
        told = np.trace(products) > _NOTHING * spread[c, c]
        df[c] = np.trace(products) ** 2 / np.square(products).sum() if told else np.nan
    return df


def _with_site_effects(
    design: np.ndarray, score: np.ndarray, cluster: Sequence[object] | np.ndarray
) -> LeastSquares:
    names = list(dict.fromkeys(cluster))[1:]
    sites = np.array([[float(site == name) for name in names] for site in cluster])
    return least_squares(np.column_stack([design, sites]), score)


def _estimate(
    value: float, se: float, df: float, level: float, treated: np.ndarray, sites: int, method: str
) -> Estimate:
    half = t_quantile(upper(level), df) * se
    counts = {**count_people(treated), "sites": sites}
    source = "Pustejovsky & Tipton 2018, J Bus Econ Stat 36:672-683"
    return Estimate("clustered_difference", value, value - half, value + half, level, counts,
                    method, source, se=se, df=df, p=t_tail(value / se, df))  # fmt: skip
